"""What a process and all that it started hold and have used, read from /proc."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Held:
    """The sum over a tree of processes."""

    processes: int = 0
    #: Bytes in memory.
    resident: int = 0
    open_files: int = 0
    threads: int = 0
    #: Processor seconds, in user mode and in the kernel, since the start.
    processor: float = 0.0

    def __add__(self, other: Held) -> Held:
        return Held(
            self.processes + other.processes,
            self.resident + other.resident,
            self.open_files + other.open_files,
            self.threads + other.threads,
            self.processor + other.processor,
        )


def family(root: int) -> list[int]:
    """The process and its descendants that live now."""
    found, next_ones = [], [root]
    while next_ones:
        process = next_ones.pop()
        with suppress(OSError):
            for thread in Path(f"/proc/{process}/task").iterdir():
                next_ones += [int(child) for child in (thread / "children").read_text("ascii").split()]
            found.append(process)
    return found


def held_by(root: int) -> Held:
    """What the process and its descendants hold now."""
    total = Held()
    for process in family(root):
        with suppress(OSError):
            total += _one(process)
    return total


def _one(process: int) -> Held:
    place = Path(f"/proc/{process}")
    # The name of the program, in parentheses, may hold anything.
    fields = (place / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
    return Held(
        processes=1,
        resident=int((place / "statm").read_text("ascii").split()[1]) * _PAGE,
        open_files=sum(1 for _ in (place / "fd").iterdir()),
        threads=int(fields[17]),
        processor=(int(fields[11]) + int(fields[12])) / _TICKS,
    )
