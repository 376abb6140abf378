"""Which language a text is in, by its words: a rough vote among those that can be spoken, overruled by any choice."""

from __future__ import annotations

from collections.abc import Collection

from conversations.language_files import BASE, LANGUAGE_FILES
from conversations.plain_words import listed, plain_words

_EVERYDAY = {code: spoken.everyday for code, spoken in LANGUAGE_FILES.items()}
_TELLING = frozenset(word for code, words in _EVERYDAY.items() if code != BASE for word in words)
_OPTING_OUT = {code: spoken.everyday | spoken.opting_out for code, spoken in LANGUAGE_FILES.items()}
#: Said in every language by those who want no more messages.
_OF_ALL = listed("stop stopall cancel spam no me optout")


def language_by_its_words(text: str, languages: Collection[str]) -> str | None:
    """The one of `languages`, the base language aside, that most words of `text` are of; None when that is unclear."""
    words = plain_words(text)
    if _TELLING.isdisjoint(words):
        return None
    found = _most(words, _EVERYDAY, languages)
    return None if found == BASE else found


def language_of_opt_out(text: str, languages: Collection[str]) -> str | None:
    """The one of `languages` in which `text` asks for silence; None when that is unclear."""
    return _most([word for word in plain_words(text) if word not in _OF_ALL], _OPTING_OUT, languages)


def _most(words: Collection[str], known: dict[str, frozenset[str]], languages: Collection[str]) -> str | None:
    votes = {code: sum(word in known[code] for word in words) for code in languages if code in known}
    most = max(votes.values(), default=0)
    winners = [code for code, number in votes.items() if number == most]
    return winners[0] if most and len(winners) == 1 else None
