"""Time as storage keeps it: whole hours since 1970, so that no row tells the minute of anything."""

from __future__ import annotations

from datetime import UTC, date, datetime


def hour_of(moment: datetime) -> int:
    """The hour that an aware `moment` lies in, counted from 1970-01-01T00:00Z."""
    return int(moment.timestamp()) // 3600


def moment_of(seconds: int) -> datetime | None:
    """The moment so many seconds after 1970, in UTC; None for what no calendar reaches, which nobody meant to write."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def day_of(hour: int) -> date:
    """The UTC day that an hour of `hour_of` lies in."""
    return datetime.fromtimestamp(hour * 3600, UTC).date()
