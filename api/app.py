"""The web program, put together: settings, channels, webhooks, pages. The composition root of one process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import cast

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from api.diagnostics import Sparingly
from api.doors import Doors
from api.health import Health, health_routes
from api.metrics import Metrics, metrics_routes
from api.pages import Pages, page_routes
from api.petition_view import Line
from api.pictures import Pictures
from api.program import Program
from api.public_petitions import PublicPetitions
from api.security_headers import SecurityHeaders, is_webhook
from api.settings import Settings
from api.webhooks import RETRY_AFTER, TelegramDelivery, call_routes, telegram_routes, twilio_routes
from bots.calls import Calls
from bots.channel import Extra, StatusReport, Unknown
from bots.inbox import Unavailable
from bots.sms import SMS
from bots.status_reports import StatusReports
from bots.telegram import Telegram
from bots.telegram_extras import Extras
from bots.where_it_failed import where_it_failed
from conversations import Petitions
from storage import MasterKeyProblem, Store, StoreUnavailable

#: A database that refuses does so for whoever asks.
_sparingly = Sparingly()


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)


def create_app(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = utc_now,
    store: Store | None = None,
    polling: bool = False,
    tell: Callable[[str], None] = lambda _line: None,
    rest: Callable[[float], Awaitable[object]] = asyncio.sleep,
    looks_back: bool = False,
    sends: bool = False,
) -> FastAPI:
    """Put the program together; nothing is opened before it starts.

    Args:
        settings: As read and checked.
        clock: Gives the time, aware; the demo can turn it forward.
        store: An open store, which the program then closes; None to open one at the start.
        polling: Hear Telegram by long polling.
        tell: Tells the operator what only a person can put right, in a line beside the diagnostics.
        rest: Waits for a number of seconds, between two rounds of what is done now and then.
        looks_back, sends: Ask Twilio for messages that nobody heard; send what leaves on its own.

    Returns:
        The application. Its `state` holds what was made, None for a channel that is off, and what runs while it runs.
    """
    line, shown = line_of(settings), PublicPetitions(lambda: app.state.store, clock)

    async def petitions() -> Petitions:
        public, known = await shown.shown(), cast(Petitions, app.state.line)
        return replace(known, all=public.petitions, counts=public.counts)

    app = _bare(Program(settings, petitions, clock, store, polling, tell, rest, looks_back, sends))
    state = app.state
    state.settings, state.metrics, state.line, state.petitions = settings, Metrics(), line, shown
    state.alive, state.reasons = {"inbox": lambda: state.inbox.alive}, {}
    app.add_middleware(SecurityHeaders, https=line.public_url.startswith("https://"))
    _add_sms(app, settings, clock)
    _add_telegram(app, settings, petitions, clock)
    _add_pages(app, settings, line)
    return app


def _bare(program: Program) -> FastAPI:
    """The framework with everything off that would publish, redirect or report by itself."""
    return Doors(
        title="Undersigned",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=program.lifespan,
        # Its log would hold the words of exceptions, and its spans the requests; neither leaves this process.
        telemetry={"logs": False, "operation_spans": False, "auto_configure": False, "exclude": is_webhook},
    )


def line_of(settings: Settings) -> Petitions:
    """What the conversation may tell about this installation, without petitions and counts."""
    return Petitions(
        organization=settings.organization,
        default_language=settings.default_language,
        number="" if settings.sms_lacks else str(settings.twilio_from),
        bot="" if settings.telegram_lacks else settings.bot_username,
        whatsapp="" if settings.whatsapp_lacks else str(settings.twilio_whatsapp_from),
        public_url=settings.public_url or "",
    )


def _add_sms(app: FastAPI, settings: Settings, clock: Callable[[], datetime]) -> None:
    """Twilio's doors, which exist only while SMS or WhatsApp has its settings."""
    app.state.sms = None
    if settings.sms_lacks and settings.whatsapp_lacks:
        return
    numbers = [number for number in (settings.twilio_from, settings.twilio_whatsapp_from) if number]
    app.state.sms = SMS(
        settings.auth_tokens,
        str(settings.twilio_account_sid),
        numbers,
        opt_out=settings.opt_out,
        sender=settings.sender,
        whatsapp="" if settings.whatsapp_lacks else str(settings.twilio_whatsapp_from),
    )
    count = partial(app.state.metrics.answered, "twilio")
    reports = StatusReports(lambda: app.state.store, settings.sender, clock)
    url = str(settings.public_url)
    app.router.routes += twilio_routes(app.state.sms, lambda: app.state.inbox, url, count, reports.hear)
    _add_calls(app, settings)


