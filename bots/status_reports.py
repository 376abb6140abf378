"""Hears status reports: many at once in one write, and acknowledged only when they are written."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import structlog

from bots.channel import StatusReport
from bots.inbox import Full, Unavailable
from bots.sms_codes import OF_THE_ADDRESS, failure_of
from storage import Store, StoreUnavailable, status_reports
from storage.report_ranks import Rank, rank_of
from storage.status_reports import Recorded, Report, names_a_message

#: Reports in one write, and reports that wait, at most.
_AT_ONCE, _ROOM = 200, 5000
diagnostics = structlog.get_logger("undersigned.reports")

Waiting = tuple[Report, asyncio.Future[None]]


class StatusReports:
    """Writes reports down in the order in which they came, as many at a time as wait for it.

    Args:
        store: Gives the open store.
        sender: `TWILIO_SENDER`, which says what some codes mean.
        clock: Gives the time, aware.
        watch: Is told what came of each write.
    """

    def __init__(
        self,
        store: Callable[[], Store],
        sender: str,
        clock: Callable[[], datetime],
        watch: Callable[[Recorded], None] = lambda _recorded: None,
    ) -> None:
        self._store, self._sender, self._clock, self._watch = store, sender, clock, watch
        self._waiting: deque[Waiting] = deque()
        self._hand: asyncio.Task[None] | None = None

    async def hear(self, told: StatusReport) -> None:
        """Write a report down; returns once that is on the disk.

        Raises:
            Full: when too many wait; nothing is kept of it.
            Unavailable: when the database refuses; nothing is kept of it.
        """
        if not names_a_message(told.delivery):
            # Of an answer that went back in a webhook's own response, or of another program's message.
            return
        if len(self._waiting) >= _ROOM:
            raise Full
        written = asyncio.get_running_loop().create_future()
        self._waiting.append((read_report(told, self._sender), written))
        if self._hand is None or self._hand.done():
            self._hand = asyncio.create_task(self._write(), name="status reports")
        # Whoever hangs up does not end the write for the others.
        await asyncio.shield(written)

    async def _write(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(_AT_ONCE, len(self._waiting)))]
            problem = await self._recorded([report for report, _written in batch])
            for one in batch:
                if isinstance(problem, Unavailable) or problem is None or len(batch) == 1:
                    _tell(one, problem)
                else:
                    # Whatever is wrong with one of them, the others are written.
                    _tell(one, await self._recorded([one[0]]))

    async def _recorded(self, reports: list[Report]) -> Exception | None:
        """Write reports down; what went wrong, and then nothing was kept."""
        try:
            self._watch(await keep(self._store(), reports, self._clock()))
        except StoreUnavailable as refused:
            diagnostics.warning("status reports could not be written", why=str(refused), count=len(reports))
            return Unavailable()
        except Exception as problem:
            return problem
        return None


def read_report(told: StatusReport, sender: str) -> Report:
    """What a report says, and asks for.

    Args:
        told: As it came.
        sender: `TWILIO_SENDER`, which says what some codes mean.
    """
    report = Report(told.delivery, told.status, told.channel, told.address)
    if rank_of(told.status) is not Rank.FAILED:
        return report
    code = told.code if told.code.isascii() and told.code.isdigit() and len(told.code) <= 6 else ""
    failure = failure_of(code, sender if told.channel == "sms" else "")
    return report._replace(
        why=failure.why,
        suppress=failure.suppress,
        in_a_row=failure.in_a_row,
        like=OF_THE_ADDRESS,
        for_all=failure.for_all,
        wait=failure.wait,
    )


async def keep(store: Store, reports: Sequence[Report], now: datetime) -> Recorded:
    """Write reports down: first what they say of addresses, then what they say of messages.

    Raises:
        StoreUnavailable: when the database refuses; then they should come again.
    """
    if any(report.suppress for report in reports):
        await store.write(partial(status_reports.suppress_failed, reports=reports, now=now))
    return await store.write(partial(status_reports.record, reports=reports, now=now))


def _tell(one: Waiting, problem: Exception | None) -> None:
    written = one[1]
    if written.done():
        return
    if problem is None:
        written.set_result(None)
    else:
        written.set_exception(problem)
