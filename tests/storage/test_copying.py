"""A store moves to PostgreSQL or to another file: whole, resumed after a kill, and nobody serves half of it."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, text, update

from bots.inbox import Inbox
from conversations import Channel, Heard
from storage import AlreadyServing, MasterKey, Store, StoreUnavailable, Transaction, import_petition, upgrade
from storage.bursts import Burst, raise_flags
from storage.connections import run_once
from storage.copying import CopyProblem, copy_store
from storage.deeds import By, set_aside, undo
from storage.dialects import read_url
from storage.group_cards import claim
from storage.petitions import miscounted, same_phone_counts, set_aside_counts
from storage.slices import table_sum
from storage.tables import consents, contacts, day_keys, link_codes, metadata, missed_link_codes, petitions, signatures
from tests.databases import KINDS, fresh_database
from tests.storage import texting
from tests.storage.conftest import NOW, petition

ANA, LUZ, EVA = "+13125550142", "+13125550143", "+13125550144"
_ids = itertools.count(1)

#: All but the key of the day, which is to be gone tomorrow, and codes, which are to be gone in ten minutes.
COPIED = [table for table in metadata.sorted_tables if table not in (day_keys, link_codes, missed_link_codes)]

#: The program of a copy that dies after some slices.
DYING = """
import os, signal, sys
from storage import MasterKey
from storage.copying import copy_store
left = int(sys.argv[4])
def tell(table, rows):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
copy_store(sys.argv[1], sys.argv[2], MasterKey.read(sys.argv[3]), tell, 2)
"""


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """The source is an SQLite file."""
    return f"sqlite:///{tmp_path / 'undersigned.db'}"


@pytest.fixture(params=KINDS)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The target is of each kind."""
    (tmp_path / "target").mkdir()
    with fresh_database(request.param, tmp_path / "target") as url:
        yield url


@pytest.fixture
def filled(store: Store) -> Store:
    """The store, with people in every state; not open for serving."""
    for number in range(12):
        asyncio.run(texting.sign(store, f"+13125552{number:03d}"))
    asyncio.run(texting.sign(store, ANA))
    asyncio.run(texting.text(store, ANA, "JOIN", "1"))
    asyncio.run(texting.text(store, LUZ, "LAMPS", "Luz Diaz 60622"))
    asyncio.run(texting.text(store, EVA, "STOP"))
    store.write_now(lambda tx: claim(tx, -1_001_555, "lamps", "en", "group", NOW))
    return store


