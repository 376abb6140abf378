"""Reading the tables of a petition file value by value, gathering every problem with its line and place."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from conversations.segments import fold, segments

_HEADER = re.compile(r"\s*\[([\w.-]+)\]\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([\w.-]+)\s*=(.*)$")
_FENCE = re.compile(r'"""|' + "'''")


class Reading:
    """One petition file being read: each method gives a usable value whatever stands there, and notes what is wrong."""

    def __init__(self, toml: str) -> None:
        self.problems: list[str] = []
        self._lines = _line_of_each_place(toml)

    def note(self, place: str, problem: str) -> None:
        """Remember a problem with the value at `place` ("text.es.ask")."""
        line = self._line_of(place)
        self.problems.append(f"line {line}: {place}: {problem}" if line else f"{place}: {problem}")

    def only(self, table: Mapping[str, Any], known: Collection[str], within: str = "") -> None:
        """Note every key of `table` that is not among `known`, with the one that was probably meant."""
        for key in table:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
                meant = f"; did you mean {near[0]!r}?" if near else f"; known here: {', '.join(known)}"
                self.note(f"{within}{key}", f"is not known{meant}")

    def text(self, table: Mapping[str, Any], place: str, most: int, *, least: int = 1, by_sms: bool = False) -> str:
        """One line of text, `least` to `most` characters; `by_sms`: counted in septets, no other scripts, no emoji."""
        value = self._value(table, place, str, "a text in quotes", required=least > 0)
        if not isinstance(value, str):
            return ""
        value = unicodedata.normalize("NFC", " ".join(value.split()))
        if any(unicodedata.category(character) in ("Cc", "Cf") for character in value):
            self.note(place, "holds an invisible character; plain text, please")
        self._measure(place, value, least, most, by_sms)
        return value

    def paragraphs(self, table: Mapping[str, Any], place: str, most: int) -> str:
        """A longer text: lines are joined, blank lines part the paragraphs; written so that it goes by SMS."""
        value = self._value(table, place, str, "a text in quotes", required=True)
        if not isinstance(value, str):
            return ""
        blocks = re.split(r"\n[^\S\n]*\n", unicodedata.normalize("NFC", value.strip()))
        joined = "\n\n".join(" ".join(block.split()) for block in blocks if block.strip())
        self._measure(place, joined, 1, most, by_sms=True)
        return joined

    def number(self, table: Mapping[str, Any], place: str, least: int, most: int, default: int | None = None) -> int:
        """A whole number from `least` to `most`; required when there is no `default`."""
        value = self._value(table, place, int, "a whole number", required=default is None)
        if not isinstance(value, int):
            return least if default is None else default
        if not least <= value <= most:
            self.note(place, f"is {value}, must be {least} to {most}")
        return value

    def one_of(self, table: Mapping[str, Any], place: str, allowed: Sequence[str], default: str) -> str:
        """One of the words in `allowed`."""
        value = self._value(table, place, str, f"one of {', '.join(allowed)}", required=False)
        if value is None:
            return default
        if value not in allowed:
            self.note(place, f"is {value!r}, must be one of {', '.join(allowed)}")
            return default
        return str(value)

    def moment(self, table: Mapping[str, Any], place: str) -> datetime | None:
        """A date with a time and a time zone, or None when it is not given."""
        value = self._value(
            table, place, datetime, "a date with a time and a zone: 2026-01-01T00:00:00Z", required=False
        )
        if not isinstance(value, datetime):
            return None
        if value.tzinfo is None:
            self.note(place, "has no time zone; add Z, or an offset such as -06:00")
            return None
        return value

    def day(self, table: Mapping[str, Any], place: str) -> date:
        """A calendar day."""
        value = self._value(table, place, date, "a day: 2011-06-01", required=True)
        if isinstance(value, datetime):
            self.note(place, "must be a day without a time: 2011-06-01")
        return value if isinstance(value, date) else date.min

    def names(
        self, table: Mapping[str, Any], place: str, most: int, longest: int, *, required: bool = True
    ) -> tuple[str, ...]:
        """A list of 1 to `most` texts of at most `longest` characters; () when it is not given."""
        value = self._value(table, place, list, 'a list: ["…", "…"]', required=required)
        if not isinstance(value, list):
            return ()
        if not 1 <= len(value) <= most:
            self.note(place, f"has {len(value)} entries, must be 1 to {most}")
        entries = {f"{place}[{position}]": entry for position, entry in enumerate(value)}
        return tuple(self.text({at.rpartition(".")[2]: entry}, at, longest) for at, entry in entries.items())

    def table(self, table: Mapping[str, Any], place: str) -> Mapping[str, Any] | None:
        """A table, or None when it is not given."""
        value = self._value(table, place, dict, "a table: { … }", required=False)
        return value if isinstance(value, dict) else None

    def _value(self, table: Mapping[str, Any], place: str, kind: type, wanted: str, *, required: bool) -> object:
        key = place.rpartition(".")[2]
        if key not in table:
            if required:
                self.note(place, f"is missing; {wanted}")
            return None
        value: object = table[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.note(place, f"must be {wanted}")
            return None
        return value

    def _measure(self, place: str, value: str, least: int, most: int, by_sms: bool) -> None:
        cost = segments(fold(value))
        length = max(len(value), cost.units) if by_sms and cost.encoding == "GSM-7" else len(value)
        if length < least:
            self.note(place, f"is too short; at least {least} characters" if length else "is empty")
        elif length > most:
            self.note(place, f"{length} characters, at most {most}")
        if by_sms and cost.offending:
            shown = " ".join(cost.offending[:5])
            self.note(place, f"holds {shown}, which would make every text message three times as long")

    def _line_of(self, place: str) -> int | None:
        while place:
            if place in self._lines:
                return self._lines[place]
            place = place.rpartition(".")[0] if "." in place else place.partition("[")[0] if "[" in place else ""
        return None


def _line_of_each_place(toml: str) -> dict[str, int]:
    """Where each key and table header stands, by dotted place; a rough reading, only to help people find it."""
    places: dict[str, int] = {}
    table, fence = "", None
    for number, line in enumerate(toml.splitlines(), 1):
        if fence is None:
            if header := _HEADER.match(line):
                table = header.group(1) + "."
                places.setdefault(header.group(1), number)
            elif key := _KEY.match(line):
                places.setdefault(table + key.group(1), number)
        for mark in _FENCE.findall(line):
            fence = mark if fence is None else None if mark == fence else fence
    return places
