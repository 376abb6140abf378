"""How many signatures came from where, for organizers who compare flyers, links and groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from storage.petitions import UnknownPetition
from storage.tables import signatures

if TYPE_CHECKING:
    from storage.store import Transaction


class FromSource(NamedTuple):
    """Signatures that count and came with one source."""

    #: "" for those that came without.
    source: str
    #: By channel.
    signed: dict[str, int]

    @property
    def total(self) -> int:
        """On all channels."""
        return sum(self.signed.values())


def signed_by_source(tx: Transaction, slug: str) -> list[FromSource]:
    """A petition's signatures by source, the largest number first. It reads all of them once.

    Raises:
        UnknownPetition: when there is none with this slug.
    """
    if slug not in tx.shelf.ids:
        raise UnknownPetition(f"There is no petition {slug}.")
    columns = (signatures.c.source, signatures.c.channel)
    counting = (signatures.c.petition == tx.shelf.ids[slug], signatures.c.set_aside.is_(None))
    numbers = select(*columns, func.count().label("signed")).where(*counting)
    found: dict[str, dict[str, int]] = {}
    for row in tx.connection.execute(numbers.group_by(*columns).order_by(*columns)):
        found.setdefault(row.source, {})[row.channel] = row.signed
    sources = [FromSource(source, signed) for source, signed in found.items()]
    return sorted(sources, key=lambda one: (-one.total, one.source))
