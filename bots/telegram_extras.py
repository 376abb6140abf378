"""What Telegram brings that is no conversation: wishes for a card in a group, lost groups, inline queries.

A group's card is said by the API, since only the API's answer tells the message's number, by which its count is edited
later (`bots.telegram_counters`). It is said in the background: the update is taken at once, and an outage of the API
holds up nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from time import monotonic
from typing import Any

import structlog

from bots.background import Background
from bots.channel import Extra
from bots.telegram_api import Gone, Later, Moved, Refused, Sent, TelegramApi
from bots.telegram_card import card_call
from bots.telegram_group import CardAsked, GroupLost, Wanted, bare_card, petition_asked_for, to_group
from bots.telegram_inline import InlineAsked, inline_answer
from bots.telegram_writing import Call
from bots.where_it_failed import where_it_failed
from conversations import Petitions, Standing
from storage import Store
from storage.group_cards import EVERY, claim, drop, drop_group, placed

#: How often a card is tried, and the seconds before it is tried again where Telegram names none.
TRIES, FIRST_REST = 3, 1.0
#: Seconds of waiting after which nobody in the group looks for the card any more.
LONGEST_REST = 60.0
#: Tasks in the background at most; beyond that no card is given.
ROOM = 1000

diagnostics = structlog.get_logger("undersigned.telegram")


@dataclass(slots=True)
class Extras:
    """Deals with what is said or done besides conversations.

    Args:
        api: Gives the bot's API, open.
        store: Gives the store.
        petitions: Gives the line with its petitions and counts.
        clock: Gives the time, aware.
        seconds: Gives seconds that never go back.
        rest: Waits some seconds.
    """

    api: Callable[[], TelegramApi]
    store: Callable[[], Store]
    petitions: Callable[[], Awaitable[Petitions]]
    clock: Callable[[], datetime]
    seconds: Callable[[], float] = monotonic
    rest: Callable[[float], Awaitable[object]] = asyncio.sleep
    #: When each group was last given a card by this process, oldest first.
    _given: dict[int, float] = field(default_factory=dict)
    _background: Background = field(default_factory=lambda: Background(ROOM, _failed))

    async def answer(self, what: Extra) -> list[Call]:
        """Deal with `what`.

        Returns:
            The calls that answer it at once.

        Raises:
            StoreUnavailable: when the petitions can't be read.
        """
        match what:
            case InlineAsked():
                return [inline_answer(what, await self.petitions(), self.clock())]
            case CardAsked():
                return await self._card(what) if self._may_have_a_card(what.chat) else []
            case GroupLost():
                self._in_background(self._lost(what.chat))
                return []
            case _:
                return []

    async def finish(self, seconds: float) -> None:
        """Wait at most `seconds` for what is still being done, then let it go."""
        await self._background.finish(seconds)

    def _may_have_a_card(self, chat: int) -> bool:
        """Whether the group was given none in the last `EVERY` seconds; if so it counts as given from now on.

        Anybody in a group can ask, and Telegram takes at most 20 messages a minute into one.
        """
        now = self.seconds()
        for other, given in list(self._given.items()):
            # In the order of being given, so the rest is younger.
            if now - given < EVERY:
                break
            del self._given[other]
        if chat in self._given:
            return False
        self._given[chat] = now
        return True

    async def _card(self, asked: CardAsked) -> list[Call]:
        try:
            petitions = await self.petitions()
        except BaseException:
            # None was given, so whoever asks again gets one.
            self._given.pop(asked.chat, None)
            raise
        wanted, now = petition_asked_for(asked, petitions), self.clock()
        if wanted is None:
            return [bare_card(asked, petitions)]
        call = card_call(wanted.petition, petitions, wanted.language, wanted.source, now)
        if wanted.petition.standing(now) is not Standing.OPEN:
            return [to_group(call, asked.chat, asked.topic)]
        shown = petitions.counts.get(wanted.petition.slug, 0)
        self._in_background(self._place(wanted, shown, call, asked.chat, asked.topic))
        return []

    async def _place(self, wanted: Wanted, shown: int, call: Call, chat: int, topic: int | None) -> None:
        """Claim a card that shows the count `shown`, say it by `call`, and write down where it stands."""
        petition, language, source = wanted
        slug, store, now = petition.slug, self.store(), self.clock()
        claimed = await store.write(lambda tx: claim(tx, chat, slug, language, source, now))
        if claimed == "too soon":
            return
        said = await self._said(to_group(call, chat, topic))
        if isinstance(said, Moved):
            await store.write(partial(drop_group, chat=chat))
            await self._place(wanted, shown, call, said.chat, None)
        elif claimed == "kept" and (message := _number_of(said)) is not None:
            await store.write(partial(placed, chat=chat, petition=slug, message=message, shown=shown))
        elif claimed == "kept":
            await store.write(partial(drop, chat=chat, petition=slug))

    async def _said(self, call: Call) -> Sent | Moved | None:
        pause = FIRST_REST
        for left in reversed(range(TRIES)):
            match await self.api().call(call):
                case Sent() | Moved() as said:
                    return said
                case Refused() | Gone():
                    return None
                case Later(seconds):
                    if not left or (seconds or pause) > LONGEST_REST:
                        return None
                    await self.rest(seconds or pause)
                    pause *= 2
        return None

    async def _lost(self, chat: int) -> None:
        await self.store().write(partial(drop_group, chat=chat))

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        if not self._background.begin(work):
            diagnostics.warning("telegram card dropped", why="too many wait")


def _number_of(said: Sent | Moved | None) -> int | None:
    """The number of the message that was sent, if Telegram told one."""
    result = said.result if isinstance(said, Sent) else None
    number = result.get("message_id") if isinstance(result, dict) else None
    return number if isinstance(number, int) else None


def _failed(problem: Exception) -> None:
    """A failure of the store or of ours goes to the diagnostics without its words."""
    diagnostics.warning("telegram card failed", kind=type(problem).__name__, at=where_it_failed(problem))
