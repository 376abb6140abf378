"""Twilio seen from outside: phones whose texts arrive as signed forms, and the REST API of messages."""

from __future__ import annotations

import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha1
from itertools import count
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode
from xml.etree import ElementTree

from aiohttp import web

from tests.fakes_server import LoopbackServer
from tests.fakes_twilio_account import TwilioAccount
from tests.voice_verbs import Spoken, spoken

ACCOUNT = "AC" + "5" * 32
TOKEN = "the-token-of-the-account"
NUMBER = "+13125550100"
#: The account's sender on WhatsApp.
WHATSAPP = "+13125550177"
#: What Twilio itself answers, without being asked, to its own words.
OWN_ANSWERS = {
    **dict.fromkeys(
        ("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"), "(Twilio: stopped)"
    ),
    **dict.fromkeys(("START", "YES", "UNSTOP"), "(Twilio: started)"),
    **dict.fromkeys(("HELP", "INFO"), "(Twilio: help)"),
}


def signature(token: str, url: str, form: Mapping[str, str]) -> str:
    """Twilio's signature of a form, written down once more, apart from the code that checks it."""
    text = url + "".join(name + form[name] for name in sorted(form))
    return b64encode(hmac.new(token.encode(), text.encode(), sha1).digest()).decode()


def form_of_whatsapp(sid: str, sender: str, receiver: str, text: str, profile: str = "Ana López") -> dict[str, str]:
    """A message by WhatsApp as Twilio brings it; sender and receiver as WhatsApp writes them ("+52155…")."""
    context = {"type": "whatsapp", "data": {"context": {"ProfileName": profile, "WaId": sender[1:]}}}
    return {
        **dict.fromkeys(("MessageSid", "SmsSid", "SmsMessageSid"), sid),
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "From": f"whatsapp:{sender}",
        "To": f"whatsapp:{receiver}",
        "Body": text,
        "MessageType": "text",
        "ChannelMetadata": json.dumps(context, ensure_ascii=False),
        "ProfileName": profile,
        "WaId": sender[1:],
        "NumMedia": "0",
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "SmsStatus": "received",
    }


def form_of_call(sid: str, caller: str, number: str, status: str = "ringing") -> dict[str, str]:
    """A call as Twilio brings it; behind a key, or none in time, "in-progress" and `Digits` besides."""
    return {
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "CallSid": sid,
        "CallStatus": status,
        "CallToken": "%7B%22parentCallInfoToken%22%3A%22eyJhbGciOiJFUzI1NiJ9.eyJjYWxsU2lkIjoiQ0EifQ.jVOxmCbS%22%7D",
        "Called": number,
        "CalledCountry": "US",
        "Caller": caller,
        "CallerCity": "FAIRBROOK",
        "CallerCountry": "US",
        "Direction": "inbound",
        "From": caller,
        "FromCity": "FAIRBROOK",
        "FromCountry": "US",
        "StirPassportToken": "eyJhbGciOiJFUzI1NiIsInBwdCI6InNoYWtlbiJ9.eyJhdHRlc3QiOiJBIn0.ygPO2sIm",
        "StirVerstat": "TN-Validation-Passed-A",
        "To": number,
    }


@dataclass(frozen=True)
class Response:
    """What the line answered to one form."""

    status: int
    content_type: str
    body: bytes

    @property
    def texts(self) -> list[str]:
        """The messages of a TwiML answer; fails for whatever Twilio would not take."""
        assert self.status == 200, f"answered {self.status}"
        assert self.content_type in ("text/xml", "application/xml"), f"not TwiML: {self.content_type}"
        root = ElementTree.fromstring(self.body)
        assert root.tag == "Response"
        texts = ["".join(message.itertext()) for message in root]
        assert all(message.tag == "Message" for message in root), "an unknown verb (12100)"
        assert len(texts) <= 10, "more than ten messages (14109)"
        assert all(0 < len(text) <= 1600 for text in texts), "a text that is empty or too long (14103)"
        return texts


