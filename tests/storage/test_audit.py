"""The audit record tells every deed in order, and shows when somebody changed it afterwards."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import delete, update

from storage import Store, Transaction
from storage.audit import append, entries, first_break
from storage.outgoing_tables import audit_record
from tests.storage.conftest import NOW


def fill(store: Store) -> None:
    """Three deeds of two organizers."""

    def write(tx: Transaction) -> None:
        append(tx, "Rosa", "drafted", "broadcast 1", NOW)
        append(tx, "Rosa", "tested", "broadcast 1", NOW + timedelta(minutes=1), {"to": 2})
        append(tx, "Luz", "approved", "broadcast 1", NOW + timedelta(minutes=2), {"count": 610, "of": "año"})

    store.write_now(write)


def test_deeds_are_told_in_their_order(store: Store) -> None:
    fill(store)
    told = store.read_now(lambda tx: list(entries(tx)))
    assert [(one.number, one.who, one.deed, one.subject) for one in told] == [
        (1, "Rosa", "drafted", "broadcast 1"),
        (2, "Rosa", "tested", "broadcast 1"),
        (3, "Luz", "approved", "broadcast 1"),
    ]
    assert told[2].details == {"count": 610, "of": "año"}
    assert told[1].at == NOW + timedelta(minutes=1)
    assert store.read_now(first_break) is None


def test_an_empty_record_is_whole(store: Store) -> None:
    assert store.read_now(first_break) is None


@pytest.mark.parametrize(
    ("change", "number"),
    [
        (update(audit_record).where(audit_record.c.number == 2).values(who="Nobody"), 2),
        (update(audit_record).where(audit_record.c.number == 2).values(details='{"to":3}'), 2),
        (update(audit_record).where(audit_record.c.number == 1).values(at=0), 1),
        (delete(audit_record).where(audit_record.c.number == 2), 2),
        (update(audit_record).where(audit_record.c.number == 3).values(number=4), 3),
    ],
)
def test_what_was_changed_afterwards_is_found(store: Store, change: object, number: int) -> None:
    fill(store)
    store.write_now(lambda tx: tx.connection.execute(change))  # type: ignore[call-overload]
    broken = store.read_now(first_break)
    assert broken is not None
    assert broken.number == number


async def test_many_who_append_at_once_make_one_chain(store: Store) -> None:
    def one(tx: Transaction, number: int) -> None:
        append(tx, f"organizer {number}", "paused", "everything", NOW)

    await asyncio.gather(*(store.write(partial(one, number=number)) for number in range(40)))
    told = await store.read(lambda tx: list(entries(tx)))
    assert [entry.number for entry in told] == list(range(1, 41))
    assert await store.read(first_break) is None
    await store.aclose()
