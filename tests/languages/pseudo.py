"""A language that nobody speaks: English with accents and two fifths longer, so that what does not fit shows itself."""

from __future__ import annotations

import re
from collections.abc import Mapping

_ACCENTED = str.maketrans("aeiouyncAEIOUYNC", "áéîöûýñçÁÉÎÖÛÝÑÇ")
_WORD = re.compile(r"\{\w+\}|</?\w+>|[^\W\d_]+")
#: What the translations of short English texts grow by.
LONGER = 0.4


def pseudo(words: str) -> str:
    """`words` with accents and doubled vowels, filled up until it is two fifths longer; {facts} stay as they are."""
    left = round(len(words) * LONGER)

    def grown(match: re.Match[str]) -> str:
        nonlocal left
        word = match.group()
        if not word[0].isalpha():
            return word
        doubled = "".join(letter * (2 if letter in "aeiou" else 1) for letter in word)
        left -= len(doubled) - len(word)
        return doubled.translate(_ACCENTED)

    said = _WORD.sub(grown, words)
    return said + " " + "ő" * left if left > 0 else said


def pseudo_words(table: Mapping[str, str]) -> dict[str, str]:
    """A whole table of words."""
    return {key: pseudo(words) for key, words in table.items()}
