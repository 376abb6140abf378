"""Messages on their way: each leaves in its slot, and its end is written down as one of the known states.

What can't leave in its slot does not leave: the slot is lost, and the message waits again. What has left and whose end
never became known is uncertain. Nothing is sent twice here: a message is handed to the mouth once, and then it is over.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

import structlog

from bots.outcomes import Gone, Later, Mouth, Outcome, Outgoing, Refused, Sent
from bots.rhythm import LATE, backoff
from bots.slots import SharedClock
from bots.where_it_failed import where_it_failed
from storage.delivery_states import DeliveryState

#: Seconds that a mouth gets for one message, over and above its own limits.
_LONGEST = 60.0

#: Messages in a row without an answer after which the sender slows down.
SILENCES = 3
#: Seconds that the pausing of a broadcast takes, and in which nothing more of it leaves.
_HALTING = 2.0

Key = TypeVar("Key")
diagnostics = structlog.get_logger("undersigned.sender")


class End(NamedTuple):
    """What became of a message, ready to be written."""

    state: DeliveryState
    why: str = ""
    #: Of one that waits again: not before (epoch seconds).
    due: int = 0
    suppress: str = ""
    #: Everybody else would fare the same until an operator mends it.
    for_all: bool = False


#: It was its turn and it could not leave: nothing of it did.
PUT_BACK = End(DeliveryState.WAITING)


class Flights(Generic[Key]):
    """All messages of one worker that are claimed and not settled.

    Args:
        mouth: Through which they leave.
        clock: Gives the time, aware.
        told: Is called with each message's end, and with what was put off for how long by the provider.
    """

    def __init__(self, mouth: Mouth, clock: Callable[[], datetime], told: Callable[[Outcome | None], None]) -> None:
        self._mouth, self._clock, self._told = mouth, clock, told
        self.shared = SharedClock()
        #: Claimed, with an end or not yet begun.
        self.open = 0
        #: Ends that nobody has written yet.
        self.ended: list[tuple[Key, End]] = []
        #: Set whenever something has ended.
        self.news = asyncio.Event()
        #: While this is set nothing more leaves: what is claimed is put back.
        self.held = False
        #: Seconds that the provider wants this sender to wait; 0.0 = none. Whoever writes the ends writes this too.
        self.put_off = 0.0
        self._off_until = 0.0
        self._off_in_a_row = 0
        self._silent_in_a_row = 0
        self._tasks: set[asyncio.Task[None]] = set()
        #: What waits for its slot, by the key of its message.
        self._timers: dict[Key, asyncio.TimerHandle] = {}

    def add(self, key: Key, address: str, message: Outgoing, slot: int) -> None:
        """Send a message in its slot (0 = at once); its end will be in `ended`."""
        self.open += 1
        if not slot:
            self._leave(key, address, message)
            return
        moment = self.shared.moment(slot)
        self._wait(moment, key, address, message)

    def take_ended(self) -> list[tuple[Key, End]]:
        """The ends that nobody has written yet; whoever takes them writes them."""
        taken, self.ended = self.ended, []
        self.news.clear()
        return taken

    def hold(self) -> None:
        """Let nothing more leave; what waits for its slot is put back at once."""
        self.held = True
        for key, timer in self._timers.items():
            timer.cancel()
            self._end(key, PUT_BACK)
        self._timers.clear()

    async def finish(self, seconds: float) -> None:
        """`hold`; what has left gets so long to end, and is uncertain after that."""
        self.hold()
        if self._tasks:
            _done, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)

    def _wait(self, moment: float, key: Key, address: str, message: Outgoing) -> None:
        loop, early = asyncio.get_running_loop(), moment - time.monotonic()
        self._timers.pop(key, None)
        if early > 0 and not self.held:
            # A timer counts in milliseconds, and may go off one early; then it is set again for the rest.
            self._timers[key] = loop.call_later(early + 0.0005, self._wait, moment, key, address, message)
        elif self.held or self.shared.unsure - early > LATE:
            self._end(key, PUT_BACK)
        else:
            self._leave(key, address, message)

    def _leave(self, key: Key, address: str, message: Outgoing) -> None:
        if self.held or time.monotonic() < self._off_until:
            self._end(key, PUT_BACK)
            return
        task = asyncio.get_running_loop().create_task(self._send(key, address, message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, key: Key, address: str, message: Outgoing) -> None:
        outcome: Outcome | None = None
        end = End(DeliveryState.UNCERTAIN, "the provider did not say what became of it")
        try:
            async with asyncio.timeout(_LONGEST):
                outcome = await self._mouth.send(address, message)
            end, self._silent_in_a_row = self._read(outcome), 0
        except Exception as problem:
            self._silent_in_a_row += 1
            if self._silent_in_a_row >= SILENCES:
                # Each costs somebody their message, so a provider that is down is not asked at full pace.
                self._slow_down(0.0)
            diagnostics.warning(
                "what became of a message is not known",
                channel=self._mouth.channel,
                kind=type(problem).__name__,
                at=where_it_failed(problem),
            )
        finally:
            self._told(outcome)
            self._end(key, end)

    def _read(self, outcome: Outcome) -> End:
        match outcome:
            case Sent():
                self._off_in_a_row = 0
                return End(DeliveryState.SENT)
            case Later(seconds, why, whole, for_all):
                wait = self._slow_down(seconds) if whole else backoff(1, seconds)
                due = int(self._clock().timestamp() + wait) + 1
                return End(DeliveryState.WAITING, why, due, for_all=for_all)
            case Refused(why, for_all):
                if for_all:
                    self._off_until = max(self._off_until, time.monotonic() + _HALTING)
                return End(DeliveryState.REFUSED, why, for_all=for_all)
            case Gone(why, suppress):
                return End(DeliveryState.GONE, why, 0, suppress)

    def _slow_down(self, asked: float) -> float:
        """Let nothing leave for a while, longer each time; what was on its way when it began counts as one time.

        Returns:
            For how many seconds.
        """
        now = time.monotonic()
        self._off_in_a_row += now >= self._off_until
        wait = backoff(max(1, self._off_in_a_row), asked)
        self.put_off = max(self.put_off, wait)
        self._off_until = max(self._off_until, now + wait)
        return wait

    def _end(self, key: Key, end: End) -> None:
        self.open -= 1
        self.ended.append((key, end))
        self.news.set()
