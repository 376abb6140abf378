"""A load generator: a fixed list of requests over a fixed number of open connections, each answered before the next."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Run:
    """What a run of requests came to."""

    seconds: float = 0.0
    #: The generator's own CPU seconds: near `seconds`, the generator was the limit and the figure says nothing.
    generator: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds within which `share` of the requests were answered."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]


class _Connection(asyncio.Protocol):
    def __init__(self, queue: list[bytes], run: Run, done: asyncio.Future[None], keep_bodies: bool) -> None:
        self.queue, self.run, self.done, self.keep_bodies = queue, run, done, keep_bodies
        self.received = b""
        self.begun = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.next()

    def next(self) -> None:
        if not self.queue:
            self.transport.close()
            return
        self.begun = time.perf_counter()
        self.transport.write(self.queue.pop())  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not found:
            return
        lower = head.lower()
        at = lower.find(b"content-length:")
        length = int(lower[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(body) < length:
            return
        self.run.latencies.append(time.perf_counter() - self.begun)
        status = int(head[9:12])
        self.run.statuses[status] = self.run.statuses.get(status, 0) + 1
        if self.keep_bodies:
            self.run.bodies.append(body[:length])
        self.received = b""
        self.next()

    def connection_lost(self, problem: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def load(port: int, requests: Sequence[bytes], connections: int = 64, *, keep_bodies: bool = False) -> Run:
    """Send every request once to 127.0.0.1:`port`."""
    loop, run, queue = asyncio.get_running_loop(), Run(), list(reversed(requests))
    begun, own = time.perf_counter(), time.process_time()
    waits = []
    for _ in range(min(connections, len(queue))):
        done: asyncio.Future[None] = loop.create_future()
        waits.append(done)
        await loop.create_connection(lambda done=done: _Connection(queue, run, done, keep_bodies), "127.0.0.1", port)
    await asyncio.gather(*waits)
    run.seconds, run.generator = time.perf_counter() - begun, time.process_time() - own
    return run
