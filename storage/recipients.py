"""Whom deliveries name: kept in step with contacts whose random id changes or goes, and forgotten when it is no use.

The id leads to the person only as long as the contact has it. It would also open the answers that were kept for the
contact (`storage.answers`), so it goes from here when it goes there. Rows that a worker has in hand at that very moment
are passed over: whoever writes to the line waits for no worker, and no two can wait for each other for ever. What is
passed over goes with the rest, a month after its broadcast.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from sqlalchemy import Update, and_, select, tuple_, update

from storage.audience_filter import MOST_REST_DAYS
from storage.chunks import DONE
from storage.dialects import any_of
from storage.outgoing_tables import chunks, deliveries

if TYPE_CHECKING:
    from storage.store import Transaction

#: Seconds behind which nothing asks any more who got something: neither the promise of JOIN nor a filter.
_KEPT_SECONDS = (MOST_REST_DAYS + 1) * 24 * 3600
#: Chunks forgotten in one transaction.
_AT_ONCE = 4


def erase(tx: Transaction, contacts: Collection[bytes]) -> None:
    """Cut deliveries off from contacts that are erased; what waits for them is then nobody's, and gone when claimed.

    Args:
        tx: An open writing transaction that holds the contacts.
        contacts: Their random ids so far.
    """
    if contacts:
        tx.connection.execute(_of(tx, contacts).values(contact=None))


def move(tx: Transaction, moved: Iterable[tuple[bytes, bytes]]) -> None:
    """Let deliveries follow contacts whose ids change.

    Args:
        tx: An open writing transaction that holds the contacts.
        moved: Each contact's id so far, and its new one, in the order of the changes.
    """
    for before, after in moved:
        tx.connection.execute(_of(tx, [before]).values(contact=after))


def forget(tx: Transaction, now: int) -> int:
    """Forget whom some chunks were sent to that were over a month ago; returns how many chunks, 0 when none is left.

    Args:
        tx: An open writing transaction.
        now: Epoch seconds.
    """
    # A chunk that is done was heard of last when it ended; 0 says that this was done here.
    over = and_(chunks.c.state == DONE, chunks.c.beat > 0, chunks.c.beat < now - _KEPT_SECONDS)
    old = select(chunks.c.broadcast, chunks.c.number).where(over).order_by(chunks.c.broadcast, chunks.c.number)
    found = tx.connection.execute(old.limit(_AT_ONCE).with_for_update(skip_locked=True)).all()
    for row in found:
        of_chunk = and_(deliveries.c.broadcast == row.broadcast, deliveries.c.chunk == row.number)
        tx.connection.execute(
            update(deliveries).where(of_chunk, deliveries.c.contact.is_not(None)).values(contact=None)
        )
        this = and_(chunks.c.broadcast == row.broadcast, chunks.c.number == row.number)
        tx.connection.execute(update(chunks).where(this).values(beat=0))
    return len(found)


def _of(tx: Transaction, contacts: Collection[bytes]) -> Update:
    """Deliveries to these contacts, but those that a worker holds just now."""
    key = tuple(deliveries.primary_key)
    theirs = select(*key).where(any_of(tx.connection, deliveries.c.contact, sorted(contacts)))
    return update(deliveries).where(tuple_(*key).in_(theirs.order_by(*key).with_for_update(skip_locked=True)))
