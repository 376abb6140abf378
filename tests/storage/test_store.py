"""The store: what is committed is seen, what fails is not, one process serves a file."""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from conversations import Standing
from storage import (
    AlreadyServing,
    KeywordTaken,
    MasterKey,
    MasterKeyProblem,
    SchemaAhead,
    SchemaBehind,
    Store,
    StoreUnavailable,
    Transaction,
    UnknownDatabase,
    UnknownPetition,
    all_petitions,
    import_petition,
    is_demo,
    is_demo_file,
    mark_as_demo,
    set_state,
    upgrade,
)
from storage.connections import run_once
from storage.dialects import read_url
from storage.schema import refuse_other_schema
from storage.tables import metadata
from tests.storage.conftest import NOW, petition


def test_a_petition_comes_back_as_it_was_imported(store: Store) -> None:
    wanted = petition("lamps", "LAMPS", "FAROS")
    assert store.read_now(all_petitions)[0] == wanted
    assert list(store.read_now(all_petitions)[0].texts) == ["en", "es"]


def test_importing_again_tells_what_changed(store: Store) -> None:
    def again(**changes: str) -> str:
        return store.write_now(lambda tx: import_petition(tx, petition("lamps", "LAMPS", "FAROS", **changes), NOW))

    assert again() == "unchanged"
    assert again(version="2") == "new version"
    assert store.read_now(all_petitions)[0].version == "2"
    assert again(version="1") == "new version"
    assert store.read_now(all_petitions)[0].version == "1"


def test_a_keyword_belongs_to_one_petition(store: Store) -> None:
    with pytest.raises(KeywordTaken, match="BOOKS belongs to the petition library"):
        store.write_now(lambda tx: import_petition(tx, petition("third", "books", "OTRO"), NOW))
    assert len(store.read_now(all_petitions)) == 2


def test_organizers_open_pause_and_close(store: Store) -> None:
    for state in ("paused", "closed", "open"):
        store.write_now(lambda tx, state=state: set_state(tx, "lamps", state))
        assert store.read_now(all_petitions)[0].standing(NOW) == Standing(state)
    with pytest.raises(UnknownPetition):
        store.write_now(lambda tx: set_state(tx, "nowhere", "open"))


def test_what_a_command_changes_is_seen_by_the_next_transaction_of_another_process(
    database_url: str, master: MasterKey, store: Store
) -> None:
    serving = Store.open(database_url, master, serving=True)
    try:
        assert serving.read_now(all_petitions)[0].state == "draft"
        store.write_now(lambda tx: set_state(tx, "lamps", "paused"))
        assert serving.read_now(all_petitions)[0].state == "paused"
        assert serving.write_now(all_petitions)[0].state == "paused"
    finally:
        serving.close()


def test_what_fails_leaves_nothing_and_does_not_poison_what_the_store_knows(store: Store) -> None:
    def fail(tx: object) -> None:
        set_state(tx, "lamps", "closed")  # type: ignore[arg-type]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.write_now(fail)
    assert store.read_now(all_petitions)[0].state == "draft"


