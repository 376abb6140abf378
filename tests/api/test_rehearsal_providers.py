"""The rehearsal's own Twilio and Telegram are taken by the line like the real ones, and its connections hold."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import parse_qs

import pytest
from aiohttp import web

from api.rehearsal import telegram_updates
from api.rehearsal.connections import Connections, NoAnswer
from api.rehearsal.telegram_updates import TelegramUpdates
from api.rehearsal.twilio_forms import PATH, TwilioForms
from bots.sms import SMS
from bots.telegram import Telegram
from conversations import Heard
from tests.fakes_server import LoopbackServer

URL = "https://sign.example.org"
ACCOUNT, NUMBER, TOKEN = "AC" + "0" * 32, "+13125550100", "a-token"


def taken_apart(request: bytes) -> tuple[str, dict[str, str], bytes]:
    """The first line, the headers and the body of a request, whose length must be told right."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode("ascii").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    assert int(headers["content-length"]) == len(body)
    return first, headers, body


@pytest.mark.parametrize("text", ["SCOMM", "José Núñez 60608", "{braces} & 100% + =", "", "line\nbreak 🙂"])
@pytest.mark.parametrize("account_url", [URL, URL + "/{odd}"])
def test_a_text_is_signed_so_that_the_line_takes_it(text: str, account_url: str) -> None:
    forms = TwilioForms(TOKEN, ACCOUNT, NUMBER, account_url)
    first, headers, body = taken_apart(forms.request("+15550000001", text, "SM" + "1" * 32))
    assert first == f"POST {PATH} HTTP/1.1"
    heard = SMS([TOKEN], ACCOUNT, [NUMBER]).hear(headers, body, account_url + PATH)
    assert isinstance(heard, Heard)
    assert (heard.address, heard.text, heard.id) == ("+15550000001", text, "SM" + "1" * 32)
    assert parse_qs(body.decode(), keep_blank_values=True)["FromCity"] == [""]


def test_a_word_that_twilio_has_answered_says_so() -> None:
    _, headers, body = taken_apart(
        TwilioForms(TOKEN, ACCOUNT, NUMBER, URL).request("+15550000001", "STOP", "SM" + "1" * 32, "STOP")
    )
    heard = SMS([TOKEN], ACCOUNT, [NUMBER], "advanced").hear(headers, body, URL + PATH)
    assert isinstance(heard, Heard)
    assert heard.opt_out_flag == "stop"


@pytest.mark.parametrize(("typed", "heard_as"), [("/start carta", "carta"), ("Ana Núñez 60608", "Ana Núñez 60608")])
def test_an_update_is_taken_by_the_line(typed: str, heard_as: str) -> None:
    updates = TelegramUpdates("s" * 32, URL)
    _, headers, body = taken_apart(updates.request(4_000_000_000_000_001, "Ana", "es", typed, 1 << 48))
    heard = Telegram("s" * 32, "ExampleBot").hear(headers, body, URL)
    assert isinstance(heard, Heard)
    assert (heard.address, heard.text, heard.language_hint) == ("4000000000000001", heard_as, "es")


@pytest.mark.parametrize("answer", [b"", b"[]", b"<html>", b'{"method":"answerCallbackQuery"}'])
def test_an_answer_without_a_text_shows_none(answer: bytes) -> None:
    assert telegram_updates.texts_in(answer) == []


def test_markup_is_not_shown() -> None:
    assert telegram_updates.texts_in(b'{"text": "<b>Receipt</b> <code>K7F2QX</code>"}') == ["Receipt K7F2QX"]


async def test_a_connection_is_used_again_and_one_that_broke_is_not() -> None:
    seen: list[object] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        seen.append(request.transport)
        if request.path == "/breaks":
            assert request.transport is not None
            request.transport.abort()
        if request.path == "/in-pieces":
            response = web.StreamResponse()
            response.enable_chunked_encoding()
            await response.prepare(request)
            await response.write(b"one, ")
            await response.write(b"two")
            return response
        return web.json_response({"path": request.path})

    async with LoopbackServer(answer) as server:
        line = Connections(server.url, 1)
        assert json.loads((await line.get("/first")).body) == {"path": "/first"}
        assert (await line.get("/in-pieces")).body == b"one, two"
        with pytest.raises(NoAnswer):
            await line.get("/breaks")
        assert (await line.get("/after")).status == 200
        assert len(set(map(id, seen[:3]))) == 1
        assert seen[3] is not seen[2]
        line.close()


async def test_a_line_that_is_not_there_and_one_that_is_silent_give_no_answer() -> None:
    async with LoopbackServer(never) as server:
        silent = Connections(server.url, 1, patience=0.05)
        with pytest.raises(NoAnswer):
            await silent.get("/")
        url = server.url
    with pytest.raises(NoAnswer):
        await Connections(url, 1).get("/")


async def never(request: web.Request) -> web.StreamResponse:
    """No answer, for as long as the server lives."""
    await asyncio.Event().wait()
    raise AssertionError
