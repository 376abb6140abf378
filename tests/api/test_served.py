"""`undersigned serve` as a process: it starts, signs, stops when told, and knows everything when it starts again."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

from tests.fakes import FakeTelegram, FakeTwilio
from tests.journeys.served import ROOT, Served

SLUG = "put-s-comm-on-ice"


async def count(served: Served, twilio: FakeTwilio) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(f"GET /api/petitions/{SLUG} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".encode())
    body = (await reader.read()).partition(b"\r\n\r\n")[2]
    writer.close()
    await writer.wait_closed()
    return int(json.loads(body)["signatures"])


async def test_a_signature_is_still_there_after_a_stop_and_a_start(tmp_path: Path) -> None:
    async with FakeTwilio() as twilio, Served(tmp_path, twilio) as served:
        phone = twilio.phone("+13125550142")
        await phone.text("SCOMM Ana Lopez 60608")
        assert "Receipt" in (await phone.text("1"))[0]
        assert await served.stop() == 0
        await served.start()
        assert await count(served, twilio) == 1
        assert "60608" in (await phone.text("STATUS"))[0]
        log = served.log()
    assert "Serving on http://127.0.0.1:" in log
    assert "SMS: on, people text" in log
    assert "Telegram: off, not set: TELEGRAM_BOT_TOKEN" in log
    for personal in ("5550142", "Ana", "Lopez", "60608", twilio.auth_token):
        assert personal not in log


async def test_a_second_process_on_the_same_file_is_refused_in_one_line(tmp_path: Path) -> None:
    async with FakeTwilio() as twilio, Served(tmp_path, twilio) as served:
        second = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "api", "serve", "--port", "0"),
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATABASE_URL": served.database_url},
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await second.communicate()
    assert (second.returncode, out) == (1, b"")
    assert err.decode().splitlines() == ["Another process already serves undersigned.db; SQLite takes one at a time."]


async def test_telegram_is_heard_by_polling_with_nothing_but_a_token(tmp_path: Path) -> None:
    async with FakeTelegram() as telegram, FakeTwilio() as twilio:
        settings = {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.api_url, "TWILIO_FROM": ""}
        served = Served(tmp_path, twilio, settings).prepare()
        await served.start("--poll")
        chat = telegram.chat()
        await chat.start("scomm")
        await telegram.until(lambda: bool(chat.shown))
        assert "S-Comm" in chat.last.text
        assert await served.stop() == 0
        assert telegram.token not in served.log()
        assert "SMS: off, not set: TWILIO_FROM" in served.log()
