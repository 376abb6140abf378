"""One language's phrases, read from a gettext PO file.

The msgids are symbolic keys ("sms.receipt"), placeholders are `{name}` and nothing more, and an entry's extracted
comments ("#. segments: 1") say what `conversations.phrase_checks` holds it to.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Message
from babel.messages.pofile import read_po


class PhraseError(Exception):
    """A phrase is missing or breaks a promise; the message names key and language."""

    def __init__(self, key: str, language: str, problem: str) -> None:
        super().__init__(f"phrase {key!r} in {language!r}: {problem}")
        self.key, self.language = key, language


class Phrase(NamedTuple):
    """One entry of a catalogue."""

    key: str
    language: str
    words: str
    placeholders: frozenset[str]
    #: The entry's extracted comments, e.g. "segments: 1".
    notes: tuple[str, ...]


Catalogue = Mapping[str, Phrase]


def read_catalogue(po: Path) -> dict[str, Phrase]:
    """The phrases of `<language>.po`, by key.

    Raises:
        PhraseError: for a plural form (phrases are worded so that none is needed), a key that stands twice, words
            that are missing or marked fuzzy, or anything but plain `{name}` placeholders in them.
    """
    catalogue, unfinished = read_what_is_finished(po)
    if unfinished:
        raise unfinished[0]
    return catalogue


def read_what_is_finished(po: Path) -> tuple[dict[str, Phrase], list[PhraseError]]:
    """The phrases of `<language>.po` that can be used, by key, and what is wrong with the others."""
    language = po.stem
    with po.open("rb") as file:
        entries = [entry for entry in read_po(file, abort_invalid=True) if entry.id]
    catalogue: dict[str, Phrase] = {}
    unfinished: list[PhraseError] = []
    for entry in entries:
        try:
            phrase = _phrase(entry, language)
        except PhraseError as problem:
            unfinished.append(problem)
        else:
            catalogue[phrase.key] = phrase
    return catalogue, unfinished


def _phrase(entry: Message, language: str) -> Phrase:
    if not isinstance(entry.id, str) or not isinstance(entry.string, str):
        raise PhraseError(str(entry.id), language, "has a plural form; word it without")
    if not entry.string or entry.fuzzy:
        raise PhraseError(entry.id, language, "has no finished words")
    placeholders = _placeholders(entry.id, language, entry.string)
    return Phrase(entry.id, language, entry.string, placeholders, tuple(entry.auto_comments))


def _placeholders(key: str, language: str, words: str) -> frozenset[str]:
    names = set()
    try:
        fields = list(string.Formatter().parse(words))
    except ValueError as error:
        raise PhraseError(key, language, f"has a loose brace ({error})") from None
    for _, name, form, conversion in fields:
        if name is None:
            continue
        if not name.isidentifier() or form or conversion:
            raise PhraseError(key, language, f"holds {{{name}}}, which is no plain placeholder")
        names.add(name)
    return frozenset(names)
