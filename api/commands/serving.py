"""Runs an application on a port until it is told to stop, and lets it finish what it has begun."""

from __future__ import annotations

import gc
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

import uvicorn
from fastapi import FastAPI

from api.commands.connection_limits import BoundedConnection, raise_open_files
from api.commands.speaking import fail

#: Seconds that open requests get after the signal to stop.
LAST_REQUESTS = 20

#: How uvicorn serves, in one process or in several.
OPTIONS: dict[str, Any] = {
    "http": BoundedConnection,
    "ws": "none",
    "access_log": False,
    "log_config": None,
    # Addresses of visitors are of no interest here, so a proxy's word on them is not read.
    "proxy_headers": False,
    "server_header": False,
    "timeout_graceful_shutdown": LAST_REQUESTS,
}


class _Server(uvicorn.Server):
    """uvicorn's server, which says when it has begun to listen."""

    ready: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            settle()
            self.ready()


def settle() -> None:
    """Spare what is loaded by now from the search for garbage, and threads from taking turns too often.

    What the program is made of never becomes any; looking through it again and again for a few thousand short-lived
    objects cost a twentieth of every message. Loop and writer give way to one another at every call of the system
    anyhow, so that forcing them to every 5 ms besides only costs.
    """
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
    sys.setswitchinterval(0.02)


def listen(host: str, port: int) -> socket.socket:
    """Take the port, so that a busy one is told in one line before anything else is opened; 0 takes a free one.

    The process may then have as many connections as the system allows it, and so may those that it starts.
    """
    raise_open_files()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as problem:
        fail(f"Can't listen on {host} port {port}: {problem.strerror}.")


def serve(app: FastAPI, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT; then no new request is taken, and what is open gets its answer.

    Args:
        app: What to serve.
        listening: From `listen`.
        ready: Called once requests are answered.
    """
    config = uvicorn.Config(app, **OPTIONS)
    server = _Server(config)
    server.ready = ready
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn repeats the signal to itself at the end; what was stopped as asked ends with exit code 0.
        signal.signal(number, lambda _number, _frame: None)
    server.run(sockets=[listening])
    if not server.started:
        fail("The program could not start; the lines above say why.")
