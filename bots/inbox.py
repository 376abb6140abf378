"""The heart: whoever waits together commits together, and is answered after the commit.

1. A caller hands over what was heard and waits.
2. Everything that waits, up to a cap, is taken and done as one transaction. Nobody waits for a timer: while a batch is
   being written, the next one gathers, and it is taken at the very moment when the writer is free, since the next
   write always stands behind the present one. One waiting message is a batch of one.
3. In the transaction: a message that was answered before gets the same answer; of the others each goes through
   `reply_to` in the order of arrival, on the state as the earlier ones left it; then all is written at once.
4. After the commit the callers get their answers. No answer leaves before.
5. A batch that fails is undone and replayed one by one in the next transaction, before anything that waits here, so
   that nothing later overtakes; the message that fails alone gets a plain apology, and never blocks the chat that it
   came from. A database that refuses fails them all: they are not acknowledged. A batch that only found that it must
   hold more rows (`storage.links`) is done again as a whole.
6. When too many wait, `Full` is raised at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import NamedTuple, Self

import structlog

from bots.approving import HearFirst
from bots.erased_today import ErasedToday
from bots.lane import Lane, Waiting, Write
from bots.where_it_failed import where_it_failed
from conversations import Contact, Heard, Moment, Petitions, Reply, State, Turn, reply_to, reply_to_missed
from conversations.phrases import say
from conversations.voice import voice_of
from storage import Store, StoreUnavailable, Transaction, counts
from storage.batch import Batch
from storage.links import MoreToHold

diagnostics = structlog.get_logger("undersigned.inbox")


class Full(Exception):
    """More messages wait than may; the provider should deliver this one again a little later."""


class Unavailable(Exception):
    """The message could not be kept; the provider should deliver it again."""


class Played(NamedTuple):
    """One batch, as it ended."""

    batch: Sequence[Waiting]
    #: From the coming of its oldest message to the end of its transaction.
    seconds: float
    #: Whether the transaction was committed.
    kept: bool
    #: Messages that wait for the next ones.
    waiting: int


class Inbox:
    """Hears messages of all channels. Use as an async context manager; leaving it finishes what waits.

    Args:
        store: Where turns are kept.
        line: Gives what the conversation may tell about this line; its petitions and counts are read from the store.
        clock: Gives the time, aware.
        cap: Messages in one transaction at most.
        room: Messages that may wait at most.
        watch: Is told of each batch after its end.
        hears_first: Hears each message before the conversation does, which gets those of which this makes None.
    """

    def __init__(
        self,
        store: Store,
        line: Callable[[], Petitions],
        clock: Callable[[], datetime],
        *,
        cap: int = 256,
        room: int = 4096,
        watch: Callable[[Played], None] = lambda _played: None,
        hears_first: HearFirst = lambda _batch, _contact, _heard: None,
    ) -> None:
        self._store, self._line, self._clock, self._watch = store, line, clock, watch
        self._hears_first = hears_first
        self._cap, self._room = cap, room
        self._open = False
        self._lanes: list[Lane] = []
        self._erased = ErasedToday()

    async def __aenter__(self) -> Self:
        """Start writing."""
        alone = self._store.writes_at_once == 1
        lanes, hands = (1, 2) if alone else (self._store.writes_at_once, 1)
        self._lanes = [Lane(self._answers, hands, self._cap) for _ in range(lanes)]
        self._open = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take no more, finish what waits."""
        self._open = False
        await asyncio.gather(*(lane.finish() for lane in self._lanes))

    @property
    def alive(self) -> bool:
        """Whether messages are being taken."""
        return self._open and all(lane.alive for lane in self._lanes)

    async def hear(self, heard: Heard, write: Write) -> bytes:
        """Hear one message and return its answer, once all that it decided is on the disk.

        Args:
            heard: The message.
            write: Writes a turn's replies down for the channel; pure.

        Raises:
            Full: when too many messages wait.
            Unavailable: when nothing could be kept, or the line is closing.
        """
        if not self._open:
            raise Unavailable
        if sum(map(len, self._lanes)) >= self._room:
            raise Full
        waiting = Waiting(heard, write, asyncio.get_running_loop().create_future())
        # All messages of one sender go one way, so that they stay in order.
        self._lanes[hash((heard.channel, heard.address)) % len(self._lanes)].put(waiting)
        return await waiting.answer

    async def _answers(self, lane: Lane, batch: list[Waiting]) -> Sequence[bytes | Exception]:
        """The answers to what waits when the writer is free; it is put into `batch`."""
        besides: set[bytes] = set()
        try:
            answers = await self._store.write(
                lambda tx: self._together(tx, lane.take(batch), _reply, besides),
                lambda tx: self._again(tx, lane.take(batch), besides),
            )
        except Exception as problem:
            # It can fail before anything was taken; what waits must hear of it all the same.
            lane.take(batch)
            why = str(problem) if isinstance(problem, StoreUnavailable) else type(problem).__name__
            diagnostics.error("store unavailable", why=why, at=where_it_failed(problem), waiting=len(batch))
            self._ended(batch, kept=False)
            return [Unavailable()] * len(batch)
        self._ended(batch, kept=True)
        return answers

    def _ended(self, batch: Sequence[Waiting], *, kept: bool) -> None:
        if not batch:
            return
        waiting = sum(map(len, self._lanes))
        try:
            self._watch(Played(batch, time.perf_counter() - batch[0].since, kept, waiting))
        except Exception as problem:
            # Who only looks on must not hold up who waits.
            diagnostics.error("a batch was not counted", kind=type(problem).__name__, at=where_it_failed(problem))

    def _again(self, tx: Transaction, batch: Sequence[Waiting], besides: set[bytes]) -> Sequence[bytes | Exception]:
        """The answers to a batch that failed: together if only rows were missing, else one by one."""
        if besides:
            try:
                return self._attempt(tx, batch, _reply, besides)
            except StoreUnavailable:
                raise
            except Exception as problem:
                diagnostics.warning("a batch is replayed", kind=type(problem).__name__, at=where_it_failed(problem))
        return [self._alone(tx, one) for one in batch]

    def _alone(self, tx: Transaction, one: Waiting) -> bytes | Exception:
        """The answer to one message of a batch that failed; if it fails alone too, only what it did is undone."""
        try:
            return self._attempt(tx, [one], _reply, set())[0]
        except StoreUnavailable:
            raise
        except Exception as problem:
            spoilt = problem
        # Out of the handler, so that nothing that is printed from here on drags the problem's own words along.
        return self._apologize(tx, one, spoilt)

    def _apologize(self, tx: Transaction, one: Waiting, problem: Exception) -> bytes | Exception:
        # Only the kind of the problem: its text can carry what the person wrote.
        diagnostics.error(
            "turn failed", kind=type(problem).__name__, at=where_it_failed(problem), channel=one.heard.channel
        )
        one.failed = True
        try:
            return self._attempt(tx, [one], _apology, set())[0]
        except StoreUnavailable:
            raise
        except Exception as again:
            diagnostics.error("apology failed", kind=type(again).__name__, at=where_it_failed(again))
            return Unavailable()

    def _attempt(
        self, tx: Transaction, batch: Sequence[Waiting], reply: Callable[..., Turn], besides: set[bytes]
    ) -> list[bytes | Exception]:
        """Do it in a part of the transaction of its own, and anew for as long as more rows must be held."""
        held = len(besides)
        try:
            return tx.attempt(lambda: self._together(tx, batch, reply, besides))
        except MoreToHold:
            if len(besides) == held:
                raise
        return self._attempt(tx, batch, reply, besides)

    def _together(
        self, tx: Transaction, batch: Sequence[Waiting], reply: Callable[..., Turn], besides: set[bytes]
    ) -> list[bytes | Exception]:
        petitions = replace(self._line(), all=tx.shelf.petitions, counts=(running := counts(tx)))
        try:
            memory = Batch(tx, [one.heard for one in batch], self._clock(), running, besides)
        except MoreToHold as more:
            besides |= more.keys
            raise
        answers: list[bytes | Exception] = []
        erased = self._erased.draft(memory.now)
        for one in batch:
            if memory.answered(one.heard):
                one.turn, kept = None, memory.answer_to(one.heard)
                answers.append(kept or one.write(one.heard, Turn(State())))
                continue
            contact = erased.recalled(memory.contact(one.heard), one.heard)
            turn = self._hears_first(memory, contact, one.heard) if reply is _reply else None
            turn = one.turn = turn or reply(petitions, contact, one.heard, memory.moment())
            erased.note(contact.state, one.heard, turn)
            answer = one.write(one.heard, turn)
            answers.append(answer)
            memory.keep(one.heard, turn, answer)
        for channel, address, before in memory.erased_beside:
            erased.note_beside(channel, address, before)
        memory.write()
        erased.keep()
        return answers


def _reply(petitions: Petitions, contact: Contact, heard: Heard, moment: Moment) -> Turn:
    return (reply_to_missed if heard.sent_at else reply_to)(petitions, contact, heard, moment)


def _apology(petitions: Petitions, contact: Contact, heard: Heard, moment: Moment) -> Turn:
    """Plain words instead of a turn that failed; the state stays out of it, since it may be what failed."""
    state, language = contact.state, contact.state.language or petitions.default_language
    key = voice_of(heard.channel, heard.address).key("apology")
    return Turn(state, (Reply(say(key, language), language=language),))
