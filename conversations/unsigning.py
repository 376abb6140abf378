"""UNSIGN: the signature comes off and the count goes down, after a 9 (or a tap) within ten minutes."""

from __future__ import annotations

from conversations import buttons
from conversations.agreement import asks_to_go_on
from conversations.answers import read_nine
from conversations.doubtful_signs import is_doubtful
from conversations.people import people, place_of, with_code
from conversations.petition import Petition
from conversations.plain_words import plain
from conversations.shown_reviews import SAME_TEXT_WITHIN
from conversations.signed_words import words_of
from conversations.talk import Talk
from conversations.turn import Channel, Fact, Kind, Reply, Signature, State, Turn
from conversations.which_person import ask_which, who

#: Seconds in which a 9 may follow the question that asked for it.
CONFIRM_WITHIN = 600


def ask_to_unsign(talk: Talk, petition: Petition, codes: tuple[str, ...] = ()) -> Turn:
    """Ask for the 9; where the provider blocks the question, the exact word acts by itself (see `blocked`).

    Whoever wants a name taken off that isn't signed is shown the review again before any word signs.

    Args:
        talk: The turn.
        petition: What the signature is on.
        codes: The receipts of those whom it is about; () = whoever stands, and where those are several, ask which.
    """
    words, found = words_of(talk, petition), people(talk, petition)
    if not found:
        talk = talk.with_answers(reviewed=None)
        text = talk.say("not_signed", title=words.title, short=words.short)
        return talk.turn(talk.reply(text, buttons.one_row(talk, "delete", "delete")))
    if blocked(talk):
        return talk.turn() if is_doubtful(talk.heard.text) else unsign(talk, petition, found)
    meant = with_code(found, codes) if codes else found
    if not meant or (len(meant) > 1 and not codes):
        return ask_which(talk, petition, "unsign")
    nine, whose = nine_to_ask_for(talk), [one.code for one in meant]
    talk = talk.with_aside("unsign", petition=petition.slug, whose=whose, at=talk.seconds, id=talk.heard.id, nine=nine)
    several = len(meant) > 1
    names = ("unsign_confirm_all",) if several else ("unsign_confirm_one", "unsign_confirm_one_plain")
    text = talk.say(
        *(names if len(found) > 1 else ("unsign_confirm",)),
        title=words.title,
        short=words.short,
        nine=nine,
        number=str(len(meant)),
        name=who(meant[0]),
        code=meant[0].code,
    )
    more = () if len(found) == 1 else ("all",) if several else (meant[0].code,)
    return talk.turn(talk.reply(text, buttons.unsign_rows(talk, petition, *more)))


def nothing_to_unsign(talk: Talk) -> Turn:
    """UNSIGN from somebody who signed nothing here."""
    talk = talk.with_answers(reviewed=None)
    text = talk.say("not_signed_any")
    return talk.turn(talk.reply(text, buttons.one_row(talk, "delete", "delete")))


def unsign(talk: Talk, petition: Petition, gone: tuple[Signature, ...]) -> Turn:
    """Take these signatures off; who can't sign again now is not told so."""
    talk = talk.with_nothing_asked()
    if talk.heard.kind is Kind.TEXT:
        talk = talk.at(after_a_nine(talk.state, talk.seconds))
    facts = [Fact("unsigned", {"petition": petition.slug} | place_of(talk, one)) for one in gone]
    if len(gone) < len(people(talk, petition)):
        return talk.turn(one_of_several_is_off(talk, petition, gone[0].code), *facts)
    words = words_of(talk, petition)
    again = talk.is_open(petition)
    name = "unsigned_all" if len(gone) > 1 else "unsigned" if again else "unsigned_for_now"
    text = talk.say(name, title=words.title, keyword=words.keyword, number=str(len(gone)))
    rows = buttons.one_row(talk, "delete", "delete")
    if again:
        rows = buttons.one_row(talk, "sign_again", "sign", petition.slug) + rows
    return talk.turn(talk.reply(text, rows), *facts)


def one_of_several_is_off(talk: Talk, petition: Petition, code: str) -> Reply:
    """That the signature with this receipt counts no more, and those of others on this phone do."""
    words = words_of(talk, petition)
    text = talk.say("unsigned_one", title=words.title, short=words.short, code=code)
    return talk.reply(text, buttons.one_row(talk, "receipt", "status", petition.slug))


def keep(talk: Talk, petition: Petition) -> Turn:
    """Leave the signature where it is."""
    talk = talk.with_nothing_asked()
    words = words_of(talk, petition)
    text = talk.say("kept", title=words.title, short=words.short)
    return talk.turn(talk.reply(text, buttons.signed_rows(talk, petition)))


def answer_unsign(talk: Talk) -> Turn | None:
    """What was heard while the 9 was asked for; anything else keeps the signature."""
    petition = talk.petitions.by_slug.get(str(talk.state.aside.get("petition")))
    if petition is None or not (found := people(talk, petition)):
        return None
    codes = tuple(talk.state.aside.get("whose", ()))
    meant = with_code(found, codes)
    if not is_nine(talk):
        return ask_to_unsign(talk, petition, codes) if asks_to_go_on(talk.heard.text) else keep(talk, petition)
    if not in_time(talk, "unsign"):
        return too_late(talk)
    return ask_to_unsign(talk, petition, codes) if is_unsure(talk) or not meant else unsign(talk, petition, meant)


def in_time(talk: Talk, kind: str) -> bool:
    """Whether the question for `kind` ("unsign" or "delete") is open, recent, and asked under another message id."""
    aside = talk.state.aside
    recent = 0 <= talk.seconds - int(aside.get("at", 0)) <= CONFIRM_WITHIN
    return aside.get("kind") == kind and recent and aside.get("id") != talk.heard.id


def after_a_nine(state: State, at: int) -> State:
    """The state of a contact whose 9 destroyed something at that moment (epoch seconds)."""
    return state.but({"limits": {**state.limits, "nine_at": at}})


def nine_to_ask_for(talk: Talk) -> str:
    """ "9", or "99" just after a 9 took a signature off, or erased (see `bots.erased_today`).

    Of a carrier's two deliveries of a 9 the second may come behind the next question, and must not answer that too.
    """
    return "99" if _after_a_nine(talk) else "9"


def is_nine(talk: Talk) -> bool:
    """Whether the text is the 9 (or the 99) that was asked for, whatever stands beside it."""
    asked_twice = talk.state.aside.get("nine") == "99"
    return read_nine(talk.heard.text) or (asked_twice and plain(talk.heard.text) == "99")


def is_unsure(talk: Talk) -> bool:
    """Whether the 9 may not be meant for this question ("9?", or one where 99 was asked for): it is asked again."""
    return is_doubtful(talk.heard.text) or (read_nine(talk.heard.text) and _after_a_nine(talk))


def _after_a_nine(talk: Talk) -> bool:
    at = talk.state.limits.get("nine_at")
    return at is not None and abs(talk.seconds - at) <= SAME_TEXT_WITHIN


def too_late(talk: Talk) -> Turn:
    """The 9 came after ten minutes."""
    return talk.with_state(aside={}).turn(talk.say("too_late"))


def blocked(talk: Talk) -> bool:
    """Whether the provider itself stops our messages, since it handled the STOP: the question can't be asked."""
    return talk.heard.channel is Channel.SMS and talk.state.stopped and talk.state.stopped_by == "provider"
