"""Messages of which nobody knows whether they left: what Twilio's list says of them settles them, and nothing else."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bots.channel import AccountProblem
from bots.reconcile import Found, Reconciler
from bots.sms_sending import TwilioSender
from bots.sms_sent import SentMessages
from storage import MasterKey, Store, Transaction, import_petition, outbox, upgrade
from storage.delivery_states import DeliveryState
from storage.outbox import MessageKind, OutboxSettled
from storage.outgoing_tables import broadcasts, chunks, deliveries
from storage.outgoing_tables import outbox as outbox_table
from storage.status_reports import Report, record
from storage.tables import contacts
from storage.uncertain import ABSENT
from tests.databases import KINDS, fresh_database
from tests.fakes_sending import SendingTwilio
from tests.storage.broadcasting import TEXTS, by_state, frozen
from tests.storage.conftest import NOW, petition

PEOPLE = [f"+1312555{number:04d}" for number in range(100, 106)]
TEXT = TEXTS["en"]


class Line:
    """A store with a broadcast of which all is uncertain since a minute, Twilio, and who asks it."""

    def __init__(self, store: Store, twilio: SendingTwilio, lists: SentMessages) -> None:
        self.store, self.twilio = store, twilio
        #: Seconds that have passed since `claimed`.
        self.passed = 61.0
        self.claimed = int(time.time()) - 120
        self.reconciler = Reconciler(store, [lists], "10dlc", self.clock)
        self.broadcast = 0

    def clock(self) -> datetime:
        """The time."""
        return datetime.fromtimestamp(self.claimed + self.passed, UTC)

    async def doubt(self, channel: str = "sms") -> None:
        """Let everybody's message be uncertain."""
        self.broadcast = await self.store.write(partial(frozen, channel=channel, addresses=PEOPLE, size=4))

        def lose(tx: Transaction) -> None:
            values = {"state": DeliveryState.UNCERTAIN, "claimed": self.claimed, "why": "nobody knows"}
            tx.connection.execute(update(deliveries).values(values))
            tx.connection.execute(update(chunks).values(uncertain=chunks.c.total))

        await self.store.write(lose)

    async def look(self, seconds: float = 0.0) -> Found:
        """One round, so many seconds later than the one before."""
        self.passed += seconds
        return await self.reconciler.look()

    async def states(self) -> dict[str, int]:
        """How many are in each state; the sums of the chunks are checked."""
        return await self.store.read(partial(by_state, broadcast=self.broadcast))


@asynccontextmanager
async def opened(kind: str, folder: Path) -> AsyncIterator[Line]:
    """A line on a fresh database."""
    master = MasterKey.new()
    with fresh_database(kind, folder) as url:
        upgrade(url, master)
        store = Store.open(url, master)
        store.write_now(lambda tx: import_petition(tx, petition("lamps", "LAMPS", "FAROS"), NOW))
        async with SendingTwilio() as twilio:
            by = TwilioSender(twilio.account, twilio.token, twilio.url, twilio.number, "", "https://x.example/status")
            async with SentMessages("sms", by) as lists:
                yield Line(store, twilio, lists)
        await store.aclose()


@pytest.fixture(params=KINDS)
async def line(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Line]:
    """A line on each database, everything of a broadcast uncertain."""
    async with opened(str(request.param), tmp_path) as line:
        await line.doubt()
        yield line


async def test_found_is_sent_and_absent_twice_is_not_sent(line: Line) -> None:
    for person in PEOPLE[:2]:
        line.twilio.has(person, TEXT, line.claimed + 1)
    assert await line.look() == Found(2, 0)
    assert await line.states() == {"sent": 2, "uncertain": 4}
    # Too soon: nobody is asked for again.
    asked = line.twilio.listed.total()
    assert await line.look(59) == Found(0, 0)
    assert line.twilio.listed.total() == asked
    assert await line.look(2) == Found(0, 4)
    assert await line.states() == {"sent": 2, "not_sent": 4}
    rows = await line.store.read(lambda tx: tx.connection.execute(select(deliveries)).all())
    assert [row.why for row in rows if row.state == DeliveryState.NOT_SENT] == [ABSENT] * 4
    assert await line.look(600) == Found(0, 0)


