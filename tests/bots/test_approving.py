"""`APPROVE 4821` from an organizer's own phone approves; from anybody else it is an ordinary text."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bots.approving import hears_approvals
from bots.inbox import Inbox
from conversations import Channel, Heard, Kind
from storage import MasterKey, Store, import_petition, upgrade
from storage.approvals import MISSES_AN_HOUR
from storage.audit import entries, first_break
from storage.broadcasts import read
from storage.organizers import add
from tests.databases import KINDS, fresh_database
from tests.storage.conftest import NOW, petition
from tests.storage.test_approvals import ADDRESSES, asked, digits_of, drafted, other_than, staff
from tests.storage.texting import LINE, tally, write

ROSA, LUZ, EVA = (address for _channel, address in ADDRESSES.values())
STRANGER = "+13125550149"
_ids = itertools.count(1)


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store with a petition, staff and a tested draft."""
    master = MasterKey.new()
    with fresh_database(str(request.param), tmp_path) as url:
        upgrade(url, master)
        opened = Store.open(url, master)
        opened.write_now(lambda tx: import_petition(tx, petition("lamps", "LAMPS", "FAROS"), NOW))
        opened.write_now(staff)
        yield opened
        opened.close()


@asynccontextmanager
async def inbox(store: Store, now: datetime = NOW, *, two_people: bool = True) -> AsyncIterator[Inbox]:
    """An inbox that hears APPROVE; the store is closed behind it."""
    hears = hears_approvals(two_people=two_people, language="en")
    async with Inbox(store, lambda: LINE, lambda: now, hears_first=hears) as opened:
        yield opened
    await store.aclose()


def said(address: str, words: str, channel: Channel = Channel.SMS, **more: object) -> Heard:
    return Heard(f"SM8{next(_ids):031d}", channel, address, text=words)._replace(**more)  # type: ignore[arg-type]


async def hear(opened: Inbox, address: str, words: str, channel: Channel = Channel.SMS) -> str:
    return (await opened.hear(said(address, words, channel), write)).decode()


@pytest.mark.parametrize(
    "words",
    ["APPROVE {}", "approve {}.", "Approve: {}", " aprobar {} ", "APPROVE #{}!", "Approuver “{}”", "apwouve   {}\n"],
)
async def test_the_reply_approves(store: Store, words: str) -> None:
    number = store.write_now(drafted)
    code = digits_of(store, asked(store, number))
    async with inbox(store) as opened:
        told = await hear(opened, LUZ, words.format(code))
        assert told == f"Approved: broadcast {number}, 610 people. Nothing has left yet; it can be sent now."
        assert (await store.read(partial(read, number=number))).is_approved
        assert await store.read(first_break) is None


async def test_from_telegram_as_well(store: Store) -> None:
    number = store.write_now(drafted)
    code = digits_of(store, asked(store, number, "Eva"))
    async with inbox(store) as opened:
        assert "Approved" in await hear(opened, EVA, f"APPROVE {code}", Channel.TELEGRAM)


async def test_a_message_that_comes_twice_is_answered_twice_and_approves_once(store: Store) -> None:
    number = store.write_now(drafted)
    reply = said(LUZ, f"APPROVE {digits_of(store, asked(store, number))}")
    async with inbox(store) as opened:
        answers = {await opened.hear(reply, write) for _ in range(3)}
        assert len(answers) == 1
        assert "approved already" in await hear(opened, LUZ, reply.text)
        assert [one.deed for one in await store.read(lambda tx: list(entries(tx)))].count("approved") == 1


async def test_whoever_is_no_organizer_wrote_an_ordinary_text(store: Store) -> None:
    number = store.write_now(drafted)
    code = digits_of(store, asked(store, number))
    plain = Inbox(store, lambda: LINE, lambda: NOW)
    async with plain:
        expected = await hear(plain, "+13125550150", f"APPROVE {code}")
    async with inbox(store) as opened:
        assert await hear(opened, STRANGER, f"APPROVE {code}") == expected
        assert await hear(opened, LUZ, f"APPROVE {code}", Channel.WHATSAPP) != f"Approved: broadcast {number}"
        one = await store.read(partial(read, number=number))
        assert not one.approved


