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
from dataclasses import dataclass, field, replace

from api.rehearsal.arrivals import arrivals
from api.rehearsal.connections import NoAnswer
from api.rehearsal.delivery import Delivery, Lost
from api.rehearsal.people import Expects, Mixture, Person, Step
from api.rehearsal.tally import Tally

#: Seconds that a person takes from one text to the next, in the middle, if a campaign of an hour is played in an hour.
_THINKS = 20.0
_HOUR = 60.0
#: People who are erased at the same time.
_ERASED_AT_ONCE = 64
#: Texts without an answer after which erasing is given up.
_GIVES_UP = 100
#: Seconds after which the public count shows everything.
_FRESH = 1.2
#: Fifths of a second that the public count may lag behind (it may be a second old), with room to spare.
_COUNT_LAGS = 15
#: As the catalogues call it.
_RECEIPT = re.compile(r"(?i:receipt|folio|recibo|reçu|code|resi)\W+([A-Z0-9]{6})\b")
_REVIEW = re.compile(r"1=[A-Z]+")


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
        erase: Nobody comes; only take off those who came to a rehearsal that was cut off.
    """

    petition: str
    people: int
    minutes: float
    spike: float = 5.0
    telegram: float = 0.0
    seed: int = 1
    keep: bool = False
    erase: bool = False


@dataclass
class Rehearsal:
    """One rehearsal, and what came of it. `tell` is told how it goes."""

    plan: Plan
    delivery: Delivery
    keywords: dict[str, str]
    tell: Callable[[str], None]
    tally: Tally = field(default_factory=Tally)
    erasing: Tally = field(default_factory=Tally)
    #: The public count: before, after the campaign, and once everybody was erased. None where it was not to be had, or
    #: everybody was kept.
    before: int = 0
    after: int | None = None
    cleaned: int | None = None
    seconds: float = 0.0
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _come: list[Person] = field(default_factory=list)

    @property
    def stopped_early(self) -> bool:
        """Whether Ctrl-C ended it."""
        return self._stop.is_set()

    @property
    def expected(self) -> int:
        """What the public count must be after the campaign."""
        return self.before + len(self.tally.signed_at) - self.tally.unsigned

    async def play(self) -> None:
        """Play it all. Ctrl-C ends the campaign early; what was signed is taken off all the same.

        Raises:
            NoAnswer: when the line is not there at the beginning.
        """
        self.before = await self._count()
        self.tally.begun = time.perf_counter()
        progress = asyncio.create_task(self._progress())
        loop = asyncio.get_running_loop()
        # What is on its way must arrive before its sender is erased, so nothing is cancelled.
        loop.add_signal_handler(signal.SIGINT, self._stop.set)
        try:
            await self._campaign()
        finally:
            loop.remove_signal_handler(signal.SIGINT)
            progress.cancel()
        self.seconds = self.tally.now()
        self.after = await self._count_of(self.expected)
        if not self.plan.keep:
            self.tell(f"Taking {len(self._come):,} people off again")
            await self._erase()
            self.cleaned = await self._count_of(self.before)

    async def erase_leftovers(self) -> None:
        """Only take off what a rehearsal with the same plan, that was cut off, has left."""
        self.before = await self._count()
        mixture = self._mixture()
        self._come = [replace(mixture.person(place), stops=True) for place in range(self.plan.people)]
        await self._erase()
        await asyncio.sleep(_FRESH)
        self.after = self.cleaned = await self._count()

    async def _count(self) -> int:
        answer = await self.delivery.connections.get(f"/api/petitions/{self.plan.petition}")
        return int(json.loads(answer.body)["signatures"])

    async def _count_of(self, expected: int) -> int | None:
        """The public count; what is shown may be a second old, so it is asked until it is the one expected."""
        found = None
        for _ in range(_COUNT_LAGS):
            with suppress(NoAnswer, ValueError, KeyError):
                if (found := await self._count()) == expected:
                    break
            await asyncio.sleep(0.2)
        return found

    def _mixture(self) -> Mixture:
        return Mixture(self.keywords, self.plan.telegram, random.Random(self.plan.seed))  # noqa: S311  # no secret

    async def _campaign(self) -> None:
        mixture, tally, plan = self._mixture(), self.tally, self.plan
        moments = arrivals(plan.people, plan.minutes * 60, plan.spike, random.Random(plan.seed))  # noqa: S311
        async with asyncio.TaskGroup() as everybody:
            for place, moment in enumerate(moments):
                if await self._stopped_within(moment - tally.now()):
                    break
                tally.late = max(tally.late, tally.now() - moment)
                person = mixture.person(place)
                self._come.append(person)
                everybody.create_task(self._live(person, random.Random(f"{self.plan.seed} {place}")))  # noqa: S311

    async def _live(self, person: Person, chance: random.Random) -> None:
        """One person, from the first text to the last; whoever gets no answer, or a wrong one, goes away."""
        scale = self.plan.minutes / _HOUR
        code, said, reviewed = "", "", False
        with suppress(Lost):
            for number, step in enumerate(person.steps):
                if step.unless_reviewed and reviewed:
                    continue
                thinks = _THINKS * scale * person.slowness * chance.lognormvariate(0, 0.6) if number else 0.0
                if await self._stopped_within(thinks):
                    break
                text = _nine(said) if step.text == "9" else step.text
                texts = await self.delivery.say(person, text, self.tally, twice=step.twice)
                said = "\n".join(texts)
                reviewed = bool(_REVIEW.search(said))
                receipt = found[1] if (found := _RECEIPT.search(said)) else ""
                if not _as_expected(step, said, code, receipt):
                    self.tally.unexpected[step.expects] += 1
                    break
                if step.expects is Expects.RECEIPT:
                    code = receipt
                    self.tally.signed_at.append(self.tally.now())
                self.tally.unsigned += step.expects is Expects.TAKEN_OFF
            else:
                self.tally.ends[person.end] += 1

    async def _stopped_within(self, seconds: float) -> bool:
        """Wait so long; at once whether it was stopped early."""
        if seconds > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), seconds)
        return self._stop.is_set()

    async def _erase(self) -> None:
        """DELETE and 9 for everybody who came, and START before it for those who said STOP."""
        room = asyncio.Semaphore(_ERASED_AT_ONCE)

        async def erase(person: Person) -> None:
            async with room:
                # A line that has gone is not asked for each of thousands.
                if self.erasing.lost >= _GIVES_UP:
                    self.erasing.lost += 1
                    return
                with suppress(Lost):
                    for word in ("START", "DELETE") if person.stops else ("DELETE",):
                        asked = await self.delivery.say(person, word, self.erasing)
                    await self.delivery.say(person, _nine("\n".join(asked)), self.erasing)

        async with asyncio.TaskGroup() as everybody:
            for person in self._come:
                everybody.create_task(erase(person))

    async def _progress(self) -> None:
        while True:
            await asyncio.sleep(10)
            passed, tally = self.tally.now(), self.tally
            clock, came = f"{int(passed) // 60}:{int(passed) % 60:02d}", f"{len(self._come):,} came"
            signed, within = f"{len(tally.signed_at):,} signed", f"{tally.percentile(0.99):.0f} ms"
            self.tell(f"{clock}  {came}, {signed}, answers within {within}, {tally.lost:,} lost")


def _nine(asked: str) -> str:
    """The number that was asked for: just after one 9 it is 99, as when the same people rehearse twice in a row."""
    return "99" if re.search(r"\b99\b", asked) else "9"


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
