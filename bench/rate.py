"""The rate proof: when messages come to the provider, at several limits, from one worker process and from several.

Run with `make bench-rate`. For each limit and number of processes: how many came in the fullest closed second (never
more than the limit), and which share of the limit was reached (at least 95 %). The clock is the provider's.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bench.databases import Databases
from conversations.petition_file import read_petition
from storage import MasterKey, Store, import_petition, upgrade
from tests.free_ports import free_port
from tests.storage.broadcasting import frozen

ROOT = Path(__file__).resolve().parents[1]
SLUG = "safe-crossing"
#: Messages a second, and seconds for which they are sent.
LIMITS = {1: 20, 3: 20, 30: 15, 1000: 10}
PROCESSES = (1, 2, 4)
SHARE = 0.95


@contextmanager
def process(
    *arguments: str, environment: dict[str, str] | None = None, says: str = ""
) -> Iterator[subprocess.Popen[bytes]]:
    """A process for as long as the block runs; its last words go to this one's."""
    started = subprocess.Popen(arguments, env=environment, cwd=ROOT, stdout=subprocess.PIPE if says else None)
    try:
        if says:
            assert started.stdout is not None
            assert started.stdout.readline().strip() == says.encode()
        yield started
    finally:
        started.send_signal(signal.SIGTERM)
        started.wait()


def provider(port: int, milliseconds: float) -> ExitStack:
    """The provider's process, from its start to the end of the stack."""
    stack = ExitStack()
    command = (sys.executable, "-m", "bench.provider", str(port), str(milliseconds))
    stack.enter_context(process(*command, says="ready"))
    return stack


def times(port: int, forget: bool = False) -> list[float]:
    """When messages came."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{'forget' if forget else 'times'}") as answer:
        return sorted(json.load(answer))


def settings(database_url: str, key: str, port: int, rate: str) -> dict[str, str]:
    """The environment of a worker that sends SMS and messages on Telegram through the provider."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": database_url,
        "UNDERSIGNED_KEY": key,
        "PUBLIC_URL": "https://sign.example.org",
        "ORGANIZATION": "Neighbours",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "a-token-of-the-bench",
        "TWILIO_FROM": "+13125550100",
        "TWILIO_API_URL": f"http://127.0.0.1:{port}",
        "TWILIO_RATE": rate,
        "TELEGRAM_BOT_TOKEN": "123456:" + "t" * 35,
        "TELEGRAM_BOT_USERNAME": "neighbours_bot",
        "TELEGRAM_API_URL": f"http://127.0.0.1:{port}",
        "TELEGRAM_RATE": rate,
        "QUIET_HOURS": "off",
    }


def fullest(moments: Sequence[float]) -> int:
    """The most that came in any closed second."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moment - moments[first] > 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def opened(database_url: str, key: str) -> Store:
    """The database, made, with one petition."""
    master = MasterKey.read(key)
    upgrade(database_url, master)
    store = Store.open(database_url, master)
    petition = read_petition((ROOT / "petitions" / f"{SLUG}.toml").read_text(encoding="utf-8"))
    if not store.read_now(lambda tx: SLUG in tx.shelf.ids):
        store.write_now(partial(import_petition, petition=petition, now=datetime.now(UTC)))
    return store


def measure(database_url: str, key: str, port: int, limit: int, processes: int, seconds: int) -> tuple[int, float]:
    """One cell: the fullest second, and the share of the limit that was reached."""
    store, number = opened(database_url, key), limit * seconds
    times(port, forget=True)
    addresses = [f"+1312{secrets.randbelow(10**4):04d}{one:07d}"[:16] for one in range(number)]
    with ExitStack() as stack:
        for _ in range(processes):
            worker = (sys.executable, "-m", "api", "worker")
            stack.enter_context(process(*worker, environment=settings(database_url, key, port, str(limit))))
        time.sleep(4)
        store.write_now(partial(frozen, channel="sms", addresses=addresses, slug=SLUG, size=200))
        until = time.monotonic() + seconds * 2 + 30
        while len(times(port)) < number and time.monotonic() < until:
            time.sleep(0.5)
    store.close()
    came = times(port)
    assert len(came) == number, f"{len(came)} of {number} came"
    return fullest(came), (len(came) - 1) / (came[-1] - came[0]) / limit


def main() -> None:
    """Measure every cell and tell; exit code 1 where a limit was passed or not reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limits", type=int, nargs="*", default=list(LIMITS))
    parser.add_argument("--processes", type=int, nargs="*", default=list(PROCESSES))
    wanted = parser.parse_args()
    port, key, failed = free_port(), secrets.token_hex(32), False
    with Databases() as databases, provider(port, 20):
        print(f"{'limit':>6} {'processes':>10} {'fullest second':>15} {'share':>7}")
        for limit in wanted.limits:
            for processes in wanted.processes:
                url = databases.make(f"rate_{limit}_{processes}")
                most, share = measure(url, key, port, limit, processes, LIMITS.get(limit, 10))
                failed |= most > limit or share < SHARE
                print(f"{limit:>6} {processes:>10} {most:>15} {share:>7.1%}", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
