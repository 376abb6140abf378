"""Worries and the commonest questions in the other languages: known there as they are in English and Spanish."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conversations.answers import read_details
from conversations.commands import Command, command_in
from conversations.segments import segments
from conversations.updates_declined import declines_updates
from conversations.worry_words import worry_in
from tests.conversations.talking import Person, names, said
from tests.conversations.test_languages import EVERYWHERE, SHELTER

#: By language, each text with its worry.
WORRIES: dict[str, list[tuple[str, str]]] = {}
language = ""
for line in (Path(__file__).parent / "worries.txt").read_text(encoding="utf-8").splitlines():
    worry, _, text = line.partition(": ")
    if text and not line.startswith("#"):
        WORRIES[language].append((worry, text))
    elif re.fullmatch("# [a-z]{2}", line):
        WORRIES[language := line[2:]] = []
EACH = [one for told in WORRIES.values() for one in told]


@pytest.mark.parametrize(("worry", "text"), EACH)
def test_it_is_known(worry: str, text: str) -> None:
    assert worry_in(text) == worry


@pytest.mark.parametrize(
    "text",
    [
        "Jean Louis 60608",
        "Marie Sans",
        "je m'appelle Anne Papier",
        "mwen rele Pe Louis",
        "mwen rele Marie Joseph",
        "João Medo Silva",
        "me chamo Ana Graça",
        "meu nome é Rosa Ferreira",
        "sem medo",
        "il faut arrêter les expulsions",
        "arrêtons S-Comm",
        "pare as deportações agora",
        "sispann depòte moun",
        "mon zip est 60608",
        "pas de zip",
        "não tenho zip",
        "mwen pa gen zip",
        "oui",
        "sim",
        "wi",
        "merci",
        "mèsi anpil",
        "obrigada",
    ],
)
def test_everything_else_is_no_worry(text: str) -> None:
    assert worry_in(text) is None


@pytest.mark.parametrize("language", ["fr", "ht", "pt"])
def test_a_worry_is_answered_in_its_language_in_one_segment_and_keeps_the_place(language: str) -> None:
    for worry, text in dict(WORRIES[language]).items():
        person = Person(petitions=EVERYWHERE)
        person.text(SHELTER.texts[language].keyword)
        person.text("Ana Lopez")
        before = person.state["answers"]
        turn = person.text(text)
        assert turn.state.language == language
        assert not names(turn) or names(turn) == ["asked_for_person"]
        assert segments(said(turn)).parts == (2 if worry == "privacy" else 1), (worry, said(turn))
        assert person.state["answers"] == before
        assert "1=" in said(person.text("60608"))


@pytest.mark.parametrize(
    "text", ["yo arete frè m", "ils ont arrêté mon frère", "preciso de um advogado", "m bezwen yon avoka"]
)
def test_whoever_is_in_need_is_led_to_a_person(text: str) -> None:
    person = Person(petitions=EVERYWHERE)
    person.text("SHELTER")
    assert names(person.text(text)) == ["asked_for_person"]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("suivat", Command.NEXT),
        ("statuts", Command.STATUS),
        ("swvan", Command.NEXT),
        ("pataj", Command.SHARE),
        ("ajdua", Command.HELP),
        ("peticeos", Command.LIST),
    ],
)
def test_a_slip_of_the_finger_is_understood(text: str, command: Command) -> None:
    assert command_in(text) == (command, "")


@pytest.mark.parametrize("name", ["Lange", "Estate", "Ajala", "Aida", "Suvian"])
def test_a_name_is_no_slip(name: str) -> None:
    assert command_in(name) is None
    assert read_details(name).name == name


@pytest.mark.parametrize(
    "text",
    [
        "não quero novidades",
        "sem novidades, obrigada",
        "pas de nouvelles merci",
        "je ne veux pas recevoir de nouvelles",
        "m pa vle nouvel yo",
    ],
)
def test_no_updates_is_no_stop(text: str) -> None:
    assert declines_updates(text)


@pytest.mark.parametrize(
    ("language", "text"), [("fr", "J'ai déjà signé"), ("ht", "mwen siyen deja"), ("pt", "já assinei")]
)
def test_whoever_says_that_they_have_signed_is_told_what_stands(language: str, text: str) -> None:
    person = Person(petitions=EVERYWHERE)
    for heard in (SHELTER.texts[language].keyword, "Ana Lopez 60608", "1"):
        person.text(heard)
    assert "K7F2QX" in said(person.text(text))
