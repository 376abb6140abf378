"""One HTTP connection, with an end to everything that the other side may draw out: the head, the body, the reading.

uvicorn parses with httptools, which takes heads of any length, and waits for them and for their reader for ever. A
proxy in front sets such limits as well; the program does not count on one.

It also writes head and body of an answer in two calls of the system, and so in two packets; here they go as one.
"""

from __future__ import annotations

import asyncio
import resource
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Literal

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from api.diagnostics import Sparingly

#: Files that the program keeps open beside its connections, with room to spare: database, log, listening, Telegram.
_OTHER_FILES = 128
_sparingly = Sparingly()

#: What a connection is waited for; between two requests uvicorn itself counts the seconds.
Expected = Literal["head", "body", "another request", "nothing"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one connection may take, and how many there may be."""

    #: Bytes of the address in the request line, and of all header lines together.
    address: int = 8 * 1024
    headers: int = 16 * 1024
    #: Header lines; each takes many times its bytes in memory.
    lines: int = 200
    #: Seconds for a whole head, from the opening or from its first byte; for the body; and for reading what we say.
    head_seconds: float = 10
    body_seconds: float = 10
    reading_seconds: float = 30
    #: Requests that may stand behind the one that is being answered; neither browsers nor providers send any.
    queued: int = 16
    #: Connections at once that we wait for, also between two requests: for one more, the longest waiting is closed.
    waiting: int = 2000
    #: Connections at once; requests on further ones are answered 503.
    connections: int = 4000


class OneWrite:
    """What answers are written to: all that is written until the loop turns, or until the answer ends, goes as one.

    Args:
        transport: Of the connection.
        loop: That it lives on.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Write `data`, soon."""
        if not self._parts:
            self._loop.call_soon(self.flush)
        self._parts.append(data)

    def flush(self) -> None:
        """Write now what waits."""
        if self._parts:
            data = b"".join(self._parts)
            self._parts.clear()
            if not self._transport.is_closing():
                self._transport.write(data)

    def is_closing(self) -> bool:
        """Whether nothing that is written now will be read."""
        return self._transport.is_closing()

    def close(self) -> None:
        """Close the connection behind what waits."""
        self.flush()
        self._transport.close()


class BoundedConnection(HttpToolsProtocol):
    """uvicorn's connection, within `limits`."""

    limits: ClassVar[Limits] = Limits()
    #: Those of this process that it waits for, the one waited for longest first.
    waiting: ClassVar[dict[BoundedConnection, None]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit_concurrency = min(self.limits.connections, room())
        self._expected: Expected = "nothing"
        #: What the parser waits for behind the bytes that it was fed, and whether a request ended within them.
        self._parsed_to: Expected = "nothing"
        self._ended = False
        self._expecting: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._address_bytes = self._unparsed_bytes = 0
        self.headers = []
        self._advanced = False
        self._refusal = 400
        #: Nothing that comes is read any more.
        self._deaf = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Somebody is there: a request is waited for."""
        super().connection_made(transport)
        self._answers = OneWrite(transport, self.loop)
        self._expect("head")

    def connection_lost(self, exc: Exception | None) -> None:
        """They are gone: nothing is waited for."""
        self._expect("nothing")
        if self._unread is not None:
            self._unread.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came; refuse what breaks HTTP or a limit."""
        if self._deaf:
            return
        self._unset_keepalive_if_required()
        self._advanced = self._ended = False
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # Nothing else is spoken here, so the request is answered as if it had not asked (RFC 9110, 7.8). Its body
            # was not read, so what follows must never be taken for a request: a proxy would hand its answer to somebody
            # else, whose requests share this connection.
            self._deaf = True
            if self.cycle is not None:
                self.cycle.keep_alive = False
        except httptools.HttpParserError:
            self._refuse()
            return
        # Only now: most requests come whole, and then no part of them has to be waited for.
        if self._ended:
            self._expect("nothing")
        if self._parsed_to != "nothing":
            self._expect(self._parsed_to)
        # What makes up no part that was counted: a head without an end, or a trailer.
        self._unparsed_bytes += 0 if self._advanced else len(data)
        if not self._advanced and self._is_endless():
            self._refusal = 431
            self._refuse()
        elif self._expected in ("nothing", "another request") and (self.cycle is None or self.cycle.response_complete):
            self._expect("head")

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        self._address_bytes = self._unparsed_bytes = 0
        self._parsed_to = "head"
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """A part of the address, which is counted."""
        self._address_bytes += len(url)
        if self._address_bytes > self.limits.address:
            self._stop_parsing(414)
        super().on_url(url)

    def on_headers_complete(self) -> None:
        """The head is whole: it is counted, its body is waited for, and the request is answered."""
        size = sum([len(name) + len(value) + len(b": \r\n") for name, value in self.headers])
        if size > self.limits.headers or len(self.headers) > self.limits.lines:
            self._stop_parsing(431)
        if len(self.pipeline) >= self.limits.queued:
            self._stop_parsing(429)
        self._advanced, self._parsed_to = True, "body"
        super().on_headers_complete()
        # The cycle begins when the loop turns, so nothing was written yet.
        self.cycle.transport = self._answers  # type: ignore[assignment]  # all of a transport that a cycle uses

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._advanced = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole, with its trailer."""
        if len(self.headers) > self.limits.lines:
            self._stop_parsing(431)
        self._advanced, self._ended, self._parsed_to = True, True, "nothing"
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """The answer is written, and may still have to be read."""
        self._answers.flush()
        super().on_response_complete()
        if self.timeout_keep_alive_task is not None and self._expected == "nothing":
            self._expect("another request")
        if self.transport.get_write_buffer_size():
            self._wait_for_the_reader()

    def pause_writing(self) -> None:
        """More waits to be read than the system takes."""
        super().pause_writing()
        self._wait_for_the_reader()

    def resume_writing(self) -> None:
        """It is being read."""
        if self._unread is not None:
            self._unread.cancel()
        super().resume_writing()

    def _is_endless(self) -> bool:
        bytes_at_most = self.limits.address + self.limits.headers
        return self._unparsed_bytes > bytes_at_most or len(self.headers) > self.limits.lines

    def _expect(self, what: Expected) -> None:
        """Begin to wait for a part of a request; who is waited for already gets no new time."""
        if what == self._expected:
            return
        self._expected = what
        if self._expecting is not None:
            self._expecting.cancel()
        self.waiting.pop(self, None)
        if what == "nothing":
            return
        if what != "another request":
            seconds = self.limits.head_seconds if what == "head" else self.limits.body_seconds
            self._expecting = self.loop.call_later(seconds, self._give_up)
        self.waiting[self] = None
        if len(self.waiting) > min(self.limits.waiting, room() // 2):
            next(iter(self.waiting))._give_up()

    def _give_up(self) -> None:
        self._expect("nothing")
        self.transport.abort()
        _sparingly.note("a connection was closed, its request did not come in time")

    def _wait_for_the_reader(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
        self._unread = self.loop.call_later(self.limits.reading_seconds, self._give_up_reader)

    def _give_up_reader(self) -> None:
        if self.transport.get_write_buffer_size():
            self.transport.abort()
            _sparingly.note("a connection was closed, its answer was not read in time")

    def _stop_parsing(self, status: int) -> None:
        """Leave the parser, which turns any exception of its callbacks into one of its own."""
        self._refusal = status
        raise ValueError

    def _refuse(self) -> None:
        """Say why, unless it would get into the middle of another answer, and close."""
        self._expect("nothing")
        _sparingly.note("a request was refused before it was read", status=self._refusal)
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write(STATUS_LINE[self._refusal] + b"content-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()


def raise_open_files() -> None:
    """Let this process have as many connections as the system allows it at all."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    room.cache_clear()


@cache
def room() -> int:
    """How many connections this process can have open."""
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 2**20 if soft == resource.RLIM_INFINITY else max(soft - _OTHER_FILES, 16)
