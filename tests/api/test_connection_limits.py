"""Connections that are never done: heads without end, half-open ones, answers that nobody reads; on real sockets."""

from __future__ import annotations

import asyncio
import resource
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from api.commands import serving
from api.commands.connection_limits import BoundedConnection, Limits, OneWrite, raise_open_files, room
from tests.fakes import FakeTwilio
from tests.journeys.served import Served

LIMITS = Limits()
#: Long enough for a request of a test on a busy machine, and never waited for.
LONG = 3600.0


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with as many bytes as the path says, after the whole body has come."""
    while (message := await receive()).get("more_body"):
        pass
    if message["type"] == "http.disconnect":
        return
    body = b"x" * int(scope["path"].removeprefix("/") or 2)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


@dataclass(frozen=True)
class Line:
    """A port, and whether a connection on it was closed."""

    port: int
    closed: asyncio.Event


@asynccontextmanager
async def serving_with(**changes: Any) -> AsyncIterator[Line]:
    """The program's way to serve, in this process and with other limits."""

    started, closed = asyncio.Event(), asyncio.Event()

    class Connection(BoundedConnection):
        limits = Limits(**{"head_seconds": LONG, "body_seconds": LONG, "reading_seconds": LONG} | changes)
        waiting: ClassVar[dict[BoundedConnection, None]] = {}

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            closed.set()

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            started.set()

    with serving.listen("127.0.0.1", 0) as listening:
        options = serving.OPTIONS | {"http": Connection, "lifespan": "off", "timeout_keep_alive": LONG}
        server = Server(uvicorn.Config(echo, **options))
        task = asyncio.create_task(server._serve(sockets=[listening]))
        await started.wait()
        yield Line(int(listening.getsockname()[1]), closed)
        server.should_exit = server.force_exit = True
        await task


