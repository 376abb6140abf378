"""What runs beside the doors: what has expired is forgotten at the start, and again every hour."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from api.app import create_app
from api.program import FORGET_EVERY
from api.settings import Settings
from conversations import Channel, Heard
from storage import Store
from storage.retention import SLICES
from storage.tables import contacts
from tests.api.conftest import NOW
from tests.fakes import FakeTelegram

#: Longer than a talk is kept.
LATER = NOW + timedelta(days=8)


@pytest.fixture
def without_telegram(settings: Settings) -> Settings:
    """Nothing rests but who forgets."""
    return settings.model_copy(update={"telegram_bot_token": None})


class Rests:
    """Rests that end when told, instead of after an hour."""

    def __init__(self) -> None:
        """Nobody rests yet."""
        self.begun: asyncio.Queue[float] = asyncio.Queue()
        self.over = asyncio.Semaphore(0)

    async def __call__(self, seconds: float) -> None:
        """Tell for how long, and wait."""
        self.begun.put_nowait(seconds)
        await self.over.acquire()


def talks(store: Store) -> int:
    return store.read_now(lambda tx: tx.connection.execute(select(func.count()).select_from(contacts)).scalar_one())


async def a_round(rests: Rests) -> float:
    """Let every slice be forgotten once; gives the seconds that it takes."""
    seconds = 0.0
    for _ in range(SLICES):
        rests.over.release()
        seconds += await rests.begun.get()
    return seconds


async def test_what_has_expired_is_forgotten_within_an_hour_slice_by_slice(
    without_telegram: Settings, store: Store
) -> None:
    now, rests = NOW, Rests()
    app = create_app(without_telegram, clock=lambda: now, rest=rests)
    async with app.router.lifespan_context(app):
        await rests.begun.get()
        await app.state.inbox.hear(Heard("1", Channel.SMS, "+13125550142", text="SCOMM"), app.state.sms.answer)
        assert talks(store) == 1
        now = LATER - timedelta(days=7)
        assert await a_round(rests) == 3600
        assert talks(store) == 1
        now = LATER
        await a_round(rests)
        assert talks(store) == 0
        await app.state.inbox.hear(Heard("2", Channel.SMS, "+13125550142", text="SCOMM"), app.state.sms.answer)
    rests = Rests()
    app = create_app(without_telegram, clock=lambda: LATER + timedelta(days=8), rest=rests)
    async with app.router.lifespan_context(app):
        await a_round(rests)
        assert talks(store) == 0


async def test_programs_that_are_soon_started_anew_come_to_every_slice(
    without_telegram: Settings, store: Store
) -> None:
    app = create_app(without_telegram, clock=lambda: NOW, rest=Rests())
    async with app.router.lifespan_context(app):
        for number in range(40):
            heard = Heard(str(number), Channel.SMS, f"+131255501{number:02}", text="SCOMM")
            await app.state.inbox.hear(heard, app.state.sms.answer)
        assert talks(store) == 40
    for start in range(SLICES):
        rests, then = Rests(), LATER + timedelta(seconds=FORGET_EVERY * start)
        app = create_app(without_telegram, clock=lambda then=then: then, rest=rests)  # type: ignore[misc]
        async with app.router.lifespan_context(app):
            await rests.begun.get()
    assert talks(store) == 0


async def test_forgetting_that_fails_is_tried_again(without_telegram: Settings, store: Store) -> None:
    now, rests = NOW, Rests()

    def clock() -> object:
        return now

    app = create_app(without_telegram, clock=clock, rest=rests)  # type: ignore[arg-type]
    async with app.router.lifespan_context(app):
        await rests.begun.get()
        await app.state.inbox.hear(Heard("1", Channel.SMS, "+13125550142", text="SCOMM"), app.state.sms.answer)
        now = "not a time"  # type: ignore[assignment]
        await a_round(rests)
        assert talks(store) == 1
        now = LATER
        await a_round(rests)
        assert talks(store) == 0


async def test_the_line_learns_whether_the_bot_places_cards_and_forgets_it_for_no_outage(
    settings: Settings, store: Store
) -> None:
    rests, seen = Rests(), []
    async with FakeTelegram() as telegram:
        found = {"telegram_api_url": telegram.api_url, "telegram_bot_token": SecretStr(telegram.token)}
        app = create_app(settings.model_copy(update=found), rest=rests)
        async with app.router.lifespan_context(app):
            for what in (telegram.go_down, telegram.come_up, None):
                # Two rest between their rounds: who asks, and who forgets.
                await rests.begun.get()
                await rests.begun.get()
                seen.append(app.state.line.places_cards)
                if what is not None:
                    await what()
                    telegram.account.inline = False
                    rests.over.release()
                    rests.over.release()
    assert seen == [True, True, False]
