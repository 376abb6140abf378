"""Halting: a broadcast of which too much goes wrong is paused by itself, with the reason; an organizer may resume it.

Looked at are the last 200 that ended, or a little more: what was refused or did not arrive, how many left the updates
meanwhile, and of how many the provider never said what became of them. A worker that dies leaves uncertain ones too,
and is no reason to stop the others. A resume begins a new count.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from storage.broadcast_stops import sending_now, stop_by_itself, unanswered
from storage.progress import left_since, sums_by_channel, total_of

if TYPE_CHECKING:
    from storage import Transaction

#: Of how many the shares are; and what is too much of them.
LAST, MOST_FAILED, MOST_LEFT, MOST_UNANSWERED = 200, 0.05, 0.03, 0.25
_EVERY = timedelta(seconds=5)


class _Seen(NamedTuple):
    ended: int
    failed: int
    left: int
    unanswered: int


class Halting:
    """A step of the planner (`bots.planning`), with what it saw before."""

    def __init__(self) -> None:
        self._seen: dict[int, deque[_Seen]] = {}
        self._next: datetime | None = None

    def __call__(self, tx: Transaction, now: datetime) -> bool:
        """Look at every broadcast that is being sent; there is never more of it at once."""
        if self._next is not None and now < self._next <= now + _EVERY:
            return False
        self._next = now + _EVERY
        sending = sending_now(tx)
        for number in self._seen.keys() - set(sending):
            del self._seen[number]
        for number in sending:
            sums = total_of(sums_by_channel(tx, number, now))
            failed = sums.refused + sums.failed
            ended = sums.sent + sums.refused + sums.gone + sums.uncertain
            seen = _Seen(ended, failed, left_since(tx, number), unanswered(tx, number))
            if why := self._too_much(number, seen):
                stop_by_itself(tx, number, why, now)
                self._seen.pop(number, None)
        return False

    def _too_much(self, number: int, seen: _Seen) -> str:
        """Why a broadcast must not go on; "" while it may."""
        before = self._seen.setdefault(number, deque())
        before.append(seen)
        # The first one that is kept is the last from which on there were enough.
        while len(before) > 1 and before[1].ended <= seen.ended - LAST:
            before.popleft()
        ended = seen.ended - before[0].ended
        if ended < LAST:
            return ""
        failed, left = seen.failed - before[0].failed, seen.left - before[0].left
        if failed > ended * MOST_FAILED:
            return f"{failed} of the last {ended} failed"
        if left > ended * MOST_LEFT:
            return f"{left} left the updates while the last {ended} were sent"
        if (silent := seen.unanswered - before[0].unanswered) > ended * MOST_UNANSWERED:
            return f"of {silent} of the last {ended} the provider did not say what became of them"
        return ""
