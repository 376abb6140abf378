"""STOP, in every state: messages and updates end, the talk is closed, the signature stays. And coming back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from conversations import buttons
from conversations.agreement import agrees_to_destroy
from conversations.limits import of_the_day
from conversations.optout import opt_out_beside_name, opt_out_in
from conversations.questions import open_question
from conversations.signed_words import words_of
from conversations.talk import Talk
from conversations.turn import Fact, Kind, Turn
from conversations.updates_declined import declines_updates


def opt_out_heard(talk: Talk) -> Literal["word", "sentence"] | None:
    """How the text asks us to stop (see `conversations.optout`); "no updates" is no such wish from who gets none.

    Nor is a yes to the question whether something shall be taken off or erased ("yes, take it off"). Beside the name
    that the contact is known by a word of it counts too, unless a name is what was asked for.
    """
    text, kind = talk.heard.text, talk.state.aside.get("kind")
    if kind in ("unsign", "delete") and agrees_to_destroy(text):
        return None
    if how := opt_out_in(text):
        return how if talk.updates or not declines_updates(text) else None
    names = () if kind == "change" else _names(talk)
    beside = any(opt_out_beside_name(text, name) for name in names if name)
    return "sentence" if beside and open_question(talk) != "name" else None


def _names(talk: Talk) -> Iterable[str]:
    """What the person may be called: as is being told, else as those who have signed from this phone."""
    if name := talk.state.answers.get("name"):
        return (str(name),)
    contact = talk.contact
    if contact.others:
        return [one.name for slug in contact.signatures for one in contact.people(slug)]
    return [signature.name for signature in contact.signatures.values()][:1]


def stop(talk: Talk, how: str, *, silent: bool = False) -> Turn:
    """End everything that we might send.

    Args:
        talk: The turn.
        how: "provider" when it has stopped us itself, else "word" or "sentence".
        silent: The provider has answered, or nobody should be answered. The second STOP gets no second confirmation.
    """
    org, signed = talk.org, bool(talk.contact.signatures)
    again = talk.closed_by_stop and how != "provider"
    facts = [Fact("stopped", {"how": how})]
    if talk.updates:
        facts.insert(0, Fact("left_updates", {"petition": "", "how": how}))
    by = "provider" if "provider" in (how, talk.state.stopped_by) else "us"
    stopped = talk.state.but({"stopped": True, "stopped_by": by, "updates": ()}).without_talk()
    talk = talk.at(stopped.but({"limits": of_the_day(talk.state.limits)}))
    if silent or again:
        return talk.turn(None, *facts)
    return talk.turn(talk.say("stop" if signed else "stop_unsigned", org=org), *facts)


def come_back(talk: Talk, *, silent: bool = False) -> Turn:
    """START after STOP: we may answer again; updates stay off."""
    talk = talk.with_state(stopped=False, stopped_by="")
    fact = Fact("returned")
    if silent:
        return talk.turn(None, fact)
    if talk.on_telegram:
        return talk.turn(talk.reply(talk.say("returned"), buttons.one_row(talk, "list", "list")), fact)
    petition = next((petition for petition in talk.petitions.all if talk.is_open(petition)), None)
    if petition is None:
        return talk.turn(talk.say("returned_plain", org=talk.org), fact)
    return talk.turn(talk.say("returned", org=talk.org, keyword=words_of(talk, petition).keyword), fact)


def provider_answered(talk: Talk) -> Turn | None:
    """The provider has acted on STOP, START or HELP and answered: we record and stay silent.

    A "yes" that the provider takes for START is an answer to us as long as nothing was stopped.
    """
    match talk.heard.opt_out_flag:
        case "stop":
            return stop(talk, "provider", silent=True)
        case "start" if talk.state.stopped:
            return come_back(talk, silent=True)
        case "start" if talk.heard.kind is Kind.TEXT and talk.heard.text.strip().casefold().rstrip(".!") == "yes":
            return None
        case None:
            return None
        case _:
            return talk.turn()
