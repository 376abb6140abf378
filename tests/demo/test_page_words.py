"""The simulator says the same things in both languages, and says nothing that it has no words for."""

from __future__ import annotations

import re

import pytest

from api.demo.page import HERE, PHONES, WORDS, shown_number
from conversations.petition import Standing


def _asked_for() -> set[str]:
    sources = [file.read_text("utf-8") for kind in ("static/*.js", "templates/*.html") for file in HERE.glob(kind)]
    return {key for source in sources for key in re.findall(r"""\bsay\(["'](\w+)["'][,)]""", source)}


def test_both_languages_have_the_same_words_with_the_same_gaps() -> None:
    assert WORDS["en"].keys() == WORDS["es"].keys()
    for key, english in WORDS["en"].items():
        assert set(re.findall(r"{\w+}", english)) == set(re.findall(r"{\w+}", WORDS["es"][key])), key


def test_every_word_that_the_page_asks_for_is_there() -> None:
    assert len(_asked_for()) > 40
    assert _asked_for() <= WORDS["en"].keys()


@pytest.mark.parametrize("standing", Standing)
def test_every_standing_of_a_petition_has_its_word(standing: Standing) -> None:
    assert f"state_{standing}" in WORDS["en"]


def test_every_phone_is_invented_and_none_is_the_line_itself() -> None:
    assert len(set(PHONES)) == len(PHONES) == 99
    assert all(re.fullmatch(r"\+131255501\d{2}", number) for number in PHONES)
    assert "+13125550100" not in PHONES
    assert shown_number("+13125550142") == "(312) 555-0142"
    assert shown_number("55555") == "55555"
