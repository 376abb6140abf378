"""Where the first three digits of a ZIP lie: their time zones, and their state."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("zip_areas.toml")


@cache
def _told() -> dict[str, dict[str, frozenset[str]]]:
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {kind: {name: frozenset(_areas(text)) for name, text in told[kind].items()} for kind in told}


def _areas(text: str) -> Iterator[str]:
    """The areas of a text like "005 010-012"."""
    for part in text.split():
        first, _, last = part.partition("-")
        yield from (f"{area:03d}" for area in range(int(first), int(last or first) + 1))


@cache
def zones_of_area(area: str) -> frozenset[str]:
    """The time zones in which an area lies, by their names in the tz database; none of an unknown one.

    Args:
        area: The first three digits of a ZIP.
    """
    return frozenset(zone for zone, areas in _told()["zones"].items() if area in areas)


@cache
def states_of_area(area: str) -> frozenset[str]:
    """The states, as "IL", in which an area lies; nearly all areas lie in one."""
    return frozenset(state for state, areas in _told()["states"].items() if area in areas)


def areas_of_state(state: str) -> frozenset[str]:
    """The areas that lie in a state, wholly or in part.

    Args:
        state: Two letters of the Postal Service, as "IL"; also DC, PR, GU and the like.

    Raises:
        KeyError: when there is no such state.
    """
    return _told()["states"][state]
