"""An opt-out that came by mail does what the person's own STOP would, whether or not their address is known."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from functools import partial
from typing import Literal

import pytest
from sqlalchemy import select

from bots.inbox import Inbox
from conversations import Channel, Heard, State
from storage import MasterKey, Store, Transaction
from storage.audit import entries
from storage.contacts import read_state
from storage.opting_out import OptedOut, opt_out
from storage.outbox import MessageKind, add, claim
from storage.retention import forget_all
from storage.tables import consents, contacts
from tests.storage.conftest import NOW
from tests.storage.texting import LINE, sign, tally, text, write

PHONE, CHAT = "+13125550142", "5550142"


def by_mail(store: Store, address: str = PHONE, channel: Literal["sms", "telegram"] = "sms") -> OptedOut:
    return store.write_now(partial(opt_out, channel=channel, address=address, how="mail", who="Rosa", now=NOW))


def state_of(store: Store, channel: str, address: str) -> State:
    def look(tx: Transaction) -> State:
        key = tx.keys.contact(channel, address)
        row = tx.connection.execute(select(contacts).where(contacts.c.key == key)).first()
        return read_state(tx, key, row.state) if row else State()

    return store.read_now(look)


def given(store: Store) -> list[tuple[int, str]]:
    """The ledger of consents, in its order: given or taken back, and how."""
    rows = store.read_now(lambda tx: tx.connection.execute(select(consents).order_by(consents.c.id)).all())
    return [(row.given, row.how) for row in rows]


async def test_updates_end_and_the_signature_stays(store: Store) -> None:
    await sign(store, PHONE)
    await text(store, PHONE, "JOIN")
    assert state_of(store, "sms", PHONE).updates == ("lamps",)
    assert by_mail(store) == OptedOut(changed=True, updates=1)
    state = state_of(store, "sms", PHONE)
    assert (state.stopped, state.stopped_by, state.updates) == (True, "us", ())
    assert given(store)[-1] == (0, "mail")
    assert store.read_now(tally) == (1, 1)
    row = store.read_now(lambda tx: tx.connection.execute(select(contacts.c.address, contacts.c.updates)).first())
    assert row is not None
    assert (row.address, row.updates) == (None, None), "nothing is kept to write to"
    assert await text(store, PHONE, "hello") == ""
    assert "Signed" not in await text(store, PHONE, "START")
    await store.aclose()


def test_whoever_was_never_heard_of_is_stopped_on_all_that_the_number_reaches_and_stays_so(store: Store) -> None:
    assert by_mail(store) == OptedOut(changed=True, updates=0)
    store.write_now(lambda tx: forget_all(tx, NOW.replace(year=2027)))
    for channel in ("sms", "whatsapp"):
        assert state_of(store, channel, PHONE).stopped
    assert not state_of(store, "telegram", PHONE).stopped
    assert given(store) == []
    assert by_mail(store) == OptedOut(changed=False, updates=0)


def test_a_number_is_stopped_in_whichever_way_it_is_written(store: Store) -> None:
    by_mail(store, "+5215512345678")
    for written in ("+525512345678", "+5215512345678"):
        assert state_of(store, "sms", written).stopped
    assert state_of(store, "whatsapp", "+525512345678").stopped


def test_what_waits_in_the_outbox_does_not_leave(store: Store) -> None:
    at = int(NOW.timestamp())
    store.write_now(lambda tx: add(tx, MessageKind.REMINDER, "sms", PHONE, "Sign?", "en", due=at, expires=at + 60))
    by_mail(store)
    assert store.write_now(lambda tx: claim(tx, ["sms"], b"w" * 16, at, 5, lambda *_: True)) == []


async def test_of_a_linked_person_the_other_channel_gets_no_updates_either(store: Store) -> None:
    await sign(store, PHONE)
    await text(store, PHONE, "JOIN")
    async with Inbox(store, lambda: replace(LINE, bot="lamps_bot"), lambda: NOW) as inbox:
        told = (await inbox.hear(Heard("link", Channel.SMS, PHONE, text="LINK"), write)).decode()
    found = re.search(r"\b\d{6}\b", told)
    assert found is not None, told
    async with Inbox(store, lambda: replace(LINE, bot="lamps_bot"), lambda: NOW) as inbox:
        for number, words in enumerate((found[0], "9")):
            await inbox.hear(Heard(f"t{number}", Channel.TELEGRAM, CHAT, text=words), write)
    assert by_mail(store, CHAT, "telegram").updates == 1
    assert state_of(store, "telegram", CHAT).stopped
    assert state_of(store, "sms", PHONE).updates == ()
    assert given(store)[-1] == (0, "mail")
    await store.aclose()


def test_the_audit_record_tells_it_and_nobodys_address(store: Store) -> None:
    by_mail(store)
    (one,) = store.read_now(lambda tx: list(entries(tx)))
    assert (one.who, one.deed, one.subject) == ("Rosa", "recorded", "an opt-out")
    assert one.details == {"how": "mail", "channel": "sms"}


@pytest.mark.parametrize("at_once", [8])
async def test_many_at_once_and_texts_between_them_end_stopped(
    store: Store, database_url: str, master: MasterKey, at_once: int
) -> None:
    await sign(store, PHONE)
    stores = [Store.open(database_url, master) for _ in range(2)]
    record = partial(opt_out, channel="sms", address=PHONE, how="voice", who="Rosa", now=NOW)
    await asyncio.gather(
        *(stores[at % 2].write(record) for at in range(at_once)), *(text(store, PHONE, "STATUS") for _ in range(3))
    )
    assert state_of(store, "sms", PHONE).stopped
    assert store.read_now(tally) == (1, 1)
    for one in (*stores, store):
        await one.aclose()
