"""A broadcast leaves from real processes: `serve` on SQLite, workers on PostgreSQL of which one is killed."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy import select

from storage import Store, Transaction
from storage.outgoing_tables import broadcasts
from tests.databases import fresh_database
from tests.fakes_server import LoopbackServer
from tests.fakes_twilio import FakeTwilio
from tests.journeys.served import Served
from tests.storage.broadcasting import by_state, frozen
from tests.warm_starts import Started

ROOT = Path(__file__).resolve().parents[2]
SLUG = "safe-crossing"
PEOPLE = [f"+1312555{number:04d}" for number in range(100, 400)]
SETTINGS = {"QUIET_HOURS": "off", "TWILIO_RATE": "100", "STALLED_AFTER": "5"}


class Provider:
    """Takes messages as Twilio does, and remembers to whom."""

    def __init__(self) -> None:
        self.got: Counter[str] = Counter()
        self.more = asyncio.Event()

    async def take(self, request: web.Request) -> web.Response:
        """One request."""
        form = await request.post()
        self.got[str(form["To"])] += 1
        self.more.set()
        return web.json_response({"sid": f"SM{sum(self.got.values()):032d}", "status": "queued"}, status=201)

    async def until(self, number: int) -> None:
        """Wait until so many have come."""
        async with asyncio.timeout(60):
            while sum(self.got.values()) < number:
                self.more.clear()
                await self.more.wait()


async def ended(store: Store, broadcast: int) -> None:
    """Wait until a broadcast is done."""

    def is_done(tx: Transaction) -> bool:
        return tx.connection.scalar(select(broadcasts.c.state).where(broadcasts.c.id == broadcast)) == "done"

    async with asyncio.timeout(60):
        while not await store.read(is_done):  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def test_serve_sends_a_broadcast_and_says_that_it_is_done(tmp_path: Path) -> None:
    provider = Provider()
    async with FakeTwilio() as twilio, LoopbackServer(provider.take) as api:
        line = Served(tmp_path, twilio, SETTINGS | {"TWILIO_API_URL": api.url}).prepare()
        async with line.serving():
            store = Store.open(line.database_url, line.master)
            broadcast = await store.write(partial(frozen, channel="sms", addresses=PEOPLE, slug=SLUG))
            await ended(store, broadcast)
            assert await store.read(partial(by_state, broadcast=broadcast)) == {"sent": len(PEOPLE)}
            await store.aclose()
    assert provider.got == Counter(PEOPLE)


@pytest.mark.postgresql
async def test_workers_share_a_broadcast_and_one_that_is_killed_leaves_a_few_uncertain(tmp_path: Path) -> None:
    provider = Provider()
    with fresh_database("postgresql", tmp_path) as url:
        async with FakeTwilio() as twilio, LoopbackServer(provider.take) as api:
            settings = SETTINGS | {"TWILIO_API_URL": api.url}
            line = Served(tmp_path, twilio, settings, database_url=url).prepare()
            environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **line.environment()}
            logs = [tmp_path / f"worker{number}.log" for number in range(2)]
            workers = [
                Started(("worker",), folder=tmp_path, environment=environment, output=(log, log), cold=False)
                for log in logs
            ]
            try:
                store = Store.open(line.database_url, line.master)
                broadcast = await store.write(partial(frozen, channel="sms", addresses=PEOPLE, slug=SLUG, size=50))
                await provider.until(60)
                os.killpg(workers[0].pid, signal.SIGKILL)
                await workers[0].wait()
                await ended(store, broadcast)
                found = await store.read(partial(by_state, broadcast=broadcast))
                await store.aclose()
                workers[1].send_signal(signal.SIGTERM)
                assert await workers[1].wait() == 0, logs[1].read_text()
            finally:
                for worker in workers:
                    if worker.returncode is None:
                        os.killpg(worker.pid, signal.SIGKILL)
                        await worker.wait()
    assert max(provider.got.values()) == 1
    assert set(found) <= {"sent", "uncertain"}
    assert sum(found.values()) == len(PEOPLE)
    # Half a second of a hundred each: what two chunks had claimed at most.
    assert found.get("uncertain", 0) <= 110
    assert found["sent"] <= sum(provider.got.values()) <= found["sent"] + found.get("uncertain", 0)
