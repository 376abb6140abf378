"""Until when a sender is done: reckoned from its limits, and from when it is day where its people are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bots.recipient_hours import Place
from conversations.quiet_hours import QuietHours

#: What would end later than this is told to be late, not when.
MOST = timedelta(days=14)


class Batch(NamedTuple):
    """What is to be sent to one kind of place, in units of the sender's limit."""

    place: Place
    units: int


def finish(
    batches: Sequence[Batch],
    a_second: float,
    left_today: int | None,
    a_day: int | None,
    hours: QuietHours,
    start: datetime,
) -> datetime | None:
    """When the last unit leaves; of what may leave at one time, what has to wait longest otherwise goes first.

    Args:
        batches, a_second: What is to be sent, and how many units a second.
        left_today, a_day: Units that may leave on what is left of this day (UTC), and on each later one; None = any.
        hours, start: When messages may arrive, and an aware time.

    Returns:
        None where it lies more than `MOST` ahead.
    """
    at, left = start.astimezone(UTC), left_today
    waiting = {number: float(batch.units) for number, batch in enumerate(batches) if batch.units}
    while waiting and at - start <= MOST:
        midnight = (at + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        if left is not None and left < 1:
            at, left = midnight, a_day
            continue
        opens, closes, number = _next(hours, batches, waiting, at)
        if opens > at:
            at, left = opens, (left if opens < midnight else a_day)
            continue
        seconds = min(waiting[number] / a_second, (min(closes, midnight) - at).total_seconds())
        if left is not None:
            seconds = min(seconds, left / a_second)
            left -= int(seconds * a_second + 0.5)
        waiting[number] -= seconds * a_second
        at += timedelta(seconds=max(seconds, 0.001))
        if at >= midnight:
            left = a_day
        if waiting[number] < 0.5:
            del waiting[number]
    return None if waiting else at


def _next(
    hours: QuietHours, batches: Sequence[Batch], waiting: Iterable[int], at: datetime
) -> tuple[datetime, datetime, int]:
    """When the batch opens and closes that goes next, and which: open ones first, by their close."""
    openings = [(*_opening(hours, batches[number].place, at), number) for number in waiting]
    is_open = [one for one in openings if one[0] <= at]
    return min(is_open, key=lambda one: one[1:]) if is_open else min(openings)


def _opening(hours: QuietHours, place: Place, at: datetime) -> tuple[datetime, datetime]:
    found = hours.opening(place.zones, at, states=place.states, area_code=place.area_code)
    return found.at, found.closes
