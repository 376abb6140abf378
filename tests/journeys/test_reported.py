"""A broadcast through a Twilio that fails in every way and reports at once, twice and in any order."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from storage import Store, Transaction
from storage.outgoing_tables import broadcasts, chunks
from tests.databases import KINDS, fresh_database
from tests.fakes import FakeTwilio
from tests.fakes_sending import ANSWER_LOST, BUSY, FINE, RESET, Fault, SendingTwilio, Taken
from tests.journeys.served import Served
from tests.storage.broadcasting import by_state, frozen

SLUG = "safe-crossing"
PEOPLE = [f"+1312555{number:04d}" for number in range(100, 290)]
SETTINGS = {"QUIET_HOURS": "off", "TWILIO_RATE": "200", "STALLED_AFTER": "5"}


def plan(number: int, address: str) -> Fault:
    """One of twenty is lost, one is cut off, some wait, some are refused."""
    match PEOPLE.index(address) % 20 if address in PEOPLE else 0:
        case 3:
            return ANSWER_LOST
        case 7:
            return RESET
        case 11:
            return Fault(400, 21211)
        case _:
            return BUSY if number == 40 else Fault(slow=0.2) if number % 9 == 0 else FINE


def reports(taken: Taken) -> Sequence[tuple[str, str]]:
    """Twice, in the wrong order; one of twenty failed."""
    if PEOPLE.index(taken.address) % 20 == 5:
        return (("undelivered", "30003"), ("sent", ""), ("undelivered", "30003"))
    return (("delivered", ""), ("sent", ""), ("delivered", ""), ("queued", ""))


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_reported_is_known_and_nobody_gets_it_twice(kind: str, tmp_path: Path) -> None:
    with fresh_database(kind, tmp_path) as url:
        async with FakeTwilio() as phones, SendingTwilio(plan, reports=reports) as twilio:
            line = Served(tmp_path, phones, SETTINGS | {"TWILIO_API_URL": twilio.url}, database_url=url).prepare()
            async with line.serving():
                twilio.line = phones.line
                store = Store.open(line.database_url, line.master)
                broadcast = await store.write(partial(frozen, channel="sms", addresses=PEOPLE, slug=SLUG, size=80))
                await _until(store, lambda tx: _state(tx, broadcast) == "done")
                # What was lost on the way back is proven by its report.
                await _until(store, lambda tx: by_state(tx, broadcast).get("uncertain") == 10)
                found = await store.read(partial(by_state, broadcast=broadcast))
                sums = await store.read(
                    lambda tx: tx.connection.execute(select(chunks.c.delivered, chunks.c.failed)).all()
                )
                await store.aclose()
    assert twilio.twice == {}
    assert found == {"sent": 171, "gone": 9, "uncertain": 10}
    assert (sum(row.delivered for row in sums), sum(row.failed for row in sums)) == (161, 10)
    assert Counter(PEOPLE.index(taken.address) % 20 for taken in twilio.taken).keys() == set(range(20)) - {7, 11}


def _state(tx: Transaction, broadcast: int) -> str:
    return str(tx.connection.scalar(select(broadcasts.c.state).where(broadcasts.c.id == broadcast)))


async def _until(store: Store, true: Callable[[Transaction], bool]) -> None:
    async with asyncio.timeout(60):
        while not await store.read(true):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
