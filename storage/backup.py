"""Copies of an SQLite store to put away: all but the keys in one file, the keys in another.

A backup is made while the store is served: everything is read in one transaction, so it is the state of one moment.
It is written row by row, so nothing that was deleted before is in it, as it can be in a copy of the pages. The keys are
wrapped by the master key and never touch the file; whoever destroys all files of keys makes all backups unreadable.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, delete, insert

from storage.connections import run_once
from storage.dialects import read_url
from storage.key_ring import KeyRing
from storage.last_backup import BACKED_UP
from storage.marks import BACKUP, read_mark
from storage.master_key import MasterKey
from storage.schema import upgrade
from storage.store import Store
from storage.tables import day_keys, link_codes, marks, missed_link_codes, wrapped_keys
from storage.unavailable import StoreUnavailable

#: The keys go into a file of their own. The key of a day and the codes of ten minutes go into none, so as to be gone.
NOT_WRITTEN = (wrapped_keys.name, day_keys.name, link_codes.name, missed_link_codes.name)


class BackupProblem(Exception):
    """Why a backup was not made, or not brought back, in plain words."""


def keys_beside(file: Path) -> Path:
    """Where the keys of a backup are: its name and `.keys`."""
    return file.with_name(file.name + ".keys")


def back_up(database_url: str, master: MasterKey, file: Path, now: datetime) -> None:
    """Write a store into `file` and its wrapped keys into the file beside it, both readable by their owner only.

    Args:
        database_url: An SQLite file, which may be served meanwhile.
        master: Its key; a store that it does not open is not worth keeping.
        file: A file that is not there yet.
        now: Aware; what is brought back from it was last backed up then (`storage.last_backup`).

    Raises:
        BackupProblem: when a file is there already or can't be made.
        UnknownDatabase, SchemaBehind, SchemaAhead, MasterKeyProblem, StoreUnavailable: see `Store.open`.
    """
    with closing(Store.open(database_url, master)) as store:
        fingerprint = store.read_now(lambda tx: tx.keys.fingerprint())
    part, keys = _part(file), keys_beside(file)
    for path in (file, keys, part):
        if path.exists():
            raise BackupProblem(f"{path.absolute()} is there already, and nothing is overwritten.")
    with _told_plainly(), _removed_unless_done(part, keys):
        _make(part)
        _make(keys)
        rows = _write_all_but_keys(Path(str(read_url(database_url).database)), part, fingerprint, now)
        keys.write_text(json.dumps(rows, indent=1) + "\n", encoding="ascii")
        for path in (keys, part):
            _to_disk(path)
        part.rename(file)
        _to_disk(file.parent)


def restore(file: Path, keys: Path, target_url: str, master: MasterKey) -> None:
    """Make a new database of a backup and of keys, which may be those of a later backup of the same store.

    Args:
        file: What `back_up` wrote.
        keys: The file of keys.
        target_url: An SQLite file that is not there, or is empty.
        master: The key that is to open it.

    Raises:
        BackupProblem: when a file is missing, is no backup, or belongs to another one, or the target is not empty.
        MasterKeyProblem: when the master key is not the one that wrapped the keys.
        AlreadyServing: when a process has the target.
        UnknownDatabase, SchemaAhead, StoreUnavailable: see `storage.schema.upgrade`.
    """
    url = read_url(target_url)
    if url.get_backend_name() != "sqlite":
        raise BackupProblem("A backup is brought back into an SQLite file; from there `undersigned db copy` moves it.")
    rows, target = _read_keys(keys), Path(str(url.database))
    # Made for its lock: nobody begins to serve the file meanwhile.
    with closing(Store(target_url, master, serving=True)):
        for path in (target, target.with_name(target.name + "-wal")):
            if path.exists() and path.stat().st_size:
                raise BackupProblem(f"{path.absolute()} is not empty, and nothing is overwritten.")
        part = _part(target)
        part.unlink(missing_ok=True)
        with _told_plainly(), _removed_unless_done(part):
            _make(part)
            shutil.copyfile(file, part)
            try:
                _put_together(url.set(database=str(part)).render_as_string(hide_password=False), rows, master)
            except StoreUnavailable as problem:
                raise BackupProblem(f"{file.absolute()} can't be brought back: {problem}.") from None
            _to_disk(part)
            part.rename(target)
            _to_disk(target.parent)


def _write_all_but_keys(database: Path, part: Path, fingerprint: str, now: datetime) -> list[dict[str, Any]]:
    """Fill `part`; returns the rows of keys of the same moment, fit for JSON."""
    with closing(sqlite3.connect(part, timeout=20, isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS live", (str(database),))
        connection.execute("BEGIN")
        schema = connection.execute(
            "SELECT type, name, sql FROM live.sqlite_master "
            "WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY type <> 'table', type, name"
        ).fetchall()
        for kind, name, sql in schema:
            connection.execute(sql)
            if kind == "table" and name not in NOT_WRITTEN:
                connection.execute(f'INSERT INTO main."{name}" SELECT * FROM live."{name}"')  # noqa: S608
        connection.execute("DELETE FROM main.sqlite_sequence")
        connection.execute("INSERT INTO main.sqlite_sequence SELECT * FROM live.sqlite_sequence")
        of_its_own = [(BACKUP, fingerprint), (BACKED_UP, str(int(now.timestamp())))]
        connection.executemany(f"INSERT OR REPLACE INTO main.{marks.name} (name, value) VALUES (?, ?)", of_its_own)  # noqa: S608
        found = connection.execute(f"SELECT * FROM live.{wrapped_keys.name} ORDER BY number")  # noqa: S608
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found]
        connection.execute("COMMIT")
    return [{**row, "wrapped": base64.b64encode(row["wrapped"]).decode()} for row in rows]


def _read_keys(file: Path) -> list[dict[str, Any]]:
    try:
        rows: list[dict[str, Any]] = json.loads(file.read_text(encoding="ascii"))
        return [{**row, "wrapped": base64.b64decode(row["wrapped"], validate=True)} for row in rows]
    except FileNotFoundError:
        raise BackupProblem(f"{file.absolute()} is missing: without its keys nobody can read a backup.") from None
    except (OSError, ValueError, TypeError, KeyError):
        raise BackupProblem(f"{file.absolute()} holds no keys of a backup, or can't be read.") from None


def _put_together(url: str, rows: list[dict[str, Any]], master: MasterKey) -> None:
    def add_keys(connection: Connection) -> str:
        fingerprint = read_mark(connection, BACKUP)
        if fingerprint is None:
            raise BackupProblem("This file is no backup made by `undersigned db backup`.")
        # The table as it was when the backup was made; it is brought up to date afterwards.
        connection.execute(insert(Table(wrapped_keys.name, MetaData(), autoload_with=connection)), rows)
        connection.execute(delete(marks).where(marks.c.name == BACKUP))
        return fingerprint

    fingerprint = run_once(read_url(url), add_keys, writes=True)
    upgrade(url, master)
    if run_once(read_url(url), partial(KeyRing.read, master=master), writes=True).fingerprint() != fingerprint:
        raise BackupProblem("These keys belong to another database than this backup.")


def _part(file: Path) -> Path:
    return file.with_name(file.name + ".part")


def _make(file: Path) -> None:
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _removed_unless_done(*paths: Path) -> Iterator[None]:
    """Leave no half a file behind, nor what SQLite laid beside it."""
    try:
        yield
    except BaseException:
        for path in paths:
            for ending in ("", "-journal", "-wal", "-shm"):
                path.with_name(path.name + ending).unlink(missing_ok=True)
        raise


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as problem:
        raise StoreUnavailable(str(problem)) from None
    except OSError as problem:
        raise BackupProblem(f"{problem.filename}: {problem.strerror}.") from None
