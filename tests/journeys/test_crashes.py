"""kill -9 of the real server under load: what was acknowledged is there, what was not can come again without harm."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from aiohttp import ClientError

from tests.databases import KINDS, fresh_database
from tests.fakes_twilio import FakeTwilio, Phone
from tests.journeys.breaking import break_it, rows
from tests.journeys.served import Served
from tests.throwaway_postgresql import ThrowawayPostgreSQL, programs

SLUG = "put-s-comm-on-ice"


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Every test that asks for it runs on SQLite with one web process, and on PostgreSQL with two."""
    with fresh_database(request.param, tmp_path) as url:
        yield url


def line(folder: Path, twilio: FakeTwilio, database_url: str) -> Served:
    """The product on that database."""
    workers = 1 if database_url.startswith("sqlite") else 2
    return Served(folder, twilio, database_url=database_url, workers=workers)


async def deliver(phone: Phone, body: str) -> list[str]:
    """Text, and let the form come again under the same id, as Twilio does, until it is answered."""
    message = phone.twilio.sid()
    for _ in range(2000):
        try:
            return await phone.text(body, MessageSid=message)
        except (ClientError, AssertionError, OSError):
            await asyncio.sleep(0.01)
    raise AssertionError("never answered")


def receipt(texts: list[str]) -> str:
    """The code in a receipt or a STATUS."""
    found = re.search(r"(?:[Rr]eceipt|[Ff]olio) ([A-Z0-9]{6})", texts[0])
    assert found, texts
    return found[1]


async def signatures(twilio: FakeTwilio, served: Served, slug: str = SLUG) -> int:
    """The public count; it may be a second old, so it is asked until it stands still.

    A process that was killed a moment ago may still take a connection down with it.
    """
    seen: list[int] = []
    for _ in range(200):
        with suppress(ClientError):
            async with twilio._server.client.get(f"{served.url}/api/petitions/{slug}") as response:
                seen.append(json.loads(await response.read())["signatures"])
        if len(seen) > 30 and len(set(seen[-30:])) == 1:
            break
        await asyncio.sleep(0.05)
    return seen[-1]


async def test_every_acknowledged_signature_survives_kills_and_no_other_one_appears(
    tmp_path: Path, database_url: str
) -> None:
    breaks = ["everything"] * 5
    if not database_url.startswith("sqlite"):
        breaks = ["worker", "connections", "everything", "connections", "worker", "watcher", "connections", "worker"]
    await all_survive(tmp_path, database_url, breaks)


@pytest.mark.postgresql
async def test_every_acknowledged_signature_survives_power_cuts_of_the_database_server(tmp_path: Path) -> None:
    if programs() is None:
        needed = "postgresql" in os.environ.get("TEST_REQUIRE", "")
        (pytest.fail if needed else pytest.skip)("no PostgreSQL server is installed that could be broken")
    with ThrowawayPostgreSQL() as database:
        await all_survive(
            tmp_path, database.url, ["database", "worker", "database", "connections", "database"], database
        )


