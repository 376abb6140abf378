"""What happens here in numbers, in Prometheus' text format; nobody can be recognised in a number or a label.

Labels hold words of ours only: a channel, a fact's name, a door, a status, a cause. Each process counts for itself;
where several serve one line, they count into files that they share (`shared_counts`), and whoever is asked shows the
sum. `Metrics` costs a message about a microsecond: what a batch decided is added once, after its commit.
"""

from __future__ import annotations

import asyncio
import hmac
import os
import tempfile
from collections import Counter as Tally
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.health import Problem
from bots.inbox import Played
from bots.outcomes import Outcome
from bots.runner import Queue, Runner

#: Names the folder of shared counts to prometheus_client, which reads it once, when it is first imported.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)
_MESSAGES = (1, 2, 4, 8, 16, 32, 64, 128, 256)

#: What does not work, as `Health.problems`.
Problems = Callable[[], Awaitable[list[Problem]]]


class Metrics:
    """The counts of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        counter, histogram = self._counter, self._histogram
        self._messages = counter("messages", "Messages heard and kept.", "channel", "kind")
        self._facts = counter("facts", "What turns decided: signed, unsigned, erased, stopped, ...", "channel", "fact")
        self._redelivered = counter("redeliveries", "Messages heard before and answered alike.", "channel")
        self._failed = counter("failed_turns", "Messages that only an apology could answer.", "channel")
        self._lost = counter("storage_failures", "Batches that the database refused.")
        self._answers = counter("webhook_answers", "Answers to providers.", "door", "status", "cause")
        self._left = counter(
            "sends", "Messages that left on their own, by what the provider said.", "channel", "outcome"
        )
        self._flags = counter("review_flags", "Flags raised for organizers to look at.", "kind")
        for kind in ("block", "neighbours"):
            # Shown from the start: of a number that appears with its first flag nobody sees an increase.
            self._flags.labels(kind)
        self._size = histogram("batch_messages", "Messages in one transaction.", _MESSAGES)
        self._waited = histogram(
            "batch_seconds", "From hearing the oldest message of a batch to the end of its transaction.", _SECONDS
        )
        self._waiting = Gauge(
            "undersigned_waiting_messages",
            "Messages that no transaction has taken yet.",
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        self._parts: dict[tuple[Counter, tuple[str, ...]], Counter] = {}

    def played(self, played: Played) -> None:
        """Count one batch, after its transaction has ended."""
        self._size.observe(len(played.batch))
        self._waited.observe(played.seconds)
        self._waiting.set(played.waiting)
        if not played.kept:
            self._lost.inc()
            return
        counted = Tally[tuple[Counter, tuple[str, ...]]]()
        for one in played.batch:
            channel = one.heard.channel
            if one.turn is None:
                counted[self._redelivered, (channel,)] += 1
                continue
            counted[self._messages, (channel, one.heard.kind)] += 1
            if one.failed:
                counted[self._failed, (channel,)] += 1
                continue
            for fact in one.turn.facts:
                counted[self._facts, (channel, fact.name)] += 1
        for (counter, labels), number in counted.items():
            self._part(counter, labels).inc(number)

    def flagged(self, kind: str) -> None:
        """Count one flag (`storage.bursts`)."""
        self._part(self._flags, (kind,)).inc()

    def left(self, channel: str, outcome: Outcome | None) -> None:
        """Count one message that left on its own; None = it is not known what became of it."""
        word = "uncertain" if outcome is None else type(outcome).__name__.lower()
        self._part(self._left, (channel, word)).inc()

    def answered(self, door: str, status: int, cause: str) -> None:
        """Count one answer to a provider.

        Args:
            door: "twilio", "calls" or "telegram".
            status: HTTP status.
            cause: Why, in a word of ours.
        """
        self._part(self._answers, (door, str(status), cause)).inc()

    def page(self, problems: list[Problem], log: Path | None, queue: Queue | None = None) -> bytes:
        """All counts, with those of the processes beside this one.

        Args:
            problems: What does not work just now.
            log: SQLite's write-ahead log, whose size is told; None on other databases.
            queue: What there is to send; None where nothing is sent here.
        """
        folder = os.environ.get(FOLDER)
        whole = CollectorRegistry() if folder else self.registry
        pages = []
        if folder:
            MultiProcessCollector(whole, folder)  # type: ignore[no-untyped-call]
        else:
            now = CollectorRegistry()
            ProcessCollector(registry=now)
            pages.append(generate_latest(now))
        beside = CollectorRegistry()
        beside.register(_Now(problems, log, queue))
        return b"".join([generate_latest(whole), generate_latest(beside), *pages])

    def _part(self, counter: Counter, labels: tuple[str, ...]) -> Counter:
        """A counter's part for some labels; finding it in the library costs more than counting."""
        if (part := self._parts.get((counter, labels))) is None:
            part = self._parts[counter, labels] = counter.labels(*map(str, labels))
        return part

    def _counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(f"undersigned_{name}", says, labels, registry=self.registry)

    def _histogram(self, name: str, says: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(f"undersigned_{name}", says, buckets=buckets, registry=self.registry)


class _Now(Collector):
    """What is looked up when it is asked for."""

    def __init__(self, problems: list[Problem], log: Path | None, queue: Queue | None) -> None:
        self._problems, self._log, self._queue = problems, log, queue

    def collect(self) -> Iterator[GaugeMetricFamily]:
        ready, database = not self._problems, all(one.kind != "database" for one in self._problems)
        yield GaugeMetricFamily("undersigned_ready", "1 while messages can be taken.", float(ready))
        yield GaugeMetricFamily("undersigned_database_up", "1 while the database takes writes.", float(database))
        if self._log is not None:
            size = self._log.stat().st_size if self._log.exists() else 0
            yield GaugeMetricFamily("undersigned_sqlite_wal_bytes", "SQLite's write-ahead log.", size)
        if self._queue is not None:
            waiting, working, stalled, workers = self._queue
            yield GaugeMetricFamily("undersigned_jobs_waiting", "Chunks that wait for a worker.", waiting)
            yield GaugeMetricFamily("undersigned_jobs_working", "Chunks that are worked on.", working)
            yield GaugeMetricFamily("undersigned_jobs_stalled", "Of those, the ones of a silent worker.", stalled)
            yield GaugeMetricFamily("undersigned_workers", "Processes that send.", workers)


@contextmanager
def shared_counts() -> Iterator[Path]:
    """A folder in which the processes that are started meanwhile count together; it goes at the end."""
    with tempfile.TemporaryDirectory(prefix="undersigned-metrics-") as folder:
        os.environ[FOLDER] = folder
        try:
            yield Path(folder)
        finally:
            del os.environ[FOLDER]


def metrics_routes(
    metrics: Metrics, token: str, problems: Problems, log: Path | None, runner: Callable[[], Runner | None]
) -> list[Route]:
    """`GET /metrics`, for who brings the token; without one there is no such door.

    A visitor's own address proves nothing here: behind a proxy on the same machine everybody comes from there.

    Args:
        metrics: What is shown.
        token: `METRICS_TOKEN`, "" when it is not set.
        problems: Tells what does not work.
        log: As for `Metrics.page`.
        runner: Gives the one that has chunks worked on, None where nothing is sent.
    """
    expected = f"Bearer {token}".encode()

    async def show(request: Request) -> Response:
        given = request.headers.get("authorization", "").encode("latin-1", "replace")
        if not hmac.compare_digest(given, expected):
            return PlainTextResponse("Not allowed.\n", 401, {"www-authenticate": "Bearer"})
        page = await asyncio.to_thread(metrics.page, await problems(), log, await _queue(runner()))
        return Response(page, headers={"content-type": CONTENT_TYPE_PLAIN_0_0_4, "cache-control": "no-store"})

    return [Route("/metrics", show)] if token else []


async def _queue(runner: Runner | None) -> Queue | None:
    """What there is to send; None where it can't be known just now."""
    try:
        return await runner.look() if runner is not None else None
    except Exception:
        # The database is away, which the page tells as well.
        return None
