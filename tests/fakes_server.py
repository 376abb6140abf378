"""A real HTTP server on loopback for as long as a test runs, and the client that goes with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class LoopbackServer:
    """Serves everything with one handler on a free port. Use as an async context manager."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._runner: web.AppRunner | None = None
        self._session: ClientSession | None = None
        #: Root of the server, without a path; known once it is entered.
        self.url = ""

    async def __aenter__(self) -> Self:
        """Listen."""
        self._session = ClientSession(timeout=ClientTimeout(total=20), cookie_jar=DummyCookieJar())
        await self.listen()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close everything."""
        await self.stop_listening()
        await self.client.close()

    @property
    def client(self) -> ClientSession:
        """The HTTP client of the fake's own requests."""
        assert self._session is not None, "enter the fake first: async with ..."
        return self._session

    async def listen(self) -> None:
        """Take connections, on the port of before when there was one."""
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._handler)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        port = int(self.url.rpartition(":")[2]) if self.url else 0
        site = web.TCPSite(self._runner, "127.0.0.1", port, reuse_address=True)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop_listening(self) -> None:
        """Be down: connections are refused until `listen`."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
