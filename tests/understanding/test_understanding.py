"""What people type, played in every state, and the targets that hold on the part that no rule was written for."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from conversations import Channel
from conversations.agreement import agrees
from conversations.answers import read_confirmation, read_nine
from conversations.commands import WORDS, Command, command_in
from conversations.plain_words import plain
from conversations.segments import segments
from tests.understanding.playing import Played, play_in
from tests.understanding.table import Judged, judge
from tests.understanding.utterances import PARTS, read

_judged = cache(judge)
FIRST_LANGUAGES = ("en", "es")


def missed(part: str, must: str, *languages: str) -> tuple[int, int]:
    """How many utterances of a class were missed, and how many there are."""
    judged = [each for each in _judged(part) if each.utterance.must == must and each.utterance.language in languages]
    return sum(bool(each.missed) for each in judged), len(judged)


def test_the_set_is_large_enough() -> None:
    utterances = [utterance for part in PARTS for utterance in read(part)]
    musts = Counter(utterance.must for utterance in utterances)
    assert len(utterances) >= 1200
    assert musts["opt_out"] >= 300
    assert musts["not_opt_out"] >= 300
    assert len({(u.text, u.must, u.language, u.state) for u in utterances}) > len(utterances) * 0.95


def test_everything_of_the_tuned_part_is_understood() -> None:
    assert [_told(each) for each in _judged("tuned") if each.missed or each.forbidden] == []


def _told(each: Judged) -> str:
    return f"{each.utterance.text!r} {[(played.state, played.understood) for played in each.missed]} {each.forbidden}"


@pytest.mark.parametrize("part", PARTS)
def test_what_never_may_happen_never_does(part: str) -> None:
    happened = Counter(deed for each in _judged(part) for deed in each.forbidden)
    # of what was held out only the number is told: its texts stay unread
    assert happened == Counter()


def test_at_most_one_opt_out_in_a_hundred_is_missed() -> None:
    failed, of = missed("held-out", "opt_out", *FIRST_LANGUAGES)
    assert failed * 100 <= of


def test_no_control_is_opted_out() -> None:
    assert missed("held-out", "not_opt_out", *FIRST_LANGUAGES)[0] == 0


@pytest.mark.parametrize("must", ["yes", "no", "not_yes"])
def test_yes_and_no_are_understood(must: str) -> None:
    failed, of = missed("held-out", must, *FIRST_LANGUAGES)
    assert failed * 50 <= of


@pytest.mark.parametrize("must", ["help", "language", "delete"])
def test_most_of_the_rest_is_understood(must: str) -> None:
    failed, of = missed("held-out", must, *FIRST_LANGUAGES)
    assert failed * 4 <= of


@pytest.mark.parametrize("part", PARTS)
def test_one_reply_within_its_budget_and_nothing_by_accident(part: str) -> None:
    assert Counter(fault for each in _judged(part) for played in each.played for fault in _faults(played)) == Counter()


@pytest.mark.parametrize("channel", [Channel.WHATSAPP, Channel.TELEGRAM])
@pytest.mark.parametrize("part", PARTS)
def test_other_channels_do_nothing_by_accident_either(part: str, channel: Channel) -> None:
    """In one state each, which changes from utterance to utterance."""
    faults: Counter[str] = Counter()
    for number, utterance in enumerate(read(part)):
        state = utterance.states[number % len(utterance.states)]
        faults.update(_faults(play_in(state, utterance, channel)))
    assert faults == Counter()


#: The words that join, and no others.
_JOIN = WORDS[Command.JOIN]


def _faults(played: Played) -> list[str]:
    faults, text = [], played.utterance.text
    replies = played.turn.replies
    if len(replies) > 1:
        faults.append("several replies")
    if any(segments(reply.text).parts > 2 for reply in replies if played.channel is Channel.SMS):
        faults.append("more than two segments")
    if "sign" in played.deeds and not (played.state == "review" and _signs_in_words(text)):
        faults.append("signed by accident")
    if "delete" in played.deeds and not (played.state in ("unsign", "delete") and read_nine(text)):
        faults.append("destroyed by accident")
    if "join" in played.deeds and plain(text) not in _JOIN:
        faults.append("joined by accident")
    return faults


def _signs_in_words(text: str) -> bool:
    command = command_in(text)
    return agrees(text) or read_confirmation(text) in ("sign", "show") or bool(command and command[0] is Command.SIGN)
