"""What `undersigned doctor` says about one thing that it looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple


class Finding(NamedTuple):
    """One thing that was looked at."""

    check: str
    outcome: Literal["ok", "warn", "fail"]
    #: What was found.
    cause: str
    #: What to do about it, "" when nothing.
    fix: str = ""
    #: Does it, where that is safe (`doctor --fix`); raises when it can't. None where only a person can.
    mend: Callable[[], Any] | None = None

    def told(self) -> dict[str, str]:
        """For programs, in a shape that stays: check, outcome, cause, fix."""
        return {"check": self.check, "outcome": self.outcome, "cause": self.cause, "fix": self.fix}
