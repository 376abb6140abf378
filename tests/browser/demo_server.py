"""A demo server of its own for a test: the real command, on a free port of this machine."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.free_ports import free_port
from tests.warm_starts import Started

#: Seconds within which the server must say its address; only a hanging one takes so long.
_PATIENCE = 60.0


@dataclass
class DemoServer:
    """`undersigned demo`, started on entering and stopped on leaving; with a database it can be started again."""

    folder: Path
    database: Path | None = None
    address: str = ""
    process: Started | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop(signal.SIGTERM)

    def start(self, port: int = 0) -> None:
        """Start it and wait until it answers."""
        kept = ["--database", str(self.database)] if self.database else []
        printed, said = self.folder / "demo.out", self.folder / "demo.log"
        printed.unlink(missing_ok=True)
        self.process = Started(
            ("demo", "--port", str(port or (free_port() if kept else 0)), *kept),
            folder=self.folder,
            environment=dict(os.environ),
            output=(printed, said),
        )
        patience = time.monotonic() + _PATIENCE
        while not (line := _first_line(printed)) and self.process.returncode is None and time.monotonic() < patience:
            time.sleep(0.01)
        if not line.startswith("http://127.0.0.1:"):
            self.stop(signal.SIGKILL)
            raise AssertionError(f"The demo did not start: {said.read_text()}")
        self.address = line.removesuffix("/demo")

    def stop(self, how: signal.Signals) -> int:
        """Send the signal and wait for the end; gives the exit code."""
        process = self.process
        if process is None:
            return 0
        process.send_signal(how)
        try:
            code = process.ended.result(timeout=_PATIENCE)
        finally:
            process.send_signal(signal.SIGKILL)
        self.process = None
        return code

    @property
    def port(self) -> int:
        """The port that it took."""
        return int(self.address.rpartition(":")[2])


def _first_line(file: Path) -> str:
    """The first line of a file; nothing as long as it is not whole or there is no file."""
    line, whole, _ = (file.read_text("utf-8") if file.exists() else "").partition("\n")
    return line if whole else ""
