"""Several processes on one PostgreSQL: counted once, answered alike, states never mixed, nobody waits for ever."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AsyncExitStack, suppress
from datetime import timedelta

import pytest
from sqlalchemy import delete, event, func, select, text

from bots.inbox import Inbox
from conversations import Channel, Heard, Petitions, Turn
from storage import MasterKey, Store, Transaction, counts
from storage.bursts import find_bursts, raise_flags
from storage.deeds import By, Undoable, set_aside, undo
from storage.dialects import add_rows, hold_rows
from storage.petitions import miscounted, set_aside_counts
from storage.retention import forget, forget_all
from storage.tables import contacts, signatures
from tests.storage.conftest import NOW

pytestmark = pytest.mark.parametrize("kind", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
LINE = Petitions(organization="Neighbours", default_language="en", number="+13125550100")
_ids = itertools.count(1)
#: Whether somebody waits for a row that this transaction holds.
_WAITED_FOR = text("SELECT EXISTS (SELECT FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid)))")


@pytest.fixture
async def inboxes(store: Store, database_url: str, master: MasterKey) -> AsyncIterator[list[Inbox]]:
    """Three web processes' worth of inboxes: each has its own store, pool and lane."""
    async with AsyncExitStack() as stack:
        opened = []
        for _ in range(3):
            own = Store.open(database_url, master)
            stack.push_async_callback(own.aclose)
            opened.append(await stack.enter_async_context(Inbox(own, lambda: LINE, lambda: NOW, cap=8)))
        yield opened


def heard(words: str, address: str, message: str | None = None) -> Heard:
    return Heard(message or f"SM{next(_ids):032d}", Channel.SMS, address, text=words)


def write(one: Heard, turn: Turn) -> bytes:
    return "|".join(reply.text for reply in turn.replies).encode()


def tally(tx: Transaction) -> tuple[int, int]:
    return counts(tx)["lamps"], tx.connection.scalar(select(func.count()).select_from(signatures)) or 0


async def test_the_same_message_at_every_process_at_once_is_counted_once_and_answered_alike(
    inboxes: list[Inbox], store: Store
) -> None:
    for words in ("LAMPS", "Ana Lopez 60608"):
        await inboxes[0].hear(heard(words, "+13125550142"), write)
    one = heard("1", "+13125550142")
    answers = await asyncio.gather(*(inboxes[number % 3].hear(one, write) for number in range(60)))
    assert len(set(answers)) == 1
    assert b"Signed" in answers[0]
    assert store.read_now(tally) == (1, 1)


async def test_many_people_at_every_process_are_all_counted_and_told_apart(inboxes: list[Inbox], store: Store) -> None:
    async def sign(number: int) -> bytes:
        address, name = f"+1312555{number:04d}", f"Ana {'bcdfghjkmnpqrstvwxyz'[number % 20]}{'aeiou'[number % 5]}x"
        for turn, words in enumerate(("LAMPS", f"{name} {60000 + number}", "1")):
            answer = await inboxes[(number + turn) % 3].hear(heard(words, address), write)
            assert turn != 1 or name.encode() in answer
        return answer

    answers = await asyncio.gather(*(sign(number) for number in range(150)))
    assert all(b"Signed" in answer for answer in answers)
    assert store.read_now(tally) == (150, 150)


async def test_the_same_people_in_opposite_order_at_every_process_never_wait_for_ever(
    inboxes: list[Inbox], store: Store
) -> None:
    numbers = [f"+131255501{number:02d}" for number in range(40)]
    for round_ in range(4):
        waiting = []
        for place, inbox in enumerate(inboxes):
            order = numbers[:: -1 if (place + round_) % 2 else 1]
            waiting += [inbox.hear(heard("LAMPS", number), write) for number in order]
        assert all(b"lamp" in answer.lower() or answer for answer in await asyncio.gather(*waiting))
    rows = store.read_now(lambda tx: tx.connection.scalar(select(func.count()).select_from(contacts)))
    assert rows == 40


def test_a_row_that_is_taken_away_while_it_is_waited_for_is_held_in_its_turn(store: Store) -> None:
    """Nobody comes back to it: whoever inserts behind rows that it holds already may be waited for by another."""
    blank = [{"key": bytes(15) + bytes([number]), "id": b"", "state": b""} for number in (1, 2)]
    last = contacts.c.key == blank[1]["key"]

    def take(tx: Transaction) -> tuple[list[bytes], int]:
        asked: list[str] = []
        event.listen(tx.connection, "before_cursor_execute", lambda *told: asked.append(told[2]))
        held = [row.key for row in hold_rows(tx.connection, contacts, contacts.c.key, blank)]
        return held, sum(one.startswith("INSERT") for one in asked)

    def take_away(tx: Transaction, thread: ThreadPoolExecutor) -> Future[tuple[list[bytes], int]]:
        tx.connection.execute(select(contacts.c.key).where(last).with_for_update()).all()
        taking = thread.submit(store.write_now, take)
        assert any(tx.connection.scalar(_WAITED_FOR) for _ in range(20_000))
        tx.connection.execute(delete(contacts).where(last))
        return taking

    store.write_now(lambda tx: add_rows(tx.connection, contacts, blank))
    with ThreadPoolExecutor(1) as thread:
        held, inserts = store.write_now(lambda tx: take_away(tx, thread)).result()
    assert (held, inserts) == ([row["key"] for row in blank], 1)


