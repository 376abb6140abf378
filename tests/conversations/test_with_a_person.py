"""While a person answers, the script is silent to all but the rights, HELP, START, a keyword and a tap."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversations import Channel, Kind, Petitions
from conversations.phrases import LANGUAGES
from conversations.segments import segments
from tests.conversations.talking import Person, names, said
from tests.petitions_for_stories import LINE

ANSWERED = replace(LINE, people_answer=True)
URGENT = replace(ANSWERED, emergency_line="+13125550188")


def half_way(petitions: Petitions = ANSWERED, channel: Channel = Channel.SMS) -> Person:
    """Somebody who is asked for the ZIP."""
    ana = Person(channel, petitions)
    ana.text("SCOMM")
    ana.text("Ana Lopez")
    return ana


def asked(petitions: Petitions = ANSWERED) -> Person:
    """Somebody who asked for a person."""
    ana = half_way(petitions)
    ana.text("can I talk to a person?")
    return ana


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("can I talk to a person?", "asked"),
        ("HELP who brings the list to the mayor", "asked"),
        ("I need a lawyer", "worried"),
        ("HELP there was a raid at work", "worried"),
        ("hay una redada", "worried"),
        ("necesito un abogado", "worried"),
        ("ICE is at my door", "worried"),
        ("la migra está en mi casa", "worried"),
    ],
)
def test_who_asks_for_a_person_gets_one(text: str, reason: str) -> None:
    ana = half_way()
    turn = ana.text(text)
    fact = next(fact for fact in turn.facts if fact.name == "asked_for_person")
    assert fact.details == {"petition": "put-s-comm-on-ice", "reason": reason, "words": text}
    assert "help@example.org" in said(turn)
    assert segments(said(turn)).parts == 1
    assert said(ana.text("my brother, this morning")) == ""


@pytest.mark.parametrize(
    "text", ["police at the school", "nice at last", "HELP", "help me please", "will ICE see my name"]
)
def test_what_only_sounds_like_it_opens_no_case(text: str) -> None:
    ana = half_way()
    ana.text(text)
    assert all("reason" not in fact.details for fact in ana.facts)
    assert "person" not in ana.state


def test_the_third_text_that_nothing_understands_opens_a_case() -> None:
    ana = Person(petitions=ANSWERED)
    ana.text("CARTA")
    for text in ("pero que calor hace", "y cuando puedo la mando"):
        assert "asked_for_person" not in names(ana.text(text))
    turn = ana.text("este mensaje me dice que no")
    assert turn.facts[0].details["reason"] == "misunderstood"
    assert "te contesta por este chat" in said(turn)


@pytest.mark.parametrize("text", ["Ana Lopez 60608", "1", "yes", "SIGN", "COUNT", "who are you", "hello?", "123456"])
def test_all_else_is_kept_for_the_person_in_silence(text: str) -> None:
    ana = asked()
    turn = ana.text(text)
    assert turn.replies == ()
    assert [(fact.name, fact.details) for fact in turn.facts] == [("told_person", {"words": text})]
    assert ana.count_signed == 0


def test_a_photo_is_told_without_words_and_a_long_text_is_cut() -> None:
    ana = asked()
    assert ana.hear(kind=Kind.UNREADABLE).facts[0].details == {"words": ""}
    assert ana.text("x" * 4000).facts[0].details == {"words": "x" * 1600}


def test_the_rights_and_help_are_heard_and_leave_the_case_open() -> None:
    ana = half_way()
    ana.text("60608")
    ana.text("1")
    assert ana.count_signed == 1
    ana.text("can I talk to a person?")
    assert "STOP" in said(ana.text("HELP"))
    assert "9" in said(ana.text("UNSIGN"))
    assert names(ana.text("9")) == ["unsigned"]
    assert names(ana.text("thank you for reading this")) == ["told_person"]
    assert "stopped" in names(ana.text("STOP"))
    assert ana.state.get("person") is None


def test_delete_erases_and_nothing_is_left_of_the_case() -> None:
    ana = asked()
    ana.text("DELETE")
    assert names(ana.text("9")) == ["erased"]
    assert "person" not in ana.state


@pytest.mark.parametrize("text", ["SCOMM", "START"])
def test_a_keyword_or_start_goes_on_with_the_petition(text: str) -> None:
    ana = asked()
    assert said(ana.text(text))
    assert said(ana.text("60608"))
    assert names(ana.text("1")) == ["signed"]


def test_a_tap_that_goes_on_gives_the_word_back_and_help_does_not() -> None:
    ana = half_way(channel=Channel.TELEGRAM)
    ana.tap("person")
    ana.tap("help")
    assert names(ana.text("so what now")) == ["told_person"]
    ana.tap("sign:put-s-comm-on-ice")
    assert said(ana.text("60608"))


def test_after_a_day_without_a_word_the_script_speaks_again() -> None:
    ana = asked()
    ana.later(hours=23)
    assert names(ana.text("hello?")) == ["told_person"]
    ana.later(hours=23, minutes=59)
    assert names(ana.text("anybody?")) == ["told_person"]
    ana.later(hours=24)
    assert said(ana.text("60608"))


def test_what_is_told_counts_for_no_limit_and_no_machine_fills_the_inbox() -> None:
    ana = asked()
    for number in range(150):
        assert said(ana.text(f"words number {number}")) == ""
    assert sum(fact.name == "told_person" for fact in ana.facts) == 100
    assert said(ana.text("SCOMM"))


def test_where_nobody_answers_everything_is_as_before() -> None:
    ana = half_way(LINE)
    turn = ana.text("can I talk to a person?")
    assert turn.facts[0].details == {"petition": "put-s-comm-on-ice"}
    assert said(ana.text("60608"))


def test_when_the_last_organizer_is_gone_nobody_is_left_in_silence() -> None:
    ana = asked()
    ana.petitions = replace(ana.petitions, people_answer=False)
    assert said(ana.text("60608"))


def test_after_stop_no_answer_is_promised_since_none_could_leave() -> None:
    ana = half_way()
    ana.text("STOP")
    turn = ana.text("HELP I need a lawyer")
    assert "will answer" not in said(turn)
    assert all("reason" not in fact.details for fact in turn.facts)


def test_the_emergency_line_is_told_to_who_is_in_need_and_to_nobody_else() -> None:
    assert "312-555-0188" in said(half_way(URGENT).text("I need a lawyer"))
    assert "312-555-0188" not in said(half_way(URGENT).text("can I talk to a person?"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_takes_one_segment_in_every_language(language: str) -> None:
    ana = half_way(URGENT)
    ana.state["language"] = language
    assert segments(said(ana.text("redada"))).parts == 1
