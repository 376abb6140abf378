"""The fake providers are as strict as the real ones, and what they send is what the channels hear."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, encode_basic_auth, web

from bots.channel import NotAuthentic, StatusReport
from bots.sms import SMS
from bots.telegram import Telegram
from conversations import Choice, Heard, Kind, Reply, State, Turn
from tests.fakes import FakeTelegram, FakeTwilio, Refusal, Undelivered
from tests.fakes_server import LoopbackServer
from tests.fakes_telegram_screen import Screen
from tests.fakes_twilio import TOKEN


class Echo:
    """A line that says back what it heard, with a button, and edits at a tap."""

    def __init__(self) -> None:
        self.twilio, self.telegram = FakeTwilio(), FakeTelegram()
        self.heard: list[Any] = []
        self.status = 200
        self._server = LoopbackServer(self._answer)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        twilio, telegram = self.twilio, self.telegram
        channel: SMS | Telegram = SMS([TOKEN], twilio.account_sid, [twilio.number])
        if request.path == "/webhooks/telegram":
            channel = Telegram(telegram.secret, telegram.username)
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            heard = channel.hear(headers, await request.read(), twilio.public_url + request.path_qs)
        except NotAuthentic:
            return web.Response(status=403)
        self.heard.append(heard)
        if self.status != 200 or not isinstance(heard, Heard):
            return web.Response(status=self.status)
        reply = Reply(f"Heard {heard.text or heard.choice}", ((Choice("more", "More"),),), edit=True)
        answer = channel.addressed(heard, channel.answer(heard, Turn(State(), (reply,), toast="Yes")))
        if isinstance(channel, SMS):
            return web.Response(body=answer, content_type="text/xml")
        return web.json_response(json.loads(answer)[0])

    async def __aenter__(self) -> Echo:
        await self._server.__aenter__()
        self.twilio.line = self._server.url
        self.telegram.webhook = self._server.url + "/webhooks/telegram"
        await self.twilio.__aenter__()
        await self.telegram.__aenter__()
        return self

    async def __aexit__(self, *problem: Any) -> None:
        await self.telegram.__aexit__(*problem)
        await self.twilio.__aexit__(*problem)
        await self._server.__aexit__(*problem)


@pytest.fixture
async def line() -> AsyncIterator[Echo]:
    """The line, with both providers around it."""
    async with Echo() as line:
        yield line


async def test_a_phone_texts_and_reads_the_answer(line: Echo) -> None:
    phone = line.twilio.phone()
    assert await phone.text("Ana Núñez & Co") == ["Heard Ana Núñez & Co"]
    assert await phone.photo() == ["Heard None"]
    assert phone.received == ["Heard Ana Núñez & Co", "Heard None"]
    assert [heard.kind for heard in line.heard] == [Kind.TEXT, Kind.UNREADABLE]


async def test_a_redelivered_text_has_the_same_id(line: Echo) -> None:
    phone = line.twilio.phone()
    await phone.text("SCOMM")
    await phone.redeliver()
    assert line.heard[0] == line.heard[1]


async def test_a_forged_form_is_refused(line: Echo) -> None:
    line.twilio.auth_token = "somebody-else's"
    assert (await line.twilio.phone().post("SCOMM")).status == 403


async def test_twilio_answers_its_own_words_and_lets_nothing_through_afterwards(line: Echo) -> None:
    line.twilio.answers_stop = True
    phone = line.twilio.phone()
    assert await phone.text("Stop") == ["(Twilio: stopped)"]
    assert await phone.text("SCOMM") == []
    assert [text for _, text in line.twilio.dropped] == ["Heard Stop", "Heard SCOMM"]
    assert await phone.text("START") == ["(Twilio: started)", "Heard START"]


async def test_a_status_report_reaches_the_line(line: Echo) -> None:
    assert (await line.twilio.report("SM" + "1" * 32, "failed", delivery="d 1", error="30005")).status == 200
    assert line.heard == [StatusReport("SM" + "1" * 32, "failed", "d 1", "30005")]


async def test_messages_are_created_and_listed_by_the_rest_api(line: Echo) -> None:
    twilio = line.twilio
    url = f"{twilio.api_url}/2010-04-01/Accounts/{twilio.account_sid}/Messages.json"
    phone = twilio.phone()
    await phone.text("SCOMM")
    login = {"Authorization": encode_basic_auth(twilio.account_sid, twilio.auth_token)}
    async with ClientSession(headers=login) as client:
        sent = {"To": phone.number, "From": twilio.number, "Body": "News"}
        assert (await client.post(url, data=sent)).status == 201
        twilio.failures = [503]
        assert (await client.post(url, data=sent)).status == 503
        listed = await (await client.get(url, params={"To": phone.number})).json()
    assert [message["body"] for message in listed["messages"]] == ["News", "Heard SCOMM"]
    assert phone.received == ["Heard SCOMM", "News"]


async def test_an_app_shows_messages_buttons_and_edits(line: Echo) -> None:
    chat = line.telegram.chat(language_code="es", last_name="López")
    (shown,) = await chat.type("hello")
    assert (shown.text, shown.labels, shown.edits) == ("Heard hello", ["More"], 0)
    assert await chat.tap("More") == [shown]
    assert (shown.text, shown.edits) == ("Heard more", 1)
    assert (line.heard[0].language_hint, line.heard[0].profile_name) == ("es", "Ana López")
    assert len(line.telegram.unanswered) == 1


async def test_an_edit_without_a_change_is_refused_though_the_line_never_learns(line: Echo) -> None:
    chat = line.telegram.chat()
    await chat.type("more")
    await chat.tap("More")
    assert [why for _, why in line.telegram.refused] == [
        "Bad Request: message is not modified: specified new message content is exactly the same"
    ]


async def test_an_update_that_the_line_refuses_comes_again(line: Echo) -> None:
    chat = line.telegram.chat()
    line.status = 503
    with pytest.raises(Undelivered) as undelivered:
        await chat.type("hello")
    assert undelivered.value.status == 503
    line.status = 200
    assert [shown.text for shown in await chat.redeliver()] == ["Heard hello"]
    assert line.heard[0] == line.heard[1]


async def test_everything_else_that_happens_in_a_chat_is_an_update(line: Echo) -> None:
    chat = line.telegram.chat()
    await chat.type("hello")
    await chat.edit_mine("hallo")
    await chat.send_content(sticker={"file_id": "1"})
    await chat.block()
    await chat.unblock()
    seen = [(heard.kind, heard.opt_out_flag) for heard in line.heard[1:] if isinstance(heard, Heard)]
    assert (Kind.SILENT, None) in seen
    assert (Kind.TEXT, "stop") in seen


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ({"text": "<b>open", "parse_mode": "HTML"}, "can't find end tag"),
        ({"text": "a < b", "parse_mode": "HTML"}, "unescaped"),
        ({"text": "a & b", "parse_mode": "HTML"}, "unescaped"),
        ({"text": "<p>a</p>", "parse_mode": "HTML"}, "unsupported start tag"),
        ({"text": " "}, "text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "text is empty"),
        ({"text": "x" * 4097}, "too long"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "A", "callback_data": "ñ" * 33}]]}},
            "BUTTON_DATA",
        ),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "A", "callback_data": ""}]]}}, "BUTTON_DATA"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "", "url": "https://t.me"}]]}}, "text buttons"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "A"}]]}}, "exactly one"),
    ],
)
def test_what_telegram_refuses_is_refused(call: dict[str, Any], why: str) -> None:
    with pytest.raises(Refusal, match=why):
        Screen().send(1, call)
