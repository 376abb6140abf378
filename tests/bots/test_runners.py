"""The runner port: what both runners promise, the one of a single process and that of many."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from bots.runner import Job, Perform, Runner
from bots.runner_embedded import EmbeddedRunner
from bots.runner_postgresql import postgresql_runner, prepare
from tests.databases import fresh_database

CHANNELS = ("sms", "telegram")
#: Makes a runner of one process; several share what they have to do.
Make = Callable[[Perform], AbstractAsyncContextManager[Runner]]


@asynccontextmanager
async def embedded(perform: Perform) -> AsyncIterator[Runner]:
    """The runner of one process."""
    yield EmbeddedRunner(perform, CHANNELS)


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """An empty PostgreSQL database."""
    with fresh_database("postgresql", tmp_path) as found:
        yield found


@pytest.fixture(params=["embedded", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def make(request: pytest.FixtureRequest) -> Make:
    """How a runner is made."""
    if request.param == "embedded":
        return embedded
    found = request.getfixturevalue("url")
    return lambda perform: postgresql_runner(found, perform, CHANNELS)


class Work:
    """Does jobs, and remembers them."""

    def __init__(self) -> None:
        self.begun: list[Job] = []
        self.at_once = self.most_at_once = 0
        self.go = asyncio.Event()
        self._more = asyncio.Event()

    async def __call__(self, job: Job) -> None:
        self.begun.append(job)
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        self._more.set()
        try:
            await self.go.wait()
        finally:
            self.at_once -= 1

    async def until(self, number: int) -> None:
        """Wait until so many jobs were begun."""
        while len(self.begun) < number:
            self._more.clear()
            async with asyncio.timeout(20):
                await self._more.wait()


@asynccontextmanager
async def running(make: Make, work: Perform) -> AsyncIterator[Runner]:
    """A runner at work, which stops at the end."""
    async with make(work) as runner:
        task = asyncio.create_task(runner.run())
        try:
            yield runner
        finally:
            runner.stop()
            await task


async def test_every_job_is_done_once_and_a_few_at_a_time(make: Make) -> None:
    jobs = [Job(channel, 1, number) for channel in CHANNELS for number in range(5)]
    work = Work()
    async with running(make, work) as runner:
        await runner.offer(jobs)
        await work.until(4)
        work.go.set()
        await work.until(10)
    assert sorted(work.begun) == sorted(jobs)
    assert work.most_at_once == 4


async def test_what_waits_already_is_not_asked_for_twice_and_what_is_done_can_be_again(make: Make) -> None:
    work = Work()
    async with running(make, work) as runner:
        await runner.offer([Job("sms", 1, number) for number in range(3)])
        await work.until(2)
        for _ in range(3):
            await runner.offer([Job("sms", 1, 2), Job("sms", 1, 2)])
        assert (await runner.look()).waiting == 1
        work.go.set()
        await work.until(3)
        # Asked for until it is taken: who has just done it may not have said so yet.
        while len(work.begun) < 4:
            await runner.offer([Job("sms", 1, 2)])
            await asyncio.sleep(0.01)
    assert work.begun[-1] == Job("sms", 1, 2)
    assert len(work.begun) == 4


async def test_a_job_that_fails_holds_up_nothing(make: Make) -> None:
    work = Work()
    work.go.set()

    async def perform(job: Job) -> None:
        await work(job)
        if job.number < 2:
            raise ValueError("its words are told nowhere")

    async with running(make, perform) as runner:
        await runner.offer([Job("sms", 1, number) for number in range(4)])
        await work.until(4)
    assert sorted(job.number for job in work.begun) == [0, 1, 2, 3]


async def test_stopped_it_finishes_what_was_begun_and_begins_nothing(make: Make) -> None:
    work = Work()
    async with make(work) as runner:
        task = asyncio.create_task(runner.run())
        await runner.offer([Job("sms", 1, number) for number in range(5)])
        await work.until(2)
        runner.stop()
        work.go.set()
        await task
    assert len(work.begun) == 2
    assert work.at_once == 0


@pytest.mark.postgresql
async def test_what_a_dead_worker_had_in_hand_can_be_asked_for_again(url: str) -> None:
    dead, other = Work(), Work()
    other.go.set()
    async with postgresql_runner(url, dead, CHANNELS) as dying:
        task = asyncio.create_task(dying.run())
        await dying.offer([Job("sms", 1, 0)])
        await dead.until(1)
        async with postgresql_runner(url, other, CHANNELS, stalled=-1) as runner:
            # To this one nobody was heard of lately enough.
            assert (await runner.look()).stalled == 1
            assert await runner.rescue() == 1
            await runner.offer([Job("sms", 1, 0)])
            assert (await runner.look()).waiting == 1
        dead.go.set()
        dying.stop()
        await task


@pytest.mark.postgresql
async def test_its_tables_are_made_once_by_however_many_start(url: str) -> None:
    await asyncio.gather(*(prepare(url) for _ in range(4)))
    async with postgresql_runner(url, Work(), CHANNELS) as runner:
        await runner.offer([Job("sms", 1, 0)])
        await prepare(url)
        assert (await runner.look()).waiting == 1
