"""Progress is summed from the chunks, tells what is held until when, and why what failed did."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert, update

from storage import Store, Transaction
from storage.chunks import add_to_sums
from storage.delivery_states import DeliveryState
from storage.outgoing_tables import broadcasts, chunks, deliveries
from storage.progress import Failure, Sums, failures, is_settled, lately, left_since, sums_by_channel, total_of
from tests.storage.broadcasting import by_state, frozen
from tests.storage.conftest import NOW
from tests.storage.joining_updates import leave

AT = int(NOW.timestamp())
PEOPLE = [f"+131255501{number:02d}" for number in range(10)]


def settle(tx: Transaction, broadcast: int, chunk: int, place: int, state: DeliveryState, why: str = "") -> None:
    """Settle one that waits, with its chunk's sum, as claimed just now."""
    where = (deliveries.c.broadcast == broadcast, deliveries.c.chunk == chunk, deliveries.c.place == place)
    tx.connection.execute(update(deliveries).where(*where).values(state=state, why=why, claimed=AT))
    tx.connection.execute(
        update(chunks).where(chunks.c.broadcast == broadcast, chunks.c.number == chunk).values(beat=AT)
    )
    add_to_sums(tx, broadcast, chunk, {state: 1})


def half_way(tx: Transaction) -> int:
    """Ten people in three chunks: five settled, four held, and one in a chunk that is worked on."""
    number = frozen(tx, "sms", PEOPLE, size=4)
    settle(tx, number, 0, 0, DeliveryState.SENT)
    settle(tx, number, 0, 1, DeliveryState.SENT)
    settle(tx, number, 0, 2, DeliveryState.REFUSED, "30007: filtered")
    settle(tx, number, 0, 3, DeliveryState.UNCERTAIN)
    settle(tx, number, 2, 0, DeliveryState.REFUSED, "30007: filtered")
    held = update(chunks).where(chunks.c.broadcast == number, chunks.c.number == 1)
    tx.connection.execute(held.values(due=AT + 3600))
    working = update(chunks).where(chunks.c.broadcast == number, chunks.c.number == 2)
    tx.connection.execute(working.values(state=1, due=AT + 3600))
    return number


def test_the_sums_close_and_tell_what_is_held(store: Store) -> None:
    number = store.write_now(half_way)
    parts = store.read_now(lambda tx: sums_by_channel(tx, number, NOW))
    sums = parts["sms"]
    assert sums == Sums(10, 2, 2, 0, 0, 1, 0, 0, 4, AT + 3600)
    assert sums.waiting == 5
    assert total_of(parts) == sums
    later = store.read_now(lambda tx: sums_by_channel(tx, number, NOW + timedelta(hours=1)))["sms"]
    assert (later.held, later.held_until) == (0, 0)
    assert store.read_now(lambda tx: by_state(tx, number)) == {"waiting": 5, "sent": 2, "refused": 2, "uncertain": 1}
    assert not store.read_now(lambda tx: is_settled(tx, number))


def test_of_nothing_there_is_nothing(store: Store) -> None:
    assert store.read_now(lambda tx: sums_by_channel(tx, 9, NOW)) == {}
    assert total_of({}) == Sums()
    assert store.read_now(lambda tx: failures(tx, 9)) == []
    assert store.read_now(lambda tx: is_settled(tx, 9))


def test_sums_of_two_channels_are_added(store: Store) -> None:
    def write(tx: Transaction) -> int:
        number = half_way(tx)
        row = {"broadcast": number, "number": 3, "channel": "telegram", "total": 7, "sent": 3, "due": AT + 60}
        tx.connection.execute(insert(chunks).values(row))
        return number

    number = store.write_now(write)
    parts = store.read_now(lambda tx: sums_by_channel(tx, number, NOW))
    assert list(parts) == ["sms", "telegram"]
    assert total_of(parts) == Sums(17, 5, 2, 0, 0, 1, 0, 0, 8, AT + 60)


def test_failures_are_told_by_why(store: Store) -> None:
    def write(tx: Transaction) -> int:
        number = half_way(tx)
        failed = update(deliveries).where(deliveries.c.broadcast == number, deliveries.c.place == 1)
        tx.connection.execute(failed.where(deliveries.c.chunk == 0).values(why="30003: phone off"))
        return number

    number = store.write_now(write)
    assert store.read_now(lambda tx: failures(tx, number)) == [
        Failure(DeliveryState.REFUSED, "30007: filtered", 2),
        Failure(DeliveryState.SENT, "30003: phone off", 1),
        Failure(DeliveryState.UNCERTAIN, "", 1),
    ]


def test_who_left_after_getting_it_is_counted_once(store: Store) -> None:
    def write(tx: Transaction) -> int:
        number = half_way(tx)
        tx.connection.execute(update(broadcasts).where(broadcasts.c.id == number).values(last_consent=0))
        leave(tx, PEOPLE[0], NOW, "lamps")
        leave(tx, PEOPLE[0], NOW, None)
        leave(tx, PEOPLE[1], NOW, None, "unreachable")
        leave(tx, PEOPLE[2], NOW, None)
        leave(tx, PEOPLE[3], NOW, None)
        leave(tx, PEOPLE[5], NOW, None)
        return number

    number = store.write_now(write)
    assert store.read_now(lambda tx: left_since(tx, number)) == 2, "one was sent it, of one it is uncertain"


def test_what_was_claimed_lately_gives_the_rate(store: Store) -> None:
    number = store.write_now(half_way)
    assert store.read_now(lambda tx: lately(tx, number, NOW)) == {"sms": 5}
    assert store.read_now(lambda tx: lately(tx, number, NOW + timedelta(minutes=2))) == {}
