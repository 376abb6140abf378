"""Allowances: when a sender may send next, for all workers of all processes together; one row per sender.

A worker holds the row, reads how far it is spent, claims what may leave, and writes how far it is spent now, all in the
transaction of the claim: so no slot is given twice, and none is given to nothing. Slots lie a gap apart
(`bots.rhythm`), never in the past: one that nobody took is lost.

Times are microseconds since 1970, by the database server's clock on PostgreSQL, by this machine's on SQLite.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import BigInteger, bindparam, func, literal_column, select, update

from storage.dialects import add_missing, is_postgresql
from storage.outgoing_tables import allowances

if TYPE_CHECKING:
    from storage.store import Transaction

#: No provider asks for longer; a slot that lies further ahead was written by a clock that was wrong.
MOST_AHEAD = 2 * 3600 * 1_000_000

_SENDER = allowances.c.sender == bindparam("whose")
_HOLD = select(allowances.c.next_slot).where(_SENDER).with_for_update()
_SPEND = update(allowances).where(_SENDER).values(next_slot=bindparam("then"))
_CLOCK = select(
    func.cast(literal_column("extract(epoch FROM clock_timestamp()) * 1000000"), BigInteger)  # PostgreSQL's own
)


class Reading(NamedTuple):
    """The allowance's clock beside this process's own."""

    #: Microseconds since 1970.
    now: int
    #: `time.monotonic()` before and after it was read; `now` was true at some moment between them.
    before: float
    after: float


def hold(tx: Transaction, sender: str) -> tuple[int, Reading]:
    """Hold a sender's allowance until the transaction ends.

    Returns:
        The next free slot, in microseconds, which may lie in the past; and the clock.
    """
    next_slot = tx.connection.scalar(_HOLD, {"whose": sender})
    if next_slot is None:
        add_missing(tx.connection, allowances, [{"sender": sender, "next_slot": 0}])
        next_slot = tx.connection.scalar(_HOLD, {"whose": sender}) or 0
    clock = read_clock(tx)
    return (next_slot if next_slot <= clock.now + MOST_AHEAD else clock.now), clock


def spend(tx: Transaction, sender: str, next_slot: int) -> None:
    """Say which slot is the next free one; the allowance must be held."""
    tx.connection.execute(_SPEND, {"whose": sender, "then": next_slot})


def put_off(tx: Transaction, sender: str, seconds: float) -> None:
    """The provider wants nothing of a sender for so long: all workers wait, two hours at most."""
    held, clock = hold(tx, sender)
    until = clock.now + min(int(seconds * 1_000_000), MOST_AHEAD)
    spend(tx, sender, max(held, until))


def read_clock(tx: Transaction) -> Reading:
    """The clock by which slots are written."""
    before = time.monotonic()
    if is_postgresql(tx.connection):
        now = int(tx.connection.scalar(_CLOCK) or 0)
        return Reading(now, before, time.monotonic())
    return Reading(time.time_ns() // 1000, before, time.monotonic())
