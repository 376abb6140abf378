"""Usage: what left in a day by a sender, for daily limits and the month's spend cap; raised when it is claimed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select, update

from storage.dialects import add_missing
from storage.outgoing_tables import usage

if TYPE_CHECKING:
    from storage.store import Transaction

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ROW = (usage.c.sender == bindparam("whose"), usage.c.day == bindparam("on"))
_RAISE = (
    update(usage)
    .where(*_ROW)
    .values(segments=usage.c.segments + bindparam("more"), cost=usage.c.cost + bindparam("dearer"))
)
_UNITS = select(usage.c.segments).where(*_ROW)
_COST = select(func.coalesce(func.sum(usage.c.cost), 0)).where(usage.c.day >= bindparam("since"))


def day_number(now: datetime) -> int:
    """The day of UTC that an aware time lies in, counted from 1970-01-01."""
    return (now.astimezone(UTC) - _EPOCH).days


def raise_usage(tx: Transaction, sender: str, now: datetime, units: int, cost: int) -> None:
    """Add what is about to leave.

    Args:
        tx: An open writing transaction.
        sender: As in `allowances`.
        now: An aware time.
        units: Segments, or messages.
        cost: Micro-dollars.
    """
    where = {"whose": sender, "on": day_number(now)}
    more = where | {"more": units, "dearer": cost}
    if not tx.connection.execute(_RAISE, more).rowcount:
        row = {"sender": sender, "day": where["on"], "segments": 0, "cost": 0}
        add_missing(tx.connection, usage, [row])
        tx.connection.execute(_RAISE, more)


def used_today(tx: Transaction, sender: str, now: datetime) -> int:
    """Units that a sender has used on this day of UTC."""
    return tx.connection.scalar(_UNITS, {"whose": sender, "on": day_number(now)}) or 0


def spent_this_month(tx: Transaction, now: datetime) -> int:
    """Micro-dollars that all senders have spent since the first of this month, in UTC."""
    first = now.astimezone(UTC).replace(day=1)
    return int(tx.connection.scalar(_COST, {"since": day_number(first)}) or 0)
