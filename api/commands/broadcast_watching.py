"""Shows a broadcast's progress, once or anew every second with a bar."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.text import Text

from api.broadcasting import Status
from api.commands.broadcast_showing import status_lines
from api.commands.speaking import show

#: Seconds between two looks, and looks between two that also ask why and who left.
_EVERY, _WHOLE_EVERY = 1.0, 10
_OVER = frozenset(["done", "canceled"])


def show_status(look: Callable[[bool], Status], *, watch: bool) -> None:
    """Show how far a broadcast has come.

    Args:
        look: Gives its status; told whether reasons are wanted too.
        watch: Show it anew every second until it is over; without a terminal each time as lines of their own.
    """
    told = look(True)
    if not watch:
        for line in status_lines(told, datetime.now(UTC)):
            show(line)
        return
    if not sys.stdout.isatty():
        _follow(look, told)
        return
    with Live(_drawn(told), console=Console(), auto_refresh=False) as live:
        rounds = 0
        while told.broadcast.state not in _OVER:
            time.sleep(_EVERY)
            rounds += 1
            fresh = look(rounds % _WHOLE_EVERY == 0)
            told = fresh if fresh.failures else fresh._replace(failures=told.failures, left=told.left)
            live.update(_drawn(told), refresh=True)
        live.update(_drawn(look(True)), refresh=True)


def _follow(look: Callable[[bool], Status], told: Status) -> None:
    """A line whenever something has changed, so that a log of it can be read."""
    last = ""
    while True:
        total = told.total
        line = f"{told.broadcast.state} {total.total - total.waiting} of {total.total}"
        if line != last:
            show(line)
            last = line
        if told.broadcast.state in _OVER:
            break
        time.sleep(_EVERY)
        told = look(False)
    for line in status_lines(look(True), datetime.now(UTC)):
        show(line)


def _drawn(told: Status) -> Group:
    total = told.total
    bar = ProgressBar(total=max(1, total.total), completed=total.total - total.waiting, width=60)
    return Group(bar, *(Text(line) for line in status_lines(told, datetime.now(UTC))))