async def said(port: int, *parts: bytes) -> bytes:
    """All that is answered until the other side closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with suppress(ConnectionError):
        for part in parts:
            writer.write(part)
            await writer.drain()
    answer = b""
    with suppress(ConnectionError):
        while part := await reader.read(65536):
            answer += part
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
    return answer


HEAD = b"GET / HTTP/1.1\r\nhost: x\r\n"
CLOSE = b"connection: close\r\n\r\n"
LINE = b"x: " + b"y" * 997 + b"\r\n"


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ((HEAD, LINE * 15, CLOSE), b"200"),
        ((HEAD, LINE * 17, CLOSE), b"431"),
        ((HEAD, b"x: ", *[b"y" * 4096] * 7), b"431"),
        ((HEAD, *[b"a:\r\n"] * 5000), b"431"),
        ((b"GET /?" + b"0" * 8000 + b" HTTP/1.1\r\nhost: x\r\n", CLOSE), b"200"),
        ((b"GET /" + b"1" * LIMITS.address, b" HTTP/1.1\r\n"), b"414"),
        ((b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx: ", *[b"y" * 4096] * 500), b""),
        ((b"what is this\r\n\r\n",), b"400"),
        ((HEAD, b"upgrade: websocket\r\nconnection: upgrade, close\r\n\r\n"), b"200"),
    ],
    ids=["fits", "lines", "line", "short-lines", "address-fits", "address", "trailer", "nonsense", "upgrade"],
)
async def test_a_head_is_taken_up_to_its_limit(parts: tuple[bytes, ...], status: bytes) -> None:
    async with serving_with() as line:
        answer = await said(line.port, *parts)
        assert answer.partition(b" ")[2][:3] == status


class Written:
    """A connection that only takes down what is written to it, call by call."""

    def __init__(self) -> None:
        self.calls: list[bytes] = []
        self.closing = False

    def write(self, data: bytes) -> None:
        self.calls.append(data)

    def is_closing(self) -> bool:
        return self.closing

    def close(self) -> None:
        self.closing = True


async def test_head_and_body_are_written_as_one_and_a_head_alone_does_not_wait_for_its_body() -> None:
    written = Written()
    answers = OneWrite(written, asyncio.get_running_loop())  # type: ignore[arg-type]
    answers.write(b"head ")
    answers.write(b"body")
    assert not written.calls
    answers.flush()
    assert written.calls == [b"head body"]
    answers.write(b"head of a stream")
    await asyncio.sleep(0)
    assert written.calls[1:] == [b"head of a stream"]
    answers.write(b"the end")
    answers.close()
    assert written.calls[2:] == [b"the end"]
    assert written.closing
    answers.write(b"too late")
    answers.flush()
    assert len(written.calls) == 3


@pytest.mark.parametrize("length", [b"content-length: 32\r\n", b"transfer-encoding: chunked\r\n", b""])
async def test_what_follows_a_wish_to_upgrade_is_never_taken_for_a_request(length: bytes) -> None:
    async with asyncio.timeout(60), serving_with() as line:
        reader, writer = await asyncio.open_connection("127.0.0.1", line.port)
        writer.write(HEAD + b"connection: upgrade\r\nupgrade: foo\r\n" + length + b"\r\n")
        answer = await reader.readuntil(b"\r\n\r\nxx")
        with suppress(ConnectionError):
            writer.write(b"GET /9 HTTP/1.1\r\nhost: x\r\n\r\n")
            answer += await reader.read()
        writer.close()
        assert answer.count(b"HTTP/1.1") == 1


async def test_a_body_behind_a_wish_to_upgrade_is_no_request_before_the_answer_either() -> None:
    async with asyncio.timeout(60), serving_with() as line:
        upgrade = HEAD + b"connection: upgrade\r\nupgrade: foo\r\ncontent-length: 32\r\n\r\n"
        answer = await said(line.port, upgrade + b"GET /9 HTTP/1.1\r\nhost: x\r\n\r\n")
        assert answer.count(b"HTTP/1.1") == 1


async def test_a_trailer_has_no_more_lines_than_a_head_may() -> None:
    async with asyncio.timeout(60), serving_with() as line:
        chunked = b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n0\r\n"
        assert b" 200 " not in await said(line.port, chunked + b"a:\r\n" * 300 + b"\r\n")


async def test_a_body_that_waits_to_be_asked_for_is_asked_for() -> None:
    async with asyncio.timeout(60), serving_with() as line:
        reader, writer = await asyncio.open_connection("127.0.0.1", line.port)
        writer.write(b"POST / HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n")
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(b"ab")
        assert (await reader.readuntil(b"\r\n\r\nxx")).startswith(b"HTTP/1.1 200")
        writer.close()


async def test_requests_that_queue_up_on_one_connection_are_not_kept_without_end() -> None:
    async with serving_with(queued=4) as line:
        answer = await said(line.port, b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n" * 1000)
        assert answer.count(b"HTTP/1.1 ") < 10


@pytest.mark.parametrize(
    ("limit", "sent"),
    [
        ("head_seconds", b""),
        ("head_seconds", b"GET / HT"),
        ("head_seconds", HEAD),
        ("head_seconds", b"\r\n"),
        ("head_seconds", HEAD + b"\r\n" + HEAD),
        ("body_seconds", b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nhalf"),
    ],
    ids=["silent", "line", "lines", "empty-line", "second", "body"],
)
async def test_a_request_that_does_not_come_is_waited_for_only_so_long(limit: str, sent: bytes) -> None:
    async with asyncio.timeout(60), serving_with(**{limit: 0.05}) as line:
        await said(line.port, sent)


async def test_empty_lines_after_an_answer_begin_the_waiting_too() -> None:
    async with asyncio.timeout(60), serving_with(head_seconds=0.05) as line:
        reader, writer = await asyncio.open_connection("127.0.0.1", line.port)
        writer.write(HEAD + b"\r\n")
        await reader.readuntil(b"\r\n\r\nxx")
        writer.write(b"\r\n")
        with suppress(ConnectionError):
            assert await reader.read() == b""
        writer.close()


async def test_an_answer_that_nobody_reads_is_not_kept_for_ever() -> None:
    async with asyncio.timeout(60), serving_with(reading_seconds=0.05) as line:
        reader, writer = await asyncio.open_connection("127.0.0.1", line.port, limit=1)
        writer.write(b"GET /50000000 HTTP/1.1\r\nhost: x\r\n\r\n")
        await reader.read(1)
        await line.closed.wait()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def test_the_longest_waiting_makes_room_for_a_new_one() -> None:
    async with serving_with(waiting=5) as line:
        idle = [await asyncio.open_connection("127.0.0.1", line.port) for _ in range(20)]
        assert (await said(line.port, HEAD + CLOSE)).startswith(b"HTTP/1.1 200")
        with suppress(ConnectionError):
            assert await idle[0][0].read() == b""
        for _, writer in idle:
            writer.close()


def test_as_many_files_may_be_open_as_the_system_allows() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(512, hard), hard))
        raise_open_files()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (hard, hard)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        room.cache_clear()


async def test_three_hundred_half_open_connections_hold_up_no_message(tmp_path: Path) -> None:
    async with FakeTwilio() as twilio, Served(tmp_path, twilio) as served:
        half_open = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(300)]
        for number, one in enumerate(half_open):
            one.send(HEAD if number % 2 else b"G")
        assert "sign" in (await twilio.phone("+13125550142").text("SCOMM"))[0]
        refused = await said(served.port, HEAD, LINE * 17, CLOSE)
        assert refused.startswith(b"HTTP/1.1 431")
        for one in half_open:
            one.close()
