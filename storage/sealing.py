"""Fields at rest: AES-256-GCM under a numbered key, bound to the row and the column that they stand in."""

from __future__ import annotations

import os
from hashlib import sha256
from hmac import digest

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = 1
_NONCE = 12
_HEAD = 1 + 2 + _NONCE
#: Values are padded to a multiple of this many bytes (ISO/IEC 7816-4: a mark, then zeros), so that the length of a
#: ciphertext doesn't tell the length of a name.
_BLOCK = 64
_MARK = b"\x80"


class NotOurs(Exception):
    """A ciphertext does not open here: another key, another row, another column, or changed bytes."""


class FieldKey:
    """One key for field values.

    Args:
        number: The key's number in `wrapped_keys`; every ciphertext names it.
        key: 32 random bytes.
    """

    __slots__ = ("_aead", "_key", "_prefix", "number")

    def __init__(self, number: int, key: bytes) -> None:
        self.number, self._key = number, key
        self._aead = AESGCM(key)
        self._prefix = bytes([_VERSION]) + number.to_bytes(2, "big")

    def bound_to(self, secret: bytes) -> FieldKey:
        """The key that this one and a random `secret` make together: useless again once the secret is gone."""
        return FieldKey(self.number, digest(self._key, b"bound to" + secret, sha256))

    def seal(self, value: bytes, place: bytes) -> bytes:
        """Encrypt `value` for `place` (column and row, see `place_of`)."""
        nonce = os.urandom(_NONCE)
        padded = value + _MARK + bytes(-(len(value) + 1) % _BLOCK)
        return self._prefix + nonce + self._aead.encrypt(nonce, padded, place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """Decrypt what `seal` made for the same place.

        Raises:
            NotOurs: when it was made for another place or under another key, or is damaged.
        """
        if sealed[:3] != self._prefix:
            raise NotOurs
        try:
            padded = self._aead.decrypt(sealed[3:_HEAD], sealed[_HEAD:], place)
        except InvalidTag:
            raise NotOurs from None
        return padded[: padded.rindex(_MARK)]


def place_of(column: bytes, row: bytes) -> bytes:
    """The associated data that binds a ciphertext to its column ("table.column") and its row's key."""
    return column + b"\0" + row
