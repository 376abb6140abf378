"""Ports that stay free while a server is down, also when other tests run at the same time."""

from __future__ import annotations

import random
import socket
from pathlib import Path

_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
#: How many ports below that range are chosen from.
_ROOM = 12_000


def free_port() -> int:
    """A port of loopback on which nobody listens, and which the system gives to nobody who asks for any.

    One that the system has given out would be given to others while the server that was told of it is down: to another
    server, or to the end of a connection, and it could not start again.
    """
    first_given = int(_RANGE.read_text("ascii").split()[0]) if _RANGE.exists() else 32_768
    for _ in range(1000):
        port = random.SystemRandom().randrange(max(1024, first_given - _ROOM), first_given)
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
    raise AssertionError("every port below those that the system gives out is taken")
