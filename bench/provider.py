"""A provider that only takes messages: answers each after a while, and remembers when it came.

Run as a process of its own: `python -m bench.provider PORT MILLISECONDS`. `GET /times` gives the moments at which
messages came, in seconds of the system's monotonic clock; `GET /forget` lets go of them.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from typing import ClassVar, cast

import uvloop

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class Provider(asyncio.Protocol):
    """One connection."""

    times: ClassVar[list[float]] = []
    wait = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where answers go."""
        self._transport, self._heard = cast(asyncio.Transport, transport), b""

    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole."""
        now = time.monotonic()
        self._heard += data
        while (end := self._heard.find(b"\r\n\r\n")) >= 0:
            head = self._heard[:end]
            found = _LENGTH.search(head)
            length = end + 4 + (int(found[1]) if found else 0)
            if len(self._heard) < length:
                return
            self._heard = self._heard[length:]
            if head.startswith(b"GET"):
                self._tell(head)
            else:
                self.times.append(now)
                twilio = b"Messages.json" in head
                asyncio.get_running_loop().call_later(self.wait, self._take, twilio, len(self.times))

    def _tell(self, head: bytes) -> None:
        body = json.dumps(self.times).encode()
        if head.startswith(b"GET /forget"):
            self.times.clear()
        self._answer(b"200 OK", body)

    def _take(self, twilio: bool, number: int) -> None:
        if twilio:
            body = b'{"sid": "SM%032d", "status": "queued", "error_code": null}' % number
            self._answer(b"201 Created", body)
        else:
            self._answer(b"200 OK", b'{"ok": true, "result": {"message_id": %d}}' % number)

    def _answer(self, status: bytes, body: bytes) -> None:
        if not self._transport.is_closing():
            head = b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (status, len(body))
            self._transport.write(head + body)


async def serve(port: int, milliseconds: float) -> None:
    """Take messages until ended."""
    Provider.wait = milliseconds / 1000
    server = await asyncio.get_running_loop().create_server(Provider, "127.0.0.1", port, backlog=1024)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), float(sys.argv[2])))
