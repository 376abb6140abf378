"""Text made comparable: case, accents, width and decoration taken off, for matching only and never for storing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Characters; whatever is compared with tables of words is far shorter.
LONGEST = 200
#: One text is compared with one table after another within its turn, and is not kept for longer than a few turns.
SAME_TURN = 8
_DECORATION = re.compile(r"^[\W_]+|[\W_]+$")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼʻ´`", "'"))


@lru_cache(SAME_TURN)
def plain(text: str) -> str:
    """`text` in lower case without accents, without signs and emoji at its ends, words one space apart.

    A text longer than `LONGEST` characters ends with "…" there, and so is like no word of any table.
    Full-width and other compatibility forms become the usual ones, so "ＨＥＬＰ！" reads as "help".
    """
    text = text.strip()
    if len(text) > LONGEST:
        return plain(text[:LONGEST]) + "…"
    whole = " ".join(_levelled(text).split())
    if whole[:1].isalnum() and whole[-1:].isalnum():
        return whole
    return _DECORATION.sub("", whole)


@lru_cache(SAME_TURN)
def plain_words(text: str) -> tuple[str, ...]:
    """The words of `plain(text)`: letters and digits, apostrophes inside words kept ("don't")."""
    return tuple(_WORD.findall(_levelled(text)))


@lru_cache(SAME_TURN)
def _levelled(text: str) -> str:
    if text.isascii():
        return text.lower().replace("`", "'")
    letters = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
    kept = "".join(letter for letter in letters if not _is_invisible(letter))
    return unicodedata.normalize("NFC", kept)


def _is_invisible(letter: str) -> bool:
    """True for combining accents and format characters (zero-width spaces, direction and variation marks)."""
    return unicodedata.category(letter) in ("Mn", "Me", "Cf")


def listed(words: str, separator: str | None = None) -> frozenset[str]:
    """The entries of a table written as one text: words by default, phrases where a separator is given."""
    return frozenset(" ".join(entry.split()) for entry in words.split(separator))
