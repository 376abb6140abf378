"""Backups: made while people sign, of one moment, without keys; together with their keys they go on."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from storage import AlreadyServing, MasterKey, MasterKeyProblem, Store, StoreUnavailable, upgrade
from storage.backup import BackupProblem, back_up, keys_beside, restore
from storage.key_ring import make_petition_keys
from storage.last_backup import last_backup, note_backup
from storage.slices import table_sum
from storage.tables import contacts, day_keys, marks, metadata, wrapped_keys
from tests.storage.conftest import NOW
from tests.storage.texting import heard, inbox, sign, tally, text, write

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
ANA, LUZ = "+13125550142", "+13125550143"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a backup goes: another folder than the database's."""
    (tmp_path / "away").mkdir()
    return tmp_path / "away" / "it's mine.db"


@pytest.fixture
def elsewhere(tmp_path: Path) -> str:
    """A database that is not there yet."""
    (tmp_path / "elsewhere").mkdir()
    return f"sqlite:///{tmp_path / 'elsewhere' / 'new.db'}"


@asynccontextmanager
async def many_signing(store: Store) -> AsyncIterator[list[int]]:
    """People sign one after the other for as long as the block; gives the list of who has."""
    signed: list[int] = []
    begun = asyncio.Event()

    async def go_on() -> None:
        async with inbox(store) as open_inbox:
            while True:
                for words in ("LAMPS", "Ana Lopez 60608", "1"):
                    await open_inbox.hear(heard(f"+1312555{len(signed) + 2000}", words), write)
                signed.append(len(signed))
                begun.set()

    signing = asyncio.create_task(go_on())
    await begun.wait()
    try:
        yield signed
    finally:
        signing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await signing


async def test_what_is_backed_up_under_load_goes_on_elsewhere(
    store: Store, database_url: str, master: MasterKey, file: Path, elsewhere: str
) -> None:
    await sign(store, ANA)
    await text(store, LUZ, "LAMPS", "Luz Diaz 60622")
    async with many_signing(store) as signed:
        before = len(signed)
        await asyncio.to_thread(back_up, database_url, master, file, NOW)
        after = len(signed)
    await asyncio.to_thread(restore, file, keys_beside(file), elsewhere, master)
    with closing(Store.open(elsewhere, master, serving=True)) as new:
        assert new.read_now(last_backup) == NOW.replace(microsecond=0)
        count, there = new.read_now(tally)
        assert count == there
        assert before + 1 <= count <= after + 2
        assert "60608" in await text(new, ANA, "STATUS")
        assert "Signed" in await text(new, LUZ, "1")
        assert new.read_now(tally) == (count + 1, there + 1)


def test_nothing_but_the_keys_is_left_out(
    store: Store, database_url: str, master: MasterKey, file: Path, elsewhere: str
) -> None:
    asyncio.run(sign(store, ANA))
    store.write_now(partial(note_backup, now=NOW))
    back_up(database_url, master, file, NOW)
    wrapped = store.read_now(lambda tx: tx.connection.scalars(select(wrapped_keys.c.wrapped)).all())
    written = file.read_bytes()
    assert len(wrapped) == 9
    assert not [key for key in wrapped if key in written]
    assert {path.name: path.stat().st_mode & 0o777 for path in file.parent.iterdir()} == {
        file.name: 0o600,
        f"{file.name}.keys": 0o600,
    }
    restore(file, keys_beside(file), elsewhere, master)
    with closing(Store.open(elsewhere, master)) as new:
        for table in metadata.sorted_tables:
            if table is day_keys:  # it is to be gone tomorrow
                continue
            assert new.read_now(lambda tx, table=table: table_sum(tx.connection, table)) == store.read_now(
                lambda tx, table=table: table_sum(tx.connection, table)
            )
    assert Path(elsewhere.removeprefix("sqlite:///")).stat().st_mode & 0o777 == 0o600


def test_what_was_deleted_before_is_not_in_the_file(
    store: Store, database_url: str, master: MasterKey, file: Path
) -> None:
    asyncio.run(text(store, ANA, "LAMPS", "Ana Lopez 60608"))
    state = store.read_now(lambda tx: tx.connection.scalar(select(contacts.c.state)))
    assert state
    store.write_now(lambda tx: tx.connection.execute(delete(contacts)))
    back_up(database_url, master, file, NOW)
    assert state not in file.read_bytes()


def test_the_backup_alone_opens_nothing(
    store: Store, database_url: str, master: MasterKey, file: Path, elsewhere: str
) -> None:
    back_up(database_url, master, file, NOW)
    keys_beside(file).unlink()
    with pytest.raises(BackupProblem, match="without its keys nobody can read a backup"):
        restore(file, keys_beside(file), elsewhere, master)
    assert not Path(elsewhere.removeprefix("sqlite:///")).exists()
    used_as_it_is = f"sqlite:///{file}"
    with pytest.raises(MasterKeyProblem):
        Store.open(used_as_it_is, master)
    with pytest.raises(MasterKeyProblem, match="Bring back its keys"):
        upgrade(used_as_it_is, master)


