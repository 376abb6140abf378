"""The databases that storage is tested on: SQLite files, and a PostgreSQL server where there is one."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.engine import make_url

SERVER = os.environ.get("TEST_POSTGRESQL_URL", "")
KINDS = [pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgresql)]


@contextmanager
def fresh_database(kind: str, folder: Path) -> Iterator[str]:
    """The DATABASE_URL of an empty database of this kind, gone again afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'undersigned.db'}"
        return
    if not SERVER:
        needed = "postgresql" in os.environ.get("TEST_REQUIRE", "")
        (pytest.fail if needed else pytest.skip)("TEST_POSTGRESQL_URL names no PostgreSQL server")
    name = f"undersigned_test_{secrets.token_hex(6)}"
    tell(f"CREATE DATABASE {name}")
    try:
        yield make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    finally:
        tell(f"DROP DATABASE {name} WITH (FORCE)")


def tell(*statements: str, url: str = SERVER) -> None:
    """Run statements on the server, each on its own."""

    async def run() -> None:
        connection = await asyncpg.connect(url)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    # A loop may run in this thread already.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, run()).result()
