"""Lists longer than one text: every page of them does what the list was for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from conversations import Channel, Petitions, Signature
from conversations.segments import segments
from tests.conversations.talking import Person, names, said
from tests.petitions_for_stories import CROSSING, LINE

KEYWORDS = ("BAKER", "CEDAR", "DELTA", "EAGLE", "FROST", "GRAPE", "HONEY")


def _line() -> Petitions:
    petitions = tuple(
        replace(
            CROSSING,
            slug=f"petition-{keyword.lower()}",
            texts={"en": replace(CROSSING.texts["en"], keyword=keyword, title=f"Petition {keyword}", short=keyword)},
        )
        for keyword in KEYWORDS
    )
    return replace(LINE, all=petitions)


def _person(channel: Channel = Channel.SMS, *, signed: int = 0) -> Person:
    person = Person(channel, petitions=_line())
    for petition in person.petitions.all[:signed]:
        person.people[petition.slug] = [Signature(petition.slug, "K7F2QX", date(2026, 5, 1), "Ana", "60608", False)]
    person.petitions = replace(person.petitions, counts={petition.slug: 7 for petition in person.petitions.all})
    return person


@pytest.mark.parametrize("word", ["COUNT", "SHARE", "MORE", "JOIN"])
def test_the_second_page_does_what_the_first_one_does(word: str) -> None:
    usual = _person()
    usual.text(word)
    first = said(usual.text("1"))
    person = _person()
    assert "NEXT" in said(person.text(word))
    person.text(word)
    page = said(person.text("NEXT"))
    assert "GRAPE" in page
    assert segments(page).parts <= 2
    assert said(person.text("1")) == first.replace("BAKER", "GRAPE").replace("baker", "grape")


@pytest.mark.parametrize("word", ["UNSIGN", "STATUS", "EDIT"])
def test_every_signature_is_on_some_page(word: str) -> None:
    person = _person(signed=6)
    assert "NEXT" in said(person.text(word))
    page = said(person.text("NEXT"))
    assert "GRAPE" in page
    assert "HONEY" not in page
    person.text("1")
    assert person.contact.state.petition == "petition-grape"


def test_unsign_from_the_second_page() -> None:
    person = _person(signed=7)
    person.text("UNSIGN")
    person.text("NEXT")
    assert "HONEY" in said(person.text("2"))
    assert names(person.text("9")) == ["unsigned"]
    assert "petition-honey" not in person.signatures


def test_after_stop_the_pages_of_unsign_can_still_be_turned() -> None:
    person = _person(signed=7)
    person.text("STOP")
    person.text("UNSIGN")
    assert "HONEY" in said(person.text("NEXT"))
    person.text("2")
    assert names(person.text("9")) == ["unsigned"]


@pytest.mark.parametrize(("word", "verb"), [("/unsign", "unsign"), ("/count", "count"), ("/share", "share")])
def test_on_telegram_the_button_for_more_keeps_the_purpose(word: str, verb: str) -> None:
    person = _person(Channel.TELEGRAM, signed=7)
    rows = person.text(word, language_hint="en").replies[0].choices
    assert [row[0].value for row in rows[:2]] == [f"{verb}:petition-baker", f"{verb}:petition-cedar"]
    more = person.tap(rows[-1][0].value).replies[0]
    assert [row[0].value for row in more.choices] == [f"{verb}:petition-grape", f"{verb}:petition-honey"]
    assert more.edit


def test_a_page_of_the_open_petitions_turns_back_to_the_first() -> None:
    person = _person()
    first = said(person.text("LIST"))
    assert said(person.text("NEXT")) != first
    assert said(person.text("NEXT")) == first
