"""Forgetting: answers after 48 hours, talks after 7 days, addresses as soon as nothing will have to be sent."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from storage.contacts import ContactRow, needs_address, nothing_to_remember, read_state, row_of, without_talk
from storage.dialects import replace_rows
from storage.hours import hour_of
from storage.tables import answers, contacts

if TYPE_CHECKING:
    from storage.store import Transaction

#: Rows in one transaction: the writer is shared with people who wait for an answer.
SLICE = 2000
_REPLACE = replace_rows(contacts, "key", ("id", "state", "address", "expires"))


def forget(tx: Transaction, now: datetime) -> dict[str, int]:
    """Forget one slice of what has expired by `now`.

    Call again while the sum of the counts is not 0.

    Returns:
        How many answers and talks were forgotten.
    """
    return {"answers": _forget_answers(tx, hour_of(now)), "talks": _forget_talks(tx, hour_of(now))}


def _forget_answers(tx: Transaction, hour: int) -> int:
    expired = select(answers.c.message).where(answers.c.expires <= hour).limit(SLICE)
    return tx.connection.execute(delete(answers).where(answers.c.message.in_(expired))).rowcount


def _forget_talks(tx: Transaction, hour: int) -> int:
    rows = tx.connection.execute(select(contacts).where(contacts.c.expires <= hour).limit(SLICE)).all()
    kept, gone = [], []
    for row in rows:
        contact = ContactRow(row.key, "", "", row.id, without_talk(read_state(tx, row.key, row.state)), row.address)
        if nothing_to_remember(contact.state):
            gone.append(row.key)
        else:
            kept.append(row_of(tx, contact, expires=None))
            if not contact.state.updates or not needs_address(contact.state):
                kept[-1]["address"] = None
    if kept:
        tx.connection.execute(_REPLACE, kept)
    if gone:
        tx.connection.execute(delete(contacts).where(contacts.c.key.in_(gone)))
    return len(rows)
