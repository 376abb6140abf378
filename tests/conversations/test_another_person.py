"""OTHER with somebody's name and ZIP in one text: that person's review comes at once, and nobody is called "Other"."""

from __future__ import annotations

import pytest

from conversations import Channel
from tests.conversations.callers import signed_by_call
from tests.conversations.talking import Person, names, said
from tests.petitions_for_stories import SCOMM

SLUG = SCOMM.slug


def signer() -> Person:
    """Somebody who has signed by text."""
    person = Person()
    for words in ("SCOMM Ana Lopez 60608", "1"):
        person.text(words)
    return person


def signers(person: Person) -> list[str]:
    """All names on this phone."""
    return [one.name for one in person.people[SLUG]]


@pytest.mark.parametrize(
    "text",
    [
        "OTHER Ben Diaz 60623",
        "other: Ben Diaz, 60623",
        "Otro Ben Diaz 60623",
        "otra persona Ben Diaz 60623",
        "Another person: Ben Diaz 60623",
        "OTHER my name is Ben Diaz 60623",
    ],
)
def test_a_name_behind_other_is_reviewed_at_once_and_signs_beside_the_first(text: str) -> None:
    person = signer()
    turn = person.text(text)
    assert turn.facts == ()
    assert "Ben Diaz, ZIP 60623" in said(turn)
    assert names(person.text("1")) == ["signed"]
    assert signers(person) == ["Ana Lopez", "Ben Diaz"]


def test_behind_a_call_it_names_nobody_who_called() -> None:
    person = signed_by_call().texts()
    person.text("OTHER Ben Diaz 60623")
    person.text("1")
    assert signers(person) == ["", "Ben Diaz"]
    assert "1 no name yet (K7F2QX, May 3)" in said(person.text("STATUS")), "and no receipt in place of a name"


def test_a_name_alone_leads_to_the_zip_and_the_word_before_an_asked_name_is_none_of_it() -> None:
    person = signer()
    assert "Thanks, Ben" in said(person.text("OTHER Ben Diaz"))
    person = signer()
    person.text("OTHER")
    person.text("OTHER Ben Diaz 60623")
    person.text("1")
    assert signers(person) == ["Ana Lopez", "Ben Diaz"]


def test_the_same_name_is_refused_and_a_full_phone_says_so() -> None:
    person = signer()
    assert "Another one of that name?" in said(person.text("OTHER Ana Lopez 60608"))
    for name in ("Ben", "Carla", "Dan"):
        person.text(f"OTHER {name} Diaz 60623")
        person.text("1")
    assert "At most 4" in said(person.text("OTHER Eva Diaz 60623"))
    assert len(signers(person)) == 4


def test_who_has_not_signed_finishes_first_and_is_not_called_other() -> None:
    person = Person()
    person.text("SCOMM")
    turn = person.text("OTHER Ben Diaz 60623")
    assert "One at a time" in said(turn)
    assert person.facts == []


@pytest.mark.parametrize("text", ["Other people say no", "another day", "OTHER 60623", "Lot Smith 60623"])
def test_what_only_begins_like_it_is_no_wish_for_another_person(text: str) -> None:
    person = signer()
    person.text(text)
    assert "another" not in person.state.get("answers", {})


def test_on_telegram_a_name_behind_the_slash_is_taken() -> None:
    person = Person(Channel.TELEGRAM)
    for words in ("SCOMM", "Ana Lopez", "60608", "sign"):
        person.text(words)
    assert "Ben Diaz" in said(person.text("/other Ben Diaz 60623"))
