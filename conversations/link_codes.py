"""The six digits that make two contacts one person: how they are drawn, and how they are read in a text."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import NamedTuple

#: Seconds for which a code may be sent on the other channel.
CODE_HOLDS = 600
#: Wrong codes that are read from one contact in a day (UTC).
MISSES_A_DAY = 5
#: Wrong codes that are read from all contacts together in an hour, so that many who guess are no better off. A million
#: codes are possible: where ten people hold one at every moment, who guesses all day hits one in about forty days.
MISSES_AN_HOUR = 100
_CODE = re.compile(r"\s*(?:(/?[^\W\d_]{2,12})[\s:,.-]+)?([0-9]{3})[ -]?([0-9]{3})[.!]?\s*")


class SaidCode(NamedTuple):
    """Six digits, and the word in front of them; "" when they stand alone."""

    digits: str
    word: str


def read_code(text: str) -> SaidCode | None:
    """The six digits that `text` is, alone or behind one word; None when it is something else."""
    found = _CODE.fullmatch(text)
    return SaidCode(found[2] + found[3], found[1] or "") if found else None


def code_from(receipt: str) -> str:
    """The six digits that a turn gives out, made of its fresh random receipt code, which it gives to nobody."""
    return f"{int.from_bytes(sha256(b'link' + receipt.encode()).digest()[:8], 'big') % 1_000_000:06d}"
