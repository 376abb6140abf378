"""Does a turn cost the same when millions have signed? Inbound texts a second on databases of three sizes.

Run with `make bench-growth`; it takes some minutes and some gigabytes of disk. A database of a size holds that many
signatures, written straight into the tables under random keys, and a tenth as many talks and kept answers. The mix of
texts is that of `bench.inbound`; the sizes take turns in every round.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sqlite3
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import asyncpg
import uvloop

from bench.databases import Databases, postgresql
from bench.inbound import CONNECTIONS, mixed_requests, seeded
from bench.line import free_port, running, serve
from bench.load import load
from bench.processes import held_by

SIZES = (10_000, 1_000_000, 10_000_000)
#: How much dearer a turn may be on the largest than on the smallest.
MUST = 1.2
#: Rows come in the order of their keys, since that is quick, but in so many rounds: pages are then about as full as
#: random keys leave them; one round would fill each to the brim and make every later row split one.
_ROUNDS = 8
#: Bytes of the sealed columns, as long as those of a usual signature, talk and answer.
_DETAILS, _STATE, _ADDRESS, _ANSWER = 223, 287, 95, 351

Row = tuple[object, ...]
_SIGNATURES = ("person", "petition", "place", "id", "version", "hour", "details", "channel", "language", "source")
_CONTACTS = ("key", "id", "state", "address", "expires")
_ANSWERS = ("message", "answer", "expires")


def keys(number: int) -> Iterator[bytes]:
    """So many random keys in their order, which is how a large table is written fastest."""
    step = (1 << 64) // number
    for place in range(number):
        yield (place * step + int.from_bytes(os.urandom(4))).to_bytes(8) + os.urandom(8)


def rows(number: int, far: int) -> dict[str, tuple[tuple[str, ...], Callable[[], Iterator[Row]]]]:
    """What is written for `number` signatures: columns and rows of each table; `far` is an hour that does not come."""
    signed = (far - 1000, bytes(_DETAILS), "sms", "es", "")
    return {
        "signatures": (_SIGNATURES, lambda: ((key, 1, 1, key, 1, *signed) for key in keys(number))),
        "contacts": (
            _CONTACTS,
            lambda: ((key, key, bytes(_STATE), bytes(_ADDRESS), far) for key in keys(number // 10)),
        ),
        "answers": (_ANSWERS, lambda: ((key, bytes(_ANSWER), far) for key in keys(number // 10))),
    }


def fill_sqlite(file: Path, number: int) -> None:
    """Write them into a file that nobody serves."""
    database = sqlite3.connect(file, isolation_level=None)
    database.execute("PRAGMA synchronous=OFF")
    far = database.execute("SELECT max(expires) FROM answers").fetchone()[0] + 10_000
    for table, (columns, made) in rows(number // _ROUNDS, far).items():
        marks = ", ".join("?" * len(columns))
        for _ in range(_ROUNDS):
            database.execute("BEGIN")
            database.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", made())
            database.execute("COMMIT")
    database.execute("UPDATE counts SET signed = signed + ? WHERE petition = 1 AND lane = 0", (number,))
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


async def fill_postgresql(database_url: str, number: int) -> None:
    """Write them into a database that nobody serves."""
    connection = await asyncpg.connect(database_url)
    try:
        far = await connection.fetchval("SELECT max(expires) FROM answers") + 10_000
        for table, (columns, made) in rows(number // _ROUNDS, far).items():
            for _ in range(_ROUNDS):
                await connection.copy_records_to_table(table, columns=columns, records=made())
        await connection.execute("INSERT INTO counts VALUES (1, 63, $1)", number)
        await connection.execute("VACUUM ANALYZE")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()


def read_once(file: Path) -> None:
    """Bring a file into the system's memory, where one lies that has been served for a while."""
    os.sync()
    with file.open("rb", buffering=0) as opened:
        while opened.read(1 << 20):
            pass


class Filled:
    """Databases of every size, each of which is copied for every run.

    Args:
        folder: Where files may lie.
        server: A PostgreSQL server, or None for SQLite.
        each: Senders in each third of the mix.
    """

    def __init__(self, folder: Path, server: Databases | None, each: int) -> None:
        self._folder, self._server, self._requests = folder, server, mixed_requests(each)
        self._seed = folder / "seed"
        self._seed.mkdir()
        seeded(self._seed, each, server.make("seed") if server else "")

    def make(self, size: int) -> None:
        """Make the database of a size."""
        if self._server:
            asyncio.run(fill_postgresql(self._server.make(f"size_{size}", like="seed"), size))
            return
        folder = self._folder / str(size)
        shutil.copytree(self._seed, folder)
        fill_sqlite(folder / "undersigned.db", size)

    def run(self, size: int) -> tuple[float, float]:
        """Texts a second on a copy of the database of a size, and the web process's microseconds for one."""
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=self._folder)))
            database_url = stack.enter_context(self._server.copy_of(f"size_{size}")) if self._server else ""
            if not database_url:
                shutil.copytree(self._folder / str(size), folder, dirs_exist_ok=True)
                read_once(folder / "undersigned.db")
            port = free_port()
            with running(serve(port), folder, port, database_url) as server:
                before = held_by(server.pid).processor
                run = uvloop.run(load(port, self._requests, CONNECTIONS))
                used = held_by(server.pid).processor - before
            if set(run.statuses) != {200}:
                raise SystemExit(f"answered {run.statuses}")
            return run.rate, 1e6 * used / len(self._requests)


def main() -> None:
    """Measure, print, and fail when a turn grows with the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--each", type=int, default=4000, help="senders in each third")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    given = options.parse_args()
    missed = []
    for kind in ("sqlite", *(["postgresql"] if postgresql() else [])):
        with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
            server = stack.enter_context(Databases()) if kind == "postgresql" else None
            filled = Filled(Path(name), server, given.each)
            for size in given.sizes:
                filled.make(size)
            runs: dict[int, list[tuple[float, float]]] = {size: [] for size in given.sizes}
            for _ in range(given.rounds):
                for size in given.sizes:
                    runs[size].append(filled.run(size))
        missed += [kind] if report(kind, runs) > MUST else []
    if missed:
        raise SystemExit(f"a turn grows with the table: {', '.join(missed)}")


def report(kind: str, runs: dict[int, list[tuple[float, float]]]) -> float:
    """Print the table of one database; gives how much dearer a turn is on the largest than on the smallest."""
    smallest, worst = min(runs), 0.0
    print(f"{kind:12} signatures   turns/s (rounds)              us of the web process   cost of a turn")
    for size, rounds in runs.items():
        rates = "  ".join(f"{rate:6.0f}" for rate, _ in rounds)
        cost = statistics.median(base[0] / run[0] for base, run in zip(runs[smallest], rounds, strict=True))
        used = statistics.median(used for _, used in rounds)
        worst = max(worst, cost)
        print(f"{'':12} {size:10,}   {rates:28}  {used:8.0f}                {cost:.2f}   must {MUST}")
    return worst


if __name__ == "__main__":
    main()
