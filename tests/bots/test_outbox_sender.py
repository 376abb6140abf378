"""The outbox: each message leaves once, in time, in the order of kinds, and nothing of it is kept afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, select, update

from bots.outbox_sender import OutboxSender
from bots.outcomes import Gone, Later, Outcome, Outgoing, Refused, Sent
from storage import MasterKey, Store, Transaction, import_petition, outbox, upgrade
from storage.contacts import read_state
from storage.delivery_states import DeliveryState
from storage.marks import pause_all
from storage.outbox import MessageKind
from storage.outgoing_tables import outbox as table
from storage.suppression import suppress
from storage.tables import contacts
from tests.bots.mouths import FakeMouth, clock, sending
from tests.databases import KINDS, fresh_database
from tests.storage.broadcasting import want_updates
from tests.storage.conftest import NOW, petition

ANA, BEN, EVA = "+13125550142", "+13125550143", "+13125550144"


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


def now() -> int:
    """Epoch seconds."""
    return int(clock().timestamp())


def put(
    tx: Transaction, address: str, text: str, kind: MessageKind = MessageKind.WORDS, late: int = 0, life: int = 600
) -> int:
    """One message, due `late` seconds from now."""
    return outbox.add(tx, kind, "sms", address, text, "en", due=now() + late, expires=now() + late + life)


def rows(tx: Transaction) -> list[Row[Any]]:
    """The outbox."""
    return list(tx.connection.execute(select(table).order_by(table.c.number)).all())


def states(found: list[Row[Any]]) -> list[DeliveryState]:
    """What became of each message."""
    return [DeliveryState(row.state) for row in found]


@asynccontextmanager
async def running(store: Store, mouth: FakeMouth) -> AsyncIterator[OutboxSender]:
    """A sender at work, stopped at the end."""
    sender = OutboxSender(store, sending(mouth), clock, idle=0.01)
    task = asyncio.create_task(sender.run())
    try:
        yield sender
    finally:
        sender.stop()
        await task


async def test_each_leaves_once_by_kind_and_nothing_of_it_is_kept(store: Store) -> None:
    def fill(tx: Transaction) -> None:
        put(tx, ANA, "a reminder", MessageKind.REMINDER)
        put(tx, BEN, "words")
        put(tx, EVA, "1234", MessageKind.CODE)
        put(tx, ANA, "not yet", late=600)

    await store.write(fill)
    mouth = FakeMouth()
    async with running(store, mouth), running(store, mouth):
        await mouth.until(3)
    assert [(address, message.text, message.delivery) for address, message in mouth.sent] == [
        (EVA, "1234", "o.3"),
        (BEN, "words", "o.2"),
        (ANA, "a reminder", "o.1"),
    ]
    found = await store.read(rows)
    sent, waiting = DeliveryState.SENT, DeliveryState.WAITING
    assert states(found) == [sent, sent, sent, waiting]
    assert [(row.address, row.words) for row in found[:3]] == [(None, None)] * 3
    assert found[3].words is not None
    await store.aclose()


async def test_two_to_one_person_go_one_after_the_other(store: Store) -> None:
    await store.write(lambda tx: (put(tx, ANA, "first"), put(tx, ANA, "second")))
    mouth = FakeMouth()
    mouth.open.clear()
    async with running(store, mouth):
        await mouth.until(1)
        assert states(await store.read(rows)) == [DeliveryState.CLAIMED, DeliveryState.WAITING]
        mouth.open.set()
        await mouth.until(2)
    assert [message.text for _address, message in mouth.sent] == ["first", "second"]
    await store.aclose()


async def test_each_outcome_is_written_and_what_is_put_off_leaves_later(store: Store) -> None:
    answers: dict[str, list[Outcome | None]] = {
        "refused": [Refused("too long")],
        "gone": [Gone("stopped there", "stopped")],
        "lost": [None],
        "later": [Later(0.01, "busy", whole=False), Sent()],
    }

    def answer(address: str, message: Outgoing) -> Outcome:
        outcome = answers[message.text].pop(0)
        if outcome is None:
            raise TimeoutError
        return outcome

    def fill(tx: Transaction) -> None:
        want_updates(tx, "sms", [BEN])
        for address, text in (("+13125550145", "refused"), (BEN, "gone"), (EVA, "lost"), (ANA, "later")):
            put(tx, address, text)

    await store.write(fill)
    mouth = FakeMouth(answer)
    async with running(store, mouth):
        await mouth.until(5)
    found = await store.read(rows)
    expected = [DeliveryState.REFUSED, DeliveryState.GONE, DeliveryState.UNCERTAIN, DeliveryState.SENT]
    assert states(found) == expected
    assert [row.contact is None for row in found] == [True, True, False, False]
    # Whoever asks the provider needs the address.
    assert [row.address is None for row in found] == [True, True, False, True]

    def stopped(tx: Transaction) -> bool:
        key = tx.keys.contact("sms", BEN)
        row = tx.connection.execute(select(contacts).where(contacts.c.key == key)).one()
        return read_state(tx, key, row.state).stopped

    assert await store.read(stopped)
    await store.aclose()


async def test_too_late_paused_stopped_or_erased_it_does_not_leave(store: Store) -> None:
    def fill(tx: Transaction) -> None:
        want_updates(tx, "sms", [BEN, EVA])
        put(tx, ANA, "too late", life=0)
        put(tx, BEN, "to one who stopped")
        put(tx, EVA, "to one who was erased")
        suppress(tx, {tx.keys.contact("sms", BEN): "stopped"}, clock())
        outbox.erase(tx, [tx.keys.contact("sms", EVA)])
        pause_all(tx, True)

    await store.write(fill)
    mouth = FakeMouth()
    async with running(store, mouth):
        assert states(await store.read(rows))[:2] == [DeliveryState.WAITING] * 2
        await store.write(partial(pause_all, paused=False))
        await store.write(lambda tx: put(tx, ANA, "the last one"))
        await mouth.until(1)
    assert [message.text for _address, message in mouth.sent] == ["the last one"]
    found = await store.read(rows)
    not_sent, gone, sent = DeliveryState.NOT_SENT, DeliveryState.GONE, DeliveryState.SENT
    assert states(found) == [not_sent, gone, not_sent, sent]
    assert [row.words for row in found] == [None] * 4
    await store.aclose()


async def test_what_a_dead_worker_had_claimed_is_uncertain(store: Store) -> None:
    def claim(tx: Transaction) -> None:
        put(tx, ANA, "claimed by the dead")
        put(tx, BEN, "waiting")
        letters = outbox.claim(tx, ["sms"], b"w" * 16, now(), 1, lambda _channel, _text: True)
        assert [letter.text for letter in letters] == ["claimed by the dead"]
        tx.connection.execute(update(table).where(table.c.number == 1).values(claimed=now() - outbox.STALLED - 1))

    await store.write(claim)
    mouth = FakeMouth()
    async with running(store, mouth):
        await mouth.until(1)
    assert [message.text for _address, message in mouth.sent] == ["waiting"]
    assert states(await store.read(rows)) == [DeliveryState.UNCERTAIN, DeliveryState.SENT]
    await store.aclose()
