"""Suppression: a provider says that nothing arrives at an address, so nothing more is sent there.

It is written as if the person had said so: the state says STOP where the person wants nothing (and blocked us at the
provider), or only that no updates are wanted where nobody is there; the ledger of consents gets a word for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select

from storage import consents
from storage.consents import ConsentRow
from storage.contacts import TALK_HOURS, ContactRow, address_of, nothing_to_remember, read_state, row_of
from storage.dialects import any_of, put_rows
from storage.hours import hour_of
from storage.tables import contacts

if TYPE_CHECKING:
    from storage.store import Transaction

#: What the ledger says of it.
_HOW = {"stopped": "provider", "unreachable": "unreachable"}


def suppress(tx: Transaction, keys: Mapping[bytes, Literal["stopped", "unreachable"]], now: datetime) -> int:
    """Send nothing more to these contacts. Each is held until the transaction ends; twice is once.

    Args:
        tx: An open writing transaction.
        keys: Keys of contacts (`KeyRing.contact`), and what the provider says of each; unknown ones are passed over.
        now: An aware time.

    Returns:
        How many were not suppressed before.
    """
    held = select(contacts).where(any_of(tx.connection, contacts.c.key, sorted(keys))).order_by(contacts.c.key)
    changed, words, hour = [], [], hour_of(now)
    for row in tx.connection.execute(held.with_for_update()).all():
        contact = ContactRow(row.key, "", "", row.id, read_state(tx, row.key, row.state), row.address, new=False)
        stopped, had = keys[row.key] == "stopped", contact.state.updates
        if not row.id or (not had and (contact.state.stopped or not stopped)):
            continue
        channel = (address_of(tx, contact) or ("", ""))[0]
        if had:
            words.append(_word(contact, channel, _HOW[keys[row.key]]))
        state = contact.state.but({"updates": ()})
        if stopped:
            state = state.but({"stopped": True, "stopped_by": "provider"}).without_talk()
        contact.state = state
        expires = row.expires if row.expires is not None or not nothing_to_remember(state) else hour + TALK_HOURS
        changed.append(row_of(tx, contact, expires))
    put_rows(tx.connection, contacts, changed)
    consents.add(tx, words, hour)
    return len(changed)


def _word(contact: ContactRow, channel: str, how: str) -> ConsentRow:
    return ConsentRow(
        contact=contact.id,
        petition=None,
        given=False,
        wording="",
        language=contact.state.language or "",
        channel=channel,
        how=how,
        source="",
        area="",
        message=None,
    )
