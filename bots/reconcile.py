"""Asks Twilio for messages of which nobody knows whether they left: found is sent, twice absent is not sent.

Nothing is sent again here. Telegram's bots can ask nobody, so what is uncertain there stays so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

import structlog

from bots.channel import AccountProblem, StatusReport
from bots.sms_sent import SentMessage, SentMessages
from bots.status_reports import keep, read_report
from bots.where_it_failed import where_it_failed
from conversations.segments import fold
from storage import Store, uncertain
from storage.rounds import take_round
from storage.status_reports import Report
from storage.uncertain import Doubt, Place

#: Seconds between two rounds, and by which one may come early.
EVERY, _EARLY = 20.0, 2.0
#: Rows looked at in one read, and questions asked side by side.
_ROWS, _AT_ONCE = 200, 5
#: Seconds before the claim and after it in which a message may have been made; clocks differ.
_BEFORE, _AFTER = 30, 180

diagnostics = structlog.get_logger("undersigned.reconcile")


class Found(NamedTuple):
    """What one round came to."""

    sent: int
    not_sent: int


class Reconciler:
    """Looks uncertain messages up.

    Args:
        store: The open store.
        lists: One for each channel whose provider can be asked.
        sender: `TWILIO_SENDER`, which says what some codes mean.
        clock: Gives the time, aware.
        rest: Waits for a number of seconds.
    """

    def __init__(
        self,
        store: Store,
        lists: Sequence[SentMessages],
        sender: str,
        clock: Callable[[], datetime],
        rest: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._store, self._sender, self._clock, self._rest = store, sender, clock, rest
        self._lists = {one.channel: one for one in lists}

    async def run(self) -> None:
        """Look every twenty seconds until cancelled; of several processes one does it each time."""
        take = partial(take_round, name="uncertain messages", seconds=EVERY - _EARLY)
        while True:
            try:
                if await self._store.write(partial(take, now=self._clock())):
                    await self.look()
            except AccountProblem as problem:
                diagnostics.warning(
                    "Twilio's list of what was sent could not be read; it is tried again", why=str(problem)
                )
            except Exception as problem:
                kind, at = type(problem).__name__, where_it_failed(problem)
                diagnostics.warning("looking uncertain messages up failed; it is tried again", kind=kind, at=at)
            await self._rest(EVERY)

    async def look(self) -> Found:
        """One round.

        Raises:
            AccountProblem: when Twilio does not tell; what it told before that was written down.
            StoreUnavailable: when the database refuses.
        """
        sent = not_sent = 0
        after: Place | None = None
        while (page := await self._page(after)) is not None:
            doubts, after = page
            for at in range(0, len(doubts), _AT_ONCE):
                found = await self._settle(doubts[at : at + _AT_ONCE])
                sent, not_sent = sent + found.sent, not_sent + found.not_sent
        if sent or not_sent:
            diagnostics.info("uncertain messages were looked up", sent=sent, not_sent=not_sent)
        return Found(sent, not_sent)

    async def _page(self, after: Place | None) -> tuple[list[Doubt], Place] | None:
        """The next ones to ask for: the outbox's, then deliveries by place; None at the end."""
        channels, now = list(self._lists), int(self._clock().timestamp())
        if after is None:
            look = partial(uncertain.outbox_in_doubt, channels=channels, now=now, most=_ROWS)
            return await self._store.read(look), (0, 0, 0)
        search = partial(uncertain.in_doubt, channels=channels, now=now, after=after, most=_ROWS)
        doubts, last = await self._store.read(search)
        return None if last == after else (doubts, last)

    async def _settle(self, doubts: Sequence[Doubt]) -> Found:
        """Ask for some and write down what was answered, also where not all was."""
        now = self._clock()
        answers = await asyncio.gather(*map(self._ask, doubts), return_exceptions=True)
        reports: list[Report] = []
        absent: list[Doubt] = []
        unclear: list[Doubt] = []
        for doubt, answer in zip(doubts, answers, strict=True):
            if isinstance(answer, BaseException):
                continue
            one = _the_one(doubt, answer)
            if one is not None:
                told = StatusReport(one.id, one.status, doubt.delivery, one.code, doubt.channel, doubt.address)
                reports.append(read_report(told, self._sender))
            else:
                (unclear if answer else absent).append(doubt)
        sent = (await keep(self._store, reports, now)).news if reports else 0
        asked = partial(uncertain.asked_in_vain, absent=absent, unclear=unclear, now=int(now.timestamp()))
        not_sent = await self._store.write(asked) if absent or unclear else 0
        for answer in answers:
            if isinstance(answer, BaseException):
                raise answer
        return Found(sent, not_sent)

    async def _ask(self, doubt: Doubt) -> list[SentMessage]:
        sent = self._lists[doubt.channel]
        return await sent.to(doubt.address, doubt.claimed - _BEFORE, doubt.claimed + _AFTER)


def _the_one(doubt: Doubt, listed: Sequence[SentMessage]) -> SentMessage | None:
    """Which of the messages of those minutes it is; None = none, or nobody can tell.

    A service may have put plain characters in the place of others. Of the outbox the words are not kept: at most one
    of its messages is on its way to one address at a time.
    """
    if not doubt.text:
        return listed[0] if len(listed) == 1 else None
    return next((one for one in listed if _plain(one.text) == _plain(doubt.text)), None)


def _plain(text: str) -> str:
    return " ".join(fold(text).split())
