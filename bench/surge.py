"""The surge: completed signatures a second that one line sustains when everybody signs at once.

Run with `make bench-surge`. A completed signature is three texts by a new number (keyword, name with ZIP, 1) and a
receipt, every one of them on the disk before its answer leaves. The loop is closed: each connection sends the next text
when the one before it is answered. Generator and server share the machine, and what each of them used is printed.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import uvloop

from bench.line import free_port, prepared, running, serve
from bench.processes import Held, held_by
from bench.signing import Signed, Signers, percentile

#: Completed signatures a second.
MUST, AIM = 300, 1250
CONNECTIONS = 128
#: Seconds before the clock runs.
WARM_UP = 3.0
#: The first number of the measured signers, far from those of the warm-up.
MEASURED = 1_000_000


def measured(folder: Path, seconds: float, connections: int, database_url: str, workers: int) -> tuple[Signed, Held]:
    """One surge on an empty database: what the signers saw, and what the server's processes used for it."""
    prepared(folder, database_url)
    port = free_port()
    with running(serve(port, workers), folder, port, database_url) as server:

        async def surge() -> tuple[Signed, Held]:
            warm = await Signers(port, connections).as_fast_as_possible(WARM_UP, connections)
            before, signers = held_by(server.pid), Signers(port, connections, MEASURED)
            signed = await signers.as_fast_as_possible(seconds, connections)
            used = held_by(server.pid)
            expected = warm.completed + signed.completed
            if (found := await signers.publicly(expected)) != expected:
                signed.wrong["count"] = found - expected
            return signed, Held(used.processes, used.resident, processor=used.processor - before.processor)

        return uvloop.run(surge())


def report(signed: Signed, server: Held) -> None:
    """Print what was seen, and judge the must."""
    print(f"completed signatures a second   {signed.rate:7.0f}   must {MUST}, aim {AIM}")
    print(f"texts answered a second         {len(signed.text_latencies) / signed.seconds:7.0f}")
    for name, latencies in (("one text", signed.text_latencies), ("all three texts", signed.latencies)):
        shares = "  ".join(f"p{100 * share:g} {percentile(latencies, share):.1f}" for share in (0.5, 0.95, 0.99, 1))
        print(f"{name:31} {shares} ms")
    print(f"processor seconds in {signed.seconds:.0f} s        server {server.processor:.1f} ", end="")
    print(f"({server.processor / signed.seconds:.0%} of a core), generator {signed.generator:.1f} ", end="")
    print(f"({signed.generator / signed.seconds:.0%})")
    print(f"server's memory                 {server.resident / 2**20:7.0f} MiB in {server.processes} process(es)")
    if signed.wrong:
        raise SystemExit(f"went wrong: {signed.wrong}")
    if signed.rate < MUST:
        raise SystemExit("the must is missed")


def main() -> None:
    """Measure, print, and fail when the must is missed or anything went wrong."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--connections", type=int, default=CONNECTIONS)
    options.add_argument("--database", default="", help="DATABASE_URL of an empty database; else a new SQLite file")
    options.add_argument("--workers", type=int, default=1)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        report(*measured(Path(name), given.seconds, given.connections, given.database, given.workers))


if __name__ == "__main__":
    main()
