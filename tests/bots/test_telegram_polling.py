"""Long polling over real HTTP: nothing is confirmed before it is kept, nothing is lost when something fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from bots.inbox import Full, Unavailable, Write
from bots.telegram import Telegram
from bots.telegram_api import TelegramApi
from bots.telegram_polling import Polling, PollingRefused
from conversations import Heard, Petitions, Reply, State, Turn
from tests.fakes import FakeTelegram, Refusal


class Ear:
    """Stands where the inbox is: says back what it heard, or fails as an inbox may."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.problems: list[Exception] = []
        self.listening = asyncio.Event()
        self.listening.set()

    async def hear(self, heard: Heard, write: Write) -> bytes:
        """As `Inbox.hear`."""
        await self.listening.wait()
        if self.problems:
            raise self.problems.pop(0)
        self.heard.append(heard)
        return write(heard, Turn(State(), (Reply(f"You said {heard.text or heard.choice}"),)))


class Line:
    """A bot that polls: its ear, its rests, the way to stop it."""

    def __init__(self, telegram: FakeTelegram, api: TelegramApi) -> None:
        self.ear, self.stop = Ear(), asyncio.Event()
        self.rests: list[float] = []
        self.when_resting: Callable[[], object] = lambda: None
        channel = Telegram("", telegram.username)
        self.polling = Polling(api, channel, self.ear, self._petitions, self.stop, self._rest)  # type: ignore[arg-type]

    async def _petitions(self) -> Petitions:
        return Petitions(bot="undersigned_test_bot")

    async def _rest(self, seconds: float) -> None:
        self.rests.append(seconds)
        self.when_resting()
        await asyncio.sleep(0)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Poll while the body runs, then stop."""
        task = asyncio.create_task(self.polling.run())
        try:
            yield
        finally:
            self.stop.set()
            async with asyncio.timeout(5):
                await task


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    """Telegram, without a webhook."""
    async with FakeTelegram() as telegram:
        yield telegram


@pytest.fixture
async def line(telegram: FakeTelegram) -> AsyncIterator[Line]:
    """The bot, not yet polling."""
    async with TelegramApi(telegram.token, telegram.api_url) as api:
        yield Line(telegram, api)


async def test_a_message_is_answered_by_the_api(telegram: FakeTelegram, line: Line) -> None:
    async with line.running():
        (answer,) = await telegram.chat().type("hello")
    assert answer.text == "You said hello"


async def test_a_tap_is_answered_too(telegram: FakeTelegram, line: Line) -> None:
    chat = telegram.chat()
    chat.send(
        next(telegram.ids),
        {"text": "?", "reply_markup": {"inline_keyboard": [[{"text": "A", "callback_data": "v1:a"}]]}},
    )
    async with line.running():
        await chat.tap("A")
        await chat.answered()
    assert chat.last.text == "You said a"


async def test_messages_of_one_chat_are_heard_in_their_order(telegram: FakeTelegram, line: Line) -> None:
    ana, luz = telegram.chat(1), telegram.chat(2, first_name="Luz")
    typing = [asyncio.ensure_future(chat.type(f"{n}")) for n in range(20) for chat in (ana, luz)]
    await telegram.until(lambda: len(telegram.waiting) == 40)
    async with line.running():
        await asyncio.gather(*typing)
    for chat in (ana, luz):
        assert [shown.text for shown in chat.shown] == [f"You said {n}" for n in range(20)]


async def test_an_update_is_confirmed_only_after_it_is_kept_and_answered(telegram: FakeTelegram, line: Line) -> None:
    line.ear.listening.clear()
    async with line.running():
        typing = asyncio.ensure_future(telegram.chat().type("hello"))
        await telegram.until(lambda: "getUpdates" in [called.method for called in telegram.calls])
        assert len(telegram.waiting) == 1
        line.ear.listening.set()
        await typing
    methods = [called.method for called in telegram.calls]
    assert methods.index("sendMessage") < methods.index("getUpdates", methods.index("getUpdates") + 1)


async def test_a_full_or_failing_inbox_is_asked_again_after_longer_and_longer_rests(
    telegram: FakeTelegram, line: Line
) -> None:
    line.ear.problems = [Full(), Unavailable(), Full()]
    async with line.running():
        (answer,) = await telegram.chat().type("hello")
    assert (answer.text, line.rests) == ("You said hello", [1, 2, 4])


async def test_an_answer_that_did_not_go_out_is_said_again(telegram: FakeTelegram, line: Line) -> None:
    telegram.failures["sendMessage"] = [
        Refusal("Internal Server Error", 500),
        Refusal("Too Many Requests: retry after 1", 429, {"retry_after": 1}),
    ]
    async with line.running():
        (answer,) = await telegram.chat().type("hello")
    assert (answer.text, len(line.ear.heard)) == ("You said hello", 1)


async def test_an_answer_that_never_goes_out_does_not_hold_up_the_others(telegram: FakeTelegram, line: Line) -> None:
    telegram.failures["sendMessage"] = [Refusal("Internal Server Error", 500)] * 5
    async with line.running():
        assert await telegram.chat().type("one") == []
        (answer,) = await telegram.chat().type("two")
    assert answer.text == "You said two"


async def test_polling_goes_on_when_telegram_comes_back(telegram: FakeTelegram, line: Line) -> None:
    telegram.failures["getUpdates"] = [Refusal("Bad Gateway", 502)] * 8
    async with line.running():
        await telegram.chat().type("hello")
    assert line.rests == [1, 2, 4, 8, 16, 32, 60, 60]
    assert telegram.chat().last.text == "You said hello"


async def test_polling_starts_while_telegram_is_down(telegram: FakeTelegram, line: Line) -> None:
    await telegram.go_down()
    rested = asyncio.Event()
    line.when_resting = rested.set
    async with line.running():
        await rested.wait()
        await telegram.come_up()
        (answer,) = await telegram.chat().type("hello")
    assert answer.text == "You said hello"


async def test_polling_is_refused_in_plain_words_where_a_webhook_is_set(telegram: FakeTelegram, line: Line) -> None:
    telegram.webhook = "https://sign.example.org/webhooks/telegram"
    with pytest.raises(PollingRefused, match="webhook is set"):
        await line.polling.run()


async def test_polling_is_refused_in_plain_words_with_a_wrong_token(telegram: FakeTelegram) -> None:
    async with TelegramApi("12345:another-token", telegram.api_url) as api:
        with pytest.raises(PollingRefused, match="TELEGRAM_BOT_TOKEN") as refused:
            await Line(telegram, api).polling.run()
    assert "another-token" not in str(refused.value)


async def test_what_was_answered_is_confirmed_at_the_stop(telegram: FakeTelegram, line: Line) -> None:
    telegram.waiting = [_text(7, "hello")]
    telegram.chat()
    line.ear.listening.clear()
    async with line.running():
        await telegram.until(lambda: bool(telegram.calls))
        line.stop.set()
        line.ear.listening.set()
    assert [heard.text for heard in line.ear.heard] == ["hello"]
    assert telegram.waiting == []


async def test_what_could_not_be_kept_at_the_stop_comes_again(telegram: FakeTelegram, line: Line) -> None:
    telegram.waiting = [_text(7, "one"), _text(8, "two"), _text(9, "three")]
    telegram.chat()
    line.when_resting = line.stop.set
    line.ear.problems = [Unavailable(), Unavailable()]
    await line.polling.run()
    assert line.ear.heard == []
    assert [update["update_id"] for update in telegram.waiting] == [7, 8, 9]


async def test_an_update_of_an_unknown_shape_is_passed_over(telegram: FakeTelegram, line: Line) -> None:
    telegram.waiting = [{"update_id": 7, "telepathy": {}}, {"update_id": 8, "message": "broken"}, _text(9, "hello")]
    telegram.chat()
    async with line.running():
        await telegram.until(lambda: not telegram.waiting)
    assert [heard.text for heard in line.ear.heard] == ["hello"]


async def test_a_group_gets_its_card_and_is_not_heard(telegram: FakeTelegram, line: Line) -> None:
    group = telegram.group()
    async with line.running():
        (card,) = await group.type("/sign")
        assert await group.type("Ana Lopez 60608") == []
    assert card.rows[0][0].url == "https://t.me/undersigned_test_bot"
    assert line.ear.heard == []


def _text(update_id: int, text: str) -> dict[str, object]:
    """An update with a text from the usual person."""
    person = {"id": 5_550_142, "is_bot": False, "first_name": "Ana"}
    chat = {"id": 5_550_142, "type": "private"}
    return {"update_id": update_id, "message": {"message_id": 1, "date": 1, "chat": chat, "from": person, "text": text}}
