"""The letter with a code: why none is sent, what it says in which language, and what stays of it."""

from __future__ import annotations

import re
from functools import partial

import pytest
from sqlalchemy import select

from conversations import State
from storage import Store, Transaction
from storage.approvals import (
    NotAsked,
    Terms,
    ask,
)
from storage.audience_filter import AudienceFilter
from storage.audit import entries
from storage.broadcasts import draft
from storage.contacts import ContactRow, new_id, row_of
from storage.dialects import put_rows
from storage.organizers import NotAllowed, add, named
from storage.outgoing_tables import approvals, outbox
from storage.retention import forget_all
from storage.tables import contacts
from tests.storage.conftest import NOW
from tests.storage.test_approvals import ADDRESSES, MINUTE, asked, bring, digits_of, drafted, letter, link, staff


@pytest.fixture
def number(store: Store) -> int:
    """A tested draft of Rosa's, with staff around it."""
    store.write_now(staff)
    return store.write_now(drafted)


def test_what_can_not_be_asked_says_why(store: Store, number: int) -> None:
    with pytest.raises(NotAsked, match="no broadcast 99"):
        store.write_now(lambda tx: ask(tx, 99, named(tx, "Luz"), Terms("h", 1, 1, 1), NOW, two_people=True))
    store.write_now(lambda tx: add(tx, "Ivo", "viewer", "sms", "+13125550148", "Rosa", NOW))
    with pytest.raises(NotAllowed, match="takes owner or approver"):
        asked(store, number, "Ivo")
    untested = store.write_now(
        lambda tx: draft(tx, "lamps", {"en": "x. STOP ends"}, AudienceFilter(), named(tx, "Rosa"), NOW).number
    )
    with pytest.raises(NotAsked, match="was not tested"):
        asked(store, untested)


def test_who_sent_stop_is_sent_no_code_and_the_asker_is_told(store: Store, number: int) -> None:
    def stopped(tx: Transaction) -> None:
        key = tx.keys.contact(*ADDRESSES["Luz"])
        state = State(stopped=True, stopped_by="us")
        put_rows(tx.connection, contacts, [row_of(tx, ContactRow(key, *ADDRESSES["Luz"], new_id(), state), None)])

    store.write_now(stopped)
    with pytest.raises(NotAsked, match="sent STOP"):
        asked(store, number)


def test_the_code_is_told_in_the_language_that_is_spoken_there(store: Store, number: int) -> None:
    store.write_now(lambda tx: link(tx, ADDRESSES["Luz"], ("telegram", "5550199")))
    _address, text = letter(store, asked(store, number))
    assert re.search(r"responde APROBAR \d{4}", text), text


def test_on_telegram_a_name_can_break_no_markup(store: Store) -> None:
    store.write_now(lambda tx: add(tx, "R<b>osa & co", "owner", "sms", "+13125550141", "-", NOW))
    store.write_now(staff)
    number = store.write_now(partial(drafted, author="R<b>osa & co"))
    assert "R&lt;b&gt;osa &amp; co asks" in letter(store, asked(store, number, "Eva"))[1]


def test_neither_database_nor_record_holds_the_digits(store: Store, number: int) -> None:
    code = digits_of(store, asked(store, number))

    def rows(tx: Transaction) -> str:
        found = [*tx.connection.execute(select(approvals)), *tx.connection.execute(select(outbox)), *entries(tx)]
        return repr(found)

    # The words that carry them are sealed; times and ids could hold the same digits by chance, so only words are asked.
    assert f"APPROVE {code}" not in store.read_now(rows)
    assert "APPROVE" not in store.read_now(rows)


def test_old_codes_are_forgotten(store: Store, number: int) -> None:
    asked(store, number)
    store.write_now(lambda tx: forget_all(tx, NOW + 30 * MINUTE))
    assert store.read_now(lambda tx: len(tx.connection.execute(select(approvals)).all())) == 1, "misses still count"
    store.write_now(lambda tx: forget_all(tx, NOW + 75 * MINUTE))
    assert store.read_now(lambda tx: tx.connection.execute(select(approvals)).all()) == []


def test_codes_of_two_broadcasts_are_told_apart(store: Store, number: int) -> None:
    second = store.write_now(drafted)
    texts = [digits_of(store, asked(store, one)) for one in (number, second)]
    assert bring(store, texts[1], broadcast=number).reason == "wrong_code"
    assert bring(store, texts[1]).broadcast == second
    assert bring(store, texts[0]).broadcast == number
