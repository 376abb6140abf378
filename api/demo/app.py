"""Composes the demo: the product's own app on the demo's settings and clock, plus the simulator and fake providers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout
from fastapi import FastAPI
from pydantic import SecretStr

from api.app import create_app
from api.demo.chats import Chats
from api.demo.clock import DemoClock
from api.demo.home import Home, NotADemo
from api.demo.loopback_only import LoopbackOnly
from api.demo.page import Page
from api.demo.phone_network import PhoneNetwork
from api.demo.routes import Simulator, open_doors
from api.demo.telegram_network import TelegramNetwork
from api.settings import Settings
from conversations.petition import Petition
from conversations.petition_file import read_petition
from storage import MasterKey, MasterKeyProblem, Store, import_petition, mark_as_demo

#: The number people text in the demo; like every number here it belongs to nobody.
NUMBER = "+13125550100"
#: Telegram gives out no name with two underscores side by side (tdlib, `is_valid_username`), so this is nobody's.
BOT = "undersigned__demo_bot"
PETITIONS = Path(__file__).parents[2] / "petitions"


def create_demo_app(database: Path | None, port: int) -> FastAPI:
    """The product with the simulator at /demo, ready to be served on 127.0.0.1.

    Nothing is taken from the environment or `.env`. Without a database the demo lives in a temporary folder, which is
    removed when the app shuts down.

    Args:
        database: A file to go on with or to begin; its secrets and clock are kept beside it in `<file>.demo.json`.
        port: Where the app will be served; the simulator posts to the real webhooks there.

    Raises:
        NotADemo: when the file holds something that no demo made.
        AlreadyServing: when another process serves the file.
    """
    home = Home.open(database)
    clock = DemoClock(home)
    settings = demo_settings(home, port)
    app = create_app(settings, clock=clock, store=_filled(settings, clock))
    app.add_middleware(LoopbackOnly)
    chats = Chats(_account(settings), clock, home.remembered.blocked)
    simulator = Simulator(
        page=Page(settings, home, clock),
        phones=PhoneNetwork(settings, home),
        people=TelegramNetwork(settings, home, chats, clock),
        chats=chats,
        clock=clock,
        home=home,
        bot_token=home.remembered.bot_token,
    )
    open_doors(app, simulator)
    _live(app, simulator)
    return app


def demo_settings(home: Home, port: int) -> Settings:
    """The settings of one demo: both channels on, each provider's address and secret the demo's own."""
    address = f"http://127.0.0.1:{port}"
    kept = home.remembered
    return Settings(
        database_url=f"sqlite:///{home.database}",
        public_url=address,
        undersigned_key=SecretStr(kept.master_key),
        organization="Undersigned demo",
        twilio_account_sid=kept.account_sid,
        twilio_auth_token=SecretStr(kept.auth_token),
        twilio_from=NUMBER,
        twilio_sender="long-code",
        twilio_opt_out="twilio",
        twilio_api_url=address,
        telegram_bot_token=SecretStr(kept.bot_token),
        telegram_bot_username=BOT,
        telegram_webhook_secret=SecretStr(kept.webhook_secret),
        telegram_api_url=address,
    )


def _filled(settings: Settings, clock: DemoClock) -> Store:
    """Make the database, mark it as a demo, bring the example petitions in, and keep it open as its one server."""
    try:
        master = MasterKey.read(settings.key or "")
        store = Store.open(settings.database_url, master, serving=True, upgrading=True)
    except MasterKeyProblem:
        raise NotADemo("The file is not that of a demo: give a new file, or none.") from None
    try:
        store.write_now(mark_as_demo)
        for file in sorted(PETITIONS.glob("*.toml")):
            _bring_in(store, read_petition(file.read_text(encoding="utf-8")), clock)
    except BaseException:
        store.close()
        raise
    return store


def _bring_in(store: Store, petition: Petition, clock: DemoClock) -> None:
    store.write_now(lambda tx: import_petition(tx, petition, clock()))


def _account(settings: Settings) -> dict[str, object]:
    """The bot as Telegram describes it."""
    number = settings.telegram_bot_token.get_secret_value().partition(":")[0] if settings.telegram_bot_token else "0"
    return {"id": int(number), "is_bot": True, "first_name": settings.organization, "username": settings.bot_username}


def _live(app: FastAPI, simulator: Simulator) -> None:
    """Keep a loopback client open while the app runs, and tidy up after it."""
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: FastAPI) -> AsyncIterator[None]:
        try:
            async with inner(running), ClientSession(timeout=ClientTimeout(total=15)) as session:
                simulator.session = session
                yield
        finally:
            simulator.session = None
            simulator.home.leave()

    app.router.lifespan_context = lifespan
