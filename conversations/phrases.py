"""Every word that is said: the catalogues `phrases/<language>.po`, checked at import, filled in when needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from babel.core import Locale
from babel.dates import get_month_names

from conversations.catalogue import Catalogue, PhraseError, read_catalogue
from conversations.filling import filler, grouping
from conversations.language_files import BASE, DIRECTORY, LANGUAGE_FILES
from conversations.phrase_checks import check
from conversations.segments import fits, fold

__all__ = ["BASE", "LANGUAGES", "PHRASES", "PhraseError", "first_that_fits", "say", "written_date", "written_number"]


def say(key: str, language: str, /, **facts: str | int) -> str:
    """The phrase `key` in `language`, filled in with `facts`; more facts than it names are fine.

    Whole numbers are written as the language writes them (1,006,213). Words in "telegram." phrases, which may hold
    <b>…</b>, are escaped as HTML. An unknown language is answered in English.

    Raises:
        PhraseError: when there is no such phrase, or a fact that it names is not given.
    """
    return _said(key, language, facts)


def _said(key: str, language: str, facts: Mapping[str, str | int]) -> str:
    catalogue = _SAYINGS.get(language) or _SAYINGS[BASE]
    saying = catalogue.get(key)
    if saying is None:
        raise PhraseError(key, language, "there is no such phrase")
    return saying(facts)


def first_that_fits(keys: Sequence[str], language: str, /, *, parts: int = 1, **facts: str | int) -> str:
    """The first of `keys` (longest wording first) that takes at most `parts` SMS segments with these facts.

    Accents of the facts are kept while some wording holds them; else the facts are folded (see `segments.fold`) and
    the wordings tried again; at last the shortest wording is taken with the name, then the longest other fact, cut
    and ended with "...".
    """
    for key in keys:
        if fits(text := _said(key, language, facts), parts):
            return text
    ready = {name: fold(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
    for key in keys:
        if fits(text := _said(key, language, ready), parts):
            return text
    shortest = keys[-1]
    named = PHRASES.get(language, PHRASES[BASE])[shortest].placeholders
    words = {name: fact for name, fact in ready.items() if isinstance(fact, str) and name in named}
    for name in sorted(words, key=lambda name: (name != "name", -len(words[name]))):
        text, ready[name] = _shortened(shortest, language, parts, ready, name)
        if fits(text, parts):
            break
    return text


def written_date(day: date, language: str) -> str:
    """The day of the year as people write it: "May 3", "3 de mayo"."""
    language = language if language in _MONTHS else BASE
    return LANGUAGE_FILES[language].day.format(month=_MONTHS[language][day.month - 1], day=day.day)


def written_number(number: int, language: str) -> str:
    """A whole number with its thousands grouped as `language` does (see its file)."""
    return f"{number:,}".replace(",", _GROUPING.get(language, ","))


def _shortened(key: str, language: str, parts: int, facts: Mapping[str, str | int], name: str) -> tuple[str, str]:
    """The phrase with the longest beginning of fact `name` that fits, and that beginning; as short as it gets else."""
    whole = str(facts[name])
    low, high = 0, len(whole)
    while low < high:
        middle = (low + high + 1) // 2
        text = say(key, language, **{**facts, name: whole[:middle].rstrip() + "..."})
        low, high = (middle, high) if fits(text, parts) else (low, middle - 1)
    cut = whole[: max(low, 1)].rstrip() + "..."
    return say(key, language, **{**facts, name: cut}), cut


def load(directory: Path) -> dict[str, Catalogue]:
    """Every catalogue in `directory` by language, the base first, read and checked.

    Raises:
        PhraseError: when a phrase is missing or breaks a promise, or there is no base catalogue.
    """
    found = sorted(directory.glob("*.po"), key=lambda po: (po.stem != BASE, po.stem))
    catalogues: dict[str, Catalogue] = {po.stem: read_catalogue(po) for po in found}
    check(catalogues)
    return catalogues


def month_names(language: str) -> tuple[str, ...]:
    """The months of the year in `language`, January first."""
    named = LANGUAGE_FILES[language]
    return named.months or tuple(get_month_names("wide", locale=Locale.parse(named.locale)).values())


PHRASES = {language: phrases for language, phrases in load(DIRECTORY).items() if language in LANGUAGE_FILES}
#: Languages that are spoken, the base language first.
LANGUAGES: tuple[str, ...] = tuple(PHRASES)
_LOCALE = {language: Locale.parse(LANGUAGE_FILES[language].locale) for language in LANGUAGES}
_GROUPING = {language: grouping(locale) for language, locale in _LOCALE.items()}
_MONTHS = {language: month_names(language) for language in LANGUAGES}
_SAYINGS = {
    language: {key: filler(phrase, _LOCALE[language]) for key, phrase in catalogue.items()}
    for language, catalogue in PHRASES.items()
}