async def test_a_stranger_who_guesses_takes_nobodys_tries(store: Store) -> None:
    number = store.write_now(drafted)
    code = digits_of(store, asked(store, number))
    async with inbox(store) as opened:
        for _ in range(MISSES_AN_HOUR + 1):
            await hear(opened, STRANGER, f"APPROVE {other_than(code)}")
        assert "Approved" in await hear(opened, LUZ, f"APPROVE {code}")


async def test_refusals_are_plain(store: Store) -> None:
    number = store.write_now(drafted)
    code = digits_of(store, asked(store, number))
    own = digits_of(store, asked(store, number, "Rosa", two_people=False))
    async with inbox(store) as opened:
        for address, words, told in (
            (LUZ, f"APPROVE {other_than(code)}", "this is not the code"),
            (LUZ, "APPROVE", "the four digits"),
            (LUZ, "APPROVE 12345", "the four digits"),
            (LUZ, "approve it please", "the four digits"),
            (LUZ, f"APPROVE {code}\nand then some", "the four digits"),
            (LUZ, "APPROVE" + " " * 4000 + "\nx", "the four digits"),
            (ROSA, f"APPROVE {own}", "your own"),
            (EVA, f"APPROVE {code}", "no code waits"),
        ):
            channel = Channel.TELEGRAM if address == EVA else Channel.SMS
            answer = await hear(opened, address, words, channel)
            assert answer.startswith("Nothing was approved")
            assert told in answer
        assert not (await store.read(partial(read, number=number))).approved


async def test_an_old_code_says_so(store: Store) -> None:
    code = digits_of(store, asked(store, store.write_now(drafted)))
    async with inbox(store, NOW + timedelta(minutes=11)) as opened:
        assert "older than 10 minutes" in await hear(opened, LUZ, f"APPROVE {code}")


async def test_wrong_codes_in_one_batch_are_counted_and_written_down(store: Store) -> None:
    code = digits_of(store, asked(store, store.write_now(drafted)))
    async with inbox(store) as opened:
        wrong = [hear(opened, LUZ, f"APPROVE {other_than(code)}") for _ in range(MISSES_AN_HOUR + 2)]
        answers = await asyncio.gather(*wrong)
        assert sum("not the code" in one for one in answers) == MISSES_AN_HOUR
        assert sum("too many" in one for one in answers) == 2
        told = await store.read(lambda tx: [one.deed for one in entries(tx)])
        assert told.count("brought a wrong code for") == MISSES_AN_HOUR
        assert await store.read(first_break) is None


async def test_others_in_the_same_batch_go_on_signing(store: Store) -> None:
    number = store.write_now(drafted)
    code = digits_of(store, asked(store, number))
    async with inbox(store) as opened:
        people = [f"+1312555{number:04}" for number in range(20)]
        for words in ("LAMPS", "Ana Lopez 60608"):
            await asyncio.gather(*(hear(opened, one, words) for one in people))
        last = [hear(opened, one, "1") for one in people]
        answers = await asyncio.gather(*last[:10], hear(opened, LUZ, f"APPROVE {code}"), *last[10:])
        assert sum("Signed" in one for one in answers) == 20
        assert sum("Approved" in one for one in answers) == 1
        assert await store.read(tally) == (20, 20)


async def test_what_was_not_typed_or_comes_from_a_machine_approves_nothing(store: Store) -> None:
    number = store.write_now(drafted)
    code = digits_of(store, asked(store, number))
    async with inbox(store) as opened:
        for more in ({"kind": Kind.SILENT}, {"kind": Kind.CHOICE, "choice": "x"}, {"automated": True}):
            await opened.hear(said(LUZ, f"APPROVE {code}", **more), write)
        await hear(opened, LUZ, f"Liked “APPROVE {code}”")
        await hear(opened, LUZ, f"I would not APPROVE {code}")
        assert not (await store.read(partial(read, number=number))).approved


async def test_a_viewer_is_told_that_the_role_does_not_reach(store: Store) -> None:
    store.write_now(lambda tx: add(tx, "Ivo", "viewer", "sms", STRANGER, "Rosa", NOW))
    async with inbox(store) as opened:
        assert "your role" in await hear(opened, STRANGER, "APPROVE 4821")
