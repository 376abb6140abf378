"""A demo server of its own for a test: the real command, on a free port of this machine."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.tied_processes import tied

#: Seconds within which the server must say its address; only a hanging one takes so long.
_PATIENCE = 60.0


@dataclass
class DemoServer:
    """`undersigned demo`, started on entering and stopped on leaving; with a database it can be started again."""

    folder: Path
    database: Path | None = None
    address: str = ""
    process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop(signal.SIGTERM)

    def start(self, port: int = 0) -> None:
        """Start it and wait until it answers."""
        kept = ["--database", str(self.database)] if self.database else []
        with (self.folder / "demo.log").open("a") as log:
            self.process = subprocess.Popen(
                tied(sys.executable, "-m", "api", "demo", "--port", str(port), *kept),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )
        assert self.process.stdout is not None
        told, _, _ = select.select([self.process.stdout], [], [], _PATIENCE)
        line = self.process.stdout.readline().strip() if told else ""
        if not line.startswith("http://127.0.0.1:"):
            self.stop(signal.SIGKILL)
            raise AssertionError(f"The demo did not start: {(self.folder / 'demo.log').read_text()}")
        self.address = line.removesuffix("/demo")

    def stop(self, how: signal.Signals) -> int:
        """Send the signal and wait for the end; gives the exit code."""
        process = self.process
        if process is None:
            return 0
        process.send_signal(how)
        try:
            code = process.wait(timeout=_PATIENCE)
        finally:
            process.kill()
        if process.stdout is not None:
            process.stdout.close()
        self.process = None
        return code

    @property
    def port(self) -> int:
        """The port that it took."""
        return int(self.address.rpartition(":")[2])
