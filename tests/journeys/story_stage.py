"""Where stories are played with everything behind the webhooks: the real program, a fresh database, a clock to set."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any, Literal

import uvicorn
from pydantic import SecretStr
from sqlalchemy import func, select
from starlette.types import ASGIApp, Receive, Scope, Send

from api import diagnostics
from api.app import create_app
from api.settings import OptOut, Settings
from conversations.transcript import Story
from conversations.turn import Channel
from storage import MasterKey, Store, counts, import_petition, set_state, upgrade
from storage.retention import forget_all
from storage.store import Transaction
from storage.tables import consents, petitions, signatures
from tests.fakes import FakeTelegram, FakeTwilio
from tests.petitions_for_stories import BEGINS, BOT, PETITIONS

KEY = "5a" * 32
#: What a story calls it when Twilio handles its own words.
PROVIDER_ANSWERS = "twilio answers STOP itself"
#: The same where calls are rejected (`TWILIO_VOICE=missed-call`).
ONLY_COUNTED = "calls are only counted"


class _Server(uvicorn.Server):
    """A server inside the tests' own process, which keeps its signal handlers."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


class Door:
    """What the one server of all stories serves: the program of the story that is played now."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on."""
        assert self.app is not None, "no story is being played"
        await self.app(scope, receive, send)


@asynccontextmanager
async def open_door() -> AsyncIterator[Door]:
    """Serve on a free port of loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        door = Door(f"http://127.0.0.1:{listening.getsockname()[1]}")
        config = uvicorn.Config(
            door, lifespan="off", ws="none", log_config=None, access_log=False, proxy_headers=False, server_header=False
        )
        server = _Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        yield door
        server.should_exit = True
        await serving


def make_database(file: Path) -> Path:
    """A database that holds the petitions of the stories and nothing else, to be copied for each of them."""
    url, master = f"sqlite:///{file}", MasterKey.read(KEY)
    upgrade(url, master)
    store = Store.open(url, master)
    for petition in PETITIONS:
        store.write_now(partial(import_petition, petition=petition, now=BEGINS))
    store.close()
    return file


@dataclass
class Stage:
    """One story's program with both providers around it."""

    twilio: FakeTwilio
    telegram: FakeTelegram
    settings: Settings
    now: datetime
    app: Any = None
    #: What the program printed about itself.
    printed: StringIO = field(default_factory=StringIO)

    async def change_petition(self, slug: str, state: Literal["open", "paused", "closed"]) -> None:
        """As `undersigned petition` does, by a short second writer."""

        def change() -> None:
            store = Store.open(self.settings.database_url, MasterKey.read(KEY))
            store.write_now(partial(set_state, slug=slug, state=state))
            store.close()

        await asyncio.to_thread(change)

    async def forget(self) -> None:
        """What the program does every hour."""
        await self.app.state.store.write(partial(forget_all, now=self.now))

    async def say_the_rest(self) -> None:
        """Wait until the calls that did not fit into a response were made."""
        await self.app.state.delivery.finish(10)

    async def counted(self) -> dict[str, int]:
        """The counts as they are told, without petitions that nobody signed."""
        told: dict[str, int] = await self.app.state.store.read(counts)
        return {slug: number for slug, number in told.items() if number}

    async def rows(self) -> dict[str, int]:
        """The signatures that are really there, by petition."""
        found: dict[str, int] = await self.app.state.store.read(_signature_rows)
        return found

    async def joined(self) -> int:
        """How often the ledger says that somebody asked for updates."""
        rows = select(func.count()).where(consents.c.given == 1)
        found: int = await self.app.state.store.read(lambda tx: tx.connection.execute(rows).scalar_one())
        return found


@asynccontextmanager
async def set_stage(door: Door, database: Path, folder: Path, story: Story, opt_out: OptOut) -> AsyncIterator[Stage]:
    """Start the program on a copy of `database`; at the end finish what waits.

    Args:
        door: The server.
        database: From `make_database`.
        folder: Where the copy goes.
        story: Says when it begins.
        opt_out: Who answers STOP by SMS.
    """
    file = shutil.copy(database, folder / "undersigned.db")
    async with FakeTwilio(door.url) as twilio, FakeTelegram(f"{door.url}/webhooks/telegram") as telegram:
        # The stories are told of a bot without inline mode.
        telegram.username, telegram.account.inline = BOT, False
        settings = Settings(
            database_url=f"sqlite:///{file}",
            public_url=twilio.public_url,
            undersigned_key=SecretStr(KEY),
            organization="National Day Laborer Organizing Network",
            twilio_account_sid=twilio.account_sid,
            twilio_auth_token=SecretStr(twilio.auth_token),
            twilio_from=twilio.number,
            twilio_whatsapp_from=twilio.whatsapp,
            twilio_opt_out=opt_out,
            twilio_voice="missed-call" if told_of(story, ONLY_COUNTED) else "answer",
            twilio_api_url=twilio.api_url,
            telegram_bot_token=SecretStr(telegram.token),
            telegram_bot_username=BOT,
            telegram_webhook_secret=SecretStr(telegram.secret),
            telegram_api_url=telegram.api_url,
        )
        stage = Stage(twilio, telegram, settings, story.now)
        diagnostics.configure(stage.printed)
        stage.app = door.app = create_app(settings, clock=lambda: stage.now)
        async with stage.app.router.lifespan_context(stage.app):
            yield stage
        door.app = None


def told_of(story: Story, setting: str) -> bool:
    """Whether a story begins with a setting, which holds for all of it."""
    told = [number for number, step in enumerate(story.steps) if step.happens == setting]
    assert told in ([], [0]), "that is a setting, so a story can only begin with it"
    return bool(told)


def _signature_rows(tx: Transaction) -> dict[str, int]:
    by_petition = (
        select(petitions.c.slug, func.count().label("number"))
        .join(signatures, signatures.c.petition == petitions.c.id)
        .group_by(petitions.c.slug)
    )
    return {row.slug: row.number for row in tx.connection.execute(by_petition)}


@asynccontextmanager
async def lone_stage(folder: Path, channel: Channel) -> AsyncIterator[Stage]:
    """The program on a fresh database and a port of its own, where no story is told."""
    story, database = Story("", channel, BEGINS), make_database(folder / "petitions.db")
    async with open_door() as door, set_stage(door, database, folder, story, "twilio") as stage:
        yield stage
