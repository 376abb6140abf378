"""What is still done above the day's limit: the rights, a keyword, START and an opt-out, each a few times answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from conversations.commanding import obey
from conversations.commands import Command
from conversations.entering import enter, keyword_in
from conversations.languages import with_language_of_command, with_language_of_opt_out
from conversations.limits import all_answered, asked_once_more, counted, over_the_limit, pause, revived, understood
from conversations.stopping import come_back, stop
from conversations.talk import Talk
from conversations.turn import Turn

_RIGHTS = frozenset([Command.UNSIGN, Command.DELETE])
_ALWAYS_HEARD = _RIGHTS | {Command.START, Command.HELP}


def answer_above_the_limit(talk: Talk, commanded: tuple[Command, str] | None) -> Turn:
    """A right that is asked for, a few times; a keyword, a few times; else that we wait until tomorrow, once.

    Args:
        talk: The turn.
        commanded: The command that the text is, and what stands behind it.
    """
    command, rest = commanded or (None, "")
    if command is Command.START:
        return start_again(talk, lambda heard: obey(heard, Command.START, rest))
    if command and always_heard(talk, command) and not (command is Command.HELP and (rest or all_answered(talk))):
        return _right_again(talk, command, rest)
    keyword = None if command or all_answered(talk) else keyword_in(talk)
    awake = revived(talk) if keyword else None
    return enter(understood(awake), *keyword) if keyword and awake else pause(talk)


def start_again(talk: Talk, begin: Callable[[Talk], Turn]) -> Turn:
    """START above the limit: answered a few times by what `begin` makes of it, then only recorded."""
    if not all_answered(talk) and (asked := asked_once_more(talk, Command.START)):
        return begin(understood(asked))
    return come_back(talk, silent=True) if talk.state.stopped else talk.turn()


def opt_out(talk: Talk, how: Literal["word", "sentence"]) -> Turn:
    """An opt-out in words: always recorded; above the limit answered a few times."""
    heard = with_language_of_opt_out(talk)
    if talk.heard.automated:
        return stop(heard, how, silent=True)
    heard = counted(heard)
    asked = asked_once_more(heard, "stop") if over_the_limit(heard) else heard
    return stop(asked or heard, how, silent=asked is None)


def always_heard(talk: Talk, command: Command) -> bool:
    """Whether the command is answered after STOP and above the limit: NEXT is where it turns the pages of UNSIGN."""
    return command in _ALWAYS_HEARD or (command is Command.NEXT and chooses_what_to_unsign(talk))


def chooses_what_to_unsign(talk: Talk) -> bool:
    """Whether a list is open from which the person takes what to unsign, or whom to unsign or erase."""
    kind, purpose = talk.state.aside.get("kind"), talk.state.aside.get("purpose")
    return (kind == "list" and purpose == "unsign") or (kind == "people" and purpose in ("unsign", "delete"))


def _right_again(talk: Talk, command: Command, rest: str) -> Turn:
    """A right above the limit: answered a few times; then UNSIGN and DELETE act in silence, and still take their 9."""
    if asked := asked_once_more(talk, command):
        return obey(understood(with_language_of_command(asked)), command, rest)
    return obey(understood(talk), command, rest)._replace(replies=()) if command in _RIGHTS else talk.turn()
