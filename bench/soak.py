"""The soak: an hour at half load, with memory, open files, threads and the write-ahead log looked at all the while.

Run with `make soak`. People sign at a steady rate, whether or not those before them have finished. Without `--rate` the
rate is half of what a surge of twenty seconds reaches here.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import uvloop

from bench.line import free_port, prepared, running, serve
from bench.processes import Held, held_by
from bench.signing import Signers, percentile
from bench.surge import CONNECTIONS, measured

#: The share by which memory may grow after the warm-up.
FLAT = 0.10
#: Minutes of warm-up, or a sixth of a short run.
WARM_UP = 10.0
#: Minutes between two looks.
EVERY = 0.5


@dataclass(frozen=True)
class Look:
    """What was seen at one moment."""

    minute: float
    held: Held
    #: Bytes of the write-ahead log and of the database.
    log: int
    database: int
    #: Completed signatures a second, and milliseconds of one text, since the look before.
    rate: float
    p50: float
    p99: float

    def row(self) -> str:
        """One line of the table."""
        mib = 2**20
        return (
            f"{self.minute:6.1f} {self.held.resident / mib:9.1f} {self.held.open_files:6} {self.held.threads:8} "
            f"{self.log / mib:9.1f} {self.database / mib:9.1f} {self.rate:8.0f} {self.p50:8.1f} {self.p99:8.1f}"
        )


@dataclass(frozen=True)
class Soak:
    """One soak: who signs, how often, and the server's process and folder."""

    signers: Signers
    #: Signatures a second.
    rate: float
    server: int
    folder: Path
    #: Seconds between two looks.
    every: float
    begun: float


HEADER = "minute   RSS MiB  files  threads   WAL MiB    DB MiB  signed/s  p50 ms   p99 ms"


def size(file: Path) -> int:
    """Bytes; 0 of a file that is not there."""
    return file.stat().st_size if file.exists() else 0


async def looks(soak: Soak, minutes: float) -> list[Look]:
    """Sign for so long, and look every now and then."""
    people = asyncio.create_task(soak.signers.as_often_as(soak.rate, minutes * 60))
    begun = last = time.perf_counter()
    signed, seen, completed = soak.signers.signed, list[Look](), soak.signers.signed.completed
    while not people.done():
        await asyncio.wait([people], timeout=soak.every - (time.perf_counter() - begun) % soak.every)
        now = time.perf_counter()
        if now - last < soak.every / 2:
            break
        look = Look(
            (now - soak.begun) / 60,
            held_by(soak.server),
            size(soak.folder / "undersigned.db-wal"),
            size(soak.folder / "undersigned.db"),
            (signed.completed - completed) / (now - last),
            percentile(signed.text_latencies, 0.5),
            percentile(signed.text_latencies, 0.99),
        )
        completed, last = signed.completed, now
        signed.forget_latencies()
        seen.append(look)
        print(look.row(), flush=True)
    await people
    return seen


async def at_rest(soak: Soak) -> Held:
    """What the server holds when nobody is connected, once that stands still."""
    soak.signers.line.close()
    seen = list[int]()
    for _ in range(100):
        await asyncio.sleep(0.2)
        held = held_by(soak.server)
        seen.append(held.open_files)
        if len(seen) > 5 and len(set(seen[-5:])) == 1:
            break
    return held


def judged(before: list[Look], rest: Held, after: list[Look], end: Held) -> list[str]:
    """What is not as it must be, of the looks and the rests after the warm-up and at the end."""
    if not before or not after:
        return ["the run was too short to say anything"]
    grown = max(one.held.resident for one in after) / max(one.held.resident for one in before) - 1
    print(f"since the warm-up: memory {grown:+.1%}; at rest files {end.open_files - rest.open_files:+}, ", end="")
    print(f"threads {end.threads - rest.threads:+}")
    problems = [f"memory grew by {grown:.1%}, more than {FLAT:.0%}"] if grown > FLAT else []
    if end.open_files > rest.open_files:
        problems.append(f"open files at rest grew from {rest.open_files} to {end.open_files}")
    return problems


async def soaked(soak: Soak, minutes: float) -> list[str]:
    """One soak: warm up, rest, go on, rest; what was not as it must be."""
    warm_up = min(WARM_UP, minutes / 6)
    print(HEADER, flush=True)
    before = await looks(soak, warm_up)
    rest = await at_rest(soak)
    after = await looks(soak, minutes - warm_up)
    end = await at_rest(soak)
    signed = soak.signers.signed
    counted = await soak.signers.publicly(signed.completed)
    print(f"{signed.completed} signed, {counted} counted; {signed.delivered_again} texts were delivered again")
    problems = judged(before, rest, after, end) + [f"{what}: {number}" for what, number in signed.wrong.items()]
    return problems + ([f"the count is off by {counted - signed.completed}"] * (counted != signed.completed))


def main() -> None:
    """Soak, print, and fail when something grew or was lost."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--rate", type=float, default=0, help="signatures a second; else half of a short surge's")
    options.add_argument("--database", default="", help="DATABASE_URL of an empty database; else a new SQLite file")
    options.add_argument("--workers", type=int, default=1)
    given = options.parse_args()
    rate = given.rate
    with tempfile.TemporaryDirectory() as name:
        if not rate:
            if given.database:
                raise SystemExit("on a database of your own, say --rate")
            surge, _server = measured(Path(name), 20, CONNECTIONS, "", 1)
            rate = surge.rate / 2
    print(f"{rate:.0f} signatures a second for {given.minutes:g} minutes")
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        prepared(folder, given.database)
        with running(serve(port, given.workers), folder, port, given.database) as server:
            every = min(EVERY, given.minutes / 12) * 60
            soak = Soak(Signers(port, CONNECTIONS), rate, server.pid, folder, every, time.perf_counter())
            problems = uvloop.run(soaked(soak, given.minutes))
    print("flat, and nothing lost" if not problems else "\n".join(problems))
    raise SystemExit(bool(problems))


if __name__ == "__main__":
    main()
