"""What a rehearsal counted: texts, answers, latencies, and everything that was not as it should be."""

from __future__ import annotations

import math
import time
from collections import Counter
from dataclasses import dataclass, field

from api.rehearsal.people import End


@dataclass
class Tally:
    """The counts of one part of a rehearsal."""

    #: Different texts that people sent.
    texts: int = 0
    #: Those that were answered, whichever delivery it was.
    answered: int = 0
    #: Texts that no delivery brought an answer to.
    lost: int = 0
    #: Deliveries that failed, by what came instead: "no answer", "503".
    failures: Counter[str] = field(default_factory=Counter)
    #: Texts that were delivered a second time on purpose, and those of them that were answered differently.
    delivered_twice: int = 0
    answered_differently: int = 0
    #: For each text that was answered: the second in which it was, and how many it took, failed deliveries and waiting
    #: for a connection included.
    latencies: list[tuple[float, float]] = field(default_factory=list)
    #: Seconds since the beginning at which a receipt came.
    signed_at: list[float] = field(default_factory=list)
    #: People who were told that their name is off.
    unsigned: int = 0
    #: How it ended with those with whom it ended as they wished.
    ends: Counter[End] = field(default_factory=Counter)
    #: People whose texts were not answered as their words ask for, by what was expected: "a receipt".
    unexpected: Counter[str] = field(default_factory=Counter)
    #: The most seconds by which somebody began too late, because this machine had no time for it.
    late: float = 0.0
    #: The machine's own time at the beginning.
    begun: float = field(default_factory=time.perf_counter)

    def now(self) -> float:
        """Seconds since the beginning."""
        return time.perf_counter() - self.begun

    def percentile(self, share: float, between: tuple[float, float] = (0.0, math.inf)) -> float:
        """Milliseconds within which `share` of the texts answered `between` two seconds were; 0 when none was."""
        ordered = sorted(took for moment, took in self.latencies if between[0] <= moment < between[1])
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0

    def fullest(self, seconds: int) -> float:
        """Signatures a second in the fullest `seconds`."""
        most, begin = 0, 0
        ordered = sorted(self.signed_at)
        for place, moment in enumerate(ordered):
            while moment - ordered[begin] >= seconds:
                begin += 1
            most = max(most, place - begin + 1)
        return most / seconds

    @property
    def rate(self) -> float:
        """Signatures a second from the first to the last of them."""
        span = max(self.signed_at) - min(self.signed_at) if self.signed_at else 0.0
        return len(self.signed_at) / span if span else 0.0
