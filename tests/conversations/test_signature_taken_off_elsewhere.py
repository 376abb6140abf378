"""A signature that the other channel of the same number took off while it was being corrected here."""

from __future__ import annotations

import pytest

from tests.conversations.talking import Person, names, said


@pytest.mark.parametrize("typed", ["", "Bob Smith 60601"], ids=["asked-what", "reviewed"])
@pytest.mark.parametrize("text", ["1", "save", "9", "hello?", "Bob Smith", "60601"])
def test_who_corrected_it_is_met_as_one_who_has_not_signed(typed: str, text: str) -> None:
    person = Person()
    for one in ("SCOMM", "Ana Lopez 60608", "1", "EDIT", *([typed] if typed else [])):
        person.text(one)
    person.people.clear()
    person.later(minutes=3)
    turn = person.text(text)
    assert "signed" not in names(turn)
    assert "edited" not in names(turn)
    assert said(turn)


def test_a_name_that_is_asked_for_may_be_a_word_of_opting_out() -> None:
    person = Person()
    for text in ("SCOMM", "Maria 60608", "1", "CROSS"):
        person.text(text)
    turn = person.text("Maria Alto")
    assert not turn.state.stopped
    assert turn.state.answers["name"] == "Maria Alto"
