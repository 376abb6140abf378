"""Contacts: one address on one channel, found by a keyed index, its conversation sealed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import bindparam, delete

from conversations import State
from storage.dialects import hold_rows, is_postgresql, put_rows
from storage.sealing import NotOurs, place_of
from storage.tables import contacts

if TYPE_CHECKING:
    from storage.store import Transaction

#: Hours for which an open conversation is kept.
TALK_HOURS = 7 * 24
_STATE, _ADDRESS = b"contacts.state", b"contacts.address"

_FORGET = delete(contacts).where(contacts.c.key == bindparam("row"))


@dataclass(slots=True)
class ContactRow:
    """A contact as this transaction knows it; `address` is the sealed one, or the clear one still to be sealed."""

    key: bytes
    channel: str
    address: str
    #: Random; empty until it is known or made.
    id: bytes = b""
    state: State = field(default_factory=State)
    sealed_address: bytes | None = None
    #: There is no row of it, or one that was only made to be held.
    new: bool = True
    #: Erased in this transaction: what little is known since then is new.
    erased: bool = False
    #: With whom it is one person, sealed, as it was read (`storage.links`).
    sealed_link: bytes | None = None


def new_id() -> bytes:
    """A fresh random id, which other rows may name or be sealed with."""
    return os.urandom(16)


def find(tx: Transaction, wanted: dict[bytes, ContactRow]) -> None:
    """Fill in what is stored of the contacts in `wanted`, in one statement.

    A state that can't be read (damaged, or of another row) is as new: STOP must work whatever lies in the row.
    """
    # Whoever is new begins as a row with nothing in it, which reads as a state that is new as well.
    blank = [{"key": key, "id": b"", "state": b""} for key in wanted]
    for row in hold_rows(tx.connection, contacts, contacts.c.key, blank):
        contact = wanted[row.key]
        contact.id, contact.sealed_address, contact.new = row.id, row.address, not row.id
        contact.state, contact.sealed_link = read_state(tx, row.key, row.state), row.link
    for contact in wanted.values():
        contact.id = contact.id or new_id()


def read_state(tx: Transaction, key: bytes, sealed: bytes) -> State:
    """Open a contact's state; one that can't be read is as new."""
    try:
        return State.from_json(msgspec.json.decode(tx.keys.field.open(sealed, place_of(_STATE, key))))
    except (NotOurs, ValueError, TypeError):
        return State()


def address_of(tx: Transaction, contact: ContactRow) -> tuple[str, str] | None:
    """Channel and address of a contact, None where they are not kept any more."""
    if contact.address:
        return contact.channel, contact.address
    if contact.sealed_address is None:
        return None
    try:
        told = tx.keys.field.open(contact.sealed_address, place_of(_ADDRESS, contact.key)).decode()
    except NotOurs:
        return None
    channel, _, address = told.partition("\0")
    return channel, address


def keep(tx: Transaction, changed: Iterable[ContactRow], hour: int) -> None:
    """Write these contacts, or let those go of whom there is nothing to remember."""
    kept, gone = [], []
    for contact in changed:
        if contact.erased and nothing_to_remember(contact.state):
            gone.append({"row": contact.key})
            continue
        if contact.sealed_address is None and contact.address and needs_address(contact.state):
            place = place_of(_ADDRESS, contact.key)
            contact.sealed_address = tx.keys.field.seal(f"{contact.channel}\0{contact.address}".encode(), place)
        kept.append(row_of(tx, contact, hour + TALK_HOURS))
    put_rows(tx.connection, contacts, kept)
    if gone:
        tx.connection.execute(_FORGET, gone)


def let_go(tx: Transaction, untouched: Sequence[ContactRow]) -> None:
    """Take away the rows that were made only to be held (`dialects.hold_rows`) and then not needed."""
    if untouched and is_postgresql(tx.connection):
        tx.connection.execute(_FORGET, [{"row": contact.key} for contact in sorted(untouched, key=lambda one: one.key)])


def row_of(tx: Transaction, contact: ContactRow, expires: int | None) -> dict[str, object]:
    """The values of a contact's row."""
    state = msgspec.json.encode(contact.state.to_json())
    return {
        "key": contact.key,
        "id": contact.id,
        "state": tx.keys.field.seal(state, place_of(_STATE, contact.key)),
        "address": contact.sealed_address if needs_address(contact.state) else None,
        "expires": expires,
        "updates": 1 if contact.state.updates else None,
    }


def nothing_to_remember(state: State) -> bool:
    """Whether a state says nothing but when it was made."""
    return state._replace(heard_at=0) == State()


def needs_address(state: State) -> bool:
    """Whether the address stays for whatever may still have to be sent: nothing after STOP, nor out of the blue."""
    return not state.stopped and not nothing_to_remember(state)
