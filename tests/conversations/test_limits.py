"""Twenty texts a day without progress: then no machine is answered for ever, and no right is lost."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from conversations import Channel, Kind
from tests.conversations.talking import Person, names, said
from tests.petitions_for_stories import SCOMM


def answered(person: Person, texts: Sequence[str], times: int = 300) -> int:
    """How many of `times` texts, taken in turn, are answered."""
    return sum(bool(person.text(texts[number % len(texts)]).replies) for number in range(times))


@pytest.mark.parametrize(
    "texts",
    [
        ["help is on the way, I am driving"],
        ["Info: I am away until Monday"],
        ["HELP"],
        ["UNSIGN"],
        ["UNSIGN", "no"],
        ["DELETE", "no"],
        ["take my name off"],
        ["START"],
        ["STOP", "START"],
        ["STOP", "SCOMM"],
        ["START", "STOP", "HELP", "UNSIGN"],
        ["NEXT"],
        ["SCOMM", "HELP"],
        ["COUNT", "HELP", "DELETE"],
    ],
    ids=" and ".join,
)
@pytest.mark.parametrize("signed", [False, True])
def test_no_machine_is_answered_for_ever(texts: list[str], signed: bool) -> None:
    person = Person()
    if signed:
        person.text("SCOMM Ana Lopez 60608")
        person.text("1")
    assert answered(person, texts) <= 75


def test_no_link_is_answered_for_ever() -> None:
    person = Person(Channel.TELEGRAM)
    opened = [person.hear(kind=Kind.START, text="scomm_a", language_hint="en") for _ in range(300)]
    assert sum(bool(turn.replies) for turn in opened) < 75
    assert sum(bool(person.hear(kind=Kind.START, text="").replies) for _ in range(300)) <= 3


def test_help_is_told_three_times_more_and_only_to_the_bare_word() -> None:
    person = Person()
    answered(person, ["COUNT", "SHARE"], 25)
    assert not person.text("help is on the way").replies
    assert [bool(person.text("HELP").replies) for _ in range(5)] == [True, True, True, False, False]


def test_every_stop_is_recorded_and_every_start_too() -> None:
    person = Person()
    for _ in range(60):
        assert names(person.text("STOP")) == ["stopped"]
        assert names(person.text("START")) == ["returned"]


def test_nothing_is_said_of_waiting_to_whoever_said_stop() -> None:
    person = Person()
    person.text("SCOMM")
    person.text("STOP")
    assert answered(person, ["so", "what", "now"], 60) == 0


@pytest.mark.parametrize(("word", "fact"), [("UNSIGN", "unsigned"), ("DELETE", "erased")])
def test_a_right_can_be_used_however_much_was_sent(word: str, fact: str) -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    person.text("1")
    answered(person, ["COUNT", "HELP", "SCOMM", "START"], 300)
    assert person.text(word).replies
    assert names(person.text("9")) == [fact]


def test_a_right_that_was_asked_for_too_often_still_takes_its_nine() -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    person.text("1")
    answered(person, ["UNSIGN"], 60)
    assert not person.text("UNSIGN").replies
    assert names(person.text("9")) == ["unsigned"]
    assert SCOMM.slug not in person.signatures


def test_the_next_day_everything_is_answered_again() -> None:
    person = Person()
    answered(person, ["HELP", "COUNT"], 100)
    person.later(days=1)
    assert said(person.text("HELP"))
    assert said(person.text("COUNT"))
