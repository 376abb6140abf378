"""The planner: sees once a second what there is to be sent, and asks the runner for it.

It is idempotent, so each process may have one, and what a crash has lost is asked for again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import structlog

from bots.runner import Job, Runner
from bots.where_it_failed import where_it_failed
from storage import Store, Transaction, chunks, marks
from storage.dialects import held_alone

#: Seconds between two looks.
EVERY = 1.0
#: Chunks of one channel that are asked for at most; more than all hands can have in a second.
_MOST = 64
#: Any fixed number: names the lock under which one process at a time does the writing.
_PLANNING = 7_467_474

#: Does a piece of what has to be written before or after the sending; whether there is more of it at once.
Step = Callable[[Transaction, datetime], bool]

diagnostics = structlog.get_logger("undersigned.planner")


class Planner:
    """Asks for what is due.

    Args:
        store: The open store.
        runner: Whom to ask.
        channels: Those that can be sent on.
        clock: Gives the time, aware.
        stalled: Seconds after which a worker that was not heard of counts as dead.
        steps: What is written meanwhile, each piece a transaction of its own: the audience's slices, broadcasts' ends.
        every: Seconds between two looks.
    """

    def __init__(
        self,
        store: Store,
        runner: Runner,
        channels: Sequence[str],
        clock: Callable[[], datetime],
        stalled: int,
        steps: Sequence[Step] = (),
        every: float = EVERY,
    ) -> None:
        self._store, self._runner, self._channels, self._clock = store, runner, channels, clock
        self._stalled, self._steps, self._every = stalled, steps, every

    async def run(self) -> None:
        """Plan until cancelled."""
        while True:
            try:
                more = await self.plan()
            except Exception as problem:
                at = where_it_failed(problem)
                diagnostics.warning("planning failed; it is tried again", kind=type(problem).__name__, at=at)
                more = False
            if not more:
                await asyncio.sleep(self._every)

    async def plan(self) -> bool:
        """One look; whether there is more to do at once."""
        now = self._clock()
        if jobs := await self._store.read(partial(self._due, now=int(now.timestamp()))):
            await self._runner.offer(jobs)
        more = [
            await self._store.write(partial(_alone, number=at, step=step, now=now)) for at, step in self._numbered()
        ]
        return any(more)

    def _numbered(self) -> list[tuple[int, Step]]:
        return list(enumerate(self._steps))

    def _due(self, tx: Transaction, now: int) -> list[Job]:
        if marks.is_paused(tx):
            return []
        return [
            Job(channel, *one)
            for channel in self._channels
            for one in chunks.due(tx, [channel], now, self._stalled, _MOST)
        ]


def _alone(tx: Transaction, number: int, step: Step, now: datetime) -> bool:
    """Do a step, unless another process does it just now."""
    return held_alone(tx.connection, _PLANNING, number) and step(tx, now)
