"""The sender: everybody who is owed a message gets it once, and nobody who left, paused or not, crashed or not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bots.outcomes import Gone, Later, Outcome, Outgoing, Refused, Sent
from bots.rhythm import Pace, Weight
from bots.sender import Sender, Sending
from storage import MasterKey, Store, Transaction, allowance, chunks, import_petition, upgrade
from storage.contacts import read_state
from storage.marks import pause_all
from storage.outgoing_tables import allowances, broadcasts, deliveries, usage
from storage.outgoing_tables import chunks as chunk_table
from storage.suppression import suppress
from storage.tables import consents, contacts
from tests.bots.mouths import FakeMouth, clock, sending
from tests.databases import KINDS, fresh_database
from tests.storage.broadcasting import by_state, frozen, set_broadcast
from tests.storage.conftest import NOW, petition

PEOPLE = [f"+1312555{number:04d}" for number in range(100, 230)]


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An open store with one petition."""
    master = MasterKey.new()
    with fresh_database(str(request.param), tmp_path) as url:
        upgrade(url, master)
        opened = Store.open(url, master)
        opened.write_now(lambda tx: import_petition(tx, petition("lamps", "LAMPS", "FAROS"), NOW))
        yield opened
        opened.close()


async def run(store: Store, mouth: FakeMouth, broadcast: int, **others: object) -> None:
    """Work on every chunk, one after the other, until nothing is due."""
    sender = Sender(store, sending(mouth, **others), clock)  # type: ignore[arg-type]
    while due := await store.read(lambda tx: chunks.due(tx, ["sms"], int(clock().timestamp()), 30, 10)):
        for of, number in due:
            await sender.run_chunk(of, number)


async def test_everybody_gets_it_once(store: Store) -> None:
    broadcast = await store.write(partial(frozen, channel="sms", addresses=PEOPLE))
    mouth = FakeMouth()
    await run(store, mouth, broadcast)
    assert sorted(address for address, _message in mouth.sent) == PEOPLE
    assert {message.delivery for _address, message in mouth.sent} == {
        f"{broadcast}.{number // 100}.{number % 100}" for number in range(len(PEOPLE))
    }
    assert await store.read(partial(by_state, broadcast=broadcast)) == {"sent": len(PEOPLE)}
    await store.aclose()


async def test_each_outcome_is_written_as_what_it_is(store: Store) -> None:
    broadcast = await store.write(partial(frozen, channel="sms", addresses=PEOPLE[:6]))

    def answer(address: str, message: Outgoing) -> Outcome:
        match PEOPLE.index(address):
            case 1:
                return Refused("too long")
            case 2:
                return Gone("sent STOP to the provider", "stopped")
            case 3:
                return Gone("no such number", "unreachable")
            case 4:
                raise ConnectionResetError
            case _:
                return Sent()

    mouth = FakeMouth(answer)
    await run(store, mouth, broadcast)
    expected = {"sent": 2, "refused": 1, "gone": 2, "uncertain": 1}
    assert await store.read(partial(by_state, broadcast=broadcast)) == expected

    def suppressed(tx: Transaction) -> None:
        for address, stopped in ((PEOPLE[2], True), (PEOPLE[3], False)):
            key = tx.keys.contact("sms", address)
            row = tx.connection.execute(select(contacts).where(contacts.c.key == key)).one()
            state = read_state(tx, key, row.state)
            assert (state.stopped, state.updates, row.updates, row.address) == (stopped, (), None, row.address)
            how = tx.connection.scalar(select(consents.c.how).where(consents.c.contact == row.id))
            assert how == ("provider" if stopped else "unreachable")

    await store.read(suppressed)
    await store.aclose()


