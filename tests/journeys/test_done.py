"""What all of it is for, by HTTP: sign on two channels, see the count, change one's mind, lose power, go on."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.fakes import Chat, FakeTelegram, FakeTwilio
from tests.journeys.served import Served

SLUG = "put-s-comm-on-ice"
#: What the petition's file says was collected elsewhere.
CARRIED_OVER = 6212


class Installation(NamedTuple):
    """`undersigned serve` as a process, between the two providers."""

    served: Served
    twilio: FakeTwilio
    telegram: FakeTelegram

    async def look(self, path: str) -> str:
        """What a visitor is shown."""
        _, _, body = await self.fetch(path)
        return body

    async def fetch(self, path: str) -> tuple[int, str, str]:
        """Status, content type and body of a page."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.served.port)
        writer.write(f"GET {path} HTTP/1.1\r\nhost: sign.example.org\r\nconnection: close\r\n\r\n".encode())
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
        await writer.wait_closed()
        kind = re.search(rb"(?im)^content-type: (.+?)\r?$", head)
        return int(head.split()[1]), kind[1].decode() if kind else "", body.decode()

    async def petition(self) -> dict[str, Any]:
        """The petition as programs see it."""
        told: dict[str, Any] = json.loads(await self.look(f"/api/petitions/{SLUG}"))
        return told

    async def count_becomes(self, number: int) -> None:
        """Wait until the public count, which may be a second old, is `number`; carried-over signatures stay apart."""
        for _ in range(300):
            told = await self.petition()
            if told["signatures"] == number:
                break
            await asyncio.sleep(0.01)
        assert (told["signatures"], told["carried_over"]) == (number, CARRIED_OVER)

    async def page(self, language: str) -> str:
        """The words of the public page."""
        status, kind, html = await self.fetch(f"/p/{SLUG}?lang={language}")
        assert status == 200
        assert kind.startswith("text/html")
        html = re.sub(r"(?s)<(style|svg).*?</\1>", " ", html)
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


@asynccontextmanager
async def installed(folder: Path) -> AsyncIterator[Installation]:
    """An installation with both channels on."""
    async with FakeTwilio() as twilio, FakeTelegram() as telegram:
        settings = {
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_BOT_USERNAME": telegram.username,
            "TELEGRAM_WEBHOOK_SECRET": telegram.secret,
            "TELEGRAM_API_URL": telegram.api_url,
            "TWILIO_OPT_OUT": "ours",
        }
        async with Served(folder, twilio, settings) as served:
            telegram.webhook = f"{served.url}/webhooks/telegram"
            yield Installation(served, twilio, telegram)


async def sign_by_sms(twilio: FakeTwilio, number: str = "+13125550142") -> str:
    """Sign in Spanish; returns the receipt."""
    phone = twilio.phone(number)
    assert "manda tu NOMBRE y ZIP" in (await phone.text("CARTA"))[0]
    assert "¿Firmar" in (await phone.text("me llamo Guadalupe Ibarra 60623"))[0]
    [receipt] = await phone.text("1")
    return receipt


async def up_to_the_review(chat: Chat) -> None:
    """Everything before the last tap, in English."""
    await chat.start("scomm")
    await chat.tap("Sign")
    await chat.tap("Use this name")
    await chat.tap("Skip")
    assert "Please check" in chat.last.text


async def test_two_people_sign_one_changes_her_mind_and_the_count_tells_it(tmp_path: Path) -> None:
    async with installed(tmp_path) as line:
        assert (await line.petition())["signatures"] == 0
        assert "¡Firmaste! Ya hay 1 firma." in await sign_by_sms(line.twilio)
        chat = line.telegram.chat(first_name="Oswaldo", last_name="Finch", language_code="en")
        await up_to_the_review(chat)
        await chat.tap("Sign now")
        assert "Signed! 2 have signed here" in chat.last.text
        assert await chat.answered() == "Signed ✓"
        await line.count_becomes(2)
        assert "2 signatures given here and 6,212 carried over from an earlier web petition" in await line.page("en")
        assert "2 firmas dadas aquí y 6,212 que vienen de antes" in await line.page("es")
        phone = line.twilio.phone()
        assert "9" in (await phone.text("RETIRAR"))[0]
        assert "ya no cuenta" in (await phone.text("9"))[0]
        await line.count_becomes(1)
        await line.served.kill()
        await line.served.start()
        await line.count_becomes(1)
        assert "No has firmado" in (await phone.text("ESTADO"))[0]
        assert line.telegram.refused == []
        printed = line.served.log()
        assert [
            word for word in ("5550142", "Guadalupe", "Ibarra", "Oswaldo", "Finch", "60623") if word in printed
        ] == []


async def test_signing_goes_on_while_the_providers_apis_are_down(tmp_path: Path) -> None:
    async with installed(tmp_path) as line:
        await line.telegram.go_down()
        line.twilio.failures += [503] * 20
        chat = line.telegram.chat(language_code="en")
        await up_to_the_review(chat)
        await chat.tap("Sign now")
        assert "Receipt" in chat.last.text
        assert "Folio" in await sign_by_sms(line.twilio)
        await line.count_becomes(2)
        await line.telegram.come_up()
        await chat.type("/status")
        assert "You signed" in chat.last.text
        assert line.telegram.refused == []


async def test_after_a_kill_the_count_is_there_and_talks_go_on_where_they_were(tmp_path: Path) -> None:
    async with installed(tmp_path) as line:
        await sign_by_sms(line.twilio)
        phone, chat = line.twilio.phone("+13125550143"), line.telegram.chat(language_code="en")
        await phone.text("CARTA")
        await phone.text("Ana Lopez")
        await up_to_the_review(chat)
        await line.served.kill()
        with pytest.raises(ConnectionRefusedError):
            await line.petition()
        await line.served.start()
        assert (await line.petition())["signatures"] == 1
        assert "Ana Lopez, ZIP 60608" in (await phone.text("60608"))[0]
        assert "Ya somos 2." in (await phone.text("1"))[0]
        await chat.tap("Sign now")
        assert "Signed! 3 have signed here" in chat.last.text
        assert "Guadalupe Ibarra" in (await line.twilio.phone().text("ESTADO"))[0]
        await line.count_becomes(3)
        assert line.telegram.refused == []
