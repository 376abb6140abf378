"""Does a broadcast to a million cost the same for each as one to ten thousand? Count, freeze and claim at three sizes.

Run with `make bench-audience`. A database of a size holds that many who want updates, sealed as they are in use, a
quarter as many who left again, and the ledger of their words. Counting and freezing read all of them, so their time is
told; what a worker does over and over, claim 50 and settle 50, must cost the same at every size, in time and in memory.
Every size is measured in processes of its own, and the sizes take turns in every round.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from time import perf_counter

from sqlalchemy import select

from bench.audience_filling import NOW, PETITION, fill
from bench.databases import Databases, postgresql
from storage import MasterKey, Store, Transaction, broadcasts, chunks, deliveries
from storage.audience import Wanted
from storage.audience_filter import AudienceFilter
from storage.chunks import Chunk
from storage.deliveries import Claimed, Settled
from storage.delivery_states import DeliveryState
from storage.freezing import freeze_slice
from storage.organizers import add
from storage.outgoing_tables import chunks as chunk_rows

SIZES = (10_000, 100_000, 1_000_000)
#: How much dearer a claim, and how much larger its process, may be at the largest size than at the smallest.
MUST = 1.5
#: What a worker claims at a time, and how often it does so in a round.
_AT_ONCE, _CLAIMS = 50, 60
_TEXTS = {"en": "NBR: the lamps are lit. STOP ends"}


class Case:
    """A database of one size.

    Args:
        kind: "sqlite" or "postgresql".
        size: How many are in the audience.
        url: Where it is.
        key: Its master key, as text.
    """

    def __init__(self, kind: str, size: int, url: str, key: str) -> None:
        self.kind, self.size, self._url, self._key = kind, size, url, key
        fill(url, key, size)

    def run(self, what: str, *more: str) -> dict[str, float]:
        """Do a part of the work in a process of its own; gives what it measured."""
        command = [sys.executable, "-m", "bench.audience", "--part", what, *more]
        environment = os.environ | {"BENCH_URL": self._url, "BENCH_KEY": self._key}
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        return dict(json.loads(done.stdout.splitlines()[-1]))


def count(store: Store) -> dict[str, float]:
    """Count the audience, as a preview does."""
    begin = perf_counter()
    wanted = partial(Wanted, petition=PETITION, chosen=AudienceFilter(), at=int(NOW.timestamp()))
    counted = store.read_now(lambda tx: wanted(tx).count())
    return {"seconds": perf_counter() - begin, "people": counted.people}


async def freeze(store: Store) -> dict[str, float]:
    """Draft, approve and send a broadcast, then write its audience; the longest slice is how long others waited."""
    await store.write(_approved)
    slices, more = [], True
    while more:
        begin = perf_counter()
        more = await store.write(partial(freeze_slice, now=NOW))
        slices.append(perf_counter() - begin)
    return {"seconds": sum(slices), "longest": max(slices)}


async def claim(store: Store, turn: int, turns: int) -> dict[str, float]:
    """What a worker does with chunks that lie all over the broadcast, one transaction after the other."""
    numbers = await store.read(lambda tx: list(tx.connection.scalars(select(chunk_rows.c.number))))
    mine = sorted(numbers)[turn::turns]
    times: list[float] = []
    while len(times) < _CLAIMS and mine:
        left = max((_CLAIMS - len(times)) // (300 // _AT_ONCE), 1)
        number = mine.pop(len(mine) // (left + 1))
        times += await _work_on(store, number, _CLAIMS - len(times))
    return {"median": statistics.median(times), "claims": len(times)}


async def _work_on(store: Store, number: int, most: int) -> list[float]:
    at, worker = int(NOW.timestamp()), os.urandom(16)
    chunk = await store.write(lambda tx: chunks.take(tx, broadcast=1, number=number, worker=worker, now=at, stalled=30))
    assert chunk is not None
    claimed, times = Claimed((), {}, ""), list[float]()
    while not claimed.ended and len(times) < most:
        begin = perf_counter()
        claimed = await store.write(partial(_turn, chunk=chunk, before=claimed))
        if claimed.letters:
            times.append(perf_counter() - begin)
    await store.write(partial(_turn, chunk=chunk, before=claimed, most=0))
    await store.write(lambda tx: chunks.release(tx, chunk, at))
    return times


def _turn(tx: Transaction, chunk: Chunk, before: Claimed, most: int = _AT_ONCE) -> Claimed:
    chunks.beat(tx, chunk, int(NOW.timestamp()))
    sent = [Settled(letter.place, DeliveryState.SENT) for letter in before.letters]
    if sent:
        deliveries.settle(tx, chunk, sent, NOW)
    if not most:
        return Claimed((), {}, "empty")
    until = int(NOW.timestamp()) + 3600
    return deliveries.claim(tx, chunk, most, NOW, lambda *_whom: (0, until), 4, lambda _text: True)


def _approved(tx: Transaction) -> None:
    rosa = add(tx, "Rosa", "owner", "sms", "+13125550191", "the operator", NOW)
    one = broadcasts.draft(tx, PETITION, _TEXTS, AudienceFilter(), rosa, NOW)
    broadcasts.tested(tx, one.number, rosa, NOW, 1)
    last = Wanted(tx, PETITION, AudienceFilter(), int(NOW.timestamp())).last
    shown = {"people": 0, "cost": 0, "last_consent": last}
    broadcasts.approve(tx, one.number, rosa, NOW, seen=one.hash, two_people=False, **shown)
    broadcasts.start(tx, one.number, rosa, NOW)


def part(what: str, turn: int, turns: int) -> None:
    """What a process of its own does; prints what it measured as JSON, with the most memory that it held."""
    store = Store.open(os.environ["BENCH_URL"], MasterKey.read(os.environ["BENCH_KEY"]))

    async def work() -> dict[str, float]:
        try:
            return await (freeze(store) if what == "freeze" else claim(store, turn, turns))
        finally:
            await store.aclose()

    measured = count(store) if what == "count" else asyncio.run(work())
    measured["megabytes"] = _most_held() / 1024
    print(json.dumps(measured))


def _most_held() -> int:
    """The most memory that this process has held, in kilobytes; getrusage tells that of its parent too."""
    told = Path("/proc/self/status").read_text("ascii")
    return int(next(line.split()[1] for line in told.splitlines() if line.startswith("VmHWM")))


def measure(cases: list[Case], rounds: int, tell: Callable[[str], None]) -> list[str]:
    """Measure one kind of database; gives what missed its mark."""
    kind = cases[0].kind
    for case in cases:
        counted, froze = case.run("count"), case.run("freeze")
        assert counted["people"] == case.size
        tell(
            f"{kind:12} {case.size:9,}   count {counted['seconds']:6.2f} s   "
            f"freeze {froze['seconds']:6.2f} s, longest slice {1e3 * froze['longest']:4.0f} ms, "
            f"{froze['megabytes']:4.0f} MB"
        )
    runs: dict[int, list[dict[str, float]]] = {case.size: [] for case in cases}
    for turn in range(rounds):
        for case in cases:
            runs[case.size].append(case.run("claim", "--turn", str(turn), "--rounds", str(rounds)))
    first, missed = runs[min(runs)], []
    for size, own in runs.items():
        dearer = statistics.median(one["median"] / base["median"] for base, one in zip(first, own, strict=True))
        larger = max(one["megabytes"] for one in own) / max(one["megabytes"] for one in first)
        took = "  ".join(f"{1e3 * one['median']:5.2f}" for one in own)
        held = max(one["megabytes"] for one in own)
        tell(
            f"{kind:12} {size:9,}   claim and settle {_AT_ONCE}: {took} ms   cost {dearer:.2f}   "
            f"{held:4.0f} MB, {larger:.2f}   must {MUST}"
        )
        if dearer > MUST or larger > MUST:
            missed.append(f"{kind} at {size:,}")
    return missed


def main() -> None:
    """Measure, print, and fail when claiming grows with the audience."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--part", choices=("count", "freeze", "claim"), help=argparse.SUPPRESS)
    options.add_argument("--turn", type=int, default=0, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.part:
        part(given.part, given.turn, given.rounds)
        return
    missed = []
    for kind in ("sqlite", *(["postgresql"] if postgresql() else [])):
        with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
            server = stack.enter_context(Databases()) if kind == "postgresql" else None
            cases = []
            for size in given.sizes:
                url = server.make(f"size_{size}") if server else f"sqlite:///{Path(name) / f'{size}.db'}"
                cases.append(Case(kind, size, url, os.urandom(32).hex()))
            missed += measure(cases, given.rounds, partial(print, flush=True))
    if missed:
        raise SystemExit(f"claiming grows with the audience: {', '.join(missed)}")


if __name__ == "__main__":
    main()
