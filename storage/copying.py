"""A whole store, copied into another database: to PostgreSQL, or to another SQLite file.

1. The source is held as by its serving process, and read in one transaction: nothing changes under the copy.
2. The target must be empty. It gets the schema and a mark that says whose copy it is; with that mark nobody opens it.
3. Table by table in slices of the primary key, each slice a transaction. A copy that was cut off goes on after the
   greatest key that each table of the target holds.
4. Row counts and checksums are compared. A copy that was cut off and whose source has changed since begins anew.
5. The last transaction brings marks, keys and the numbers that come next, and takes the mark away.

Rows are copied as they are, ids and wrapped keys included, so what is sealed and bound to its row opens there as here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Table, delete, func, inspect, select, text
from sqlalchemy.engine import URL

from storage.connections import Connections, Work, connections_to
from storage.dialects import add_rows, is_postgresql, read_url
from storage.marks import COPYING, read_mark, set_mark
from storage.master_key import MasterKey
from storage.schema import bring_to_head, head, make_file
from storage.slices import SLICE, Row, TableSum, last_key, slices, table_sum
from storage.store import Store, Transaction
from storage.tables import day_keys, link_codes, marks, metadata, missed_link_codes, wrapped_keys
from storage.unavailable import StoreUnavailable

T = TypeVar("T")
Tell = Callable[[str, int], None]

#: Brought in the last transaction, so that half a copy never looks like a store.
_LAST = (marks, wrapped_keys)
#: The key of a day dies with its day, a code after ten minutes; a copy would live on in the file that was left.
_NEVER = (day_keys, link_codes, missed_link_codes)
_FIRST = tuple(table for table in metadata.sorted_tables if table not in (*_LAST, *_NEVER))


class CopyProblem(Exception):
    """Why a store was not copied, in plain words."""


def copy_store(
    source_url: str, target_url: str, master: MasterKey, tell: Tell = lambda _table, _rows: None, size: int = SLICE
) -> dict[str, TableSum]:
    """Copy a store from an SQLite file into an empty database, or go on with such a copy.

    Args:
        source_url: The SQLite file, as in DATABASE_URL; no process may serve it.
        target_url: Where to, as in DATABASE_URL.
        master: The key that opens the source, and then the target.
        tell: Called after each slice with the table's name and the rows that were brought to it.
        size: Rows in a slice.

    Returns:
        What each table holds, here and there, by its name.

    Raises:
        CopyProblem: when the target is not empty, can't be used, or does not hold the same in the end.
        AlreadyServing: when a process serves one of the files.
        UnknownDatabase, SchemaBehind, SchemaAhead, MasterKeyProblem, StoreUnavailable: see `Store.open`.
    """
    source, target = read_url(source_url), read_url(target_url)
    if source.get_backend_name() != "sqlite":
        raise CopyProblem("This copies from an SQLite file; between PostgreSQL servers use pg_dump and pg_restore.")
    _refuse_the_same(source, target)
    # Opened as the serving process opens it, for the lock.
    with closing(Store.open(source_url, master, serving=True)) as store:
        alone = target.get_backend_name() == "sqlite"
        with closing(Store(target_url, master, serving=alone)), closing(connections_to(target)) as connections:
            make_file(target)
            return store.read_now(_Copy(connections, tell, size).make)


class _Copy:
    """One run of copying."""

    def __init__(self, target: Connections, tell: Tell, size: int) -> None:
        self._target, self._tell, self._size = target, tell, size

    def make(self, tx: Transaction) -> dict[str, TableSum]:
        """Copy all that `tx` sees."""
        resumed = self._write(partial(_begin, fingerprint=tx.keys.fingerprint()))
        held = {table.name: table_sum(tx.connection, table) for table in (*_FIRST, *_LAST)}
        self._bring(tx.connection)
        if differing := self._differing(held):
            if not resumed:
                raise CopyProblem(f"The target does not hold what was sent to it: {', '.join(differing)}.")
            self._write(_empty)
            self._bring(tx.connection)
            if differing := self._differing(held):
                raise CopyProblem(f"The target does not hold what was sent to it: {', '.join(differing)}.")
        last = {table: [row for part in slices(tx.connection, table) for row in part] for table in _LAST}
        self._write(partial(_finish, last=last, held=held, highest=_highest_numbers(tx.connection)))
        return held

    def _bring(self, source: Connection) -> None:
        for table in _FIRST:
            after, brought = self._read(partial(last_key, table=table)), 0
            for rows in slices(source, table, after, self._size):
                self._write(partial(add_rows, table=table, rows=rows))
                brought += len(rows)
                self._tell(table.name, brought)

    def _differing(self, held: Mapping[str, TableSum]) -> list[str]:
        def look(connection: Connection) -> list[str]:
            return [table.name for table in _FIRST if table_sum(connection, table) != held[table.name]]

        return self._read(look)

    def _write(self, work: Work[T]) -> T:
        try:
            return self._target.write_now(work)
        except StoreUnavailable as problem:
            raise CopyProblem(f"The target can't be used: {problem}.") from None

    def _read(self, work: Work[T]) -> T:
        try:
            return self._target.read_now(work)
        except StoreUnavailable as problem:
            raise CopyProblem(f"The target can't be used: {problem}.") from None


def _refuse_the_same(source: URL, target: URL) -> None:
    if (
        target.get_backend_name() == "sqlite"
        and Path(str(source.database)).resolve() == Path(str(target.database)).resolve()
    ):
        raise CopyProblem("The target is the database itself.")


def _begin(connection: Connection, fingerprint: str) -> bool:
    """Whether the target holds a part of this copy already; an empty one is made ready."""
    if not inspect(connection).get_table_names():
        bring_to_head(connection)
        set_mark(connection, COPYING, fingerprint)
        return False
    if read_mark(connection, COPYING) != fingerprint:
        raise CopyProblem("The target is not empty: copy into a new database.")
    if connection.scalar(text("SELECT version_num FROM alembic_version")) != head():
        raise CopyProblem("The target was begun by another version of Undersigned: copy into a new database.")
    return True


def _empty(connection: Connection) -> None:
    for table in reversed(_FIRST):
        connection.execute(delete(table))


def _finish(
    connection: Connection,
    last: Mapping[Table, list[Row]],
    held: Mapping[str, TableSum],
    highest: Mapping[Table, int],
) -> None:
    for table, rows in last.items():
        connection.execute(delete(table))
        add_rows(connection, table, rows)
        if table_sum(connection, table) != held[table.name]:
            raise CopyProblem(f"The target does not hold what was sent to it: {table.name}.")
    for table, number in highest.items():
        _go_on_after(connection, table, number)


def _highest_numbers(connection: Connection) -> dict[Table, int]:
    """The highest number that each numbered table ever gave to a row, as far as that is known."""
    given: dict[str, int] = {}
    if inspect(connection).has_table("sqlite_sequence"):
        given = {row.name: row.seq for row in connection.execute(text("SELECT name, seq FROM sqlite_sequence"))}
    highest: dict[Table, int] = {}
    for table in metadata.sorted_tables:
        if (column := table.autoincrement_column) is not None:
            there = connection.scalar(select(func.max(column))) or 0
            highest[table] = max(there, given.get(table.name, 0))
    return highest


def _go_on_after(connection: Connection, table: Table, number: int) -> None:
    """Let the next row get a number above `number`; numbers are in ciphertexts and consents, and never used twice."""
    if not number:
        return
    if is_postgresql(connection):
        column = table.autoincrement_column
        assert column is not None
        statement = text("SELECT setval(pg_get_serial_sequence(:table, :column), :number)")
        connection.execute(statement, {"table": table.name, "column": column.name, "number": number})
    elif table.dialect_options["sqlite"]["autoincrement"]:
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :table"), {"table": table.name})
        statement = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :number)")
        connection.execute(statement, {"table": table.name, "number": number})
