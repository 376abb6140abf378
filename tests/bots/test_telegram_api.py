"""The Bot API over real HTTP: what is said arrives, what fails is told without a secret and raises nothing."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from structlog.testing import capture_logs
from telegram.error import Conflict, NetworkError, TelegramError, TimedOut

from bots.telegram import Telegram
from bots.telegram_api import Later, TelegramApi, why
from conversations import Channel, Choice, Heard, Kind, Reply, State, Turn
from tests.fakes import FakeTelegram, Refusal

PERSON = 5_550_142
TURN = Turn(State(), (Reply("<b>Núñez</b> &amp; Co 🙂", ((Choice("sign:a", "✍️ Sign"),),)),), toast="Signed ✓")


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    """Telegram, without a webhook."""
    async with FakeTelegram() as telegram:
        yield telegram


@pytest.fixture
async def api(telegram: FakeTelegram) -> AsyncIterator[TelegramApi]:
    """The bot's API there."""
    async with TelegramApi(telegram.token, telegram.api_url + "/") as api:
        yield api


def calls(tap: str | None = None) -> Sequence[dict[str, Any]]:
    """A turn's calls, as they come out of the store."""
    heard = Heard("1", Channel.TELEGRAM, str(PERSON), Kind.CHOICE if tap else Kind.TEXT, tap=tap)
    channel = Telegram("s", "b")
    said: list[dict[str, Any]] = json.loads(channel.addressed(heard, channel.answer(heard, TURN)))
    return said


async def test_what_is_said_arrives_as_it_was_written(telegram: FakeTelegram, api: TelegramApi) -> None:
    chat = telegram.chat(PERSON)
    telegram.unanswered.add("777")
    assert await api.say(calls(tap="777")) == []
    assert (chat.last.text, chat.last.labels, telegram.toasts) == ("Núñez & Co 🙂", ["✍️ Sign"], {"777": "Signed ✓"})
    assert [called.method for called in telegram.calls] == ["sendMessage", "answerCallbackQuery"]


async def test_calls_that_come_too_late_are_passed_over_in_silence(telegram: FakeTelegram, api: TelegramApi) -> None:
    chat = telegram.chat(PERSON)
    with capture_logs() as logs:
        assert await api.say(calls(tap="long ago")) == []
        same = {**calls()[0], "method": "editMessageText", "message_id": chat.last.id}
        assert await api.say([same]) == []
    assert (len(telegram.refused), logs) == (2, [])


@pytest.mark.parametrize(
    ("refusal", "why", "again"),
    [
        (Refusal("Forbidden: bot was blocked by the user Ana", 403), "blocked by the person", False),
        (Refusal("Bad Request: can't parse entities in Ana", 400), "call refused", False),
        (Refusal("Unauthorized", 401), "token refused", False),
        (Refusal("Bad Request: upgraded", 400, {"migrate_to_chat_id": -100}), "failed", False),
        (Refusal("Too Many Requests: retry after 3", 429, {"retry_after": 3}), "too many calls", True),
        (Refusal("Internal Server Error", 500), "not reachable", True),
        (Refusal("Bad Gateway", 502), "not reachable", True),
    ],
)
async def test_a_call_that_fails_is_told_and_kept_where_it_may_be_made_again(
    telegram: FakeTelegram, api: TelegramApi, refusal: Refusal, why: str, again: bool
) -> None:
    telegram.chat(PERSON)
    telegram.failures["sendMessage"] = [refusal]
    with capture_logs() as logs:
        assert await api.say(calls()) == (list(calls()) if again else [])
    assert [(log["method"], log["why"]) for log in logs] == [("sendMessage", why)]
    told = repr(logs)
    assert not any(secret in told for secret in ("Ana", "Núñez", telegram.token, str(PERSON)))


