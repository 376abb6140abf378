"""Segments, folding and pages: the provider's vectors, an independent counter, and any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smsutil import split

from conversations.segments import fold, pages, segments

FAMILY = "👨‍👩‍👧‍👦"
MEXICO = "🇲🇽"


@pytest.mark.parametrize(
    ("text", "encoding", "parts"),
    [
        ("", "GSM-7", 1),
        ("a" * 160, "GSM-7", 1),
        ("a" * 161, "GSM-7", 2),
        ("a" * 306, "GSM-7", 2),
        ("a" * 307, "GSM-7", 3),
        ("€" * 80, "GSM-7", 1),
        ("€" * 81, "GSM-7", 2),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 3),
        ("á" * 70, "UCS-2", 1),
        ("á" * 71, "UCS-2", 2),
        ("á" * 134, "UCS-2", 2),
        ("á" * 135, "UCS-2", 3),
        ("😀" * 35, "UCS-2", 1),
        ("😀" * 36, "UCS-2", 2),
        ("á" * 66 + "😀" + "a" * 10, "UCS-2", 2),
        (MEXICO * 35, "UCS-2", 3),
        (FAMILY, "UCS-2", 1),
        ("Don’t stop — sign now…", "UCS-2", 1),
        ("Cafe\u0301", "UCS-2", 1),
        ("Café", "GSM-7", 1),
        ("français ça va", "UCS-2", 1),
        ("ÇA", "GSM-7", 1),
        ("Größe ÄÖÜß", "GSM-7", 1),
        ("Votre pétition à Québec où l'été", "GSM-7", 1),
    ],
)
def test_the_count_is_that_of_the_provider_s_calculator(text: str, encoding: str, parts: int) -> None:
    assert segments(text)[::2] == (encoding, parts)


def test_units_are_septets_or_code_units() -> None:
    assert segments("a€").units == 3
    assert segments(FAMILY).units == 11


def test_what_forces_the_dear_encoding_is_named_once_in_order() -> None:
    assert segments("así, aquí y así").offending == ("í",)
    assert segments("“así”").offending == ("“", "í", "”")
    assert segments("año, ¿qué?").offending == ()


# smsutil calls an empty text UCS-2, a raw escape character GSM-7, and a lone surrogate one unit; none reaches a phone.
READABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1b"), min_size=1, max_size=400)


@given(READABLE | st.text("aé€ñ[~ ", min_size=1, max_size=700) | st.text("aí😀", min_size=1, max_size=300))
def test_the_count_agrees_with_an_independent_counter(text: str) -> None:
    theirs = split(text)
    ours = segments(text)
    assert ours.parts == max(len(theirs.parts), 1)
    assert ours.encoding == ("GSM-7" if theirs.encoding == "gsm0338" else "UCS-2")
    assert ours.units == (theirs.total_bytes if ours.encoding == "GSM-7" else theirs.total_bytes // 2)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("María José Núñez", "Maria José Nuñez"),
        ("ÁÍÓÚ áíóú", "AIOU aiou"),
        ("¿Qué año? ¡Güera!", "¿Qué año? ¡Güera!"),
        ("“Don’t” – wait… •", '"Don\'t" - wait... -'),
        ("a\u00a0b\tc", "a b c"),
        ("Conceição François", "Conceicao Francois"),
        ("Cafe\u0301", "Café"),
        ("zero\u200bwidth", "zerowidth"),
        ("李小龙 محمد 😀", "李小龙 محمد 😀"),
        ("Łukasz Œuvre", "Lukasz OEuvre"),
    ],
)
def test_folding_changes_only_what_the_cheap_encoding_lacks(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(READABLE)
def test_folding_twice_is_folding_once_and_never_costs_more_parts(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    if segments(text).encoding == "UCS-2" and segments(fold(text)).encoding == "GSM-7":
        assert not segments(fold(text)).offending


WORDS = st.lists(st.text("abcñíé€.?! ", min_size=1, max_size=30), max_size=60).map(" ".join)


@given(WORDS, st.integers(20, 300))
def test_pages_fit_and_lose_nothing_but_spaces(text: str, units: int) -> None:
    cut = pages(text, units)
    assert all(0 < segments(fold(page)).units <= units for page in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())


def test_pages_end_with_sentences_where_they_can() -> None:
    text = "One two three. Four five six. Seven eight nine."
    assert pages(text, 30) == ("One two three. Four five six.", "Seven eight nine.")


def test_a_page_ends_with_a_word_where_no_sentence_ends() -> None:
    assert pages("one two three four", 9) == ("one two", "three", "four")


def test_a_word_longer_than_a_page_is_cut() -> None:
    assert pages("abcdefgh", 3) == ("abc", "def", "gh")


def test_paragraphs_stay_apart_by_one_line_break() -> None:
    assert pages("One.\n\nTwo.\n", 100) == ("One.\nTwo.",)


def test_an_empty_text_has_no_page() -> None:
    assert pages(" \n ", 100) == ()
