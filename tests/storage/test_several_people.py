"""Several people on one phone: a place each, never more than the limit, and each of them gone for herself."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from bots.inbox import Inbox
from conversations import Channel, Fact, Heard, Kind
from storage import MasterKey, Store, Transaction, import_petition, upgrade
from storage.answers import find
from storage.dialects import add_rows
from storage.petitions import miscounted, same_phone_counts
from storage.tables import consents, contacts, signatures
from tests.storage.conftest import NOW, petition
from tests.storage.test_batch import play, signed, turn
from tests.storage.texting import LINE, heard, tally, text, write

ANA = "+13125550142"
NAMES = ("Ana Lopez", "Maria Lopez", "Luis Lopez", "Rosa Lopez", "Juan Lopez")


@pytest.fixture
async def store(database_url: str, master: MasterKey) -> AsyncIterator[Store]:
    """An open store with the petition "lamps", which takes four people from one phone."""
    upgrade(database_url, master)
    opened = Store.open(database_url, master)
    opened.write_now(lambda tx: import_petition(tx, petition("lamps", "LAMPS", "FAROS"), NOW))
    yield opened
    await opened.aclose()


def places(store: Store) -> list[int]:
    """The places that are taken, whoever has them."""
    rows = store.read_now(lambda tx: tx.connection.execute(select(signatures.c.place).order_by(signatures.c.place)))
    return [row.place for row in rows]


async def sign_all(store: Store, names: Sequence[str], address: str = ANA) -> list[str]:
    """Let these people sign from one phone, one after the other; gives what each was told at last."""
    said = []
    for number, name in enumerate(names):
        opening = "OTHER" if number else "LAMPS"
        said.append(await text(store, address, opening, f"{name} 60608", "1"))
    return said


async def test_each_has_a_place_and_a_receipt_up_to_the_limit(store: Store) -> None:
    said = await sign_all(store, NAMES)
    receipts = {one.partition("Receipt ")[2][:6] for one in said[:4]}
    assert len(receipts) == 4
    assert all("Signed" in one for one in said[:4])
    assert "Signed" not in said[4]
    assert places(store) == [1, 2, 3, 4]
    assert store.read_now(tally) == (4, 4)
    assert store.read_now(same_phone_counts) == {"lamps": 3}
    assert store.read_now(miscounted) == {}


async def test_one_is_taken_off_and_the_place_is_used_again(store: Store) -> None:
    await sign_all(store, NAMES[:3])
    assert "Maria Lopez" in await text(store, ANA, "UNSIGN", "2")
    assert "not counted" in await text(store, ANA, "9")
    assert places(store) == [1, 3]
    assert "Signed" in await text(store, ANA, "OTHER", "Juan Lopez 60608", "1")
    assert places(store) == [1, 2, 3]
    listed = await text(store, ANA, "STATUS")
    assert all(name in listed for name in ("Ana Lopez", "Juan Lopez", "Luis Lopez"))
    assert "Maria" not in listed
    assert store.read_now(tally) == (3, 3)


async def test_one_is_corrected_and_the_others_stay(store: Store) -> None:
    await sign_all(store, NAMES[:3])
    assert "Saved" in await text(store, ANA, "EDIT", "2", "Mariana Lopez", "1")
    listed = await text(store, ANA, "STATUS")
    assert all(name in listed for name in ("Ana Lopez", "Mariana Lopez", "Luis Lopez"))


async def test_all_are_taken_off_or_erased_at_once(store: Store) -> None:
    await sign_all(store, NAMES[:3])
    await text(store, ANA, "UNSIGN", "ALL", "9")
    assert store.read_now(tally) == (0, 0)
    await sign_all(store, NAMES[:2])
    nine = "99" if "99" in await text(store, ANA, "DELETE", "ALL") else "9"
    assert "Erased" in await text(store, ANA, nine)
    assert store.read_now(tally) == (0, 0)
    assert store.read_now(lambda tx: tx.connection.scalar(select(func.count()).select_from(contacts))) == 0


async def test_a_lower_limit_lets_nobody_in_and_nobody_out(store: Store) -> None:
    await sign_all(store, NAMES[:3])
    known = next(one for one in store.read_now(lambda tx: tx.shelf.petitions) if one.slug == "lamps")
    store.write_now(lambda tx: import_petition(tx, replace(known, people_per_phone=2), NOW))
    await text(store, ANA, "UNSIGN", "1", "9")
    assert "Signed" not in await text(store, ANA, "OTHER", "Juan Lopez 60608", "1")
    assert places(store) == [2, 3]


async def test_what_one_was_answered_is_gone_with_her_and_updates_stay(store: Store) -> None:
    await sign_all(store, NAMES[:1])
    await text(store, ANA, "JOIN")
    review = Heard("SM-of-the-review", Channel.SMS, ANA, text="Maria Lopez 60608")
    async with Inbox(store, lambda: LINE, lambda: NOW) as inbox:
        await text(store, ANA, "OTHER")
        assert b"Maria Lopez" in await inbox.hear(review, write)
        assert b"Maria Lopez" in await inbox.hear(review, write)
        assert "Signed" in await text(store, ANA, "1")
        assert "Maria" in await text(store, ANA, "DELETE", "2")
        assert "Erased" in await text(store, ANA, "9")
        assert await inbox.hear(review, write) == b""
    kept = store.read_now(lambda tx: find(tx, [tx.keys.message(Channel.SMS, review.id)]))
    assert kept, "the row stays until it expires, and nobody can read it"
    assert store.read_now(_joined) == 1
    assert store.read_now(tally) == (1, 1)
    assert "Ana Lopez" in await text(store, ANA, "STATUS")


def _joined(tx: Transaction) -> int:
    """Consents that name a contact that is there."""
    named = select(func.count()).select_from(consents).join(contacts, contacts.c.id == consents.c.contact)
    return tx.connection.scalar(named.where(consents.c.message.is_not(None))) or 0


async def test_the_last_place_is_taken_once_however_many_processes_and_channels_want_it(
    store: Store, database_url: str, master: MasterKey
) -> None:
    """By SMS and on WhatsApp one phone has two talks, each at the review of a fourth person, and two stores."""
    await sign_all(store, NAMES[:3])
    channels = (Channel.SMS, Channel.WHATSAPP)

    def said_on(channel: Channel, words: str) -> Heard:
        return Heard(f"{channel}-{words}", channel, ANA, text=words)

    async with AsyncExitStack() as stack:
        inboxes = []
        for _ in channels:
            own = Store.open(database_url, master)
            stack.push_async_callback(own.aclose)
            inboxes.append(await stack.enter_async_context(Inbox(own, lambda: LINE, lambda: NOW)))
        for words in ("LAMPS", "OTHER"):
            for channel in channels:
                await inboxes[0].hear(said_on(channel, words), write)
        for channel, name in zip(channels, NAMES[3:], strict=True):
            assert name.encode() in await inboxes[0].hear(said_on(channel, f"{name} 60608"), write)
        at_once = [inboxes[n % len(inboxes)].hear(said_on(channel, "1"), write) for n, channel in enumerate(channels)]
        said = await asyncio.gather(*at_once)
    assert sorted(b"Signed" in one for one in said) == [False, True]
    assert b"4" in next(one for one in said if b"Signed" not in one)
    assert places(store) == [1, 2, 3, 4]
    assert store.read_now(tally) == (4, 4)


async def test_a_call_adds_nobody_to_those_who_signed_by_text_even_where_the_first_place_is_free(store: Store) -> None:
    async def call(name: str) -> str:
        async with Inbox(store, lambda: LINE, lambda: NOW) as inbox:
            await inbox.hear(Heard(f"{name}:0", Channel.CALL, ANA, Kind.START), write)
            return (await inbox.hear(Heard(f"{name}:1", Channel.CALL, ANA, text="1"), write)).decode()

    await sign_all(store, NAMES[:2])
    assert "has signed already" in await call("CA1")
    assert "not counted" in await text(store, ANA, "UNSIGN", "1", "9")
    assert "has signed already" in await call("CA2")
    assert places(store) == [2]
    assert store.read_now(tally) == (1, 1)


@pytest.mark.parametrize("together", [True, False])
def test_memory_takes_no_fifth_whatever_the_conversation_says(store: Store, *, together: bool) -> None:
    first, *others = (Fact("signed", {**signed(name=name).details, "another": bool(n)}) for n, name in enumerate(NAMES))
    turns = [(heard(ANA, "1"), turn(fact)) for fact in (first, *others, others[-1])]
    for part in [turns] if together else [[one] for one in turns]:
        store.write_now(partial(play, turns=part))
    assert places(store) == [1, 2, 3, 4]
    assert store.read_now(tally) == (4, 4)


def test_a_place_can_not_be_taken_twice_whatever_the_program_does(store: Store) -> None:
    row = {"person": b"p" * 16, "petition": 1, "place": 4, "version": 1, "hour": 0, "details": b"", "language": "en"}
    row |= {"channel": "sms", "source": ""}

    def take(tx: Transaction) -> None:
        add_rows(tx.connection, signatures, [row | {"id": os.urandom(16)}])

    store.write_now(take)
    with pytest.raises(DBAPIError):
        store.write_now(take)
    assert places(store) == [4]
