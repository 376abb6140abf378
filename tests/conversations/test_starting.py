"""Deep links, old buttons and lists: every way to a petition that a person or a stranger can make up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversations import Channel, Kind, Petition, Petitions
from tests.conversations.talking import Person, names, said
from tests.petitions_for_stories import COATS, CROSSING, LINE, SCOMM


def start(person: Person, payload: str, hint: str | None = "en") -> str:
    """Open a deep link."""
    return said(person.hear(kind=Kind.START, text=payload, language_hint=hint))


@pytest.mark.parametrize(
    ("payload", "slug", "source"),
    [
        ("scomm", SCOMM.slug, ""),
        ("SCOMM_Flyer7", SCOMM.slug, "flyer7"),
        ("put-s-comm-on-ice_g12", SCOMM.slug, "g12"),
        ("cruce_a-very-long-source-xy", CROSSING.slug, ""),
        ("cruce_two_parts", CROSSING.slug, ""),
        ("cross_poster-3", CROSSING.slug, "poster-3"),
        ("cross_ñ", CROSSING.slug, ""),
        ("cross_", CROSSING.slug, ""),
    ],
)
def test_a_deep_link_names_petition_and_source(payload: str, slug: str, source: str) -> None:
    person = Person(Channel.TELEGRAM)
    start(person, payload)
    assert person.contact.state.petition == slug
    assert person.contact.state.source == source


def test_a_keyword_sets_the_language_unless_one_was_chosen() -> None:
    person = Person(Channel.TELEGRAM)
    start(person, "carta")
    assert person.contact.state.language == "es"
    start(person, "scomm", "es")
    assert person.contact.state.language == "en"
    person.tap("spanish")
    start(person, "scomm")
    assert person.contact.state.language == "es"


def test_a_slug_asks_for_the_language_when_nothing_tells_it() -> None:
    person = Person(Channel.TELEGRAM)
    assert start(person, "put-s-comm-on-ice_g12", None) == "Choose your language\nElige tu idioma"
    assert names(person.tap("spanish")) == ["changed_language"]
    assert person.contact.state.petition == SCOMM.slug
    assert person.contact.state.source == "g12"


@pytest.mark.parametrize("payload", ["quiet-park", "park", "nothing", "_", "x" * 64, "-_-"])
def test_an_unknown_link_leads_to_the_list(payload: str) -> None:
    person = Person(Channel.TELEGRAM)
    turn = person.hear(kind=Kind.START, text=payload, language_hint="en")
    assert len(turn.replies[0].choices) == 4


def test_the_source_is_counted_with_the_signature_and_then_forgotten() -> None:
    person = Person(Channel.TELEGRAM)
    start(person, "scomm_flyer7")
    person.text("Ana Lopez 60608")
    turn = person.tap(f"confirm:{SCOMM.slug}:{person.state['answers']['reviewed']}")
    assert turn.facts[0].details["source"] == "flyer7"
    assert not turn.state.source


def test_a_confirmation_counts_only_for_what_its_own_button_showed() -> None:
    person = Person(Channel.TELEGRAM)
    start(person, "scomm")
    person.text("Ana Lopez 60608")
    old = f"confirm:{SCOMM.slug}:{person.state['answers']['reviewed']}"
    person.text("60609")
    assert not names(person.tap(old))
    new = f"confirm:{SCOMM.slug}:{person.state['answers']['reviewed']}"
    assert names(person.tap(new)) == ["signed"]
    assert not names(person.tap(new))


def test_a_sign_button_never_signs() -> None:
    person = Person(Channel.TELEGRAM)
    start(person, "scomm")
    person.text("Ana Lopez 60608")
    for value in (f"sign:{SCOMM.slug}", f"confirm:{SCOMM.slug}:", f"confirm:{CROSSING.slug}:00000000", "confirm"):
        assert not names(person.tap(value))


def test_the_name_on_the_profile_is_offered_and_never_assumed() -> None:
    person = Person(Channel.TELEGRAM)
    start(person, "coats")
    assert "Ana López" in said(person.tap(f"sign:{COATS.slug}"))
    assert "name" not in person.contact.state.answers
    person.tap(f"use_name:{COATS.slug}")
    assert person.contact.state.answers["name"] == "Ana López"


@pytest.mark.parametrize("profile", ["🚀🚀", "www.spam.example.com", "", None, "12345"])
def test_a_profile_that_holds_no_name_is_not_offered(profile: str | None) -> None:
    person = Person(Channel.TELEGRAM)
    start(person, "coats")
    assert "Type below" in said(person.tap(f"sign:{COATS.slug}", profile_name=profile))


def _many(number: int) -> Petitions:
    def copy(index: int) -> Petition:
        texts = {
            language: replace(text, keyword=f"{text.keyword[:4]}{index}X") for language, text in CROSSING.texts.items()
        }
        return replace(CROSSING, slug=f"crossing-{index}", texts=texts)

    return replace(LINE, all=tuple(copy(index) for index in range(number)))


def test_a_long_list_goes_on_with_next() -> None:
    person = Person(petitions=_many(12))
    assert "NEXT" in said(person.text("LIST"))
    person.text("NEXT")
    assert "CROS10X" in said(person.text("NEXT"))
    person.text("2")
    assert person.contact.state.petition == "crossing-11"


def test_a_long_list_goes_on_with_a_button() -> None:
    person = Person(Channel.TELEGRAM, petitions=_many(12))
    turn = person.text("/list", language_hint="en")
    more = turn.replies[0].choices[-1][0]
    assert more.value == "list:card:5"
    assert len(person.tap(more.value).replies[0].choices) == 6


def test_every_button_of_a_petition_with_the_longest_slug_fits_into_telegrams_64_bytes() -> None:
    longest = replace(SCOMM, slug="x" * 40)
    person = Person(Channel.TELEGRAM, petitions=replace(LINE, all=(longest,)))
    seen = []
    for value in ("card", "sign", "other_name", "read", "share", "list", "use_name", "skip", "name", "zip", "continue"):
        seen += person.tap(f"{value}:{longest.slug}").replies[0].choices
    seen += person.tap(f"confirm:{longest.slug}:{person.state['answers']['reviewed']}").replies[0].choices
    for value in ("status", "edit", "unsign", "join", "delete"):
        seen += person.tap(f"{value}:{longest.slug}").replies[0].choices
    sizes = [len(choice.value.encode()) for row in seen for choice in row]
    assert 50 < max(sizes) <= 58
