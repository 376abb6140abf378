"""From right to left: pages say so, and names, numbers and links keep their own direction, on pages and on Telegram."""

from __future__ import annotations

import re

import pytest
from babel.core import Locale

from api.page_words import LANGUAGES as PAGES
from api.page_words import WORDS as WORDS_OF_PAGES
from api.wording import Wording
from bots.telegram_writing import message_call
from conversations.catalogue import read_catalogue
from conversations.filling import filler
from conversations.phrases import LANGUAGES, say
from tests.languages.pseudo import LONGER, pseudo, pseudo_words
from tests.languages.right_to_left import ARABIC, STYLE, TEXT, WORDS, page

CATALOGUE = read_catalogue(ARABIC / "ar.po")
ISOLATED = re.compile("\u2068([^\u2069]*)\u2069")


def told(key: str, **facts: str | int) -> str:
    return filler(CATALOGUE[key], Locale.parse("ar"))(facts)


def test_arabic_is_offered_to_nobody() -> None:
    assert "ar" not in LANGUAGES
    assert "ar" not in PAGES
    assert WORDS.keys() == WORDS_OF_PAGES["en"].keys()


def test_a_page_says_its_direction_and_isolates_what_it_is_given() -> None:
    html = page("ar", WORDS)
    assert '<html lang="ar" dir="rtl">' in html
    assert "\u2068MAWQIF\u2069" in html
    assert "\u2068(312)\xa0555-0100\u2069" in html
    assert "<bdi>National Day Laborer Organizing Network</bdi>" in html
    assert f'<h1 lang="ar" dir="rtl">{TEXT.title}</h1>' in html
    assert "\u2068" not in page("en", WORDS_OF_PAGES["en"])


def test_what_is_written_from_left_to_right_needs_no_isolates() -> None:
    assert not any("\u2068" in Wording(language).say("progress", total=1, goal=2) for language in PAGES)
    assert "\u2068" not in say("telegram.share_sms", "en", keyword="SCOMM", number="312-555-0100")


@pytest.mark.parametrize(
    ("key", "facts", "isolated"),
    [
        ("telegram.share_sms", {"keyword": "SCOMM", "number": "312-555-0100"}, ["SCOMM", "312-555-0100"]),
        ("telegram.part.total", {"count": 1006213}, ["1,006,213"]),
        ("telegram.receipt", {"total": "…", "code": "K7F2QX"}, ["…", "K7F2QX"]),
        (
            "telegram.closed_outcome",
            {"title": "Put S-Comm on ICE!", "outcome": "<b>"},
            ["Put S-Comm on ICE!", "&lt;b&gt;"],
        ),
    ],
)
def test_each_fact_of_a_phrase_keeps_its_own_direction(
    key: str, facts: dict[str, str | int], isolated: list[str]
) -> None:
    assert ISOLATED.findall(told(key, **facts)) == isolated


def test_a_name_in_either_script_stands_in_one_piece_on_telegram() -> None:
    said = told("telegram.review", title="A safe crossing", name="Ana López", zip="60608", shown="NDLON")
    call = message_call(said)
    assert call["text"].count("\u2068") == call["text"].count("\u2069") == 4
    assert "<b>\u2068Ana López\u2069</b>" in call["text"]


def test_the_style_names_no_side() -> None:
    sided = re.findall(
        r"(?:margin|padding|border)-(?:left|right)|(?<![-\w])(?:left|right)\s*:", STYLE.read_text("utf-8")
    )
    assert sided == []


def test_a_pseudo_language_is_longer_and_keeps_its_facts() -> None:
    words = WORDS_OF_PAGES["en"]
    grown = pseudo_words(words)
    for key, text in words.items():
        assert set(re.findall(r"{\w+}", grown[key])) == set(re.findall(r"{\w+}", text))
        assert len(grown[key]) >= len(text) * (1 + LONGER) - 1
    assert pseudo("<b>{name}</b> signed") != "<b>{name}</b> signed"
    assert pseudo("<b>{name}</b>").startswith("<b>{name}</b>")
