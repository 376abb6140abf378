"""The store: one writer, some readers, and the only place that commits."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from storage.connections import connections_to
from storage.dialects import UnknownDatabase, read_url
from storage.key_ring import KeyRing
from storage.marks import change_nothing, revision
from storage.master_key import MasterKey, MasterKeyProblem
from storage.petitions import LANES, Shelf, read_shelf, without_keys
from storage.schema import SchemaAhead, SchemaBehind, refuse_other_schema, upgrade
from storage.serving_lock import AlreadyServing, ServingLock
from storage.unavailable import StoreUnavailable, told_plainly

T = TypeVar("T")

_FILE_RIGHTS = "check the rights of the file, of its folder, and of the files with -wal and -shm at their end beside it"
_SERVER_RIGHTS = "check the user's rights, and that the server is no standby"


@dataclass
class Transaction:
    """What a piece of work may use while its transaction is open. Only the store ends it."""

    connection: Connection
    master: MasterKey = field(repr=False)
    keys: KeyRing = field(repr=False)
    shelf: Shelf
    lane: int = 0

    def attempt(self, work: Callable[[], T]) -> T:
        """Run a part of the work so that, when it raises, it alone is undone and the transaction goes on.

        Raises:
            StoreUnavailable: when the database refused; then the whole transaction must end.
        """
        with told_plainly(), self.connection.begin_nested():
            return work()

    def look_again(self) -> None:
        """Read keys and petitions anew, after this transaction changed them."""
        self.keys = KeyRing.read(self.connection, self.master)
        self.shelf = read_shelf(self.connection, revision(self.connection))


#: Why `Store.open` may refuse; each is told in its own words.
NOT_OPENED = (AlreadyServing, MasterKeyProblem, SchemaAhead, SchemaBehind, StoreUnavailable, UnknownDatabase)


class Store:
    """One database. Open with `Store.open`, close with `close`.

    Every piece of work is a plain function of a `Transaction`. The store runs it inside one transaction, commits when
    it returns and rolls back when it raises. On SQLite all writing is done by one thread, in the order of the calls; on
    PostgreSQL several processes write at once, and hold the rows that they change.
    """

    def __init__(self, database_url: str, master: MasterKey, *, serving: bool = False) -> None:
        url = read_url(database_url)
        alone = serving and url.get_backend_name() == "sqlite"
        self._lock = ServingLock(Path(str(url.database))) if alone else None
        self._master = master
        self._connections = connections_to(url)
        #: The counts that this process moves (`storage.petitions`); others move theirs without waiting for it.
        self._lane = 0 if url.get_backend_name() == "sqlite" else secrets.randbelow(LANES)
        self._known: tuple[Shelf, KeyRing] | None = None

    @classmethod
    def open(cls, database_url: str, master: MasterKey, *, serving: bool = False, upgrading: bool = False) -> Store:
        """Open a database whose schema is up to date.

        Args:
            database_url: As in DATABASE_URL.
            master: The key that wrapped this database's keys.
            serving: Hold the file as its one serving process; it must be writable.
            upgrading: Make the database, or bring it up to date, once it is held.

        Raises:
            UnknownDatabase, SchemaBehind, SchemaAhead: see `storage.dialects` and `storage.schema`.
            MasterKeyProblem: when the key is another database's.
            AlreadyServing: when another process serves the file.
            StoreUnavailable: when the file can't be opened, or not be written by the one that is to serve it.
        """
        store = cls(database_url, master, serving=serving)
        try:
            if upgrading:
                upgrade(database_url, master)
                if store._lock is not None:
                    store._lock.hold_file()
            refuse_other_schema(database_url)
            store.read_now(lambda tx: None)
            if serving:
                store.can_write()
        except BaseException:
            store.close()
            raise
        return store

    @property
    def writes_at_once(self) -> int:
        """How many writes of this process are done side by side: 1 on SQLite, where one thread does them in order."""
        return self._connections.writes_at_once

    async def write(self, play: Callable[[Transaction], T], otherwise: Callable[[Transaction], T] | None = None) -> T:
        """Run `play` in one writing transaction and commit it.

        Args:
            play: The work. Where it raises, nothing of it is kept.
            otherwise: What is run in its place then, at once, before anything else that waits to be written here.

        Raises:
            StoreUnavailable: when the database refused; nothing was kept.
        """
        return await self._connections.write(
            partial(self._play, play), partial(self._play, otherwise) if otherwise else None
        )

    async def read(self, look: Callable[[Transaction], T]) -> T:
        """Run `look` in one reading transaction; it sees one committed state."""
        return await self._connections.read(partial(self._play, look))

    def write_now(self, play: Callable[[Transaction], T]) -> T:
        """`write` for commands, which have no event loop."""
        return self._connections.write_now(partial(self._play, play))

    def read_now(self, look: Callable[[Transaction], T]) -> T:
        """`read` for commands, which have no event loop."""
        return self._connections.read_now(partial(self._play, look))

    async def clear_log(self) -> bool:
        """Let go of what was erased or overwritten and still lies in SQLite's log.

        Returns:
            False when somebody reads from the log just now; then it is worth another try soon.
        """
        return await self._connections.clear_log()

    async def aclose(self) -> None:
        """Finish what was begun, then let the database go."""
        await self._connections.aclose()
        self.close()

    def can_write(self) -> None:
        """Take the write lock and let it go again; nothing is changed.

        Raises:
            StoreUnavailable: when nothing could be written, with what to look at.
        """
        try:
            self.write_now(change_nothing)
        except StoreUnavailable as problem:
            hint = _FILE_RIGHTS if self.writes_at_once == 1 else _SERVER_RIGHTS
            raise StoreUnavailable(f"it can't be written ({problem}): {hint}") from None

    def close(self) -> None:
        """`aclose` for those who never used the event loop."""
        self._connections.close()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _play(self, play: Callable[[Transaction], T], connection: Connection) -> T:
        shelf, keys = self._current(connection)
        return play(Transaction(connection, self._master, keys, shelf, self._lane))

    def _current(self, connection: Connection) -> tuple[Shelf, KeyRing]:
        now = revision(connection)
        known = self._known
        if known is None or known[0].revision != now:
            keys = KeyRing.read(connection, self._master)
            known = (without_keys(read_shelf(connection, now), keys.petitions), keys)
            self._known = known
        return known
