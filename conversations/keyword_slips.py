"""A petition's keyword with a slip of the finger: "KARTA", "carat", "SCOM" and "S-COMM"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

#: Letters that sound alike in Spanish or English, and so are written for one another.
_ALIKE = ("ck", "cs", "sz", "bv", "iy", "kq", "jh", "cz")
#: A shorter word is too near to too much else.
_SHORTEST = 4
_SIGNS = re.compile(r"[\W_]+")


def keyword_meant(word: str, keywords: Iterable[str], *, alone: bool = False) -> str | None:
    """The keyword that `word` is a slip of; None when it is none, or could be several.

    Two neighbouring letters changed places, one was doubled or of two the same one left out, one stands for a letter
    that sounds alike, or signs stand between. Any other letter makes another word: "Marta" and "Carla" are names.

    Args:
        word: One word as typed, no keyword itself.
        keywords: Case-folded, of the petitions on the line.
        alone: Nothing was asked and the word is all there is, so it is hardly a name: any one slip is forgiven.
    """
    if word.isdigit():
        return None
    typed = (word if word.isalnum() else _SIGNS.sub("", word)).casefold()
    if not _SHORTEST <= len(typed) <= 11:
        return None
    known = tuple(keywords)
    if typed in (meanings := _meanings(known)):
        return meanings[typed]
    near = [keyword for keyword in known if len(keyword) >= _SHORTEST and _one_off(typed, keyword)] if alone else []
    return near[0] if len(near) == 1 else None


@lru_cache(maxsize=16)
def _meanings(keywords: tuple[str, ...]) -> dict[str, str | None]:
    """Every slip to its keyword; to None where it could be of two."""
    meanings: dict[str, str | None] = {}
    for keyword in keywords:
        if len(keyword) >= _SHORTEST:
            for slip in _slips(keyword):
                meanings[slip] = None if slip in meanings else keyword
    return meanings


def _one_off(typed: str, keyword: str) -> bool:
    return DamerauLevenshtein.distance(typed, keyword, score_cutoff=1) <= 1


def _slips(keyword: str) -> frozenset[str]:
    slips = {keyword}
    for place, letter in enumerate(keyword):
        before, after = keyword[:place], keyword[place + 1 :]
        if after:
            slips.add(before + after[0] + letter + after[1:])
        slips.add(before + letter + letter + after)
        if after[:1] == letter:
            slips.add(before + after)
        slips.update(before + other + after for pair in _ALIKE if letter in pair for other in pair)
    return frozenset(slips)
