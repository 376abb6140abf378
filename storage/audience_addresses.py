"""The addresses of those in an audience who gave no ZIP, so that it can be told when it is day where they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.audience import SLICE, Wanted
from storage.contacts import ContactRow, address_of
from storage.dialects import any_of
from storage.tables import WANTS_UPDATES, contacts

if TYPE_CHECKING:
    from storage.store import Transaction


def addresses_without_area(tx: Transaction, wanted: Wanted, most: int) -> Iterator[tuple[str, str, str]]:
    """Channel, language and address of people of an audience who gave no ZIP.

    Args:
        tx: An open transaction.
        wanted: The audience.
        most: So many at most; the rest is passed over.
    """
    told = 0
    for after in range(0, wanted.last, SLICE):
        people = [one for one in wanted.people(after, min(after + SLICE, wanted.last)) if not one.area]
        people = people[: most - told]
        told += len(people)
        spoken = {one.contact: one.language for one in people}
        found = select(contacts.c.key, contacts.c.id, contacts.c.address)
        found = found.where(any_of(tx.connection, contacts.c.id, list(spoken)), WANTS_UPDATES)
        for row in tx.connection.execute(found):
            where = address_of(tx, ContactRow(row.key, "", "", row.id, sealed_address=row.address))
            if where is not None:
                yield where[0], spoken[row.id], where[1]
        if told >= most:
            return
