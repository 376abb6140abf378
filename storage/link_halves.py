"""Half of a link, as it stands sealed on a contact: how it is read, written, and when it is not needed any more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Row, bindparam, update

from conversations import State
from storage.contacts import read_state
from storage.dialects import rows_in
from storage.key_ring import INDEX_BYTES
from storage.sealing import NotOurs, place_of
from storage.tables import contacts, signatures

if TYPE_CHECKING:
    from storage.store import Transaction

_LINK = b"contacts.link"
_SET = update(contacts).where(contacts.c.key == bindparam("row")).values(link=bindparam("sealed"))


class Half(NamedTuple):
    """One side's half of a link."""

    #: Random, the same on both sides; each petition knows the one person by it.
    both: bytes
    #: Keys of the other side's contacts; the first one is the one that the other half stands on.
    others: tuple[bytes, ...]


def read_half(tx: Transaction, key: bytes, sealed: bytes | None) -> Half | None:
    """Open a contact's half of a link; one that can't be read is as none."""
    if not sealed:
        return None
    try:
        told = tx.keys.field.open(sealed, place_of(_LINK, key))
    except NotOurs:
        return None
    ids = [told[at : at + INDEX_BYTES] for at in range(0, len(told), INDEX_BYTES)]
    return Half(ids[0], tuple(ids[1:]))


def set_halves(tx: Transaction, halves: Mapping[bytes, Half | None]) -> None:
    """Write halves of links by the contacts' keys; None takes one away."""
    values = [
        {"row": key, "sealed": tx.keys.field.seal(b"".join((link.both, *link.others)), place_of(_LINK, key))}
        if link
        else {"row": key, "sealed": None}
        for key, link in halves.items()
    ]
    if values:
        tx.connection.execute(_SET, values)


def is_needed(tx: Transaction, row: Row[Any], state: State, hour: int) -> bool:
    """Whether a contact whose talk is over at `hour` stays linked.

    It does while something stands that both must act on or know of: a signature, wanted updates, the other one's talk.
    So with the last petition's key goes the last thing that tells who is whom.

    Args:
        tx: The open transaction; it holds the row.
        row: The contact's row.
        state: What of its state outlives the talk.
        hour: Counted from 1970.
    """
    link = read_half(tx, row.key, row.link)
    if link is None:
        return False
    found = rows_in(tx.connection, tuple(contacts.c), contacts.c.key, list(link.others))
    others = [other for other in found if other.key != link.others[0] or _both(tx, other) == link.both]
    if link.others[0] not in {other.key for other in others}:
        return False
    if state.updates or any(other.expires is not None and other.expires > hour for other in others):
        return True
    if any(read_state(tx, other.key, other.state).updates for other in others):
        return True
    persons = [keys.linked_person(link.both) for keys in tx.keys.petitions.values()]
    return bool(rows_in(tx.connection, (signatures.c.person,), signatures.c.person, persons))


def _both(tx: Transaction, row: Row[Any]) -> bytes | None:
    link = read_half(tx, row.key, row.link)
    return link.both if link else None
