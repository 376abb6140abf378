"""Writes the pages' words, numbers and dates in one language, and chooses that language for a visitor."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from api.page_words import LANGUAGES, WORDS
from conversations.filling import isolated
from conversations.language_files import LANGUAGE_FILES
from conversations.phrases import written_date


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything that a template needs to speak `language`, a key of `WORDS`."""

    language: str
    #: Other words than those that the site has for this language.
    words: Mapping[str, str] | None = None

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`, for the `dir` attribute."""
        return str(self._locale.text_direction)

    def say(self, key: str, /, **facts: str | int) -> str:
        """The words under `key`; whole numbers among `facts` are written as the language writes them."""
        written = {name: self.number(fact) if isinstance(fact, int) else fact for name, fact in facts.items()}
        if self.direction == "rtl":
            written = {name: isolated(fact) for name, fact in written.items()}
        return self._words[key].format_map(written)

    def say_count(self, key: str, count: int, /, **facts: str | int) -> str:
        """The words under `key` in the plural form that `count` needs; `count` is one of the facts."""
        form = str(self._locale.plural_form(count))
        chosen = f"{key}.{form}"
        return self.say(chosen if chosen in self._words else f"{key}.other", count=count, **facts)

    def number(self, value: int) -> str:
        """A whole number with the language's grouping."""
        return format_decimal(value, locale=self._locale)

    def day(self, value: date) -> str:
        """A day with its year, like "June 1, 2011" or "1 de junio de 2011"."""
        spoken = LANGUAGE_FILES.get(self.language)
        if spoken and spoken.months:
            return f"{written_date(value, self.language)} {value.year}"
        return format_date(value, format="long", locale=self._locale)

    @property
    def _words(self) -> Mapping[str, str]:
        return WORDS[self.language] if self.words is None else self.words

    @property
    def _locale(self) -> Locale:
        spoken = LANGUAGE_FILES.get(self.language)
        return Locale.parse(spoken.locale if spoken else self.language)


def language_for(chosen: str | None, accepted: str, default: str, languages: Sequence[str] = LANGUAGES) -> str:
    """The page language: what the visitor chose, else what the browser accepts, else the installation's own.

    Args:
        chosen: `?lang=`, None without.
        accepted: The Accept-Language header.
        default: `DEFAULT_LANGUAGE`.
        languages: What there is to choose from, at least one.
    """
    if chosen in languages:
        return str(chosen)
    for tag in preferences(accepted):
        language = tag.split("-")[0].casefold()
        if language in languages:
            return language
    return default if default in languages else languages[0]


def preferences(accepted: str) -> Sequence[str]:
    """The tags of an Accept-Language header (RFC 9110, 12.5.4), the most wanted first; nonsense is passed over."""
    weighted = []
    for place, part in enumerate(accepted[:500].split(",")):
        found = re.fullmatch(r"\s*([A-Za-z-]{1,35})\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*", part)
        if found and (weight := float(found[2] or 1)) > 0:
            weighted.append((-weight, place, found[1]))
    return [tag for _weight, _place, tag in sorted(weighted)]
