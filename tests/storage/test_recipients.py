"""Deliveries name whom they were for no longer than the contact has that name, and not beyond a month."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from conversations import Channel, Fact, Heard, State, Turn
from storage import MasterKey, Store, Transaction, counts
from storage.batch import Batch
from storage.contacts import new_id
from storage.outgoing_tables import chunks, deliveries
from storage.recipients import erase, forget, move
from storage.retention import forget_all
from tests.storage.broadcasting import frozen
from tests.storage.conftest import NOW
from tests.storage.joining_updates import known

ANA, BEN = "+13125550101", "+13125550102"
AT = int(NOW.timestamp())


def named(tx: Transaction) -> int:
    """How many deliveries name somebody."""
    return tx.connection.scalar(select(func.count(deliveries.c.contact))) or 0


def play(store: Store, address: str, *facts: str) -> None:
    """A turn with these facts, and nothing else to remember."""

    def write(tx: Transaction) -> None:
        heard = Heard(f"SM{address[1:]:0>32}", Channel.SMS, address, text="9")
        batch = Batch(tx, [heard], NOW, counts(tx))
        state = State() if "erased" in facts else State(language="en", updates=("lamps",), heard_at=1)
        batch.keep(heard, Turn(state, (), tuple(Fact(name) for name in facts)), b"")
        batch.write()

    store.write_now(write)


def test_who_is_erased_is_named_by_no_delivery(store: Store) -> None:
    store.write_now(lambda tx: frozen(tx, "sms", [ANA, BEN], size=1))
    assert store.read_now(named) == 2
    play(store, ANA, "erased")
    assert store.read_now(named) == 1
    left = store.read_now(lambda tx: tx.connection.scalars(select(deliveries.c.contact)).all())
    ben = store.read_now(lambda tx: known(tx, "sms", BEN))
    assert ben is not None
    assert ben.id in left


def test_what_waits_follows_a_contact_whose_id_changes(store: Store) -> None:
    store.write_now(lambda tx: frozen(tx, "sms", [ANA, BEN]))
    before = store.read_now(lambda tx: known(tx, "sms", ANA))
    play(store, ANA, "erased_answers")
    after = store.read_now(lambda tx: known(tx, "sms", ANA))
    assert before is not None
    assert after is not None
    assert before.id != after.id
    first = select(deliveries.c.contact).where(deliveries.c.place == 0)
    assert store.read_now(lambda tx: tx.connection.scalar(first)) == after.id


def test_of_many_ids_in_a_row_the_last_one_stands(store: Store) -> None:
    store.write_now(lambda tx: frozen(tx, "sms", [ANA]))
    ana = store.read_now(lambda tx: known(tx, "sms", ANA))
    assert ana is not None
    ids = [ana.id, new_id(), new_id()]
    store.write_now(lambda tx: move(tx, [(ids[0], ids[1]), (ids[1], ids[2])]))
    assert store.read_now(lambda tx: tx.connection.scalar(select(deliveries.c.contact))) == ids[2]


@pytest.mark.parametrize(("days", "left"), [(30, 2), (32, 0)])
def test_after_a_month_nobody_knows_who_got_it(store: Store, days: int, left: int) -> None:
    def write(tx: Transaction) -> None:
        frozen(tx, "sms", [ANA, BEN], size=1)
        tx.connection.execute(update(chunks).values(state=2, beat=AT))

    store.write_now(write)
    now = NOW + timedelta(days=days)
    store.write_now(lambda tx: forget_all(tx, now))
    assert store.read_now(named) == left
    assert store.write_now(lambda tx: forget(tx, int(now.timestamp()))) == 0


def test_what_is_not_over_is_not_forgotten(store: Store) -> None:
    store.write_now(lambda tx: frozen(tx, "sms", [ANA]))
    store.write_now(lambda tx: tx.connection.execute(update(chunks).values(state=1, beat=AT)))
    assert store.write_now(lambda tx: forget(tx, AT + 90 * 24 * 3600)) == 0
    assert store.read_now(named) == 1


async def test_nobody_waits_for_a_worker_that_holds_the_delivery(
    store: Store, database_url: str, master: MasterKey, kind: str
) -> None:
    """On SQLite there is one writer, and nothing to pass over."""
    if kind == "sqlite":
        return
    async with AsyncExitStack() as stack:
        stack.push_async_callback(store.aclose)
        other = Store.open(database_url, master)
        stack.push_async_callback(other.aclose)
        await store.write(lambda tx: frozen(tx, "sms", [ANA, BEN]))
        ana, ben = [await store.read(lambda tx, who=who: known(tx, "sms", who)) for who in (ANA, BEN)]
        assert ana is not None
        assert ben is not None

        def work(tx: Transaction) -> None:
            tx.connection.execute(update(deliveries).where(deliveries.c.contact == ana.id).values(state=1))
            # A writer of its own, within this transaction: waiting for it would never end.
            other.write_now(lambda own: erase(own, [ana.id, ben.id]))

        await asyncio.wait_for(asyncio.to_thread(store.write_now, work), 20)
        assert await store.read(named) == 1
        await store.write(lambda tx: erase(tx, [ana.id]))
        assert await store.read(named) == 0
