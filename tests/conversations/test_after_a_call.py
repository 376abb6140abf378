"""The name that a signature by a call lacks: asked for when the person texts, or told by text before the call."""

from __future__ import annotations

from tests.conversations.callers import WITH_ZIP, Caller, signed_by_call
from tests.conversations.talking import Person, names, said
from tests.petitions_for_stories import CODES, SCOMM

SLUG = SCOMM.slug


def test_whoever_texts_next_is_asked_for_the_name_and_it_is_saved_behind_a_review() -> None:
    person = signed_by_call().texts()
    turn = person.text("hola")
    assert said(turn).startswith("Firmaste S-Comm por llamada el 3 de mayo, folio K7F2QX.")
    assert person.text("Rosa Ramírez 60608").facts == ()
    turn = person.text("1")
    assert names(turn) == ["edited"]
    assert person.signatures[SLUG].name == "Rosa Ramírez"
    assert person.signatures[SLUG].code == CODES[0]
    assert "Rosa Ram" in said(person.text("STATUS"))


def test_a_name_in_the_first_text_is_taken_at_once_and_the_keyword_asks_too() -> None:
    caller = signed_by_call()
    assert "Rosa Ramirez, ZIP 60608" in said(caller.texts().text("Rosa Ramirez 60608"))
    assert "by a call" in said(caller.texts().text("SCOMM"))
    assert "Rosa Ramirez, ZIP 60608" in said(caller.texts().text("SCOMM Rosa Ramirez 60608"))
    assert "by a call" in said(caller.texts().text("EDIT"))


def test_a_signature_without_a_name_is_told_as_one_and_can_be_taken_off() -> None:
    person = signed_by_call().texts()
    assert "no name yet" in said(person.text("STATUS"))
    person.text("UNSIGN")
    assert names(person.text("9")) == ["unsigned"]


def texting_when_a_call_signs(*words: str) -> Person:
    """Somebody who has texted this when a call from the same number signs, with another ZIP."""
    caller = Caller(WITH_ZIP)
    person = caller.texts()
    for text in words:
        person.text(text)
    caller.call()
    for key in ("1", "60623", "1"):
        caller.press(key)
    assert [one.name for one in person.people[SLUG]] == [""]
    return person


def test_a_review_by_text_that_a_call_overtook_names_the_signature_of_the_call() -> None:
    person = texting_when_a_call_signs("SCOMM Rosa Ramirez 60608")
    turn = person.text("1")
    assert names(turn) == ["edited"]
    assert "reads Rosa Ramirez, ZIP 60608. It counts once" in said(turn)
    assert [(one.name, one.postcode) for one in person.people[SLUG]] == [("Rosa Ramirez", "60608")]


def test_a_name_by_text_that_a_call_overtook_is_reviewed_with_the_zip_of_the_call() -> None:
    person = texting_when_a_call_signs("SCOMM", "Rosa Ramirez")
    turn = person.text("hello?")
    assert turn.facts == ()
    assert "Rosa Ramirez, ZIP 60623" in said(turn)
    assert names(person.text("SAVE")) == ["edited"]
    assert person.signatures[SLUG].name == "Rosa Ramirez"


def test_a_no_to_a_review_that_a_call_overtook_leaves_the_signature_as_it_is() -> None:
    person = texting_when_a_call_signs("SCOMM Rosa Ramirez 60608")
    assert person.text("2").facts == ()
    assert person.text("UNSIGN").facts == ()
    assert names(person.text("9")) == ["unsigned"]


def test_whoever_wants_no_name_there_keeps_the_signature_and_is_not_asked_again() -> None:
    person = signed_by_call().texts()
    person.text("hi")
    turn = person.text("no")
    assert "stays" in said(turn)
    assert turn.facts == ()
    assert "by a call" not in said(person.text("hi"))
    assert "Rosa Ramirez, ZIP 60608" in said(person.text("Rosa Ramirez 60608"))


def test_the_question_comes_again_after_a_day() -> None:
    person = signed_by_call().texts()
    person.text("hi")
    person.later(days=1)
    assert "by a call" in said(person.text("are you there?"))