async def test_what_the_list_shows_late_is_found_the_second_time(line: Line) -> None:
    assert await line.look() == Found(0, 0)
    for person in PEOPLE:
        line.twilio.has(person, TEXT, line.claimed + 3)
    assert await line.look(61) == Found(6, 0)
    assert await line.states() == {"sent": 6}


async def test_another_process_goes_on_where_one_ended(line: Line) -> None:
    await line.look()
    by = TwilioSender(line.twilio.account, line.twilio.token, line.twilio.url, line.twilio.number, "", "")
    async with SentMessages("sms", by) as lists:
        line.passed += 61
        assert await Reconciler(line.store, [lists], "10dlc", line.clock).look() == Found(0, 6)


async def test_nobody_is_asked_for_within_the_first_minute_nor_after_days(line: Line) -> None:
    line.passed = 59
    assert await line.look() == Found(0, 0)
    line.passed = 3 * 86400 + 1
    assert await line.look() == Found(0, 0)
    assert line.twilio.listed.total() == 0
    assert await line.states() == {"uncertain": 6}


async def test_what_was_sent_before_or_after_or_by_another_number_is_another_message(line: Line) -> None:
    line.twilio.has(PEOPLE[0], TEXT, line.claimed - 3600)
    line.twilio.has(PEOPLE[1], TEXT, line.claimed + 3600)
    line.twilio.has(PEOPLE[2], TEXT, line.claimed + 1, number="+13125550111")
    await line.look()
    assert await line.look(61) == Found(0, 6)


async def test_another_text_in_those_minutes_leaves_it_open(line: Line) -> None:
    line.twilio.has(PEOPLE[0], "", line.claimed + 2)
    line.twilio.has(PEOPLE[1], "Something else", line.claimed + 2)
    for seconds in (0, 61, 61, 61):
        await line.look(seconds)
    assert await line.states() == {"uncertain": 2, "not_sent": 4}
    # Asked again in an hour, and not each minute.
    assert line.twilio.listed[PEOPLE[0]] == 1
    await line.look(3700)
    assert line.twilio.listed[PEOPLE[0]] == 2
    assert await line.states() == {"uncertain": 2, "not_sent": 4}


async def test_a_text_that_a_service_made_plain_is_still_ours(line: Line) -> None:
    plain = {"en": "NBR: it’s lit — STOP ends\u00a0it"}
    values = {"texts": json.dumps(plain, ensure_ascii=False)}
    await line.store.write(lambda tx: tx.connection.execute(update(broadcasts).values(values)))
    line.twilio.has(PEOPLE[0], "NBR: it's lit - STOP ends it", line.claimed + 1)
    assert await line.look() == Found(1, 0)


async def test_far_down_in_the_list_it_is_still_found(line: Line) -> None:
    line.twilio.lists_after = -3600.0
    for number in range(120):
        line.twilio.has(PEOPLE[0], "News of later", line.claimed + 1000 + number)
    line.twilio.has(PEOPLE[0], TEXT, line.claimed + 1)
    assert await line.look() == Found(1, 0)
    assert line.twilio.listed[PEOPLE[0]] == 3


async def test_what_failed_at_twilio_is_told_with_its_code(line: Line) -> None:
    line.twilio.has(PEOPLE[0], TEXT, line.claimed + 1)
    line.twilio.status = ("undelivered", 30006)
    assert await line.look() == Found(1, 0)
    where = (deliveries.c.chunk == 0, deliveries.c.place == 0)
    row = await line.store.read(lambda tx: tx.connection.execute(select(deliveries).where(*where)).one())
    assert (row.state, row.why) == (DeliveryState.SENT, "30006 a landline, or out of reach for good")
    key = await line.store.read(lambda tx: tx.keys.contact("sms", PEOPLE[0]))
    wants = select(contacts.c.updates).where(contacts.c.key == key)
    assert await line.store.read(lambda tx: tx.connection.scalar(wants)) is None


