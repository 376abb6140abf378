"""A queue in front of the writer: what waits together is taken together, at the moment when the writer is free."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from conversations import Heard, Turn

Write = Callable[[Heard, Turn], bytes]


@dataclass(slots=True)
class Waiting:
    """One message whose caller waits for its answer."""

    heard: Heard
    write: Write
    answer: asyncio.Future[bytes] = field(repr=False)
    #: The machine's time, in seconds, when it came.
    since: float = field(default_factory=time.perf_counter)
    #: What it led to; None for a message that was answered before.
    turn: Turn | None = field(default=None, repr=False)
    #: Its turn failed, and `turn` is an apology.
    failed: bool = False


class Lane:
    """One queue. Its hands ask for a write each and fill it when it begins.

    Args:
        answers: Writes what `take` gives it and returns an answer, or what went wrong, for each.
        hands: Writes asked for at the same time: two where they are done one after the other, so that the next always
            stands behind the present one; one where they would be done side by side, which would mix up the order.
        cap: Messages in one write at most.
    """

    def __init__(
        self, answers: Callable[[Lane, list[Waiting]], Awaitable[Sequence[bytes | Exception]]], hands: int, cap: int
    ) -> None:
        self._answers, self._cap = answers, cap
        self._waiting: deque[Waiting] = deque()
        self._woken, self._loop = asyncio.Event(), asyncio.get_running_loop()
        self._open = True
        #: A write has been asked for that has not yet taken what waits.
        self._next = False
        self._hands = [asyncio.create_task(self._write()) for _ in range(hands)]

    def __len__(self) -> int:
        """Messages that no write has taken yet."""
        return len(self._waiting)

    @property
    def alive(self) -> bool:
        """Whether its hands are at work."""
        return not any(hand.done() for hand in self._hands)

    def put(self, waiting: Waiting) -> None:
        """Let a message wait."""
        self._waiting.append(waiting)
        self._woken.set()

    def take(self, batch: list[Waiting]) -> list[Waiting]:
        """Fill `batch` with what waits, once.

        Runs where the store writes, maybe in its thread: taking from a deque is safe against putting into it.
        """
        if not batch:
            with suppress(IndexError):
                while len(batch) < self._cap:
                    batch.append(self._waiting.popleft())
            self._next = False
            self._loop.call_soon_threadsafe(self._woken.set)
        return batch

    async def finish(self) -> None:
        """Write what waits, then end."""
        self._open = False
        self._woken.set()
        await asyncio.gather(*self._hands)

    async def _write(self) -> None:
        while self._open or self._waiting:
            if not self._waiting or self._next:
                self._woken.clear()
                await self._woken.wait()
                continue
            self._next = True
            batch: list[Waiting] = []
            for one, answer in zip(batch, await self._answers(self, batch), strict=True):
                if one.answer.done():  # the caller hung up; the turn stands, a redelivery gets the answer
                    continue
                if isinstance(answer, bytes):
                    one.answer.set_result(answer)
                else:
                    one.answer.set_exception(answer)
