"""When a message that nobody asked for just now may arrive: by the clock of its recipient; held, never dropped.

Where it is not certain in which time zone somebody is, the window must be open in all that are possible.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

_FILE = Path(__file__).with_name("quiet_hours.toml")
_DAYS = ("weekdays",) * 5 + ("saturday", "sunday")
#: Within a week every window comes again.
_LOOK_AHEAD = timedelta(days=8)


class UnreadableHours(Exception):
    """A file of windows does not say when messages may arrive; the text says what is wrong with it."""


class Window(NamedTuple):
    """The part of a day in which messages may arrive."""

    opens: time
    closes: time


class Opening(NamedTuple):
    """When a message may arrive next; both are aware, in UTC."""

    #: The moment that was asked about where it may arrive then, else the next one.
    at: datetime
    #: When the window shuts in which `at` lies.
    closes: datetime


@dataclass(frozen=True)
class Narrower:
    """Places where some days have another window, or none."""

    states: frozenset[str]
    area_codes: frozenset[str]
    days: Mapping[int, Window | None]


@dataclass(frozen=True)
class QuietHours:
    """The windows of one preset.

    Attributes:
        name: As told by QUIET_HOURS.
        days: The window of each day of the week, from Monday; None for a day without one.
        unknown: Time zones that count where none is known.
        narrower: What holds in some places instead.
    """

    name: str
    days: tuple[Window | None, ...]
    unknown: tuple[str, ...]
    narrower: tuple[Narrower, ...] = ()

    def opening(
        self, zones: Collection[str], now: datetime, *, states: Collection[str] = (), area_code: str = ""
    ) -> Opening:
        """When a message may arrive at somebody who is in one of these time zones.

        Args:
            zones: Their names in the tz database; none = not known.
            now: An aware time.
            states: The states in which somebody may live, as "IL".
            area_code: Of a number in the United States, "" without one.
        """
        days = self._days_in(frozenset(states), area_code)
        start = now.astimezone(UTC)
        known = tuple(sorted(zones))
        found = _common(days, known, start) if known else None
        # Zones round the world have no hour in common; a window that never opens would drop what must be held.
        found = found or _common(days, self.unknown, start) or _common(self.days, self.unknown, start)
        return found or Opening(start, start + _LOOK_AHEAD)

    def _days_in(self, states: frozenset[str], area_code: str) -> tuple[Window | None, ...]:
        days = list(self.days)
        for place in self.narrower:
            # Where somebody lives tells more than where the number is from.
            if place.states & states or (not states and area_code in place.area_codes):
                for day, window in place.days.items():
                    days[day] = window
        return tuple(days)


_NEVER_QUIET = QuietHours("off", (Window(time(0), time(0)),) * 7, ("UTC",))


def quiet_hours(preset: str) -> QuietHours:
    """The windows of a preset, or of a file.

    Args:
        preset: "cautious", "federal", "off", or the path of a file.

    Raises:
        UnreadableHours: for a file that can't be read or used.
    """
    if preset == "off":
        return _NEVER_QUIET
    if preset in ("cautious", "federal"):
        return _read(tomllib.loads(_FILE.read_text(encoding="utf-8")), preset)
    try:
        told = tomllib.loads(Path(preset).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise UnreadableHours(f"{preset} can't be read") from None
    except tomllib.TOMLDecodeError as problem:
        raise UnreadableHours(f"{preset} is no TOML: {problem}") from None
    return _read(told, "custom")


def _read(told: Mapping[str, Any], name: str) -> QuietHours:
    table = told.get(name)
    if not isinstance(table, Mapping):
        raise UnreadableHours(f"there is no table [{name}]")
    days = tuple(_window(table.get(day), day) for day in _DAYS)
    if not any(days):
        raise UnreadableHours("no day has a window, so nothing could ever be sent")
    unknown = table.get("unknown")
    if not isinstance(unknown, Sequence) or isinstance(unknown, str) or not unknown:
        raise UnreadableHours('"unknown" must be a list of time zones, like ["America/Chicago"]')
    for zone in unknown:
        _zone(zone)
    narrower = table.get("narrower", [])
    if not isinstance(narrower, list) or not all(isinstance(place, Mapping) for place in narrower):
        raise UnreadableHours('"narrower" must be written as [[…narrower]]')
    hours = QuietHours(name, days, tuple(unknown), tuple(_narrower(place) for place in narrower))
    if _common(hours.days, hours.unknown, datetime(2026, 1, 1, tzinfo=UTC)) is None:
        raise UnreadableHours('the zones of "unknown" have no hour in common in which all are open')
    return hours


def _narrower(place: Mapping[str, Any]) -> Narrower:
    named = {day: _window(place[day], day) for day in dict.fromkeys(_DAYS) if day in place}
    days = {number: named[day] for number, day in enumerate(_DAYS) if day in named}
    return Narrower(frozenset(place.get("states", ())), frozenset(place.get("area_codes", ())), days)


def _window(told: object, day: str) -> Window | None:
    if told == "":
        return None
    found = re.fullmatch(r"(\d\d:\d\d)-(\d\d:\d\d)", told) if isinstance(told, str) else None
    try:
        window = Window(*map(_time, found.groups())) if found else None
    except ValueError:
        window = None
    if window is None or window.opens >= window.closes:
        raise UnreadableHours(f'"{day}" must be a part of the day like "10:00-17:00", or "" for none')
    return window


def _time(told: str) -> time:
    hour, minute = told.split(":")
    return time(int(hour), int(minute))


def _zone(name: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(name))
    except (ValueError, OSError, KeyError):
        raise UnreadableHours(f"there is no time zone {name}") from None


def _common(days: tuple[Window | None, ...], zones: tuple[str, ...], start: datetime) -> Opening | None:
    """The first moment from `start` on at which all zones are open; None when there is none within a week."""
    at = start
    while at <= start + _LOOK_AHEAD:
        openings = [_opening(days, zone, at) for zone in zones]
        if any(opening is None for opening in openings):
            return None
        found = [opening for opening in openings if opening is not None]
        latest = max(opening.at for opening in found)
        if latest == at:
            return Opening(at, min(opening.closes for opening in found))
        at = latest
    return None


def _opening(days: tuple[Window | None, ...], zone: str, at: datetime) -> Opening | None:
    """The window of one zone in which `at` lies, or the next one."""
    here = at.astimezone(_zone(zone)).date()
    for later in range(8):
        opens, closes = _of_day(days, zone, here.toordinal() + later)
        if opens != closes and at < closes:
            return Opening(max(at, opens), closes)
    return None


@lru_cache(4096)
def _of_day(days: tuple[Window | None, ...], zone: str, day: int) -> tuple[datetime, datetime]:
    """When a day's window opens and shuts, in UTC; the same moment twice for a day without one."""
    date = datetime.fromordinal(day).date()
    window, here = days[date.weekday()], _zone(zone)
    if window is None:
        return (nothing := datetime.combine(date, time(12), UTC)), nothing
    # A window that shuts at midnight shuts with the next day; local times are turned into UTC by the rules of that day.
    until = date + timedelta(days=1) if window.closes == time(0) else date
    return (
        datetime.combine(date, window.opens, here).astimezone(UTC),
        datetime.combine(until, window.closes, here).astimezone(UTC),
    )