class FakeTwilio:
    """One Twilio account. Use as an async context manager.

    Args:
        line: Where the line under test listens, e.g. "http://127.0.0.1:8000"; may be set later.
        public_url: What the line believes its address to be; that is what Twilio signs.
        answers_stop: Twilio answers STOP, START and HELP by itself and blocks who stopped, as on a long code.
    """

    def __init__(
        self, line: str = "", public_url: str = "https://sign.example.org", *, answers_stop: bool = False
    ) -> None:
        self.line, self.public_url, self.answers_stop = line, public_url, answers_stop
        self.account_sid, self.auth_token, self.number, self.whatsapp = ACCOUNT, TOKEN, NUMBER, WHATSAPP
        self.account = TwilioAccount(ACCOUNT, NUMBER)
        #: All messages, newest first, as the REST API lists them.
        self.messages: list[dict[str, Any]] = []
        #: Texts that went nowhere because the receiver had stopped (21610): receiver and text.
        self.dropped: list[tuple[str, str]] = []
        self.blocked: set[str] = set()
        #: Answered to REST requests, first in first out, instead of doing them: HTTP statuses.
        self.failures: list[int] = []
        #: How long ago, as the listing tells, the next messages were sent.
        self.earlier = timedelta()
        self._phones: dict[str, Phone] = {}
        self._ids = count(1)
        self._server = LoopbackServer(self._rest)

    async def __aenter__(self) -> Self:
        """Start the REST API."""
        await self._server.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        await self._server.__aexit__(kind, problem, trace)

    @property
    def api_url(self) -> str:
        """For `TWILIO_API_URL`."""
        return self._server.url

    def phone(self, number: str = "+13125550142") -> Phone:
        """The phone with that number; "whatsapp:+1…" is the same phone's WhatsApp."""
        return self._phones.setdefault(number, Phone(self, number))

    def sid(self, kind: str = "SM") -> str:
        """A fresh id of a message."""
        return f"{kind}{next(self._ids):032x}"

    async def post(self, path: str, form: Mapping[str, str], *, headers: Mapping[str, str] | None = None) -> Response:
        """Post a signed form to the line; `headers` replace or add to Twilio's own."""
        sent = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "X-Twilio-Signature": signature(self.auth_token, self.public_url + path, form),
            "User-Agent": "TwilioProxy/1.1",
            **(headers or {}),
        }
        async with self._server.client.post(self.line + path, data=urlencode(form).encode(), headers=sent) as response:
            return Response(response.status, response.content_type, await response.read())

    async def report(self, sid: str, status: str, *, delivery: str = "", error: str = "") -> Response:
        """Post a status report about a message."""
        form = {"MessageSid": sid, "MessageStatus": status, "AccountSid": self.account_sid, "ErrorCode": error}
        query = f"?{urlencode({'d': delivery})}" if delivery else ""
        return await self.post("/webhooks/twilio/status" + query, form)

    def carry(self, sender: str, receiver: str, text: str, direction: str) -> dict[str, Any]:
        """Write a message down in the listing, and bring it to the phone that it is for."""
        message: dict[str, Any] = {
            "sid": self.sid(),
            "from": sender,
            "to": receiver,
            "body": text,
            "direction": direction,
        }
        message |= {"account_sid": self.account_sid, "status": "received" if direction == "inbound" else "queued"}
        message |= {"num_segments": "1", "error_code": None, "error_message": None, "price": None, "num_media": "0"}
        message["date_sent"] = format_datetime(datetime.now(UTC) - self.earlier)
        self.messages.insert(0, message)
        if direction != "inbound" and receiver in self.blocked:
            self.dropped.append((receiver, text))
            message |= {"status": "failed", "error_code": 21610}
        elif receiver in self._phones:
            self._phones[receiver].received.append(text)
        return message

    async def _rest(self, request: web.Request) -> web.StreamResponse:
        expected = f"/2010-04-01/Accounts/{self.account_sid}/Messages.json"
        scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Basic" or b64decode(credentials).decode() != f"{self.account_sid}:{self.auth_token}":
            return web.json_response({"code": 20003, "message": "Authenticate", "status": 401}, status=401)
        if request.path != expected:
            posted = {name: str(value) for name, value in (await request.post()).items()}
            answer = self.account.answer(request.path, request.query, posted if request.method == "POST" else None)
            if answer is not None:
                return web.json_response(answer)
            return web.json_response({"code": 20404, "message": "Not found", "status": 404}, status=404)
        if self.failures:
            status = self.failures.pop(0)
            return web.json_response({"code": status, "message": "Failed on demand", "status": status}, status=status)
        if request.method == "POST":
            form = await request.post()
            sent = self.carry(str(form.get("From", self.number)), str(form["To"]), str(form["Body"]), "outbound-api")
            return web.json_response(sent, status=201)
        wanted = {name.lower(): value for name, value in request.query.items() if name in ("To", "From")}
        since = datetime.fromisoformat(request.query.get("DateSent>", "1970-01-01T00:00:00Z"))
        found = [
            one
            for one in self.messages
            if all(one[name] == value for name, value in wanted.items())
            and parsedate_to_datetime(one["date_sent"]) >= since
        ]
        page = {"messages": found, "page": 0, "page_size": len(found), "uri": expected, "first_page_uri": expected}
        page |= {"next_page_uri": None, "previous_page_uri": None, "start": 0, "end": max(len(found) - 1, 0)}
        return web.json_response(page)


