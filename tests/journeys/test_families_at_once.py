"""Families on two channels of one number, at several web processes, while `undersigned review` is run beside them."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from storage import Store, Transaction
from storage.bursts import find_bursts, raise_flags
from storage.deeds import all_deeds
from storage.petitions import counts, miscounted, set_aside_counts
from storage.tables import signatures
from tests.databases import KINDS, fresh_database
from tests.fakes_twilio import FakeTwilio
from tests.journeys.served import ROOT, Served
from tests.warm_starts import Started

SLUG = "put-s-comm-on-ice"
NUMBERS = [f"+131255501{number}" for number in range(20, 28)]
_ids = itertools.count(1)
BY = ("--as", "Rosa", "--because", "numbers in a row")


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """SQLite with one web process, and PostgreSQL with three."""
    with fresh_database(request.param, tmp_path) as url:
        yield url


def stand(tx: Transaction) -> tuple[int, int, dict[str, tuple[int, int]]]:
    """Signatures that count, those that were set aside, and what is miscounted."""
    return counts(tx)[SLUG], set_aside_counts(tx).get(SLUG, 0), miscounted(tx)


def people(tx: Transaction) -> Counter[int]:
    """How many telephones have how many signatures."""
    rows = tx.connection.scalars(select(signatures.c.person))
    return Counter(Counter(rows).values())


async def review(served: Served, *words: str) -> str:
    """Run `undersigned review` as a process of its own, and what it printed."""
    output = served.folder / f"review-{next(_ids)}.log"
    output.touch()
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **served.environment()}
    command = Started(("review", *words), folder=served.folder, environment=environment, output=(output, output))
    assert await command.wait() in (0, 1)
    return output.read_text()


async def test_families_sign_and_unsign_on_both_channels_while_they_are_set_aside(
    tmp_path: Path, database_url: str
) -> None:
    workers = 1 if database_url.startswith("sqlite") else 3
    async with FakeTwilio() as twilio:
        settings = {"TWILIO_WHATSAPP_FROM": twilio.whatsapp}
        served = Served(tmp_path, twilio, settings, database_url=database_url, workers=workers)

        async def all_say(by_sms: str, on_whatsapp: str = "") -> list[str]:
            heard = [twilio.phone(number).text(by_sms) for number in NUMBERS]
            heard += [twilio.phone(f"whatsapp:{number}").text(on_whatsapp or by_sms) for number in reversed(NUMBERS)]
            return [" ".join(answer) for answer in await asyncio.gather(*heard)]

        async def count_again_and_set_aside() -> None:
            for deed in ("1", "2"):
                await review(served, "undo", deed, *BY)
                await review(served, "set-aside", "1", *BY)

        async with served:
            store = Store.open(database_url, served.master)
            await all_say("SCOMM Ana Lopez 60608")
            await all_say("1")
            for names in (("Maria Lopez", "Luis Lopez"), ("Rosa Lopez", "Eva Lopez")):
                await all_say("OTHER")
                await all_say(*(f"{name} 60608" for name in names))
                answers = await all_say("1")
            assert sum("Signed!" in answer for answer in answers) == len(NUMBERS), "the last place is taken once"
            assert store.read_now(people) == {4: len(NUMBERS)}
            assert store.read_now(stand) == (4 * len(NUMBERS), 0, {})
            store.write_now(lambda tx: raise_flags(tx, find_bursts(tx, 0)))

            assert await review(served, "set-aside", "1", *BY)
            assert store.read_now(stand) == (0, 4 * len(NUMBERS), {})

            async def all_leave() -> None:
                for words in ("UNSIGN", "ALL", "9"):
                    await all_say(words)

            await asyncio.gather(count_again_and_set_aside(), count_again_and_set_aside(), all_leave())
            assert store.read_now(stand) == (0, 0, {})
            done = Counter(deed.undoes for deed in store.read_now(all_deeds))
            assert done[1] == 1, "undone once, by whoever came first"
            assert "deadlock" not in served.log()
            store.close()
