"""People who sign in three texts (keyword, name with ZIP, 1), one new number each, as fast or as often as wanted."""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import dataclass, field
from itertools import count

from api.rehearsal.connections import Answer, Connections, NoAnswer
from bench import forms
from bench.line import SLUG

TEXTS = ("SCOMM", "Ana Lopez 60608", "1")
_RECEIPT = re.compile(rb"(?:Receipt|Folio) ([A-Z0-9]{6})")


def receipt_in(body: bytes) -> str:
    """The code in an answer, "" when there is none."""
    found = _RECEIPT.search(body)
    return found[1].decode() if found else ""


@dataclass
class Signed:
    """What came of signing, so far."""

    completed: int = 0
    #: From sending the first text to the receipt: the sum of three answers, nothing between them.
    latencies: list[float] = field(default_factory=list)
    #: Of each text.
    text_latencies: list[float] = field(default_factory=list)
    #: How often each thing went wrong: "no answer", "status 503", "no receipt".
    wrong: dict[str, int] = field(default_factory=dict)
    #: Texts whose first delivery was not answered.
    delivered_again: int = 0
    #: The generator's own processor seconds.
    generator: float = 0.0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Completed signatures a second."""
        return self.completed / self.seconds

    def forget_latencies(self) -> None:
        """Begin to measure anew."""
        self.latencies.clear()
        self.text_latencies.clear()


def percentile(latencies: list[float], share: float) -> float:
    """Milliseconds within which `share` of them lie; 0 of none."""
    ordered = sorted(latencies)
    return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


class Signers:
    """Numbers without end, and what came of them."""

    def __init__(self, port: int, connections: int, first: int = 0) -> None:
        """Nobody yet.

        Args:
            port: Of the line, on 127.0.0.1.
            connections: That are open at most.
            first: The first number of the first signer; no two runs on one database may share any.
        """
        self.line = Connections(f"http://127.0.0.1:{port}", connections)
        self.signed = Signed()
        self._numbers = count(first)

    async def sign(self) -> bool:
        """One new person signs, without thinking; whether there was a receipt."""
        number, signed = next(self._numbers), self.signed
        address, first = forms.address(number), time.perf_counter()
        body = b""
        for place, text in enumerate(TEXTS):
            begun = time.perf_counter()
            try:
                answer = await self._deliver(forms.request(address, text, place * 10_000_000 + number))
            except NoAnswer:
                return self._went_wrong("no answer")
            signed.text_latencies.append(time.perf_counter() - begun)
            if answer.status != 200:
                return self._went_wrong(f"status {answer.status}")
            body = answer.body
        if not receipt_in(body):
            return self._went_wrong("no receipt")
        signed.completed += 1
        signed.latencies.append(time.perf_counter() - first)
        return True

    async def _deliver(self, request: bytes) -> Answer:
        """Deliver, and again where a connection broke: a server may close one that was idle just as it is used."""
        try:
            return await self.line.ask(request)
        except NoAnswer:
            self.signed.delivered_again += 1
            return await self.line.ask(request)

    async def as_fast_as_possible(self, seconds: float, connections: int) -> Signed:
        """Sign on `connections` at once, each person after the one before, for so long."""
        begun, own, end = time.perf_counter(), time.process_time(), time.perf_counter() + seconds

        async def one_after_another() -> None:
            while time.perf_counter() < end:
                await self.sign()

        await asyncio.gather(*(one_after_another() for _ in range(connections)))
        self.signed.seconds = time.perf_counter() - begun
        self.signed.generator = time.process_time() - own
        return self.signed

    async def as_often_as(self, rate: float, seconds: float) -> Signed:
        """`rate` people a second begin, at even distances, whether or not those before have finished."""
        begun, own, people = time.perf_counter(), time.process_time(), set[asyncio.Task[bool]]()
        for number in range(int(rate * seconds)):
            if (wait := begun + number / rate - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            person = asyncio.create_task(self.sign())
            people.add(person)
            person.add_done_callback(people.discard)
        if people:
            await asyncio.wait(people)
        self.signed.seconds = time.perf_counter() - begun
        self.signed.generator = time.process_time() - own
        return self.signed

    async def publicly(self, expected: int) -> int:
        """The public count; it may be a second old, so it is asked until it is what is expected, for three seconds."""
        found, end = -1, time.perf_counter() + 3
        while found != expected and time.perf_counter() < end:
            await asyncio.sleep(0.1)
            found = int(json.loads((await self.line.get(f"/api/petitions/{SLUG}")).body)["signatures"])
        return found

    def _went_wrong(self, what: str) -> bool:
        self.signed.wrong[what] = self.signed.wrong.get(what, 0) + 1
        return False
