"""Asks the running program for its numbers, for `undersigned doctor`: how much waits to be written."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from api.checkup_address import Answer, Knock, knock
from api.finding import Finding

#: Messages that may wait; as in the alarm UndersignedQueueGrows.
MANY = 500
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_WAITING = re.compile(r"^undersigned_waiting_messages(?:\{[^}]*\})? ([0-9.e+]+)$", re.MULTILINE)


def keeps_secrets(url: str) -> bool:
    """Whether a token may be sent there: encrypted, or on this machine alone."""
    parts = urlsplit(url)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )


def check_running(token: str, url: str) -> Iterator[Finding]:
    """How many messages no transaction has taken yet.

    Args:
        token: `METRICS_TOKEN`.
        url: Where the program listens, without a path.
    """
    (answer,) = asyncio.run(knock([Knock("GET", f"{url}/metrics", headers={"authorization": f"Bearer {token}"})]))
    yield _judged(answer, url)


def _judged(answer: Answer, url: str) -> Finding:
    match answer.status:
        case 0:
            fix = "Start `undersigned serve`, or say where it listens: undersigned doctor --url http://127.0.0.1:PORT"
            return Finding("queue", "warn", f"nothing answers at {url}: {answer.said}", fix)
        case 401:
            cause = f"the program at {url} has another METRICS_TOKEN"
            return Finding("queue", "warn", cause, "Start it again, so that it reads the settings of now.")
        case 200 if found := _WAITING.search(answer.said):
            waiting = int(float(found[1]))
            said = f"{waiting} messages wait to be written"
            if waiting > MANY:
                return Finding("queue", "warn", said, "See UndersignedQueueGrows in docs/alarms.md.")
            return Finding("queue", "ok", said)
    fix = "Say where it listens: undersigned doctor --url http://127.0.0.1:PORT"
    return Finding("queue", "warn", f"what answers at {url} tells no such number ({answer.status})", fix)
