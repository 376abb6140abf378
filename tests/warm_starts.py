"""The program as a process of its own, started by one that has loaded all of its modules already.

Loading them takes most of the second or two that a start takes, and the tests start it a hundred times. What is started
here runs `python -m api` from its first line on, in a process that was forked for it: with its own environment, folder,
session, signals and end. Only what was loaded before is shared, and nothing of it has run. Starts from nothing stand in
tests/api and tests/test_container_runs.py.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import ctypes
import json
import os
import runpy
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, NoReturn

from tests.tied_processes import tied

ROOT = Path(__file__).resolve().parents[1]
#: What the commands load; a module that is missing here is loaded later, and takes its time.
_LOADED = (
    *("api.app", "api.checkup", "api.demo.app", "api.environment", "api.rehearsal.campaign", "api.rehearsal.report"),
    *("api.commands.chat", "api.commands.db", "api.commands.demo", "api.commands.doctor", "api.commands.opening"),
    *("api.commands.petition", "api.commands.rehearse", "api.commands.serve", "api.commands.serving"),
    *("api.commands.version", "api.commands.workers", "alembic.command", "asyncpg", "httptools", "uvloop"),
    *("sqlalchemy.dialects.postgresql.asyncpg", "sqlalchemy.dialects.sqlite", "uvicorn.loops.auto"),
)


class Started:
    """`undersigned` with some arguments, as a process.

    Args:
        arguments: Of the command line.
        folder: Where it is started.
        environment: All of its environment.
        output: The files to which it appends what it prints and what it says beside it; may be one and the same.
        cold: Start it from nothing, as `python -m api` is elsewhere.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        folder: Path,
        environment: dict[str, str],
        output: tuple[Path, Path],
        cold: bool = False,
    ) -> None:
        #: The exit code to come, below zero for the signal that ended it.
        self.ended: Future[int] = Future()
        if cold or not sys.platform.startswith("linux"):
            self.pid = self._from_nothing(arguments, folder, environment, output)
            return
        asked = {"arguments": arguments, "folder": str(folder), "environment": environment}
        self.pid = _starter().start(asked | {"output": [str(file.absolute()) for file in output]}, self.ended)

    def _from_nothing(
        self, arguments: Sequence[str], folder: Path, environment: dict[str, str], output: tuple[Path, Path]
    ) -> int:
        with output[0].open("ab") as printed, output[1].open("ab") as said:
            process = subprocess.Popen(
                tied(sys.executable, "-m", "api", *arguments),
                env=environment,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=said,
                start_new_session=True,
            )
        threading.Thread(target=lambda: self.ended.set_result(process.wait()), daemon=True).start()
        return process.pid

    @property
    def returncode(self) -> int | None:
        """The exit code; None while it runs."""
        return self.ended.result() if self.ended.done() else None

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it is still there."""
        if not self.ended.done():
            os.kill(self.pid, number)

    async def wait(self) -> int:
        """Wait for its end; gives the exit code."""
        # Who does not wait any longer doesn't undo the end for others.
        return await asyncio.shield(asyncio.wrap_future(self.ended))


class _Starter:
    """The process that has loaded everything, seen from the tests'."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            tied(sys.executable, "-m", __name__), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._lock = threading.Lock()
        self._begun: list[Future[int]] = []
        self._ended: list[Future[int]] = []
        threading.Thread(target=self._listen, name="warm starts", daemon=True).start()
        atexit.register(self._process.kill)

    def start(self, asked: dict[str, Any], ended: Future[int]) -> int:
        """Have a process started; gives its id, and later `ended` its exit code."""
        begun: Future[int] = Future()
        assert self._process.stdin is not None
        with self._lock:
            self._begun.append(begun)
            self._ended.append(ended)
            self._process.stdin.write(json.dumps(asked | {"number": len(self._begun) - 1}) + "\n")
            self._process.stdin.flush()
        return begun.result(timeout=60)

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            what, number, value = line.split()
            {"begun": self._begun, "ended": self._ended}[what][int(number)].set_result(int(value))


_running: list[_Starter] = []


def _starter() -> _Starter:
    if not _running:
        _running.append(_Starter())
    return _running[0]


def _die_with(parent: int) -> None:
    """Be killed when the parent is gone; see tests/tied_processes.py."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _watch(asked: dict[str, Any], starter: int) -> None:
    """Start the program, and tell when it begins and ends; in the process that returns from this it is to run."""
    _die_with(starter)
    watching = os.getpid()
    if (program := os.fork()) == 0:
        _die_with(watching)
        return
    os.write(1, f"begun {asked['number']} {program}\n".encode())
    code = os.waitstatus_to_exitcode(os.waitpid(program, 0)[1])
    os.write(1, f"ended {asked['number']} {code}\n".encode())
    os._exit(0)


def _become(asked: dict[str, Any]) -> NoReturn:
    """Be `python -m api` in this process."""
    os.setsid()
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    for number, file in enumerate([os.devnull, *asked["output"]]):
        opened = os.open(file, os.O_RDWR if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    sys.argv = ["undersigned", *asked["arguments"]]
    runpy.run_module("api", run_name="__main__", alter_sys=True)
    sys.exit(0)


def _main() -> None:
    """Load everything, and start a process for each line that is read."""
    for name in _LOADED:
        __import__(name)
    starter = os.getpid()
    for line in sys.stdin:
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if os.fork() == 0:
            asked = json.loads(line)
            _watch(asked, starter)
            _become(asked)


if __name__ == "__main__":
    _main()
