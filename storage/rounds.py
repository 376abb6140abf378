"""Rounds: work that one process of several does now and then, whichever comes first."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zlib import crc32

from sqlalchemy import select

from storage.dialects import held_alone
from storage.marks import set_mark
from storage.tables import marks

if TYPE_CHECKING:
    from storage.store import Transaction

#: Any fixed number; with a round's own it names the lock under which the round is taken.
_ROUNDS = 7_467_474


def take_round(tx: Transaction, name: str, now: datetime, seconds: float) -> bool:
    """Whether this process shall do the round `name`: nobody has taken it in the last `seconds`.

    Args:
        tx: An open writing transaction; the round is taken when it commits.
        name: Which work.
        now: An aware time.
        seconds: How long a round lasts for the others.
    """
    if not held_alone(tx.connection, _ROUNDS, crc32(name.encode()) >> 1):
        return False
    mark, moment = f"round:{name}", int(now.timestamp())
    last = tx.connection.scalar(select(marks.c.value).where(marks.c.name == mark))
    # A clock that was set back must not keep everybody from the work.
    if last is not None and 0 <= moment - int(last) < seconds:
        return False
    set_mark(tx.connection, mark, str(moment))
    return True
