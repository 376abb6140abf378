"""`undersigned serve`: the web program of one installation, upgraded and ready to take messages."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Annotated

import typer

from api.commands.opening import key_or_fail, said_plainly, settings_or_fail
from api.commands.speaking import WRONGLY_ASKED, fail, talk
from api.key_file_rights import exposed
from api.settings import Settings
from storage import Store, is_demo_file


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Web processes; more than one needs PostgreSQL.")] = 1,
    poll: Annotated[bool, typer.Option("--poll", help="Hear Telegram without a public address.")] = False,
) -> None:
    """Serve webhooks and public pages; the schema is brought up to date first."""
    from api import diagnostics
    from api.commands import serving

    settings = settings_or_fail()
    diagnostics.configure()
    if workers > 1 and settings.database_url.startswith("sqlite"):
        fail("SQLite takes one serving process: use --workers 1.", code=WRONGLY_ASKED)
    if workers > 1 and poll:
        fail("--poll takes one serving process: use --workers 1.", code=WRONGLY_ASKED)
    if poll:
        settings = _ready_to_poll(settings)
    with serving.listen(host, port) as listening:
        where = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"

        def ready() -> None:
            for line in channel_lines(settings, poll):
                talk(line)
            talk(f"Serving on {where}")

        _serve(settings, workers, listening, ready, polling=poll)


def _serve(
    settings: Settings, workers: int, listening: socket.socket, ready: Callable[[], None], *, polling: bool
) -> None:
    """Serve with this process, or with several others."""
    store = _store(settings)
    if workers == 1:
        from api.app import create_app
        from api.commands.serving import serve as serve_here

        serve_here(
            create_app(settings, store=store, polling=polling, tell=talk, looks_back=True, sends=True), listening, ready
        )
        return
    from api.commands.workers import serve_with

    # Each process opens one of its own; this one has shown that it can be opened, and is up to date.
    store.close()
    serve_with(workers, listening, ready)


def _store(settings: Settings) -> Store:
    """The store, held as its one serving process and then upgraded; a demo's file is refused before it is touched."""
    with said_plainly(settings):
        if is_demo_file(settings.database_url):
            fail("This database was made by `undersigned demo`; serve a database of your own.")
    master = key_or_fail(settings)
    _refuse_open_key_file(settings)
    with said_plainly(settings):
        return Store.open(settings.database_url, master, serving=True, upgrading=True)


def _refuse_open_key_file(settings: Settings) -> None:
    """A key that others can read protects nobody; where it can't be put right from here, that is said and no more."""
    found = exposed(settings.key_file) if settings.key_file else None
    if found and found.refused:
        fail(f"{found.cause}: {found.fix}")
    if found:
        talk(f"{found.cause}. {found.fix}")


def _ready_to_poll(settings: Settings) -> Settings:
    """The settings with the bot's user name, which Telegram knows when nobody wrote it down."""
    if settings.telegram_bot_token is None:
        fail("--poll needs TELEGRAM_BOT_TOKEN.", code=WRONGLY_ASKED)
    if settings.telegram_bot_username:
        return settings
    name = asyncio.run(_bot_username(settings.telegram_bot_token.get_secret_value(), settings.telegram_api_url))
    return settings.model_copy(update={"telegram_bot_username": name})


async def _bot_username(token: str, root: str) -> str:
    from bots.telegram_api import BOT_UNKNOWN, TelegramApi, why

    async with TelegramApi(token, root) as api:
        try:
            return str((await api.get_me()).username)
        except Exception as problem:
            # The library's words can hold the token, which is part of the address.
            reason = why(problem)
            if reason == BOT_UNKNOWN:
                fail("Telegram refuses the token of the bot: check TELEGRAM_BOT_TOKEN.")
            fail(
                f"Telegram did not say who the bot is: {root}: {reason}. The token may be right. "
                "Check this machine's way to that address, or set TELEGRAM_BOT_USERNAME to start without asking."
            )


def channel_lines(settings: Settings, poll: bool) -> list[str]:
    """One line for each channel: on, or off and what it lacks."""
    lines = [_line("SMS", settings.sms_lacks, f"on, people text {settings.twilio_from}")]
    if on_whatsapp := settings.twilio_whatsapp_from:
        lines.append(_line("WhatsApp", settings.whatsapp_lacks, f"on, people write to {on_whatsapp}"))
    if settings.twilio_voice != "off":
        calls = "answered" if settings.twilio_voice == "answer" else "rejected and counted"
        lines.append(_line("calls", settings.sms_lacks, f"{calls}, people call {settings.twilio_from}"))
    if poll:
        return [*lines, _line("Telegram", settings.telegram_lacks, f"on by long polling, @{settings.bot_username}")]
    return [*lines, _line("Telegram", settings.telegram_webhook_lacks, f"on by webhook, @{settings.bot_username}")]


def _line(channel: str, lacks: tuple[str, ...], on: str) -> str:
    return f"{channel}: off, not set: {', '.join(lacks)}" if lacks else f"{channel}: {on}"
