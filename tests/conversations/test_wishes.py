"""Sentences that wish what a command does, and those that only sound so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.commands import Command
from conversations.language_wishes import language_wished
from conversations.optout import opt_out_in
from conversations.wishes import wish_in


@pytest.mark.parametrize(
    "text",
    [
        "remove my name",
        "Please remove my name!",
        "unsign me",
        "take my name off",
        "take my name off the petition please",
        "cancel my signature",
        "undo",
        "unsing",
        "I changed my mind",
        "I don't want my name on this",
        "how do I remove my name?",
        "remove me from the petition",
        "quita mi nombre",
        "No, quita mi nombre",
        "borra mi nombre",
        "quiero quitar mi firma",
        "retira mi firma",
        "retirar mi nombre",
        "quiero que quiten mi nombre de la carta",
        "ya no quiero que mi nombre aparezca",
        "ya no quiero aparecer en la carta",
        "I don't want to be on the petition anymore",
        "quítame de la carta",
        "me arrepentí",
        "deshacer",
    ],
)
def test_a_name_is_wished_off(text: str) -> None:
    assert wish_in(text) is Command.UNSIGN
    assert opt_out_in(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "delete me",
        "Please delete me",
        "erase me",
        "forget me",
        "bórrame",
        "Bórrame por favor",
        "borrame ya",
        "olvídenme",
        "erase everything",
        "delete my information",
        "delete everything you have on me",
        "remove my data",
        "borra todo",
        "borra mis datos",
        "quiero que borren todos mis datos",
        "elimina mi información por favor",
        "never save my name and zip, erase both",
        "bórrame toda la informasion",
        "no se queden con nada mío, bórrenlo todo",
        "do not keep anything about me",
        "deletéame todo",
    ],
)
def test_erasing_is_wished(text: str) -> None:
    assert wish_in(text) is Command.DELETE
    assert opt_out_in(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "take me off your list",
        "delete me from your list",
        "remove me",
        "bórrenme de la lista",
        "bórrenme",
        "erase my number",
        "borren mi número",
    ],
)
def test_what_speaks_of_a_list_or_a_number_stays_an_opt_out(text: str) -> None:
    assert opt_out_in(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("no hablo ingles", "es"),
        ("No entiendo inglés", "es"),
        ("en español por favor", "es"),
        ("habla español?", "es"),
        ("Quiero firmar en español", "es"),
        ("¿Se puede en español?", "es"),
        ("no english", "es"),
        ("english please", "en"),
        ("I don't speak Spanish", "en"),
        ("do you speak English?", "en"),
        ("no, in english", "en"),
        ("no hablo español", "en"),
        ("do you have this in french for my neighbor from Haiti", "fr"),
        ("¿me lo puede mandar en español, mi mamá no lee inglés?", "es"),
        ("pode mudar pro inglês agora", "en"),
        ("je préfère continuer en anglais maintenant", "en"),
        ("eske nou ka voye sa an kreyòl pou manman m ki malad", "ht"),
        ("português por favor que não sei inglês", "pt"),
        ("mejor en inglés que no veo bien", "en"),
    ],
)
def test_a_language_is_wished(text: str, language: str) -> None:
    assert wish_in(text) is Command.LANGUAGE
    assert language_wished(text) == language


@pytest.mark.parametrize(
    "text", ["how many signed", "How many people have signed?", "cuántos han firmado", "¿Cuántas firmas hay?"]
)
def test_the_count_is_wished(text: str) -> None:
    assert wish_in(text) is Command.COUNT


@pytest.mark.parametrize(
    "text",
    [
        "don't remove my name",
        "do not delete my data",
        "no quiero quitar mi firma",
        "no borren mis datos",
        "can I take my name off later?",
        "puedo quitar mi nombre después?",
        "John English",
        "Maria Ingles 60608",
        "english or spanish",
        "why do you text me in English",
        "por qué me mandan todo en inglés",
        "me mandaron el mensaje en inglés",
        "English Carla 60608",
        "send it to Frances",
        "my last name is English please",
        "firmé en español ayer",
        "no tengo nada de mi esposo",
        "no borren mi informasion",
        "Ana Firma",
        "my name is Ana",
        "mi nombre es Ana",
        "show my name",
        "what happens to my data",
        "remove all ice agents",
        "Ana Lopez 60608",
        "no quiero firmar",
        "",
    ],
)
def test_everything_else_wishes_nothing(text: str) -> None:
    assert wish_in(text) is None


@given(st.text(max_size=4096))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert wish_in(text) is None or isinstance(wish_in(text), Command)
