"""Keeps the counts on the cards in groups up to date: now and then one process edits those that have moved."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from bots.telegram_api import Gone, Later, Moved, Refused, Sent, TelegramApi
from bots.telegram_card import card_call
from bots.telegram_group import to_group
from bots.where_it_failed import where_it_failed
from conversations import Petitions, Standing
from storage import Store, Transaction
from storage.group_cards import EVERY, CardRow, drop, drop_group, give_back, take_due
from storage.rounds import take_round

#: Seconds by which a round may come early, so that a process does not pass over each second one of its own.
_EARLY = 5.0
#: Seconds between the edits of two cards: at most a third of what Telegram takes from a bot in a second, so that
#: answers to people never wait for counts.
REST_SECONDS = 0.1
#: Cards of one round: 40 seconds where Telegram takes a tenth of one for each edit. Where it takes longer, so does the
#: round: this process begins its next one a minute after the end, and others go on meanwhile with other cards.
MOST_CARDS = 200

diagnostics = structlog.get_logger("undersigned.telegram")


@dataclass(frozen=True, slots=True)
class GroupCounters:
    """Edits cards.

    Args:
        api: The bot's API, open.
        store: Knows the cards.
        petitions: Gives the line with its petitions and counts.
        clock: Gives the time, aware.
        rest: Waits some seconds.
    """

    api: TelegramApi
    store: Store
    petitions: Callable[[], Awaitable[Petitions]]
    clock: Callable[[], datetime]
    rest: Callable[[float], Awaitable[object]] = asyncio.sleep

    async def run(self) -> None:
        """Do a round every minute, until cancelled; of several processes one does each."""
        while True:
            await self.rest(EVERY)
            try:
                await self.round()
            except Exception as problem:
                kind, at = type(problem).__name__, where_it_failed(problem)
                diagnostics.warning("group cards could not be brought up to date", kind=kind, at=at)

    async def round(self) -> int:
        """One round.

        Returns:
            How many cards were taken to be edited.
        """
        petitions, now = await self.petitions(), self.clock()
        standings = {one.slug: one.standing(now) for one in petitions.all}
        counts = {slug: petitions.counts.get(slug, 0) for slug, what in standings.items() if what is Standing.OPEN}
        closed = [slug for slug, what in standings.items() if what is Standing.CLOSED]

        def take(tx: Transaction) -> list[CardRow]:
            ours = take_round(tx, "group cards", now, EVERY - _EARLY)
            return take_due(tx, counts, closed, now, MOST_CARDS) if ours else []

        taken = await self.store.write(take)
        left = list(taken)
        try:
            while left:
                later = await self._edit(left[0], petitions, now)
                if later is not None:
                    await self._wait(left, later)
                    return len(taken)
                left.pop(0)
                await self.rest(REST_SECONDS)
        except BaseException:
            # The program stops, or something failed: the next round, here or elsewhere, goes on.
            await self._give_back(left)
            raise
        return len(taken)

    async def _edit(self, card: CardRow, petitions: Petitions, now: datetime) -> Later | None:
        """Edit one card; `Later` when the bot has to wait."""
        petition = petitions.by_slug[card.petition]
        call = card_call(petition, petitions, card.language, card.source, now)
        edit = {**to_group(call, card.chat), "method": "editMessageText", "message_id": card.message}
        match await self.api.call(edit):
            case Sent():
                if petition.standing(now) is Standing.CLOSED:
                    await self.store.write(partial(drop, chat=card.chat, petition=card.petition))
            case Refused("message"):
                await self.store.write(partial(drop, chat=card.chat, petition=card.petition))
            case Moved() | Gone():
                # In a supergroup the message has no number any more (see `telegram_group.read_in_group`).
                await self.store.write(partial(drop_group, chat=card.chat))
            case Refused("bot"):
                return Later(None)
            case Later() as later:
                return later
        return None

    async def _wait(self, left: Sequence[CardRow], later: Later) -> None:
        seconds = later.seconds
        until = None if seconds is None else self.clock() + timedelta(seconds=seconds)
        await self._give_back(left, until)

    async def _give_back(self, left: Sequence[CardRow], until: datetime | None = None) -> None:
        await self.store.write(partial(give_back, taken=left, until=until))
