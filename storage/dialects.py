"""The few things that SQLite and PostgreSQL do differently, in one place. PostgreSQL comes with its own column here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Column, Connection, Engine, Row, Table, bindparam, create_engine, event, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import QueuePool


class UnknownDatabase(Exception):
    """DATABASE_URL names a database that this version can't use."""


def read_url(database_url: str) -> URL:
    """Read DATABASE_URL.

    Raises:
        UnknownDatabase: when it isn't a URL, isn't SQLite, or names no file (a store in memory would lose signatures).
    """
    try:
        url = make_url(database_url)
    except Exception:
        raise UnknownDatabase("DATABASE_URL is not a database URL, like sqlite:///undersigned.db") from None
    if url.get_backend_name() != "sqlite":
        raise UnknownDatabase("This version keeps its data in SQLite only: DATABASE_URL=sqlite:///undersigned.db")
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise UnknownDatabase("DATABASE_URL names no file: use sqlite:///undersigned.db")
    return url


def engine_for(url: URL, *, writes: bool) -> Engine:
    """An engine whose transactions take the write lock at their begin (`writes`), or only read.

    SQLite: WAL with synchronous=FULL, so that a commit is on the disk before it returns (https://sqlite.org/wal.html);
    BEGIN IMMEDIATE, because a transaction that turns from reading to writing half-way can fail under a second writer.
    """
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        poolclass=QueuePool,
        pool_size=1 if writes else 4,
        max_overflow=0,
        connect_args={"timeout": 20, "check_same_thread": False, "cached_statements": 512},
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "cache_size=-65536",
            "wal_autocheckpoint=8000",
        ):
            connection.execute(f"PRAGMA {pragma}")
        if not writes:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def rows_in(
    connection: Connection, columns: tuple[Column[Any], ...], key: Column[Any], values: Sequence[bytes]
) -> Sequence[Row[Any]]:
    """The rows whose `key` is one of `values`.

    This, `add_rows` and `put_rows` carry every message. The library writes their SQL once, and then it goes to the
    driver as it is: preparing the same statement anew for each batch costs more than what SQLite does with it.
    """
    found: list[Row[Any]] = []
    for at in range(0, len(values), _MOST_VALUES):
        part = tuple(values[at : at + _MOST_VALUES])
        found += connection.exec_driver_sql(_select_in(columns, key, len(part)), part).all()
    return found


def add_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, each with a value for every column of the first one."""
    if rows:
        connection.exec_driver_sql(_insert(table, tuple(rows[0])), list(rows))


def put_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, or overwrite the row that already has the same primary key."""
    if rows:
        connection.exec_driver_sql(_upsert(table, tuple(rows[0])), list(rows))


#: SQLite takes 32,766 values in a statement (https://sqlite.org/limits.html).
_MOST_VALUES = 30_000
_DIALECT = sqlite.dialect(paramstyle="named")


@lru_cache(1024)
def _select_in(columns: tuple[Column[Any], ...], key: Column[Any], number: int) -> str:
    statement = select(*columns).where(key.in_(bindparam("values", expanding=True)))
    compiled = statement.compile(dialect=sqlite.dialect(paramstyle="qmark"))
    wanted = compiled.construct_expanded_state({"values": [b""] * number})
    return wanted.statement


@cache
def _insert(table: Table, columns: tuple[str, ...]) -> str:
    return str(sqlite.insert(table).compile(dialect=_DIALECT, column_keys=columns))


@cache
def _upsert(table: Table, columns: tuple[str, ...]) -> str:
    statement = sqlite.insert(table)
    kept = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in columns if name not in kept}
    statement = statement.on_conflict_do_update(index_elements=kept, set_=changed)
    return str(statement.compile(dialect=_DIALECT, column_keys=columns))
