"""What runs beside the doors: what has expired is forgotten at the start, and again every hour."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from api.app import create_app
from api.settings import Settings
from conversations import Channel, Heard
from storage import Store
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


async def test_what_has_expired_is_forgotten_at_the_start_and_again_every_hour(
    without_telegram: Settings, store: Store
) -> None:
    now, rests = NOW, Rests()
    app = create_app(without_telegram, clock=lambda: now, rest=rests)
    async with app.router.lifespan_context(app):
        assert await rests.begun.get() == 3600
        await app.state.inbox.hear(Heard("1", Channel.SMS, "+13125550142", text="SCOMM"), app.state.sms.answer)
        assert talks(store) == 1
        now = LATER - timedelta(days=7)
        rests.over.release()
        await rests.begun.get()
        assert talks(store) == 1
        now = LATER
        rests.over.release()
        await rests.begun.get()
        assert talks(store) == 0
        await app.state.inbox.hear(Heard("2", Channel.SMS, "+13125550142", text="SCOMM"), app.state.sms.answer)
    rests = Rests()
    app = create_app(without_telegram, clock=lambda: LATER + timedelta(days=8), rest=rests)
    async with app.router.lifespan_context(app):
        await rests.begun.get()
        assert talks(store) == 0


async def test_a_round_of_forgetting_that_fails_is_tried_again(without_telegram: Settings, store: Store) -> None:
    now, rests = NOW, Rests()

    def clock() -> object:
        return now

    app = create_app(without_telegram, clock=clock, rest=rests)  # type: ignore[arg-type]
    async with app.router.lifespan_context(app):
        await rests.begun.get()
        await app.state.inbox.hear(Heard("1", Channel.SMS, "+13125550142", text="SCOMM"), app.state.sms.answer)
        now = "not a time"  # type: ignore[assignment]
        rests.over.release()
        await rests.begun.get()
        assert talks(store) == 1
        now = LATER
        rests.over.release()
        await rests.begun.get()
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
