"""The simulator's doors: its page, the few requests behind it, and the fake Bot API that the product calls."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import ClientError, ClientSession
from fastapi import APIRouter, FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles

from api.demo.chats import Chats, Refused
from api.demo.clock import DemoClock, TooFarAhead
from api.demo.home import Home
from api.demo.page import LANGUAGES, STATIC, Page
from api.demo.phone_network import PhoneNetwork, Text
from api.demo.requests import ClockRequest, TextRequest, UpdateRequest
from api.demo.telegram_network import Person, TelegramNetwork


@dataclass
class Simulator:
    """Everything behind the page; `session` is open while the app runs."""

    page: Page
    phones: PhoneNetwork
    people: TelegramNetwork
    chats: Chats
    clock: DemoClock
    home: Home
    bot_token: str
    session: ClientSession | None = None

    @property
    def loopback(self) -> ClientSession:
        """The client for the real webhooks."""
        if self.session is None:
            raise HTTPException(503)
        return self.session


def open_doors(app: FastAPI, simulator: Simulator) -> None:
    """Add the simulator's routes to the product's app."""
    app.include_router(_page_doors(simulator))
    app.include_router(_device_doors(simulator))
    app.include_router(_bot_api(simulator))
    app.mount("/demo/static", StaticFiles(directory=STATIC), name="demo-static")


def _page_doors(simulator: Simulator) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/demo")
    async def page(request: Request) -> HTMLResponse:
        return HTMLResponse(await simulator.page.draw(request.app.state.store, _language(request)))

    @router.get("/demo/api/state")
    async def state(request: Request, person: int, after: int = 0, run: str = "") -> dict[str, Any]:
        return {
            "now": simulator.clock().isoformat(),
            "petitions": await simulator.page.petitions(request.app.state.store),
            "run": simulator.chats.run,
            "changes": simulator.chats.since(person, after, run),
        }

    @router.post("/demo/api/clock")
    async def clock(asked: ClockRequest) -> JSONResponse:
        try:
            return JSONResponse({"now": simulator.clock.move(asked.hours).isoformat()})
        except TooFarAhead as problem:
            return JSONResponse({"detail": str(problem)}, 409)

    return router


def _device_doors(simulator: Simulator) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.post("/demo/api/sms")
    async def sms(asked: TextRequest) -> dict[str, Any]:
        sent = Text(asked.sender, asked.text, asked.photo, asked.sid)
        try:
            return await simulator.phones.send(simulator.loopback, sent)
        except ClientError:
            raise HTTPException(502) from None

    @router.post("/demo/api/telegram")
    async def telegram(asked: UpdateRequest) -> dict[str, Any]:
        person = Person(asked.person.id, asked.person.name, asked.person.language)
        try:
            status = await _act(simulator, person, asked)
        except ClientError:
            raise HTTPException(502) from None
        changes = simulator.chats.since(person.id, asked.after, asked.run)
        return {"status": status, "run": simulator.chats.run, "changes": changes}

    return router


async def _act(simulator: Simulator, person: Person, asked: UpdateRequest) -> int:
    people, session = simulator.people, simulator.loopback
    if asked.blocked is not None:
        return await people.block(session, person, blocked=asked.blocked)
    if person.id in simulator.home.remembered.blocked:
        # Telegram lifts the block before it lets anybody write.
        await people.block(session, person, blocked=False)
    if asked.start is not None:
        return await people.say(session, person, f"/start {asked.start}".strip())
    if asked.tap is not None:
        return await people.tap(session, person, asked.tap, asked.message)
    if asked.photo:
        return await people.send_photo(session, person)
    if asked.text is None:
        raise HTTPException(422)
    return await people.say(session, person, asked.text)


def _bot_api(simulator: Simulator) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.post("/bot{token}/{method}")
    @router.get("/bot{token}/{method}")
    async def bot(token: str, method: str, request: Request) -> JSONResponse:
        if token != simulator.bot_token:
            return JSONResponse({"ok": False, "error_code": 401, "description": "Unauthorized"}, 401)
        try:
            result = simulator.chats.call(method, await _parameters(request))
        except Refused as refused:
            answer = {"ok": False, "error_code": refused.status, "description": refused.description}
            return JSONResponse(answer, refused.status)
        return JSONResponse({"ok": True, "result": result})

    return router


async def _parameters(request: Request) -> Mapping[str, Any]:
    """What a call was given, in whichever of the ways that the Bot API accepts (files apart)."""
    body = await request.body()
    if request.headers.get("content-type", "").startswith("application/json"):
        return dict(json.loads(body or b"{}"))
    return dict(parse_qsl(body.decode(), keep_blank_values=True)) | dict(request.query_params)


def _language(request: Request) -> str:
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        return asked
    return "es" if request.headers.get("accept-language", "").lower().startswith("es") else "en"