@dataclass
class Phone:
    """Somebody's phone."""

    twilio: FakeTwilio
    number: str
    #: Every text that came, oldest first.
    received: list[str] = field(default_factory=list)
    #: The last form that was posted for this phone.
    last_form: dict[str, str] = field(default_factory=dict)
    #: How WhatsApp writes the number, where it is another way than `number` has it.
    written: str = ""
    #: The name on the profile at WhatsApp.
    profile: str = "Ana López"
    #: The last call, the number that it showed, and where its next step is posted.
    call_sid: str = ""
    shown: str = ""
    next_step: str = ""

    @property
    def on_whatsapp(self) -> bool:
        """Whether it is the phone's WhatsApp."""
        return self.number.startswith("whatsapp:")

    @property
    def sender(self) -> str:
        """Who its messages come from."""
        return f"whatsapp:{self.written}" if self.written else self.number

    @property
    def line(self) -> str:
        """Whom it writes to."""
        return f"whatsapp:{self.twilio.whatsapp}" if self.on_whatsapp else self.twilio.number

    async def text(self, body: str, **fields: str) -> list[str]:
        """Send a text and return what comes back at once; `fields` replace or add to Twilio's own."""
        answers_stop = self.twilio.answers_stop and not self.on_whatsapp
        own_answer = OWN_ANSWERS.get(body.strip().upper()) if answers_stop else None
        if own_answer == OWN_ANSWERS["START"]:
            self.twilio.blocked.discard(self.number)
        before = len(self.received)
        if own_answer:
            self.received.append(own_answer)
        if own_answer == OWN_ANSWERS["STOP"]:
            self.twilio.blocked.add(self.number)
        self._show((await self.post(body, **fields)).texts)
        return self.received[before:]

    def lose(self, body: str) -> None:
        """Send a text that Twilio takes and nobody hears, because the line is down."""
        self.twilio.carry(self.sender, self.line, body, "inbound")

    async def call(self, shown: str = "") -> Spoken:
        """Call the line, and hear what it says; `shown` is told instead of the number."""
        self.call_sid, self.next_step, self.shown = self.twilio.sid("CA"), "calls", shown or self.number
        return await self._on_call("ringing")

    async def press(self, key: str) -> Spoken:
        """Press a key on the call, "" for none in time."""
        return await self._on_call("in-progress", Digits=key)

    async def hang_up(self) -> None:
        """End the call, which Twilio tells where it has an address for that (`StatusCallback`)."""
        form = form_of_call(self.call_sid, self.shown, self.twilio.number, "completed")
        assert (await self.twilio.post("/webhooks/twilio/calls", form)).status == 200

    async def _on_call(self, status: str, **fields: str) -> Spoken:
        form = form_of_call(self.call_sid, self.shown, self.twilio.number, status) | fields
        response = await self.twilio.post(f"/webhooks/twilio/{self.next_step}", form)
        assert response.status == 200, f"answered {response.status}"
        said = spoken(response.body)
        self.next_step = said.action
        return said

    async def photo(self, caption: str = "") -> list[str]:
        """Send a picture."""
        media = {"NumMedia": "1", "MediaUrl0": "https://media.example.org/0", "MediaContentType0": "image/jpeg"}
        return await self.text(caption, MessageSid=self.twilio.sid("MM"), **media)

    async def redeliver(self) -> list[str]:
        """The last form comes again, as when our answer was lost; what is shown is what was shown then, or not."""
        response = await self.twilio.post("/webhooks/twilio/messages", self.last_form)
        return response.texts

    async def post(self, body: str, **fields: str) -> Response:
        """Post a text's form and return the raw answer, unread."""
        message = self.twilio.carry(self.sender, self.line, body, "inbound")
        sid = fields.get("MessageSid", message["sid"])
        if self.on_whatsapp:
            plain = self.sender.removeprefix("whatsapp:")
            form = form_of_whatsapp(sid, plain, self.twilio.whatsapp, body, self.profile)
            self.last_form = {**form, **fields}
            return await self.twilio.post("/webhooks/twilio/messages", self.last_form)
        self.last_form = {
            **dict.fromkeys(("MessageSid", "SmsSid", "SmsMessageSid"), sid),
            "AccountSid": self.twilio.account_sid,
            "ApiVersion": "2010-04-01",
            "From": self.number,
            "To": self.twilio.number,
            "Body": body,
            "NumMedia": "0",
            "NumSegments": "1",
            "SmsStatus": "received",
            "FromCity": "",
            "FromCountry": "US",
            **fields,
        }
        return await self.twilio.post("/webhooks/twilio/messages", self.last_form)

    def _show(self, texts: list[str]) -> None:
        for text in texts:
            self.twilio.carry(self.line, self.number, text, "outbound-reply")
