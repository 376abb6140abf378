"""What is taken of a text as name and ZIP; a name that stands is only replaced by what is surely meant as a name."""

from __future__ import annotations

import re
from typing import Any, Literal

from conversations.answers import Details, read_details, read_digit
from conversations.confirmations import set_answer
from conversations.language_files import openings
from conversations.petition import Petition
from conversations.plain_words import listed, plain, plain_words
from conversations.talk import Talk

_INTRODUCES = ("mi nombre", "me llamo", "my name", "name ", "nombre ", *openings("introduced"))
_INTRODUCED = ("me llamo ", "mi nombre es ", "my name is ", *openings("introduced"))
#: These also open other sentences ("I'm not sure"), so the words behind them must look like a name.
_MAY_INTRODUCE = ("soy ", "i am ", "i'm ", "im ", "this is ", *openings("being"))
#: Others that nothing but a name can follow.
_CALLED = ("call me ", "sign me as ", "sign as ", "llamame ", "firmo como ", "firma como ", "a nombre de ")
_PARTICLES = listed("de del la las los y e da das dos do di van von der den bin al el")
_COMPLAINTS = listed("wrong incorrect not misspelled spelled mal incorrecto incorrecta no bad private faux errado move")
_LONGEST_COMPLAINT = 8
_WRONG = listed("wrong incorrect misspelled mispelled mal incorrecto incorrecta equivocado equivocada error fix")
_NAMES = listed("name names nombre apellido")
_ZIPS = listed("zip zipcode code codigo postal")
_AROUND_WRONG = (
    _WRONG
    | _NAMES
    | _ZIPS
    | listed(
        """my the is it's its was you got have spelled written that this please last first no not right sorry but and in
        mi el la es esta estan escrito escribieron escribi pusieron puse un hay en tiene su perdon pero y por favor"""
    )
)
#: Words that may stand around a ZIP and make no name by themselves: "es 60608", "vivo en 60608".
_AROUND_A_ZIP = listed(
    """i live living in at is it it's its that's thats this here am from to change set use make put correct right
    vivo en es esta este estoy aqui aca de desde a por cambia cambiar cambialo pon ponle el correcto correcta codigo"""
)
_ABOUT_A_PLACE = tuple(
    listed(
        """i live,live in,living in,vivo en,estoy en,aqui en,change my,change the,change to,cambia mi,cambiar mi,
        cambia el,cambiar el,cambia a,cambiar a""",
        ",",
    )
)
_LIVES = re.compile(r"(?:soy|i am|i'm|im) (?:de|del|from|in|en|at) ")
_STREETS = listed(
    "st street ave avenue av rd road blvd boulevard dr drive ln lane ct court pl place pkwy way calle avenida apt unit"
)
_HOUSE = re.compile(r"\s*(?!\d{5}\b)\d")


def read_answer(text: str) -> Details:
    """As `read_details`, without a "name" that says something else.

    That is where somebody lives, what to do with the ZIP, that the name is wrong, or a word that confirms or counts:
    "Dale" and "Uno" are names where a ZIP stands beside them, or words that introduce them.
    """
    details = read_details(text)
    name = details.name
    if name is None or not (_tells_a_place(text, name) or what_is_wrong(text) or _only_answers(text, details)):
        return details
    return details._replace(name=None, problem="only-postcode" if details.postcode else "not-a-name")


def what_is_wrong(text: str) -> Literal["name", "zip"] | None:
    """What a short complaint is about: "my name is wrong", "el ZIP esta mal"; None for every other text."""
    words = plain_words(text)
    if not 1 < len(words) <= _LONGEST_COMPLAINT or _WRONG.isdisjoint(words) or not _AROUND_WRONG.issuperset(words):
        return None
    if not _NAMES.isdisjoint(words):
        return "name"
    return None if _ZIPS.isdisjoint(words) else "zip"


def _only_answers(text: str, details: Details) -> bool:
    name = details.name or ""
    if details.postcode or is_introduced(text, name) or plain(text).startswith(_CALLED):
        return False
    return any(set_answer(said) or read_digit(said, 9) for said in (text, name))


def _tells_a_place(text: str, name: str) -> bool:
    words = name.lower().split()
    if words[0] in _AROUND_A_ZIP:
        whole = " ".join(words)
        if (
            all(word in _AROUND_A_ZIP for word in words)
            or whole.startswith(_ABOUT_A_PLACE)
            or _LIVES.match(plain(text))
        ):
            return True
    return not _STREETS.isdisjoint(words[-2:]) and bool(_HOUSE.match(text))


def details_given(talk: Talk, petition: Petition, details: Details) -> dict[str, Any]:
    """The answers that `details` holds for this petition."""
    given: dict[str, Any] = {}
    if details.name:
        given["name"] = details.name
    asked = petition.postcode == "optional" or (petition.postcode == "required" and details.postcode)
    if details.postcode is not None and asked:
        given["postcode"] = details.postcode
    return given


def surely_a_name(name: str) -> bool:
    """Whether bare words can be nothing but a name: "Ana Lopez" is, "please" and "por favor" are not."""
    words = name.split()
    return len(words) > 1 and all(word[0].isupper() for word in words)


def is_introduced(text: str, name: str) -> bool:
    """Whether `text` says that `name` in it is one: "me llamo …", "my name is …"."""
    whole, words = plain(text), name.split()
    if whole.startswith(_INTRODUCES) or any(opening in whole for opening in _INTRODUCED):
        return words[0] not in _COMPLAINTS
    return whole.startswith(_MAY_INTRODUCE) and all(word[0].isupper() or word in _PARTICLES for word in words)


def corrected(talk: Talk, details: Details) -> Details:
    """`details` where another question than the name was asked: with the name only if it surely replaces the old one.

    That is a name with an introduction, or the old name spelled otherwise ("Ana María López" for "Ana Lopez"). What
    else stands beside a ZIP is a town or a street, and beside "no ZIP" it is never a name.
    """
    name = details.name
    if name is None or (details.postcode != "" and (is_introduced(talk.heard.text, name) or _spells(talk, name))):
        return details
    return details._replace(name=None)


def chosen(talk: Talk, details: Details) -> Details:
    """`details` where the name, the ZIP or both were asked for: words behind a ZIP are rather a town than a name."""
    return corrected(talk, details) if details.postcode and talk.heard.text.lstrip()[:1].isdigit() else details


def _spells(talk: Talk, name: str) -> bool:
    old = plain_words(str(talk.state.answers.get("name", "")))
    return surely_a_name(name) and any(len(word) > 1 and word in old for word in plain_words(name))
