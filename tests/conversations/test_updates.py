"""Updates are turned on by a word or a button of their own, behind an offer that was shown, and by nothing else."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations import Channel, Turn
from conversations.commands import Command, command_in
from conversations.phrases import LANGUAGES, PHRASES
from conversations.segments import segments
from tests.conversations.talking import Person, names, said
from tests.petitions_for_stories import CROSSING, PETITIONS, SCOMM

BARE = [
    "JOIN",
    "join",
    " Join. ",
    "UNIRME!",
    "¡Unirme!",
    '"JOIN"',
    "*join*",
    "_unirme_",
    "“Unirme”",
    "join 👍",
    "✅ JOIN",
]
NO_CONSENT = [
    *(
        "Updates?",
        "updates",
        "¿Noticias?",
        "noticias",
        "news",
        "updates ❌",
        "👎 updates",
        "❌ join",
        "JOIN?",
        "¿unirme?",
    ),
    *(
        "join 🎉",
        "🚫 unirme",
        "join…?",
        "J\u0336O\u0336I\u0336N\u0336",
        "join\u20e0",
        "I want updates",
        "send me updates please",
    ),
    *("how do I get updates", "quiero noticias", "mándame noticias por favor", "what are updates?", "join please"),
]
NO_THANKS = [
    "no",
    "No, gracias",
    "no thanks",
    "👎",
    "❌",
    "nope",
    "no updates",
    "sin noticias",
    "❌ updates",
    "👎 noticias",
]


def signer(keyword: str = "SCOMM", channel: Channel = Channel.SMS) -> Person:
    person = Person(channel)
    person.text(f"{keyword} Ana Lopez 60608", language_hint="en")
    person.text("1")
    return person


@pytest.mark.parametrize("word", BARE)
@pytest.mark.parametrize("keyword", ["SCOMM", "CARTA"])
def test_the_word_alone_joins_behind_the_receipt(word: str, keyword: str) -> None:
    (fact,) = signer(keyword).text(word).facts
    assert (fact.name, fact.details["petition"], fact.details["how"]) == ("joined_updates", SCOMM.slug, "word")
    assert fact.details["wording"] == wording("sms.receipt_other", "en" if keyword == "SCOMM" else "es")


@pytest.mark.parametrize("text", NO_CONSENT)
def test_what_only_speaks_of_updates_turns_none_on(text: str) -> None:
    for person in (Person(), signer(), signer("CARTA"), signer(channel=Channel.TELEGRAM)):
        for _ in range(3):
            turn = person.text(text)
            assert not names(turn)
            assert not turn.state.updates


@pytest.mark.parametrize(
    ("keyword", "text", "words"),
    [
        ("SCOMM", "Updates?", "NDLON updates: news on S-Comm, max 4 msgs/month"),
        ("SCOMM", "I want updates", "To get them, text JOIN"),
        ("SCOMM", "JOIN?", "To get them, text JOIN"),
        ("CARTA", "¿Noticias?", "NDLON noticias: sobre S-Comm, hasta 4 mensajes al mes"),
        ("CARTA", "quiero noticias", "manda UNIRME"),
        ("CARTA", "¿unirme?", "manda UNIRME"),
    ],
)
def test_the_question_is_answered_by_the_offer(keyword: str, text: str, words: str) -> None:
    person = signer(keyword)
    told = said(person.text(text))
    assert words in told
    assert segments(told).parts == 1
    (fact,) = person.text("UNIRME" if keyword == "CARTA" else "JOIN").facts
    assert fact.details["wording"] == wording("sms.updates", "es" if keyword == "CARTA" else "en")


@pytest.mark.parametrize("text", NO_THANKS)
@pytest.mark.parametrize("channel", [Channel.SMS, Channel.TELEGRAM])
def test_a_no_after_the_receipt_joins_nobody(text: str, channel: Channel) -> None:
    person = signer(channel=channel)
    assert not names(person.text(text))
    assert names(person.text("JOIN")) == ["joined_updates"]


@pytest.mark.parametrize("text", ["no updates", "updates ❌", "👎 updates", "🚫 noticias", "❌ join"])
def test_a_no_by_its_sign_is_told_that_none_will_come(text: str) -> None:
    assert "no updates" in said(signer().text(text)) or "sin noticias" in said(signer().text(text))


@pytest.mark.parametrize("seconds", [5, 6 * 86400])
def test_out_of_the_blue_the_word_is_answered_by_the_offer_and_the_second_one_joins(seconds: int) -> None:
    person = Person()
    person.text("SCOMM")
    assert "max 4 msgs/month" in said(person.text("JOIN"))
    person.later(seconds=seconds)
    (fact,) = person.text("JOIN").facts
    assert (fact.name, fact.details["wording"]) == ("joined_updates", wording("sms.updates", "en"))


def test_an_offer_lasts_seven_days_even_where_the_talk_goes_on() -> None:
    person = signer()
    for _ in range(3):
        person.later(days=3)
        person.text("STATUS")
    assert not names(person.text("JOIN"))
    assert names(person.text("JOIN")) == ["joined_updates"]


def test_the_offer_of_one_petition_is_none_of_another() -> None:
    person = signer()
    person.text("CROSS")
    assert not names(person.text("JOIN"))
    assert person.text("JOIN").facts[0].details["petition"] == CROSSING.slug


@pytest.mark.parametrize("minutes", [0, 9, 6.9 * 1440])
def test_a_number_from_the_list_never_joins(minutes: float) -> None:
    person = Person()
    assert "\n2 " in said(person.text("JOIN"))
    person.later(minutes=minutes)
    assert not names(person.text("2"))


def test_a_button_of_a_list_or_of_an_older_version_makes_the_offer() -> None:
    person = signer(channel=Channel.TELEGRAM)
    for value in (f"join:{SCOMM.slug}", f"join:{SCOMM.slug}:00000000", f"join:{SCOMM.slug}:@"):
        turn = person.tap(value)
        assert not names(turn)
        assert "at most 4 messages a month" in said(turn)
    offer = turn.replies[0].choices[0][0]
    assert offer.label == PHRASES["en"]["telegram.button.join"].words
    (fact,) = person.tap(offer.value).facts
    assert fact.details["wording"] == wording("telegram.button.join", "en")
    assert fact.details["how"] == "button"


def test_a_button_names_the_words_that_were_on_it_in_whatever_language_the_talk_goes_on() -> None:
    person = signer(channel=Channel.TELEGRAM)
    offer = person.text("STATUS").replies[0].choices[1][0]
    person.text("ESP")
    person.later(days=8)
    (fact,) = person.tap(offer.value).facts
    assert fact.details["wording"] == wording("telegram.button.join", "en")


def test_whoever_has_updates_on_is_told_so() -> None:
    person = signer()
    person.text("JOIN")
    assert "you are in" in said(person.text("Updates?"))


def wording(key: str, language: str) -> str:
    """How the ledger names a phrase."""
    return f"{key}@{sha256(PHRASES[language][key].words.encode()).hexdigest()[:8]}"


JOINING = re.compile(r"[\W_]*(?:join|un[ií]rme)[\W_]*", re.IGNORECASE)
texts = st.one_of(
    st.sampled_from([*BARE, *BARE, *NO_CONSENT, *NO_THANKS, "1", "2", "9", "ok", "👍", "sí", "STOP", "START", "ESP"]),
    st.sampled_from(
        ["SCOMM Ana Lopez 60608", "1", "CRUCE José Núñez 60608", "1", "LIST", "STATUS", "UNSIGN", "LISTA", "HELP"]
    ),
    st.builds(lambda a, word, b: a + word + b, st.text(max_size=2), st.sampled_from(BARE), st.text(max_size=2)),
)
taps = st.builds(
    lambda verb, petition, more: f"{verb}:{petition.slug}:{more}",
    st.sampled_from(["join", "join", "leave", "status", "sign", "list"]),
    st.sampled_from(PETITIONS[:3]),
    st.sampled_from(["", "1", "0badc0de"]),
)


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.TELEGRAM])
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_consent_is_the_word_or_the_button_behind_words_that_were_shown(channel: Channel, data: Any) -> None:
    person, seen, drawn = Person(channel), [""], ["list"]
    for _ in range(data.draw(st.integers(1, 14))):
        person.later(seconds=data.draw(st.sampled_from([5, 5, 5, 700, 3 * 86400, 8 * 86400])))
        value = text = ""
        if channel is Channel.TELEGRAM and data.draw(st.booleans()):
            value = data.draw(st.one_of(st.sampled_from(drawn), taps))
            turn = person.tap(value)
        else:
            text = data.draw(texts)
            turn = person.text(text, language_hint="en")
        for fact in turn.facts:
            if fact.name == "joined_updates":
                _was_asked_for(fact.details["wording"], seen, text, value, drawn)
        _remember(turn, seen, drawn)


def _was_asked_for(told: str, seen: list[str], text: str, value: str, drawn: list[str]) -> None:
    assert value in drawn if value else JOINING.fullmatch(text) and not set(text) & set("?¿❌👎🚫🎉…"), text
    key = told.partition("@")[0]
    phrases = [PHRASES[language][key].words for language in LANGUAGES if wording(key, language) == told]
    (words,) = phrases
    pattern = ".*".join(map(re.escape, re.split(r"\{\w+\}", words)))
    assert any(re.search(pattern, shown, re.DOTALL) for shown in seen)


def _remember(turn: Turn, seen: list[str], drawn: list[str]) -> None:
    for reply in turn.replies:
        choices = [choice for row in reply.choices for choice in row if choice.value]
        seen += [reply.text, *(choice.label for choice in choices)]
        drawn += [choice.value for choice in choices]


def test_no_side_of_the_word_but_a_yes_joins() -> None:
    """Every character beside JOIN that is no letter, tried alone: only ends, emphasis and a yes leave it a consent."""
    joining = {
        sign
        for sign in map(chr, [*range(0x3000), *range(0xFE00, 0xFF00), *range(0x1F000, 0x1FB00)])
        if not sign.isalnum() and not normalize("NFC", f"JOIN{sign}").isalnum() and _joins(f"JOIN{sign}")
    }
    visible = {normalize("NFC", sign) for sign in joining if sign.isprintable() and not sign.isspace()}
    assert visible == set(".!¡\"'“”‘’«»*_`👍👌✅✔☑\ufe0f🏻🏼🏽🏾🏿")


def _joins(text: str) -> bool:
    return command_in(text) == (Command.JOIN, "")
