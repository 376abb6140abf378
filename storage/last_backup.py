"""When the store was last backed up, as far as it was told; a mark of the store's own, and nothing about anybody."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from storage.marks import read_mark, set_mark

if TYPE_CHECKING:
    from storage.store import Transaction

#: The mark: seconds since 1970.
BACKED_UP = "backed-up"


def note_backup(tx: Transaction, now: datetime) -> None:
    """Write down that a backup holds the state of `now`, an aware time."""
    set_mark(tx.connection, BACKED_UP, str(int(now.timestamp())))


def last_backup(tx: Transaction) -> datetime | None:
    """When, in UTC; None when nobody ever said so."""
    told = read_mark(tx.connection, BACKED_UP)
    return None if told is None else datetime.fromtimestamp(int(told), UTC)
