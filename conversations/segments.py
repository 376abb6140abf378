"""SMS arithmetic: how many segments a text takes, and how it is made to take fewer.

Tables of 3GPP TS 23.038: one message holds 160 GSM-7 septets or 70 UCS-2 code units; each part of a longer one holds
153 or 67, because six octets of it say which part it is. A pair (escape and letter, two surrogates) is never split.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal, NamedTuple

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = "\f^{}\\[~]|€"
_OUTSIDE = re.compile(f"[^{re.escape(_BASIC + _EXTENSION)}]")
_PAIRED = re.compile(f"[{re.escape(_EXTENSION)}]")
_SENTENCE_END = re.compile(r"[.!?:][\"')»”’]*\s|\n")
_WORD_END = re.compile(r"\s")
#: What Latin-1 has of the letters that take one septet each.
_SINGLE = "".join(letter for letter in _BASIC if letter <= "ÿ").encode("latin-1")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")

_TYPOGRAPHY = {
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛‹›′`´ʼʻ", "'"),
    **dict.fromkeys("‐‑‒–—―−•·", "-"),
    **dict.fromkeys(
        "\t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
    ),
    **dict.fromkeys("\u00ad\u200b\u2060\ufeff", ""),
    **dict.fromkeys("\u2028\u2029\u0085\v", "\n"),
    "…": "...",
    "™": "TM",
    "°": "o",
    "º": "o",
    "ª": "a",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ı": "i",
    "œ": "oe",
    "Œ": "OE",
}


class Segments(NamedTuple):
    """What a text costs by SMS."""

    encoding: Literal["GSM-7", "UCS-2"]
    #: Septets in GSM-7, UTF-16 code units in UCS-2.
    units: int
    #: Messages paid for; an empty text is one.
    parts: int
    #: The distinct characters that force UCS-2, in order of appearance.
    offending: tuple[str, ...]


def segments(text: str) -> Segments:
    """Count `text` as the carriers do: greedy packing by unit, pairs kept whole."""
    if _OUTSIDE.search(text):
        units = len(text) + len(_ASTRAL.findall(text))
        parts = 1 if units <= 70 else _packed(text, _ASTRAL, 67)
        return Segments("UCS-2", units, parts, tuple(dict.fromkeys(_OUTSIDE.findall(text))))
    units = len(text) + len(_PAIRED.findall(text))
    return Segments("GSM-7", units, 1 if units <= 160 else _packed(text, _PAIRED, 153), ())


def fits(text: str, parts: int) -> bool:
    """Whether `text` takes at most `parts` segments; quick for the usual text."""
    try:
        single = not text.encode("latin-1").translate(None, _SINGLE)
    except UnicodeEncodeError:
        single = False
    return len(text) <= (160 if parts == 1 else 153 * parts) if single else segments(text).parts <= parts


def fold(text: str) -> str:
    """`text` with what GSM-7 lacks replaced by its nearest likeness, for the outgoing copy only.

    á í ó ú lose their accent, typographic signs become plain ones; ñ é ü ¿ ¡ are in GSM-7 and stay. What has no
    likeness (another script, emoji) stays too, and the text is then UCS-2.
    """
    text = unicodedata.normalize("NFC", text)
    return _OUTSIDE.sub(_likeness, text)


@lru_cache(maxsize=256)
def pages(text: str, units: int) -> tuple[str, ...]:
    """Cut `text` into pages of at most `units` GSM-7 septets after `fold`; the pages themselves are not folded.

    A page ends where a paragraph or sentence ends, if that leaves it at least half full and takes no more pages in
    all; else at a word's end; a word longer than a page is cut. Blank lines between paragraphs become one line break.
    A character outside GSM-7 counts as its UTF-16 units, so texts in other scripts need a smaller `units`.
    """
    text = re.sub(r"[^\S\n]+", " ", re.sub(r"\s*\n\s*", "\n", text.strip()))
    return min((_cut(text, units, least) for least in (units // 2, units * 3 // 4, units)), key=len)


def _cut(text: str, units: int, least: int) -> tuple[str, ...]:
    """Pages that end with a sentence where that leaves more than `least` characters on them, else with a word."""
    cut: list[str] = []
    while text:
        end = _page_end(text, units, least)
        cut.append(text[:end].strip())
        text = text[end:].lstrip()
    return tuple(cut)


def _packed(text: str, pair: re.Pattern[str], room: int) -> int:
    parts, used = 1, 0
    for character in text:
        size = 2 if pair.match(character) else 1
        if used + size > room:
            parts, used = parts + 1, 0
        used += size
    return parts


def _likeness(match: re.Match[str]) -> str:
    character = match.group()
    if character in _TYPOGRAPHY:
        return _TYPOGRAPHY[character]
    base = unicodedata.normalize("NFD", character)[0]
    return character if _OUTSIDE.match(base) else base


def _page_end(text: str, units: int, least: int) -> int:
    """Index at which the first page of `text` ends."""
    fits, used = 0, 0
    for character in text:
        used += segments(fold(character)).units
        if used > units:
            break
        fits += 1
    if fits == len(text):
        return fits
    fits = max(fits, 1)
    window = text[: fits + 1]
    for ending, earliest in ((_SENTENCE_END, least), (_WORD_END, 0)):
        ends = [match.end() for match in ending.finditer(window) if earliest < match.end() <= fits + 1]
        if ends:
            return ends[-1]
    return fits
