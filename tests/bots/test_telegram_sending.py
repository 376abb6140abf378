"""One message by Telegram that nobody asked for just now: what its answer means, and that it is sent once."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from html import escape

import pytest
from structlog.testing import capture_logs

from bots.outcomes import Gone, Later, Outcome, Outgoing, Refused, Sent
from bots.telegram_mouth import telegram_mouth
from bots.telegram_sending import Unanswered
from tests.fakes import FakeTelegram
from tests.fakes_sending import ANSWER_LOST, RESET, Fault, SendingTelegram

PERSON = "5550142"


@pytest.fixture
async def telegram() -> AsyncIterator[SendingTelegram]:
    """Telegram, where all is well until a test says otherwise."""
    async with SendingTelegram() as telegram:
        yield telegram


def outgoing(text: str = "NBR: the lamps are lit.", choices: tuple[tuple[str, str], ...] = ()) -> Outgoing:
    """A message."""
    return Outgoing(text, "en", "4.0.17", int(time.time()) + 3600, choices)


async def send(telegram: SendingTelegram, message: Outgoing | None = None, token: str = "") -> Outcome:
    """Send one message."""
    async with telegram_mouth(token or telegram.token, telegram.url + "/") as mouth:
        return await mouth.send(PERSON, message or outgoing())


async def test_a_message_is_sent_once(telegram: SendingTelegram) -> None:
    sent = await send(telegram)
    assert [(one.address, one.text) for one in telegram.taken] == [(PERSON, "NBR: the lamps are lit.")]
    assert sent == Sent(str(int(telegram.taken[0].id, 16)))


async def test_buttons_stand_below_it_one_in_a_row() -> None:
    async with FakeTelegram() as telegram:
        chat = telegram.chat()
        async with telegram_mouth(telegram.token, telegram.api_url) as mouth:
            choices = (("go-on:lamps", "Go on"), ("stop", "Stop"))
            assert isinstance(await mouth.send(PERSON, outgoing("<b>Still</b> there?", choices)), Sent)
        assert chat.last.text == "Still there?"
        assert [[button.label for button in row] for row in chat.last.rows] == [["Go on"], ["Stop"]]


def bad(words: str) -> Fault:
    """A request that Telegram refuses with these words."""
    return Fault(400, words=f"Bad Request: {words}")


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault(403, words="Forbidden: bot was blocked by the user"), Gone("blocked the bot", "stopped")),
        (Fault(403, words="Forbidden: user is deactivated"), Gone("the account is deleted", "unreachable")),
        (
            Fault(403, words="Forbidden: bot can't initiate conversation with a user"),
            Gone("the bot may not write there", "unreachable"),
        ),
        (bad("chat not found"), Gone("no such chat", "unreachable")),
        (bad("PEER_ID_INVALID"), Gone("no such chat", "unreachable")),
        (bad("can't parse entities: Unsupported start tag"), Refused("Telegram takes this text from nobody", True)),
        (bad("message is too long"), Refused("Telegram takes this text from nobody", True)),
        (bad("something new"), Refused("refused by Telegram")),
        (
            Fault(429, words="Too Many Requests: retry after 7", retry_after=7),
            Later(7.0, "too many messages at once"),
        ),
        (Fault(401, words="Unauthorized"), Later(60.0, "the bot's token is refused", for_all=True)),
    ],
    ids=lambda value: value.words if isinstance(value, Fault) else "",
)
async def test_what_a_refusal_means(telegram: SendingTelegram, fault: Fault, outcome: Outcome) -> None:
    telegram.plan = lambda _number, _address: fault
    assert await send(telegram) == outcome
    assert len(telegram.asked) == 1


async def test_of_another_token_nobody_hears(telegram: SendingTelegram) -> None:
    outcome = await send(telegram, token="99999:another-token-of-a-bot-with-35-letters")
    assert outcome == Later(60.0, "the bot's token is refused", for_all=True)


@pytest.mark.parametrize("fault", [RESET, ANSWER_LOST, Fault(500), Fault(502), Fault(429, words="")], ids=str)
async def test_without_an_answer_nobody_knows_and_nothing_is_sent_again(
    telegram: SendingTelegram, fault: Fault
) -> None:
    telegram.plan = lambda _number, _address: fault
    with capture_logs() as logs, pytest.raises(Unanswered) as caught:
        await send(telegram)
    assert len(telegram.asked) == 1
    assert len(telegram.taken) == (1 if fault is ANSWER_LOST else 0)
    assert telegram.token not in f"{caught.value!r}{caught.value.__cause__!r}{logs}"


async def test_where_no_connection_comes_about_nothing_has_left(telegram: SendingTelegram) -> None:
    await telegram.go_down()
    assert await send(telegram) == Later(2.0, "Telegram can't be reached")


@pytest.mark.parametrize("written", [str, escape])
async def test_what_people_type_is_written_as_html_by_whoever_sends_it(
    telegram: SendingTelegram, written: Callable[[str], str]
) -> None:
    outcome = await send(telegram, outgoing(written("Rent < wages: <now> & here")))
    assert isinstance(outcome, Sent if written is escape else Refused)
