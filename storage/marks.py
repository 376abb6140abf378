"""Small facts about the store itself: the revision of its petitions, and whether it is a demo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, false, insert, inspect, select, update

from storage.connections import run_once
from storage.dialects import read_url
from storage.tables import marks

if TYPE_CHECKING:
    from storage.store import Transaction

#: In a file of `undersigned db backup`: the fingerprint of the keys that it goes with.
BACKUP = "backup"
#: In a database that is being copied into: the fingerprint of the keys of the one that it is a copy of.
COPYING = "copying"
_REVISION = "petitions-revision"
_WRITTEN = "written"
_READ_WRITTEN = select(marks.c.value).where(marks.c.name == _WRITTEN)
_PAUSED = "paused"
_READ_PAUSED = select(marks.c.value).where(marks.c.name == _PAUSED)
_READ_REVISION = select(marks.c.value).where(marks.c.name == _REVISION)


def revision(connection: Connection) -> int:
    """How often petitions changed; every transaction compares it, so that a command's change is seen at once."""
    return int(connection.scalar(_READ_REVISION) or 0)


def bump_revision(connection: Connection) -> None:
    """Say that petitions changed."""
    set_mark(connection, _REVISION, str(revision(connection) + 1))


def change_nothing(tx: Transaction) -> None:
    """A statement that writes, on no row: only a database that can be written lets it pass.

    Beginning is no proof: of a read-only file SQLite grants BEGIN IMMEDIATE, and only reads in it
    (https://sqlite.org/lang_transaction.html).
    """
    tx.connection.execute(update(marks).where(false()).values(value=""))


def write_something(tx: Transaction) -> None:
    """A statement that really writes: a full disk lets `change_nothing` pass."""
    set_mark(tx.connection, _WRITTEN, "0" if tx.connection.scalar(_READ_WRITTEN) == "1" else "1")


def mark_as_demo(tx: Transaction) -> None:
    """Mark this store as a demo: its signatures are play, and `serve` refuses it."""
    set_mark(tx.connection, "demo", "1")


def is_demo(tx: Transaction) -> bool:
    """Whether this store is marked as a demo."""
    return tx.connection.scalar(select(marks.c.value).where(marks.c.name == "demo")) == "1"


def is_demo_file(database_url: str) -> bool:
    """Whether a database is marked as a demo; asked before any key is at hand. A file that is not there is none.

    Raises:
        UnknownDatabase: when DATABASE_URL is unusable.
        StoreUnavailable: when the file is no database, or can't be read.
    """
    url = read_url(database_url)
    if url.get_backend_name() != "sqlite" or not Path(str(url.database)).exists():
        return False

    def look(connection: Connection) -> bool:
        marked = select(marks.c.value).where(marks.c.name == "demo")
        return inspect(connection).has_table(marks.name) and connection.scalar(marked) == "1"

    return run_once(url, look, writes=False)


def read_mark(connection: Connection, name: str) -> str | None:
    """What a mark says; None where it is not set, or where there is no schema yet."""
    if not inspect(connection).has_table(marks.name):
        return None
    return connection.scalar(select(marks.c.value).where(marks.c.name == name))


def set_mark(connection: Connection, name: str, value: str) -> None:
    """Set a mark, whatever it said before."""
    if not connection.execute(update(marks).where(marks.c.name == name).values(value=value)).rowcount:
        connection.execute(insert(marks).values(name=name, value=value))


def pause_all(tx: Transaction, paused: bool) -> None:
    """Let nothing leave on its own any more, in no process, or let it leave again. Every claim reads this anew."""
    set_mark(tx.connection, _PAUSED, "1" if paused else "0")


def is_paused(tx: Transaction) -> bool:
    """Whether nothing may leave on its own (`pause_all`)."""
    return tx.connection.scalar(_READ_PAUSED) == "1"
