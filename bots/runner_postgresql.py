"""The runner of many processes on many machines: Procrastinate (https://procrastinate.readthedocs.io), in PostgreSQL.

Only this file knows it. Its tables lie in a schema of their own, beside ours, and hold nothing that could be missed: a
job names a chunk, and one that is lost is asked for again. So they are simply made anew for another version.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import structlog
from procrastinate import App, PsycopgConnector
from procrastinate import __version__ as version
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Status
from psycopg_pool import PoolTimeout

from bots.runner import Job, Perform, Queue
from bots.where_it_failed import where_it_failed
from storage.dialects import libpq_url

#: Of Procrastinate's tables.
SCHEMA = "undersigned_jobs"
#: Any fixed number: names the lock under which the tables are made.
_MAKING = 7_467_475
#: Seconds after which a worker looks for jobs though nobody told it of one.
_LOOK = 1.0
#: Seconds until a worker whose connection broke is started again.
_AGAIN = 1.0
#: Connections of one process: to fetch and to finish jobs, and one for each channel that listens.
_CONNECTIONS = 4
diagnostics = structlog.get_logger("undersigned.runner")


class JobsUnavailable(Exception):
    """The tables of jobs could not be made."""


async def prepare(database_url: str) -> None:
    """Make Procrastinate's tables, or make them anew for this version of it; does nothing where they are right.

    Raises:
        JobsUnavailable: when the database refuses.
    """
    try:
        await _prepare(database_url)
    except (ConnectorException, PoolTimeout):
        raise JobsUnavailable(f"the tables of jobs could not be made in a schema {SCHEMA} of their own") from None


async def _prepare(database_url: str) -> None:
    connector = _connector(database_url, 1)
    await connector.open_async()
    try:
        found = "SELECT obj_description(to_regnamespace(%(name)s)::oid, 'pg_namespace') AS version"
        if (await connector.execute_query_one_async(found, name=SCHEMA))["version"] == version:
            return
        made = App(connector=connector).schema_manager.get_schema().replace("%", "%%")
        # One query of several statements is one transaction.
        await connector.execute_query_async(
            f"SELECT pg_advisory_xact_lock({_MAKING});"
            f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA};"
            f"COMMENT ON SCHEMA {SCHEMA} IS '{version}';{made}"
        )
    finally:
        await connector.close_async()


@asynccontextmanager
async def postgresql_runner(
    database_url: str, perform: Perform, channels: Sequence[str], *, hands: int = 2, stalled: int = 30
) -> AsyncIterator[PostgresqlRunner]:
    """A runner with its connections.

    Args:
        database_url: As in DATABASE_URL.
        perform: Does one job.
        channels: Those that have jobs here.
        hands: Jobs of a channel that this process has in hand at a time.
        stalled: Seconds after which a worker that was not heard of counts as dead.
    """
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    logging.getLogger("psycopg").setLevel(logging.ERROR)
    await prepare(database_url)
    app = App(connector=_connector(database_url, _CONNECTIONS + len(channels)))
    async with app.open_async():
        yield PostgresqlRunner(app, perform, channels, hands, stalled)


class PostgresqlRunner:
    """One of many equal processes. Made by `postgresql_runner`."""

    def __init__(self, app: App, perform: Perform, channels: Sequence[str], hands: int, stalled: int) -> None:
        self._app, self._perform, self._channels = app, perform, tuple(channels)
        self._hands, self._stalled = hands, stalled
        self._stopping = asyncio.Event()
        self._chunk = app.task(name="chunk")(self._do)

    async def offer(self, jobs: Sequence[Job]) -> None:
        """Have these done, but for those that wait already."""
        for channel in {job.channel for job in jobs}:
            waits = {
                one.queueing_lock for one in await self._app.job_manager.list_jobs_async(queue=channel, status="todo")
            }
            for job in jobs:
                lock = f"{job.channel}:{job.broadcast}.{job.number}"
                if job.channel != channel or lock in waits:
                    continue
                try:
                    asked = self._chunk.configure(queue=channel, queueing_lock=lock)
                    await asked.defer_async(channel=channel, broadcast=job.broadcast, number=job.number)
                except AlreadyEnqueued:
                    # Another process has asked for it just now.
                    continue

    async def run(self) -> None:
        """Work until `stop`; a connection that breaks is made anew."""
        async with asyncio.TaskGroup() as group:
            for channel in self._channels:
                group.create_task(self._work(channel))
            group.create_task(self._rescue())

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopping.set()

    async def look(self) -> Queue:
        """What there is to do, for all processes."""
        counted = (
            "SELECT count(*) FILTER (WHERE status = 'todo') AS waiting, "
            "count(*) FILTER (WHERE status = 'doing') AS working FROM procrastinate_jobs"
        )
        # A process has one of Procrastinate's workers for each channel.
        lively = (
            "SELECT count(*) AS workers FROM procrastinate_workers "
            "WHERE last_heartbeat > now() - make_interval(secs => %(stalled)s)"
        )
        jobs = await self._app.connector.execute_query_one_async(counted)
        workers = await self._app.connector.execute_query_one_async(lively, stalled=self._stalled)
        stalled = await self._app.job_manager.get_stalled_jobs(seconds_since_heartbeat=self._stalled)
        processes = -(-workers["workers"] // len(self._channels))
        return Queue(jobs["waiting"], jobs["working"], len(list(stalled)), processes)

    async def rescue(self) -> int:
        """Let go of jobs whose worker died, so that they can be asked for again; returns how many."""
        stalled = list(await self._app.job_manager.get_stalled_jobs(seconds_since_heartbeat=self._stalled))
        for job in stalled:
            await self._app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
        await self._app.job_manager.prune_stalled_workers(self._stalled)
        return len(stalled)

    async def _do(self, channel: str, broadcast: int, number: int) -> None:
        try:
            await self._perform(Job(channel, broadcast, number))
        except Exception as problem:
            at = where_it_failed(problem)
            diagnostics.warning("a chunk could not be worked on", kind=type(problem).__name__, at=at)

    async def _work(self, channel: str) -> None:
        while not self._stopping.is_set():
            work = asyncio.create_task(
                self._app.run_worker_async(
                    queues=[channel],
                    name=channel,
                    concurrency=self._hands,
                    fetch_job_polling_interval=_LOOK,
                    abort_job_polling_interval=3600.0,
                    delete_jobs="always",
                    install_signal_handlers=False,
                    update_heartbeat_interval=self._stalled / 3,
                    stalled_worker_timeout=self._stalled,
                )
            )
            await self._until_stopped(work)
            # Cancelled, it begins nothing more and waits for what it has begun.
            work.cancel()
            try:
                await work
            except asyncio.CancelledError:
                if not self._stopping.is_set():
                    raise
            except Exception as problem:
                diagnostics.warning("jobs can't be fetched; it is tried again", kind=type(problem).__name__)
                await asyncio.sleep(_AGAIN)

    async def _rescue(self) -> None:
        while not self._stopping.is_set():
            try:
                await self.rescue()
            except ConnectorException as problem:
                diagnostics.warning("jobs can't be looked through; it is tried again", kind=type(problem).__name__)
            await self._until_stopped(asyncio.create_task(asyncio.sleep(self._stalled / 4)))

    async def _until_stopped(self, work: asyncio.Task[None]) -> None:
        """Until `work` has ended, or is not wanted any more."""
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait((work, stopping), return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()


def _connector(database_url: str, most: int) -> PsycopgConnector:
    return PsycopgConnector(
        conninfo=libpq_url(database_url),
        kwargs={"options": f"-c search_path={SCHEMA}", "application_name": "undersigned jobs"},
        min_size=1,
        max_size=most,
        json_dumps=json.dumps,
    )
