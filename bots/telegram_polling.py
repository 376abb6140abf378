"""Hears Telegram without a public address: long polling, for as long as it is told to.

An update counts as received by Telegram only when a later one is asked for, so that is done after the commit: whatever
happens in between, the update comes again, and the inbox gives it the same answer. Before that the answers are tried,
for a moment at most: a chat that can't be answered now holds up neither the others nor the next updates.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import structlog
from telegram.error import Conflict, InvalidToken, TelegramError

from bots.channel import Extra
from bots.inbox import Full, Inbox, Unavailable
from bots.telegram import Telegram
from bots.telegram_api import TelegramApi, why
from bots.telegram_extras import Extras
from bots.telegram_outgoing import Outgoing, Rest
from bots.where_it_failed import where_it_failed
from conversations import Heard

#: Seconds that Telegram may hold a request open while nothing is new.
LONG_POLL = 25
#: Seconds to rest after a failure: the first, and at most.
_FIRST_REST, _LONGEST_REST = 1.0, 60.0
#: Seconds for which the next updates wait for the answers to the present ones to be tried once.
_FIRST_TRIES = 2.0
#: Seconds that answers get to go out when polling ends.
_LAST_TRIES = 5.0

diagnostics = structlog.get_logger("undersigned.telegram")


class PollingRefused(Exception):
    """Telegram will not let this program poll; the text says why and what to do."""


class Polling:
    """The loop that fetches updates, has them heard and says the answers.

    Args:
        api: The bot's API, open.
        telegram: The channel, which reads updates and writes answers.
        inbox: Where messages are heard.
        extras: Answers what is no conversation.
        stop: Set from outside when polling is to end.
        rest: Waits some seconds, or until `stop` is set.
    """

    def __init__(
        self,
        api: TelegramApi,
        telegram: Telegram,
        inbox: Inbox,
        extras: Extras,
        stop: asyncio.Event,
        rest: Rest | None = None,
    ) -> None:
        self._api, self._telegram, self._inbox, self._extras = api, telegram, inbox, extras
        self._stop = stop
        self._rest = rest or self._rest_unless_stopped
        self._outgoing = Outgoing(api, stop, self._rest)

    async def run(self) -> None:
        """Poll until told to stop; then Telegram is told what was received.

        Raises:
            PollingRefused: when the token is wrong, a webhook is set, or another program polls this bot.
        """
        try:
            offset = await self._poll()
        finally:
            await self._outgoing.finish(_LAST_TRIES)
        if offset is not None:
            with suppress(TelegramError):
                await self._api.updates(offset, 0)

    async def _poll(self) -> int | None:
        """Poll until told to stop; returns the id of the first update that Telegram should deliver (again)."""
        offset: int | None = None
        pause = _FIRST_REST
        while not self._stop.is_set():
            try:
                updates = await self._unless_stopped(self._api.updates(offset, LONG_POLL))
            except TelegramError as problem:
                if isinstance(problem, Conflict | InvalidToken):
                    raise PollingRefused(_refusal(problem)) from None
                diagnostics.warning("telegram updates failed", why=why(problem))
                await self._rest(pause)
                pause = min(pause * 2, _LONGEST_REST)
                continue
            pause = _FIRST_REST
            offset = await self._received(updates or [], offset)
        return offset

    async def _received(self, updates: Sequence[Mapping[str, Any]], offset: int | None) -> int | None:
        """Deal with `updates`; returns the id of the first one that Telegram should deliver (again)."""
        chats: dict[str, list[tuple[int, Heard]]] = {}
        for update in updates:
            offset = update["update_id"] + 1
            heard = self._telegram.read(update)
            if isinstance(heard, Heard):
                chats.setdefault(heard.address, []).append((update["update_id"], heard))
            elif isinstance(heard, Extra):
                await self._extra(heard)
            else:
                diagnostics.info("telegram update of an unknown shape", shape=heard.shape)
        unheard = await asyncio.gather(*[self._chat(messages) for messages in chats.values()])
        await self._outgoing.tried(_FIRST_TRIES)
        return min([update_id for update_id in unheard if update_id is not None], default=offset)

    async def _extra(self, what: Extra) -> None:
        try:
            calls = await self._extras.answer(what)
        except Exception as problem:
            # The petitions could not be read; a card is no reason to stop hearing.
            diagnostics.warning("telegram card failed", kind=type(problem).__name__, at=where_it_failed(problem))
            return
        for call in calls:
            # What answers an inline query goes into no chat, and stands in a row of its own.
            self._outgoing.say(call.get("chat_id") or call["inline_query_id"], [call])

    async def _chat(self, messages: Sequence[tuple[int, Heard]]) -> int | None:
        """Hear one chat's messages in their order; returns the update that could not be kept, if any."""
        for update_id, heard in messages:
            answer = await self._hear(heard)
            if answer is None:
                return update_id
            self._outgoing.say(int(heard.address), json.loads(self._telegram.addressed(heard, answer)))
        return None

    async def _hear(self, heard: Heard) -> bytes | None:
        pause = _FIRST_REST
        while True:
            try:
                return await self._inbox.hear(heard, self._telegram.answer)
            except (Full, Unavailable):
                if self._stop.is_set():
                    return None
            await self._rest(pause)
            pause = min(pause * 2, _LONGEST_REST)

    async def _unless_stopped(self, fetching: Awaitable[list[dict[str, Any]]]) -> list[dict[str, Any]] | None:
        fetch, stop = asyncio.ensure_future(fetching), asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({fetch, stop}, return_when=asyncio.FIRST_COMPLETED)
            return fetch.result() if fetch.done() else None
        finally:
            for waiting in (fetch, stop):
                waiting.cancel()
            await asyncio.gather(fetch, stop, return_exceptions=True)

    async def _rest_unless_stopped(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), seconds)


def _refusal(problem: TelegramError) -> str:
    if isinstance(problem, InvalidToken):
        return "Telegram refuses the token of the bot: check TELEGRAM_BOT_TOKEN."
    return (
        "Telegram refuses long polling: another program polls this bot, or a webhook is set for it. "
        "Stop the other program, take the webhook off with Telegram's deleteWebhook, or serve without --poll."
    )
