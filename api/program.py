"""What runs beside the doors while the program is up: the store, the inbox, the mouth to Telegram, and forgetting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import count
from typing import Any

from fastapi import FastAPI
from starlette.datastructures import State

from api.burst_watch import LOOK_EVERY, BurstWatch
from api.diagnostics import note, warn
from api.missed_inbound import MissedInbound
from api.sending import sending
from api.settings import Settings
from bots.approving import hears_approvals
from bots.inbox import Inbox
from bots.runner import Runner
from bots.sms_missed import ReceivedSMS
from bots.telegram_api import TelegramApi
from bots.telegram_counters import GroupCounters
from bots.telegram_polling import Polling, PollingRefused
from conversations import Petitions
from storage import MasterKey, Store
from storage.retention import SLICES, forget

#: Seconds between two slices of forgetting: a round of all slices takes an hour, and nobody waits for more than one.
FORGET_EVERY = 3600.0 / SLICES
#: Seconds for which SQLite's log may keep what was erased.
CLEAR_LOG_EVERY = 10.0
#: Seconds between two questions to Telegram whether the bot's inline mode is on.
ASK_EVERY = 3600.0
#: Seconds that calls to Telegram get to finish when the program stops.
LAST_CALLS = 5.0


def open_store(settings: Settings) -> Store:
    """Open the store as its one serving process; its schema must be up to date.

    Raises:
        Exception: whatever `MasterKey.find` and `Store.open` raise.
    """
    master = MasterKey.find(settings.key, settings.undersigned_key_file, settings.database_url)
    return Store.open(settings.database_url, master, serving=True)


@dataclass(frozen=True, slots=True)
class Program:
    """One run of the web program.

    Args:
        settings: As read and checked.
        petitions: Gives the line with its petitions, for the cards in Telegram groups.
        clock: Gives the time, aware.
        store: An open store, closed at the end; None to open one.
        polling: Hear Telegram by long polling.
        tell: Tells the operator, in a line for people.
        rest: Waits for a number of seconds, between two rounds of what is done now and then.
        looks_back: Look for messages that Twilio has and nobody heard.
        sends: Send what leaves on its own.
    """

    settings: Settings
    petitions: Callable[[], Awaitable[Petitions]]
    clock: Callable[[], datetime]
    store: Store | None
    polling: bool
    tell: Callable[[str], None]
    rest: Callable[[float], Awaitable[object]] = asyncio.sleep
    looks_back: bool = False
    sends: bool = False

    @asynccontextmanager
    async def lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        """Open everything in order; at the end finish what waits, in the reverse order."""
        state = app.state
        async with AsyncExitStack() as stack:
            state.store = self.store or await asyncio.to_thread(open_store, self.settings)
            stack.push_async_callback(state.store.aclose)
            state.inbox = await stack.enter_async_context(self._inbox(state))
            token = self.settings.telegram_bot_token
            if token and state.telegram:
                api = TelegramApi(token.get_secret_value(), self.settings.telegram_api_url)
                state.telegram_api = await stack.enter_async_context(api)
                stack.push_async_callback(state.delivery.finish, LAST_CALLS)
                stack.push_async_callback(state.extras.finish, LAST_CALLS)
                counters = GroupCounters(api, state.store, self.petitions, self.clock)
                await stack.enter_async_context(_beside(counters.run(), "group cards"))
                await stack.enter_async_context(_beside(self._ask_for_inline_mode(api, state), "inline mode"))
                if self.polling:
                    await stack.enter_async_context(self._poll(app))
            for name, work in self._now_and_then(state).items():
                await stack.enter_async_context(_beside(work, name))
            if self.looks_back and state.sms:
                await stack.enter_async_context(_beside(self._missed(app).run(), "missed messages"))
            if self.sends:
                state.runner = await stack.enter_async_context(self._sending(state))
            note("the doors are open")
            yield
        note("everything is finished and closed")

    def _inbox(self, state: State) -> Inbox:
        settings = self.settings
        approvals = hears_approvals(two_people=settings.two_people == "on", language=settings.default_language)
        return Inbox(state.store, lambda: state.line, self.clock, watch=state.metrics.played, hears_first=approvals)

    @asynccontextmanager
    async def _poll(self, app: FastAPI) -> AsyncIterator[None]:
        """Poll until the program stops; what was fetched is finished first."""
        stop, state = asyncio.Event(), app.state
        polling = Polling(state.telegram_api, state.telegram, state.inbox, state.extras, stop)
        task = asyncio.create_task(self._poll_or_say_why(polling, state.reasons), name="polling")
        state.alive["polling"] = lambda: not task.done()
        try:
            yield
        finally:
            stop.set()
            await task

    async def _poll_or_say_why(self, polling: Polling, reasons: dict[str, str]) -> None:
        try:
            await polling.run()
        except PollingRefused as problem:
            reasons["polling"] = str(problem)
            warn("long polling stopped", why=str(problem))
            self.tell(f"Telegram is not heard any more. {problem}")

    def _sending(self, state: State) -> AbstractAsyncContextManager[Runner | None]:
        return sending(self.settings, state.store, self.clock, state.metrics.left)

    def _missed(self, app: FastAPI) -> MissedInbound:
        settings, state = self.settings, app.state
        account = (str(settings.twilio_account_sid), settings.auth_tokens[0], settings.twilio_api_url)
        received = ReceivedSMS(state.sms, *account, settings.texted_numbers)
        return MissedInbound(received, state.sms, state.store, state.inbox, self.clock, self.rest)

    def _now_and_then(self, state: State) -> dict[str, Coroutine[Any, Any, None]]:
        """What is done over and over beside all else, by name."""
        store, watch = state.store, BurstWatch(state.store, self.clock, state.metrics.flagged)
        # By the clock, so that programs which are often started anew come to every slice.
        turns = count(int(self.clock().timestamp() / FORGET_EVERY))
        return {
            "forgetting": _again(
                lambda: self._forget(store, next(turns) % SLICES),
                partial(self.rest, FORGET_EVERY),
                "forgetting failed; it is tried again in an hour",
            ),
            "clearing the log": _again(
                store.clear_log,
                partial(asyncio.sleep, CLEAR_LOG_EVERY),
                "the database's log could not be cleared; it is tried again soon",
            ),
            "bursts": _again(
                watch.look,
                partial(asyncio.sleep, LOOK_EVERY),
                "looking for bursts failed; it is tried again in a minute",
            ),
        }

    async def _forget(self, store: Store, slice_number: int) -> None:
        forgotten = await store.write(partial(forget, now=self.clock(), slice_number=slice_number))
        if total := sum(forgotten.values()):
            note("forgot what had expired", count=total)

    async def _ask_for_inline_mode(self, api: TelegramApi, state: State) -> None:
        """Tell the line whether cards can be placed; where Telegram can't be asked, what was known holds."""
        while True:
            if (places_cards := await api.places_cards()) is not None:
                state.line = replace(state.line, places_cards=places_cards)
            await self.rest(ASK_EVERY)


async def _again(work: Callable[[], Awaitable[object]], rest: Callable[[], Awaitable[object]], failed: str) -> None:
    """Do `work`, rest, and so on until cancelled; `failed` is told when it fails."""
    while True:
        try:
            await work()
        except Exception as problem:
            warn(failed, problem)
        await rest()


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None], name: str) -> AsyncIterator[None]:
    """Run a coroutine beside the body, and cancel it at the end."""
    task = asyncio.create_task(work, name=name)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
