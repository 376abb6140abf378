"""Where a signature came from: the code travels with keyword or link up to the signature, and names nobody."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote

import pytest

from conversations import Channel, Kind
from conversations.sources import source_in, split_source, with_source
from tests.conversations.talking import Person, names, said
from tests.petitions_for_stories import CROSSING, LINE, SCOMM


def source_of_signature(person: Person) -> str:
    """The source of the one signature that a person gave."""
    (signed,) = [fact for fact in person.facts if fact.name == "signed"]
    return str(signed.details["source"])


@pytest.mark.parametrize(
    ("written", "source"),
    [
        ("flyer7", "flyer7"),
        ("Flyer-7", "flyer-7"),
        ("g12", "g12"),
        ("", ""),
        ("two parts", ""),
        ("ñandu", ""),
        ("a" * 20, "a" * 20),
        ("a" * 21, ""),
        ("١٢", ""),
        ("<b>", ""),
        ("2026-11", "2026-11"),
        ("13125550142", ""),
        ("312-555-0142", ""),
        ("call5550142", ""),
    ],
)
def test_a_code_is_short_plain_and_no_telephone_number(written: str, source: str) -> None:
    assert source_in(written) == source


def test_a_code_goes_behind_a_word_and_comes_off_again() -> None:
    assert with_source("SCOMM", "flyer7") == "SCOMM_FLYER7"
    assert with_source("scomm", "flyer7") == "scomm_flyer7"
    assert with_source("SCOMM", "") == "SCOMM"
    assert split_source("SCOMM_FLYER7") == ("SCOMM", "flyer7")
    assert split_source("SCOMM_a_b") == ("SCOMM", "")
    assert split_source("SCOMM") == ("SCOMM", "")


@pytest.mark.parametrize(
    "code", ["no-mas", "remove-me", "unsubscribe", "borra-todo", "delete-my-data", "quita-mi-firma", "erase-me"]
)
def test_a_link_that_somebody_made_up_opts_out_and_erases_nobody(code: str) -> None:
    assert with_source("CARTA", code) == "CARTA"
    assert with_source("carta", code) == "carta"


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.WHATSAPP, Channel.TELEGRAM])
@pytest.mark.parametrize(
    "words", ["SCOMM_FLYER7", "scomm_flyer7", "«Scomm_flyer7».", "SIGN SCOMM_FLYER7", "SCOMM§FLYER7", "SCOMM\x11FLYER7"]
)
def test_a_keyword_with_a_code_brings_petition_and_source_on_every_channel(channel: Channel, words: str) -> None:
    person = Person(channel)
    person.text(words)
    assert (person.contact.state.petition, person.contact.state.source) == (SCOMM.slug, "flyer7")


def test_the_code_reaches_the_signature() -> None:
    person = Person()
    for words in ("SCOMM_FLYER7", "Ana Lopez 60608", "1"):
        person.text(words)
    assert source_of_signature(person) == "flyer7"


def test_name_and_zip_may_stand_behind_the_code() -> None:
    person = Person()
    assert "Ana Lopez" in said(person.text("CARTA_POSTER-3 Ana Lopez 60608"))
    assert (person.contact.state.source, person.contact.state.language) == ("poster-3", "es")


def test_a_worry_behind_the_code_is_answered_and_the_code_kept() -> None:
    person = Person()
    assert names(person.text("SCOMM_FLYER7 is this a scam?")) == []
    assert person.contact.state.source == "flyer7"


def test_a_plain_keyword_later_keeps_the_code_and_another_petition_drops_it() -> None:
    person = Person()
    person.text("SCOMM_FLYER7")
    person.text("SCOMM")
    assert person.contact.state.source == "flyer7"
    person.text("CROSS")
    assert (person.contact.state.petition, person.contact.state.source) == (CROSSING.slug, "")


@pytest.mark.parametrize("words", ["SCOMM_", "SCOMM_13125550142", "SCOMM_a_b", "_SCOMM_"])
def test_what_is_no_code_takes_nothing_from_the_keyword(words: str) -> None:
    person = Person()
    person.text(words)
    assert (person.contact.state.petition, person.contact.state.source) == (SCOMM.slug, "")


def test_a_code_behind_anything_else_brings_nothing() -> None:
    person = Person()
    person.text("SCOMM_FLYER7")
    person.text("HELLO_WORLD")
    assert person.contact.state.source == "flyer7"


@pytest.mark.parametrize("inline", [True, False])
def test_a_card_is_offered_for_any_chat_where_the_bot_has_inline_mode(inline: bool) -> None:
    person = Person(Channel.TELEGRAM, replace(LINE, places_cards=inline))
    person.text("CARTA")
    (reply,) = person.text("/share").replies
    assert [choice.look_up for row in reply.choices for choice in row] == [None, "carta"][: 1 + inline]
    assert reply.choices[0][0].url


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.WHATSAPP, Channel.TELEGRAM])
def test_links_that_are_passed_on_carry_one_code_for_all_who_share(channel: Channel) -> None:
    ana, luz = Person(channel), Person(channel)
    luz.address = "+13125550143"
    shared = []
    for person in (ana, luz):
        person.text("SCOMM_FLYER7")
        turn = person.text("SHARE")
        shared.append(turn)
    assert shared[0].replies == shared[1].replies
    links = said(shared[0]) + "".join(
        unquote(choice.url or "") for reply in shared[0].replies for row in reply.choices for choice in row
    )
    assert "start=scomm_share" in links
    assert "flyer7" not in links.lower()
    friend = Person(Channel.TELEGRAM)
    friend.hear(kind=Kind.START, text="scomm_share", language_hint="en")
    assert friend.contact.state.source == "share"
