"""The runner port: gets chunks worked on, by this process alone or by many. All else is the same code.

A job only says "work on this chunk". The truth is in the chunks and deliveries, so a runner may run a job twice, or
lose one: the planner (`bots.planning`) asks again as long as there is something to be done.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple, Protocol


class Job(NamedTuple):
    """Work on one chunk of a broadcast."""

    channel: str
    broadcast: int
    number: int


class Queue(NamedTuple):
    """What a runner has to do, over all of its processes."""

    #: Jobs that nobody has begun, and that somebody works on.
    waiting: int
    working: int
    #: Jobs whose worker was not heard of for the stall time.
    stalled: int
    #: Processes that work.
    workers: int


#: Does a job; raises what went wrong.
Perform = Callable[[Job], Awaitable[None]]


class Runner(Protocol):
    """Runs jobs; made with what performs one, and how many a channel has in hand at a time."""

    async def offer(self, jobs: Sequence[Job]) -> None:
        """Have these done, each once as long as it waits: one that waits already is not asked for twice."""

    async def run(self) -> None:
        """Work until `stop`, or until cancelled. A job that fails is told in the diagnostics and given up."""

    def stop(self) -> None:
        """Begin nothing more; `run` returns when what was begun is done."""

    async def look(self) -> Queue:
        """What there is to do."""
