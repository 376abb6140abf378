"""One rehearsal from beginning to end: people come, text, sign or not; then all of them are erased again."""

from __future__ import annotations

import asyncio
import json
import random
import re
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from api.rehearsal.arrivals import arrivals
from api.rehearsal.delivery import Delivery, Lost
from api.rehearsal.people import Expects, Mixture, Person, Step
from api.rehearsal.tally import Tally

#: Seconds that a person takes from one text to the next, in the middle, if a campaign of an hour is played in an hour.
_THINKS = 20.0
_HOUR = 60.0
#: People who are erased at the same time.
_ERASED_AT_ONCE = 64
#: Fifths of a second that the public count may lag behind (it may be a second old), with room to spare.
_COUNT_LAGS = 15
_RECEIPT = re.compile(r"(?:[Rr]eceipt|[Ff]olio)\W+([A-Z0-9]{6})\b")
_REVIEW = re.compile(r"1=(?:SIGN|FIRMAR)")


@dataclass(frozen=True)
class Plan:
    """What is to be rehearsed.

    Args:
        petition: The slug.
        people: How many come.
        minutes: In which they come.
        spike: How many times as many come in the spike as just before it.
        telegram: The share of those on Telegram, 0 to 1.
        seed: Where chance begins; the same seed makes the same people.
        keep: Leave what was signed.
    """

    petition: str
    people: int
    minutes: float
    spike: float = 5.0
    telegram: float = 0.0
    seed: int = 1
    keep: bool = False


@dataclass
class Rehearsal:
    """One rehearsal, and what came of it. `tell` is told how it goes."""

    plan: Plan
    delivery: Delivery
    keywords: dict[str, str]
    tell: Callable[[str], None]
    tally: Tally = field(default_factory=Tally)
    erasing: Tally = field(default_factory=Tally)
    before: int = 0
    after: int = 0
    #: The public count once everybody was erased; None when they were kept.
    cleaned: int | None = None
    seconds: float = 0.0
    stopped_early: bool = False
    _come: list[Person] = field(default_factory=list)

    @property
    def expected(self) -> int:
        """What the public count must be after the campaign."""
        return self.before + len(self.tally.signed_at) - self.tally.unsigned

    async def play(self) -> None:
        """Play it all. Ctrl-C ends the campaign early; what was signed is taken off all the same."""
        self.before = await self.count()
        begun = time.perf_counter()
        campaign = asyncio.create_task(self._campaign())
        progress = asyncio.create_task(self._progress(begun))
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, campaign.cancel)
        try:
            await campaign
        except asyncio.CancelledError:
            self.stopped_early = True
        finally:
            loop.remove_signal_handler(signal.SIGINT)
            progress.cancel()
        self.seconds = time.perf_counter() - begun
        self.after = await self._count_of(self.expected)
        if not self.plan.keep:
            self.tell(f"Taking {len(self._come):,} people off again")
            await self._erase()
            self.cleaned = await self._count_of(self.before)

    async def count(self) -> int:
        """The public count now."""
        answer = await self.delivery.connections.get(f"/api/petitions/{self.plan.petition}")
        return int(json.loads(answer.body)["signatures"])

    async def _count_of(self, expected: int) -> int:
        """The public count; what is shown may be a second old, so it is asked until it is the one expected."""
        for _ in range(_COUNT_LAGS):
            if (found := await self.count()) == expected:
                break
            await asyncio.sleep(0.2)
        return found

    async def _campaign(self) -> None:
        chance = random.Random(self.plan.seed)  # noqa: S311  # invented people, no secret
        mixture = Mixture(self.keywords, self.plan.telegram, chance)
        moments = arrivals(self.plan.people, self.plan.minutes * 60, self.plan.spike, chance)
        begun = time.perf_counter()
        async with asyncio.TaskGroup() as everybody:
            for place, moment in enumerate(moments):
                if (wait := begun + moment - time.perf_counter()) > 0:
                    await asyncio.sleep(wait)
                self.tally.late = max(self.tally.late, time.perf_counter() - begun - moment)
                person = mixture.person(place)
                self._come.append(person)
                everybody.create_task(self._live(person, begun, random.Random(f"{self.plan.seed} {place}")))  # noqa: S311

    async def _live(self, person: Person, begun: float, chance: random.Random) -> None:
        """One person, from the first text to the last; whoever gets no answer, or a wrong one, goes away."""
        scale = self.plan.minutes / _HOUR
        code, reviewed = "", False
        with suppress(Lost):
            for number, step in enumerate(person.steps):
                if step.unless_reviewed and reviewed:
                    continue
                if number:
                    await asyncio.sleep(_THINKS * scale * person.slowness * chance.lognormvariate(0, 0.6))
                texts = await self.delivery.say(person, step.text, self.tally, twice=step.twice)
                said = "\n".join(texts)
                reviewed = bool(_REVIEW.search(said))
                receipt = found[1] if (found := _RECEIPT.search(said)) else ""
                if not _as_expected(step, said, code, receipt):
                    self.tally.unexpected[step.expects] += 1
                    break
                if step.expects is Expects.RECEIPT:
                    code = receipt
                    self.tally.signed_at.append(time.perf_counter() - begun)
                self.tally.unsigned += step.expects is Expects.TAKEN_OFF
            else:
                self.tally.ends[person.end] += 1

    async def _erase(self) -> None:
        """DELETE and 9 for everybody who came, and START before it for those who said STOP."""
        room = asyncio.Semaphore(_ERASED_AT_ONCE)

        async def erase(person: Person) -> None:
            async with room:
                with suppress(Lost):
                    for word in (*(("START",) if person.stops else ()), "DELETE", "9"):
                        await self.delivery.say(person, word, self.erasing)

        async with asyncio.TaskGroup() as everybody:
            for person in self._come:
                everybody.create_task(erase(person))

    async def _progress(self, begun: float) -> None:
        while True:
            await asyncio.sleep(10)
            passed, tally = time.perf_counter() - begun, self.tally
            clock, came = f"{int(passed) // 60}:{int(passed) % 60:02d}", f"{len(self._come):,} came"
            signed, within = f"{len(tally.signed_at):,} signed", f"{tally.percentile(0.99):.0f} ms"
            self.tell(f"{clock}  {came}, {signed}, answers within {within}, {tally.lost:,} lost")


def _as_expected(step: Step, said: str, code: str, receipt: str) -> bool:
    match step.expects:
        case Expects.ANSWER | Expects.REVIEW | Expects.TAKEN_OFF:
            return bool(said) and not receipt
        case Expects.RECEIPT:
            return bool(receipt)
        case Expects.SAME_RECEIPT:
            return receipt == code
        case Expects.ANYTHING:
            return True
