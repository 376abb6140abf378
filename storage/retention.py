"""Forgetting: answers after 48 hours, talks after 7 days, addresses as soon as nothing will have to be sent.

The tags of signatures (`storage.number_blocks`) go after 14 days. Neither they nor the cards of groups
(`storage.group_cards`), which go after 30, are counted: they are about nobody.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Table, and_, bindparam, delete, select

from storage import approval_codes, consents, number_blocks, outbox, recipients
from storage.bursts import forget_flags
from storage.contacts import TALK_HOURS, ContactRow, new_id, nothing_to_remember, read_state, row_of
from storage.dialects import held_alone, put_rows
from storage.group_cards import KEPT_SECONDS
from storage.hours import hour_of
from storage.link_codes import forget_codes
from storage.link_halves import Half, is_needed, set_halves
from storage.tables import answers, contacts, group_cards, signatures

if TYPE_CHECKING:
    from storage.store import Transaction

#: Into how many slices of their keys the tables are cut. The writer is shared with people who wait for an answer, so
#: each slice is a transaction of its own; keys are random, so slices are alike.
SLICES = 256

#: Any fixed number; with a slice's own it names the lock under which that slice is forgotten.
_FORGETTING = 7_467_473


def forget(tx: Transaction, now: datetime, slice_number: int) -> dict[str, int]:
    """Forget what has expired by `now` in one slice of the tables.

    Args:
        tx: An open transaction.
        now: An aware time.
        slice_number: 0 to `SLICES` - 1.

    Returns:
        How many answers and talks were forgotten; none while another process does the same slice.
    """
    if not held_alone(tx.connection, _FORGETTING, slice_number):
        return {"answers": 0, "talks": 0}
    hour = hour_of(now)
    if slice_number == 0:  # there are few
        unasked = group_cards.c.asked <= int(now.timestamp()) - KEPT_SECONDS
        tx.connection.execute(delete(group_cards).where(unasked))
        number_blocks.forget_counts(tx, hour)
        forget_flags(tx, hour)
        forget_codes(tx, now)
        approval_codes.forget(tx, int(now.timestamp()))
        outbox.forget(tx, int(now.timestamp()))
    recipients.forget(tx, int(now.timestamp()))
    number_blocks.forget_tags(tx, hour, _slice(signatures, "person", slice_number))
    expired = delete(answers).where(_slice(answers, "message", slice_number), answers.c.expires <= hour)
    return {
        "answers": tx.connection.execute(expired).rowcount,
        "talks": _forget_talks(tx, hour, slice_number),
    }


def forget_all(tx: Transaction, now: datetime) -> dict[str, int]:
    """Forget everything that has expired by `now`, in one transaction."""
    totals = {"answers": 0, "talks": 0}
    for slice_number in range(SLICES):
        for what, number in forget(tx, now, slice_number).items():
            totals[what] += number
    return totals


def _slice(table: Table, column: str, number: int) -> ColumnElement[bool]:
    from_here = table.c[column] >= bytes([number])
    return and_(from_here, table.c[column] < bytes([number + 1])) if number + 1 < SLICES else from_here


def _forget_talks(tx: Transaction, hour: int, slice_number: int) -> int:
    expired = (
        select(contacts)
        .where(_slice(contacts, "key", slice_number), contacts.c.expires <= hour)
        .order_by(contacts.c.key)
        .with_for_update()
    )
    kept, gone = [], []
    parted: dict[bytes, Half | None] = {}
    for row in tx.connection.execute(expired).all():
        contact = ContactRow(row.key, "", "", row.id, read_state(tx, row.key, row.state).without_talk(), row.address)
        linked = row.link is not None and is_needed(tx, row, contact.state, hour)
        if row.link is not None and not linked:
            parted[row.key] = None
        if linked:
            kept.append(_with_a_link(tx, contact, hour))
        elif nothing_to_remember(contact.state):
            gone.append(row)
        else:
            kept.append(row_of(tx, contact, expires=None))
    put_rows(tx.connection, contacts, kept)
    set_halves(tx, parted)
    if gone:
        # With the row goes the only way to find the proofs of its consents, so they go now.
        consents.erase(tx, {row.id: new_id() for row in gone})
        recipients.erase(tx, [row.id for row in gone])
        forgotten = delete(contacts).where(contacts.c.key == bindparam("row"))
        tx.connection.execute(forgotten, [{"row": row.key} for row in gone])
    return len(kept) + len(gone)


def _with_a_link(tx: Transaction, contact: ContactRow, hour: int) -> dict[str, object]:
    """The row of a contact whose talk is over and whose link is still needed: it is looked at again in a week."""
    if nothing_to_remember(contact.state):
        # All else that could lead to it goes, as it would with the row.
        before, contact.id = contact.id, new_id()
        consents.erase(tx, {before: contact.id})
        recipients.erase(tx, [before])
    return row_of(tx, contact, hour + TALK_HOURS)
