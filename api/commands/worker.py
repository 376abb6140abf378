"""`undersigned worker`: one more process that sends, on PostgreSQL. `undersigned workers`: what there is to send."""

from __future__ import annotations

import asyncio
import signal
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.opening import key_or_fail, open_for_command, said_plainly, settings_or_fail
from api.commands.speaking import WRONGLY_ASKED, fail, show, show_json, talk
from storage import Store

if TYPE_CHECKING:
    from api.settings import Settings
    from bots.runner import Queue

_ONE_PROCESS = "On SQLite `undersigned serve` sends by itself; a worker of its own needs PostgreSQL."


def worker() -> None:
    """Send what is to leave, beside any number of others; needs PostgreSQL."""
    from api import diagnostics
    from api.commands.serving import settle

    settings = settings_or_fail()
    if settings.database_file is not None:
        fail(_ONE_PROCESS, code=WRONGLY_ASKED)
    diagnostics.configure()
    master = key_or_fail(settings)
    with said_plainly(settings):
        store = Store.open(settings.database_url, master, upgrading=True)
    settle()
    with asyncio.Runner(loop_factory=_loop) as runner:
        ok = runner.run(_work(settings, store))
    if not ok:
        fail("No channel has its settings, so there is nothing to send on: see `undersigned doctor`.")


def workers(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Show how much is waiting to be sent, and who works on it."""
    from storage import chunks, outbox

    settings = settings_or_fail()
    now = int(datetime.now(UTC).timestamp())
    with open_for_command(settings) as store:
        tally = store.read_now(partial(chunks.tally, now=now, stalled=settings.stalled_after))
        letters = store.read_now(outbox.waiting)
    queue = asyncio.run(_queue(settings)) if settings.database_file is None else None
    told = {
        "chunks": {"waiting": tally.waiting, "working": tally.working, "stalled": tally.stalled},
        "outbox": {"waiting": letters},
        "workers": queue.workers if queue else None,
        "jobs": {"waiting": queue.waiting, "working": queue.working, "stalled": queue.stalled} if queue else None,
    }
    if as_json:
        show_json(told)
        return
    show(f"chunks: {tally.waiting} waiting, {tally.working} worked on, {tally.stalled} of them by a silent worker")
    show(f"outbox: {letters} waiting")
    if queue:
        show(f"workers: {queue.workers}")
        show(f"jobs: {queue.waiting} waiting, {queue.working} begun, {queue.stalled} of them by a silent worker")
    else:
        talk(_ONE_PROCESS)


async def _work(settings: Settings, store: Store) -> bool:
    """Send until SIGTERM or SIGINT; False where there is nothing to send on."""
    from api.app import utc_now
    from api.sending import sending

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        async with sending(settings, store, utc_now) as runner:
            if runner is not None:
                talk("Working; stop with Ctrl-C, and what has left is settled first.")
                await stop.wait()
            return runner is not None
    finally:
        await store.aclose()


async def _queue(settings: Settings) -> Queue:
    from api.sending import channels_of
    from bots.runner import Job
    from bots.runner_postgresql import postgresql_runner

    async def nothing(_job: Job) -> None:
        """Never asked: only looked at."""

    url, channels, stalled = settings.database_url, channels_of(settings) or ["none"], settings.stalled_after
    async with postgresql_runner(url, nothing, channels, stalled=stalled) as runner:
        return await runner.look()


def _loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()
