"""How transactions are run: SQLite with one writing thread, PostgreSQL on the event loop. The work is the same code."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool, QueuePool

from storage.unavailable import ConnectionLost, StoreUnavailable, told_plainly

T = TypeVar("T")
Work = Callable[[Connection], T]

#: Seconds that a transaction waits for another writer of an SQLite file. Twilio waits 15 in all and must hear of a
#: refusal in time, also of a message that first waited behind another batch which waited as long.
BUSY_SECONDS = 5
#: The same on PostgreSQL: seconds that a statement waits for a lock, and that one may take in all, or a new connection.
#: The first is shorter, so that it is told what is waited for. Where the server is lost without a word the driver takes
#: two seconds more to give a connection up: twice seven still leave Twilio one of its 15.
_LOCK_SECONDS, _STATEMENT_SECONDS = 4, 5
#: A command makes nobody wait: it may look at everything, and its server may be far away.
_COMMAND_STATEMENT_SECONDS, _COMMAND_CONNECT_SECONDS = 60, 10
#: Looking at a file must not change it, so a reader sets none of these. What is deleted is overwritten at once
#: (secure_delete, https://sqlite.org/pragma.html#pragma_secure_delete); `clear_log` does the same for the log.
_FOR_WRITING = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "wal_autocheckpoint=8000",
    "secure_delete=ON",
    # Only where one message of a batch is played alone is there a savepoint, whose journal need not be a file.
    "temp_store=MEMORY",
)
#: Connections of one web process to PostgreSQL: two that write (`writes_at_once`), the others read.
POSTGRESQL_CONNECTIONS = 6


class Connections(Protocol):
    """Runs pieces of work, each as one transaction: committed when it returns, rolled back when it raises."""

    #: Writes that are done side by side.
    writes_at_once: int

    async def write(self, work: Work[T], otherwise: Work[T] | None = None) -> T:
        """Run work that may write; where it raises, nothing of it is kept, and `otherwise` is run in its place."""

    async def read(self, work: Work[T]) -> T:
        """Run work that only reads."""

    def write_now(self, work: Work[T]) -> T:
        """`write` for those who have no event loop."""

    def read_now(self, work: Work[T]) -> T:
        """`read` for those who have no event loop."""

    async def clear_log(self) -> bool:
        """Empty the file of what was lately written, old states of rows among it; False when it is in use just now."""

    async def aclose(self) -> None:
        """Finish what was begun, then let go."""

    def close(self) -> None:
        """`aclose` for those who never used the event loop."""


def connections_to(url: URL) -> Connections:
    """The way to run transactions on a database (`dialects.read_url`)."""
    return SqliteConnections(url) if url.get_backend_name() == "sqlite" else PostgresqlConnections(url)


def run_once(url: URL, work: Work[T], *, writes: bool) -> T:
    """Run one piece of work on a database that nobody has opened yet."""
    connections = connections_to(url)
    try:
        return connections.write_now(work) if writes else connections.read_now(work)
    finally:
        connections.close()


class SqliteConnections:
    """One thread writes, in the order of the calls; a few read beside it."""

    writes_at_once = 1

    def __init__(self, url: URL) -> None:
        self._write_engine, self._read_engine = _sqlite_engine(url, writes=True), _sqlite_engine(url, writes=False)
        self._writer = ThreadPoolExecutor(1, "store-writer")
        self._readers = ThreadPoolExecutor(4, "store-reader")

    async def write(self, work: Work[T], otherwise: Work[T] | None = None) -> T:
        """Run work that may write; where it raises, nothing of it is kept, and `otherwise` is run in its place."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, _run, self._write_engine, work, otherwise)

    async def read(self, work: Work[T]) -> T:
        """Run work that only reads."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, _run, self._read_engine, work)

    def write_now(self, work: Work[T]) -> T:
        """`write` for those who have no event loop."""
        return _run(self._write_engine, work)

    def read_now(self, work: Work[T]) -> T:
        """`read` for those who have no event loop."""
        return _run(self._read_engine, work)

    async def clear_log(self) -> bool:
        """Write the log into the database and cut it to nothing, unless somebody reads from it.

        The log (https://sqlite.org/wal.html) keeps every page as it was at every commit: what was deleted since, and
        in which order rows were written. It is only overwritten, and only after thousands of pages.
        """
        return await asyncio.get_running_loop().run_in_executor(self._writer, self._clear_log)

    def _clear_log(self) -> bool:
        log = Path(f"{self._write_engine.url.database}-wal")
        if not log.exists() or not log.stat().st_size:
            return True
        with told_plainly(), closing(self._write_engine.raw_connection()) as connection:
            cursor = connection.cursor()
            try:
                # Those who wait for an answer must not wait for a reader.
                cursor.execute("PRAGMA busy_timeout=0")
                busy, _pages, _moved = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
            return not busy

    async def aclose(self) -> None:
        """Finish what was begun, then let go."""
        await asyncio.to_thread(self.close)

    def close(self) -> None:
        """`aclose` for those who never used the event loop."""
        self._writer.shutdown()
        self._readers.shutdown()
        self._write_engine.dispose()
        self._read_engine.dispose()


class PostgresqlConnections:
    """A pool on the event loop; the work runs on it as plain code, suspended wherever the driver waits."""

    writes_at_once = 2

    def __init__(self, url: URL) -> None:
        self._url = url
        self._engine: AsyncEngine | None = None

    async def write(self, work: Work[T], otherwise: Work[T] | None = None) -> T:
        """Run work that may write; where it raises, nothing of it is kept, and `otherwise` is run in its place."""
        try:
            return await _run_async(self._opened(), work)
        except StoreUnavailable:
            raise
        except Exception:
            if otherwise is None:
                raise
        return await _run_async(self._opened(), otherwise)

    async def read(self, work: Work[T]) -> T:
        """Run work that only reads; on a connection that turns out to be lost, once more on a new one."""
        engine = self._opened().execution_options(postgresql_readonly=True)
        try:
            return await _run_async(engine, work)
        except ConnectionLost:
            return await _run_async(engine, work)

    def write_now(self, work: Work[T]) -> T:
        """`write` for those who have no event loop."""
        return self._now(work, readonly=False)

    def read_now(self, work: Work[T]) -> T:
        """`read` for those who have no event loop."""
        return self._now(work, readonly=True)

    async def clear_log(self) -> bool:
        """Nothing: the server keeps its own log, and clears it in its own time."""
        return True

    def _opened(self) -> AsyncEngine:
        if self._engine is None:
            self._engine = _postgresql_engine(
                self._url,
                {"timeout": _STATEMENT_SECONDS, "command_timeout": _STATEMENT_SECONDS},
                pool_size=POSTGRESQL_CONNECTIONS,
                max_overflow=0,
            )
        return self._engine

    def _now(self, work: Work[T], *, readonly: bool) -> T:
        # A connection belongs to its loop, so this opens one of its own; in a thread, since a loop may run here.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, self._alone(work, readonly)).result()

    async def aclose(self) -> None:
        """Finish what was begun, then let go."""
        if self._engine is not None:
            await self._engine.dispose()
            self._engine = None

    def close(self) -> None:
        """`aclose` for those who never used the event loop."""
        if self._engine is not None:
            self._engine.sync_engine.dispose(close=False)
            self._engine = None

    async def _alone(self, work: Work[T], readonly: bool) -> T:
        patient = {"timeout": _COMMAND_CONNECT_SECONDS, "command_timeout": _COMMAND_STATEMENT_SECONDS}
        engine = _postgresql_engine(self._url, patient, poolclass=NullPool)
        try:
            return await _run_async(engine.execution_options(postgresql_readonly=readonly), work)
        finally:
            await engine.dispose()


def _run(engine: Engine, work: Work[T], otherwise: Work[T] | None = None) -> T:
    try:
        with told_plainly(), engine.begin() as connection:
            return work(connection)
    except StoreUnavailable:
        raise
    except Exception:
        if otherwise is None:
            raise
    # Out of the handler, so that nothing that is printed from here on drags the problem's own words along.
    return _run(engine, otherwise)


async def _run_async(engine: AsyncEngine, work: Work[T]) -> T:
    with told_plainly():
        async with engine.begin() as connection:
            return await connection.run_sync(work)


def _postgresql_engine(url: URL, patience: Mapping[str, int], **options: Any) -> AsyncEngine:
    settings = {
        "application_name": "undersigned",
        "lock_timeout": f"{_LOCK_SECONDS}s",
        "idle_in_transaction_session_timeout": "30s",
    }
    return create_async_engine(
        url.set(drivername="postgresql+asyncpg"),
        connect_args={"server_settings": settings, **patience},
        pool_pre_ping=False,
        **options,
    )


def _sqlite_engine(url: URL, *, writes: bool) -> Engine:
    """An engine whose transactions take the write lock at their begin (`writes`), or only read.

    WAL with synchronous=FULL, so that a commit is on the disk before it returns (https://sqlite.org/wal.html);
    BEGIN IMMEDIATE, because a transaction that turns from reading to writing half-way can fail under a second writer.
    """
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        poolclass=QueuePool,
        pool_size=1 if writes else 4,
        max_overflow=0,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False, "cached_statements": 512},
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("cache_size=-65536", *(_FOR_WRITING if writes else ("query_only=ON",))):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
