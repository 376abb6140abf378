"""What every phrase must keep, tried when the catalogues are loaded: a bad one fails the start, never a conversation.

Extracted comments of an entry, in its own catalogue or in the base language's, set the terms:

    #. segments: 2                          SMS segments at most, for keys that open with "sms."; 1 when not said
    #. facts: name=40 count=1006213         the worst that stands in for a placeholder: up to 999 a number of letters,
    #. facts: day="September 30"            above that the number itself, else the words as they are
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping

from conversations.catalogue import Catalogue, Phrase, PhraseError
from conversations.plain_words import listed
from conversations.segments import segments

#: Words that a provider takes for itself, or that end all messages: a phrase that advertised one would sign nobody,
#: and opt out whoever followed it. STOP, HELP and START may be named, since they do what we say they do.
RESERVED = listed(
    """CANCEL END QUIT YES INFO REVOKE OPTOUT STOPALL UNSUBSCRIBE UNSTOP
    ALTO PARAR PARA BASTA SALIR BAJA CANCELAR
    PARE SAIR ARRET ARRETER ARRETEZ DESABONNER KANPE SISPANN"""
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
#: A word that a phrase advertises, in any script of Latin letters.
CAPITALS = re.compile(r"\b[A-ZÀ-ÖØ-Þ]{2,}\b")


def check(catalogues: Mapping[str, Catalogue]) -> None:
    """Hold all catalogues to their promises; the first one given is the base that the others are compared with.

    Raises:
        PhraseError: for the first broken promise.
    """
    for broken in broken_promises(catalogues):
        raise broken


def broken_promises(catalogues: Mapping[str, Catalogue]) -> Iterator[PhraseError]:
    """Every promise that is broken; the first catalogue is the base that the others are compared with."""
    if not catalogues:
        yield PhraseError("*", "*", "there is no catalogue")
        return
    base = next(iter(catalogues.values()))
    for language, catalogue in catalogues.items():
        yield from _other_keys(language, catalogue, base)
        for phrase in catalogue.values():
            if phrase.key in base:
                yield from _broken_by(phrase, base[phrase.key])


def _broken_by(phrase: Phrase, base: Phrase) -> Iterator[PhraseError]:
    for holds in (_same_placeholders, _no_reserved_word, _within_budget, _within_a_message, _sound_markup):
        try:
            holds(phrase, base)
        except PhraseError as broken:
            yield broken


def _other_keys(language: str, catalogue: Catalogue, base: Catalogue) -> Iterator[PhraseError]:
    for missing in sorted(base.keys() - catalogue.keys()):
        yield PhraseError(missing, language, "is missing")
    for extra in sorted(catalogue.keys() - base.keys()):
        yield PhraseError(extra, language, "is in no base catalogue")


def _same_placeholders(phrase: Phrase, base: Phrase) -> None:
    if differing := sorted(phrase.placeholders ^ base.placeholders):
        raise PhraseError(phrase.key, phrase.language, f"{{{differing[0]}}} is not in every language")


def _no_reserved_word(phrase: Phrase, base: Phrase) -> None:
    for word in CAPITALS.findall(phrase.words):
        if word in RESERVED:
            raise PhraseError(phrase.key, phrase.language, f"advertises {word}, which a provider takes for itself")


def _sound_markup(phrase: Phrase, base: Phrase) -> None:
    """Telegram refuses a message whose HTML is not whole: tags must close in order, other "<" and "&" be escaped."""
    if not phrase.key.startswith("telegram."):
        return
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
    if not phrase.key.startswith("sms."):
        return
    budget = int(_note(phrase, base, "segments", "1"))
    cost = segments(worst_case(phrase, base))
    if cost.parts > budget:
        forced = f", forced by {' '.join(cost.offending)}" if cost.offending else ""
        problem = f"takes {cost.parts} segments at worst ({cost.units} {cost.encoding} units{forced}), at most {budget}"
        raise PhraseError(phrase.key, phrase.language, problem)


def _within_a_message(phrase: Phrase, base: Phrase) -> None:
    if not phrase.key.startswith("whatsapp"):
        return
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
