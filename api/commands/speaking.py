"""How commands speak: data on standard output, talk on standard error, one line when something can't be done."""

from __future__ import annotations

import json
import sys
from typing import Any, NoReturn

import typer

#: Exit codes: done, not done, wrongly asked (arguments or settings).
DONE, FAILED, WRONGLY_ASKED = 0, 1, 2


def show(text: str) -> None:
    """Print data for people."""
    print(text, flush=True)


def show_json(data: Any) -> None:
    """Print data for programs: one JSON document, whose shape stays."""
    print(json.dumps(data, ensure_ascii=False, indent=2), flush=True)


def talk(text: str) -> None:
    """Tell the person at the keyboard something that is no data."""
    print(text, file=sys.stderr, flush=True)


def fail(*lines: str, code: int = FAILED) -> NoReturn:
    """End the command, saying why."""
    for line in lines:
        talk(line)
    raise typer.Exit(code)
