"""Command words: what is one, with which slips, and which names are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.commands import WORDS, Command, command_in
from conversations.language_files import LANGUAGE_FILES
from conversations.optout import opt_out_in
from conversations.plain_words import listed


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("HELP AYUDA INFO ¿Ayuda? help! /help /ayuda@SignBot Help.", Command.HELP),
        ("MORE LEER READ MÁS más mas", Command.MORE),
        ("NEXT SIGUE SIGUIENTE OTRA", Command.NEXT),
        ("BACK ANTERIOR atrás", Command.PREVIOUS),
        ("SIGN FIRMAR FIRMO /sign", Command.SIGN),
        ("STATUS ESTADO /status@SignBot", Command.STATUS),
        ("COUNT TOTAL", Command.COUNT),
        ("SHARE COMPARTIR", Command.SHARE),
        ("EDIT EDITAR", Command.EDIT),
        ("UNSIGN RETIRAR", Command.UNSIGN),
        ("DELETE BORRAR", Command.DELETE),
        ("JOIN UNIRME", Command.JOIN),
        ("UPDATES NOTICIAS news ¿Noticias? JOIN? ¿Unirme?", Command.UPDATES),
        ("LIST LISTA", Command.LIST),
        ("RESTART EMPEZAR", Command.RESTART),
        ("LANGUAGE IDIOMA ¿Idiomas?", Command.LANGUAGE),
        ("START UNSTOP", Command.START),
        ("PRIVACY PRIVACIDAD", Command.PRIVACY),
    ],
)
def test_each_command_is_known_by_its_words(words: str, command: Command) -> None:
    for word in words.split():
        assert command_in(word) == (command, "")
        assert command_in(f"  {word.lower()} ") == (command, "")


@pytest.mark.parametrize(
    ("words", "language"),
    [("ENG English INGLÉS /eng englsh", "en"), ("ESP Español ESPANOL Spanish espnol", "es")],
)
def test_a_language_is_asked_for_by_its_name_in_any_language(words: str, language: str) -> None:
    for word in words.split():
        assert command_in(word) == (Command.LANGUAGE, language)


def test_a_name_after_sign_is_kept_as_typed() -> None:
    assert command_in("FIRMAR Ana López 60608") == (Command.SIGN, "Ana López 60608")
    assert command_in("Sign: Ana\n60608") == (Command.SIGN, "Ana\n60608")
    assert command_in("/sign@SignBot Ana") == (Command.SIGN, "Ana")


def test_a_question_after_help_is_kept_as_typed() -> None:
    assert command_in("help is this safe?") == (Command.HELP, "is this safe?")


@pytest.mark.parametrize(
    ("slip", "command"),
    [
        ("hlep", Command.HELP),
        ("hekp", Command.HELP),
        ("ayda", Command.HELP),
        ("ayudaa", Command.HELP),
        ("mroe", Command.MORE),
        ("lerer", None),
        ("nxt", Command.NEXT),
        ("siguente", Command.NEXT),
        ("satus", Command.STATUS),
        ("totl", Command.COUNT),
        ("lsit", Command.LIST),
        ("sing", None),
        ("frimar", None),
        ("unsgin", None),
        ("delet", None),
        ("jion", None),
        ("brrar", None),
    ],
)
def test_a_slip_widens_only_harmless_commands(slip: str, command: Command | None) -> None:
    assert command_in(slip) == ((command, "") if command else None)


@pytest.mark.parametrize(
    "name",
    sorted(listed("Moore Mora Reed Reid Lisa Liza Liss Held Signe Court Angles Inglis Orta Lee Lear Jack Stark Deng")),
)
def test_a_name_one_letter_from_a_command_is_a_name(name: str) -> None:
    assert command_in(name) is None


@pytest.mark.parametrize(
    "text", ["More Lopez", "Mas Ruiz", "List Schmidt", "Ana Read", "Total Recall Inc", "60608", "1"]
)
def test_a_command_word_inside_a_name_is_no_command(text: str) -> None:
    assert command_in(text) is None


@pytest.mark.parametrize("text", ["MORE INFO", "más información", "tell me more"])
def test_more_may_be_asked_for_in_a_few_words(text: str) -> None:
    assert command_in(text) == (Command.MORE, "")


def test_no_command_word_is_an_opt_out() -> None:
    assert [word for words in WORDS.values() for word in words if opt_out_in(word)] == []


def test_no_word_means_two_commands() -> None:
    words = [word for known in WORDS.values() for word in known]
    words += [word for language in LANGUAGE_FILES.values() for word in language.called]
    assert sorted({word for word in words if words.count(word) > 1}) == []


@given(st.text(max_size=4096))
def test_any_text_is_read_without_an_error(text: str) -> None:
    found = command_in(text)
    assert found is None or isinstance(found[0], Command)
