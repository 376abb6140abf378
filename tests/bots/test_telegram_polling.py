"""Long polling over real HTTP: nothing is confirmed before it is kept, nothing is lost when something fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from bots.inbox import Full, Unavailable, Write
from bots.telegram import Telegram
from bots.telegram_api import TelegramApi
from bots.telegram_extras import Extras
from bots.telegram_outgoing import AT_ONCE, CHAT_ROOM, LONGEST_REST, SEVERAL, SLOW_REST, TRIES
from bots.telegram_polling import Polling, PollingRefused
from conversations import Heard, Petitions, Reply, State, Turn
from storage import Store
from tests.fakes import FakeTelegram, Refusal

NOW = datetime(2026, 5, 3, 17, 20, tzinfo=UTC)


def _no_store() -> Store:
    raise AssertionError("no card of a petition is given here")


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
        #: Rests of that many seconds last until the event is set.
        self.long_rests: dict[float, asyncio.Event] = {}
        self.petitions: Petitions | None = Petitions(bot="undersigned_test_bot")
        self.when_resting: Callable[[], object] = lambda: None
        channel = Telegram("", telegram.username)
        extras = Extras(lambda: api, _no_store, self._petitions, lambda: NOW)
        self.polling = Polling(api, channel, self.ear, extras, self.stop, self._rest)  # type: ignore[arg-type]

    async def _petitions(self) -> Petitions:
        if self.petitions is None:
            raise Unavailable
        return self.petitions

    async def _rest(self, seconds: float) -> None:
        self.rests.append(seconds)
        self.when_resting()
        await asyncio.sleep(0)
        if seconds in self.long_rests:
            await self.long_rests[seconds].wait()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Poll while the body runs, then stop."""
        task = asyncio.create_task(self.polling.run())
        try:
            yield
        finally:
            self.stop.set()
            for rested in self.long_rests.values():
                rested.set()
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
    chat = telegram.chat()
    async with line.running():
        await chat.type("hello")
        await telegram.until(lambda: bool(chat.shown))
    assert (chat.last.text, len(line.ear.heard)) == ("You said hello", 1)


async def test_an_answer_that_never_goes_out_is_given_up_without_a_word_of_it_in_the_log(
    telegram: FakeTelegram, line: Line
) -> None:
    chat = telegram.chat()
    telegram.failures["sendMessage"] = [Refusal("Internal Server Error", 500)] * TRIES
    with capture_logs() as logs:
        async with line.running():
            await chat.type("Zoraida")
            await chat.type("two")
            await telegram.until(lambda: bool(chat.shown))
    assert [shown.text for shown in chat.shown] == ["You said two"]
    assert line.rests == [1, 2, 4, 8]
    dropped = [log for log in logs if log["event"] == "telegram answer dropped"]
    assert [(log["why"], log["method"]) for log in dropped] == [("tried too often", "sendMessage")]
    assert "Zoraida" not in str(logs)
    assert str(chat.about["id"]) not in str(logs)


async def test_a_chat_that_has_to_wait_holds_up_no_other(telegram: FakeTelegram, line: Line) -> None:
    ana, luz = telegram.chat(1), telegram.chat(2, first_name="Luz")
    telegram.limited[1] = 154
    line.long_rests[154] = asyncio.Event()
    async with line.running():
        for text in ("one", "two", "three"):
            await ana.type(text)
        (answer,) = await luz.type("hello")
        assert (answer.text, ana.shown) == ("You said hello", [])
        assert line.rests == [154]
        telegram.limited.clear()
        line.long_rests[154].set()
        await telegram.until(lambda: len(ana.shown) == 3)
    assert [shown.text for shown in ana.shown] == ["You said one", "You said two", "You said three"]


async def test_what_comes_behind_a_call_that_had_to_wait_is_waited_for_as_any_other(
    telegram: FakeTelegram, line: Line
) -> None:
    one, two = asyncio.Event(), asyncio.Event()
    telegram.limited[1], line.long_rests[154] = 154, asyncio.Event()
    chat = telegram.chat(1)
    async with line.running():
        await chat.type("one")
        await chat.type("two")
        telegram.limited.clear()
        telegram.held["sendMessage"] = one
        line.long_rests[154].set()
        await telegram.until(lambda: telegram.hanging["sendMessage"] == 1)
        telegram.held["sendMessage"] = two
        one.set()
        await telegram.until(lambda: len(chat.shown) == 1 and telegram.hanging["sendMessage"] == 1)
        tried = asyncio.ensure_future(line.polling._outgoing.tried(60))
        for _ in range(20):
            await asyncio.sleep(0)
        assert not tried.done()
        two.set()
        await tried
    assert [shown.text for shown in chat.shown] == ["You said one", "You said two"]