def die(source: str, target: str, master: MasterKey, slices: int) -> None:
    """Copy in another process, which is killed after so many slices."""
    arguments = [sys.executable, "-c", DYING, source, target, master.secret.hex(), str(slices)]
    done = subprocess.run(arguments, cwd=os.getcwd(), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


def the_same(one: Store, other: Store) -> bool:
    return all(
        one.read_now(lambda tx, table=table: table_sum(tx.connection, table))
        == other.read_now(lambda tx, table=table: table_sum(tx.connection, table))
        for table in COPIED
    )


def test_what_was_copied_goes_on_under_the_same_key(
    filled: Store, database_url: str, target: str, master: MasterKey
) -> None:
    held = copy_store(database_url, target, master, size=5)
    assert held["signatures"].rows == 13
    assert set(held) == {table.name for table in COPIED}
    with closing(Store.open(target, master)) as new:
        assert the_same(filled, new)

    async def go_on() -> None:
        new = Store.open(target, master, serving=True, upgrading=True)
        assert await new.read(texting.tally) == (13, 13)
        assert "60608" in await texting.text(new, ANA, "STATUS")
        assert "Signed" in await texting.text(new, LUZ, "1")
        assert await texting.text(new, EVA, "LAMPS") == stopped
        assert await new.read(texting.tally) == (14, 14)
        await new.aclose()

    stopped = asyncio.run(texting.text(filled, EVA, "LAMPS"))
    asyncio.run(go_on())


def test_numbers_go_on_after_the_highest_that_was_ever_given(
    filled: Store, database_url: str, target: str, master: MasterKey
) -> None:
    word = filled.read_now(lambda tx: tx.connection.execute(select(consents)).mappings().first())
    assert word
    again = {name: value for name, value in word.items() if name != "id"}
    filled.write_now(lambda tx: tx.connection.execute(insert(consents).values(id=41, **again)) and None)
    filled.write_now(lambda tx: tx.connection.execute(delete(consents).where(consents.c.id == 41)) and None)
    copy_store(database_url, target, master)
    with closing(Store.open(target, master)) as new:
        new.write_now(lambda tx: tx.connection.execute(insert(consents).values(again)) and None)
        assert max(new.read_now(lambda tx: tx.connection.scalars(select(consents.c.id)).all())) == 42
        new.write_now(lambda tx: import_petition(tx, petition("third", "THREE", "TRES"), NOW))
        assert new.read_now(lambda tx: tx.connection.scalars(select(petitions.c.id).order_by("id")).all()) == [1, 2, 3]


@pytest.mark.parametrize("slices", [1, 3, 9])
def test_a_killed_copy_serves_nobody_and_goes_on(
    filled: Store, database_url: str, target: str, master: MasterKey, slices: int
) -> None:
    die(database_url, target, master, slices)
    with pytest.raises(StoreUnavailable, match="a copy into it was not finished"):
        Store.open(target, master)
    with pytest.raises(StoreUnavailable, match="a copy into it was not finished"):
        upgrade(target, master)
    brought: list[tuple[str, int]] = []
    held = copy_store(database_url, target, master, lambda *told: brought.append(told), 2)
    total = sum(-(-one.rows // 2) for name, one in held.items() if name not in ("marks", "wrapped_keys"))
    assert len(brought) <= total - slices + 1
    with closing(Store.open(target, master)) as new:
        assert the_same(filled, new)


def test_a_source_that_changed_before_the_copy_went_on_is_copied_anew(
    filled: Store, database_url: str, target: str, master: MasterKey
) -> None:
    die(database_url, target, master, 12)
    asyncio.run(texting.text(filled, ANA, "UNSIGN", "9"))
    filled.write_now(lambda tx: tx.connection.execute(update(signatures).values(source="flyer")) and None)
    filled.write_now(lambda tx: tx.connection.execute(delete(contacts)) and None)
    copy_store(database_url, target, master)
    with closing(Store.open(target, master)) as new:
        assert the_same(filled, new)


def test_a_target_that_holds_anything_else_is_refused_and_stays_as_it_is(
    filled: Store, database_url: str, target: str, master: MasterKey, tmp_path: Path
) -> None:
    upgrade(target, master)
    with pytest.raises(CopyProblem, match="not empty"):
        copy_store(database_url, target, master)
    Store.open(target, master).close()


def test_a_strange_table_is_enough_to_refuse(filled: Store, database_url: str, target: str, master: MasterKey) -> None:
    run_once(read_url(target), lambda one: one.execute(text("CREATE TABLE mine (a INTEGER)")) and None, writes=True)
    with pytest.raises(CopyProblem, match="not empty"):
        copy_store(database_url, target, master)


def test_half_a_copy_of_another_store_is_refused(
    filled: Store, database_url: str, target: str, master: MasterKey, tmp_path: Path
) -> None:
    other = f"sqlite:///{tmp_path / 'other.db'}"
    upgrade(other, master)
    die(database_url, target, master, 3)
    with pytest.raises(CopyProblem, match="not empty"):
        copy_store(other, target, master)
    run_once(
        read_url(target),
        lambda one: one.execute(text("UPDATE alembic_version SET version_num = '9999'")) and None,
        writes=True,
    )
    with pytest.raises(CopyProblem, match="another version"):
        copy_store(database_url, target, master)


def test_nothing_is_copied_from_or_to_a_file_that_is_served(
    filled: Store, database_url: str, master: MasterKey, tmp_path: Path
) -> None:
    target = f"sqlite:///{tmp_path / 'target.db'}"
    with closing(Store.open(database_url, master, serving=True)), pytest.raises(AlreadyServing):
        copy_store(database_url, target, master)
    assert not (tmp_path / "target.db").exists()
    with closing(Store(target, master, serving=True)), pytest.raises(AlreadyServing):
        copy_store(database_url, target, master)
    assert not (tmp_path / "target.db").exists()
    copy_store(database_url, target, master)
    assert (tmp_path / "target.db").stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_copied_is_said_plainly(
    filled: Store, database_url: str, master: MasterKey, tmp_path: Path
) -> None:
    with pytest.raises(CopyProblem, match="the database itself"):
        copy_store(database_url, f"sqlite:///{tmp_path}/./undersigned.db", master)
    with pytest.raises(CopyProblem, match="pg_dump"):
        copy_store("postgresql://localhost/x", database_url, master)
    with pytest.raises(CopyProblem, match="The target can't be used"):
        copy_store(database_url, "postgresql://127.0.0.1:9/x", master)
    (tmp_path / "notes.db").write_text("not a database, only some words that fill a few bytes" * 20)
    with pytest.raises(CopyProblem, match="The target can't be used"):
        copy_store(database_url, f"sqlite:///{tmp_path / 'notes.db'}", master)


def test_what_a_target_changes_by_itself_is_found(
    filled: Store, database_url: str, target: str, master: MasterKey
) -> None:
    def meddle(table: str, rows: int) -> None:
        if table == "signatures":
            change = update(signatures).values(source="altered")
            run_once(read_url(target), lambda one: one.execute(change) and None, writes=True)

    with pytest.raises(CopyProblem, match=r"does not hold what was sent to it: signatures"):
        copy_store(database_url, target, master, meddle)
    copy_store(database_url, target, master)
    with closing(Store.open(target, master)) as new:
        assert the_same(filled, new)


async def say(store: Store, channel: Channel, address: str, *words: str) -> str:
    """As `texting.text`, on a line that has Telegram too."""
    async with Inbox(store, lambda: replace(texting.LINE, bot="lamps_bot"), lambda: NOW) as inbox:
        heard = [Heard(f"C{next(_ids):033d}", channel, address, text=one) for one in words]
        return [(await inbox.hear(one, texting.write)).decode() for one in heard][-1]


def set_all_aside(tx: Transaction) -> None:
    """As organizers do after a flag."""
    row = tx.connection.execute(select(signatures).where(signatures.c.tag.is_not(None)).limit(1)).one()
    raise_flags(tx, [Burst(row.petition, row.hour, row.tag[:8], 40, 40)])
    set_aside(tx, 1, None, By("Rosa", "one box", NOW))


@pytest.mark.parametrize("slices", [5, 40])
def test_families_links_and_what_was_set_aside_go_on_in_a_copy_that_was_cut_off(
    filled: Store, database_url: str, target: str, master: MasterKey, slices: int
) -> None:
    ana, chat = (Channel.SMS, ANA), (Channel.TELEGRAM, "7000")
    code = asyncio.run(say(filled, *ana, "OTHER", "Luz Diaz 60622", "1", "LINK")).partition("Code ")[2][:6]
    assert "one person" in asyncio.run(say(filled, *chat, code, "9"))
    filled.write_now(set_all_aside)
    die(database_url, target, master, slices)
    asyncio.run(texting.text(filled, LUZ, "1"))
    copy_store(database_url, target, master)

    async def go_on() -> None:
        new = Store.open(target, master, serving=True)
        assert await new.read(set_aside_counts) == {"lamps": 14}
        assert await new.read(texting.tally) == (1, 15)
        await new.write(lambda tx: undo(tx, 1, By("Rosa", "an assembly", NOW)))
        assert await new.read(texting.tally) == (15, 15)
        assert await new.read(same_phone_counts) == {"lamps": 1}
        assert "Luz Diaz" in await say(new, *ana, "STATUS")
        assert "Erased" in await say(new, *chat, "DELETE", "ALL", "99")  # a 9 has just linked
        assert await new.read(texting.tally) == (13, 13)
        assert await new.read(miscounted) == {}
        await new.aclose()

    asyncio.run(go_on())
