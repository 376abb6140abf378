"""Receipt codes: six characters that can be read out over a bad line."""

from __future__ import annotations

import os

#: No look-alikes (0 O, 1 I L, 5 S), no vowels that could spell a word.
ALPHABET = "2346789BCDFGHJKMPQRTVWXYZ"
_TABLE = bytes(ALPHABET[byte % len(ALPHABET)].encode()[0] for byte in range(256))


def new_code() -> str:
    """A fresh random code; it is a name for a receipt, not a secret."""
    return os.urandom(6).translate(_TABLE).decode()