async def test_what_is_put_off_waits_and_then_leaves_once(store: Store) -> None:
    broadcast = await store.write(partial(frozen, channel="sms", addresses=PEOPLE[:3]))
    times: dict[str, int] = {}

    def answer(address: str, message: Outgoing) -> Outcome:
        times[address] = times.get(address, 0) + 1
        return Later(0.05, "not reached", whole=False) if times[address] == 1 and address == PEOPLE[0] else Sent()

    mouth = FakeMouth(answer)
    await run(store, mouth, broadcast)
    assert await store.read(partial(by_state, broadcast=broadcast)) == {"sent": 2, "waiting": 1}

    def due_again(tx: Transaction) -> None:
        tx.connection.execute(update(deliveries).values(due=0))
        tx.connection.execute(update(chunk_table).values(due=0))

    await store.write(due_again)
    await run(store, mouth, broadcast)
    assert times == {PEOPLE[0]: 2, PEOPLE[1]: 1, PEOPLE[2]: 1}
    assert await store.read(partial(by_state, broadcast=broadcast)) == {"sent": 3}
    await store.aclose()


async def test_whoever_left_after_the_freeze_is_not_sent_anything(store: Store) -> None:
    broadcast = await store.write(partial(frozen, channel="sms", addresses=PEOPLE[:4]))

    def leave(tx: Transaction) -> None:
        suppress(tx, {tx.keys.contact("sms", PEOPLE[0]): "stopped"}, NOW)
        suppress(tx, {tx.keys.contact("sms", PEOPLE[1]): "unreachable"}, NOW)
        tx.connection.execute(contacts.delete().where(contacts.c.key == tx.keys.contact("sms", PEOPLE[2])))

    await store.write(leave)
    mouth = FakeMouth()
    await run(store, mouth, broadcast)
    assert [address for address, _message in mouth.sent] == [PEOPLE[3]]
    assert await store.read(partial(by_state, broadcast=broadcast)) == {"gone": 3, "sent": 1}
    await store.aclose()


async def test_quiet_hours_hold_and_never_drop(store: Store) -> None:
    broadcast = await store.write(partial(frozen, channel="sms", addresses=PEOPLE[:10]))
    later = int(clock().timestamp()) + 3600

    def hours(channel: str, address: str, area: str, now: datetime) -> tuple[int, int]:
        return (later, later + 60) if address in PEOPLE[:4] else (0, later)

    mouth = FakeMouth()
    await run(store, mouth, broadcast, hours=hours)
    assert sorted(address for address, _message in mouth.sent) == PEOPLE[4:10]
    assert {message.valid_until for _address, message in mouth.sent} == {later}
    assert await store.read(partial(by_state, broadcast=broadcast)) == {"waiting": 4, "sent": 6}
    held = await store.read(lambda tx: tx.connection.execute(select(chunk_table)).one())
    assert (held.state, held.due, held.worker) == (chunks.WAITING, later, None)
    await store.aclose()


async def test_a_pause_holds_what_is_not_claimed_and_a_resume_goes_on(store: Store) -> None:
    broadcast = await store.write(partial(frozen, channel="sms", addresses=PEOPLE))

    mouth = FakeMouth()
    work = asyncio.create_task(run(store, mouth, broadcast, limit=100))
    await mouth.until(20)
    await store.write(partial(set_broadcast, broadcast=broadcast, state="paused"))
    await work
    assert 20 <= len(mouth.sent) < len(PEOPLE)
    found = await store.read(partial(by_state, broadcast=broadcast))
    assert found == {"sent": len(mouth.sent), "waiting": len(PEOPLE) - len(mouth.sent)}
    await store.write(partial(set_broadcast, broadcast=broadcast, state="sending"))
    await store.write(partial(pause_all, paused=True))
    await Sender(store, sending(mouth), clock).run_chunk(broadcast, 1)
    assert await store.read(partial(by_state, broadcast=broadcast)) == found
    await store.write(partial(pause_all, paused=False))
    await run(store, mouth, broadcast)
    assert sorted(address for address, _message in mouth.sent) == PEOPLE
    await store.aclose()


async def test_what_is_canceled_is_not_sent(store: Store) -> None:
    broadcast = await store.write(partial(frozen, channel="sms", addresses=PEOPLE))
    await store.write(partial(set_broadcast, broadcast=broadcast, state="canceled"))
    mouth = FakeMouth()
    await run(store, mouth, broadcast)
    assert not mouth.sent
    assert await store.read(partial(by_state, broadcast=broadcast)) == {"not_sent": len(PEOPLE)}
    await store.aclose()


