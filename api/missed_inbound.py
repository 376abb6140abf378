"""Hears what Twilio received while we were away: once after a start, then every ten minutes.

Opt-outs come before all: whoever said STOP is heard first, with all that they wrote, and then the others; of each the
oldest first.
What is found was sent some minutes ago, so nothing is answered in its place (see `conversations.missed`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from api.diagnostics import note, warn
from bots.channel import AccountProblem
from bots.inbox import Full, Inbox, Unavailable
from bots.sms import SMS
from bots.sms_missed import ReceivedSMS
from conversations import Heard
from conversations.optout import opt_out_in
from storage import Store
from storage.answers import unheard
from storage.rounds import take_round

#: Seconds between two rounds.
LOOK_EVERY = 600.0
#: What is younger may still be on its way: Twilio tries for 15 seconds, and some more where it is told to.
STILL_COMING = timedelta(minutes=2)
#: How far the first round looks back, and by how much the later ones overlap.
A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
#: Seconds by which a round may come early, so that a process does not pass over each second one of its own.
_EARLY = 15.0
#: Contacts heard side by side, so that they share transactions and leave room for what comes by itself.
_AT_ONCE = 64


@dataclass(slots=True)
class MissedInbound:
    """Looks for missed messages.

    Args:
        received: Twilio's list.
        channel: Writes down the answers that a redelivery would get.
        store: Knows what was heard.
        inbox: Hears what was not.
        clock: Gives the time, aware.
        rest: Waits for a number of seconds.
    """

    received: ReceivedSMS
    channel: SMS
    store: Store
    inbox: Inbox
    clock: Callable[[], datetime]
    rest: Callable[[float], Awaitable[object]] = asyncio.sleep
    _complete_to: datetime | None = field(default=None)

    async def run(self) -> None:
        """Look now and every ten minutes, until cancelled; what fails is tried again in the next round.

        Each process looks when it starts, since it can't know for how long nobody was there; of the rounds that follow,
        one process does each.
        """
        take = partial(take_round, name="missed inbound", seconds=LOOK_EVERY - _EARLY)
        starting = True
        while True:
            try:
                taken = await self.store.write(partial(take, now=self.clock()))
                if taken or starting:
                    await self.look()
            except AccountProblem as problem:
                warn("Twilio's list of messages could not be read; it is tried again in ten minutes", why=str(problem))
            except Exception as problem:
                warn("looking for missed messages failed; it is tried again in ten minutes", problem)
            starting = False
            await self.rest(LOOK_EVERY)

    async def look(self) -> int:
        """One round.

        Returns:
            How many messages were found that nobody had heard.

        Raises:
            AccountProblem: when Twilio does not tell all; what it told before that was heard.
        """
        until = self.clock() - STILL_COMING
        since = self._complete_to - AN_HOUR if self._complete_to else until - A_DAY
        found: list[Heard] = []
        latest: dict[tuple[str, str], int] = {}
        try:
            pages = self.received.pages(since, until)
            while (page := await asyncio.to_thread(next, pages, None)) is not None:
                found += await self._unheard(page, latest)
            self._complete_to = until
        finally:
            if heard := await self._hear(found):
                note("messages that were missed are heard now", count=heard)
        return len(found)

    async def _unheard(self, page: list[Heard], latest: dict[tuple[str, str], int]) -> list[Heard]:
        """What of a page nobody heard, but for what its sender has overtaken; `latest` tells when each was heard last.

        The list alone can tell this of somebody who was erased since, and whose old texts must not bring them back.
        """
        by_id = {heard.id: heard for heard in page}
        if not by_id:
            return []
        new = set(await self.store.read(lambda tx: unheard(tx, page[0].channel, list(by_id))))
        for heard in page:
            if heard.id not in new:
                latest[_who(heard)] = max(heard.sent_at, latest.get(_who(heard), 0))
        missed = [heard for heard in page if heard.id in new]
        return [one for one in missed if opts_out(one) or one.sent_at > latest.get(_who(one), 0)]

    async def _hear(self, found: list[Heard]) -> int:
        """Hear contacts side by side, and tell how many messages were; behind one that can't be, the round ends."""
        number = 0
        for group in in_order(found):
            texts: dict[tuple[str, str], list[Heard]] = {}
            for one in group:
                texts.setdefault(_who(one), []).append(one)
            contacts = list(texts.values())
            for at in range(0, len(contacts), _AT_ONCE):
                some = contacts[at : at + _AT_ONCE]
                heard = sum(await asyncio.gather(*(self._hear_all(one) for one in some)))
                number += heard
                if heard < sum(map(len, some)):
                    # They stay unheard, so the next round finds them again.
                    self._complete_to = None
                    return number
        return number

    async def _hear_all(self, texts: list[Heard]) -> int:
        """Hear one contact's texts, and tell how many were: behind one that can't be, none is, lest it be overtaken."""
        for number, one in enumerate(texts):
            try:
                await self.inbox.hear(one, self.channel.answer)
            except (Full, Unavailable):
                return number
        return len(texts)


def _who(one: Heard) -> tuple[str, str]:
    """The contact; one number may write by SMS and by WhatsApp."""
    return one.channel, one.address


def opts_out(one: Heard) -> bool:
    """Whether the message says STOP, or the provider says so of it."""
    return one.opt_out_flag == "stop" or opt_out_in(one.text) is not None


def in_order(found: list[Heard]) -> Iterator[list[Heard]]:
    """All of whoever opted out, then all others; each oldest first.

    Args:
        found: Newest first, as Twilio lists them. Its times are whole seconds: of one second, STOP comes last.
    """
    stopping = {_who(one) for one in found if opts_out(one)}
    as_sent = found[::-1]
    by_time = sorted(as_sent, key=lambda one: (one.sent_at, opts_out(one)))
    yield [one for one in by_time if _who(one) in stopping]
    yield [one for one in by_time if _who(one) not in stopping]
