"""The script of every channel, in one pure function.

The law:

1. What is heard is understood in this order: the provider's own opt-out flag; an opt-out in words; help; a command
   word; a petition's keyword as the first word; the side question that is open; the open question; and then what that
   question says to anything else.
2. The next question is the first one without an answer (`conversations.questions`).
3. Nothing counts before an explicit word on a review that was shown (`conversations.confirming`).
4. STOP wins in every state; HELP keeps the open question; after STOP only START, HELP, petition keywords and the
   three rights are answered.
5. One message heard, at most one message said.
"""

from __future__ import annotations

from collections.abc import Callable

from conversations.answering import answer_open_question
from conversations.answers import read_digit, read_nine, tapback
from conversations.commanding import obey
from conversations.commands import Command, command_in
from conversations.editing import answer_change
from conversations.entering import enter, keyword_in
from conversations.erasing import answer_delete
from conversations.languages import with_language, with_language_of_command
from conversations.limits import counted, limits_after, over_the_limit, pause, quiet, revived, understood
from conversations.misunderstandings import answer_after_receipt, answer_at_rest, answer_menu, misunderstood, unreadable
from conversations.optout import opt_out_in
from conversations.petition import Petitions
from conversations.petition_list import answer_list
from conversations.resuming import after_the_gap, welcome_back
from conversations.standings import tell_standing
from conversations.starting import start
from conversations.stopping import provider_answered, stop
from conversations.talk import Talk
from conversations.taps import answer_tap
from conversations.turn import Contact, Heard, Kind, Moment, Turn
from conversations.unsigning import answer_unsign
from conversations.worries import answer_worry

#: Side questions and their readers; a reader's None means "no answer to me".
_ASIDES: dict[str, Callable[[Talk], Turn | None]] = {
    "unsign": answer_unsign,
    "delete": answer_delete,
    "list": answer_list,
    "change": answer_change,
    "menu": answer_menu,
    "rest": answer_at_rest,
}
#: Side questions that let an answer to the open question pass; the others want their own answer.
_LETS_THROUGH = frozenset(["list", "menu", "rest"])
_RIGHTS = frozenset([Command.UNSIGN, Command.DELETE, Command.START, Command.HELP])


def reply_to(petitions: Petitions, contact: Contact, heard: Heard, moment: Moment) -> Turn:
    """Answer one message.

    Args:
        petitions: What lives on this line, with the counts of this moment.
        contact: What is known of the sender.
        heard: The message. A redelivery never reaches this function twice (the inbox keeps answers by id).
        moment: The time, aware, and a fresh receipt code in case this turn signs.

    Returns:
        The turn: at most one reply, the state as it becomes, and the facts for storage to make true. Never raises for
        anything that a person can send.
    """
    talk = after_the_gap(Talk.begun(petitions, contact, heard, moment))
    if heard.opt_out_flag and (turn := provider_answered(talk)):
        return _finished(talk, turn)
    typed = heard.kind is Kind.TEXT
    if heard.kind is Kind.SILENT or (typed and tapback(heard.text)):
        return Turn(contact.state)
    talk = with_language(talk)
    if typed and (how := opt_out_in(heard.text)):
        return _finished(talk, stop(with_language_of_command(talk), how, silent=heard.automated))
    if heard.automated:
        return Turn(contact.state)
    talk = counted(talk)
    return _finished(talk, _understand(talk) if typed else _understand_thing(talk))


def _finished(talk: Talk, turn: Turn) -> Turn:
    state = turn.state.but({"limits": limits_after(talk.state, turn), "heard_at": talk.seconds})
    return Turn(state, turn.replies, turn.facts, turn.toast)


def _understand_thing(talk: Talk) -> Turn:
    """What was not typed: a tap, a link, or a thing that can't be read."""
    if talk.heard.kind is Kind.CHOICE:
        return answer_tap(understood(talk))
    if talk.heard.kind is Kind.START:
        return start(understood(talk))
    return talk.turn() if _closed_by_stop(talk) or over_the_limit(talk) else unreadable(talk)


def _understand(talk: Talk) -> Turn:
    commanded = command_in(talk.heard.text)
    if over_the_limit(talk) and not (commanded and commanded[0] in _RIGHTS) and not _right_is_due(talk):
        keyword = keyword_in(talk)
        awake = revived(talk) if keyword else None
        return enter(understood(awake), *keyword) if keyword and awake else pause(talk)
    if _closed_by_stop(talk) and not (commanded and commanded[0] in _RIGHTS) and not _right_is_due(talk):
        keyword = keyword_in(talk)
        return enter(understood(talk), *keyword) if keyword else talk.turn()
    if commanded:
        return obey(understood(with_language_of_command(talk)), *commanded)
    if keyword := keyword_in(talk):
        return enter(understood(talk), *keyword)
    return _answer(talk)


def _answer(talk: Talk) -> Turn:
    """The text as an answer to what was asked last, or to what is open; else it was not understood."""
    if quiet(talk) and not _right_is_due(talk):
        return talk.turn()
    calm = understood(talk)
    petition = talk.petition
    if petition and talk.state.answers and not talk.is_open(petition):
        return tell_standing(calm, petition)
    reader = _ASIDES.get(str(talk.state.aside.get("kind")))
    turn = reader(calm) if reader else None
    if turn is None and (reader is None or talk.state.aside.get("kind") in _LETS_THROUGH):
        turn = answer_worry(calm) or answer_open_question(calm) or answer_after_receipt(calm)
    if turn is None and petition is None:
        turn = answer_at_rest(calm)
    if turn is None and talk.resuming:
        turn = welcome_back(calm)
    return turn or misunderstood(talk)


def _closed_by_stop(talk: Talk) -> bool:
    """STOP is in force and nothing was begun since."""
    return talk.state.stopped and talk.state.petition is None


def _right_is_due(talk: Talk) -> bool:
    """A 9 that answers UNSIGN or DELETE, or a digit that says which petition, is heard where other texts are not."""
    aside, text = talk.state.aside, talk.heard.text
    if aside.get("kind") == "list":
        return aside.get("purpose") == "unsign" and read_digit(text, len(aside.get("slugs", ()))) is not None
    return aside.get("kind") in ("unsign", "delete") and read_nine(text)