async def test_what_a_dead_worker_had_claimed_is_uncertain_and_not_sent_again(store: Store) -> None:
    broadcast = await store.write(partial(frozen, channel="sms", addresses=PEOPLE[:30]))
    dying = FakeMouth()
    dying.open.clear()
    sender = Sender(store, sending(dying, limit=20), clock)
    work = asyncio.create_task(sender.run_chunk(broadcast, 0))
    await dying.until(3)
    found = await store.read(partial(by_state, broadcast=broadcast))
    assert found["claimed"] >= 3

    mouth = FakeMouth()
    other = Sender(store, sending(mouth), clock)
    await other.run_chunk(broadcast, 0)
    assert not mouth.sent, "it is another's while that one lives"
    await store.write(chunks.abandon_all)
    await other.run_chunk(broadcast, 0)
    found = await store.read(partial(by_state, broadcast=broadcast))
    assert found["uncertain"] >= 3
    assert {*dict(mouth.sent)}.isdisjoint(dict(dying.sent))

    # It was not dead after all: what it knows settles what was uncertain, and it claims nothing more.
    dying.open.set()
    await work
    found = await store.read(partial(by_state, broadcast=broadcast))
    assert found.get("uncertain", 0) == 0
    assert found["sent"] == len(mouth.sent) + len(dying.sent)
    assert found["sent"] + found.get("not_sent", 0) == 30
    assert len({*dict(mouth.sent), *dict(dying.sent)}) == len(mouth.sent) + len(dying.sent)
    await store.aclose()


async def test_a_stopped_worker_leaves_nothing_claimed(store: Store) -> None:
    broadcast = await store.write(partial(frozen, channel="sms", addresses=PEOPLE))
    mouth = FakeMouth()
    sender = Sender(store, sending(mouth, limit=50), clock)
    work = asyncio.create_task(sender.run_chunk(broadcast, 0))
    await mouth.until(10)
    sender.stop()
    await work
    found = await store.read(partial(by_state, broadcast=broadcast))
    assert found == {"sent": len(mouth.sent), "waiting": len(PEOPLE) - len(mouth.sent)}
    await store.aclose()


async def test_a_canceled_task_settles_what_had_left(store: Store) -> None:
    broadcast = await store.write(partial(frozen, channel="sms", addresses=PEOPLE))
    mouth = FakeMouth()
    work = asyncio.create_task(Sender(store, sending(mouth, limit=50), clock).run_chunk(broadcast, 0))
    await mouth.until(10)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    found = await store.read(partial(by_state, broadcast=broadcast))
    assert found == {"sent": len(mouth.sent), "waiting": len(PEOPLE) - len(mouth.sent)}
    await store.aclose()


async def test_the_spend_cap_pauses_with_the_reason_and_a_daily_cap_waits_for_tomorrow(store: Store) -> None:
    broadcast = await store.write(partial(frozen, channel="sms", addresses=PEOPLE))
    mouth = FakeMouth()
    await run(store, mouth, broadcast, weigh=lambda _text: Weight(2, 10_000), cap=250_000)
    assert len(mouth.sent) == 25
    row = await store.read(lambda tx: tx.connection.execute(select(broadcasts)).one())
    assert (row.state, row.reason) == ("paused", "this month's spend cap is reached")
    used = await store.read(lambda tx: tx.connection.execute(select(usage)).one())
    assert (used.segments, used.cost) == (50, 250_000)

    await store.write(partial(set_broadcast, broadcast=broadcast, state="sending"))
    one_a_day = Sending(mouth, Pace(None, 51), lambda _text: Weight(1, 0), sending(mouth).hours)
    await Sender(store, one_a_day, clock).run_chunk(broadcast, 0)
    assert len(mouth.sent) == 26
    held = await store.read(
        lambda tx: tx.connection.execute(select(chunk_table).order_by(chunk_table.c.number)).first()
    )
    assert held is not None
    assert held.due % 86400 == 0
    assert held.due > clock().timestamp()
    await store.aclose()


