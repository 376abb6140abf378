"""The filter of an audience: which of those who asked for updates a broadcast is for. All of it is in the ledger.

Signatures are never looked at: they are linked with no contact. What a filter may use was copied to the consent.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

from conversations.zip_areas import areas_of_state

#: Channels on which updates can be had.
CHANNELS = ("sms", "whatsapp", "telegram")
#: For how many days it is known who got something; what "not within N days" may reach back.
MOST_REST_DAYS = 30
_DATES = ("joined_from", "joined_to")
_SHAPES = {
    "channels": (re.compile("|".join(CHANNELS)), "channel"),
    "languages": (re.compile(r"[a-z]{2,3}"), "language"),
    "areas": (re.compile(r"\d{3}"), "first three digits of a ZIP"),
    "states": (re.compile(r"[A-Z]{2}"), "state"),
    "sources": (re.compile(r"[a-z0-9-]{1,20}"), "source"),
}


class WrongFilter(Exception):
    """The filter asks for something that there can't be; the message says what."""


@dataclass(frozen=True)
class AudienceFilter:
    """Who of those that asked for updates; what is empty restricts nothing.

    Args:
        channels: As in `CHANNELS`.
        languages: In which they joined.
        areas: First three digits of the ZIP that they gave.
        states: As "IL"; of an area that lies in two states everybody belongs to both.
        sources: Where they came from (`conversations.sources`).
        joined_from, joined_to: Days of UTC on which they joined, both included.
        rest_days: Not those who got something within so many days, `MOST_REST_DAYS` at most; 0 = whoever.

    Raises:
        WrongFilter: when a value can't be one of its kind.
    """

    channels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    joined_from: date | None = None
    joined_to: date | None = None
    rest_days: int = 0

    def __post_init__(self) -> None:
        for name, (shape, kind) in _SHAPES.items():
            values = tuple(sorted(set(getattr(self, name))))
            for value in values:
                if not shape.fullmatch(value):
                    raise WrongFilter(f"{value!r} is no {kind}.")
            object.__setattr__(self, name, values)
        if not 0 <= self.rest_days <= MOST_REST_DAYS:
            raise WrongFilter(f"Who got something is known for {MOST_REST_DAYS} days: say 0 to {MOST_REST_DAYS}.")
        if self.joined_from and self.joined_to and self.joined_from > self.joined_to:
            raise WrongFilter("The first day of joining lies after the last one.")
        _ = self.all_areas

    @cached_property
    def all_areas(self) -> tuple[str, ...]:
        """The areas, and those of the states; empty = everywhere."""
        found = set(self.areas)
        for state in self.states:
            try:
                found |= areas_of_state(state)
            except KeyError:
                raise WrongFilter(f"{state!r} is no state.") from None
        return tuple(sorted(found))

    @property
    def hours(self) -> tuple[int | None, int | None]:
        """The first hour of joining, and the first one after (`storage.hours`); None = open."""
        last = self.joined_to + timedelta(days=1) if self.joined_to else None
        return _hour(self.joined_from), _hour(last)

    def to_json(self) -> str:
        """The filter as text, always the same for the same filter: it is part of what is approved."""
        told: dict[str, Any] = {}
        for one in fields(self):
            if value := getattr(self, one.name):
                told[one.name] = value.isoformat() if isinstance(value, date) else value
        return json.dumps(told, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> AudienceFilter:
        """The filter that `to_json` wrote."""
        told: dict[str, Any] = json.loads(text)
        for name, value in told.items():
            told[name] = tuple(value) if name in _SHAPES else date.fromisoformat(value) if name in _DATES else value
        return cls(**told)


def _hour(day: date | None) -> int | None:
    return None if day is None else int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) // 3600
