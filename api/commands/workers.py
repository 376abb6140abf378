"""Several web processes on one port, for a database that takes several: one watches, the others serve."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import tempfile
import threading
from collections.abc import Callable
from multiprocessing.connection import wait
from pathlib import Path

from fastapi import FastAPI
from prometheus_client.multiprocess import mark_process_dead
from uvicorn import Config
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process

from api import diagnostics
from api.commands import serving
from api.commands.speaking import fail, talk
from api.metrics import shared_counts

#: Seconds after which a process that does not even answer its watcher is ended and started again.
SILENT = 30


def make_app() -> FastAPI:
    """The program of one process, which reads the settings and opens store, inbox and mouths for itself."""
    from api.app import create_app
    from api.environment import read_settings

    diagnostics.configure()
    diagnostics.catch_strays()
    threading.Thread(target=_stop_without_watcher, name="watcher", daemon=True).start()
    app = create_app(read_settings(), tell=talk, looks_back=True, sends=True)
    serving.settle()
    return app


def _stop_without_watcher() -> None:
    """A process whose watcher was killed would hold the port against the next start, so it stops as if asked to."""
    watcher = multiprocessing.parent_process()
    if watcher is not None:
        wait([watcher.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)


class _Watch(Multiprocess):
    """uvicorn's watcher, which says when all processes serve, and after that never gives up on one that can't start."""

    def __init__(self, config: Config, listening: socket.socket, ready: Callable[[], None], counts: Path) -> None:
        super().__init__(config, [listening])
        self.served = self.failed = False
        self._ready, self._counts = ready, str(counts)

    def terminate_all(self) -> None:
        super().terminate_all()
        # Held open here, it would go on taking connections that nobody answers until the last process has ended.
        for listening in self.sockets:
            listening.close()

    def keep_subprocess_alive(self) -> None:
        for place, process in enumerate(self.processes):
            if self.should_exit.is_set():
                return
            if process.is_alive(timeout=SILENT):
                continue
            process.kill()
            process.join()
            mark_process_dead(process.pid, self._counts)  # type: ignore[no-untyped-call]
            if process.exitcode == STARTUP_FAILURE and not self.served:
                self.failed = True
                self.should_exit.set()
                return
            # The database may be away for a moment; what could be started once is tried until it can be again.
            diagnostics.warn("a web process ended, another one takes its place")
            self.processes[place] = Process(self.config, self.sockets)
            self.processes[place].start()
        if not self.served and all(process.is_ready() for process in self.processes):
            self.served = True
            self._ready()


def serve_with(workers: int, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Serve with several processes until SIGTERM or SIGINT; then all of them finish what they have begun.

    Args:
        workers: How many.
        listening: From `serving.listen`; all of them take connections from it.
        ready: Called once, when all of them answer requests.
    """
    _want_a_place_to_count()
    options = serving.OPTIONS | {"factory": True, "workers": workers}
    with shared_counts() as counts:
        watch = _Watch(Config(f"{__name__}:{make_app.__name__}", **options), listening, ready, counts)
        watch.run()
    if watch.failed:
        fail("The program could not start; the lines above say why.")


def _want_a_place_to_count() -> None:
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        why = "There is no folder for temporary files that can be written, in which several processes count together."
        fail(f"{why} Name one in TMPDIR; in a unit of systemd: PrivateTmp=true.")
