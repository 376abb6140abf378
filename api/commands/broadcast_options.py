"""Reads the options of `undersigned broadcast`: texts from files, days, moments."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path

from api.commands.speaking import WRONGLY_ASKED, fail


def read_texts(told: list[str] | None) -> dict[str, str]:
    """The texts of `--text LANGUAGE=FILE`, or the end of the command in one line."""
    texts: dict[str, str] = {}
    for one in told or ():
        language, _, file = one.partition("=")
        if not file or not language.isalpha() or not language.islower():
            fail("--text wants a language and a file: --text es=noticia.txt", code=WRONGLY_ASKED)
        try:
            text = sys.stdin.read() if file == "-" else Path(file).read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            fail(f"{file} can't be read as a text in UTF-8.", code=WRONGLY_ASKED)
        texts[language] = text.strip()
    return texts


def read_day(told: str) -> date | None:
    """The day that an option tells, or the end of the command in one line."""
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        fail(f"{told} is no day like 2026-11-01.", code=WRONGLY_ASKED)


def read_moment(told: str) -> datetime | None:
    """The moment that an option tells, in UTC, or the end of the command in one line."""
    if not told:
        return None
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        fail(f"{told} is no time like 2026-12-01T17:00-06:00.", code=WRONGLY_ASKED)
    if moment.tzinfo is None:
        fail("Say the time with its distance from UTC: 2026-12-01T17:00-06:00.", code=WRONGLY_ASKED)
    return moment.astimezone(UTC)
