"""The keys in use: random, wrapped by the master key, one pair of its own for every petition."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from hmac import digest

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, func, insert, select

from conversations.telephone_numbers import one_number
from storage.hours import hour_of
from storage.master_key import MasterKey, MasterKeyProblem
from storage.sealing import FieldKey
from storage.tables import petitions, wrapped_keys

#: Bytes of a keyed index. 128 bits: two of a hundred million addresses meet with a chance below 10⁻²².
INDEX_BYTES = 16
#: All name a telephone by its number, so whoever signs by one has signed.
_BY_TELEPHONE = frozenset(["sms", "whatsapp", "call"])
_INSTALLATION = ("contact-index", "message-index", "field")


def signs_as(channel: str, address: str) -> tuple[str, str]:
    """The channel and address that stand for all by which somebody is the same person."""
    return ("sms", one_number(address)) if channel in _BY_TELEPHONE else (channel, address)


@dataclass(frozen=True, slots=True)
class PetitionKeys:
    """A petition's own pair: whoever lacks it can test no number and read no name of its signers."""

    index: bytes = field(repr=False)
    fields: FieldKey

    def person(self, channel: str, address: str) -> bytes:
        """The keyed index under which this petition knows an address: a telephone is one person on all its channels.

        A number is taken in its one form (`conversations.telephone_numbers`), in whichever it was written.
        """
        return digest(self.index, "\0".join(signs_as(channel, address)).encode(), sha256)[:INDEX_BYTES]

    def linked_person(self, both: bytes) -> bytes:
        """The keyed index under which this petition knows two linked contacts, by the random id that they share."""
        return digest(self.index, b"linked\0" + both, sha256)[:INDEX_BYTES]


class KeyRing:
    """All keys of a store, unwrapped. Build with `read`; immutable afterwards."""

    def __init__(self, keys: dict[str, tuple[int, bytes]]) -> None:
        self._contact_index = keys["contact-index"][1]
        self._message_index = keys["message-index"][1]
        self.field = FieldKey(*keys["field"])
        self.petitions = {
            int(name.split(":")[1]): PetitionKeys(key, FieldKey(*keys[name.replace(":index", ":field")]))
            for name, (_, key) in keys.items()
            if name.startswith("petition:") and name.endswith(":index")
        }

    def contact(self, channel: str, address: str) -> bytes:
        """The keyed index under which a contact is found (HMAC-SHA-256, cut to 128 bits)."""
        return digest(self._contact_index, f"{channel}\0{address}".encode(), sha256)[:INDEX_BYTES]

    def message(self, channel: str, message_id: str) -> bytes:
        """The keyed index under which a provider's message id is known."""
        return digest(self._message_index, f"{channel}\0{message_id}".encode(), sha256)[:INDEX_BYTES]

    def link_code(self, digits: str) -> bytes:
        """The keyed index under which six digits are known that link two contacts."""
        return digest(self._message_index, f"link code\0{digits}".encode(), sha256)[:INDEX_BYTES]

    def fingerprint(self) -> str:
        """Says of two databases whether they hold the same keys, and nothing about the keys (hexadecimal)."""
        return self.message("fingerprint", "").hex()

    @classmethod
    def read(cls, connection: Connection, master: MasterKey) -> KeyRing:
        """Unwrap every key of the store.

        Raises:
            MasterKeyProblem: when the master key is not the one that wrapped them.
        """
        rows = connection.execute(select(wrapped_keys).order_by(wrapped_keys.c.number)).all()
        known = {0: master.wrapping_key()}
        named: dict[str, tuple[int, bytes]] = {}
        for row in rows:
            if row.wrapped_by not in known:  # its wrapping key was destroyed, and this one with it
                continue
            try:
                key = AESGCM(known[row.wrapped_by]).decrypt(row.wrapped[:12], row.wrapped[12:], row.name.encode())
            except InvalidTag:
                raise MasterKeyProblem(
                    "This key did not make this database: bring the key that belongs to it."
                ) from None
            known[row.number] = key
            named[row.name] = (row.number, key)
        missing = [name for name in _INSTALLATION if name not in named]
        if missing:
            raise MasterKeyProblem(f"The database holds no key named {missing[0]}: is it complete?")
        return cls(named)


def make_installation_keys(connection: Connection, master: MasterKey, now: datetime) -> None:
    """Make the installation's keys in an empty store; does nothing where they are.

    Raises:
        MasterKeyProblem: when there is something that lost keys must have sealed; new ones would bury it.
    """
    if not connection.scalar(select(func.count()).select_from(wrapped_keys)):
        if connection.scalar(select(func.count()).select_from(petitions)):
            raise MasterKeyProblem(
                "The database holds petitions and no keys: it is a backup, or half of one. Bring back its keys as well."
            )
        for name in _INSTALLATION:
            _add(connection, name, 0, master.wrapping_key(), now)


def make_petition_keys(connection: Connection, master: MasterKey, petition: int, now: datetime) -> None:
    """Make a petition's key and the pair that it wraps.

    Destroying the one row "petition:<id>" makes the pair, and with it every index and name, unreadable for good.
    """
    number, key = _add(connection, f"petition:{petition}", 0, master.wrapping_key(), now)
    for purpose in ("index", "field"):
        _add(connection, f"petition:{petition}:{purpose}", number, key, now)


def _add(connection: Connection, name: str, wrapped_by: int, wrapping: bytes, now: datetime) -> tuple[int, bytes]:
    key, nonce = AESGCM.generate_key(256), os.urandom(12)
    wrapped = nonce + AESGCM(wrapping).encrypt(nonce, key, name.encode())
    number = (connection.scalar(select(func.max(wrapped_keys.c.number))) or 0) + 1
    connection.execute(
        insert(wrapped_keys).values(number=number, name=name, wrapped_by=wrapped_by, wrapped=wrapped, hour=hour_of(now))
    )
    return number, key