async def all_survive(
    tmp_path: Path, database_url: str, breaks: list[str], database: ThrowawayPostgreSQL | None = None
) -> None:
    """Let 200 people text, 160 of them sign, while all of `breaks` happen, and compare what they were told."""
    acknowledged: dict[str, str] = {}
    told: asyncio.Queue[str] = asyncio.Queue()
    chance = random.Random(7)
    async with FakeTwilio() as twilio, line(tmp_path, twilio, database_url) as served:

        async def sign(number: int) -> None:
            phone = twilio.phone(f"+1312555{number:04d}")
            await deliver(phone, "SCOMM")
            await deliver(phone, "Ana Lopez 60608")
            if number % 5 == 0:  # looks at the review, and never confirms
                return
            acknowledged[phone.number] = receipt(await deliver(phone, "1"))
            told.put_nowait(phone.number)

        async def kill_often() -> None:
            for what in breaks:
                for _ in range(chance.randrange(5, 150 // len(breaks))):
                    await told.get()
                await break_it(served, what, chance, database)

        await asyncio.gather(kill_often(), *(sign(number) for number in range(200)))
        assert len(acknowledged) == 160
        assert len(set(acknowledged.values())) == 160
        assert await signatures(twilio, served) == rows(served) == 160
        for number, code in acknowledged.items():
            assert receipt(await deliver(twilio.phone(number), "STATUS")) == code
        undecided = await deliver(twilio.phone("+13125550000"), "STATUS")
        assert "receipt" not in undecided[0].casefold()


async def test_the_same_message_on_many_connections_at_once_is_counted_once_and_answered_alike(
    tmp_path: Path, database_url: str
) -> None:
    async with FakeTwilio() as twilio, line(tmp_path, twilio, database_url) as served:
        phone = twilio.phone()
        await phone.text("CARTA")
        await phone.text("Ana Lopez 60608")
        first = await phone.text("1")
        answers = await asyncio.gather(*(phone.redeliver() for _ in range(60)))
        other = twilio.phone("+13125550143")
        await other.text("CARTA")
        await other.text("Luz Lopez 60608")
        form = {**phone.last_form, "From": other.number, "Body": "1"}
        form |= dict.fromkeys(("MessageSid", "SmsSid", "SmsMessageSid"), twilio.sid())
        at_once = await asyncio.gather(*(twilio.post("/webhooks/twilio/messages", form) for _ in range(60)))
        assert {tuple(answer) for answer in answers} == {tuple(first)}
        assert len({tuple(answer.texts) for answer in at_once}) == 1
        assert receipt(at_once[0].texts) != receipt(first)
        assert await signatures(twilio, served) == 2


async def test_a_conversation_goes_on_where_it_was_after_a_kill(tmp_path: Path, database_url: str) -> None:
    async with FakeTwilio() as twilio, line(tmp_path, twilio, database_url) as served:
        phone = twilio.phone()
        await phone.text("CARTA")
        await phone.text("Ana Lopez 60608")
        await served.kill()
        await served.start()
        code = receipt(await phone.text("1"))
        await served.kill()
        await served.start()
        assert receipt(await phone.redeliver()) == code
        assert receipt(await phone.text("ESTADO")) == code
        assert await signatures(twilio, served) == 1


async def test_a_graceful_stop_answers_what_it_took(tmp_path: Path, database_url: str) -> None:
    async with FakeTwilio() as twilio, line(tmp_path, twilio, database_url) as served:
        phones = [twilio.phone(f"+131255501{number:02d}") for number in range(40)]
        waiting = [asyncio.create_task(phone.post("SCOMM")) for phone in phones]
        await waiting[0]
        assert await served.stop() == 0
        answers = await asyncio.gather(*waiting, return_exceptions=True)
        answered = [one for one in answers if not isinstance(one, BaseException)]
        assert answered
        assert {one.status for one in answered} <= {200, 503}
        assert "312555011" not in served.log()


async def test_nothing_that_the_process_prints_or_keeps_names_a_signer(tmp_path: Path) -> None:
    async with FakeTwilio() as twilio, Served(tmp_path, twilio) as served:
        phone = twilio.phone("+13125550187")
        await phone.text("CARTA Guadalupe Xochitl 60623")
        code = receipt(await phone.text("1"))
        await phone.text("UNIRME")
        await twilio.post(
            "/webhooks/twilio/messages", {**phone.last_form, "Body": "forged"}, headers={"X-Twilio-Signature": "x"}
        )
        await served.stop()
        kept = b"".join(file.read_bytes() for file in sorted(tmp_path.iterdir()))
        assert b"put-s-comm-on-ice" in kept
        for secret in (
            "3125550187",
            "Guadalupe",
            "Xochitl",
            "60623",
            code,
            phone.last_form["MessageSid"],
            twilio.auth_token,
        ):
            assert secret.encode() not in kept
