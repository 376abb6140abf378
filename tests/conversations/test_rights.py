"""UNSIGN, DELETE and STOP are heard whatever else goes on, and what is signed is what was shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conversations import Channel, Kind
from conversations.petition_file import version_of
from conversations.questions import fingerprint
from tests.conversations.talking import Person, names, said
from tests.petitions_for_stories import CROSSING, LINE, SCOMM, WATER


def change(person: Person, slug: str, **changes: Any) -> None:
    """Let an organizer change a petition while the person talks."""
    changed = tuple(replace(one, **changes) if one.slug == slug else one for one in person.petitions.all)
    person.petitions = replace(person.petitions, all=changed)


def half_way(person: Person) -> None:
    """Signed one petition, and half-way in another."""
    person.text("CROSS Ana Lopez 60608")
    person.text("1")
    person.text("SCOMM Ana Lopez 60608")


@pytest.mark.parametrize("state", ["closed", "paused"])
@pytest.mark.parametrize("asked_first", [True, False])
def test_a_nine_erases_though_the_petition_in_talk_takes_no_signatures_any_more(state: str, asked_first: bool) -> None:
    person = Person()
    half_way(person)
    if asked_first:
        person.text("DELETE")
    change(person, SCOMM.slug, state=state)
    if not asked_first:
        person.text("DELETE")
    assert names(person.text("9")) == ["erased"]
    assert not person.signatures


@pytest.mark.parametrize("state", ["closed", "paused"])
def test_a_nine_takes_the_signature_off_during_an_edit_of_a_petition_that_closes(state: str) -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    person.text("1")
    person.text("EDIT")
    change(person, SCOMM.slug, state=state)
    person.text("UNSIGN")
    assert names(person.text("9")) == ["unsigned"]


def test_a_number_chooses_what_to_unsign_though_the_petition_in_talk_closes() -> None:
    person = Person()
    person.text("WATER Ana Lopez 60608")
    person.text("1")
    half_way(person)
    change(person, SCOMM.slug, state="closed")
    assert "Which petition?" in said(person.text("UNSIGN"))
    assert "Clean Water" in said(person.text("2"))
    assert names(person.text("9")) == ["unsigned"]
    assert set(person.signatures) == {CROSSING.slug}


def test_anything_but_a_nine_keeps_what_stands_though_the_petition_in_talk_closes() -> None:
    person = Person()
    half_way(person)
    person.text("DELETE")
    change(person, SCOMM.slug, state="closed")
    assert not names(person.text("no"))
    assert set(person.signatures) == {CROSSING.slug}


def reworded(person: Person) -> None:
    """The same petition, imported again with another text."""
    texts = {language: replace(text, body=f"{text.body} And more.") for language, text in SCOMM.texts.items()}
    change(person, SCOMM.slug, texts=texts, version=version_of(replace(SCOMM, texts=texts)))


def test_a_confirmation_of_a_text_that_was_changed_meanwhile_shows_the_review_again() -> None:
    person = Person()
    review = said(person.text("SCOMM Ana Lopez 60608"))
    reworded(person)
    again = person.text("1")
    assert not names(again)
    assert review.partition("?")[0][-20:] in said(again)
    assert "OK=SIGN" in said(again)
    assert names(person.text("OK")) == ["signed"]


def test_a_button_that_showed_another_text_shows_the_review_again() -> None:
    person = Person(Channel.TELEGRAM)
    person.hear(kind=Kind.START, text="scomm", language_hint="en")
    person.text("Ana Lopez 60608")
    old = f"confirm:{SCOMM.slug}:{person.state['answers']['reviewed']}"
    reworded(person)
    assert not names(person.tap(old))
    assert names(person.tap(f"confirm:{SCOMM.slug}:{person.state['answers']['reviewed']}")) == ["signed"]


def test_every_thing_that_a_review_shows_is_in_its_fingerprint() -> None:
    answers = {"name": "Ana", "postcode": "60608", "show_name": True}
    others = [(SCOMM, {**answers, name: "0"}) for name in ("name", "postcode")]
    others += [(SCOMM, {**answers, "show_name": None}), (replace(SCOMM, version="another"), answers)]
    assert fingerprint(SCOMM, answers) not in [fingerprint(*other) for other in others]


def test_signatures_are_said_to_carry_no_name_only_where_their_key_is_gone() -> None:
    long_ago = replace(WATER, opens=None, closes=WATER.opens, anonymise_after_days=1)
    person = Person(petitions=replace(LINE, all=(SCOMM, long_ago)))
    person.text("DELETE")
    assert "carry no name" not in said(person.text("9"))
    change(person, WATER.slug, anonymous=True)
    person.text("DELETE")
    assert "carry no name or number any more" in said(person.text("9"))


def test_after_stop_nothing_that_was_signed_is_offered_again() -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    person.text("1")
    state = person.text("STOP").state
    assert state.without_talk() == state._replace(limits={}, heard_at=0)
    assert "Ana" not in said(person.text("CROSS"))


def test_the_organization_and_the_contact_are_never_those_of_a_draft() -> None:
    draft = replace(SCOMM, opens=None, closes=None, state="draft", contact="secret@example.org", short_name="Secret")
    person = Person(petitions=replace(LINE, all=(draft, CROSSING)))
    assert CROSSING.contact in said(person.text("HELP"))
    assert not {"Secret", "secret@example.org"} & set(said(person.text("PRIVACY")).split())


@pytest.mark.parametrize("way", ["keyword", "sign button", "list", "link"])
def test_a_link_s_source_is_not_counted_for_another_petition(way: str) -> None:
    person = Person(Channel.TELEGRAM)
    person.hear(kind=Kind.START, text="scomm_flyer7", language_hint="en")
    match way:
        case "keyword":
            person.text("CROSS")
        case "sign button":
            person.tap(f"sign:{CROSSING.slug}")
        case "list":
            person.text("LIST")
            person.text("2")
        case _:
            person.hear(kind=Kind.START, text="cross")
    assert person.contact.state.petition == CROSSING.slug
    person.text("Ana Lopez 60608")
    (signed,) = person.text("1").facts
    assert signed.details["source"] == ""


TAPS = ("read", "count", "share", "status", "join", "leave", "edit", "card", "confirm", "continue", "use_name", "skip")


@pytest.mark.parametrize("verb", [*TAPS, "list", "english", "spanish", "privacy", "nonsense"])
def test_after_stop_a_tap_does_nothing_and_says_how_to_come_back(verb: str) -> None:
    person = Person(Channel.TELEGRAM)
    person.hear(kind=Kind.START, text="scomm", language_hint="en")
    state = person.text("/stop").state
    turn = person.tap(f"{verb}:{SCOMM.slug}:1")
    assert (turn.replies, turn.facts) == ((), ())
    assert turn.toast == "Send /start to come back"
    assert turn.state._replace(limits={}, heard_at=0) == state._replace(limits={}, heard_at=0)


def test_after_stop_a_petition_s_sign_button_is_as_good_as_its_keyword() -> None:
    person = Person(Channel.TELEGRAM)
    person.hear(kind=Kind.START, text="scomm", language_hint="en")
    person.text("/stop")
    assert person.tap(f"sign:{SCOMM.slug}").replies
    assert person.contact.state.petition == SCOMM.slug


@pytest.mark.parametrize("way", ["buttons", "words"])
def test_after_stop_the_rights_work_and_the_talk_stays_closed(way: str) -> None:
    person = Person(Channel.TELEGRAM)
    person.hear(kind=Kind.START, text="scomm", language_hint="en")
    person.text("Ana Lopez 60608")
    person.text("1")
    person.text("/stop")
    assert person.tap("help").replies
    if way == "buttons":
        person.tap(f"unsign:{SCOMM.slug}")
        assert names(person.tap(f"unsign_yes:{SCOMM.slug}")) == ["unsigned"]
    else:
        person.text("/unsign")
        assert names(person.text("9")) == ["unsigned"]
    assert not person.text("hello").replies
    person.tap("delete")
    assert names(person.tap("delete_yes")) == ["erased"]
