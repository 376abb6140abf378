"""The sender: works on a chunk of a broadcast until nothing of it is due.

Over and over: claim what the allowance lets go in the next half second (1 to 50), with consent, pause and quiet hours
checked again, and commit; send each in its slot; settle what has ended, in the same transaction as the next claim.

What is promised: **at most once**. A delivery is claimed on the disk before it leaves, by one worker; it is handed to
the provider once. Where a worker dies or an answer is lost between the two, the delivery is *uncertain*: it may have
arrived, and is not sent again by itself. A pause, a STOP or a cancellation holds for everything that is not claimed:
within half a second for what is. Not promised: that a provider which has taken a message delivers it.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress as passed_over
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal, NamedTuple, cast

import structlog

from bots.flights import End, Flights
from bots.outcomes import Mouth, Outcome, Outgoing
from bots.rhythm import AHEAD, Pace, Weight
from bots.slots import Slots, next_day
from conversations.as_typed import written
from storage import Store, StoreUnavailable, Transaction, allowance, chunks, deliveries
from storage.broadcast_stops import stop_by_itself
from storage.chunks import Chunk
from storage.deliveries import Claimed, Hours, Letter, Settled
from storage.delivery_states import DeliveryState
from storage.usage import raise_usage

#: Deliveries claimed at a time, and claimed and not settled, at most.
_AT_ONCE, _OPEN = 50, 250
#: Seconds after which what has ended is written, whether or not more can be claimed.
_SETTLE = 0.2
#: Seconds that messages on their way get when the worker is to stop.
LAST_SENDS = 10.0
#: Seconds until a database that refused is asked again.
_AGAIN = 0.5
#: Told of a broadcast that was paused because no more may be spent this month.
CAP_REACHED = "this month's spend cap is reached"

diagnostics = structlog.get_logger("undersigned.sender")


@dataclass(frozen=True, slots=True)
class Sending:
    """How one mouth sends.

    Args:
        mouth: Through which.
        pace: How much it may send.
        weigh: What a text takes of that, and costs.
        hours: When a message may arrive (`storage.deliveries.Hours`), at an aware time.
        monthly: Messages of the organization to one person in 30 days, at most.
        cap: Micro-dollars that may be spent in a month; None = no limit.
        stalled: Seconds after which a worker that was not heard of counts as dead.
        watch: Is told what came of each message; None = it is not known.
    """

    mouth: Mouth
    pace: Pace
    weigh: Callable[[str], Weight]
    hours: Callable[[str, str, str, datetime], tuple[int, int]]
    monthly: int = 4
    cap: int | None = None
    stalled: int = 30
    watch: Callable[[Outcome | None], None] = lambda _outcome: None


class _Cycle(NamedTuple):
    """What one transaction settled and claimed."""

    claimed: Claimed
    slots: list[int]
    next_slot: int
    short_of: str


class Sender:
    """Works on chunks for one mouth in one process.

    Args:
        store: The open store.
        sending: How to send.
        clock: Gives the time, aware.
    """

    def __init__(self, store: Store, sending: Sending, clock: Callable[[], datetime]) -> None:
        self._store, self._sending, self._clock = store, sending, clock
        self._stopping = False
        self._works: set[_Work] = set()

    async def run_chunk(self, broadcast: int, number: int) -> None:
        """Work on a chunk until nothing of it is due; at once over where it is another's, or done.

        Raises:
            StoreUnavailable: when it can't be taken.
        """
        if self._stopping:
            return
        taken = partial(
            chunks.take,
            broadcast=broadcast,
            number=number,
            worker=secrets.token_bytes(16),
            now=int(self._clock().timestamp()),
            stalled=self._sending.stalled,
        )
        chunk = await self._store.write(taken)
        if chunk is None:
            return
        work = _Work(self._store, self._sending, self._clock, chunk)
        self._works.add(work)
        try:
            await work.run()
        finally:
            self._works.discard(work)

    def stop(self) -> None:
        """Let nothing more leave; what has left is waited for, settled, and the chunks are let go."""
        self._stopping = True
        for work in self._works:
            work.stop()


class _Work:
    """One worker's work on one chunk."""

    def __init__(self, store: Store, sending: Sending, clock: Callable[[], datetime], chunk: Chunk) -> None:
        self._store, self._sending, self._clock, self._chunk = store, sending, clock, chunk
        self._flights: Flights[Letter] = Flights(sending.mouth, clock, sending.watch)
        self._ended, self._not_before, self._stopping = "", 0, False
        self._weights: dict[str, Weight] = {}
        self._texts: Mapping[str, str] = {}
        self._ready, self._beat = 0.0, 0.0

    def stop(self) -> None:
        self._stopping = True
        self._flights.hold()
        self._flights.news.set()

    async def run(self) -> None:
        """Until nothing is due, and nothing that was claimed is open."""
        flights = self._flights
        try:
            while not (self._over and not flights.open and not flights.ended):
                cycle = await self._turn()
                if cycle is not None:
                    self._send(cycle)
                await self._rest()
        finally:
            if flights.open or flights.ended:
                await self._wind_up()
            await self._patiently(lambda tx: chunks.release(tx, self._chunk, self._now, self._not_before))

    @property
    def _over(self) -> bool:
        return bool(self._ended) or self._stopping

    @property
    def _now(self) -> int:
        return int(self._clock().timestamp())

    async def _turn(self) -> _Cycle | None:
        """Settle what has ended and claim more, in one transaction; None when the database refused."""
        flights = self._flights
        ended, put_off = flights.take_ended(), flights.put_off
        flights.put_off = 0.0
        room = 0 if self._over or time.monotonic() < self._ready else min(_AT_ONCE, _OPEN - flights.open)
        try:
            cycle = await self._store.write(partial(self._settle_and_claim, ended=ended, put_off=put_off, room=room))
        except BaseException as problem:
            # Whether or not it was kept: written twice is written once.
            flights.ended = ended + flights.ended
            flights.put_off = max(put_off, flights.put_off)
            if not isinstance(problem, StoreUnavailable):
                raise
            diagnostics.warning("deliveries could not be written, it is tried again", why=str(problem))
            await asyncio.sleep(_AGAIN)
            return None
        self._beat = time.monotonic()
        return cycle

    def _settle_and_claim(
        self, tx: Transaction, ended: list[tuple[Letter, End]], put_off: float, room: int
    ) -> _Cycle | None:
        sending, now = self._sending, self._clock()
        mine = chunks.beat(tx, self._chunk, int(now.timestamp()))
        if ended:
            deliveries.settle(tx, self._chunk, [_settled(letter, end) for letter, end in ended], now)
        if put_off:
            allowance.put_off(tx, sending.mouth.sender, put_off)
        halt = next((end.why for _letter, end in ended if end.for_all), "")
        cycle = self._claim(tx, room, now) if mine and room > 0 and not halt else None
        # All take the allowance before the usage; otherwise two could wait for each other.
        self._give_back(tx, [letter for letter, end in ended if end.state is DeliveryState.WAITING], now)
        if halt:
            stop_by_itself(tx, self._chunk.broadcast, halt, now)
        return cycle if mine else _Cycle(Claimed((), {}, "lost"), [], 0, "")

    def _claim(self, tx: Transaction, room: int, now: datetime) -> _Cycle:
        sending = self._sending
        slots = Slots(tx, sending.mouth.sender, sending.pace, room, now, sending.cap)
        claimed = deliveries.claim(
            tx, self._chunk, room, now, self._hours(now), sending.monthly, lambda text: slots.take(self._weight(text))
        )
        slots.close()
        if slots.reading:
            self._flights.shared.observe(slots.reading)
        if claimed.ended == "canceled":
            chunks.close_waiting(tx, self._chunk.broadcast, self._chunk.number, "canceled")
        if slots.short_of == "money" and not claimed.ended:
            stop_by_itself(tx, self._chunk.broadcast, CAP_REACHED, now)
        return _Cycle(claimed, slots.taken, slots.next_slot, slots.short_of)

    def _send(self, cycle: _Cycle) -> None:
        """Let what was claimed fly, and see when to claim again."""
        claimed, flights = cycle.claimed, self._flights
        self._texts = claimed.texts or self._texts
        for letter, slot in zip(claimed.letters, cycle.slots, strict=True):
            of = f"{self._chunk.broadcast}.{self._chunk.number}.{letter.place}"
            text = written(self._chunk.channel, claimed.texts[letter.language])
            flights.add(letter, letter.address, Outgoing(text, letter.language, of, letter.valid_until), slot)
        self._ready = flights.shared.moment(cycle.next_slot) - AHEAD * 0.6 if cycle.next_slot else 0.0
        if claimed.ended == "empty" and (flights.open or flights.ended):
            # What is put back yet is due at once, so it is looked for when all have ended.
            self._ready = float("inf")
        elif claimed.ended:
            self._ended = claimed.ended
        elif cycle.short_of == "day":
            self._ended, self._not_before = "day", next_day(self._clock())
        elif cycle.short_of == "money":
            self._ended = "money"

    async def _rest(self) -> None:
        """Until something can be claimed, is to be settled, or the chunk's others are to hear of us."""
        flights = self._flights
        while True:
            now = time.monotonic()
            if self._ready == float("inf") and not flights.open:
                self._ready = 0.0
            wakes = [self._beat + self._sending.stalled / 4]
            if flights.ended or self._over:
                wakes.append(self._beat + _SETTLE if flights.open else now)
            if not self._over and flights.open <= _OPEN - _AT_ONCE:
                wakes.append(self._ready)
            if len(flights.ended) >= _AT_ONCE or (flights.put_off and flights.ended) or min(wakes) <= now:
                return
            flights.news.clear()
            with passed_over(TimeoutError):
                async with asyncio.timeout(min(wakes) - now):
                    await flights.news.wait()

    async def _wind_up(self) -> None:
        """Cancelled in the middle: let what has left end, and write down all ends."""
        await self._flights.finish(LAST_SENDS)
        ended = self._flights.take_ended()
        await self._patiently(lambda tx: self._settle_and_claim(tx, ended, self._flights.put_off, 0))

    async def _patiently(self, work: Callable[[Transaction], object]) -> None:
        """Write, and again as long as the chunk is ours by its beat."""
        until = time.monotonic() + self._sending.stalled
        while True:
            try:
                await self._store.write(work)
            except StoreUnavailable as problem:
                if time.monotonic() > until:
                    raise
                diagnostics.warning("deliveries could not be written, it is tried again", why=str(problem))
                await asyncio.sleep(_AGAIN)
            else:
                return

    def _hours(self, now: datetime) -> Hours:
        return lambda channel, address, area: self._sending.hours(channel, address, area, now)

    def _weight(self, text: str) -> Weight:
        if (weight := self._weights.get(text)) is None:
            weight = self._weights[text] = self._sending.weigh(text)
        return weight

    def _give_back(self, tx: Transaction, letters: list[Letter], now: datetime) -> None:
        """What did not leave was not used."""
        if letters:
            weights = [self._weight(self._texts[letter.language]) for letter in letters]
            units, cost = sum(one.units for one in weights), sum(one.cost for one in weights)
            raise_usage(tx, self._sending.mouth.sender, now, -units, -cost)


def _settled(letter: Letter, end: End) -> Settled:
    suppress = cast("Literal['', 'stopped', 'unreachable']", end.suppress)
    return Settled(letter.place, end.state, end.why, end.due, letter.contact, suppress)
