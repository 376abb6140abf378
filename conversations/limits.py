"""Limits against loops: texts without progress, answers in a day, and silence after three misunderstandings.

`TEXTS_A_DAY` without progress stop a machine that nothing can help on. Whoever gets on is given as many more, since a
family may sign one petition after another from one telephone; so a cycle (sign, UNSIGN, 9) would be answered for ever.
Therefore nothing resets the count of answers: `ANSWERS_A_DAY`. Five petitions with all that can be asked about them,
read, shared, changed and withdrawn, take fewer, and at two cents each a telephone costs little more than a dollar a day
at worst. Above it the rights still act, at last in silence.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from conversations.plain_words import plain
from conversations.signed_words import words_of
from conversations.talk import Talk
from conversations.turn import Kind, State, Turn

TEXTS_A_DAY = 20
#: Answers to texts, not to taps, which cost nothing. Beyond them only STOP, UNSIGN and DELETE with their 9 still act.
ANSWERS_A_DAY = 60
#: Beyond `ANSWERS_A_DAY` so many of those are still answered.
_LAST_ANSWERS = 5
#: The third same text in a row that helps nobody on gets silence, since no person writes so.
SAME_TEXTS = 3
#: A keyword ends the pause this many times a day, each time for half as many texts; a robot that knows it runs dry.
_REVIVALS = 3
#: Above the limit each right is answered this many times a day more; what it asks for is heard for as long as it waits.
_RIGHTS_MORE = 3
_DAILY = frozenset(
    [
        "texts",
        "answers",
        "paused",
        "revived",
        "start",
        "help",
        "stop",
        "unsign",
        "delete",
        "next",
        "link",
        "told",
    ]
)
_MISUNDERSTOOD = frozenset(["misunderstood", "crc", "same", "quiet", "polite"])
_SAME = frozenset(["crc", "same"])
#: STOP and START are none: two machines could send them for ever.
_PROGRESS = frozenset(["signed", "edited", "unsigned", "joined_updates", "left_updates", "erased", "linked"])


def counted(talk: Talk) -> Talk:
    """This text counted; a new day (UTC) begins at nothing. Taps cost nothing and are not counted."""
    limits, day = talk.state.limits, talk.now.toordinal()
    if limits.get("day") != day:
        limits = {name: value for name, value in limits.items() if name not in _DAILY}
    texts = limits.get("texts", 0) + (talk.heard.kind is not Kind.CHOICE)
    return talk.with_state(limits={**limits, "day": day, "texts": texts})


def over_the_limit(talk: Talk) -> bool:
    """Whether this text is one too many today, by either count."""
    return talk.state.limits.get("texts", 0) > TEXTS_A_DAY or all_answered(talk)


def answers_today(state: State, now: datetime) -> int:
    """How many answers to texts this contact has had on the day of `now`."""
    return state.limits.get("answers", 0) if state.limits.get("day") == now.toordinal() else 0


def with_answers_today(state: State, answers: int, now: datetime) -> State:
    """The state of a contact of whom nothing else is known any more, with what it was answered today."""
    return state.but({"limits": {**state.limits, "day": now.toordinal(), "answers": answers}})


def all_answered(talk: Talk) -> bool:
    """Whether today's answers are used up, so that only STOP, UNSIGN, DELETE and their 9 still act."""
    return answers_today(talk.state, talk.now) >= ANSWERS_A_DAY


def within_the_answers(talk: Talk, turn: Turn) -> Turn:
    """The turn, in silence where even the last answers of the day are used up; what it did stands."""
    if talk.heard.kind is Kind.CHOICE or answers_today(talk.state, talk.now) < ANSWERS_A_DAY + _LAST_ANSWERS:
        return turn
    return turn._replace(replies=())


def asked_once_more(talk: Talk, right: str) -> Talk | None:
    """The talk with one more asking for `right` above the limit counted, or None when that was done too often today."""
    limits = talk.state.limits
    times = limits.get(right, 0) + 1
    return talk.with_state(limits={**limits, right: times}) if times <= _RIGHTS_MORE else None


def of_the_day(limits: Mapping[str, int]) -> dict[str, int]:
    """What outlives STOP, so that no two machines send it and START to us for ever."""
    return {name: value for name, value in limits.items() if name == "day" or name in _DAILY}


def pause(talk: Talk) -> Turn:
    """Say once that we wait until tomorrow, then nothing; nothing at all to whoever said STOP."""
    if talk.closed_by_stop or talk.state.limits.get("paused"):
        return talk.turn()
    talk = talk.with_state(limits={**talk.state.limits, "paused": 1})
    if petition := talk.petition:
        return talk.turn(talk.say("paused_limit", keyword=words_of(talk, petition).keyword, contact=talk.person))
    return talk.turn(talk.say("paused_limit_plain", contact=talk.person))


def revived(talk: Talk) -> Talk | None:
    """The talk with the pause ended by a keyword, or None when that was done too often today."""
    limits = dict(talk.state.limits)
    times = limits.get("revived", 0) + 1
    if times > _REVIVALS:
        return None
    return talk.with_state(limits={**limits, "paused": 0, "revived": times, "texts": TEXTS_A_DAY // 2 + 1})


def understood(talk: Talk) -> Talk:
    """The talk with its misunderstandings forgotten, and the silence after them ended."""
    if _MISUNDERSTOOD.isdisjoint(talk.state.limits):
        return talk
    kept = {name: value for name, value in talk.state.limits.items() if name not in _MISUNDERSTOOD}
    return talk.with_state(limits=kept)


def quiet(talk: Talk) -> bool:
    """Whether three misunderstandings have silenced us until a keyword, a command or a tap."""
    return bool(talk.state.limits.get("quiet"))


def eased(talk: Talk) -> Talk:
    """As `understood`, for an answer that a machine may get too: a text that comes again and again stays known."""
    same = {name: value for name, value in talk.state.limits.items() if name in _SAME}
    calm = understood(talk)
    return calm.with_state(limits={**calm.state.limits, **same}) if same else calm


def with_text_compared(talk: Talk) -> Talk:
    """The talk with this text counted if it is the same as the one before it."""
    limits, crc = talk.state.limits, zlib.crc32(plain(talk.heard.text).encode())
    same = limits.get("same", 0) + 1 if limits.get("crc") == crc else 1
    return talk.with_state(limits={**limits, "crc": crc, "same": same})


def same_once_more(talk: Talk) -> bool:
    """Whether this text came `SAME_TEXTS` times in a row or more."""
    return talk.state.limits.get("same", 0) >= SAME_TEXTS


def limits_after(talk: Talk, turn: Turn) -> Mapping[str, int]:
    """The limits after the turn: its answer counted, texts counted anew if it got the person further.

    Args:
        talk: The turn's beginning.
        turn: What it led to. Of an erased contact nothing is kept here (see `bots.erased_today`).
    """
    limits = turn.state.limits
    if any(fact.name == "erased" for fact in turn.facts):
        return limits
    if limits.get("texts") and _got_further(talk.state.answers, turn):
        limits = {**limits, "texts": 0}
    if turn.replies and talk.heard.kind is not Kind.CHOICE:
        limits = {**limits, "day": talk.now.toordinal(), "answers": answers_today(talk.state, talk.now) + 1}
    return limits


def _got_further(before: Mapping[str, Any], turn: Turn) -> bool:
    for fact in turn.facts:
        if fact.name in _PROGRESS:
            return True
    after = turn.state.answers
    return ("name" in after) + ("postcode" in after) > ("name" in before) + ("postcode" in before)
