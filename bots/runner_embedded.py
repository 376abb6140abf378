"""The runner of one process: what SQLite has, where one process does everything."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from bots.runner import Job, Perform, Queue
from bots.where_it_failed import where_it_failed

diagnostics = structlog.get_logger("undersigned.runner")


class EmbeddedRunner:
    """Runs jobs as tasks of this process; what is not done when it ends is asked for again after its next start.

    Args:
        perform: Does one job.
        channels: Those that have jobs.
        hands: Jobs of a channel that are in hand at a time.
    """

    def __init__(self, perform: Perform, channels: Sequence[str], hands: int = 2) -> None:
        self._perform, self._hands = perform, hands
        self._waiting: dict[str, asyncio.Queue[Job | None]] = {channel: asyncio.Queue() for channel in channels}
        self._known: set[Job] = set()
        self._working: set[Job] = set()

    async def offer(self, jobs: Sequence[Job]) -> None:
        """Have these done, but for those that wait or are in hand."""
        for job in jobs:
            if job not in self._known and job.channel in self._waiting:
                self._known.add(job)
                self._waiting[job.channel].put_nowait(job)

    async def run(self) -> None:
        """Work until `stop`."""
        async with asyncio.TaskGroup() as group:
            for channel in self._waiting:
                for _hand in range(self._hands):
                    group.create_task(self._work(channel))

    def stop(self) -> None:
        """Begin nothing more."""
        for queue in self._waiting.values():
            while not queue.empty():
                queue.get_nowait()
            for _hand in range(self._hands):
                queue.put_nowait(None)

    async def look(self) -> Queue:
        """What there is to do here."""
        return Queue(len(self._known) - len(self._working), len(self._working), 0, 1)

    async def _work(self, channel: str) -> None:
        while (job := await self._waiting[channel].get()) is not None:
            self._working.add(job)
            try:
                await self._perform(job)
            except Exception as problem:
                at = where_it_failed(problem)
                diagnostics.warning("a chunk could not be worked on", kind=type(problem).__name__, at=at)
            finally:
                self._known.discard(job)
                self._working.discard(job)
