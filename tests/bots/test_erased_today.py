"""DELETE wipes the row and not the day's count: no telephone buys answers without end."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bots.erased_today import ErasedToday, Erasure
from bots.inbox import Inbox
from conversations import Channel, Contact, Fact, Heard, Kind, Petitions, Reply, State, Turn
from conversations.limits import ANSWERS_A_DAY
from storage import MasterKey, Store, counts, import_petition, upgrade
from tests.databases import KINDS, fresh_database
from tests.storage.conftest import NOW, petition

LINE = Petitions(organization="Neighbours", default_language="en", number="+13125550100")
AT_MOST = ANSWERS_A_DAY + 5
_ids = itertools.count(1)


@pytest.fixture(params=KINDS)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    with fresh_database(request.param, tmp_path) as url:
        upgrade(url, master := MasterKey.new())
        opened = Store.open(url, master)
        opened.write_now(lambda tx: import_petition(tx, petition("lamps", "LAMPS", "FAROS"), NOW))
        yield opened
        await opened.aclose()


def heard(words: str, address: str = "+13125550142") -> Heard:
    return Heard(f"SM{next(_ids):032d}", Channel.SMS, address, text=words)


def write(one: Heard, turn: Turn) -> bytes:
    return "|".join(reply.text for reply in turn.replies).encode()


def fail(one: Heard, turn: Turn) -> bytes:
    """Writes nothing down that the conversation says."""
    if turn.facts or "wrong" not in turn.replies[0].text:
        raise ValueError
    return write(one, turn)


@pytest.mark.parametrize(
    "cycle",
    [
        ["DELETE", "9"],
        ["BORRAR", "9", "FAROS"],
        ["LAMPS Ana Lopez 60608", "1", "DELETE", "9"],
        ["LAMPS Ana Lopez 60608", "1", "UNSIGN", "9", "DELETE", "9"],
    ],
    ids=" ".join,
)
async def test_no_cycle_through_delete_is_answered_for_ever(store: Store, cycle: list[str]) -> None:
    async with Inbox(store, lambda: LINE, lambda: NOW) as inbox:
        answers = [await inbox.hear(heard(words), write) for words in cycle * 60]
    assert sum(map(bool, answers)) <= AT_MOST


async def test_texts_that_wait_together_are_counted_through_their_erasures(store: Store) -> None:
    async with Inbox(store, lambda: LINE, lambda: NOW, cap=64) as inbox:
        answers = await asyncio.gather(*(inbox.hear(heard(words), write) for words in ["DELETE", "9"] * 60))
    assert sum(map(bool, answers)) == AT_MOST


@pytest.mark.parametrize("ids", ["of a redelivery", "of a carrier's second delivery"])
async def test_delete_and_its_nine_that_come_twice_erase_nothing_that_was_signed_in_between(
    store: Store, ids: str
) -> None:
    delete, nine = heard("DELETE"), heard("9")
    again = [delete, nine] if ids == "of a redelivery" else [heard("DELETE"), heard("9")]
    async with Inbox(store, lambda: LINE, lambda: NOW) as inbox:
        for one in (heard("LAMPS Ana Lopez 60608"), heard("1"), delete, nine):
            await inbox.hear(one, write)
        assert store.read_now(counts) == {"lamps": 0}
        for one in (heard("LAMPS Ana Lopez 60608"), heard("1"), again[1], *again):
            await inbox.hear(one, write)
        assert store.read_now(counts) == {"lamps": 1}
        for one in (heard("DELETE"), heard("99")):
            await inbox.hear(one, write)
        assert store.read_now(counts) == {"lamps": 0}


async def test_others_and_tomorrow_are_not_touched(store: Store) -> None:
    now = [NOW]
    async with Inbox(store, lambda: LINE, lambda: now[0]) as inbox:
        for words in ["DELETE", "9"] * 60:
            await inbox.hear(heard(words), write)
        assert not await inbox.hear(heard("LAMPS"), write)
        assert await inbox.hear(heard("LAMPS", "+13125550143"), write)
        now[0] += timedelta(days=1)
        assert await inbox.hear(heard("LAMPS"), write)


async def test_an_attempt_that_is_undone_counts_nothing(store: Store) -> None:
    texts = ["LAMPS", "HELP", "DELETE", "9"]
    async with Inbox(store, lambda: LINE, lambda: NOW) as inbox:
        waiting = [inbox.hear(heard(words), write) for words in texts]
        await asyncio.gather(*waiting, inbox.hear(heard("HELP", "+13125550143"), fail))
        erasure = inbox._erased.erasure(inbox._erased.mark_of(heard("")), NOW.toordinal())
        assert erasure == Erasure(answers=len(texts), nine_at=int(NOW.timestamp()))


def test_the_oldest_is_let_go_and_a_new_day_begins_empty() -> None:
    known = ErasedToday(room=2)
    for number in range(3):
        _erase(known, f"+1312555010{number}", NOW)
    assert len(known) == 2
    marks = [known.mark_of(heard("", f"+1312555010{number}")) for number in range(3)]
    assert [_answers(known, mark, NOW) for mark in marks] == [0, 8, 8]
    known.draft(NOW + timedelta(days=1))
    assert len(known) == 0


def test_a_batch_of_before_midnight_ends_no_new_day_and_brings_nothing_into_it() -> None:
    known, tomorrow = ErasedToday(), NOW + timedelta(days=1)
    late, one = known.draft(NOW), heard("9")
    late.note(State(), one, Turn(State(), (Reply("Erased."),), (Fact("erased"),)))
    _erase(known, "+13125550143", tomorrow)
    known.draft(NOW)
    late.keep()
    marks = [known.mark_of(heard("", address)) for address in ("+13125550142", "+13125550143")]
    assert [_answers(known, mark, tomorrow) for mark in marks] == [0, 8]


def test_a_nine_just_before_midnight_is_remembered_behind_it_and_the_answers_are_not() -> None:
    known, nine = ErasedToday(), heard("9")
    before = NOW.replace(hour=23, minute=59, second=58)
    draft = known.draft(before)
    draft.note(State(), nine, Turn(State(), (Reply("Erased."),), (Fact("erased"),)))
    draft.keep()
    [soon, later] = [before + timedelta(seconds=seconds) for seconds in (6, 600)]
    state = known.draft(soon).recalled(Contact(), nine).state
    assert state.limits == {"day": soon.toordinal(), "answers": 0, "nine_at": int(before.timestamp())}
    assert "nine_at" not in ErasedToday().draft(later).recalled(Contact(), nine).state.limits


def test_an_erasure_by_a_tap_costs_no_answer() -> None:
    known = ErasedToday()
    draft, tap = known.draft(NOW), heard("")._replace(kind=Kind.CHOICE, choice="delete:yes")
    before = State(limits={"day": NOW.toordinal(), "answers": 7})
    draft.note(before, tap, Turn(State(), (Reply("Erased."),), (Fact("erased"),)))
    assert draft.recalled(Contact(), tap).state.limits["answers"] == 7


def test_neither_address_nor_mark_is_the_same_in_another_process() -> None:
    one, other = ErasedToday(), ErasedToday()
    assert one.mark_of(heard("")) != other.mark_of(heard(""))
    _erase(one, "+13125550142", NOW)
    assert "3125550142" not in repr(vars(one))


def _answers(known: ErasedToday, mark: bytes, now: datetime) -> int:
    erasure = known.erasure(mark, now.toordinal())
    return erasure.answers if erasure else 0


def _erase(known: ErasedToday, address: str, now: datetime) -> None:
    draft, one = known.draft(now), heard("9", address)
    before = Contact(State(limits={"day": now.toordinal(), "answers": 7}))
    assert draft.recalled(before, one) is before
    draft.note(before.state, one, Turn(State(), (Reply("Erased."),), (Fact("erased"),)))
    assert draft.recalled(Contact(), one).state.limits["answers"] == 8
    draft.keep()
