"""The ledger of consents to updates: append-only, the last word holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, update

from storage.dialects import add_rows
from storage.sealing import place_of
from storage.tables import consents

if TYPE_CHECKING:
    from storage.store import Transaction

_MESSAGE = b"consents.message"
_ERASE = (
    update(consents)
    .where(consents.c.contact == bindparam("erased"))
    .values(contact=bindparam("stand_in"), message=None)
)


@dataclass(slots=True)
class ConsentRow:
    """One word on updates, given or taken back.

    `petition` is a slug, None for every petition. `message` is the provider's id of the message that said it, as proof.
    """

    contact: bytes
    petition: str | None
    given: bool
    wording: str
    language: str
    channel: str
    how: str
    source: str
    area: str
    message: str | None


def add(tx: Transaction, rows: Iterable[ConsentRow], hour: int) -> None:
    """Append these words to the ledger, in their order."""
    values = [
        {
            "contact": row.contact,
            "petition": tx.shelf.ids[row.petition] if row.petition else None,
            "given": int(row.given),
            "wording": row.wording,
            "language": row.language,
            "channel": row.channel,
            "how": row.how,
            "source": row.source,
            "area": row.area,
            "hour": hour,
            # Rows have no number before they are written, so the contact's id is what the seal is bound to.
            "message": tx.keys.field.seal(row.message.encode(), place_of(_MESSAGE, row.contact))
            if row.message
            else None,
        }
        for row in rows
    ]
    add_rows(tx.connection, consents, values)


def erase(tx: Transaction, contacts: Mapping[bytes, bytes]) -> None:
    """Erase the provider's message ids of erased contacts, and their ids, which would still open their answers.

    Args:
        tx: The open transaction.
        contacts: The id of each erased contact, and the random one that stands in the ledger from now on.
    """
    values = [{"erased": contact, "stand_in": stand_in} for contact, stand_in in contacts.items()]
    if values:
        tx.connection.execute(_ERASE, values)
