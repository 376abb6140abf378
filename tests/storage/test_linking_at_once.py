"""Linked people at several processes on one PostgreSQL: counted once, and nobody waits for ever."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import func, select

from bots.inbox import Inbox
from conversations import Channel, Heard, Petitions, Turn
from storage import MasterKey, Store, Transaction, counts
from storage.petitions import miscounted
from storage.tables import contacts, signatures
from tests.storage.conftest import NOW

pytestmark = pytest.mark.parametrize("kind", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
LINE = Petitions(organization="Neighbours", default_language="en", number="+13125550100", bot="lamps_bot")
_ids = itertools.count(1)


@pytest.fixture
async def inboxes(store: Store, database_url: str, master: MasterKey) -> AsyncIterator[list[Inbox]]:
    """Three web processes' worth of inboxes: each has its own store, pool and lane."""
    async with AsyncExitStack() as stack:
        opened = []
        for _ in range(3):
            own = Store.open(database_url, master)
            stack.push_async_callback(own.aclose)
            opened.append(await stack.enter_async_context(Inbox(own, lambda: LINE, lambda: NOW, cap=8)))
        yield opened


def phone(number: int, words: str) -> Heard:
    return Heard(f"P{next(_ids):033d}", Channel.SMS, f"+131255502{number:02d}", text=words)


def chat(number: int, words: str) -> Heard:
    """The same person on Telegram."""
    return Heard(f"T{next(_ids):033d}", Channel.TELEGRAM, str(7000 + number), text=words)


def write(one: Heard, turn: Turn) -> bytes:
    return "|".join(reply.text for reply in turn.replies).encode()


def tally(tx: Transaction) -> tuple[int, int]:
    return counts(tx)["lamps"], tx.connection.scalar(select(func.count()).select_from(signatures)) or 0


def linked(tx: Transaction) -> int:
    return tx.connection.scalar(select(func.count()).select_from(contacts).where(contacts.c.link.is_not(None))) or 0


async def at_once(inboxes: list[Inbox], messages: list[Heard]) -> list[str]:
    """What they are answered, spread over the processes, half of them in the opposite order."""
    heard = (inboxes[place % 3].hear(one, write) for place, one in enumerate(messages))
    return [answer.decode() for answer in await asyncio.gather(*heard)]


async def codes_of(inboxes: list[Inbox], people: range) -> list[str]:
    """The codes of these people, who ask by phone, all at once; no two the same, since such codes are nobody's."""
    codes: list[str] = []
    while len(set(codes)) < len(people):
        answers = await at_once(inboxes, [phone(n, "LINK") for n in people])
        codes = [re.findall(r"\b[0-9]{6}\b", one)[0] for one in answers]
    return codes


async def link(inboxes: list[Inbox], people: range) -> None:
    """Join each of them, who ask by phone, all at once."""
    codes = await codes_of(inboxes, people)
    asked = await at_once(inboxes, [chat(n, code) for n, code in zip(people, codes, strict=True)])
    assert [answer for answer in asked if "makes you one person" not in answer] == []
    answers = await at_once(inboxes, [chat(n, "9") for n in reversed(people)])
    assert [answer for answer in answers if "one person" not in answer] == []


async def both_say(inboxes: list[Inbox], people: range, *words: str) -> list[str]:
    """All of them say it on both channels at once."""
    answers = []
    for one in words:
        there = [chat(n, one) for n in reversed(people)]
        answers = await at_once(inboxes, [message for n in people for message in (phone(n, one), there[n])])
    return answers


async def test_linked_people_who_do_all_on_both_channels_at_once_are_counted_once(
    inboxes: list[Inbox], store: Store
) -> None:
    people = range(12)
    await link(inboxes, people)
    await both_say(inboxes, people, "LAMPS Ana Lopez 60608", "SIGN")
    assert store.read_now(tally) == (12, 12)
    await both_say(inboxes, people, "UNSIGN", "99")
    assert store.read_now(tally) == (0, 0)
    assert store.read_now(miscounted) == {}
    await both_say(inboxes, people, "LAMPS Ana Lopez 60608", "SIGN")
    await both_say(inboxes, people, "DELETE", "99")
    assert store.read_now(tally) == (0, 0)
    assert store.read_now(linked) == 0


async def test_who_signs_on_both_channels_while_they_are_joined_is_counted_once(
    inboxes: list[Inbox], store: Store
) -> None:
    people = range(12)
    codes = await codes_of(inboxes, people)
    await both_say(inboxes, people, "LAMPS Ana Lopez 60608")
    await at_once(inboxes, [chat(n, code) for n, code in zip(people, codes, strict=True)])
    joining = [chat(n, "9") for n in people]
    signing = [phone(n, "SIGN") for n in reversed(people)]
    await at_once(inboxes, [message for pair in zip(joining, signing, strict=True) for message in pair])
    await at_once(inboxes, [chat(n, one) for one in ("LAMPS", "SIGN") for n in people])
    assert store.read_now(tally) == (12, 12)
    assert store.read_now(miscounted) == {}


async def test_one_code_that_two_send_at_once_joins_one_of_them(inboxes: list[Inbox], store: Store) -> None:
    for number in range(6):
        code = re.findall(r"\b[0-9]{6}\b", (await at_once(inboxes, [phone(number, "LINK")]))[0])[0]
        two = (20 + number, 40 + number)
        await at_once(inboxes, [chat(n, code) for n in two])
        answers = await at_once(inboxes, [chat(n, "9") for n in two])
        assert sum("one person" in answer for answer in answers) == 1
    assert store.read_now(linked) == 12


async def test_who_waits_together_with_somebody_linked_is_still_done_together(
    inboxes: list[Inbox], store: Store, database_url: str, master: MasterKey
) -> None:
    await link(inboxes, range(2))
    played: list[int] = []
    own = Store.open(database_url, master)
    async with Inbox(own, lambda: LINE, lambda: NOW, cap=64, watch=lambda one: played.append(len(one.batch))) as inbox:
        messages = [phone(n, "LAMPS") for n in range(30)]
        answers = await asyncio.gather(*(inbox.hear(one, write) for one in messages))
    await own.aclose()
    assert all(answers)
    assert sum(played) == 30
    assert len(played) <= 8, "one batch for each hand, and one for what came meanwhile"
