"""Sends what the outbox holds: a few messages to one person each, people's own words before reminders.

As with broadcasts (`bots.sender`): claimed on the disk first, handed to the provider once, settled after; what nobody
knows the end of is uncertain and never sent again.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress as passed_over
from datetime import datetime
from functools import partial
from typing import Literal, cast

import structlog

from bots.flights import End, Flights
from bots.outcomes import Outgoing
from bots.sender import LAST_SENDS, Sending
from bots.slots import Slots
from storage import Store, StoreUnavailable, Transaction, allowance, outbox
from storage.delivery_states import DeliveryState
from storage.outbox import OutboxLetter, OutboxSettled

#: Messages claimed at a time, and claimed and not settled, at most.
_AT_ONCE, _OPEN = 20, 60
#: Seconds between two looks into an outbox in which nothing was due.
_IDLE = 0.5

diagnostics = structlog.get_logger("undersigned.outbox")


class OutboxSender:
    """Sends the outbox's messages for one mouth in one process; any number of them may run at once.

    Args:
        store: The open store.
        sending: How to send; hours and monthly number are not asked, since each message says when it may leave.
        clock: Gives the time, aware.
        idle: Seconds between two looks while nothing is due.
    """

    def __init__(self, store: Store, sending: Sending, clock: Callable[[], datetime], idle: float = _IDLE) -> None:
        self._store, self._sending, self._clock, self._idle = store, sending, clock, idle
        self._flights: Flights[OutboxLetter] = Flights(sending.mouth, clock, sending.watch)
        self._worker = secrets.token_bytes(16)
        self._stopping = False

    async def run(self) -> None:
        """Send until it is told to stop, or cancelled; what has left is waited for and settled."""
        flights = self._flights
        try:
            while not self._stopping:
                try:
                    busy = await self._turn()
                except StoreUnavailable as problem:
                    diagnostics.warning("the outbox could not be read or written, it is tried again", why=str(problem))
                    busy = False
                if not busy:
                    with passed_over(TimeoutError):
                        async with asyncio.timeout(self._idle):
                            await flights.news.wait()
        finally:
            await flights.finish(LAST_SENDS)
            if ended := flights.take_ended():
                await self._store.write(partial(self._settle, ended=ended, put_off=flights.put_off))

    def stop(self) -> None:
        """Let nothing more leave; `run` returns when what has left is settled."""
        self._stopping = True
        self._flights.hold()
        self._flights.news.set()

    async def _turn(self) -> bool:
        """Settle what has ended, claim what is due; whether anything was claimed."""
        flights, now = self._flights, int(self._clock().timestamp())
        looks = partial(outbox.is_due, channel=self._sending.mouth.channel, now=now)
        if not flights.ended and not flights.put_off and not await self._store.read(looks):
            flights.news.clear()
            return False
        ended, put_off = flights.take_ended(), flights.put_off
        flights.put_off = 0.0
        try:
            letters, slots = await self._store.write(partial(self._settle_and_claim, ended=ended, put_off=put_off))
        except BaseException:
            # Whether or not it was kept: written twice is written once.
            flights.ended = ended + flights.ended
            flights.put_off = max(put_off, flights.put_off)
            raise
        for letter, slot in zip(letters, slots, strict=True):
            of = Outgoing(letter.text, letter.language, f"o.{letter.number}", letter.valid_until, letter.choices)
            flights.add(letter, letter.address, of, slot)
        return bool(letters)

    def _settle_and_claim(
        self, tx: Transaction, ended: Sequence[tuple[OutboxLetter, End]], put_off: float
    ) -> tuple[list[OutboxLetter], list[int]]:
        sending, now = self._sending, self._clock()
        self._settle(tx, ended, put_off)
        at = int(now.timestamp())
        outbox.give_up(tx, at)
        room = min(_AT_ONCE, _OPEN - self._flights.open)
        if room <= 0 or self._stopping:
            return [], []
        slots = Slots(tx, sending.mouth.sender, sending.pace, room, now, sending.cap)
        letters = outbox.claim(
            tx, [sending.mouth.channel], self._worker, at, room, lambda _channel, text: slots.take(sending.weigh(text))
        )
        slots.close()
        if slots.reading:
            self._flights.shared.observe(slots.reading)
        return letters, slots.taken

    def _settle(self, tx: Transaction, ended: Sequence[tuple[OutboxLetter, End]], put_off: float) -> None:
        if ended:
            outbox.settle(tx, [_settled(letter, end) for letter, end in ended], self._clock())
        if put_off:
            allowance.put_off(tx, self._sending.mouth.sender, put_off)


def _settled(letter: OutboxLetter, end: End) -> OutboxSettled:
    suppress = cast("Literal['', 'stopped', 'unreachable']", end.suppress)
    # What missed its slot waits for the next one; whatever was put off must be in time all the same.
    state = end.state
    if state is DeliveryState.WAITING and end.due >= letter.valid_until:
        return OutboxSettled(letter.number, letter.contact, DeliveryState.NOT_SENT, "too late")
    return OutboxSettled(letter.number, letter.contact, state, end.why, end.due, suppress)
