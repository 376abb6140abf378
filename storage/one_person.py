"""Who of some contacts is one person with another contact that goes before it, where both asked for the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row

from storage.contacts import ContactRow, address_of
from storage.dialects import rows_in
from storage.key_ring import signs_as
from storage.link_halves import Half, read_half
from storage.tables import contacts

if TYPE_CHECKING:
    from storage.store import Transaction


def contacts_beside(tx: Transaction, rows: Sequence[Row[Any]]) -> dict[bytes, list[bytes]]:
    """The other contacts of the same people: by SMS on the number of a WhatsApp account, and on a linked channel.

    Of WhatsApp only its own contacts are told this of: what is linked is the number (`key_ring.signs_as`).

    Args:
        tx: An open transaction.
        rows: Contacts that want updates, with `contact` (the random id), `channel`, `key`, `link` and `address`.

    Returns:
        For each of `rows` that has any, by its random id, the random ids of the others.
    """
    rows = [row for row in rows if row.link or row.channel == "whatsapp"]
    numbers = {row.contact: key for row in rows if row.channel == "whatsapp" and (key := _number_of(tx, row))}
    known = _read(tx, numbers.values())
    # A link stands on the contact of the number, which WhatsApp has in common with SMS.
    halves = {row.contact: half for row in rows if (half := read_half(tx, row.key, row.link))}
    for contact, key in numbers.items():
        if (number := known.get(key)) is not None and (half := read_half(tx, number.key, number.link)):
            halves[contact] = half
    linked = _read(tx, (half.others[0] for half in halves.values() if half.others))
    found: dict[bytes, list[bytes]] = {}
    for row in rows:
        beside = [known.get(numbers.get(row.contact, b"")), _other_side(tx, halves.get(row.contact), linked)]
        if ids := [other.id for other in beside if other is not None and other.id]:
            found[row.contact] = ids
    return found


def _other_side(tx: Transaction, half: Half | None, linked: Mapping[bytes, Row[Any]]) -> Row[Any] | None:
    """The contact on the other side of a link that both sides name."""
    other = linked.get(half.others[0]) if half and half.others else None
    back = read_half(tx, other.key, other.link) if other is not None else None
    return other if half and back and back.both == half.both else None


def _number_of(tx: Transaction, row: Row[Any]) -> bytes | None:
    """The key of the contact that stands for the number of a WhatsApp account."""
    told = address_of(tx, ContactRow(row.key, "", "", sealed_address=row.address))
    return tx.keys.contact(*signs_as(*told)) if told else None


def _read(tx: Transaction, keys: Iterable[bytes]) -> dict[bytes, Row[Any]]:
    wanted = sorted(set(keys))
    columns = (contacts.c.key, contacts.c.id, contacts.c.link)
    return {row.key: row for row in rows_in(tx.connection, columns, contacts.c.key, wanted)} if wanted else {}
