"""So many texts without progress, so many answers a day: no machine is answered for ever, and no right is lost."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from conversations import Channel, Kind
from conversations.limits import ANSWERS_A_DAY
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


@pytest.mark.parametrize(
    "texts",
    [
        ["SCOMM Ana Lopez 60608", "1", "UNSIGN", "9"],
        ["CARTA José Núñez 60608", "1", "RETIRAR", "9"],
        ["EDIT", "60609", "1", "EDIT", "60608", "1"],
        ["EDITAR Ana Ruiz", "1", "EDITAR Ana Paz", "1"],
        ["SCOMM Ana Lopez", "60608", "RESTART"],
        ["JOIN", "STOP", "START", "SCOMM", "JOIN"],
    ],
    ids=" and ".join,
)
def test_no_cycle_of_progress_is_answered_for_ever(texts: list[str]) -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    person.text("1")
    assert answered(person, texts, 600) <= ANSWERS_A_DAY + 5
    person.later(days=1)
    assert person.text("HELP").replies


def spent(person: Person) -> Person:
    """The person, whose answers of the day are used up by progress alone, and who has signed."""
    person.text("SCOMM Ana Lopez 60608")
    while person.text("1").replies:
        person.text("EDIT")
        person.text("60609" if person.signatures[SCOMM.slug].postcode == "60608" else "60608")
    assert person.contact.state.limits["answers"] >= ANSWERS_A_DAY
    return person


def test_above_the_answers_of_a_day_only_the_rights_act() -> None:
    person = spent(Person())
    for text in ("HELP", "CROSS", "SCOMM", "STATUS", "LIST", "START", "JOIN", "what?", "1"):
        assert not person.text(text).replies, text
    assert not person.hear(kind=Kind.UNREADABLE).replies
    assert [bool(person.text("UNSIGN").replies) for _ in range(12)].count(True) <= 3
    assert names(person.text("9")) == ["unsigned"]


@pytest.mark.parametrize(("word", "fact"), [("UNSIGN", "unsigned"), ("BORRAR", "erased")])
def test_a_right_acts_in_silence_however_often_it_was_asked_for(word: str, fact: str) -> None:
    person = spent(Person())
    answered(person, ["UNSIGN", "no", "DELETE", "no"], 60)
    person.later(minutes=11)
    assert not person.text(word).replies
    turn = person.text("9")
    assert (names(turn), turn.replies) == ([fact], ())


@pytest.mark.parametrize("word", ["UNSIGN", "DELETE"])
def test_a_right_is_never_lost_to_the_texts_without_progress(word: str) -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    person.text("1")
    answered(person, [word, "no"], 60)
    person.later(minutes=11)
    person.text(word)
    assert names(person.text("9")) == ["unsigned" if word == "UNSIGN" else "erased"]


def test_above_the_answers_every_stop_is_recorded() -> None:
    person = spent(Person())
    assert names(person.text("STOP")) == ["stopped"]
    assert names(person.text("START")) == ["returned"]
    turns = [person.text("alto") for _ in range(9)]
    assert all("stopped" in names(turn) for turn in turns)
    assert not turns[-1].replies


def test_taps_cost_nothing_and_are_not_counted() -> None:
    person = Person(Channel.TELEGRAM)
    person.hear(kind=Kind.START, text="scomm", language_hint="en")
    for _ in range(200):
        assert person.tap(f"read:{SCOMM.slug}:1").replies
    assert person.text("COUNT").replies


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