async def test_one_call_that_fails_does_not_stop_the_next(telegram: FakeTelegram, api: TelegramApi) -> None:
    telegram.chat(PERSON)
    telegram.unanswered.add("777")
    telegram.failures["sendMessage"] = [Refusal("Internal Server Error", 500)]
    assert [call["method"] for call in await api.say(calls(tap="777"))] == ["sendMessage"]
    assert not telegram.unanswered


async def test_while_telegram_is_down_everything_stays_unsaid_and_later_goes_out(
    telegram: FakeTelegram, api: TelegramApi
) -> None:
    chat = telegram.chat(PERSON)
    await telegram.go_down()
    unsaid = await api.say(calls())
    assert unsaid == list(calls())
    await telegram.come_up()
    assert await api.say(unsaid) == []
    assert len(chat.shown) == 1


async def test_an_error_never_names_the_token(telegram: FakeTelegram, caplog: pytest.LogCaptureFixture) -> None:
    async with TelegramApi(telegram.token, "http://127.0.0.1:1") as nowhere:
        with pytest.raises(TelegramError) as refused:
            await nowhere.updates(None, 0)
        assert await nowhere.say(calls())
    assert telegram.token not in repr(refused.value) + repr(refused.value.__cause__) + caplog.text


@pytest.mark.parametrize("status", [200, 403, 404])
@pytest.mark.parametrize("raw", [b"<html>Ana</html>", b'"Ana"', b"{}", b'{"ok": false, "message": "Ana"}', b"\xff"])
async def test_an_answer_that_is_not_telegrams_is_an_outage_and_stays_out_of_the_log(
    telegram: FakeTelegram, api: TelegramApi, caplog: pytest.LogCaptureFixture, status: int, raw: bytes
) -> None:
    telegram.chat(PERSON)
    telegram.failures["sendMessage"] = [Refusal("", status, raw=raw)]
    assert await api.call(calls()[0]) == Later(None), "it may be made again"
    telegram.failures["getUpdates"] = [Refusal("", status, raw=raw)]
    with pytest.raises(NetworkError) as outage:
        await api.updates(None, 0)
    assert why(outage.value) == "not reachable", "no reason to stop polling"
    assert "Ana" not in caplog.text


async def test_an_answer_that_we_fail_to_read_is_no_refusal(telegram: FakeTelegram, api: TelegramApi) -> None:
    telegram.chat(PERSON)
    unheard_of = b'{"ok": false, "description": "of Ana", "parameters": 5}'
    telegram.failures["sendMessage"] = [Refusal("", 400, raw=unheard_of)]
    with capture_logs() as logs:
        assert await api.call(calls()[0]) == Later(None)
    assert [(log["kind"], "Ana" in repr(log)) for log in logs] == [("AttributeError", False)]


async def test_an_answer_that_does_not_come_is_not_waited_for_beyond_its_time(
    telegram: FakeTelegram,
) -> None:
    telegram.answering.clear()
    async with TelegramApi(telegram.token, telegram.api_url, read=0.05) as api:
        with pytest.raises(TimedOut):
            await api.updates(None, 0)


async def test_updates_come_as_telegram_writes_them(telegram: FakeTelegram, api: TelegramApi) -> None:
    telegram.waiting += [{"update_id": 7, "unheard_of": {"x": 1}}, {"update_id": 9, "message": "broken"}]
    assert await api.updates(None, 0) == telegram.waiting
    assert [update["update_id"] for update in await api.updates(8, 0)] == [9]


async def test_a_webhook_that_is_set_makes_polling_a_conflict(telegram: FakeTelegram, api: TelegramApi) -> None:
    telegram.webhook = "https://sign.example.org/webhooks/telegram"
    with pytest.raises(Conflict):
        await api.updates(None, 0)


async def test_the_bot_knows_its_name(telegram: FakeTelegram, api: TelegramApi) -> None:
    assert (await api.get_me()).username == telegram.username


async def test_once_closed_nothing_goes_out(telegram: FakeTelegram) -> None:
    async with TelegramApi(telegram.token, telegram.api_url) as api:
        pass
    assert await api.say(calls()) == list(calls())
    assert telegram.calls == []
