"""Breaks a served line in all the ways that it can break, and says what is left of it."""

from __future__ import annotations

import asyncio
import os
import random
import signal

from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from storage import Store
from storage.tables import signatures as signature_rows
from tests.databases import tell
from tests.journeys.served import Served
from tests.throwaway_postgresql import ThrowawayPostgreSQL

#: What can be broken; SQLite has one web process and nothing else.
ON_SQLITE = ("everything",)
ON_POSTGRESQL = ("worker", "connections", "everything", "watcher")
ON_OUR_POSTGRESQL = (*ON_POSTGRESQL, "database")


async def break_it(
    served: Served, what: str, chance: random.Random, database: ThrowawayPostgreSQL | None = None
) -> None:
    """Break something; it mends itself, or is started again.

    Args:
        served: The line.
        what: "everything" or its "watcher" (kill -9, and a start), one "worker" of several (kill -9), the
            "connections" to the database (closed by the server), or the "database" itself (as if the power failed).
        chance: Chooses the worker.
        database: The server, where it may be broken.
    """
    match what:
        case "everything":
            await served.kill()
            await served.start()
        case "watcher":
            await served.kill_the_watcher()
            await served.start()
        case "connections":
            await asyncio.to_thread(cut_connections, served.database_url)
        case "database":
            assert database is not None
            await asyncio.to_thread(database.break_off)
            await asyncio.to_thread(database.start)
        case "worker":
            for one in chance.sample(alive := served.web_processes(), min(1, len(alive))):
                os.kill(one, signal.SIGKILL)
        case _:
            raise ValueError(what)


def cut_connections(database_url: str) -> None:
    """Let the server close all connections to a database but the one that asks for it."""
    url = make_url(database_url)
    tell(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{url.database}' AND pid <> pg_backend_pid()",
        url=url.set(database="postgres").render_as_string(hide_password=False),
    )


def rows(served: Served) -> int:
    """The signatures that are kept, whatever the count says."""
    store = Store.open(served.database_url, served.master)
    try:
        return store.read_now(lambda tx: tx.connection.scalar(select(func.count()).select_from(signature_rows))) or 0
    finally:
        store.close()
