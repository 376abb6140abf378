"""The six rules of a batch: see the docstring of `bots.inbox`."""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from bots.inbox import Full, Inbox, Unavailable
from conversations import Channel, Heard, Petitions, Turn
from conversations.phrases import say
from storage import MasterKey, Store, Transaction, counts, import_petition, upgrade
from storage.tables import answers, signatures
from tests.storage.conftest import NOW, petition

LINE = Petitions(organization="Neighbours", default_language="en", number="+13125550100")
APOLOGY = say("sms.apology", "en")
_ids = itertools.count(1)


@pytest.fixture
def store(tmp_path: Path):
    url, master = f"sqlite:///{tmp_path / 'undersigned.db'}", MasterKey.new()
    upgrade(url, master)
    opened = Store.open(url, master)
    opened.write_now(lambda tx: import_petition(tx, petition("lamps", "LAMPS", "FAROS"), NOW))
    yield opened
    opened.close()


@pytest.fixture
async def inbox(store: Store) -> AsyncIterator[Inbox]:
    async with Inbox(store, lambda: LINE, lambda: NOW) as opened:
        yield opened


def heard(words: str, address: str = "+13125550142", message: str | None = None) -> Heard:
    return Heard(message or f"SM{next(_ids):032d}", Channel.SMS, address, text=words)


def write(one: Heard, turn: Turn) -> bytes:
    return "|".join(reply.text for reply in turn.replies).encode()


def fail(one: Heard, turn: Turn) -> bytes:
    """Writes only the apology down; whatever the conversation itself says makes the turn fail."""
    if [reply.text for reply in turn.replies] != [APOLOGY]:
        raise ValueError(one.text)
    return write(one, turn)


async def sign(inbox: Inbox, address: str) -> bytes:
    for words in ("LAMPS", "Ana Lopez 60608"):
        await inbox.hear(heard(words, address), write)
    return await inbox.hear(heard("1", address), write)


def signed(tx: Transaction) -> tuple[int, int]:
    return counts(tx)["lamps"], tx.connection.scalar(select(func.count()).select_from(signatures)) or 0


