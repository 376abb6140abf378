"""EDIT what stands and CHANGE what is about to be signed: the part that is wrong, then the review again."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from conversations import buttons
from conversations.after_a_call import ask_for_name
from conversations.answering import NO, not_now
from conversations.answers import read_digit
from conversations.asking import ask_next
from conversations.confirming import change, change_part
from conversations.given_details import chosen, corrected, details_given, read_answer
from conversations.people import people, with_code
from conversations.petition import Petition
from conversations.plain_words import plain
from conversations.refusals import refuses
from conversations.standings import tell_standing
from conversations.status import tell_status
from conversations.talk import Talk
from conversations.turn import Turn
from conversations.unsigning import keep
from conversations.which_person import ask_which


def without_lost_signature(talk: Talk) -> Talk:
    """The turn without the correction of a signature that is there no more: the number's other channel took it off.

    Nor is anybody another one where nobody has signed from this phone any more.
    """
    answers = talk.state.answers
    if not (answers.get("editing") or answers.get("another")):
        return talk
    found = talk.contact.people(talk.state.petition or "")
    if answers.get("another"):
        return talk if found else talk.with_answers(another=None)
    whose = answers.get("whose")
    there = with_code(found, (whose,)) if whose else found
    return talk if there else talk.with_state(answers={}, aside={})


def edit(
    talk: Talk, petition: Petition, rest: str = "", *, code: str = "", given: Mapping[str, Any] = MappingProxyType({})
) -> Turn:
    """Begin to change a signature's name, ZIP or privacy; nothing changes before it is confirmed.

    Args:
        talk: The turn.
        petition: What was signed.
        rest: What was typed behind the word.
        code: The receipt of whom it is about; "" = the one who signed, and where those are several, ask which.
        given: Answers that were sent before it was known what they are.
    """
    found = people(talk, petition)
    if not found:
        return tell_status(talk, petition)
    if not talk.is_open(petition):
        return tell_standing(talk, petition)
    if turn := ask_for_name(talk, petition, rest):
        return turn
    meant = with_code(found, (code,)) if code else found
    if len(meant) != 1:
        return ask_which(talk, petition, "edit")
    signature = meant[0]
    # By the receipt also where nobody else has signed: on the number's other channel somebody may, and this one go.
    answers: dict[str, str | bool] = {"editing": True, "whose": signature.code}
    if not signature.elsewhere:  # else both are asked for anew
        answers |= {"name": signature.name, "postcode": signature.postcode}
    talk = talk.turned_to(petition).with_state(answers=answers)
    if talk.on_telegram:
        return ask_next(talk.with_answers(**given, show_name=signature.show_name or None))
    if rest:
        given = details_given(talk, petition, read_answer(rest))
    return ask_next(talk.with_answers(**given)) if given or signature.elsewhere else change(talk, petition)


def answer_change(talk: Talk) -> Turn | None:
    """What was heard when we asked for the right name, ZIP or both."""
    petition, part = talk.petition, talk.state.aside.get("part")
    if petition is None:
        return None
    digit = None if part else read_digit(talk.heard.text, 2)
    if digit:
        return change_part(talk, petition, "name" if digit == 1 else "zip")
    if plain(talk.heard.text) in NO or (refuses(talk.heard.text) and part != "name"):
        return keep(talk.with_state(answers={}), petition) if talk.signature else not_now(talk, petition)
    details = read_answer(talk.heard.text)
    if part != "name":
        details = corrected(talk, details) if part == "zip" else chosen(talk, details)
    given = details_given(talk, petition, details)
    if part == "zip" and "postcode" not in given:
        given = {}
    if part == "name" and "name" not in given and not given.get("postcode"):
        given = {}
    if given:
        return ask_next(talk.with_answers(**given, tries=None))
    if details.digits and petition.postcode != "no":
        text = talk.say("bad_zip_required" if petition.postcode == "required" else "bad_zip", digits=details.digits)
        return talk.turn(talk.reply(text, buttons.zip_rows(talk, petition)))
    return None