async def test_a_chat_never_waits_longer_than_we_allow(telegram: FakeTelegram, line: Line) -> None:
    chat = telegram.chat(1)
    telegram.limited[1] = 100_000
    line.when_resting = telegram.limited.clear
    async with line.running():
        await chat.type("hello")
        await telegram.until(lambda: bool(chat.shown))
    assert line.rests == [LONGEST_REST]


async def test_several_chats_that_have_to_wait_at_once_slow_everything_down(telegram: FakeTelegram, line: Line) -> None:
    chats = [telegram.chat(number) for number in range(1, SEVERAL + 1)]
    telegram.limited = dict.fromkeys(range(1, SEVERAL + 1), 154)
    line.long_rests[154] = asyncio.Event()
    async with line.running():
        for chat in chats:
            await chat.type("one")
        (answer,) = await telegram.chat(99).type("hello")
        assert line.rests == [*[154] * SEVERAL, SLOW_REST]
        telegram.limited.clear()
        line.long_rests[154].set()
        await telegram.until(lambda: all(chat.shown for chat in chats))
        await telegram.chat(99).type("again")
    assert answer.text == "You said hello"
    slowly = [SLOW_REST] * (1 + SEVERAL)
    assert line.rests == [*[154] * SEVERAL, *slowly], "those who wake together go one by one, and then nobody rests"


async def test_only_so_many_calls_are_on_their_way_at_once(telegram: FakeTelegram, line: Line) -> None:
    chats = [telegram.chat(number) for number in range(1, AT_ONCE + 6)]
    held = telegram.held["sendMessage"] = asyncio.Event()
    telegram.waiting = [_text(number, "hello", number) for number in range(1, AT_ONCE + 6)]
    most = 0

    def counted(true: bool) -> bool:
        nonlocal most
        most = max(most, telegram.hanging["sendMessage"])
        return true

    async with line.running():
        await telegram.until(lambda: counted(telegram.hanging["sendMessage"] >= AT_ONCE))
        held.set()
        await telegram.until(lambda: counted(all(chat.shown for chat in chats)))
    assert most == AT_ONCE


async def test_a_chat_whose_answers_pile_up_loses_the_newest(telegram: FakeTelegram, line: Line) -> None:
    chat = telegram.chat(1)
    telegram.limited[1] = 154
    line.long_rests[154] = asyncio.Event()
    async with line.running():
        for number in range(CHAT_ROOM + 5):
            await chat.type(f"{number}")
        telegram.limited.clear()
        line.long_rests[154].set()
        await telegram.until(lambda: len(chat.shown) == CHAT_ROOM)
    assert [shown.text for shown in chat.shown] == [f"You said {number}" for number in range(CHAT_ROOM)]


async def test_at_the_stop_nobody_waits_for_a_chat_that_has_to_wait(telegram: FakeTelegram, line: Line) -> None:
    telegram.limited[1] = 154
    telegram.chat(1)
    line.long_rests[154] = asyncio.Event()
    async with line.running():
        await telegram.chat(1).type("hello")
    assert line.rests == [154]
    assert telegram.waiting == []


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


async def test_a_card_that_can_not_be_written_stops_nothing(telegram: FakeTelegram, line: Line) -> None:
    line.petitions = None
    with capture_logs() as logs:
        async with line.running():
            assert await telegram.group().type("/sign") == []
            (answer,) = await telegram.chat().type("hello")
    assert answer.text == "You said hello"
    assert [(log["kind"], log["at"].partition(":")[0]) for log in logs] == [("Unavailable", "test_telegram_polling.py")]


async def test_a_group_gets_its_card_once_a_minute_whatever_is_asked_there(telegram: FakeTelegram, line: Line) -> None:
    group, other = telegram.group(), telegram.group(-1_001_556)
    async with line.running():
        assert len(await group.type("/sign")) == 1
        for text in ("/sign", "/delete", "/petition scomm", f"/start@{telegram.username}"):
            assert await group.type(text) == []
        assert len(await other.type("/delete")) == 1


async def test_an_inline_query_is_answered_and_heard_by_nobody(telegram: FakeTelegram, line: Line) -> None:
    async with line.running():
        assert await telegram.chat().look_up("scomm") == []
    assert line.ear.heard == []


def _text(update_id: int, text: str, person_id: int = 5_550_142) -> dict[str, object]:
    """An update with a text, from the usual person unless said."""
    person = {"id": person_id, "is_bot": False, "first_name": "Ana"}
    chat = {"id": person_id, "type": "private"}
    return {"update_id": update_id, "message": {"message_id": 1, "date": 1, "chat": chat, "from": person, "text": text}}
