"""WhatsApp: its own words, no segments; the profile's name offered; updates where they can be delivered."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from conversations import Channel, Kind, Petitions
from conversations.catalogue import PhraseError
from conversations.offers import wording_of
from conversations.phrase_checks import WHATSAPP_LETTERS, check
from conversations.phrases import LANGUAGES, PHRASES
from conversations.voice import SMS, TELEGRAM, WHATSAPP, WHATSAPP_IN_PLUS_1, Voice, voice_of
from tests.conversations.talking import Person, names, said
from tests.petitions_for_stories import LINE, SCOMM

MEXICO, CHICAGO, TORONTO = "+525512345678", "+13125550142", "+14165550142"


def person(address: str = MEXICO, petitions: Petitions = LINE) -> Person:
    """Somebody on WhatsApp."""
    found = Person(Channel.WHATSAPP, petitions)
    found.address = address
    return found


def signer(address: str = MEXICO, petitions: Petitions = LINE) -> Person:
    """Somebody who has signed there."""
    found = person(address, petitions)
    found.text("SCOMM Ana Lopez 60608")
    assert "signed" in names(found.text("1"))
    return found


def test_each_channel_has_its_voice() -> None:
    assert voice_of(Channel.WHATSAPP, MEXICO) is WHATSAPP
    assert voice_of(Channel.WHATSAPP, CHICAGO) is voice_of(Channel.WHATSAPP, TORONTO) is WHATSAPP_IN_PLUS_1
    assert voice_of(Channel.TELEGRAM, "1") is TELEGRAM
    assert voice_of(Channel.SMS, MEXICO) is voice_of(Channel.TERMINAL, "terminal") is SMS


def test_what_whatsapp_has_no_words_of_its_own_for_is_said_in_those_of_sms() -> None:
    assert WHATSAPP.key("help") == "whatsapp.help"
    assert WHATSAPP.key("count") == "sms.count"
    assert WHATSAPP_IN_PLUS_1.key("receipt") == "whatsapp_plus_1.receipt"
    assert WHATSAPP_IN_PLUS_1.key("help") == "whatsapp.help"
    assert WHATSAPP_IN_PLUS_1.key("no such phrase") == "sms.no such phrase"


_CARRIERS = re.compile(r"rates|tarifas|carrier|operador|charge|cobr|frais|opérateur|frè\b|konpayi")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("voice", [WHATSAPP, WHATSAPP_IN_PLUS_1])
def test_nothing_of_carriers_and_their_prices_is_said_there(voice: Voice, language: str) -> None:
    spoken = {voice.key(key.partition(".")[2]) for key in PHRASES["en"] if key.startswith("sms.")}
    for key in spoken:
        assert not _CARRIERS.search(PHRASES[language][key].words), key


def test_a_phrase_that_whatsapp_would_fold_away_fails_the_start() -> None:
    phrase = PHRASES["en"]["whatsapp.deleted"]._replace(words="a" * (WHATSAPP_LETTERS + 1))
    with pytest.raises(PhraseError, match="takes 1025 letters at worst, at most 1024"):
        check({"en": {"whatsapp.deleted": phrase}})


@pytest.mark.parametrize("name", ["José María Peña Ávila", "李小龙", "Олена Шевченко", "N" * 40])
def test_a_name_is_shown_as_it_was_typed_with_all_that_belongs_to_the_review(name: str) -> None:
    ana = person()
    ana.text("CARTA")
    ana.text(f"me llamo {name}")
    shown = said(ana.text("60608"))
    assert name in shown
    assert "El gobierno recibe el total" in shown
    assert "3=FIRMAR" in shown


def test_the_text_is_read_in_pages_that_are_shown_whole() -> None:
    ana = person()
    ana.text("CARTA")
    pages = [said(ana.text("LEER")), said(ana.text("SIGUE"))]
    assert [page[:5] for page in pages] == ["(1/2)", "(2/2)"]
    assert all(len(page) <= 1024 for page in pages)
    assert "Hasta personas sin ningún cargo" in pages[0]


def test_the_name_of_the_profile_is_offered_and_never_assumed() -> None:
    ana = person()
    ana.text("CARTA")
    assert "como Ana López" in said(ana.text("FIRMAR", profile_name="Ana López"))
    assert "ZIP" in said(ana.text("1", profile_name="Somebody Else"))
    assert "Ana López" in said(ana.text("60608"))
    (fact,) = ana.text("1").facts
    assert fact.details["name"] == "Ana López"


@pytest.mark.parametrize("text", ["1?", "❌ 1", "quien eres?", "no"])
def test_what_does_not_take_the_offered_name_leaves_it(text: str) -> None:
    ana = person()
    ana.text("CARTA")
    ana.text("FIRMAR")
    assert "name" not in ana.text(text).state.answers


def test_another_name_takes_the_place_of_the_one_that_was_offered() -> None:
    ana = person()
    ana.text("CARTA")
    ana.text("FIRMAR")
    assert "offered" not in ana.text("Luz Garza").state.answers
    ana.text("60608")
    (fact,) = ana.text("1").facts
    assert fact.details["name"] == "Luz Garza"


@pytest.mark.parametrize("profile", ["🌻", "", None, "12345", "STOP"])
def test_a_profile_without_a_name_is_not_offered(profile: str | None) -> None:
    ana = person()
    ana.text("CARTA")
    assert "¿Con qué nombre firmas?" in said(ana.text("FIRMAR", profile_name=profile))
    assert "name" not in ana.text("1", profile_name=profile).state.answers


def test_by_sms_no_profile_is_offered_whatever_comes() -> None:
    ana = Person()
    ana.text("CARTA")
    assert "¿Con qué nombre firmas?" in said(ana.text("FIRMAR", profile_name="Ana López"))


@pytest.mark.parametrize("thing", [Kind.UNREADABLE, Kind.SILENT])
def test_what_was_not_typed_signs_nothing(thing: Kind) -> None:
    ana = person()
    ana.text("SCOMM Ana Lopez 60608")
    assert not ana.hear(kind=thing, text="1").facts


def test_outside_plus_1_the_word_joins_and_names_the_words_that_were_shown() -> None:
    (fact,) = signer().text("JOIN").facts
    assert (fact.name, fact.details["wording"]) == ("joined_updates", wording_of("whatsapp.receipt_other", "en"))
    ana = person()
    ana.text("SCOMM")
    assert not ana.text("JOIN").facts
    (fact,) = ana.text("JOIN").facts
    assert fact.details["wording"] == wording_of("whatsapp.updates", "en")


@pytest.mark.parametrize("text", ["UPDATES", "NOTICIAS", "join two-words", "join calm-river", "JOIN?"])
def test_the_words_of_the_sandbox_and_those_that_only_ask_are_no_consent(text: str) -> None:
    for somebody in (person(), signer()):
        assert not names(somebody.text(text))


@pytest.mark.parametrize("address", [CHICAGO, TORONTO])
@pytest.mark.parametrize("text", ["JOIN", "UNIRME", "UPDATES", "join", "JOIN!"])
def test_in_plus_1_nothing_turns_updates_on_and_the_other_ways_are_told(address: str, text: str) -> None:
    ana = signer(address)
    for _ in range(2):
        turn = ana.text(text)
        assert not turn.facts
        assert not turn.state.updates
        assert re.search(r"UPDATES to 312-555-0100|NOTICIAS por mensaje de texto al 312-555-0100", said(turn))
        assert "t.me/UndersignedBot" in said(turn)


@pytest.mark.parametrize(
    ("number", "bot", "words"),
    [
        ("+13125550100", "", "text UPDATES to 312-555-0100."),
        ("", "UndersignedBot", "write to t.me/UndersignedBot on Telegram."),
        ("", "", "numbers that begin with +1."),
    ],
)
def test_only_ways_that_the_line_has_are_told(number: str, bot: str, words: str) -> None:
    ana = person(CHICAGO, replace(LINE, number=number, bot=bot))
    ana.text("SCOMM Ana Lopez 60608")
    receipt = said(ana.text("1"))
    assert words in receipt
    assert "JOIN" not in receipt
    assert words in said(ana.text("JOIN"))


@pytest.mark.parametrize("text", ["START", "STATUS", "no", "1", "no updates", "HELP"])
def test_in_plus_1_the_word_that_joins_is_advertised_nowhere(text: str) -> None:
    ana = signer(CHICAGO)
    if text == "START":
        ana.text("STOP")
    assert "JOIN" not in said(ana.text(text))


def test_a_friend_is_sent_a_link_that_writes_the_keyword() -> None:
    assert "https://wa.me/13125550177?text=SCOMM" in said(signer().text("SHARE"))
    odd = replace(SCOMM, texts={"en": replace(SCOMM.texts["en"], keyword="AÑO")})
    ana = person(petitions=replace(LINE, all=(odd,)))
    ana.text("AÑO Ana Lopez 60608")
    assert "https://wa.me/13125550177?text=A%C3%91O" in said(ana.text("1"))


def test_who_stopped_and_comes_back_gets_no_updates() -> None:
    ana = signer()
    ana.text("JOIN")
    assert [*names(ana.text("STOP"))] == ["left_updates", "stopped"]
    assert names(ana.text("START")) == ["returned"]
    assert not ana.contact.state.updates
