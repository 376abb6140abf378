"""UNSIGN, DELETE, STOP and JOIN: what each does, when, and what it never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from conversations import Channel, Petitions
from tests.conversations.talking import Person, names, said
from tests.petitions_for_stories import BEGINS, CROSSING, LIBRARY, LINE, SCOMM


@pytest.mark.parametrize("word", ["DELETE", "UNSIGN"])
def test_signing_and_taking_it_back_ten_times_counts_nobody(word: str) -> None:
    person = Person()
    for _ in range(10):
        person.later(hours=1)
        person.text("SCOMM Ana Lopez 60608")
        person.text("1")
        assert person.petitions.counts[SCOMM.slug] == 1
        person.text(word)
        person.text("9")
        assert person.petitions.counts[SCOMM.slug] == 0
    assert person.count_signed == 10


def test_the_nine_must_come_within_ten_minutes() -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    person.text("1")
    person.text("DELETE")
    person.later(seconds=601)
    assert not names(person.text("9"))
    person.text("DELETE")
    person.later(seconds=600)
    assert names(person.text("9")) == ["erased"]


def test_delete_again_and_again_never_confirms_itself() -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    person.text("1")
    assert not any(names(person.text("DELETE")) for _ in range(5))
    assert not names(person.text("DELETE", id="same"))
    assert not names(person.text("9", id="same"))


def test_erasing_leaves_nothing_behind_but_stop() -> None:
    person = Person()
    person.text("CARTA Ana Lopez 60608")
    person.text("1")
    person.text("UNIRME")
    person.text("DELETE")
    assert set(person.text("9").state.to_json()) == {"heard_at"}
    person.text("alto")
    person.text("DELETE")
    assert set(person.text("9").state.to_json()) == {"heard_at", "stopped", "stopped_by"}


@pytest.mark.parametrize("word", ["DELETE", "UNSIGN"])
def test_the_word_acts_at_once_only_where_the_provider_blocks_our_question(word: str) -> None:
    for flag, acts in (("stop", True), (None, False)):
        person = Person()
        person.text("SCOMM Ana Lopez 60608")
        person.text("1")
        person.text("STOP", opt_out_flag=flag)
        assert bool(names(person.text(word))) is acts


def test_the_exception_is_for_sms_alone() -> None:
    person = Person(Channel.TELEGRAM)
    person.text("SCOMM Ana Lopez 60608")
    person.tap(f"confirm:{SCOMM.slug}:{person.state['answers']['reviewed']}")
    person.text("", opt_out_flag="stop")
    assert not names(person.text("/delete"))


def test_join_does_not_undo_stop() -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    person.text("1")
    person.text("alto")
    person.text("CROSS")
    assert not names(person.text("JOIN"))
    assert names(person.text("START")) == ["returned"]
    assert not names(person.text("JOIN"))  # STOP ended the receipt's offer too
    assert names(person.text("JOIN")) == ["joined_updates"]


def test_start_never_renews_updates() -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    person.text("1")
    person.text("JOIN")
    assert names(person.text("STOP")) == ["left_updates", "stopped"]
    turn = person.text("START")
    assert names(turn) == ["returned"]
    assert not turn.state.updates


def test_joining_twice_is_one_consent() -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    person.text("1")
    assert names(person.text("JOIN")) == ["joined_updates"]
    assert not names(person.text("JOIN"))


def test_join_means_the_only_petition_signed_when_none_is_in_talk() -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    person.text("1")
    person.later(days=8)
    assert not names(person.text("JOIN"))
    turn = person.text("JOIN")
    assert [fact.details["petition"] for fact in turn.facts] == [SCOMM.slug]


def test_join_asks_which_one_when_two_are_signed() -> None:
    person = Person()
    for keyword in ("SCOMM", "CROSS"):
        person.text(f"{keyword} Ana Lopez 60608")
        person.text("1")
    person.later(days=8)
    assert "\n2 " in said(person.text("JOIN"))
    assert not names(person.text("2"))
    assert person.text("JOIN").facts[0].details["petition"] == CROSSING.slug


def test_a_signature_whose_key_is_gone_can_not_be_found_and_the_reply_says_so() -> None:
    closed = replace(LIBRARY, closes=BEGINS - timedelta(days=91), anonymous=True)
    person = Person(petitions=Petitions(all=(closed,), counts={}, organization="NDLON"))
    person.text("DELETE")
    assert "closed long ago" in said(person.text("9"))


def test_unsigning_in_one_talk_leaves_the_other_signature() -> None:
    person = Person()
    for keyword in ("SCOMM", "CROSS"):
        person.text(f"{keyword} Ana Lopez 60608")
        person.text("1")
    person.text("UNSIGN")
    person.text("9")
    assert set(person.signatures) == {SCOMM.slug}


def test_yes_is_an_answer_to_us_even_where_the_provider_takes_it_for_start() -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    assert names(person.text("YES", opt_out_flag="start")) == ["signed"]


def test_the_default_line_speaks_its_default_language() -> None:
    person = Person(petitions=replace(LINE, default_language="es"))
    assert "¿" in said(person.text("STATUS")) or "Manda" in said(person.text("STATUS"))


def test_back_from_the_question_for_another_person_leaves_it() -> None:
    person = Person(Channel.TELEGRAM)
    for one in ("SCOMM", "Ana Lopez", "60608", "sign"):
        person.text(one)
    asked = person.tap(f"other:{SCOMM.slug}")
    back = asked.replies[0].choices[-1][-1].value
    assert said(person.tap(back)) != said(asked)
    person.text("Maria Ruiz")
    assert not person.state.get("answers"), "nobody is asked for a name any more"
    assert person.count_signed == 1