async def test_one_waiting_message_is_a_batch_of_one_and_waits_for_no_timer(
    inbox: Inbox, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_timer(*_: object, **__: object) -> None:
        raise AssertionError("somebody waits for a timer")

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(loop, "call_later", no_timer)
    monkeypatch.setattr(loop, "call_at", no_timer)
    assert b"Signed" in await sign(inbox, "+13125550142")
    assert store.read_now(signed) == (1, 1)


async def test_no_answer_leaves_before_the_commit(inbox: Inbox, store: Store) -> None:
    loop, turned, seen = asyncio.get_running_loop(), threading.Event(), []
    asked = asyncio.create_task(inbox.hear(heard("LAMPS"), write))

    def look() -> None:
        seen.append(asked.done())
        turned.set()

    # The writer stands in its commit until the loop has turned, so an answer that was given before would be out.
    def on_commit(_connection: object) -> None:
        if not seen:
            loop.call_soon_threadsafe(loop.call_soon, look)
            turned.wait(20)

    event.listen(store._connections._write_engine, "commit", on_commit)
    await asked
    assert seen == [False]
    assert store.read_now(lambda tx: tx.connection.scalar(select(func.count()).select_from(answers))) == 1


async def test_a_batch_holds_no_more_than_it_may(store: Store) -> None:
    sizes: list[int] = []
    async with Inbox(store, lambda: LINE, lambda: NOW, cap=8) as inbox:
        event.listen(
            store._connections._write_engine,
            "before_cursor_execute",
            lambda _c, _cursor, statement, parameters, *_: (
                sizes.append(len(parameters)) if statement.startswith("INSERT INTO answers") else None
            ),
        )
        numbers = [f"+131255501{number:02d}" for number in range(50)]
        await asyncio.gather(*(inbox.hear(heard("LAMPS", number), write) for number in numbers))
    assert sum(sizes) == 50
    assert max(sizes) == 8


async def test_a_failing_turn_lets_nothing_overtake_what_came_before_it(store: Store) -> None:
    async with Inbox(store, lambda: LINE, lambda: NOW, cap=2) as inbox:
        words = ["LAMPS", "Ana Lopez 60608", "spoilt", "1"]
        answered = await asyncio.gather(
            *(inbox.hear(heard(one), fail if one == "spoilt" else write) for one in words), return_exceptions=True
        )
    assert answered[2] == APOLOGY.encode()
    assert b"Signed" in answered[3]
    assert store.read_now(signed) == (1, 1)


async def test_a_write_that_cannot_even_begin_is_told_to_those_who_wait(store: Store) -> None:
    async with Inbox(store, lambda: LINE, lambda: NOW) as inbox:
        store._connections._writer.shutdown()
        results = await asyncio.gather(
            *(inbox.hear(heard("LAMPS", f"+131255501{number:02d}"), write) for number in range(5)),
            return_exceptions=True,
        )
    assert {type(result) for result in results} == {Unavailable}


async def test_fifty_people_at_once_are_all_counted_in_few_commits(inbox: Inbox, store: Store) -> None:
    commits: list[object] = []
    event.listen(store._connections._write_engine, "commit", commits.append)
    answered = await asyncio.gather(*(sign(inbox, f"+131255501{number:02d}") for number in range(50)))
    assert all(b"Signed" in answer for answer in answered)
    assert store.read_now(signed) == (50, 50)
    assert len(commits) < 50


async def test_texts_of_one_sender_that_wait_together_apply_in_order(inbox: Inbox, store: Store) -> None:
    words = ["LAMPS", "Ana Lopez 60608", "1", "UNSIGN", "9", "LAMPS", "Ana Maria Lopez 60608", "1"]
    answered = await asyncio.gather(*(inbox.hear(heard(one), write) for one in words))
    assert b"Signed" in answered[2]
    assert b"Signed" in answered[-1]
    assert store.read_now(signed) == (1, 1)


async def test_the_same_message_on_forty_connections_is_counted_once_and_answered_alike(
    inbox: Inbox, store: Store
) -> None:
    for words in ("LAMPS", "Ana Lopez 60608"):
        await inbox.hear(heard(words), write)
    one = heard("1")
    answered = await asyncio.gather(*(inbox.hear(one, write) for _ in range(40)))
    assert len(set(answered)) == 1
    assert b"Signed" in answered[0]
    assert await inbox.hear(one, write) == answered[0]
    assert store.read_now(signed) == (1, 1)


async def test_a_turn_that_fails_gets_an_apology_and_spoils_nothing_else(
    inbox: Inbox, store: Store, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    poison = heard("a secret 60608", "+13125550199")
    results = await asyncio.gather(
        *(sign(inbox, f"+131255501{number:02d}") for number in range(10)),
        inbox.hear(poison, fail),
        *(sign(inbox, f"+131255501{number:02d}") for number in range(10, 20)),
    )
    assert results[10] == APOLOGY.encode()
    assert all(b"Signed" in answer for place, answer in enumerate(results) if place != 10)
    assert store.read_now(signed) == (20, 20)
    assert await inbox.hear(poison, fail) == results[10]
    printed = caplog.text + "".join(capsys.readouterr())
    assert "secret" not in printed
    assert "5550199" not in printed


async def test_a_database_that_refuses_acknowledges_nothing_and_comes_back(inbox: Inbox, store: Store) -> None:
    def allow(writing: str) -> None:
        connection = store._connections._write_engine.raw_connection()
        connection.cursor().execute(f"PRAGMA query_only = {writing}")
        connection.close()

    for words in ("LAMPS", "Ana Lopez 60608"):
        await inbox.hear(heard(words), write)
    one = heard("1")
    allow("ON")
    results = await asyncio.gather(
        inbox.hear(one, write), inbox.hear(heard("LAMPS", "+13125550143"), write), return_exceptions=True
    )
    assert [type(result) for result in results] == [Unavailable, Unavailable]
    allow("OFF")
    assert store.read_now(signed) == (0, 0)
    assert b"Signed" in await inbox.hear(one, write)
    assert store.read_now(signed) == (1, 1)


async def test_a_full_inbox_says_so_at_once(store: Store) -> None:
    async with Inbox(store, lambda: LINE, lambda: NOW, cap=2, room=3) as inbox:
        waiting = [
            asyncio.create_task(inbox.hear(heard("LAMPS", f"+131255501{number:02d}"), write)) for number in range(9)
        ]
        results = await asyncio.gather(*waiting, return_exceptions=True)
    refused = [one for one in results if isinstance(one, Full)]
    answered = [one for one in results if isinstance(one, bytes)]
    assert len(refused) == 6
    assert len(answered) == 3


async def test_a_closing_inbox_finishes_what_waits_and_takes_no_more(store: Store) -> None:
    async with Inbox(store, lambda: LINE, lambda: NOW) as inbox:
        waiting = [asyncio.create_task(inbox.hear(heard("LAMPS", f"+131255501{n:02d}"), write)) for n in range(9)]
        await asyncio.sleep(0)
        assert inbox.alive
    assert not inbox.alive
    assert all(await asyncio.gather(*waiting))
    with pytest.raises(Unavailable):
        await inbox.hear(heard("LAMPS"), write)


async def test_a_caller_that_hangs_up_loses_nothing(inbox: Inbox, store: Store) -> None:
    for words in ("LAMPS", "Ana Lopez 60608"):
        await inbox.hear(heard(words), write)
    one = heard("1")
    asked = asyncio.create_task(inbox.hear(one, write))
    await asyncio.sleep(0)
    asked.cancel()
    assert b"Signed" in await inbox.hear(one, write)
    assert store.read_now(signed) == (1, 1)
