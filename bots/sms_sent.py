"""What Twilio has sent to one address: asked of messages of which nobody knows whether they left.

Its list (https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources) is asked by
address alone, newest first: by date it may leave out what is still queued, since such a message has no date of sending
yet.
"""

from __future__ import annotations

import json
from datetime import UTC
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import urljoin, urlsplit

import aiohttp

from bots.channel import AccountProblem
from bots.sms_sending import TwilioSender, messages_url, receiver, twilio_session

#: Messages on a page, and pages at most: one person gets a few in a month.
_PAGE, _PAGES = 50, 4


class SentMessage(NamedTuple):
    """One message that Twilio sent, or is about to."""

    id: str
    text: str
    #: Epoch seconds.
    made: int
    #: Twilio's word for how far it is, and the code of one that failed; "" without one.
    status: str
    code: str


class SentMessages:
    """The list of what one sender sent. Use as an async context manager.

    Args:
        channel: "sms" or "whatsapp".
        by: Who sends.
    """

    def __init__(self, channel: str, by: TwilioSender) -> None:
        self.channel, self._by = channel, by
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Open the session; nothing is contacted yet."""
        self._session = twilio_session(self._by)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def to(self, address: str, since: int, until: int) -> list[SentMessage]:
        """What was sent by the REST API from `since` to `until` (epoch seconds), newest first.

        Raises:
            AccountProblem: when Twilio does not tell, or not all.
        """
        found: list[SentMessage] = []
        whom = receiver(self.channel, address)
        url, query = messages_url(self._by), {"To": whom, "PageSize": str(_PAGE)}
        for _page in range(_PAGES):
            page = await self._read(url, query)
            for row in page["messages"]:
                made = _moment(row)
                if made < since:
                    return found
                if made <= until and self._ours(row, whom):
                    words = [str(row.get(name) or "") for name in ("sid", "body", "status", "error_code")]
                    found.append(SentMessage(words[0], words[1], made, words[2], words[3]))
            if not (following := page.get("next_page_uri")):
                return found
            # The address tells the path alone; it must not lead anywhere else.
            url, query = urljoin(url, urlsplit(str(following))._replace(scheme="", netloc="").geturl()), {}
        raise AccountProblem("too many messages to one address")

    def _ours(self, row: dict[str, Any], whom: str) -> bool:
        # As long as a service has not chosen its number there is none.
        return row.get("direction") == "outbound-api" and row.get("from") in (None, "", self._by.number)

    async def _read(self, url: str, query: dict[str, str]) -> dict[str, Any]:
        if self._session is None:
            raise AccountProblem("not connected")
        try:
            async with self._session.get(url, params=query, allow_redirects=False) as response:
                status, body = response.status, await response.read()
        except (TimeoutError, aiohttp.ClientError):
            raise AccountProblem("not reachable") from None
        if status != 200:
            raise AccountProblem("account or token refused" if status in (401, 403) else f"refused with {status}")
        try:
            page = json.loads(body)
        except ValueError:
            page = None
        if not isinstance(page, dict) or not isinstance(page.get("messages"), list):
            raise AccountProblem("an answer that can't be read")
        return page


def _moment(row: Any) -> int:
    """When a message was made.

    Raises:
        AccountProblem: when it does not tell.
    """
    try:
        made = parsedate_to_datetime(row["date_created"])
    except (KeyError, TypeError, ValueError):
        raise AccountProblem("an answer that can't be read") from None
    return int((made if made.tzinfo else made.replace(tzinfo=UTC)).timestamp())
