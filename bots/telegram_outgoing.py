"""Says answers by the Bot API, each chat for itself: a chat that Telegram makes wait holds up no other.

1. The calls of one chat are made in their order, by a task that lives as long as there are any.
2. A call that failed for want of a connection or by Telegram's limits is made again, after the seconds that Telegram
   names, else after longer and longer ones; after some tries it is given up, so that nothing waits for ever.
3. When several chats are told to wait at the same time, the limit may be the bot's own (Telegram does not say which it
   is): until they are through, calls go out one at a time, with a rest before each.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import structlog

from bots.background import Background
from bots.telegram_api import Later, TelegramApi
from bots.telegram_writing import Call
from bots.where_it_failed import where_it_failed

#: Calls on their way at the same time.
AT_ONCE = 16
#: How often a call is made before it is given up.
TRIES = 5
#: Seconds to rest where Telegram names none: the first time; and at most, whatever it names.
FIRST_REST, LONGEST_REST = 1.0, 300.0
#: Chats told to wait at once that make it the bot's limit, and the seconds before each call meanwhile.
SEVERAL, SLOW_REST = 3, 0.1
#: Calls that may wait, of one chat and in all. Telegram brings at most 100 updates at once; a tap is answered by two.
CHAT_ROOM, ROOM = 200, 4000

Rest = Callable[[float], Awaitable[None]]
diagnostics = structlog.get_logger("undersigned.telegram")


@dataclass(slots=True)
class _Chat:
    """What is to be said in one chat."""

    calls: deque[Call] = field(default_factory=deque)
    #: Set while nothing is on its way for the first time: all is said, or what comes first has to wait.
    tried: asyncio.Event = field(default_factory=asyncio.Event)


class Outgoing:
    """Makes calls in the background.

    Args:
        api: The bot's API, open for as long as anything is said.
        stop: Set from outside when the program ends: nothing is tried again after that.
        rest: Waits some seconds, or until `stop` is set.
    """

    def __init__(self, api: TelegramApi, stop: asyncio.Event, rest: Rest) -> None:
        self._api, self._stop, self._rest = api, stop, rest
        self._chats: dict[int | str, _Chat] = {}
        self._background = Background(ROOM, _failed)
        self._told_to_wait: set[int | str] = set()
        self._slots, self._one_at_a_time = asyncio.Semaphore(AT_ONCE), asyncio.Lock()

    def say(self, chat_id: int | str, calls: Sequence[Call]) -> None:
        """Let these calls be made, after those of this chat that wait already.

        Args:
            chat_id: Telegram's id of the chat; of what goes into none, an inline query's, which is a string.
            calls: In their order.
        """
        if not calls:
            return
        chat = self._chats.get(chat_id) or _Chat()
        waiting = sum(len(one.calls) for one in self._chats.values())
        if len(chat.calls) + len(calls) > CHAT_ROOM or waiting + len(calls) > ROOM:
            diagnostics.warning("telegram answer dropped", why="too many wait", method=calls[0]["method"])
            return
        chat.calls.extend(calls)
        if chat_id not in self._chats:
            self._chats[chat_id] = chat
            # There is room: each chat has one call at least that waits.
            self._background.begin(self._say_all(chat_id, chat))

    async def tried(self, seconds: float) -> None:
        """Wait until everything was tried or has to wait behind something that was, but at most `seconds`."""
        trying = [asyncio.ensure_future(chat.tried.wait()) for chat in self._chats.values()]
        if trying:
            _tried, late = await asyncio.wait(trying, timeout=seconds)
            for one in late:
                one.cancel()

    async def finish(self, seconds: float) -> None:
        """Wait at most `seconds` for what is still being said, then let it go."""
        await self._background.finish(seconds)

    async def _say_all(self, chat_id: int | str, chat: _Chat) -> None:
        try:
            while chat.calls:
                chat.tried.clear()
                await self._say(chat_id, chat, chat.calls[0])
                chat.calls.popleft()
        finally:
            del self._chats[chat_id]
            chat.tried.set()

    async def _say(self, chat_id: int | str, chat: _Chat, call: Call) -> None:
        pause = FIRST_REST
        try:
            for left in reversed(range(TRIES)):
                later = await self._attempt(call)
                if later is None:
                    return
                chat.tried.set()
                if not left or self._stop.is_set():
                    break
                await self._wait(chat_id, later, pause)
                pause *= 2
        finally:
            # Only now: chats that wait equally long wake together, and each must still find the others there.
            self._told_to_wait.discard(chat_id)
        diagnostics.warning("telegram answer dropped", why="tried too often", method=call["method"])

    async def _attempt(self, call: Call) -> Later | None:
        async with self._slots:
            if len(self._told_to_wait) < SEVERAL:
                return await self._api.attempt(call)
            async with self._one_at_a_time:
                await self._rest(SLOW_REST)
                return await self._api.attempt(call)

    async def _wait(self, chat_id: int | str, later: Later, pause: float) -> None:
        if later.seconds is None:
            await self._rest(min(pause, LONGEST_REST))
            return
        self._told_to_wait.add(chat_id)
        await self._rest(min(later.seconds, LONGEST_REST))


def _failed(problem: Exception) -> None:
    diagnostics.error("telegram answer failed", kind=type(problem).__name__, at=where_it_failed(problem))
