"""A keyword with a slip of the finger, and the names that it must not swallow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.keyword_slips import keyword_meant

KEYWORDS = ("scomm", "carta", "cross", "cruce", "water", "agua", "coats", "bus")


@pytest.mark.parametrize(
    ("word", "keyword"),
    [
        ("KARTA", "carta"),
        ("carat", "carta"),
        ("SCOM", "scomm"),
        ("S-COMM", "scomm"),
        ("s_comm!", "scomm"),
        ("cros", "cross"),
        ("koats", "coats"),
        ("wtaer", "water"),
    ],
)
def test_a_slip_is_the_keyword(word: str, keyword: str) -> None:
    assert keyword_meant(word, KEYWORDS) == keyword


@pytest.mark.parametrize(
    "word", ["Marta", "Carla", "Cara", "Walter", "Carlos", "Cruz", "Ana", "60608", "ubs", "", "--"]
)
def test_a_name_is_no_slip(word: str) -> None:
    assert keyword_meant(word, KEYWORDS) is None


def test_a_word_alone_where_nothing_is_asked_is_forgiven_any_one_slip() -> None:
    assert keyword_meant("carts", KEYWORDS, alone=True) == "carta"
    assert keyword_meant("carts", KEYWORDS) is None
    assert keyword_meant("bua", KEYWORDS, alone=True) is None


def test_a_slip_of_two_keywords_is_neither() -> None:
    assert keyword_meant("carat", ("carta", "caart")) is None


@given(st.text(max_size=40))
def test_any_word_is_read_without_an_error(word: str) -> None:
    assert keyword_meant(word, KEYWORDS, alone=True) in (None, *KEYWORDS)
