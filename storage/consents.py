"""The ledger of consents to updates: append-only, the last word holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select, update

from storage.dialects import add_rows
from storage.sealing import NotOurs, place_of
from storage.tables import consents

if TYPE_CHECKING:
    from storage.store import Transaction

_MESSAGE = b"consents.message"
_ERASE = (
    update(consents)
    .where(consents.c.contact == bindparam("erased"))
    .values(contact=bindparam("stand_in"), message=None)
)
_MOVE = (
    update(consents)
    .where(consents.c.id == bindparam("row"))
    .values(contact=bindparam("after"), message=bindparam("sealed"))
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


def given_at(tx: Transaction, contacts: Collection[bytes]) -> dict[tuple[bytes, str], int]:
    """When each of these contacts last asked for updates, by its random id and the petition: numbers that only grow."""
    asked = (
        select(consents.c.contact, consents.c.petition, func.max(consents.c.id).label("number"))
        .where(consents.c.contact.in_(contacts), consents.c.given == 1)
        .group_by(consents.c.contact, consents.c.petition)
    )
    rows = tx.connection.execute(asked).all()
    return {(row.contact, tx.shelf.slugs[row.petition]): row.number for row in rows if row.petition in tx.shelf.slugs}


def move(tx: Transaction, moved: Iterable[tuple[bytes, bytes]]) -> None:
    """Let consents follow contacts whose ids change.

    Args:
        tx: The open transaction.
        moved: Each contact's id so far, and its new one, in the order of the changes.
    """
    for before, after in moved:
        found = select(consents.c.id, consents.c.message).where(consents.c.contact == before)
        for row in tx.connection.execute(found).all():
            message = _sealed_anew(tx, row.message, before, after) if row.message else None
            tx.connection.execute(_MOVE, {"row": row.id, "after": after, "sealed": message})


def _sealed_anew(tx: Transaction, message: bytes, before: bytes, after: bytes) -> bytes | None:
    """A message id bound to another contact's id; None for one that can't be read, and so proves nothing."""
    try:
        return tx.keys.field.seal(tx.keys.field.open(message, place_of(_MESSAGE, before)), place_of(_MESSAGE, after))
    except NotOurs:
        return None


def erase(tx: Transaction, contacts: Mapping[bytes, bytes]) -> None:
    """Erase the provider's message ids of erased contacts, and their ids, which would still open their answers.

    Args:
        tx: The open transaction.
        contacts: The id of each erased contact, and the random one that stands in the ledger from now on.
    """
    values = [{"erased": contact, "stand_in": stand_in} for contact, stand_in in contacts.items()]
    if values:
        tx.connection.execute(_ERASE, values)