def test_newer_keys_open_an_older_backup_and_a_destroyed_key_opens_none(
    store: Store, database_url: str, master: MasterKey, file: Path, elsewhere: str
) -> None:
    asyncio.run(sign(store, ANA))
    back_up(database_url, master, file, NOW)
    store.write_now(lambda tx: make_petition_keys(tx.connection, master, 77, NOW))
    store.write_now(
        lambda tx: tx.connection.execute(delete(wrapped_keys).where(wrapped_keys.c.name.like("petition:2%")))
    )
    newer = file.with_name("newer.db")
    back_up(database_url, master, newer, NOW)
    restore(file, keys_beside(newer), elsewhere, master)
    with closing(Store.open(elsewhere, master)) as new:
        assert "60608" in asyncio.run(text(new, ANA, "STATUS"))
        assert set(new.read_now(lambda tx: tx.keys).petitions) == {1, 77}


def test_nothing_is_overwritten(store: Store, database_url: str, master: MasterKey, file: Path, elsewhere: str) -> None:
    for name in (file.name, f"{file.name}.keys", f"{file.name}.part"):
        file.with_name(name).write_text("mine")
        with pytest.raises(BackupProblem, match="nothing is overwritten"):
            back_up(database_url, master, file, NOW)
        assert [path.read_text() for path in file.parent.iterdir()] == ["mine"]
        file.with_name(name).unlink()
    back_up(database_url, master, file, NOW)
    with pytest.raises(BackupProblem, match="nothing is overwritten"):
        restore(file, keys_beside(file), database_url, master)
    target = Path(elsewhere.removeprefix("sqlite:///"))
    target.touch()
    target.with_name("new.db-wal").write_text("of another one")
    with pytest.raises(BackupProblem, match="nothing is overwritten"):
        restore(file, keys_beside(file), elsewhere, master)
    target.with_name("new.db-wal").unlink()
    restore(file, keys_beside(file), elsewhere, master)
    with (
        closing(Store.open(elsewhere, master, serving=True)),
        pytest.raises(AlreadyServing),
    ):
        restore(file, keys_beside(file), elsewhere, master)


def test_what_does_not_fit_together_is_refused_and_leaves_nothing(
    store: Store, database_url: str, master: MasterKey, file: Path, elsewhere: str, tmp_path: Path
) -> None:
    back_up(database_url, master, file, NOW)
    other = file.with_name("other.db")
    upgrade(f"sqlite:///{tmp_path / 'another.db'}", master)
    back_up(f"sqlite:///{tmp_path / 'another.db'}", master, other, NOW)
    (tmp_path / "no.keys").write_text(json.dumps([{"wrapped": "?"}]))
    keys = keys_beside(file)
    with pytest.raises(MasterKeyProblem):
        restore(file, keys, elsewhere, MasterKey.new())
    with pytest.raises(BackupProblem, match="another database"):
        restore(file, keys_beside(other), elsewhere, master)
    with pytest.raises(BackupProblem, match="holds no keys"):
        restore(file, tmp_path / "no.keys", elsewhere, master)
    with pytest.raises(BackupProblem, match="no backup"):
        restore(tmp_path / "another.db", keys, elsewhere, master)
    with pytest.raises(BackupProblem, match="No such file"):
        restore(tmp_path / "nowhere.db", keys, elsewhere, master)
    with pytest.raises(BackupProblem, match="can't be brought back"):
        restore(tmp_path / "no.keys", keys, elsewhere, master)
    with pytest.raises(BackupProblem, match="SQLite"):
        restore(file, keys, "postgresql://localhost/x", master)
    assert {path.name for path in (tmp_path / "elsewhere").iterdir()} <= {"new.db.lock"}


def test_a_backup_that_fails_leaves_nothing(store: Store, database_url: str, master: MasterKey, file: Path) -> None:
    with pytest.raises(MasterKeyProblem):
        back_up(database_url, MasterKey.new(), file, NOW)
    with pytest.raises(BackupProblem, match="No such file"):
        back_up(database_url, master, file.parent / "nowhere" / "x.db", NOW)
    # Such a table makes others by itself, which then are there twice.
    store.write_now(lambda tx: tx.connection.exec_driver_sql("CREATE VIRTUAL TABLE odd USING fts5(words)") and None)
    with pytest.raises(StoreUnavailable, match="already exists"):
        back_up(database_url, master, file, NOW)
    assert list(file.parent.iterdir()) == []


def test_a_backup_of_a_backup_brought_back_is_one_again(
    store: Store, database_url: str, master: MasterKey, file: Path, elsewhere: str
) -> None:
    back_up(database_url, master, file, NOW)
    restore(file, keys_beside(file), elsewhere, master)
    again = file.with_name("again.db")
    back_up(elsewhere, master, again, NOW)
    with closing(sqlite3.connect(again)) as connection:
        found = connection.execute(f"SELECT name FROM {marks.name} ORDER BY name").fetchall()
    assert found == [("backed-up",), ("backup",), ("petitions-revision",)]
