"""A small notation for sentence rules: one regular expression a line, `<name>` for a piece that has a name.

Rules are held against plain words one space apart (see `conversations.optout`), so " " is the only separator, and a
piece that may be left out brings its own space ("(?:ever )?"). A line that opens with "+ " goes on with the one before
it; lines that open with "#" are examples.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

_NAMED = re.compile(r"<(\w+)>")


class Rules(NamedTuple):
    """The rules of one language, by how much they need."""

    #: Speak of messages, of a list or of our writing in so many words: hold whatever else the text says.
    firm: re.Pattern[str]
    #: Tell what is not wanted: give way to a wish to sign ("I want to sign but no updates").
    wishes: re.Pattern[str]
    #: Could be about something else: give way to the cause, to a wish to sign and to a ZIP.
    soft: re.Pattern[str]
    #: A stop that is not wanted ("don't stop texting me"): nothing else counts then.
    unwanted: re.Pattern[str]


def rules(pieces: Mapping[str, str], *, firm: str, wishes: str, soft: str, unwanted: str) -> Rules:
    """Compile each block of lines into one pattern, with `pieces` put in for their names."""
    resolved: dict[str, str] = {}
    for name, piece in pieces.items():
        resolved[name] = _filled(" ".join(piece.split("\n")), resolved)
    return Rules(*(_compiled(block, resolved) for block in (firm, wishes, soft, unwanted)))


def _compiled(block: str, pieces: Mapping[str, str]) -> re.Pattern[str]:
    lines = [line.strip() for line in re.sub(r"\n\s*\+ ", "", block).splitlines()]
    written = [_filled(line, pieces) for line in lines if line and not line.startswith("#")]
    return re.compile("|".join(f"(?:{line})" for line in written))


def _filled(text: str, pieces: Mapping[str, str]) -> str:
    return _NAMED.sub(lambda match: f"(?:{pieces[match.group(1)]})", text)