async def test_sign_and_delete_at_every_process_at_once_leaves_nothing(inboxes: list[Inbox], store: Store) -> None:
    for round_ in range(10):
        said = b""
        for turn, words in enumerate(("LAMPS", "Ana Lopez 60608", "1", "DELETE", "9")):
            # The process that erased a moment ago asks for 99, the others for 9.
            one = heard("99" if b"99" in said else words, "+13125550142")
            (said, *_) = await asyncio.gather(
                *(inboxes[(round_ + turn + again) % 3].hear(one, write) for again in range(3))
            )
    assert store.read_now(tally) == (0, 0)
    assert store.read_now(lambda tx: tx.connection.scalar(select(func.count()).select_from(contacts))) == 0


async def test_a_telephone_that_does_all_on_both_channels_at_once_is_one_person(
    inboxes: list[Inbox], store: Store
) -> None:
    numbers = [f"+131255501{number:02d}" for number in range(8)]

    async def on_both(words: str) -> list[bytes]:
        by_sms = [heard(words, number) for number in numbers]
        both = [*by_sms, *(one._replace(channel=Channel.WHATSAPP) for one in reversed(by_sms))]
        return await asyncio.gather(*(inboxes[place % 3].hear(one, write) for place, one in enumerate(both)))

    await on_both("LAMPS Ana Lopez 60608")
    answers = await on_both("1")
    assert sum(b"Signed" in answer for answer in answers) == len(numbers)
    assert store.read_now(tally) == (len(numbers), len(numbers))
    await on_both("UNSIGN")
    await on_both("9")
    assert store.read_now(tally) == (0, 0)
    await inboxes[0].hear(heard("LAMPS", "+13125550200")._replace(channel=Channel.WHATSAPP), write)
    rows = store.read_now(lambda tx: tx.connection.scalar(select(func.count()).select_from(contacts)))
    assert rows == 2 * len(numbers) + 1, "who writes on WhatsApp alone leaves no contact by SMS"


async def test_signing_in_a_row_and_setting_aside_at_every_process_at_once_keeps_each_count_true(
    inboxes: list[Inbox], store: Store, database_url: str, master: MasterKey
) -> None:
    numbers = [f"+13125550{number}" for number in range(120, 160)]

    async def all_say(*words: str) -> None:
        for one in words:
            await asyncio.gather(
                *(inboxes[n % 3].hear(heard(one, address), write) for n, address in enumerate(numbers))
            )

    await all_say("LAMPS Ana Lopez 60608", "1")
    async with AsyncExitStack() as stack:
        others = [Store.open(database_url, master) for _ in range(3)]
        for other in others:
            stack.push_async_callback(other.aclose)
        found = await others[0].read(lambda tx: find_bursts(tx, 0))
        raised = await asyncio.gather(*(one.write(lambda tx: raise_flags(tx, found)) for one in others))
        assert sum(map(len, raised)) == 1, "whoever is first flags it"

        async def aside_and_back(other: Store) -> None:
            for _ in range(4):
                with suppress(Undoable):  # another one has set aside all of them just now
                    deed = await other.write(lambda tx: set_aside(tx, 1, None, By("Rosa", "in a row", NOW)))
                    await other.write(lambda tx, deed=deed: undo(tx, deed.number, By("Rosa", "people", NOW)))  # type: ignore[misc]

        await asyncio.gather(*map(aside_and_back, others), all_say("UNSIGN", "9"))
        assert await others[0].read(miscounted) == {}
        await all_say("LAMPS Ana Lopez 60608", "1")
        await others[0].write(lambda tx: set_aside(tx, 1, None, By("Rosa", "in a row", NOW)))
    assert store.read_now(miscounted) == {}
    assert store.read_now(counts)["lamps"] == 0
    assert store.read_now(set_aside_counts) == {"lamps": 40}


async def test_two_processes_never_forget_the_same_slice_at_once_and_nothing_is_left_out(
    inboxes: list[Inbox], store: Store, database_url: str, master: MasterKey
) -> None:
    message = heard("LAMPS", "+13125550142")
    await inboxes[0].hear(message, write)
    later, here = NOW + timedelta(days=8), store.read_now(lambda tx: tx.keys.message(message.channel, message.id)[0])
    other = Store.open(database_url, master)

    def forget_beside(tx: Transaction) -> tuple[dict[str, int], dict[str, int]]:
        return forget(tx, later, here), other.write_now(lambda beside: forget(beside, later, here))

    mine, others = store.write_now(forget_beside)
    assert (mine["answers"], others["answers"]) == (1, 0)
    assert other.write_now(lambda tx: forget_all(tx, later)) == {"answers": 0, "talks": 1 - mine["talks"]}
    other.close()
