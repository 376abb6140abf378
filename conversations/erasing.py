"""DELETE: everything held about the contact goes, signatures included, after a 9 (or a tap) within ten minutes."""

from __future__ import annotations

from conversations import buttons
from conversations.agreement import asks_to_go_on
from conversations.doubtful_signs import is_doubtful
from conversations.people import place_of
from conversations.talk import Talk
from conversations.turn import Fact, Kind, Reply, Signature, State, Turn
from conversations.unsigning import after_a_nine, blocked, in_time, is_nine, is_unsure, nine_to_ask_for, too_late
from conversations.which_person import ask_which, everybody, named, who


def ask_to_erase(talk: Talk, codes: tuple[str, ...] = (), *, everyone: bool = False) -> Turn:
    """Ask for the 9. DELETE again asks again, and never confirms itself.

    Args:
        talk: The turn.
        codes: The receipts of the one person on this phone whom it is about; () = all that is held of the phone.
        everyone: All people on this phone were chosen; else, where several signed, ask which.
    """
    if blocked(talk):
        return talk.turn() if is_doubtful(talk.heard.text) else erase(talk)
    several = everybody(talk)
    meant = named(talk, codes) if len(several) > 1 else None
    if len(several) > 1 and not (meant or everyone):
        return ask_which(talk, None, "delete")
    nine, at, own = nine_to_ask_for(talk), talk.seconds, list(codes) if meant else []
    there = _receipts(talk)
    talk = talk.with_aside("delete", whose=own, there=there, everyone=everyone, at=at, id=talk.heard.id, nine=nine)
    if meant:
        names = ("delete_confirm_one", "delete_confirm_one_plain")
        text = talk.say(*names, name=who(meant), code=meant.code, nine=nine)
        return talk.turn(talk.reply(text, buttons.delete_rows(talk, meant.code)))
    name = "delete_linked" if talk.contact.link.linked else "delete_confirm"
    text = talk.say(f"{name}_all" if len(several) > 1 else name, nine=nine, number=str(len(several)))
    return talk.turn(talk.reply(text, buttons.delete_rows(talk)))


def erase(talk: Talk) -> Turn:
    """Erase. Only what STOP must remember stays."""
    state = talk.state
    if state.stopped:
        name = "deleted_stopped"
    elif not talk.contact.signatures and any(petition.anonymous for petition in talk.petitions.all):
        name = "deleted_anonymous"
    else:
        name = "deleted"
    reply: Reply = talk.reply(talk.say(name))
    return Turn(State(stopped=state.stopped, stopped_by=state.stopped_by), (reply,), (Fact("erased"),))


def erase_as_asked(talk: Talk) -> Turn:
    """What the 9, or the tap, was asked for: erase one person on this phone, or all.

    Somebody may have signed since on the number's other channel; who was not there when it was asked is asked about.
    """
    aside = talk.state.aside
    if codes := tuple(aside.get("whose", ())):
        return erase_one(talk, codes) if named(talk, codes) else ask_to_erase(talk)
    everyone = bool(aside.get("everyone"))
    if not set(_receipts(talk)).issubset(aside.get("there", ())):
        return ask_to_erase(talk, everyone=everyone)
    return erase(talk) if everyone or len(everybody(talk)) <= 1 else ask_to_erase(talk)


def _receipts(talk: Talk) -> list[str]:
    """Those of all people on this phone."""
    return [one.code for slug in talk.contact.signatures for one in talk.contact.people(slug)]


def erase_one(talk: Talk, codes: tuple[str, ...]) -> Turn:
    """Erase one of the people on this phone: the signatures with these receipts, and what the talk knows of a name.

    The phone's own row stays, since others have signed from it, and with it updates, which are the phone's.
    """
    gone = [one for slug in talk.contact.signatures for one in talk.contact.people(slug) if one.code in codes]
    facts = [_unsigned(talk, one) for one in gone]
    talk = talk.with_nothing_asked().with_state(remembered={}, source="")
    if talk.heard.kind is Kind.TEXT:
        talk = talk.at(after_a_nine(talk.state, talk.seconds))
    text = talk.say("deleted_one", code=gone[0].code)
    return talk.turn(talk.reply(text), *facts, Fact("erased_answers"))


def _unsigned(talk: Talk, signature: Signature) -> Fact:
    return Fact("unsigned", {"petition": signature.petition} | place_of(talk, signature))


def keep_data(talk: Talk) -> Turn:
    """Erase nothing."""
    return talk.with_state(aside={}).turn(talk.say("kept_data"))


def answer_delete(talk: Talk) -> Turn:
    """What was heard while the 9 was asked for; anything else erases nothing."""
    aside = talk.state.aside
    codes, everyone = tuple(aside.get("whose", ())), bool(aside.get("everyone"))
    if not is_nine(talk):
        return ask_to_erase(talk, codes, everyone=everyone) if asks_to_go_on(talk.heard.text) else keep_data(talk)
    if not in_time(talk, "delete"):
        return too_late(talk)
    return ask_to_erase(talk, codes, everyone=everyone) if is_unsure(talk) else erase_as_asked(talk)
