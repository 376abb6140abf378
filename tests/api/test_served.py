"""`undersigned serve` as a process: it starts, signs, stops when told, and knows everything when it starts again."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import textwrap
from pathlib import Path

import pytest

from tests.fakes import FakeTelegram, FakeTwilio
from tests.journeys.served import ROOT, Served
from tests.tied_processes import tied

SLUG = "put-s-comm-on-ice"


async def count(served: Served, slug: str = SLUG) -> int:
    body = (await get(served, f"/api/petitions/{slug}")).partition("\r\n\r\n")[2]
    return int(json.loads(body)["signatures"])


async def test_a_signature_is_still_there_after_a_stop_and_a_start(tmp_path: Path) -> None:
    async with FakeTwilio() as twilio, Served(tmp_path, twilio, cold=True) as served:
        phone = twilio.phone("+13125550142")
        await phone.text("SCOMM Ana Lopez 60608")
        assert "Receipt" in (await phone.text("1"))[0]
        assert await served.stop() == 0
        await served.start()
        assert await count(served) == 1
        assert "60608" in (await phone.text("STATUS"))[0]
        log = served.log()
    assert "Serving on http://127.0.0.1:" in log
    assert "SMS: on, people text" in log
    assert "Telegram: off, not set: TELEGRAM_BOT_TOKEN" in log
    for personal in ("5550142", "Ana", "Lopez", "60608", twilio.auth_token):
        assert personal not in log


async def test_the_lines_that_try_a_line_without_a_telephone_do_so(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "operating.md").read_text("utf-8")
    found = re.search(r"^    import base64.*?^    print\(.*?$", page, re.MULTILINE | re.DOTALL)
    assert found
    async with FakeTwilio() as twilio, Served(tmp_path, twilio) as served:
        program = textwrap.dedent(found[0]).replace("http://127.0.0.1:8000", served.url)
        (tmp_path / "text.py").write_text(program, "utf-8")
        settings = {
            "PUBLIC_URL": twilio.public_url,
            "TWILIO_ACCOUNT_SID": twilio.account_sid,
            "TWILIO_AUTH_TOKEN": f"{twilio.auth_token},another-token",
            "TWILIO_FROM": twilio.number,
        }
        (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in settings.items()), "utf-8")

        async def text(*words: str) -> str:
            python = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "text.py", *words), cwd=tmp_path, stdout=asyncio.subprocess.PIPE
            )
            return (await python.communicate())[0].decode()

        assert "Juniper" in await text("CROSS")
        assert "Ana Lopez" in await text("Ana", "Lopez", "60608")
        assert "Signed!" in await text("1")
        assert await count(served, "safe-crossing") == 1
        assert "Text 9" in await text("UNSIGN")
        assert "not counted" in await text("9")


async def test_a_second_process_on_the_same_file_is_refused_in_one_line(tmp_path: Path) -> None:
    async with FakeTwilio() as twilio, Served(tmp_path, twilio) as served:
        second = await asyncio.create_subprocess_exec(
            *tied(sys.executable, "-m", "api", "serve", "--port", "0"),
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATABASE_URL": served.database_url},
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await second.communicate()
    assert (second.returncode, out) == (1, b"")
    assert err.decode().splitlines() == ["Another process already serves undersigned.db; SQLite takes one at a time."]


def telegram_alone(telegram: FakeTelegram, **changes: str) -> dict[str, str]:
    settings = {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.api_url, "TWILIO_FROM": ""}
    return settings | changes


async def get(served: Served, path: str) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(f"GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".encode())
    answer = (await reader.read()).decode()
    writer.close()
    await writer.wait_closed()
    return answer


@pytest.mark.parametrize(
    ("webhook", "changes", "said"),
    [
        ("", {"TELEGRAM_BOT_TOKEN": "123456:" + "another-token" * 3}, "check TELEGRAM_BOT_TOKEN"),
        ("https://sign.example.org/webhooks/telegram", {}, "deleteWebhook"),
    ],
)
async def test_polling_that_is_refused_is_told_in_plain_words_and_is_not_ready(
    tmp_path: Path, webhook: str, changes: dict[str, str], said: str
) -> None:
    async with FakeTelegram(webhook) as telegram, FakeTwilio() as twilio:
        settings = telegram_alone(telegram, TELEGRAM_BOT_USERNAME=telegram.username, **changes)
        served = Served(tmp_path, twilio, settings).prepare()
        async with served.serving("--poll"):
            async with asyncio.timeout(30):
                while not (answer := await get(served, "/readyz")).startswith("HTTP/1.1 503"):
                    pass
            assert await served.stop() == 0
    lines = served.log().splitlines()
    plain = next(line for line in lines if line.startswith("Telegram is not heard any more. Telegram refuses"))
    assert said in plain
    assert any('"event": "long polling stopped"' in line and said in line for line in lines)
    assert said in answer
    assert "another-token" not in served.log() + answer


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"TELEGRAM_BOT_TOKEN": "123456:" + "another-token" * 3}, "Telegram refuses the token of the bot"),
        ({"TELEGRAM_API_URL": "http://127.0.0.1:9"}, "http://127.0.0.1:9: not reachable. The token may be right."),
    ],
)
async def test_who_the_bot_is_fails_by_the_token_or_by_the_way_there(
    tmp_path: Path, changes: dict[str, str], said: str
) -> None:
    async with FakeTelegram() as telegram, FakeTwilio() as twilio:
        served = Served(tmp_path, twilio, telegram_alone(telegram, **changes)).prepare()
        with pytest.raises(AssertionError):
            await served.start("--poll")
    (line,) = served.log().splitlines()
    assert said in line
    assert "another-token" not in line


async def test_telegram_is_heard_by_polling_with_nothing_but_a_token(tmp_path: Path) -> None:
    async with FakeTelegram() as telegram, FakeTwilio() as twilio:
        served = Served(tmp_path, twilio, telegram_alone(telegram)).prepare()
        async with served.serving("--poll"):
            chat = telegram.chat()
            await chat.start("scomm")
            await telegram.until(lambda: bool(chat.shown))
            assert "S-Comm" in chat.last.text
            assert await served.stop() == 0
        assert telegram.token not in served.log()
        assert "SMS: off, not set: TWILIO_FROM" in served.log()
