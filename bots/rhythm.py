"""The rhythm of sending: how far apart slots lie, and how long a sender waits that was told to.

The rule: a closed second never holds more than the limit, whoever sends, and whenever in its slot each message arrives.
Of `limit + 1` messages in a row the first may arrive at the end of its slot's allowance and the last at the beginning
of its own, so the slots have to lie that much further apart. Slots that were missed are lost, never caught up.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import NamedTuple

#: Seconds after a slot until which its message may still leave; later, the slot is lost.
LATE = 0.015
#: Seconds by which one message may take longer on its way to the provider than another.
JITTER = 0.01
#: Seconds of slots that a worker takes ahead: as long as a pause takes, and as much as a killed worker leaves open.
AHEAD = 0.5
#: Seconds from the taking of a slot to its message, at least: the claim has to be on the disk before.
LEAD = 0.02
#: Seconds that a sender waits at most between two attempts, where the provider named none.
_LONGEST = 60.0


class Pace(NamedTuple):
    """How much a sender may send. A unit is a segment of an SMS, or one message on other channels."""

    #: Units a second, whole or not (75 a minute are 5/4); None = no limit.
    limit: Fraction | None
    #: Units in a day of UTC; None = no limit.
    daily: int | None = None


class Weight(NamedTuple):
    """What one message takes of a sender's pace, and what it costs."""

    units: int
    #: Micro-dollars.
    cost: int


def gap(limit: Fraction) -> int:
    """Microseconds between two slots.

    A limit that is no whole number of units a second (5/4) is kept over the shortest time in which it is one (5 in 4
    seconds).

    Args:
        limit: Units a second, more than 0.
    """
    window = limit.denominator + Fraction(str(LATE)) + Fraction(str(JITTER))
    return ceil(window * 1_000_000 / limit.numerator) + 1


def backoff(times: int, asked: float) -> float:
    """Seconds to wait before the next attempt.

    Args:
        times: How often in a row it was put off, this time included.
        asked: Seconds that the provider asked for; 0 for none.
    """
    return asked if asked > 0 else min(_LONGEST, 2.0 ** min(times - 1, 10))