def test_readers_cannot_write(store: Store) -> None:
    with pytest.raises(StoreUnavailable):
        store.read_now(lambda tx: set_state(tx, "lamps", "closed"))


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_writes_happen_in_the_order_of_their_calls(store: Store) -> None:
    seen: list[int] = []
    await asyncio.gather(*(store.write(lambda tx, number=number: seen.append(number)) for number in range(50)))
    assert seen == list(range(50))


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_second_serving_process_is_refused_and_a_killed_one_lets_go(
    database_url: str, master: MasterKey, store: Store, tmp_path: Path
) -> None:
    program = (
        "import sys; from storage import MasterKey, Store; "
        f"store = Store.open({database_url!r}, MasterKey.read({master.secret.hex()!r}), serving=True); "
        "print('serving', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=os.getcwd()
    )
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == "serving\n"
        with pytest.raises(AlreadyServing, match=r"undersigned\.db"):
            Store.open(database_url, master, serving=True)
    finally:
        other.send_signal(signal.SIGKILL)
        other.communicate()
    Store.open(database_url, master, serving=True).close()


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_what_another_process_serves_is_not_upgraded(database_url: str, master: MasterKey, tmp_path: Path) -> None:
    with (tmp_path / "undersigned.db.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(AlreadyServing):
            Store.open(database_url, master, serving=True, upgrading=True)
        assert not (tmp_path / "undersigned.db").exists()
    Store.open(database_url, master, serving=True, upgrading=True).close()


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_asking_whether_it_can_be_written_changes_nothing(database_url: str, store: Store, tmp_path: Path) -> None:
    before = (tmp_path / "undersigned.db-wal").read_bytes()
    store.can_write()
    assert (tmp_path / "undersigned.db-wal").read_bytes() == before


def test_a_folder_that_is_not_there_is_named(master: MasterKey, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}"
    with pytest.raises(StoreUnavailable, match=str(tmp_path / "nowhere" / "x.db")):
        upgrade(url, master)
    with pytest.raises(StoreUnavailable, match=str(tmp_path / "nowhere" / "x.db.lock")):
        Store.open(url, master, serving=True)
    with pytest.raises(MasterKeyProblem, match=str(tmp_path / "nowhere" / "undersigned.key")):
        MasterKey.find(None, None, url)
    with pytest.raises(MasterKeyProblem, match=str(tmp_path / "a.key")):
        MasterKey.find(None, tmp_path / "a.key", url)


def test_a_demo_is_marked(store: Store) -> None:
    assert not store.read_now(is_demo)
    store.write_now(mark_as_demo)
    store.write_now(mark_as_demo)
    assert store.read_now(is_demo)


def test_the_migrations_make_the_schema_of_the_tables(database_url: str, store: Store) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    assert run_once(read_url(database_url), differences, writes=False) == []


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_no_table_of_people_tells_the_order_in_which_they_came(store: Store) -> None:
    def definitions(tx: Transaction) -> dict[str, str]:
        rows = tx.connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        return {row.name: row.sql for row in rows}

    found = store.read_now(definitions)
    for table in ("contacts", "answers", "signatures"):
        assert "WITHOUT ROWID" in found[table]


def test_an_old_and_a_newer_database_are_refused(database_url: str, master: MasterKey, tmp_path: Path) -> None:
    with pytest.raises(SchemaBehind, match="undersigned db upgrade"):
        Store.open(database_url, master)
    upgrade(database_url, master)
    upgrade(database_url, master)
    Store.open(database_url, master).close()
    newer = text("UPDATE alembic_version SET version_num = '9999'")
    run_once(read_url(database_url), lambda connection: connection.execute(newer) and None, writes=True)
    with pytest.raises(SchemaAhead, match="newer version"):
        Store.open(database_url, master)


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://h/d", "sqlite://", "sqlite:///:memory:", "postgresql://h"])
def test_a_database_that_cannot_be_used_is_refused_in_one_line(url: str, master: MasterKey) -> None:
    with pytest.raises(UnknownDatabase) as refused:
        upgrade(url, master)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path, master: MasterKey) -> None:
    (tmp_path / "notes.db").write_text("not a database, only some words that fill a few bytes" * 20)
    with pytest.raises(StoreUnavailable):
        upgrade(f"sqlite:///{tmp_path / 'notes.db'}", master)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_commit_is_on_the_disk_before_it_returns(store: Store) -> None:
    def settings(tx: Transaction) -> tuple[object, ...]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return tuple(tx.connection.execute(text(f"PRAGMA {name}")).scalar() for name in names)

    assert store.write_now(settings) == ("wal", 2, 1)


def test_looking_at_a_file_of_somebody_else_changes_nothing_in_it(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE notes (word TEXT)")
    other.close()
    before = file.read_bytes()
    assert not is_demo_file(f"sqlite:///{file}")
    with pytest.raises(SchemaBehind):
        refuse_other_schema(f"sqlite:///{file}")
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["other.db"]
