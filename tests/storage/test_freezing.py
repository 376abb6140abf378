"""What was approved is written down slice by slice, once for each person, whatever happens in between."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from storage import Store, Transaction, broadcasts
from storage.audience import Wanted
from storage.audience_filter import AudienceFilter
from storage.broadcasts import approve, cancel, draft, pause, read, start
from storage.chunks import end_broadcasts
from storage.freezing import CHUNK, freeze_slice
from storage.organizers import Organizer, named
from storage.outgoing_tables import chunks, deliveries
from storage.progress import is_settled, sums_by_channel
from tests.storage.broadcasting import TEXTS, by_state
from tests.storage.conftest import NOW
from tests.storage.joining_updates import join, join_many, leave
from tests.storage.staff import staff

ALL = AudienceFilter()


def sent(tx: Transaction, chosen: AudienceFilter = ALL, later: timedelta | None = None) -> int:
    """A broadcast that was approved and sent; gives its number."""
    rosa, luz = staff(tx)
    one = draft(tx, "lamps", TEXTS, chosen, rosa, NOW)
    broadcasts.tested(tx, one.number, rosa, NOW, 1)
    counted = Wanted(tx, "lamps", chosen, int(NOW.timestamp())).count()
    shown = {"seen": one.hash, "people": counted.people, "cost": 0, "last_consent": counted.last_consent}
    approve(tx, one.number, luz, NOW, **shown)
    start(tx, one.number, rosa, NOW, NOW + later if later else None)
    return one.number


def freeze(store: Store, size: int = 1000, now: datetime = NOW) -> int:
    """Write all slices; gives how many."""
    for number in range(1, 1000):
        if not store.write_now(partial(freeze_slice, now=now, size=size)):
            return number
    raise AssertionError("it does not end")


def test_everybody_is_written_once_in_chunks_of_a_channel(store: Store) -> None:
    def write(tx: Transaction) -> int:
        join_many(tx, [f"+1312555{number:04d}" for number in range(700)], NOW)
        join(tx, "4401", NOW, channel="telegram", language="es", area="")
        return sent(tx)

    number = store.write_now(write)
    assert freeze(store) == 1
    assert not store.write_now(lambda tx: freeze_slice(tx, NOW)), "it is done"
    broadcast = store.read_now(lambda tx: read(tx, number))
    assert broadcast.frozen
    assert broadcast.people == 701
    assert store.read_now(lambda tx: by_state(tx, number)) == {"waiting": 701}
    rows = store.read_now(lambda tx: tx.connection.execute(select(chunks).order_by(chunks.c.number)).all())
    assert [(row.channel, row.total) for row in rows] == [
        ("sms", CHUNK),
        ("sms", CHUNK),
        ("sms", 700 - 2 * CHUNK),
        ("telegram", 1),
    ]
    distinct = store.read_now(lambda tx: tx.connection.scalar(select(func.count(deliveries.c.contact.distinct()))))
    assert distinct == 701
    sums = store.read_now(lambda tx: sums_by_channel(tx, number, NOW))
    assert (sums["sms"].total, sums["sms"].waiting, sums["telegram"].held) == (700, 700, 0)
    assert not store.read_now(lambda tx: is_settled(tx, number))


@pytest.mark.parametrize("size", [1, 3, 7, 100])
def test_slices_of_any_size_write_the_same_people(store: Store, size: int) -> None:
    def write(tx: Transaction) -> int:
        for number in range(10):
            join(tx, f"+131255501{number:02d}", NOW, "lamps", "library")
        leave(tx, "+13125550104", NOW, None)
        join(tx, "4401", NOW, channel="telegram")
        return sent(tx)

    number = store.write_now(write)
    assert freeze(store, size) >= 22 // size
    assert store.read_now(lambda tx: by_state(tx, number)) == {"waiting": 10}
    numbers = store.read_now(lambda tx: tx.connection.scalars(select(chunks.c.number)).all())
    assert sorted(numbers) == list(range(len(numbers)))


def test_who_leaves_or_joins_after_the_approval_is_not_written(store: Store) -> None:
    def write(tx: Transaction) -> int:
        for number in range(4):
            join(tx, f"+131255501{number:02d}", NOW)
        number = sent(tx)
        leave(tx, "+13125550101", NOW, "lamps")
        join(tx, "+13125550109", NOW)
        return number

    number = store.write_now(write)
    freeze(store, 2)
    assert store.read_now(lambda tx: by_state(tx, number)) == {"waiting": 3}
    assert store.read_now(lambda tx: read(tx, number)).people == 4


def test_what_is_to_be_sent_later_is_written_later(store: Store) -> None:
    def write(tx: Transaction) -> int:
        join(tx, "+13125550101", NOW)
        return sent(tx, later=timedelta(hours=1))

    number = store.write_now(write)
    freeze(store)
    assert store.read_now(lambda tx: by_state(tx, number)) == {}
    freeze(store, now=NOW + timedelta(hours=1))
    assert store.read_now(lambda tx: by_state(tx, number)) == {"waiting": 1}


def test_a_slice_that_fails_has_written_nothing(store: Store) -> None:
    def write(tx: Transaction) -> int:
        for number in range(4):
            join(tx, f"+131255501{number:02d}", NOW)
        return sent(tx)

    def fail(tx: Transaction) -> None:
        freeze_slice(tx, NOW, 2)
        raise KeyError

    number = store.write_now(write)
    store.write_now(partial(freeze_slice, now=NOW, size=2))
    with pytest.raises(KeyError):
        store.write_now(fail)
    freeze(store, 2)
    assert store.read_now(lambda tx: by_state(tx, number)) == {"waiting": 4}


async def test_two_at_once_write_nobody_twice(store: Store) -> None:
    def write(tx: Transaction) -> int:
        join_many(tx, [f"+1312555{number:04d}" for number in range(60)], NOW)
        return sent(tx)

    number = await store.write(write)
    for _ in range(10):
        await asyncio.gather(*(store.write(partial(freeze_slice, now=NOW, size=7)) for _ in range(4)))
    assert await store.read(lambda tx: by_state(tx, number)) == {"waiting": 60}
    await store.aclose()


def test_what_is_paused_is_written_and_what_is_canceled_is_not(store: Store) -> None:
    def write(tx: Transaction) -> tuple[int, Organizer]:
        for number in range(4):
            join(tx, f"+131255501{number:02d}", NOW)
        number = sent(tx)
        return number, named(tx, "Rosa")

    number, rosa = store.write_now(write)
    store.write_now(lambda tx: pause(tx, number, rosa, NOW))
    store.write_now(partial(freeze_slice, now=NOW, size=2))
    assert store.read_now(lambda tx: by_state(tx, number)) == {"waiting": 2}
    store.write_now(lambda tx: cancel(tx, number, rosa, NOW))
    freeze(store)
    assert store.read_now(lambda tx: by_state(tx, number)) == {"waiting": 2}


def test_nobody_asked(store: Store) -> None:
    number = store.write_now(sent)
    freeze(store)
    store.write_now(lambda tx: end_broadcasts(tx, NOW))
    assert store.read_now(lambda tx: read(tx, number)).state == "done"
