"""`undersigned serve` as a process of its own, that can be killed and started again on the same file."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from conversations.petition_file import read_petition
from storage import MasterKey, Store, import_petition, upgrade
from tests.fakes_twilio import FakeTwilio

ROOT = Path(__file__).resolve().parents[2]
PETITIONS = ("put-s-comm-on-ice", "safe-crossing")


class Served:
    """A line on a free port of loopback, for one fake Twilio. Use as an async context manager."""

    def __init__(self, folder: Path, twilio: FakeTwilio, settings: dict[str, str] | None = None) -> None:
        self.folder, self.twilio, self.settings = folder, twilio, settings or {}
        self.database_url = f"sqlite:///{folder / 'undersigned.db'}"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = twilio.line = f"http://127.0.0.1:{self.port}"
        self._process: asyncio.subprocess.Process | None = None

    def prepare(self) -> Self:
        """Make the database, with the two petitions that ship."""
        master = MasterKey.find(None, None, self.database_url)
        upgrade(self.database_url, master)
        store = Store.open(self.database_url, master)
        for slug in PETITIONS:
            petition = read_petition((ROOT / "petitions" / f"{slug}.toml").read_text(encoding="utf-8"))
            store.write_now(partial(import_petition, petition=petition, now=datetime.now(UTC)))
        store.close()
        return self

    async def start(self, *options: str) -> None:
        """Start the process, with more `options` of `serve`, and wait until it takes connections."""
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": self.database_url,
            "PUBLIC_URL": self.twilio.public_url,
            "ORGANIZATION": "Undersigned",
            "TWILIO_ACCOUNT_SID": self.twilio.account_sid,
            "TWILIO_AUTH_TOKEN": self.twilio.auth_token,
            "TWILIO_FROM": self.twilio.number,
            "TWILIO_API_URL": self.twilio.api_url,
            **self.settings,
        }
        with (self.folder / "serve.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "api", "serve", "--port", str(self.port), *options),
                env=environment,
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        for _ in range(3000):
            assert self._process.returncode is None, self.log()
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                await asyncio.sleep(0.01)
                continue
            writer.close()
            await writer.wait_closed()
            return
        raise AssertionError(self.log())

    async def kill(self) -> None:
        """kill -9, wherever it is."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        await self._process.wait()

    async def stop(self) -> int:
        """SIGTERM, and the exit code."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        return await self._process.wait()

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
        await self.stop()
