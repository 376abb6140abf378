"""Signatures: one person once per petition, found under the petition's own key, sealed under it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import structlog
from sqlalchemy import bindparam, delete, update

from conversations import Signature
from storage.dialects import add_rows, rows_in
from storage.hours import day_of
from storage.key_ring import PetitionKeys
from storage.sealing import NotOurs, place_of
from storage.tables import signatures

if TYPE_CHECKING:
    from storage.store import Transaction

diagnostics = structlog.get_logger("undersigned.signatures")

_DETAILS = b"signatures.details"
_UNREADABLE = {"code": "?", "name": "?", "postcode": "", "show_name": False}

_COLUMNS = tuple(signatures.c[name] for name in ("id", "petition", "person", "place", "hour", "details", "set_aside"))
_OWN = (signatures.c.person == bindparam("who"), signatures.c.id == bindparam("row"))
_MOVE = update(signatures).where(*_OWN).values(person=bindparam("new"), place=bindparam("at"))
_REMOVE = delete(signatures).where(*_OWN)
_CHANGE = update(signatures).where(*_OWN).values(details=bindparam("sealed"))


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """A signature and the row that it is, or will be."""

    id: bytes
    signature: Signature
    #: Random, behind the commitment of the log; given to nobody who doesn't ask.
    nonce: str
    hour: int
    #: What a new row says besides; empty for one that was read.
    extra: dict[str, Any]
    #: It does not count.
    set_aside: bool = False


class Moved(NamedTuple):
    """A signature that is another person's from now on, at the place that its row says."""

    old: bytes
    new: bytes
    row: SignatureRow


def signature_from(slug: str, place: int, hour: int, details: Mapping[str, Any]) -> Signature:
    """The signature that `details` of a row, or of a fact, speak of; what else they hold is passed over."""
    return Signature(
        petition=slug,
        code=details["code"],
        signed_on=day_of(hour),
        name=details["name"],
        postcode=details["postcode"],
        show_name=details["show_name"],
        place=place,
    )


def new_row(signature: Signature, hour: int, extra: dict[str, Any]) -> SignatureRow:
    """A signature that no row holds yet, under a fresh random id and nonce."""
    return SignatureRow(os.urandom(16), signature, os.urandom(16).hex(), hour, extra)


def find(tx: Transaction, persons: Iterable[bytes]) -> dict[bytes, tuple[SignatureRow, ...]]:
    """The signatures of these persons (`PetitionKeys.person`), in one statement; each person's by place.

    One whose details can't be read is there without a name: it counts, and its signer must be able to take it off,
    to correct it and to say STOP.
    """
    found: dict[bytes, tuple[SignatureRow, ...]] = {}
    for row in rows_in(tx.connection, _COLUMNS, signatures.c.person, list(persons)):
        keys, slug = tx.keys.petitions[row.petition], tx.shelf.slugs[row.petition]
        try:
            details = msgspec.json.decode(keys.fields.open(row.details, place_of(_DETAILS, row.id)))
        except NotOurs:
            diagnostics.error("a signature's details can't be read", petition=slug)
            details = {**_UNREADABLE, "nonce": os.urandom(16).hex()}
        signature = signature_from(slug, row.place, row.hour, details)
        one = SignatureRow(row.id, signature, details["nonce"], row.hour, {}, row.set_aside is not None)
        others = found.get(row.person)
        found[row.person] = _by_place((*others, one)) if others else (one,)
    return found


def _by_place(rows: Iterable[SignatureRow]) -> tuple[SignatureRow, ...]:
    return tuple(sorted(rows, key=lambda row: row.signature.place))


def with_one_more(rows: tuple[SignatureRow, ...], row: SignatureRow) -> tuple[SignatureRow, ...]:
    """A person's signatures and a new one, by place."""
    return _by_place((*rows, row))


def free_place(rows: Iterable[SignatureRow], limit: int) -> int | None:
    """The first place on a telephone that nobody's signature has; None where `limit` people have signed from it.

    Two transactions that take the same place can't both commit, since place is part of the primary key.
    """
    taken = {row.signature.place for row in rows}
    return next((place for place in range(1, limit + 1) if place not in taken), None) if len(taken) < limit else None


def at_place(row: SignatureRow, place: int) -> SignatureRow:
    """The signature at another place."""
    return replace(row, signature=replace(row.signature, place=place))


def given_elsewhere(row: SignatureRow) -> SignatureRow:
    """The signature as it is told on the other channel of somebody who has two."""
    return replace(row, signature=replace(row.signature, name="", postcode="", elsewhere=True))


def channels(tx: Transaction, persons: Iterable[bytes]) -> dict[bytes, str]:
    """On which channel each signature of these persons was given, by its id."""
    columns = (signatures.c.id, signatures.c.channel)
    return {row.id: row.channel for row in rows_in(tx.connection, columns, signatures.c.person, list(persons))}


def hold(tx: Transaction, persons: Iterable[bytes]) -> set[bytes]:
    """Hold the signatures of these persons until the transaction ends, before any of them is changed or removed.

    Who sets signatures aside (`storage.deeds`) holds them in the same order, so that neither waits for ever, and
    neither counts what the other has taken out of the count already.

    Returns:
        The ids of those that do not count.
    """
    columns = (signatures.c.id, signatures.c.set_aside)
    held = rows_in(tx.connection, columns, signatures.c.person, sorted(persons), lock=True)
    return {row.id for row in held if row.set_aside is not None}


def add(tx: Transaction, rows: Iterable[tuple[bytes, SignatureRow]]) -> None:
    """Write new signatures, each with its person."""
    values = [
        {
            "id": row.id,
            "petition": (petition := tx.shelf.ids[row.signature.petition]),
            "person": person,
            "place": row.signature.place,
            "version": tx.shelf.versions[row.signature.petition],
            "hour": row.hour,
            "details": _seal(tx.keys.petitions[petition], row),
            **row.extra,
        }
        for person, row in rows
    ]
    add_rows(tx.connection, signatures, values)


def change(tx: Transaction, rows: Iterable[tuple[bytes, SignatureRow]]) -> None:
    """Write the changed details of signatures that stand, each with its person."""
    values = [
        {"who": person, "row": row.id, "sealed": _seal(tx.keys.petitions[tx.shelf.ids[row.signature.petition]], row)}
        for person, row in rows
    ]
    if values:
        tx.connection.execute(_CHANGE, values)


def move(tx: Transaction, moved: Iterable[Moved]) -> None:
    """Write that these signatures are another person's."""
    values = [{"who": one.old, "row": one.row.id, "new": one.new, "at": one.row.signature.place} for one in moved]
    if values:
        tx.connection.execute(_MOVE, values)


def remove(tx: Transaction, rows: Iterable[tuple[bytes, SignatureRow]]) -> None:
    """Take signatures off, each with its person; their places are free again."""
    values = [{"who": person, "row": row.id} for person, row in rows]
    if values:
        tx.connection.execute(_REMOVE, values)


def _seal(keys: PetitionKeys, row: SignatureRow) -> bytes:
    signature = row.signature
    details = {
        "name": signature.name,
        "postcode": signature.postcode,
        "show_name": signature.show_name,
        "code": signature.code,
        "nonce": row.nonce,
    }
    return keys.fields.seal(msgspec.json.encode(details), place_of(_DETAILS, row.id))
