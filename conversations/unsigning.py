"""UNSIGN: the signature comes off and the count goes down, after a 9 (or a tap) within ten minutes."""

from __future__ import annotations

from conversations import buttons
from conversations.answers import read_nine
from conversations.petition import Petition
from conversations.signed_words import words_of
from conversations.talk import Talk
from conversations.turn import Channel, Fact, Turn

#: Seconds in which a 9 may follow the question that asked for it.
CONFIRM_WITHIN = 600


def ask_to_unsign(talk: Talk, petition: Petition) -> Turn:
    """Ask for the 9; where the provider blocks the question, the exact word acts by itself (see `blocked`)."""
    words = words_of(talk, petition)
    if petition.slug not in talk.contact.signatures:
        text = talk.say("not_signed", title=words.title, short=words.short)
        return talk.turn(talk.reply(text, buttons.one_row(talk, "delete", "delete")))
    if blocked(talk):
        return unsign(talk, petition)
    talk = talk.with_aside("unsign", petition=petition.slug, at=talk.seconds, id=talk.heard.id)
    text = talk.say("unsign_confirm", title=words.title, short=words.short)
    return talk.turn(talk.reply(text, buttons.unsign_rows(talk, petition)))


def nothing_to_unsign(talk: Talk) -> Turn:
    """UNSIGN from somebody who signed nothing here."""
    text = talk.say("not_signed_any")
    return talk.turn(talk.reply(text, buttons.one_row(talk, "delete", "delete")))


def unsign(talk: Talk, petition: Petition) -> Turn:
    """Take the signature off; who can't sign again now is not told so."""
    talk = talk.with_nothing_asked()
    words = words_of(talk, petition)
    again = talk.is_open(petition)
    text = talk.say("unsigned" if again else "unsigned_for_now", title=words.title, keyword=words.keyword)
    rows = buttons.one_row(talk, "delete", "delete")
    if again:
        rows = buttons.one_row(talk, "sign_again", "sign", petition.slug) + rows
    return talk.turn(talk.reply(text, rows), Fact("unsigned", {"petition": petition.slug}))


def keep(talk: Talk, petition: Petition) -> Turn:
    """Leave the signature where it is."""
    talk = talk.with_nothing_asked()
    words = words_of(talk, petition)
    text = talk.say("kept", title=words.title, short=words.short)
    return talk.turn(talk.reply(text, buttons.signed_rows(talk, petition)))


def answer_unsign(talk: Talk) -> Turn | None:
    """What was heard while the 9 was asked for; anything else keeps the signature."""
    petition = talk.petitions.by_slug.get(str(talk.state.aside.get("petition")))
    if petition is None or petition.slug not in talk.contact.signatures:
        return None
    if not read_nine(talk.heard.text):
        return keep(talk, petition)
    return unsign(talk, petition) if in_time(talk, "unsign") else too_late(talk)


def in_time(talk: Talk, kind: str) -> bool:
    """Whether the question for `kind` ("unsign" or "delete") is open, recent, and asked under another message id."""
    aside = talk.state.aside
    recent = 0 <= talk.seconds - int(aside.get("at", 0)) <= CONFIRM_WITHIN
    return aside.get("kind") == kind and recent and aside.get("id") != talk.heard.id


def too_late(talk: Talk) -> Turn:
    """The 9 came after ten minutes."""
    return talk.with_state(aside={}).turn(talk.say("too_late"))


def blocked(talk: Talk) -> bool:
    """Whether the provider itself stops our messages, since it handled the STOP: the question can't be asked."""
    return talk.heard.channel is Channel.SMS and talk.state.stopped and talk.state.stopped_by == "provider"
