"""The product as a process of its own, in a folder of its own, for everything that measures or breaks it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench import forms

ROOT = Path(__file__).resolve().parents[1]
PETITIONS = ("put-s-comm-on-ice", "safe-crossing")
SLUG = PETITIONS[0]
PROGRAM = "api"


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, database_url: str = "") -> dict[str, str]:
    """The settings of the product in `folder`, and nothing of ours; on an SQLite file unless an address is given."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": database_url or f"sqlite:///{folder / 'undersigned.db'}",
        "PUBLIC_URL": forms.PUBLIC_URL,
        "ORGANIZATION": "Undersigned",
        "TWILIO_ACCOUNT_SID": forms.ACCOUNT,
        "TWILIO_AUTH_TOKEN": forms.TOKEN,
        "TWILIO_FROM": forms.NUMBER,
        "TWILIO_API_URL": "http://127.0.0.1:9",  # nothing listens there
        # Beside an SQLite file a key is made.
        **({"UNDERSIGNED_KEY": forms.KEY} if database_url else {}),
    }


def takes_connections(port: int) -> bool:
    """Whether somebody listens there."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.1):
        return True
    return False


def serve(port: int, workers: int = 1) -> list[str]:
    """The product, as an operator starts it."""
    return [sys.executable, "-m", PROGRAM, "serve", "--port", str(port), "--workers", str(workers)]


def prepared(folder: Path, database_url: str = "") -> None:
    """Make the database, with the two petitions that ship."""
    files = [["petition", "import", str(ROOT / f"petitions/{slug}.toml")] for slug in PETITIONS]
    for command in (["db", "upgrade"], *files):
        subprocess.run(
            [sys.executable, "-m", "api", *command],
            env=environment(folder, database_url),
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )


@contextlib.contextmanager
def running(command: list[str], folder: Path, port: int, database_url: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """A server that takes requests: ours says so, and with several processes listens long before all of them do."""
    said = folder / "server.log"
    with said.open("ab") as log:
        before = log.tell()
        server = subprocess.Popen(command, env=environment(folder, database_url), stdout=log, stderr=log, cwd=folder)
        try:
            for _ in range(600):
                if server.poll() is not None:
                    raise SystemExit(f"the server did not start: {said.read_text()[-2000:]}")
                if b"Serving on" in said.read_bytes()[before:] or (PROGRAM not in command and takes_connections(port)):
                    break
                time.sleep(0.05)
            yield server
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)