async def test_nobody_gets_more_in_a_month_than_was_promised(store: Store) -> None:
    mouth = FakeMouth()
    for _ in range(3):
        await store.write(partial(frozen, channel="sms", addresses=[]))
    first = await store.write(partial(frozen, channel="sms", addresses=PEOPLE[:5]))
    await run(store, mouth, first, monthly=1)

    def again(tx: Transaction) -> int:
        second = frozen(tx, "sms", PEOPLE[5:6])
        known = tx.connection.scalars(select(deliveries.c.contact).where(deliveries.c.broadcast == first)).first()
        tx.connection.execute(update(deliveries).where(deliveries.c.broadcast == second).values(contact=known))
        return second

    second = await store.write(again)
    await run(store, mouth, second, monthly=1)
    assert len(mouth.sent) == 5
    assert await store.read(partial(by_state, broadcast=second)) == {"not_sent": 1}
    await store.aclose()


async def test_what_everybody_would_fare_alike_pauses_the_broadcast_and_says_why(store: Store) -> None:
    broadcast = await store.write(partial(frozen, channel="sms", addresses=PEOPLE[:20]))
    mouth = FakeMouth(lambda _address, _message: Later(60.0, "20003 account or token refused", for_all=True))
    await run(store, mouth, broadcast, limit=10)
    row = await store.read(lambda tx: tx.connection.execute(select(broadcasts)).one())
    assert (row.state, row.reason) == ("paused", "20003 account or token refused")
    # Nothing was lost: all of them wait, and half a second's worth was tried at most.
    assert await store.read(partial(by_state, broadcast=broadcast)) == {"waiting": 20}
    assert 1 <= len(mouth.sent) <= 6
    used = await store.read(lambda tx: tx.connection.scalar(select(usage.c.segments)))
    assert used == 0
    await store.aclose()


async def test_a_text_that_is_refused_to_anybody_costs_a_few_and_pauses(store: Store) -> None:
    broadcast = await store.write(partial(frozen, channel="sms", addresses=PEOPLE[:20]))
    mouth = FakeMouth(lambda _address, _message: Refused("21617 longer than 1,600 characters", for_all=True))
    await run(store, mouth, broadcast, limit=10)
    row = await store.read(lambda tx: tx.connection.execute(select(broadcasts)).one())
    assert (row.state, row.reason) == ("paused", "21617 longer than 1,600 characters")
    states = await store.read(partial(by_state, broadcast=broadcast))
    assert 1 <= states["refused"] <= 6
    assert states["refused"] + states["waiting"] == 20
    await store.aclose()


async def test_a_provider_that_says_nothing_is_not_sent_to_at_full_pace(store: Store) -> None:
    broadcast = await store.write(partial(frozen, channel="sms", addresses=PEOPLE))

    def answer(address: str, message: Outgoing) -> Outcome:
        raise ConnectionResetError

    mouth = FakeMouth(answer)
    sender = Sender(store, sending(mouth, 100), clock)
    working = asyncio.create_task(sender.run_chunk(broadcast, 0))
    await mouth.until(3)

    def waits(tx: Transaction) -> bool:
        return (tx.connection.scalar(select(allowances.c.next_slot)) or 0) > allowance.read_clock(tx).now + 700_000

    async with asyncio.timeout(10):
        while not await store.read(waits):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    sender.stop()
    await working
    states = await store.read(partial(by_state, broadcast=broadcast))
    assert states["uncertain"] == len(mouth.sent)
    assert states["waiting"] == len(PEOPLE) - len(mouth.sent) > 0
    await store.aclose()


async def test_by_telegram_a_text_is_escaped_as_its_test_was(store: Store) -> None:
    broadcast = await store.write(partial(frozen, channel="telegram", addresses=["5550142"]))
    values = {"texts": json.dumps({"en": "Rent < wages: <now> & here. STOP ends"})}
    await store.write(lambda tx: tx.connection.execute(update(broadcasts).values(values)))
    mouth = FakeMouth(channel="telegram")
    await Sender(store, sending(mouth), clock).run_chunk(broadcast, 0)
    [(_address, message)] = mouth.sent
    assert message.text == "Rent &lt; wages: &lt;now&gt; &amp; here. STOP ends"
    await store.aclose()
