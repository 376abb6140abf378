"""When the store was last backed up, as far as it was told; a mark of the store's own, and nothing about anybody."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from storage.hours import moment_of
from storage.marks import read_mark, set_mark

if TYPE_CHECKING:
    from storage.store import Transaction

#: The mark: seconds since 1970.
BACKED_UP = "backed-up"


def note_backup(tx: Transaction, now: datetime) -> None:
    """Write down that a backup holds the state of `now`, an aware time."""
    set_mark(tx.connection, BACKED_UP, str(int(now.timestamp())))


def last_backup(tx: Transaction) -> datetime | None:
    """When, in UTC; None when nobody ever said so, or when what was said is no time."""
    told = read_mark(tx.connection, BACKED_UP)
    try:
        return None if told is None else moment_of(int(told))
    except ValueError:
        return None
