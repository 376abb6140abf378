"""A mouth that sends to nobody, and says what it is told to say."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction

from bots.outcomes import Outcome, Outgoing, Sent
from bots.rhythm import Pace, Weight
from bots.sender import Sending

Answer = Callable[[str, Outgoing], Outcome]


class FakeMouth:
    """Remembers what was sent, and when (`time.monotonic`)."""

    def __init__(self, answer: Answer = lambda address, message: Sent(), channel: str = "sms") -> None:
        self.channel = self.sender = channel
        self.answer = answer
        self.sent: list[tuple[str, Outgoing]] = []
        self.at: list[float] = []
        #: Set = answers come at once.
        self.open = asyncio.Event()
        self._more = asyncio.Event()
        self.open.set()

    async def send(self, address: str, message: Outgoing) -> Outcome:
        """Take one message."""
        self.at.append(time.monotonic())
        self.sent.append((address, message))
        self._more.set()
        await self.open.wait()
        return self.answer(address, message)

    async def until(self, number: int) -> None:
        """Wait until so many have been sent."""
        while len(self.sent) < number:
            self._more.clear()
            await self._more.wait()


def any_time(channel: str, address: str, area: str, now: datetime) -> tuple[int, int]:
    """Hours that are never quiet."""
    return 0, int(now.timestamp()) + 3600


def sending(mouth: FakeMouth, limit: int | Fraction | None = None, **others: object) -> Sending:
    """How a mouth of the tests sends."""
    pace = Pace(Fraction(limit) if limit else None)
    plain = {"weigh": lambda _text: Weight(1, 0), "hours": any_time, "monthly": 4}
    return Sending(mouth, pace, **(plain | others))  # type: ignore[arg-type]


def clock() -> datetime:
    """The time."""
    return datetime.now(UTC)
