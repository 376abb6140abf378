"""The second consent, apart from signing: updates on one petition, and their end.

Only a word of its own (JOIN, UNIRME) or its button turns updates on, and only behind an offer that was shown (see
`conversations.offers`). Everything else that speaks of updates, JOIN out of the blue included, is answered by an offer.
"""

from __future__ import annotations

from conversations import buttons
from conversations.offers import offered, offering, wording_of_button
from conversations.people import signature_meant
from conversations.petition import Petition
from conversations.signed_words import updates_elsewhere, words_of
from conversations.talk import Talk
from conversations.turn import Fact, Kind, Turn


def join_updates(talk: Talk, petition: Petition) -> Turn:
    """JOIN: turn updates on behind an offer; else make the offer, for which a second JOIN then speaks."""
    wording = offered(talk, petition) if talk.voice.updates else None
    return _join(talk, petition, wording) if wording else tell_updates(talk, petition)


def join_by_button(talk: Talk, petition: Petition, mark: str) -> Turn:
    """A tap on the button that offers updates; one without its mark (a list's, an older version's) gets the offer."""
    wording = wording_of_button(mark)
    return _join(talk, petition, wording) if wording else tell_updates(talk, petition)


def tell_updates(talk: Talk, petition: Petition) -> Turn:
    """What updates are, how often they come, and the word that turns them on; or where they can be had instead."""
    if turn := _nothing_to_ask(talk, petition):
        return turn
    if talk.voice.updates:
        talk = offering(talk, petition, "updates")
    short, elsewhere = words_of(talk, petition).short, updates_elsewhere(talk)
    text = talk.say("updates", org=petition.short_name, short=short, elsewhere=elsewhere)
    return talk.turn(talk.reply(text, buttons.join_rows(talk, petition)))


def leave_updates(talk: Talk, petition: Petition) -> Turn:
    """Turn updates on one petition off again; nothing else changes."""
    facts: tuple[Fact, ...] = ()
    if petition.slug in talk.updates:
        facts = (Fact("left_updates", {"petition": petition.slug, "how": _how(talk)}),)
        talk = talk.with_state(updates=tuple(slug for slug in talk.state.updates if slug != petition.slug))
    reply = talk.reply(talk.say("left_updates"), buttons.join_rows(talk, petition))
    return talk.turn(reply, *facts, toast=talk.toast("left"))


def _join(talk: Talk, petition: Petition, wording: str) -> Turn:
    if turn := _nothing_to_ask(talk, petition):
        return turn
    fact = _joined(talk, petition, wording)
    return _told(talk.with_state(updates=(*talk.state.updates, petition.slug), offer={}), petition, fact)


def _nothing_to_ask(talk: Talk, petition: Petition) -> Turn | None:
    """The answer to whoever is in, or has stopped and must come back first: this word does not undo STOP."""
    if talk.state.stopped:
        return talk.turn(talk.say("join_after_start"))
    if petition.slug in talk.contact.link.updates:
        return talk.turn(talk.reply(talk.say("joined_there"), buttons.joined_rows(talk, petition)))
    return _told(talk, petition) if petition.slug in talk.state.updates else None


def _told(talk: Talk, petition: Petition, *facts: Fact) -> Turn:
    signature = talk.contact.signatures.get(petition.slug)
    name = "joined" if signature else "joined_unsigned"
    text = talk.say(name, org=petition.short_name, keyword=words_of(talk, petition).keyword)
    rows = buttons.joined_rows(talk, petition)
    if not signature:
        # The reply says how to sign, so a review that was shown before is no longer what a "1" answers.
        talk = talk.with_answers(reviewed=None)
        rows = (*buttons.one_row(talk, "sign", "sign", petition.slug), *rows)
    return talk.turn(talk.reply(text, rows), *facts, toast=talk.toast("joined"))


def _joined(talk: Talk, petition: Petition, wording: str) -> Fact:
    signature = signature_meant(talk, petition)
    postcode = signature.postcode if signature else str(talk.state.answers.get("postcode", ""))
    return Fact(
        "joined_updates",
        {
            "petition": petition.slug,
            "wording": wording,
            "language": talk.language,
            "how": _how(talk),
            "source": talk.state.source or _source_of_signature(talk, petition),
            "area": postcode[:3],
        },
    )


def _source_of_signature(talk: Talk, petition: Petition) -> str:
    remembered = talk.state.remembered
    return remembered.get("source", "") if remembered.get("petition") == petition.slug else ""


def _how(talk: Talk) -> str:
    return "button" if talk.heard.kind is Kind.CHOICE else "word"
