"""SIGTERM: what was begun is finished and answered, and who comes after it is turned away at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.databases import KINDS, fresh_database
from tests.fakes_twilio import FakeTwilio, signature
from tests.journeys.served import Served

PATH = "/webhooks/twilio/messages"


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    with fresh_database(request.param, tmp_path) as url:
        yield url


def request_of(twilio: FakeTwilio, number: str, text: str) -> tuple[bytes, bytes]:
    """One signed text as bytes on the wire: all but the last of them, and the last."""
    form = {"MessageSid": twilio.sid(), "AccountSid": twilio.account_sid, "From": number, "To": twilio.number}
    form |= {"Body": text, "NumMedia": "0"}
    body = urlencode(form).encode()
    signed = signature(twilio.auth_token, twilio.public_url + PATH, form)
    head = (
        f"POST {PATH} HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\n"
        f"content-length: {len(body)}\r\nx-twilio-signature: {signed}\r\n\r\n"
    )
    whole = head.encode() + body
    return whole[:-1], whole[-1:]


async def turned_away(served: Served) -> None:
    """Wait until nobody takes new connections; each may be taken for as long as the signal is on its way."""
    for _ in range(3000):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", served.port)
        except OSError:
            return
        writer.close()
        await asyncio.sleep(0.01)
    raise AssertionError(served.log())


async def test_what_was_begun_is_answered_and_kept_and_who_comes_later_is_refused(
    tmp_path: Path, database_url: str
) -> None:
    workers = 1 if database_url.startswith("sqlite") else 2
    async with (
        FakeTwilio() as twilio,
        Served(tmp_path, twilio, database_url=database_url, workers=workers) as served,
    ):
        phone = twilio.phone("+13125550142")
        await phone.text("SCOMM Ana Lopez 60608")
        begun, rest = request_of(twilio, phone.number, "1")
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
        writer.write(begun)
        # Answered on another connection since: so the first bytes have been read as well.
        await phone.text("STATUS")
        stopping = asyncio.create_task(served.stop())
        await turned_away(served)
        assert not stopping.done()
        writer.write(rest)
        answer = await reader.read()
        assert answer.startswith(b"HTTP/1.1 200")
        assert b"Receipt" in answer
        writer.close()
        assert await stopping == 0
        await served.start()
        assert "60608" in (await phone.text("STATUS"))[0]
