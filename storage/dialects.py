"""The few things that SQLite and PostgreSQL do differently, in one place. PostgreSQL comes with its own column here."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, Table, create_engine, event
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import QueuePool
from sqlalchemy.sql.dml import Insert


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


def replace_rows(table: Table, key: str, columns: tuple[str, ...]) -> Insert:
    """Insert rows, or set `columns` of the row that already has the same `key`."""
    statement = insert(table)
    return statement.on_conflict_do_update(
        index_elements=[table.c[key]], set_={name: statement.excluded[name] for name in columns}
    )
