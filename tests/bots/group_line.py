"""A line that gives cards, with a real store and Telegram behind HTTP, and a clock that a test turns."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from bots.channel import Extra
from bots.telegram import Telegram
from bots.telegram_api import TelegramApi
from bots.telegram_counters import GroupCounters
from bots.telegram_extras import Extras
from conversations import Petition, Petitions, PetitionText
from storage import MasterKey, Store, import_petition, upgrade
from tests.fakes import FakeTelegram

NOW = datetime(2026, 5, 3, 17, 20, tzinfo=UTC)
BOT = "undersigned_test_bot"
MASTER = MasterKey.read("5a" * 32)


def words(keyword: str, title: str) -> PetitionText:
    """A petition's words in one language."""
    return PetitionText(keyword, title, "Short", f"Ask of {title} & others", "Summary", "Body")


PETITION = Petition(
    slug="put-s-comm-on-ice",
    organization="National Day Laborer Organizing Network",
    short_name="NDLON",
    contact="help@example.org",
    targets=("The President",),
    goal=7500,
    texts={"en": words("SCOMM", "Put S-Comm on <ICE>!"), "es": words("CARTA", "Alto a S-Comm")},
    opens=datetime(2026, 1, 1, tzinfo=UTC),
    version="1",
)


class GroupLine:
    """What a process of the line has for groups; several can share a store.

    Args:
        telegram: Where the bot lives.
        api: Its API, open.
        store: Where cards are kept.
    """

    def __init__(self, telegram: FakeTelegram, api: TelegramApi, store: Store) -> None:
        self.telegram, self.store, self.now = telegram, store, NOW
        self.count, self.state = 0, PETITION.state
        self.rests: list[float] = []
        self.problem: Exception | None = None
        self.extras = Extras(
            lambda: api, lambda: store, self.petitions, lambda: self.now, lambda: self.now.timestamp(), self._rest
        )
        self.counters = GroupCounters(api, store, self.petitions, lambda: self.now, self._rest)
        self.channel = Telegram("", telegram.username)

    async def petitions(self) -> Petitions:
        """The line as it is now."""
        if self.problem:
            raise self.problem
        petition = replace(PETITION, state=self.state)
        return Petitions(all=(petition,), bot=BOT, counts={petition.slug: self.count})

    async def asked(self, text: str, chat: int = -1_001_555) -> None:
        """Somebody writes `text` in a group; what came of it is done when this returns."""
        message = {"message_id": 1, "date": 0, "chat": {"id": chat, "type": "supergroup"}, "text": text}
        await self.heard({"update_id": 1, "message": message})

    async def heard(self, update: dict[str, object]) -> None:
        """Deal with an update, and do what calls come of it."""
        what = self.channel.read(update)
        assert isinstance(what, Extra)
        for call in await self.extras.answer(what):
            await self.extras.api().call(call)
        await self.extras.finish(5)

    async def later(
        self, count: int | None = None, *, minutes: float = 1, state: Literal["", "paused", "closed"] = ""
    ) -> int:
        """Let time pass, and do a round; returns how many cards it took."""
        self.now += timedelta(minutes=minutes)
        self.count = self.count if count is None else count
        self.state = state or self.state
        return await self.counters.round()

    async def _rest(self, seconds: float) -> None:
        self.rests.append(seconds)


@cache
def _made() -> bytes:
    """A database file with the petition on it, made once for all tests."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/undersigned.db"
        upgrade(url, MASTER)
        store = Store.open(url, MASTER)
        store.write_now(lambda tx: import_petition(tx, PETITION, NOW))
        store.close()
        return (Path(folder) / "undersigned.db").read_bytes()


@asynccontextmanager
async def group_line(folder: Path) -> AsyncIterator[GroupLine]:
    """A line on a fresh file."""
    file = folder / "undersigned.db"
    file.write_bytes(_made())
    store = Store.open(f"sqlite:///{file}", MASTER)
    try:
        async with FakeTelegram() as telegram, TelegramApi(telegram.token, telegram.api_url) as api:
            yield GroupLine(telegram, api, store)
    finally:
        await store.aclose()
