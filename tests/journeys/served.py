"""`undersigned serve` as a process of its own, that can be killed and started again on the same database."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from conversations.petition_file import read_petition
from storage import MasterKey, Store, import_petition, upgrade
from tests.fakes_twilio import FakeTwilio
from tests.free_ports import free_port
from tests.warm_starts import Started

ROOT = Path(__file__).resolve().parents[2]
#: How the line begins that is printed once requests are answered.
READY = "Serving on "
#: Seconds in which it stops unless it hangs; `serve` itself gives open requests 20.
_LONGEST_STOP = 40
PETITIONS = ("put-s-comm-on-ice", "safe-crossing")


class Served:
    """A line on a free port of loopback, for one fake Twilio. Use as an async context manager.

    Args:
        folder: Where it is started and what it prints is kept.
        twilio: Who brings its messages.
        settings: More of them.
        database_url: An empty database; None for a new SQLite file in `folder`.
        workers: Web processes.
        cold: Start each process from nothing.
    """

    def __init__(
        self,
        folder: Path,
        twilio: FakeTwilio,
        settings: dict[str, str] | None = None,
        *,
        database_url: str | None = None,
        workers: int = 1,
        cold: bool = False,
    ) -> None:
        self.folder, self.twilio, self.settings, self.workers = folder, twilio, dict(settings or {}), workers
        self._cold = cold
        self.database_url = database_url or f"sqlite:///{folder / 'undersigned.db'}"
        if database_url and not database_url.startswith("sqlite"):
            self.settings.setdefault("UNDERSIGNED_KEY", secrets.token_hex(32))
        self.port = free_port()
        self.url = twilio.line = f"http://127.0.0.1:{self.port}"
        self._process: Started | None = None

    @property
    def master(self) -> MasterKey:
        """The master key of its database."""
        return MasterKey.find(self.settings.get("UNDERSIGNED_KEY"), None, self.database_url)

    def prepare(self) -> Self:
        """Make the database, with the two petitions that ship."""
        upgrade(self.database_url, self.master)
        store = Store.open(self.database_url, self.master)
        for slug in PETITIONS:
            petition = read_petition((ROOT / "petitions" / f"{slug}.toml").read_text(encoding="utf-8"))
            store.write_now(partial(import_petition, petition=petition, now=datetime.now(UTC)))
        store.close()
        return self

    def environment(self) -> dict[str, str]:
        """The settings of the line."""
        return {
            "DATABASE_URL": self.database_url,
            "PUBLIC_URL": self.twilio.public_url,
            "ORGANIZATION": "Undersigned",
            "TWILIO_ACCOUNT_SID": self.twilio.account_sid,
            "TWILIO_AUTH_TOKEN": self.twilio.auth_token,
            "TWILIO_FROM": self.twilio.number,
            "TWILIO_API_URL": self.twilio.api_url,
            **self.settings,
        }

    async def start(self, *options: str) -> None:
        """Start the process, with more `options` of `serve`, and wait until it says that it serves."""
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **self.environment()}
        log = self.folder / "serve.log"
        log.touch()
        before = self.log().count(READY)
        self._process = Started(
            ("serve", "--port", str(self.port), "--workers", str(self.workers), *options),
            folder=self.folder,
            environment=environment,
            output=(log, log),
            cold=self._cold,
        )
        try:
            await self._ready(before)
        except BaseException:
            await self.end()
            raise

    async def _ready(self, before: int) -> None:
        assert self._process is not None
        for _ in range(6000):
            if self.log().count(READY) > before:
                return
            assert self._process.returncode is None, self.log()
            await asyncio.sleep(0.01)
        raise AssertionError(self.log())

    async def kill(self) -> None:
        """kill -9 of the process and of those it has started, wherever they are."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        await self._gone()

    async def kill_the_watcher(self) -> None:
        """kill -9 of the process that started the others, and of no other."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        await self._gone()

    def web_processes(self) -> list[int]:
        """The ids of the processes that serve, where there are several."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text("ascii").split()
        commands = {int(one): Path(f"/proc/{one}/cmdline") for one in children}
        return [one for one, command in commands.items() if command.exists() and b"spawn_main" in command.read_bytes()]

    async def _gone(self) -> None:
        """Wait until nobody holds the port."""
        assert self._process is not None
        await self._process.wait()
        for _ in range(3000):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except ConnectionRefusedError:
                return
            except ConnectionResetError:
                continue
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
            await asyncio.sleep(0.01)
        raise AssertionError(self.log())

    async def stop(self) -> int:
        """SIGTERM, and the exit code."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        return await self._process.wait()

    @asynccontextmanager
    async def serving(self, *options: str) -> AsyncIterator[Self]:
        """Start it with more `options` of `serve` for as long as the block runs; it ends whatever happens there."""
        try:
            await self.start(*options)
            yield self
        finally:
            await self.end()

    async def end(self) -> None:
        """Have it gone: asked to stop, and killed with all that it has started when it does not."""
        if self._process is None or self._process.returncode is not None:
            return
        try:
            async with asyncio.timeout(_LONGEST_STOP):
                await self.stop()
        finally:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def log(self) -> str:
        """All that the process printed."""
        return (self.folder / "serve.log").read_text(encoding="utf-8")

    async def __aenter__(self) -> Self:
        """Prepare and start."""
        self.prepare()
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        await self.end()
