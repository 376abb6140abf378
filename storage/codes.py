"""Receipt codes: six characters that can be read out over a bad line."""

from __future__ import annotations

import os

#: No look-alikes (0 O, 1 I L, 5 S), no vowels that could spell a word.
ALPHABET = "2346789BCDFGHJKMPQRTVWXYZ"
_TABLE = bytes(ALPHABET[byte % len(ALPHABET)].encode()[0] for byte in range(256))


def new_codes(number: int) -> list[str]:
    """Fresh random codes; each is a name for a receipt, not a secret."""
    letters = os.urandom(6 * number).translate(_TABLE).decode()
    return [letters[at : at + 6] for at in range(0, 6 * number, 6)]
