"""Chaos: two hundred kills of whatever can be killed, while people sign, and afterwards a look at what is left.

Run with `make chaos-inbound`. On SQLite the server is killed (kill -9) and started again. On PostgreSQL, with two web
processes and a database server of its own, it is a web process, the watcher, all of them, the connections to the
database, or the database server itself (as if the power failed). A text that is not answered comes again under the same
id, as from Twilio, until it is. In the end every acknowledged signature must be there once, with the receipt that was
told, and none of those who looked at the review and never confirmed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import uvloop

from api.rehearsal.connections import Answer, Connections, NoAnswer
from api.rehearsal.twilio_forms import TwilioForms
from bench import forms
from bench.signing import TEXTS, receipt_in
from tests.fakes_twilio import FakeTwilio
from tests.journeys.breaking import ON_OUR_POSTGRESQL, ON_SQLITE, break_it, rows
from tests.journeys.served import Served
from tests.journeys.test_crashes import SLUG
from tests.throwaway_postgresql import ThrowawayPostgreSQL, programs

#: People who text at the same time.
AT_ONCE = 48
#: Signatures between two kills, at most.
BETWEEN = 40
#: Seconds between two deliveries of a text.
AGAIN_AFTER = 0.1


@dataclass
class Crowd:
    """People who sign, and what they were told."""

    line: Connections
    forms: TwilioForms
    #: The receipt that each number was told, with the id of the text that it answered and the whole answer.
    told: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)
    undecided: list[str] = field(default_factory=list)
    deliveries: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    ended: bool = False
    acknowledged: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    _people: int = 0

    async def deliver(self, address: str, text: str, sid: str) -> Answer:
        """Deliver one text until it is answered."""
        request = self.forms.request(address, text, sid)
        while True:
            with contextlib.suppress(NoAnswer):
                answer = await self.line.ask(request)
                self.deliveries[str(answer.status)] += 1
                if answer.status == 200:
                    return answer
                if answer.status != 503:
                    raise SystemExit(f"answered with {answer.status}")
            self.deliveries["again"] += 1
            await asyncio.sleep(AGAIN_AFTER)

    async def sign_for_ever(self) -> None:
        """One person after the other, until it is the end; each fifth looks at the review and never confirms."""
        while not self.ended:
            self._people += 1
            number, address = self._people, forms.address(self._people)
            for place, text in enumerate(TEXTS[:2] if number % 5 == 0 else TEXTS):
                sid = f"SM{place * 10_000_000 + number:032x}"
                answer = await self.deliver(address, text, sid)
            if number % 5 == 0:
                self.undecided.append(address)
            elif code := receipt_in(answer.body):
                self.told[address] = (code, sid, answer.body)
                self.acknowledged.put_nowait(address)
            else:
                self.wrong.append("a 1 was answered without a receipt")

    async def ask_everybody(self) -> None:
        """STATUS by everybody, and the deciding text once more: what was told must still hold."""
        for number, (address, (code, sid, body)) in enumerate(list(self.told.items())):
            if (await self.deliver(address, TEXTS[2], sid)).body != body:
                self.wrong.append("a text that came again was answered differently")
            if receipt_in((await self.deliver(address, "STATUS", f"SM9{number:031x}")).body) != code:
                self.wrong.append("a receipt is not known any more")
        for number, address in enumerate(self.undecided):
            if receipt_in((await self.deliver(address, "STATUS", f"SM8{number:031x}")).body):
                self.wrong.append("somebody signed who never confirmed")


async def breaking(
    served: Served, crowd: Crowd, kills: int, chance: random.Random, database: ThrowawayPostgreSQL | None
) -> None:
    """Break something so often, each time after some more signatures."""
    what_can = ON_OUR_POSTGRESQL if database else ON_SQLITE
    begun = time.perf_counter()
    for number in range(kills):
        for _ in range(chance.randrange(1, BETWEEN)):
            await crowd.acknowledged.get()
        await asyncio.sleep(0.05 * chance.random())
        what, before = chance.choice(what_can), time.perf_counter()
        await break_it(served, what, chance, database)
        after = time.perf_counter()
        print(
            f"{after - begun:7.1f} s  {number + 1:4}  {what:12} {after - before:5.1f} s  {len(crowd.told):6} signed  "
            f"{crowd.deliveries['again']:6} delivered again",
            flush=True,
        )


async def public_count(line: Connections, expected: int) -> int:
    """The public count; it may be a second old, so it is asked until it is what is expected, or stands still."""
    for _ in range(40):
        with contextlib.suppress(NoAnswer):
            found = int(json.loads((await line.get(f"/api/petitions/{SLUG}")).body)["signatures"])
            if found == expected:
                break
        await asyncio.sleep(0.1)
    return found


async def chaos(
    folder: Path, database_url: str | None, kills: int, seed: int, database: ThrowawayPostgreSQL | None
) -> list[str]:
    """So many kills on one database; what was wrong in the end."""
    chance, workers = random.Random(seed), 1 if database_url is None else 2
    async with FakeTwilio() as twilio, Served(folder, twilio, database_url=database_url, workers=workers) as served:
        account = TwilioForms(twilio.auth_token, twilio.account_sid, twilio.number, twilio.public_url)
        crowd = Crowd(Connections(served.url, AT_ONCE), account)
        async with asyncio.TaskGroup() as everybody:
            for _ in range(AT_ONCE):
                everybody.create_task(crowd.sign_for_ever())
            await breaking(served, crowd, kills, chance, database)
            crowd.ended = True
        expected = len(crowd.told)
        counted = await public_count(crowd.line, expected)
        kept = await asyncio.to_thread(rows, served)
        await crowd.ask_everybody()
        crowd.line.close()
    codes = len({code for code, _sid, _body in crowd.told.values()})
    print(f"{expected} acknowledged with {codes} receipts, {kept} kept, {counted} counted; ", end="")
    print(f"{len(crowd.undecided)} never confirmed; deliveries: {dict(crowd.deliveries)}")
    wrong = [f"{number} times: {what}" for what, number in Counter(crowd.wrong).items()]
    return wrong + (["the numbers differ"] if len({expected, codes, kept, counted}) > 1 else [])


def main() -> None:
    """Break, look, and fail when anything acknowledged is missing or anything else is there."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=200, help="in all; half on each database")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", choices=("sqlite", "postgresql"), help="all kills on this one")
    given = options.parse_args()
    wrong = []
    for kind in [given.only] if given.only else ["sqlite", "postgresql"]:
        kills = given.kills if given.only else given.kills // 2
        print(f"{kind}: {kills} kills, seed {given.seed}", flush=True)
        with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
            database = None
            if kind == "postgresql":
                if programs() is None:
                    raise SystemExit("no PostgreSQL server is installed: apt-get install postgresql")
                database = stack.enter_context(ThrowawayPostgreSQL())
            url = database.url if database else None
            wrong += [f"{kind}: {one}" for one in uvloop.run(chaos(Path(name), url, kills, given.seed, database))]
    print("\n".join(wrong) if wrong else "nothing that was acknowledged is lost, and nothing else is there")
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
