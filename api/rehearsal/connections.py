"""Connections to one line that stay open, each with one request at a time, as providers hold them."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

import httptools

#: Seconds after which Twilio gives a webhook up (https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides).
PATIENCE = 15.0


class NoAnswer(Exception):
    """No answer came: no connection, a connection that broke, or too long a silence."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to one request."""

    status: int
    body: bytes


class _Connection(asyncio.Protocol):
    """One open connection; httptools reads the answers and calls the `on_` methods."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.waiting: asyncio.Future[Answer] | None = None
        self._begin()

    def _begin(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._parts: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are none of asyncio's classes.
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self.close()

    def on_body(self, body: bytes) -> None:
        self._parts.append(body)

    def on_message_complete(self) -> None:
        waiting, self.waiting = self.waiting, None
        if not self._parser.should_keep_alive():
            self.close()
        answer = Answer(self._parser.get_status_code(), b"".join(self._parts))
        self._begin()
        if waiting and not waiting.done():
            waiting.set_result(answer)

    def connection_lost(self, problem: Exception | None) -> None:
        self.transport = None
        if self.waiting and not self.waiting.done():
            self.waiting.set_exception(NoAnswer())

    def close(self) -> None:
        if self.transport:
            self.transport.close()
            self.transport = None

    async def ask(self, request: bytes, patience: float) -> Answer:
        if self.transport is None:
            raise NoAnswer
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        try:
            async with asyncio.timeout(patience):
                return await self.waiting
        except TimeoutError:
            raise NoAnswer from None
        finally:
            # Whoever gave up must not leave an answer behind for the next one.
            if self.waiting:
                self.close()


@dataclass
class Connections:
    """A bounded number of connections to one address. Close it at the end."""

    url: str
    most: int = 128
    patience: float = PATIENCE
    _idle: list[_Connection] = field(default_factory=list)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._host, self._port = parts.hostname or "", parts.port or (443 if self._tls else 80)
        self._room = asyncio.Semaphore(self.most)

    async def ask(self, request: bytes) -> Answer:
        """Send one whole request and bring its answer, over the connection that was used last.

        Raises:
            NoAnswer: when there is none; the request may have been taken all the same.
        """
        async with self._room:
            connection = await self._connection()
            answer = await connection.ask(request, self.patience)
            if connection.transport:
                self._idle.append(connection)
            return answer

    async def get(self, path: str) -> Answer:
        """GET of a public page; raises NoAnswer."""
        return await self.ask(f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\nAccept: */*\r\n\r\n".encode())

    def close(self) -> None:
        """Let go of all connections that are idle."""
        while self._idle:
            self._idle.pop().close()

    async def _connection(self) -> _Connection:
        while self._idle:
            if (kept := self._idle.pop()).transport:
                return kept
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self.patience):
                _, made = await loop.create_connection(_Connection, self._host, self._port, ssl=self._tls)
        except (OSError, TimeoutError):
            raise NoAnswer from None
        return made