def _add_calls(app: FastAPI, settings: Settings) -> None:
    """The door for calls to the number that people text, which exists only where calls are to be taken or counted."""
    if settings.twilio_voice == "off" or settings.sms_lacks:
        return
    account, number = str(settings.twilio_account_sid), str(settings.twilio_from)
    calls = Calls(settings.auth_tokens, account, number, settings.twilio_voice)
    count = partial(app.state.metrics.answered, "calls")
    app.router.routes += call_routes(calls, lambda: app.state.inbox, str(settings.public_url), count)


def _add_telegram(
    app: FastAPI, settings: Settings, petitions: Callable[[], Awaitable[Petitions]], clock: Callable[[], datetime]
) -> None:
    """Telegram's door, which exists only while Telegram has its settings and a secret to prove itself with."""
    app.state.telegram = app.state.delivery = app.state.extras = None
    if settings.telegram_lacks:
        return
    secret = settings.telegram_webhook_secret
    app.state.telegram = Telegram(secret.get_secret_value() if secret else "", settings.bot_username)
    app.state.delivery = TelegramDelivery(lambda calls: app.state.telegram_api.say(calls))

    extras = Extras(lambda: app.state.telegram_api, lambda: app.state.store, petitions, clock)
    app.state.extras = extras

    async def otherwise(what: StatusReport | Extra | Unknown) -> bytes:
        if not isinstance(what, Extra):
            return b""
        try:
            calls = await extras.answer(what)
        except StoreUnavailable as problem:
            # As with what is heard: Telegram brings it again.
            _sparingly.note("store unavailable", why=str(problem), at=where_it_failed(problem))
            raise Unavailable from None
        return json.dumps(calls).encode()

    if secret:
        url = settings.public_url or ""
        count = partial(app.state.metrics.answered, "telegram")
        routes = telegram_routes(app.state.telegram, lambda: app.state.inbox, url, app.state.delivery, otherwise, count)
        app.router.routes += routes


def _add_pages(app: FastAPI, settings: Settings, line: Petitions) -> None:
    """What the public and the machines beside us look at, and what they see when it is not there."""
    calls = line.number if settings.twilio_voice == "answer" else ""
    pages = Pages(
        app.state.petitions,
        Line(line.number, line.bot, line.public_url, line.whatsapp, calls),
        Pictures.beside(settings.database_file),
        settings.organization,
        settings.default_language,
    )
    health = Health(lambda: app.state.store, settings.database_url, app.state.alive, app.state.reasons)
    token = settings.metrics_token.get_secret_value() if settings.metrics_token else ""
    log = settings.database_file and settings.database_file.with_name(f"{settings.database_file.name}-wal")
    metrics = metrics_routes(app.state.metrics, token, health.problems, log, lambda: getattr(app.state, "runner", None))
    app.router.routes += [*page_routes(pages), *health_routes(health), *metrics]

    async def refused(request: Request, problem: Exception) -> Response:
        status = problem.status_code if isinstance(problem, HTTPException) else 500
        if status == 404 and not request.url.path.startswith(("/api/", "/webhooks/", "/static/")):
            return await pages.missing(request)
        headers = problem.headers if isinstance(problem, HTTPException) else None
        return PlainTextResponse("Not found.\n" if status == 404 else "Not possible.\n", status, headers)

    async def unavailable(request: Request, _problem: Exception) -> Response:
        headers = {"retry-after": RETRY_AFTER.decode()}
        if request.url.path.startswith("/api/"):
            return JSONResponse({"error": "unavailable"}, 503, headers)
        return PlainTextResponse("Please try again in a moment.\n", 503, headers)

    app.add_exception_handler(HTTPException, refused)
    # A key that does not open is the operator's to put right, and a visitor can only come back: `/readyz` names it.
    app.add_exception_handler(StoreUnavailable, unavailable)
    app.add_exception_handler(MasterKeyProblem, unavailable)
