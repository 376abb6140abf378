"""Until when a sender is done: reckoned from its limits, and from when it is day where its people are."""

from __future__ import annotations

from collections.abc import Sequence
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
        batches: What is to be sent.
        a_second: Units a second.
        left_today: Units that may still leave on this day (UTC); None = no limit.
        a_day: The same of every later day.
        hours: When messages may arrive.
        start: An aware time.

    Returns:
        None where it lies more than `MOST` ahead.
    """
    at, left = start.astimezone(UTC), left_today
    waiting = {number: float(batch.units) for number, batch in enumerate(batches) if batch.units}
    while waiting:
        if at - start > MOST:
            return None
        midnight = (at + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        if left is not None and left < 1:
            at, left = midnight, a_day
            continue
        openings = {number: _opening(hours, batches[number].place, at) for number in waiting}
        is_open = [(opening[1], number) for number, opening in openings.items() if opening[0] <= at]
        if not is_open:
            soonest = min(opening[0] for opening in openings.values())
            at, left = soonest, (left if soonest < midnight else a_day)
            continue
        closes, number = min(is_open)
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
    return at


def _opening(hours: QuietHours, place: Place, at: datetime) -> tuple[datetime, datetime]:
    found = hours.opening(place.zones, at, states=place.states, area_code=place.area_code)
    return found.at, found.closes
