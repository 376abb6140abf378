"""Carries the Bot API's calls over one pooled aiohttp session, with timeouts that hold and errors without secrets."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

#: Seconds for a connection to come about, and between two packets of an answer.
CONNECT, READ = 5.0, 10.0
_CONNECTIONS = 64


class NotConnected(NetworkError):
    """No connection came about, so nothing has left."""


class AiohttpRequest(BaseRequest):
    """The way out that python-telegram-bot is given instead of its own (which is several times slower).

    Texts of errors name neither the URL, which holds the bot's token, nor what was sent.
    """

    __slots__ = ("_read", "_session")

    def __init__(self, read: float = READ) -> None:
        """Open nothing yet: a session belongs to the running loop, see `initialize`.

        Args:
            read: Seconds to wait for an answer unless a call says otherwise.
        """
        self._read = read
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer unless a call says otherwise."""
        return self._read

    async def initialize(self) -> None:
        """Open the session."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=_CONNECTIONS),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close the session and its connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Read an answer; unlike the library's own, an unreadable one is not written to the log."""
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise TelegramError("Invalid server response")
        return answer

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        """Make one request; returns the HTTP status and the body. Of the timeouts only `read_timeout` may differ.

        Raises:
            NotConnected: when no connection came about.
            TimedOut: when the answer did not come in time. The call may have been carried out.
            NetworkError: when the connection broke, or a proxy or the like answered instead of Telegram.
        """
        if self._session is None:
            raise NotConnected("The connection to Telegram is closed")
        wait = read_timeout if isinstance(read_timeout, int | float) else self._read
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT, sock_read=wait)
        data = request_data.json_parameters if request_data else None
        try:
            async with self._session.request(method, url, data=data, timeout=timeout) as response:
                status, body = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as problem:
            raise NotConnected(type(problem).__name__) from None
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as problem:
            raise NetworkError(type(problem).__name__) from None
        if not self._is_telegrams(status, body):
            raise NetworkError("Not an answer of Telegram")
        return status, body

    def _is_telegrams(self, status: int, body: bytes) -> bool:
        """Whether Telegram itself answered: with a result, or with a refusal and its description.

        The library goes by the status alone, so that a proxy's 403 would count as a chat that is lost for good, and it
        takes it for granted that a success holds a result. See https://core.telegram.org/bots/api#making-requests.
        """
        try:
            answer = self.parse_json_payload(body)
        except TelegramError:
            return False
        if 200 <= status <= 299:
            return "result" in answer
        return answer.get("ok") is False and isinstance(answer.get("description"), str)
