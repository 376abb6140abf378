"""Providers as whoever sends thousands meets them: real HTTP, every message with its moment, and faults on demand.

Nothing here knows a chat or a phone: `tests.fakes` has those. What counts is to whom something went, how often and
when.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import count
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp import web

from tests.fakes_server import LoopbackServer
from tests.fakes_telegram import TOKEN as BOT_TOKEN
from tests.fakes_telegram_screen import Refusal, displayed
from tests.fakes_twilio import ACCOUNT, NUMBER, TOKEN, signature

#: Seconds after which a test that waits for something has failed.
PATIENCE = 60


class Fault(NamedTuple):
    """What goes wrong with one request. None of it is all right."""

    #: Answered instead of success, with Twilio's code or Telegram's words; the message is not taken.
    status: int = 0
    code: int | None = None
    words: str = "Failed on demand"
    #: Seconds until anything is answered.
    slow: float = 0.0
    #: Told with a 429.
    retry_after: int | None = None
    #: The message is taken all the same, whatever is answered.
    taken: bool = False
    #: The connection is cut instead of an answer.
    cut: bool = False


FINE = Fault()
BUSY = Fault(status=429, code=20429, words="Too Many Requests", retry_after=1)
BROKEN = Fault(status=500)
#: It was taken, and nobody is told.
ANSWER_LOST = Fault(taken=True, cut=True)
RESET = Fault(cut=True)

#: What happens to a request, by its number (from 1) and whom it goes to.
Plan = Callable[[int, str], Fault]


class Taken(NamedTuple):
    """A message that the provider has."""

    id: str
    address: str
    text: str
    #: `time.time()` at which it came.
    at: float
    #: What it is called in status reports; "" for Telegram.
    delivery: str = ""
    valid: int = 0
    callback: str = ""
    #: Everything that was posted.
    form: Mapping[str, str] = {}


class _Provider:
    """What both have in common. Use as an async context manager."""

    def __init__(self, plan: Plan = lambda _number, _address: FINE) -> None:
        self.plan = plan
        #: Everything that was taken, in order, and by address.
        self.taken: list[Taken] = []
        self.by_address: dict[str, list[Taken]] = defaultdict(list)
        #: `time.time()` of each request to send, whatever came of it; and what was answered, by status (0 = cut).
        self.asked: list[float] = []
        self.answered: Counter[int] = Counter()
        self._more = asyncio.Event()
        self._numbers = count(1)
        self._server = LoopbackServer(self._handle)

    async def __aenter__(self) -> Self:
        """Listen."""
        await self._server.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        await self._server.__aexit__(kind, problem, trace)

    @property
    def url(self) -> str:
        """Root of the API, for `TWILIO_API_URL` or `TELEGRAM_API_URL`."""
        return self._server.url

    @property
    def twice(self) -> dict[str, int]:
        """Addresses that got more than one message, and how many."""
        return {address: len(taken) for address, taken in self.by_address.items() if len(taken) > 1}

    def busiest_second(self, of: Sequence[float] | None = None) -> int:
        """The most requests in any closed second."""
        moments, first, most = sorted(self.asked if of is None else of), 0, 0
        for last, moment in enumerate(moments):
            while moments[first] < moment - 1:
                first += 1
            most = max(most, last - first + 1)
        return most

    async def until(self, number: int) -> None:
        """Wait until so many were taken."""
        async with asyncio.timeout(PATIENCE):
            while len(self.taken) < number:
                self._more.clear()
                await self._more.wait()

    async def go_down(self) -> None:
        """Refuse connections from now on."""
        await self._server.stop_listening()

    async def come_up(self) -> None:
        """Take connections again."""
        await self._server.listen()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        raise NotImplementedError

    async def _send(self, request: web.Request, address: str, message: Callable[[str], Taken]) -> web.Response | None:
        """Deal with one message: take it and answer None, or answer with what goes wrong."""
        self.asked.append(time.time())
        number = next(self._numbers)
        fault = self.plan(number, address)
        if fault.taken or not (fault.status or fault.cut):
            taken = message(f"{number:032x}")
            self.taken.append(taken)
            self.by_address[address].append(taken)
            self._more.set()
        if fault.slow:
            await asyncio.sleep(fault.slow)
        self.answered[0 if fault.cut else fault.status or 200] += 1
        if fault.cut:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        return self._refused(fault) if fault.status else None

    def _refused(self, fault: Fault) -> web.Response:
        raise NotImplementedError


class SendingTwilio(_Provider):
    """Twilio's resource of messages: create, and list by `To`.

    Args:
        plan: What goes wrong.
        line: Root of the line that gets status reports, at the path of each message's own callback; "" = none are sent.
        reports: The statuses and codes that are reported of a message, in order.
        lists_after: Seconds until a message is listed.
    """

    account, token, number = ACCOUNT, TOKEN, NUMBER

    def __init__(
        self,
        plan: Plan = lambda _number, _address: FINE,
        *,
        line: str = "",
        reports: Callable[[Taken], Sequence[tuple[str, str]]] = lambda _taken: (("sent", ""), ("delivered", "")),
        lists_after: float = 0.0,
    ) -> None:
        super().__init__(plan)
        self.line, self.reports, self.lists_after = line, reports, lists_after
        #: What the listing tells of every message: Twilio's word for how far it is, and the code of one that failed.
        self.status: tuple[str, int | None] = ("delivered", None)
        #: How many listings were asked for, by address.
        self.listed: Counter[str] = Counter()
        #: Answered to who sends: status and code of a message that is taken; or these bytes, whatever it was.
        self.at_once: tuple[str, int | None] = ("queued", None)
        self.raw: bytes | None = None
        #: Answered to listings, first in first out, in their place: HTTP statuses.
        self.listings_fail: list[int] = []
        self._reporting: set[asyncio.Task[None]] = set()

    async def __aexit__(self, *how: object) -> None:
        """Report what is still to be reported, then close."""
        if self._reporting:
            await asyncio.wait(self._reporting, timeout=PATIENCE)
        await super().__aexit__(None, None, None)

    def has(self, address: str, text: str, at: float, number: str = NUMBER) -> None:
        """Let there be a message that `number` of the account made at `at` (epoch seconds)."""
        taken = Taken(f"SM{next(self._numbers):032x}", address, text, at, form={"From": number})
        self.taken.append(taken)
        self.by_address[address].append(taken)

    async def report(self, taken: Taken, status: str, code: str = "") -> int:
        """Post a signed status report; returns what the line answered."""
        parts = urlsplit(taken.callback)
        signed = parts._replace(fragment="").geturl()
        form = {"MessageSid": taken.id, "MessageStatus": status, "AccountSid": self.account, "To": taken.address}
        form |= {"From": self.number, "ApiVersion": "2010-04-01"} | ({"ErrorCode": code} if code else {})
        headers = {"X-Twilio-Signature": signature(self.token, signed, form)}
        url = f"{self.line}{parts.path}?{parts.query}"
        async with self._server.client.post(url, data=form, headers=headers) as response:
            return response.status

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        if request.path != f"/2010-04-01/Accounts/{self.account}/Messages.json":
            return web.json_response({"code": 20404, "message": "Not found", "status": 404}, status=404)
        if request.method == "GET":
            return self._list(request)
        form = {name: values[0] for name, values in parse_qs((await request.read()).decode()).items()}
        address, callback = form["To"], form.get("StatusCallback", "")
        delivery = parse_qs(urlsplit(callback).query).get("d", [""])[0]
        refused = await self._send(
            request,
            address,
            lambda id: self._reported(
                Taken(
                    f"SM{id}", address, form["Body"], time.time(), delivery, int(form["ValidityPeriod"]), callback, form
                )
            ),
        )
        if refused is not None:
            return refused
        if self.raw is not None:
            return web.Response(body=self.raw, status=201)
        told = {"sid": self.by_address[address][-1].id, "status": self.at_once[0], "error_code": self.at_once[1]}
        return web.json_response(told, status=201)

    def _reported(self, taken: Taken) -> Taken:
        if self.line:
            task = asyncio.create_task(self._report_all(taken))
            self._reporting.add(task)
            task.add_done_callback(self._reporting.discard)
        return taken

    async def _report_all(self, taken: Taken) -> None:
        for status, code in self.reports(taken):
            await self.report(taken, status, code)

    def _list(self, request: web.Request) -> web.Response:
        """Newest first; the next page by a path of Twilio's own making."""
        address, most = request.query["To"], int(request.query.get("PageSize", 50))
        page = int(request.query.get("Page", 0))
        self.listed[address] += 1
        if self.listings_fail:
            status = self.listings_fail.pop(0)
            return web.json_response({"code": 20500, "message": "Failed on demand", "status": status}, status=status)
        seen = [one for one in self.by_address.get(address, []) if one.at <= time.time() - self.lists_after]
        rows = [
            {
                "sid": one.id,
                "to": one.address,
                "from": one.form.get("From", self.number),
                "body": one.text,
                "direction": "outbound-api",
                "status": self.status[0],
                "error_code": self.status[1],
                "date_created": format_datetime(datetime.fromtimestamp(one.at, UTC)),
                "date_sent": None,
            }
            for one in sorted(seen, key=lambda one: -one.at)[page * most :]
        ]
        query = urlencode({"To": address, "PageSize": most, "Page": page + 1})
        following = f"{request.path}?{query}" if len(rows) > most else None
        return web.json_response({"messages": rows[:most], "next_page_uri": following, "page": page})

    def _refused(self, fault: Fault) -> web.Response:
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        body = {"code": fault.code, "message": fault.words, "status": fault.status}
        return web.json_response(body, status=fault.status, headers=headers)


class SendingTelegram(_Provider):
    """The Bot API's `sendMessage`; every chat exists."""

    token = BOT_TOKEN

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        if request.path != f"/bot{self.token}/sendMessage":
            return self._refused(Fault(status=404, words="Not Found"))
        body = await request.read()
        if request.content_type == "application/json":
            call = {name: str(value) for name, value in json.loads(body).items()}
        else:
            call = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        try:
            displayed(call)
        except Refusal as refusal:
            return self._refused(Fault(status=refusal.status, words=refusal.description))
        address = call["chat_id"]
        refused = await self._send(request, address, lambda id: Taken(id, address, call["text"], time.time()))
        if refused is not None:
            return refused
        number = int(self.by_address[address][-1].id, 16)
        chat = {"id": int(address), "type": "private"}
        return web.json_response({"ok": True, "result": {"message_id": number, "date": 0, "chat": chat}})

    def _refused(self, fault: Fault) -> web.Response:
        body: dict[str, object] = {"ok": False, "error_code": fault.status, "description": fault.words}
        if fault.retry_after is not None:
            body["parameters"] = {"retry_after": fault.retry_after}
        return web.json_response(body, status=fault.status)
