"""How an SQLite file is kept: whether a commit is on the disk, and whether every row has the rows that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from storage.store import Transaction


class Kept(NamedTuple):
    """What SQLite says of a file to the one who writes it."""

    #: "wal" where several can read while one writes (https://sqlite.org/wal.html).
    journal: str
    #: A commit waits until the disk has it.
    synced: bool
    #: A row can't name another that is not there.
    enforces: bool


def kept(tx: Transaction) -> Kept:
    """Ask in an open writing transaction on an SQLite file; what a reader is told holds for readers only."""
    ask = tx.connection.exec_driver_sql
    journal, synced = ask("PRAGMA journal_mode").scalar(), ask("PRAGMA synchronous").scalar()
    # 2 is FULL, 3 EXTRA (https://sqlite.org/pragma.html#pragma_synchronous).
    return Kept(str(journal), int(synced or 0) >= 2, ask("PRAGMA foreign_keys").scalar() == 1)


def has_orphans(tx: Transaction) -> bool:
    """Whether any row of an SQLite file names a row that is not there. Looks at every row, so read only."""
    return tx.connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None
