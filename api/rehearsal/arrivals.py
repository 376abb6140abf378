"""When people come: few at first, a spike when the petition is read out on the radio, and a long tail."""

from __future__ import annotations

import math
import random

#: Where in the campaign the spike begins and ends.
SPIKE = (0.3, 0.4)
#: How many come at the very beginning and at the very end, where 1 is just before the spike.
_FIRST, _LAST = 0.3, 0.15
_STEPS = 1000


def density(moment: float, spike: float) -> float:
    """How many come at `moment` (0 is the beginning, 1 the end), where 1 is just before the spike.

    Args:
        moment: The share of the campaign that has passed.
        spike: How many times as many as just before come in the spike.
    """
    begins, ends = SPIKE
    if moment < begins:
        return _FIRST + (1 - _FIRST) * moment / begins
    if moment < ends:
        return spike
    return math.exp(math.log(_LAST) * (moment - ends) / (1 - ends))


def arrivals(people: int, seconds: float, spike: float, chance: random.Random) -> list[float]:
    """The second in which each of `people` sends the first text, in order."""
    moments = [(step + 0.5) / _STEPS for step in range(_STEPS)]
    drawn = chance.choices(moments, [density(moment, spike) for moment in moments], k=people)
    return sorted(seconds * (moment + (chance.random() - 0.5) / _STEPS) for moment in drawn)
