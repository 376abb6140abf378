"""Opting out: the public test set, and the properties that no list can show."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.opt_out_words import COURTESIES, LONE, TRIGGERS
from conversations.optout import opt_out_in

HERE = Path(__file__).parent


def lines_of(name: str) -> list[str]:
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [line.replace("\\n", "\n") for line in lines if line and not line.startswith("# ")]


OPT_OUTS = lines_of("opt_outs.txt")
CONTROLS = lines_of("opt_out_controls.txt")


def test_the_test_set_is_generous() -> None:
    assert len(OPT_OUTS) > 900
    assert len(CONTROLS) > 1000


@pytest.mark.parametrize("text", OPT_OUTS)
def test_it_is_heard_as_an_opt_out(text: str) -> None:
    assert opt_out_in(text)


@pytest.mark.parametrize("text", CONTROLS)
def test_it_is_not_heard_as_an_opt_out(text: str) -> None:
    assert opt_out_in(text) is None


@pytest.mark.parametrize("text", OPT_OUTS)
def test_capitals_and_signs_around_it_change_nothing(text: str) -> None:
    assert opt_out_in(text.upper())
    assert opt_out_in(f"  {text} !! ")


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("STOP", "word"),
        ("Stop!", "word"),
        ("stpo", "word"),
        ("ALTO", "word"),
        ("/stop", "word"),
        ("/stop@UndersignedBot", "word"),
        ("S T O P", "word"),
        ("🛑", "word"),
        ("ＳＴＯＰ", "word"),
        ("please stop", "sentence"),
        ("ya no me manden", "sentence"),
        ("stop texting me, but don't cancel my signature", "sentence"),
    ],
)
def test_a_word_is_told_from_a_sentence(text: str, how: str) -> None:
    assert opt_out_in(text) == how


@given(st.text(max_size=4096))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert opt_out_in(text) in (None, "word", "sentence")


@given(st.sampled_from(sorted(LONE)), st.sampled_from(["", "!", ".", " please", " por favor", "\n", "!!!"]))
def test_every_lone_word_ends_messages_with_courtesies_too(word: str, after: str) -> None:
    assert opt_out_in(word + after)
    assert opt_out_in(word.upper() + after)


def test_a_long_text_is_heard_at_its_beginning_and_its_end() -> None:
    story = "my sister and i went to the meeting at the church on sunday " * 12
    assert opt_out_in(f"stop texting me {story}")
    assert opt_out_in(f"{story} so please take me off your list")
    assert opt_out_in(story) is None


def test_the_tables_hold_only_plain_words() -> None:
    for table in (LONE, COURTESIES, TRIGGERS):
        assert all(word.isascii() and word == word.lower() for word in table)
