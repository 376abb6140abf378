"""Short answers and a phone's own reactions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.answers import read_confirmation, read_digit, read_nine, tapback


@pytest.mark.parametrize(
    "text",
    [
        "1",
        "1.",
        " 1 ",
        "１",
        "1️⃣",
        "sign",
        "SIGN",
        "Firmar",
        "firmo",
        "si",
        "Sí",
        "¡Sí!",
        "yes",
        "YES please",
        "ok",
        "dale",
        "👍",
        "👍🏽",
        "si quiero firmar",
        "Sí, quiero firmar",
        "sí, por favor",
        "Yes I want to sign",
        "Yes, I'd like to sign!",
        "1=SIGN",
        "1=FIRMAR",
        "1 firmar",
        "1. Firmar",
        "sí firmo",
        "Sí, acepto",
        "sign me up",
        "yes I do",
        "estoy de acuerdo",
    ],
)
def test_many_words_sign(text: str) -> None:
    assert read_confirmation(text) == "sign"


@pytest.mark.parametrize("text", ["2", "no", "No.", "change", "2=CHANGE", "CAMBIAR", "wrong", "está mal"])
def test_many_words_change(text: str) -> None:
    assert read_confirmation(text) == "change"


@pytest.mark.parametrize("text", ["3", "show my name", "mostrar mi nombre", "3.", "3=SIGN and show my name"])
def test_three_shows_the_name(text: str) -> None:
    assert read_confirmation(text) == "show"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4",
        "11",
        "1 2",
        "maybe",
        "Ana Lopez 60608",
        "not sure",
        "yes but change the zip",
        "👎",
        "don't sign",
        "no firmo",
        "no quiero firmar",
        "no, quiero firmar",
        "No. Quiero firmar",
        "1, 2",
        "1=SIGN 2=CHANGE",
        "2=SIGN",
        "si? no",
        "sí, pero no",
        "9",
    ],
)
def test_everything_else_confirms_nothing(text: str) -> None:
    assert read_confirmation(text) is None


@pytest.mark.parametrize("text", ["9", "9.", " 9!", "９", "9️⃣", "nine", "Nueve"])
def test_a_nine_is_a_nine(text: str) -> None:
    assert read_nine(text)


@pytest.mark.parametrize("text", ["", "99", "1", "9" + " " * 300 + "no", "9 9", "90", "yes", "delete", "six nine"])
def test_nothing_else_is_a_nine(text: str) -> None:
    assert not read_nine(text)


@pytest.mark.parametrize(
    ("text", "digit"),
    [("1", 1), ("4", 4), ("5", None), ("0", None), ("two", 2), ("Dos.", 2), ("2 please", None), ("", None)],
)
def test_a_choice_is_a_digit_or_its_word(text: str, digit: int | None) -> None:
    assert read_digit(text, 4) == digit


@pytest.mark.parametrize(
    "text",
    [
        "Liked “Signed! 12 have signed.”",
        'Loved "Signed!"',
        "Laughed at “Sorry, I did not get that.”",
        "Emphasized “NDLON petition”",
        "Questioned “Sign as Ana?”",
        "Disliked an image",
        "Removed a like from “Signed!”",
        "Reacted 👍 to “Signed!”",
        "Le gustó “¡Firmaste!”",
        "No le gustó “¡Firmaste!”",
        "Le encantó «¡Firmaste!»",
        "Se rió de “¡Firmaste!”",
        "Reaccionó con 👍 a “¡Firmaste!”",
        "👍 to “Signed!”",
        "\u200a👍\u200a to “\u200aSigned!\u200a”",
        "👍 a “¡Firmaste!”",
        "I'm driving right now - Sent from My Car",
        "I’m driving with Do Not Disturb While Driving turned on. I’ll see your message when I get where I’m going.",
        "Will call later. Sent from My Car",
    ],
)
def test_a_reaction_told_in_words_is_known(text: str) -> None:
    assert tapback(text)


@pytest.mark.parametrize(
    "text",
    [
        "I'm driving, can I sign later?",
        "Liked it",
        "Loved reading this",
        "Ana Lopez",
        "👍",
        "👍 to you",
        "Le gustó a mi mamá",
        "I liked “Signed!”",
        "",
    ],
)
def test_what_a_person_wrote_is_no_reaction(text: str) -> None:
    assert not tapback(text)


@given(st.text(max_size=500))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert read_confirmation(text) in (None, "sign", "change", "show")
    assert read_nine(text) in (True, False)
    assert read_digit(text, 9) in (None, *range(1, 10))
    assert tapback(text) in (True, False)
