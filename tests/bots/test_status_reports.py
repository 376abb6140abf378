"""Hearing status reports: many in one write, acknowledged when they are written, none lost for another one's sake."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bots.channel import StatusReport
from bots.inbox import Full, Unavailable
from bots.status_reports import StatusReports
from storage import MasterKey, Store, StoreUnavailable, Transaction, import_petition, upgrade
from storage.contacts import read_state
from storage.delivery_states import DeliveryState
from storage.outgoing_tables import broadcasts, chunks, deliveries
from storage.status_reports import Recorded
from storage.tables import contacts
from tests.bots.mouths import clock
from tests.databases import KINDS, fresh_database
from tests.storage.broadcasting import by_state, frozen
from tests.storage.conftest import NOW, petition

PEOPLE = [f"+1312555{number:04d}" for number in range(100, 400)]


@pytest.fixture(params=KINDS)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """An open store with one petition."""
    master = MasterKey.new()
    with fresh_database(str(request.param), tmp_path) as url:
        upgrade(url, master)
        opened = Store.open(url, master)
        opened.write_now(lambda tx: import_petition(tx, petition("lamps", "LAMPS", "FAROS"), NOW))
        yield opened
        await opened.aclose()


def claimed(tx: Transaction) -> int:
    """A broadcast to all, of which everything is claimed."""
    broadcast = frozen(tx, "sms", PEOPLE, size=100)
    tx.connection.execute(update(deliveries).values(state=DeliveryState.CLAIMED, claimed=int(NOW.timestamp())))
    return broadcast


def told(broadcast: int, person: int, status: str = "delivered", code: str = "") -> StatusReport:
    """A report about somebody's message."""
    return StatusReport("SM1", status, f"{broadcast}.{person // 100}.{person % 100}", code, "sms", PEOPLE[person])


async def test_what_waits_together_is_written_together_and_each_is_told(store: Store) -> None:
    broadcast = await store.write(claimed)
    written: list[Recorded] = []
    reports = StatusReports(lambda: store, "10dlc", clock, written.append)
    statuses = [(person, status) for status in ("sent", "delivered") for person in range(len(PEOPLE))]
    await asyncio.gather(*(reports.hear(told(broadcast, person, status)) for person, status in statuses))
    assert await store.read(partial(by_state, broadcast=broadcast)) == {"sent": len(PEOPLE)}
    arrived = await store.read(lambda tx: tx.connection.scalars(select(chunks.c.delivered)).all())
    assert list(arrived) == [100, 100, 100]
    assert len(written) <= 10


async def test_a_code_of_a_report_is_read_by_the_kind_of_sender(store: Store) -> None:
    broadcast = await store.write(claimed)
    reports = StatusReports(lambda: store, "toll-free", clock)
    await reports.hear(told(broadcast, 0, "undelivered", "30004"))

    def stopped(tx: Transaction) -> bool:
        key = tx.keys.contact("sms", PEOPLE[0])
        sealed = tx.connection.scalar(select(contacts.c.state).where(contacts.c.key == key))
        return read_state(tx, key, sealed or b"").stopped

    assert await store.read(stopped)
    await reports.hear(told(broadcast, 1, "undelivered", "30032"))
    row = await store.read(lambda tx: tx.connection.execute(select(broadcasts)).one())
    assert (row.state, row.reason) == ("paused", "30032 the toll-free number is not verified")


@pytest.mark.parametrize("code", ["٣٠٠٠٣", "30003\0", "x" * 5000, "-1", "", "３０００３", "0" * 7])
async def test_a_code_that_is_none_breaks_nothing(store: Store, code: str) -> None:
    broadcast = await store.write(claimed)
    await StatusReports(lambda: store, "10dlc", clock).hear(told(broadcast, 0, "failed", code))
    assert await store.read(
        lambda tx: tx.connection.scalar(select(deliveries.c.why).where(deliveries.c.report > 0))
    ) == ("no reason told")


async def test_a_report_of_an_answer_or_of_another_program_costs_no_write(store: Store) -> None:
    written: list[Recorded] = []
    reports = StatusReports(lambda: store, "10dlc", clock, written.append)
    for delivery in ("", "d 1", "01J9ZK7Q8W"):
        await reports.hear(StatusReport("SM1", "delivered", delivery, "", "sms", PEOPLE[0]))
    assert written == []


class Refusing:
    """A store that refuses so many writes first."""

    def __init__(self, store: Store, problems: list[Exception]) -> None:
        self._store, self._problems = store, problems

    async def write(self, play: object) -> object:
        if self._problems:
            raise self._problems.pop(0)
        return await self._store.write(play)  # type: ignore[arg-type]


async def test_when_the_database_refuses_the_report_is_to_come_again(store: Store) -> None:
    broadcast = await store.write(claimed)
    refusing = Refusing(store, [StoreUnavailable("full")])
    reports = StatusReports(lambda: refusing, "10dlc", clock)  # type: ignore[arg-type, return-value]
    both = [reports.hear(told(broadcast, person)) for person in (0, 1)]
    assert [type(one) for one in await asyncio.gather(*both, return_exceptions=True)] == [Unavailable, Unavailable]
    await reports.hear(told(broadcast, 0))
    assert await store.read(partial(by_state, broadcast=broadcast)) == {"sent": 1, "claimed": len(PEOPLE) - 1}


async def test_what_is_wrong_with_one_is_not_held_against_the_others(store: Store) -> None:
    broadcast = await store.write(claimed)
    # All together fail, then the first of them alone.
    refusing = Refusing(store, [ValueError("together"), ValueError("alone")])
    reports = StatusReports(lambda: refusing, "10dlc", clock)  # type: ignore[arg-type, return-value]
    ends = await asyncio.gather(*(reports.hear(told(broadcast, one)) for one in range(3)), return_exceptions=True)
    assert [type(one) for one in ends] == [ValueError, type(None), type(None)]
    assert await store.read(partial(by_state, broadcast=broadcast)) == {"sent": 2, "claimed": len(PEOPLE) - 2}


async def test_whoever_hangs_up_does_not_end_the_write_for_the_others(store: Store) -> None:
    broadcast = await store.write(claimed)
    reports = StatusReports(lambda: store, "10dlc", clock)
    hearing = [asyncio.create_task(reports.hear(told(broadcast, one))) for one in range(3)]
    await asyncio.sleep(0)
    hearing[0].cancel()
    ends = await asyncio.gather(*hearing, return_exceptions=True)
    assert [type(one) for one in ends] == [asyncio.CancelledError, type(None), type(None)]
    assert await store.read(partial(by_state, broadcast=broadcast)) == {"sent": 3, "claimed": len(PEOPLE) - 3}


async def test_when_too_many_wait_no_more_is_taken(store: Store) -> None:
    broadcast = await store.write(claimed)
    reports = StatusReports(lambda: store, "10dlc", clock)
    hearing = [asyncio.create_task(reports.hear(told(broadcast, 0))) for _ in range(5000)]
    await asyncio.sleep(0)
    with pytest.raises(Full):
        await reports.hear(told(broadcast, 1))
    await asyncio.gather(*hearing)
