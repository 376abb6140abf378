"""Databases of many who want updates, written straight into the tables, sealed as they are in use."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

import asyncpg
from sqlalchemy.engine import make_url

from conversations import Petition, PetitionText, State
from storage import MasterKey, Store, Transaction, import_petition, upgrade
from storage.contacts import ContactRow, new_id, row_of
from storage.hours import hour_of
from storage.sealing import place_of

NOW = datetime(2026, 5, 3, 17, 20, tzinfo=UTC)
PETITION = "lamps"
#: Of so many who ever asked one has left again.
_LEAVES = 5
#: People who are made at a time, written in the order of their keys.
_ROUND = 125_000
_CONTACTS = ("key", "id", "state", "address", "expires", "updates")
_CONSENTS = (
    *("contact", "petition", "given", "wording", "language"),
    *("channel", "how", "source", "area", "hour", "message"),
)

Row = tuple[object, ...]


def fill(url: str, key: str, size: int) -> None:
    """Make a database with this many in the audience of `PETITION`, and a quarter as many who left.

    Args:
        url: Where; a database that is empty, or a file that is not there.
        key: Its master key, as text.
        size: How many.
    """
    master = MasterKey.read(key)
    upgrade(url, master)
    store = Store.open(url, master)
    try:
        store.write_now(lambda tx: import_petition(tx, _petition(), NOW))
        number = store.read_now(lambda tx: tx.shelf.ids[PETITION])
        everybody = size * _LEAVES // (_LEAVES - 1)
        for first in range(0, everybody, _ROUND):
            numbers = range(first, min(first + _ROUND, everybody))
            contacts, words = store.read_now(partial(_made, numbers=numbers, petition=number))
            _write(url, contacts, words)
    finally:
        store.close()
    _tidy(url)


def _made(tx: Transaction, numbers: range, petition: int) -> tuple[list[Row], list[Row]]:
    """Contacts in the order of their keys, and the ledger's words in the order in which they came."""
    contacts, words = list[Row](), list[Row]()
    wants, left = State(language="en", updates=(PETITION,), heard_at=1), State(language="en", heard_at=1)
    hour = hour_of(NOW)
    for number in numbers:
        address, leaves = f"+1{3120000000 + number}", number % _LEAVES == 0
        key = tx.keys.contact("sms", address)
        sealed = tx.keys.field.seal(f"sms\0{address}".encode(), place_of(b"contacts.address", key))
        one = ContactRow(key, "sms", address, new_id(), left if leaves else wants, sealed)
        row = row_of(tx, one, None)
        contacts.append(tuple(row[name] for name in _CONTACTS))
        words.append((one.id, petition, 1, "sms.updates:1", "en", "sms", "word", "", "606", hour, bytes(62)))
        if leaves:
            words.append((one.id, petition, 0, "", "en", "sms", "word", "", "", hour, bytes(62)))
    return sorted(contacts), words


def _write(url: str, contacts: list[Row], words: list[Row]) -> None:
    if make_url(url).get_backend_name() == "sqlite":
        database = sqlite3.connect(str(make_url(url).database))
        database.execute("PRAGMA synchronous=OFF")
        for table, columns, rows in _tables(contacts, words):
            marks = ", ".join("?" * len(columns))
            database.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
        database.commit()
        database.close()
        return

    async def copy() -> None:
        connection = await asyncpg.connect(url)
        try:
            for table, columns, rows in _tables(contacts, words):
                await connection.copy_records_to_table(table, columns=columns, records=rows)
        finally:
            await connection.close()

    asyncio.run(copy())


def _tables(contacts: list[Row], words: list[Row]) -> Iterator[tuple[str, tuple[str, ...], list[Row]]]:
    yield "contacts", _CONTACTS, contacts
    yield "consents", _CONSENTS, words


def _tidy(url: str) -> None:
    """Leave the database as one that has lain for a while."""
    if make_url(url).get_backend_name() == "sqlite":
        database = sqlite3.connect(str(make_url(url).database))
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        return

    async def vacuum() -> None:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute("VACUUM ANALYZE")
            await connection.execute("CHECKPOINT")
        finally:
            await connection.close()

    asyncio.run(vacuum())


def _petition() -> Petition:
    words = PetitionText("LAMPS", "Title", "Short", "Ask", "Summary", "Body")
    return Petition(
        slug=PETITION,
        organization="Neighbours",
        short_name="NBR",
        contact="help@example.org",
        targets=("The council",),
        goal=100,
        texts={"en": words},
        opens=datetime(2026, 1, 1, tzinfo=UTC),
    )
