"""Slots: the moments at which a sender may send, taken from its allowance inside the transaction of a claim."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bots.rhythm import AHEAD, LEAD, Pace, Weight, gap
from storage import allowance
from storage.allowance import Reading
from storage.usage import raise_usage, spent_this_month, used_today

if TYPE_CHECKING:
    from storage import Transaction

#: A moment in which both clocks were read tells how far apart they are; older ones say nothing about two that drift.
_READINGS, _OLDEST = 32, 20.0


class SharedClock:
    """The allowance's clock told by this process's own (`time.monotonic`): never early, and how late at most."""

    def __init__(self) -> None:
        self._readings: deque[tuple[float, float, float]] = deque(maxlen=_READINGS)
        self._latest = 0.0
        #: Seconds by which a moment that is told may lie after the true one.
        self.unsure = 0.0

    def observe(self, reading: Reading) -> None:
        """Learn from one reading."""
        true = reading.now / 1_000_000
        self._readings.append((reading.before - true, reading.after - true, reading.after))
        while self._readings[0][2] < reading.after - _OLDEST:
            self._readings.popleft()
        earliest, self._latest = self._bounds()
        if earliest > self._latest:
            # One of the clocks was set; what was learned before is void.
            newest = self._readings[-1]
            self._readings.clear()
            self._readings.append(newest)
            earliest, self._latest = self._bounds()
        self.unsure = self._latest - earliest

    def moment(self, slot: int) -> float:
        """When a slot begins, as `time.monotonic` tells it; not before it truly does."""
        return slot / 1_000_000 + self._latest

    def _bounds(self) -> tuple[float, float]:
        return max(one[0] for one in self._readings), min(one[1] for one in self._readings)


class Slots:
    """The slots that one claim takes, first come. Fill it with `take` when all else is known, then `close` it.

    Args:
        tx: The open writing transaction of the claim.
        sender: As in `allowances`.
        pace: What the sender may send.
        most: Messages at most.
        now: An aware time.
        cap: Micro-dollars that may be spent in a month; None = no limit.
    """

    def __init__(
        self, tx: Transaction, sender: str, pace: Pace, most: int, now: datetime, cap: int | None = None
    ) -> None:
        self._tx, self._sender, self._pace, self._now, self._most = tx, sender, pace, now, most
        self._cap = cap
        self._gap = gap(pace.limit) if pace.limit else 0
        #: The clock, once something was asked for.
        self.reading: Reading | None = None
        self._begun = False
        self._next = 0
        self._last: int | None = None
        self._left: int | None = None
        self._money: int | None = None
        self._units = self._cost = 0
        #: The slots taken so far, in microseconds; 0 where there is no limit.
        self.taken: list[int] = []
        #: Why nothing more could be taken: "" = only for now.
        self.short_of = ""

    def _begin(self) -> None:
        """Hold the allowance, as late as can be: all other workers of this sender wait for its end."""
        self._begun, tx = True, self._tx
        if self._pace.limit:
            held, self.reading = allowance.hold(tx, self._sender)
            self._next = max(held, self.reading.now + int(LEAD * 1_000_000))
            self._last = self.reading.now + int(AHEAD * 1_000_000)
        if self._pace.daily is not None:
            self._left = self._pace.daily - used_today(tx, self._sender, self._now)
        if self._cap is not None:
            self._money = self._cap - spent_this_month(tx, self._now)

    @property
    def next_slot(self) -> int:
        """The first slot that is free."""
        return self._next

    def take(self, weight: Weight) -> bool:
        """Take what one message needs; False where that is more than there is."""
        if not self._begun:
            self._begin()
        if self._left is not None and weight.units > self._left:
            self.short_of = "day"
        elif self._money is not None and weight.cost > self._money:
            self.short_of = "money"
        if self.short_of or len(self.taken) >= self._most or (self._last is not None and self._next > self._last):
            return False
        self.taken.append(self._next)
        self._next += weight.units * self._gap
        self._units, self._cost = self._units + weight.units, self._cost + weight.cost
        if self._left is not None:
            self._left -= weight.units
        if self._money is not None:
            self._money -= weight.cost
        return True

    def close(self) -> None:
        """Write how far the allowance is spent now, and what was used."""
        if not self.taken:
            return
        if self._gap:
            allowance.spend(self._tx, self._sender, self._next)
        raise_usage(self._tx, self._sender, self._now, self._units, self._cost)


def next_day(now: datetime) -> int:
    """Epoch seconds at which the next day of UTC begins."""
    return int((now + timedelta(days=1)).timestamp()) // 86400 * 86400
