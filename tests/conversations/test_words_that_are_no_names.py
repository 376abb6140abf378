"""What somebody answers is not what they are called, unless they say so."""

from __future__ import annotations

import pytest

from tests.conversations.talking import Person, names, said
from tests.petitions_for_stories import SCOMM


@pytest.mark.parametrize(
    "text",
    [
        *("one", "uno", "Uno", "Dos", "nine", "Dale", "dale", "confirmo", "yup", "va", "Va", "y", "Sale", "ok sign"),
        *("yes I will sign", "hola dale", "Orale", "Vale", "Simon", "Listo", "si dale", "Tres", "Cambio", "Show"),
    ],
)
@pytest.mark.parametrize("keyword", ["SCOMM", "CARTA"])
def test_an_answer_that_comes_again_and_again_never_becomes_a_name_and_signs(text: str, keyword: str) -> None:
    person = Person()
    person.text(keyword)
    answered = 0
    for _ in range(12):
        answered += bool(person.text(text).replies)
        person.later(seconds=40)
    assert not person.count_signed
    assert "name" not in person.state.get("answers", {})
    assert answered <= 8


@pytest.mark.parametrize("text", ["one", "uno", "1", "yes", "dale", "ok"])
def test_a_stranger_who_says_one_word_signs_nothing(text: str) -> None:
    person = Person()
    for _ in range(30):
        person.text(text)
        person.later(seconds=130)
    assert not person.facts


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my name is Dale", "Dale"),
        ("me llamo Va", "Va"),
        ("Mi nombre es Uno", "Uno"),
        ("soy Simon", "Simon"),
        ("call me Dale", "Dale"),
        ("Dale Smith", "Dale Smith"),
        ("Dale 60608", "Dale"),
        ("Simon, 60608", "Simon"),
        ("One Garcia", "One Garcia"),
    ],
)
def test_said_as_a_name_it_is_one(text: str, name: str) -> None:
    person = Person()
    person.text("SCOMM")
    person.text(text)
    assert person.state["answers"]["name"] == name


@pytest.mark.parametrize("text", ["Dale", "va", "uno", "yup"])
def test_the_right_name_is_no_such_word_either(text: str) -> None:
    person = Person()
    for before in ("SCOMM Ana Lopez 60608", "2", "1"):
        person.text(before)
    person.text(text)
    assert person.state["answers"]["name"] == "Ana Lopez"
    assert not names(person.text(text))


@pytest.mark.parametrize(
    "text",
    [
        *("my name is wrong", "The name is wrong!", "name is misspelled", "you got my name wrong", "wrong name"),
        *("mi nombre esta mal", "Mi nombre está mal escrito", "el nombre es incorrecto", "escribieron mal mi nombre"),
    ],
)
def test_a_wrong_name_leads_to_the_right_one(text: str) -> None:
    person = Person()
    person.text("SCOMM")
    person.text("Ana Lopes")
    asked = said(person.text(text))
    assert person.state["answers"]["name"] == "Ana Lopes"
    person.text("Ana Lopez")
    person.text("60608")
    assert said(person.text(text)) == asked
    person.text(text)
    assert person.state["answers"]["name"] == "Ana Lopez"
    person.text("Ana Lopez Cruz")
    assert names(person.text("1")) == ["signed"]
    assert person.signatures[SCOMM.slug].name == "Ana Lopez Cruz"
    assert "1=" in said(person.text(text))


@pytest.mark.parametrize("text", ["my zip is wrong", "el ZIP esta mal", "mi codigo postal es incorrecto"])
def test_a_wrong_zip_leads_to_the_right_one(text: str) -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    person.text(text)
    person.text("60609")
    assert person.state["answers"]["postcode"] == "60609"


@pytest.mark.parametrize("text", ["my name is Ana Wrong", "Ana Mal", "60608", "wrong", "name", "fix it"])
def test_nothing_else_complains(text: str) -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    person.text(text)
    assert person.state.get("aside", {}).get("part", "") == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CARTA soy indocumentado, puedo firmar?", "papeles"),
        ("carta Soy Indocumentada", "papeles"),
        ("CARTA tengo miedo", "papeles"),
        ("CARTA cuanto cuesta", "gratis"),
        ("SCOMM I am undocumented, can I sign?", "papers"),
        ("SCOMM who sees my name?", "name"),
        ("SCOMM is it free", "free"),
    ],
)
def test_a_worry_behind_the_keyword_is_answered(text: str, told: str) -> None:
    person = Person()
    answer = said(person.text(text))
    assert told in answer.lower() or "rates" in answer or "tarifas" in answer
    assert person.state["petition"] == SCOMM.slug
    assert not person.state.get("answers")
    assert "1=" in said(person.text("Ana Lopez 60608"))
    assert names(person.text("1")) == ["signed"]


@pytest.mark.parametrize("text", ["Y mi hermano?", "and my brother?", "y mi esposa", "What about my wife?", "mi mamá?"])
def test_somebody_else_in_two_words_is_asked_for_as_by_other(text: str) -> None:
    answers = []
    for way in (text, "my brother wants to sign too", "OTHER"):
        person = Person()
        person.text("SCOMM Ana Lopez 60608")
        person.text("1")
        answers.append(said(person.text(way)))
    assert len(set(answers)) == 1
    assert "2" in answers[0]
