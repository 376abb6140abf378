"""What was erased, forgotten or overwritten stays in none of SQLite's files, and lengths tell nothing."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bots.inbox import Inbox
from conversations import Channel, Heard
from storage import Store, Transaction, counts
from storage.retention import forget_all
from storage.sealing import FieldKey
from storage.tables import answers, contacts, link_codes, signatures
from tests.storage.conftest import NOW
from tests.storage.texting import LINE, sign, text, write

ANA, LUZ = "+13125550142", "+13125550143"


@pytest.fixture
def kind() -> str:
    """Only SQLite keeps its files beside us."""
    return "sqlite"


def secrets_of(store: Store) -> set[bytes]:
    """Every ciphertext that the store holds just now."""
    columns = (answers.c.answer, contacts.c.state, contacts.c.address, signatures.c.details, signatures.c.id)
    columns += (contacts.c.link, contacts.c.id, link_codes.c.whose, link_codes.c.code)
    read = store.read_now(lambda tx: [value for one in columns for value in tx.connection.scalars(select(one))])
    return {value for value in read if value}


def lying_about(folder: Path, secrets: set[bytes]) -> list[str]:
    """Which files still hold one of these."""
    files = [path for path in folder.iterdir() if path.is_file()]
    return sorted({path.name for path in files for secret in secrets if secret in path.read_bytes()})


async def test_after_delete_no_file_holds_what_was_there(store: Store, tmp_path: Path) -> None:
    seen: set[bytes] = set()
    for words in ("LAMPS", "Ana Lopez 60608", "1", "JOIN", "STATUS"):
        await text(store, ANA, words)
        seen |= secrets_of(store)
    assert lying_about(tmp_path, seen)
    await text(store, ANA, "DELETE", "9")
    assert await store.clear_log()
    assert lying_about(tmp_path, seen - secrets_of(store)) == []


async def test_after_delete_no_file_holds_what_made_two_contacts_one(store: Store, tmp_path: Path) -> None:
    line = replace(LINE, bot="lamps_bot")
    seen: set[bytes] = set()
    async with Inbox(store, lambda: line, lambda: NOW) as inbox:
        number = 0

        async def say(channel: Channel, address: str, words: str) -> str:
            nonlocal number
            number += 1
            answer = await inbox.hear(Heard(f"T{number}", channel, address, text=words), write)
            seen.update(secrets_of(store))
            return answer.decode()

        for words in ("LAMPS", "Ana Lopez 60608", "1"):
            await say(Channel.SMS, ANA, words)
        code = re.findall(r"[0-9]{6}", await say(Channel.SMS, ANA, "LINK"))[0]
        for words in (code, "9", "STATUS"):
            await say(Channel.TELEGRAM, "7001", words)
        assert await say(Channel.SMS, ANA, "LINK")
        assert lying_about(tmp_path, seen)
        await say(Channel.SMS, ANA, "DELETE")
        await say(Channel.SMS, ANA, "9")
    assert store.read_now(lambda tx: tx.connection.execute(select(contacts)).all()) == []
    assert await store.clear_log()
    assert lying_about(tmp_path, seen - secrets_of(store)) == []


async def test_unsigning_and_forgetting_leave_nothing_in_the_files(store: Store, tmp_path: Path) -> None:
    await sign(store, ANA)
    before = secrets_of(store)
    await text(store, ANA, "UNSIGN", "9")
    assert store.read_now(counts)["lamps"] == 0
    before |= secrets_of(store)
    store.write_now(lambda tx: forget_all(tx, NOW + timedelta(days=8)))
    assert secrets_of(store) == set()
    assert await store.clear_log()
    assert lying_about(tmp_path, before) == []


async def test_a_log_that_is_being_read_is_cleared_later(store: Store, tmp_path: Path) -> None:
    log = tmp_path / "undersigned.db-wal"
    await sign(store, ANA)
    looking, seen = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def look(tx: Transaction) -> int:
        number = counts(tx)["lamps"]
        loop.call_soon_threadsafe(looking.set)
        asyncio.run_coroutine_threadsafe(seen.wait(), loop).result()
        return number

    reader = asyncio.create_task(store.read(look))
    await looking.wait()
    await sign(store, LUZ)
    assert not await store.clear_log()
    assert log.stat().st_size
    seen.set()
    assert await reader == 1
    assert await store.clear_log()
    assert log.stat().st_size == 0
    assert await store.clear_log()


def test_a_name_is_as_long_as_another_once_it_is_sealed() -> None:
    key = FieldKey(1, bytes(32))
    short, long = key.seal(b"Al", b"here"), key.seal("Guadalupe Ibarra Villaseñor".encode(), b"here")
    assert len(short) == len(long)
    for value in (b"", b"\x80", b"\x80\x00", b"x" * 63, b"x" * 64, b"x\x00\x00"):
        assert key.open(key.seal(value, b"here"), b"here") == value