async def test_where_twilio_does_not_tell_nothing_is_decided_and_the_rest_is(line: Line) -> None:
    line.twilio.has(PEOPLE[0], TEXT, line.claimed + 1)
    await line.look()
    line.twilio.listings_fail = [503]
    with pytest.raises(AccountProblem):
        await line.look(61)
    found = await line.states()
    assert found["sent"] == 1
    assert found["uncertain"] + found["not_sent"] == 5
    assert found["uncertain"] >= 1
    assert await line.look() == Found(0, found["uncertain"])


async def test_who_left_the_updates_cannot_be_asked_for_and_holds_up_nobody(line: Line) -> None:
    def leave(tx: Transaction) -> None:
        key = tx.keys.contact("sms", PEOPLE[0])
        tx.connection.execute(update(contacts).where(contacts.c.key == key).values(updates=None, address=None))

    await line.store.write(leave)
    await line.look()
    assert await line.look(61) == Found(0, 5)
    assert await line.states() == {"uncertain": 1, "not_sent": 5}


async def test_a_report_that_comes_after_all_proves_that_it_was_sent(line: Line) -> None:
    await line.look()
    await line.look(61)
    told = [Report(f"{line.broadcast}.0.0", "delivered", "sms", PEOPLE[0])]
    assert (await line.store.write(partial(record, reports=told, now=NOW))).news == 1
    assert await line.states() == {"sent": 1, "not_sent": 5}


async def test_a_report_between_the_question_and_its_answer_wins(line: Line) -> None:
    await line.look()
    told = [Report(f"{line.broadcast}.0.{place}", "sent", "sms", PEOPLE[place]) for place in range(3)]
    await line.store.write(partial(record, reports=told, now=NOW))
    assert await line.look(61) == Found(0, 3)
    assert await line.states() == {"sent": 3, "not_sent": 3}


async def test_telegram_can_be_asked_nothing(tmp_path: Path) -> None:
    async with opened("sqlite", tmp_path) as line:
        await line.doubt("telegram")
        for _ in range(3):
            assert await line.look(61) == Found(0, 0)
        assert await line.states() == {"uncertain": 6}


async def test_messages_of_the_outbox_are_asked_for_too(line: Line) -> None:
    def lose(tx: Transaction) -> list[int]:
        numbers = []
        for person in (PEOPLE[0], PEOPLE[1]):
            kind, due, expires = MessageKind.WORDS, line.claimed, line.claimed + 600
            numbers.append(outbox.add(tx, kind, "sms", person, "Hello", "en", due=due, expires=expires))
        letters = outbox.claim(tx, ["sms"], b"w" * 16, line.claimed, 9, lambda _channel, _text: True)
        lost = [OutboxSettled(one.number, one.contact, DeliveryState.UNCERTAIN, "nobody knows") for one in letters]
        outbox.settle(tx, lost, NOW)
        return numbers

    numbers = await line.store.write(lose)
    line.twilio.has(PEOPLE[0], "Hello", line.claimed + 1)
    assert (await line.look()).sent == 1
    assert (await line.look(61)).not_sent >= 1
    rows: Any = await line.store.read(lambda tx: tx.connection.execute(select(outbox_table)).all())
    by_number = {row.number: row for row in rows}
    sent, absent = by_number[numbers[0]], by_number[numbers[1]]
    assert (sent.state, sent.words, sent.address) == (DeliveryState.SENT, None, None)
    assert (absent.state, absent.why, absent.address, absent.contact) == (DeliveryState.NOT_SENT, ABSENT, None, None)
