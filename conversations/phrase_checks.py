"""What every phrase must keep, tried when the catalogues are loaded: a bad one fails the start, never a conversation.

Extracted comments of an entry, in its own catalogue or in the base language's, set the terms:

    #. segments: 2                          SMS segments at most, for keys that open with "sms."; 1 when not said
    #. facts: name=40 count=1006213         the worst that stands in for a placeholder: up to 999 a number of letters,
    #. facts: day="September 30"            above that the number itself, else the words as they are
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping

from conversations.catalogue import Catalogue, Phrase, PhraseError
from conversations.plain_words import listed
from conversations.segments import segments

#: Words that a provider takes for itself, or that end all messages: a phrase that advertised one would sign nobody,
#: and opt out whoever followed it. STOP, HELP and START may be named, since they do what we say they do.
RESERVED = listed(
    """CANCEL END QUIT YES INFO REVOKE OPTOUT STOPALL UNSUBSCRIBE UNSTOP
    ALTO PARAR PARA BASTA SALIR BAJA CANCELAR"""
)

#: Worst cases where an entry declares none: the limits that petition files and readers hold.
_WORST: dict[str, str] = {
    "ask": "90",
    "bot": "32",
    "chat": "https://wa.me/525512345678?text=ABCDEFGHIJ_SHARE",
    "code": "K7F2QX",
    "contact": "24",
    "count": "1006213",
    "date": "30 de septiembre",
    "digits": "99",
    "goal": "1006213",
    "keyword": "10",
    "name": "40",
    "number": "312-555-0142",
    "nine": "2",
    "one": "1",
    "page": "99",
    "pages": "99",
    "postcode": "60608",
    "short": "16",
    "three": "1",
    "title": "24",
}
#: What WhatsApp takes with buttons below it, and shows without "read more" on most phones.
WHATSAPP_LETTERS = 1024
_TAG = re.compile(r"<(/?)(b|i|u|s|code)>")
_LOOSE = re.compile(r"<(?!/?(?:b|i|u|s|code)>)|&(?!(?:amp|lt|gt|quot);)")
_CAPITALS = re.compile(r"\b[A-ZÁÉÍÓÚÑ]{2,}\b")


def check(catalogues: Mapping[str, Catalogue]) -> None:
    """Hold all catalogues to their promises; the first one given is the base that the others are compared with.

    Raises:
        PhraseError: for the first broken promise.
    """
    if not catalogues:
        raise PhraseError("*", "*", "there is no catalogue")
    base = next(iter(catalogues.values()))
    for language, catalogue in catalogues.items():
        _same_keys(language, catalogue, base)
        for phrase in catalogue.values():
            _same_placeholders(phrase, base[phrase.key])
            _no_reserved_word(phrase)
            if phrase.key.startswith("sms."):
                _within_budget(phrase, base[phrase.key])
            if phrase.key.startswith("whatsapp"):
                _within_a_message(phrase, base[phrase.key])
            if phrase.key.startswith("telegram."):
                _sound_markup(phrase)


def _same_keys(language: str, catalogue: Catalogue, base: Catalogue) -> None:
    if missing := sorted(base.keys() - catalogue.keys()):
        raise PhraseError(missing[0], language, "is missing")
    if extra := sorted(catalogue.keys() - base.keys()):
        raise PhraseError(extra[0], language, "is in no base catalogue")


def _same_placeholders(phrase: Phrase, base: Phrase) -> None:
    if differing := sorted(phrase.placeholders ^ base.placeholders):
        raise PhraseError(phrase.key, phrase.language, f"{{{differing[0]}}} is not in every language")


def _no_reserved_word(phrase: Phrase) -> None:
    for word in _CAPITALS.findall(phrase.words):
        if word in RESERVED:
            raise PhraseError(phrase.key, phrase.language, f"advertises {word}, which a provider takes for itself")


def _sound_markup(phrase: Phrase) -> None:
    """Telegram refuses a message whose HTML is not whole: tags must close in order, other "<" and "&" be escaped."""
    if _LOOSE.search(phrase.words):
        raise PhraseError(phrase.key, phrase.language, 'holds a loose "<" or "&"; write &lt; or &amp;')
    opened: list[str] = []
    for closing, tag in _TAG.findall(phrase.words):
        if not closing:
            opened.append(tag)
        elif not opened or opened.pop() != tag:
            raise PhraseError(phrase.key, phrase.language, f"closes <{tag}>, which is not open")
    if opened:
        raise PhraseError(phrase.key, phrase.language, f"leaves <{opened[0]}> open")


def _within_budget(phrase: Phrase, base: Phrase) -> None:
    budget = int(_note(phrase, base, "segments", "1"))
    cost = segments(worst_case(phrase, base))
    if cost.parts > budget:
        forced = f", forced by {' '.join(cost.offending)}" if cost.offending else ""
        problem = f"takes {cost.parts} segments at worst ({cost.units} {cost.encoding} units{forced}), at most {budget}"
        raise PhraseError(phrase.key, phrase.language, problem)


def _within_a_message(phrase: Phrase, base: Phrase) -> None:
    if (letters := len(worst_case(phrase, base))) > WHATSAPP_LETTERS:
        problem = f"takes {letters} letters at worst, at most {WHATSAPP_LETTERS}"
        raise PhraseError(phrase.key, phrase.language, problem)


def worst_case(phrase: Phrase, base: Phrase, **known: str) -> str:
    """The longest that `phrase` gets: each placeholder filled with `known`, else with its worst case."""
    declared = dict(pair.partition("=")[::2] for pair in shlex.split(_note(phrase, base, "facts", "")))
    facts = {}
    for name in phrase.placeholders:
        value = known.get(name, declared.get(name) or _WORST.get(name))
        if value is None:
            raise PhraseError(phrase.key, phrase.language, f"declares no worst case for {{{name}}}")
        if value.isdigit() and name not in known:
            value = "M" * int(value) if int(value) <= 999 else f"{int(value):,}"
        facts[name] = value
    return phrase.words.format_map(facts)


def _note(phrase: Phrase, base: Phrase, name: str, default: str) -> str:
    """What the comments "#. <name>: …" of the phrase say, else those of the base language's."""
    for notes in (phrase.notes, base.notes):
        if said := [note.partition(":")[2].strip() for note in notes if note.partition(":")[0].strip() == name]:
            return " ".join(said)
    return default
