"""The doors that providers knock at: check the proof, hear, answer in the response.

This is the hot path: plain ASGI callables under Starlette routes, without the framework's dependency injection, forms
or models. What a provider signed is `PUBLIC_URL` + path + raw query, never the address that a proxy made of it.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from api.diagnostics import Sparingly, note, warn
from bots.background import Background
from bots.call_twiml import NOT_TAKEN
from bots.calls import MISSED
from bots.channel import Extra, NotAuthentic, NotReadable, ProvenChannel, StatusReport, Unknown
from bots.inbox import Full, Inbox, Unavailable
from bots.sms_twiml import SILENCE
from conversations import Heard

#: The longest body that is read, in bytes. Twilio's form of a text of 1,600 characters stays far below it.
TWILIO_LIMIT = 64 * 1024
TELEGRAM_LIMIT = 1024 * 1024

#: Telegram's answers that are said in the background at most; beyond that the calls are dropped: they are taps to
#: acknowledge, never a receipt.
ROOM = 1000

#: Seconds after which a provider may deliver again when we are full or the database refuses.
RETRY_AFTER = b"2"

Header = tuple[bytes, bytes]
Say = Callable[[Sequence[dict[str, Any]]], Awaitable[object]]
Count = Callable[[int, str], None]
Reported = Callable[[StatusReport], Awaitable[None]]

#: A refusal costs the sender nothing, so it must cost us less than a line each.
_sparingly = Sparingly()

#: Where the rest of the body is not read, so that the connection can't be used again.
_CLOSING: Header = (b"connection", b"close")
_TEXT: Header = (b"content-type", b"text/plain; charset=utf-8")
_TWIML: Header = (b"content-type", b"text/xml; charset=utf-8")
_JSON: Header = (b"content-type", b"application/json")


class Stranger(NotAuthentic):
    """The headers already show that no provider knocks; the body stays unread."""


class TooLarge(Exception):
    """The body is longer than this door takes."""


class Gone(Exception):
    """The other side hung up."""


#: What a request that is not heard is counted under; everything else is a fault of ours.
_CAUSES: dict[type[Exception], str] = {
    Stranger: "not authentic",
    NotAuthentic: "not authentic",
    NotReadable: "not readable",
    TooLarge: "too large",
    Full: "full",
    Unavailable: "unavailable",
}


def _uncounted(_status: int, _cause: str) -> None:
    """For who does not count."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """One provider's door: a channel, and how its answers are wrapped into a response.

    Args:
        channel: Proves and reads requests, and writes answers.
        inbox: Hears what was read.
        public_url: `PUBLIC_URL`, without a slash at the end.
        limit: The longest body, in bytes.
        deliver: Sends the inbox's answer (the channel's own bytes) as the response.
        silence: The response to what needs no answer: status reports, unknown shapes.
        otherwise: Answers what is not a conversation but is said something all the same (a card in a Telegram group, an
            inline query), in the channel's own bytes; b"" for the rest.
        count: Is told status and cause of each answer.
        reported: Keeps status reports; None where nobody waits for any.
    """

    channel: ProvenChannel
    inbox: Callable[[], Inbox]
    public_url: str
    limit: int
    deliver: Callable[[Send, bytes], Awaitable[None]]
    silence: tuple[bytes, Header]
    otherwise: Callable[[StatusReport | Extra | Unknown], Awaitable[bytes]] | None = None
    count: Count = _uncounted
    reported: Reported | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; whatever happens, nothing of it is raised into the server's own log."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            what = self.channel.hear(headers, await self._body(headers, receive), self._signed_url(scope))
            if isinstance(what, Heard):
                answer = await self.inbox().hear(what, self.channel.answer)
                await self.deliver(send, self.channel.addressed(what, answer))
                self.count(200, "heard")
            elif isinstance(what, StatusReport) and self.reported is not None:
                await self.reported(what)
                await respond(send, 200, *self.silence)
                self.count(200, "report")
            elif self.otherwise is not None and (answer := await self.otherwise(what)):
                await self.deliver(send, answer)
                self.count(200, "extra")
            else:
                self._note(what, scope["path"])
                await respond(send, 200, *self.silence)
                self.count(200, "noted")
        except Gone:
            return
        except Exception as problem:
            await self._refuse(send, scope["path"], problem)

    async def _body(self, headers: Mapping[str, str], receive: Receive) -> bytes:
        if not self.channel.admits(headers):
            raise Stranger
        return await read_body(receive, headers.get("content-length", ""), self.limit)

    def _signed_url(self, scope: Scope) -> str:
        # A proxy that strips a path keeps it in PUBLIC_URL, so that the two together are what the provider called.
        url = self.public_url + (scope["raw_path"] if scope.get("raw_path") else scope["path"].encode()).decode(
            "latin-1"
        )
        query = scope["query_string"]
        return f"{url}?{query.decode('latin-1')}" if query else url

    def _note(self, what: StatusReport | Extra | Unknown, path: str) -> None:
        match what:
            case StatusReport():
                note("a status report", path=path, outcome=what.status)
            case Unknown():
                note("a request of an unknown shape", path=path, shape=what.shape)
            case Extra():
                note("a request that nobody here deals with", path=path, kind=type(what).__name__)

    async def _refuse(self, send: Send, path: str, problem: Exception) -> None:
        status, extra = refusal(problem)
        if status >= 500 and not isinstance(problem, Full | Unavailable):
            warn("a webhook failed", problem, path=path)
        else:
            _sparingly.note("webhook requests refused", path=path, status=status)
        self.count(status, _CAUSES.get(type(problem), "fault"))
        await respond(send, status, b"", _TEXT, *extra)


def refusal(problem: Exception) -> tuple[int, tuple[Header, ...]]:
    """The status and extra headers for a request that is not heard.

    A fault of ours is a 503 as well: the provider delivers again, and nothing was acknowledged.
    """
    match problem:
        case Stranger():
            return 403, (_CLOSING,)
        case NotAuthentic():
            return 403, ()
        case NotReadable():
            return 400, ()
        case TooLarge():
            return 413, (_CLOSING,)
        case _:
            return 503, ((b"retry-after", RETRY_AFTER),)


async def read_body(receive: Receive, length: str, limit: int) -> bytes:
    """The whole request body; the connection ends one that does not come in time (`BoundedConnection`).

    Args:
        receive: The server's side of the connection.
        length: The Content-Length header, "" without one; it is a hint, the limit holds for what really comes.
        limit: In bytes.

    Raises:
        TooLarge: as soon as it is known.
        Gone: when the client left.
    """
    if length.isdecimal() and (len(length) > 18 or int(length) > limit):
        raise TooLarge
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise TooLarge
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


async def respond(send: Send, status: int, body: bytes, *headers: Header) -> None:
    """Send one whole response."""
    start: Message = {
        "type": "http.response.start",
        "status": status,
        "headers": [*headers, (b"content-length", b"%d" % len(body)), (b"cache-control", b"no-store")],
    }
    await send(start)
    await send({"type": "http.response.body", "body": body})


async def deliver_twiml(send: Send, answer: bytes) -> None:
    """The TwiML document as it is; any other content type would be read to the person as a text."""
    await respond(send, 200, answer, _TWIML)


@dataclass(slots=True)
class TelegramDelivery:
    """Puts the first method call of an answer into the response and says the others by API, in the background.

    An outage of the API can therefore never hold up, or undo, a signature.
    """

    say: Say
    _background: Background = field(
        default_factory=lambda: Background(ROOM, partial(warn, "a Telegram call failed")), init=False
    )

    async def __call__(self, send: Send, answer: bytes) -> None:
        """Answer with the first call; "[]" is an empty response."""
        calls: list[dict[str, Any]] = json.loads(answer)
        if not calls:
            await respond(send, 200, b"", _JSON)
            return
        first = json.dumps(calls[0], ensure_ascii=False, separators=(",", ":")).encode()
        if len(calls) > 1 and not self._background.begin(self._say(calls[1:])):
            warn("too many Telegram calls wait; some are dropped", tasks=ROOM)
        await respond(send, 200, first, _JSON)

    async def finish(self, seconds: float) -> None:
        """Wait at most `seconds` for what is still being said, then let it go."""
        await self._background.finish(seconds)

    async def _say(self, calls: Sequence[dict[str, Any]]) -> None:
        await self.say(calls)


def twilio_routes(
    channel: ProvenChannel,
    inbox: Callable[[], Inbox],
    public_url: str,
    count: Count = _uncounted,
    reported: Reported | None = None,
) -> list[Route]:
    """The routes for messages and status reports; both take everything that Twilio signs for their own address."""
    silence = (SILENCE, _TWIML)
    door = Webhook(channel, inbox, public_url, TWILIO_LIMIT, deliver_twiml, silence, None, count, reported)
    return [Route(f"/webhooks/twilio/{name}", door, methods=["POST"]) for name in ("messages", "status")]


def call_routes(
    channel: ProvenChannel, inbox: Callable[[], Inbox], public_url: str, count: Count = _uncounted
) -> list[Route]:
    """The route for calls: one that comes in, each key, and the report of its end, all for one address.

    `count` is told "missed call" of one that comes in and is not answered.
    """

    async def otherwise(what: StatusReport | Extra | Unknown) -> bytes:
        return NOT_TAKEN if isinstance(what, StatusReport) and what.status == MISSED else b""

    def told(status: int, cause: str) -> None:
        count(status, "missed call" if cause == "extra" else cause)

    door = Webhook(channel, inbox, public_url, TWILIO_LIMIT, deliver_twiml, (NOT_TAKEN, _TWIML), otherwise, told)
    return [Route("/webhooks/twilio/calls", door, methods=["POST"])]


def telegram_routes(
    channel: ProvenChannel,
    inbox: Callable[[], Inbox],
    public_url: str,
    delivery: TelegramDelivery,
    otherwise: Callable[[StatusReport | Extra | Unknown], Awaitable[bytes]],
    count: Count = _uncounted,
) -> list[Route]:
    """The route for updates; `otherwise` answers what is no conversation."""
    door = Webhook(channel, inbox, public_url, TELEGRAM_LIMIT, delivery, (b"", _JSON), otherwise, count)
    return [Route("/webhooks/telegram", door, methods=["POST"])]
