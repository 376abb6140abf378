"""Inbound texts a second, side by side: the floor, this product on each database, and a textbook handler.

Run with `make bench-inbound`. Each figure is the median of interleaved rounds on one machine; generator, server and
database share its cores. A third of the senders are new, a third are in the middle of a talk (half give name and ZIP,
half confirm), a third have signed before. Many connections are open at once, as when a petition is read out on the
radio.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack, suppress
from pathlib import Path

import uvloop

from bench import forms
from bench.databases import Databases, postgresql
from bench.line import SLUG, free_port, prepared, running, serve
from bench.load import Run, load

#: Connections that the provider holds open; each waits for its answer before it sends the next text.
CONNECTIONS = 128
PRODUCTS = ("sqlite", "postgresql", "postgresql*2")
MUST_FLOOR, MUST_TEXTBOOK, AIM = 0.25, 6.0, 0.45


def uvicorn(app: str, port: int) -> list[str]:
    """A peer under the same server, with the same parser and loop."""
    options = [
        "--port",
        str(port),
        "--no-access-log",
        "--loop",
        "uvloop",
        "--http",
        "httptools",
        "--log-level",
        "error",
    ]
    return [sys.executable, "-m", "uvicorn", app, *options]


def seed_requests(each: int) -> list[list[bytes]]:
    """What the two known thirds sent before, in waves: a wave is answered before the next begins."""
    middle, returning = range(each, 2 * each), range(2 * each, 3 * each)
    told = [number for number in middle if number % 2]
    waves = [
        [(number, "SCOMM") for number in (*middle, *returning)],
        [(number, "Ana Lopez 60608") for number in (*told, *returning)],
        [(number, "1") for number in returning],
    ]
    return [
        [forms.request(forms.address(number), text, (wave + 1) * 10_000_000 + number) for number, text in texts]
        for wave, texts in enumerate(waves)
    ]


def mixed_requests(each: int) -> list[bytes]:
    """The measured mix, shuffled the same way in every run."""
    texts = [(number, "SCOMM") for number in range(each)]
    texts += [(number, "1" if number % 2 else "Ana Lopez 60608") for number in range(each, 2 * each)]
    texts += [(number, "SCOMM") for number in range(2 * each, 3 * each)]
    random.Random(1).shuffle(texts)
    return [forms.request(forms.address(number), text, 90_000_000 + number) for number, text in texts]


def seeded(folder: Path, each: int, database_url: str = "") -> None:
    """A database in which the known thirds have said what they said."""
    prepared(folder, database_url)
    port = free_port()
    with running(serve(port), folder, port, database_url):
        for wave in seed_requests(each):
            run = uvloop.run(load(port, wave, CONNECTIONS))
            if set(run.statuses) != {200}:
                raise SystemExit(f"seeding went wrong: {run.statuses}")


def commands(port: int) -> dict[str, list[str]]:
    """How each peer is started."""
    return {
        "floor": uvicorn("bench.floor:app", port),
        "sqlite": serve(port),
        "postgresql": serve(port),
        "postgresql*2": serve(port, workers=2),
        "textbook": uvicorn("bench.textbook:app", port),
    }


def measured(peer: str, source: Path, server: Databases | None, requests: list[bytes], expected: int) -> Run:
    """One round of one peer on a fresh copy of the seeded database."""
    with tempfile.TemporaryDirectory(dir=source.parent) as name, ExitStack() as stack:
        folder, port, database_url = Path(name), free_port(), ""
        if peer.startswith("postgresql") and server:
            database_url = stack.enter_context(server.copy_of("seed"))
        else:
            for file in source.iterdir():
                if file.name != "server.log":
                    shutil.copy2(file, folder / file.name)
        with running(commands(port)[peer], folder, port, database_url):
            run = uvloop.run(load(port, requests, CONNECTIONS))
            if peer in PRODUCTS:
                address = f"http://127.0.0.1:{port}/api/petitions/{SLUG}"
                # Several processes keep their pages for a second each.
                for _ in range(50):
                    with suppress(TimeoutError), urllib.request.urlopen(address, timeout=5) as page:
                        found = json.load(page)["signatures"]
                    if found == expected:
                        break
                    time.sleep(0.1)
                else:
                    raise SystemExit(f"{peer}: the count is off by {expected - found}")
        if set(run.statuses) != {200}:
            raise SystemExit(f"{peer} answered {run.statuses}")
        return run


def main() -> None:
    """Measure, print, and fail when a must is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--each", type=int, default=8000, help="senders in each third")
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        source = Path(name) / "seed"
        source.mkdir()
        seeded(source, given.each)
        server = stack.enter_context(Databases()) if postgresql() else None
        if server:
            (again := Path(name) / "postgresql").mkdir()
            seeded(again, given.each, server.make("seed"))
        peers = [peer for peer in commands(0) if server or not peer.startswith("postgresql")]
        runs: dict[str, list[Run]] = {peer: [] for peer in peers}
        requests = mixed_requests(given.each)
        signed = given.each + sum(number % 2 for number in range(given.each, 2 * given.each))
        for _ in range(given.rounds):
            for peer in runs:
                share = requests if peer != "textbook" else requests[: max(600, len(requests) // 10)]
                runs[peer].append(measured(peer, source, server, share, signed))
    report(runs)


def report(runs: dict[str, list[Run]]) -> None:
    """Print the table and judge the musts."""
    print("peer          turns/s (rounds)                p50 ms   p99 ms   generator busy")
    for peer, rounds in runs.items():
        rates = "  ".join(f"{run.rate:7.0f}" for run in rounds)
        middle = sorted(rounds, key=lambda run: run.rate)[len(rounds) // 2]
        busy = max(run.generator / run.seconds for run in rounds)
        print(f"{peer:13} {rates:30} {middle.percentile(0.5):7.1f}  {middle.percentile(0.99):7.1f}   {busy:.0%}")
    ratios = {peer: ratio(runs[peer], runs["floor"]) for peer in runs if peer in PRODUCTS}
    textbook = ratio(runs["sqlite"], runs["textbook"])
    for peer, found in ratios.items():
        judged = f"   must {MUST_FLOOR}, aim {AIM}" if peer == "sqlite" else ""
        print(f"{peer + ' / floor':24} {found:.2f}{judged}")
    print(f"{'sqlite / textbook':24} {textbook:.1f}   must {MUST_TEXTBOOK}")
    if ratios["sqlite"] < MUST_FLOOR or textbook < MUST_TEXTBOOK:
        raise SystemExit("a must is missed")


def ratio(of: list[Run], to: list[Run]) -> float:
    """The median of the rounds' ratios; the two of one round ran one after the other."""
    return statistics.median(one.rate / other.rate for one, other in zip(of, to, strict=True))


if __name__ == "__main__":
    main()
