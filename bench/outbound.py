"""Messages a second and processor time for each, side by side: the client alone, a bare loop, and our worker.

Run with `make bench-outbound`. Each figure is the median of interleaved rounds on one machine; the provider, which
answers after 20 ms, and the database share its cores. "bare" is an aiohttp loop that posts a ready body; "client" is
our mouth without storage; the worker claims, sends, settles, every step on the disk. It must reach two thirds of the
client.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import aiohttp
import uvloop

from api.sending import mouths_of, sending_of
from api.settings import Settings
from bench.databases import Databases, postgresql
from bench.rate import SLUG, opened, provider, settings
from bots.outcomes import Mouth, Outgoing, Sent
from bots.rhythm import Pace
from bots.sender import Sender, Sending
from storage import Store, chunks
from tests.free_ports import free_port
from tests.storage.broadcasting import TEXTS, frozen

#: Messages in a round, and on their way at a time where nothing is stored.
MESSAGES, AT_ONCE = 6_000, 100
MUST = 2 / 3
#: Chunks of a process that are worked on at a time, as the runners have it.
HANDS = 2
Cell = Callable[[int], Awaitable[None]]


async def side_by_side(number: int, send: Callable[[int], Awaitable[None]]) -> None:
    """Send `number` messages, a fixed number of them at a time."""
    numbers = iter(range(number))

    async def some() -> None:
        for one in numbers:
            await send(one)

    await asyncio.gather(*(some() for _ in range(AT_ONCE)))


def address_of(channel: str, number: int) -> str:
    """An address that nobody has."""
    return str(5_550_000_000 + number) if channel == "telegram" else f"+1312{number:07d}"


async def bare(channel: str, port: int, number: int) -> None:
    """A loop that posts what is ready."""
    path = "bot1:t/sendMessage" if channel == "telegram" else "2010-04-01/Accounts/AC0/Messages.json"
    body = b"To=%2B13120000000&From=%2B13125550100&Body=" + TEXTS["en"].replace(" ", "+").encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:

        async def send(_number: int) -> None:
            async with session.post(f"http://127.0.0.1:{port}/{path}", data=body, headers=headers) as response:
                await response.read()

        await side_by_side(number, send)


async def client(mouth: Mouth, number: int) -> None:
    """Our mouth, without storage."""
    until = int(time.time()) + 3600

    async def send(one: int) -> None:
        message = Outgoing(TEXTS["en"], "en", f"1.1.{one}", until)
        assert isinstance(await mouth.send(address_of(mouth.channel, one), message), Sent)

    await side_by_side(number, send)


async def worker(store: Store, how: Sending, broadcast: int) -> None:
    """Our worker, on a broadcast that is frozen."""
    sender = Sender(store, how, lambda: datetime.now(UTC))

    async def hand() -> None:
        while True:
            now = int(time.time())
            due = await store.read(partial(chunks.due, channels=[how.mouth.channel], now=now, stalled=30, most=50))
            mine = [one for one in due if one not in begun]
            if not mine:
                return
            begun.add(mine[0])
            await sender.run_chunk(*mine[0])

    begun: set[tuple[int, int]] = set()
    await asyncio.gather(*(hand() for _ in range(HANDS)))


async def rounds(
    urls: dict[str, str], key: str, port: int, wanted: argparse.Namespace
) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """Every cell in turn, as often as is wanted: messages a second, and microseconds of processor for each."""
    told = {name.lower(): value for name, value in settings("sqlite:///x.db", key, port, "1").items()}
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    stores = {kind: opened(url, key) for kind, url in urls.items()}
    known = {name: value for name, value in told.items() if name in Settings.model_fields}
    made = Settings.model_validate(known)
    async with AsyncExitStack() as stack:
        mouths = await stack.enter_async_context(mouths_of(made))
        for _ in range(wanted.rounds):
            for mouth in mouths:
                cells: dict[str, Callable[[], Awaitable[None]]] = {
                    "bare": partial(bare, mouth.channel, port, wanted.messages),
                    "client": partial(client, mouth, wanted.messages),
                }
                for kind, store in stores.items():
                    # Other people each time, since nobody gets more than a few in a month.
                    first = secrets.randbelow(900) * 10_000
                    people = [address_of(mouth.channel, first + one) for one in range(wanted.messages)]
                    number = await store.write(
                        partial(frozen, channel=mouth.channel, addresses=people, size=300, slug=SLUG)
                    )
                    how = sending_of(made, mouth)
                    plain = Sending(mouth, Pace(None), how.weigh, how.hours, monthly=1000)
                    cells[kind] = partial(worker, store, plain, number)
                for name, cell in cells.items():
                    found.setdefault((mouth.channel, name), []).append(await timed(cell, wanted.messages))
    for store in stores.values():
        await store.aclose()
    return found


async def timed(cell: Callable[[], Awaitable[None]], messages: int) -> tuple[float, float]:
    """Messages a second and microseconds of this process for each."""
    began, used = time.perf_counter(), time.process_time()
    await cell()
    seconds, processor = time.perf_counter() - began, time.process_time() - used
    return messages / seconds, processor / messages * 1e6


def main() -> None:
    """Measure and tell; exit code 1 where our worker misses two thirds of the client."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=MESSAGES)
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    port, key, failed = free_port(), secrets.token_hex(32), False
    with tempfile.TemporaryDirectory() as folder, provider(port, 20):
        urls = {"sqlite": f"sqlite:///{Path(folder) / 'undersigned.db'}"}
        if postgresql():
            with Databases() as databases:
                urls["postgresql"] = databases.make("outbound")
                found = uvloop.run(rounds(urls, key, port, wanted))
        else:
            found = uvloop.run(rounds(urls, key, port, wanted))
    print(f"{'channel':>10} {'cell':>12} {'a second':>9} {'CPU us':>7} {'of client':>10}")
    for (channel, name), runs in found.items():
        rate, processor = (statistics.median(values) for values in zip(*runs, strict=True))
        share = rate / statistics.median(run[0] for run in found[channel, "client"])
        failed |= share < MUST
        print(f"{channel:>10} {name:>12} {rate:>9.0f} {processor:>7.0f} {share:>10.2f}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
