"""Status reports: whatever comes, twice, late, early or about nobody, messages only move forward and sums are right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import select, update

from storage import Store, Transaction, outbox
from storage.audit import entries
from storage.contacts import read_state
from storage.delivery_states import DeliveryState
from storage.outbox import MessageKind
from storage.outgoing_tables import allowances, broadcasts, chunks, deliveries
from storage.outgoing_tables import outbox as outbox_table
from storage.status_reports import Recorded, Report, names_a_message, record, suppress_failed
from storage.tables import consents, contacts
from tests.storage.broadcasting import by_state, frozen
from tests.storage.conftest import NOW

PEOPLE = [f"+1312555{number:04d}" for number in range(100, 106)]
OTHER = "+13125550199"


def sending(tx: Transaction, state: DeliveryState = DeliveryState.CLAIMED) -> int:
    """A broadcast of which everything is in one state; gives its number."""
    broadcast = frozen(tx, "sms", PEOPLE, size=4)
    tx.connection.execute(update(deliveries).values(state=state, claimed=int(NOW.timestamp())))
    column = {DeliveryState.WAITING: None, DeliveryState.CLAIMED: None}.get(state, state.name.lower())
    if column:
        tx.connection.execute(update(chunks).values({column: chunks.c.total}))
    return broadcast


def report(delivery: str, status: str, address: str = "", **more: Any) -> Report:
    """A report about a message by SMS."""
    return Report(delivery, status, "sms", address, **more)


def tell(store: Store, *reports: Report) -> Recorded:
    """Record reports in one transaction."""
    return store.write_now(partial(record, reports=reports, now=NOW))


def of(tx: Transaction, broadcast: int, chunk: int = 0, place: int = 0) -> Any:
    """The delivery's row."""
    where = (deliveries.c.broadcast == broadcast, deliveries.c.chunk == chunk, deliveries.c.place == place)
    return tx.connection.execute(select(deliveries).where(*where)).one()


def arrived(tx: Transaction) -> list[tuple[int, int]]:
    """Delivered and failed, by chunk."""
    rows = tx.connection.execute(select(chunks).order_by(chunks.c.broadcast, chunks.c.number))
    return [(row.delivered, row.failed) for row in rows]


@pytest.mark.parametrize("order", list(permutations(["queued", "sent", "delivered"])))
@pytest.mark.parametrize("together", [True, False])
def test_in_whichever_order_they_come_the_message_has_arrived_once(
    store: Store, order: Sequence[str], together: bool
) -> None:
    broadcast = store.write_now(sending)
    reports = [report(f"{broadcast}.0.1", status, PEOPLE[1]) for status in order]
    for some in [[*reports, *reports]] if together else [[one] for one in [*reports, *reports]]:
        tell(store, *some)
    row = store.read_now(lambda tx: of(tx, broadcast, 0, 1))
    assert (row.state, row.report, row.why) == (DeliveryState.SENT, 4, "")
    assert store.read_now(arrived) == [(1, 0), (0, 0)]
    assert store.read_now(lambda tx: by_state(tx, broadcast)) == {"sent": 1, "claimed": 5}


@pytest.mark.parametrize("was", list(DeliveryState))
def test_whatever_was_believed_a_report_proves_that_the_provider_has_it(store: Store, was: DeliveryState) -> None:
    broadcast = store.write_now(lambda tx: sending(tx, was))
    told = tell(store, report(f"{broadcast}.1.0", "queued", PEOPLE[4]))
    assert told.unknown == 0
    expected = {"sent": 6} if was is DeliveryState.SENT else {"sent": 1, was.name.lower(): 5}
    assert store.read_now(lambda tx: by_state(tx, broadcast)) == expected


def test_what_failed_is_not_delivered_after_all_nor_the_other_way_round_but_may_be_read(store: Store) -> None:
    broadcast = store.write_now(sending)

    def heard(place: int, *statuses: str) -> None:
        for status in statuses:
            why = "30005 nobody" if status == "failed" else ""
            tell(store, report(f"{broadcast}.0.{place}", status, PEOPLE[place], why=why))

    heard(0, "failed", "delivered", "undelivered")
    assert store.read_now(arrived)[0] == (0, 1)
    assert store.read_now(lambda tx: of(tx, broadcast)).why == "30005 nobody"
    heard(1, "delivered", "failed")
    assert store.read_now(arrived)[0] == (1, 1)
    heard(0, "read", "read")
    assert store.read_now(arrived)[0] == (2, 0)
    assert store.read_now(lambda tx: of(tx, broadcast)).why == ""
    heard(2, "read", "delivered", "sent")
    assert store.read_now(arrived)[0] == (3, 0)


def test_of_another_address_or_another_database_nothing_is_believed(store: Store) -> None:
    broadcast = store.write_now(sending)
    strange = [f"{broadcast}.0.99", f"{broadcast}.9.0", "999.0.0", "o.999", "", "x", f"{broadcast}.0", "o.x"]
    reports = [report(delivery, "delivered", PEOPLE[0]) for delivery in strange]
    reports.append(report(f"{broadcast}.0.0", "delivered", OTHER))
    assert tell(store, *reports) == Recorded(0, 0, len(reports))
    assert store.read_now(lambda tx: by_state(tx, broadcast)) == {"claimed": 6}
    # Nobody can tell of whom no address was told.
    assert tell(store, report(f"{broadcast}.0.0", "delivered")).news == 1


def test_a_report_of_somebody_who_left_the_updates_meanwhile_is_believed(store: Store) -> None:
    broadcast = store.write_now(sending)
    store.write_now(lambda tx: tx.connection.execute(update(contacts).values(updates=None)))
    assert tell(store, report(f"{broadcast}.0.0", "sent", PEOPLE[0])).news == 1


def test_ids_that_no_column_holds_are_no_messages(store: Store) -> None:
    for delivery in ("99999999999.0.0", "1.0.99999", "o.99999999999", "1.0.-1", "١.0.0", "1.0.0\n", "o.1 "):
        assert not names_a_message(delivery)
        assert tell(store, report(delivery, "sent")).unknown == 1
    for delivery in ("999999999.999999999.9999", "o.999999999"):
        assert names_a_message(delivery)
        assert tell(store, report(delivery, "sent")).unknown == 1


def test_a_number_may_be_written_as_its_phone_has_it(store: Store) -> None:
    broadcast = store.write_now(lambda tx: frozen(tx, "sms", ["+5215512345678"]))
    assert tell(store, report(f"{broadcast}.0.0", "sent", "+525512345678")).news == 1


def test_news_old_and_unknown_are_told_apart(store: Store) -> None:
    broadcast = store.write_now(sending)
    one = report(f"{broadcast}.0.0", "delivered", PEOPLE[0])
    told = [tell(store, one, report("7.7.7", "sent")) for _ in range(2)]
    assert told == [Recorded(1, 0, 1), Recorded(0, 1, 1)]


def test_a_code_that_hits_everybody_pauses_the_broadcast_and_says_so_in_the_audit_record(store: Store) -> None:
    broadcast = store.write_now(sending)
    failed = report(f"{broadcast}.0.0", "undelivered", PEOPLE[0], why="30034 not registered", for_all=True)
    for _ in range(2):
        tell(store, failed)
    row = store.read_now(lambda tx: tx.connection.execute(select(broadcasts)).one())
    assert (row.state, row.reason) == ("paused", "30034 not registered")
    [entry] = [one for one in store.read_now(lambda tx: list(entries(tx))) if one.deed == "paused"]
    assert entry.subject == f"broadcast {broadcast}"


def test_a_late_report_does_not_pause_what_was_resumed_for_the_same_message(store: Store) -> None:
    broadcast = store.write_now(sending)
    failed = report(f"{broadcast}.0.0", "undelivered", PEOPLE[0], why="30034 not registered", for_all=True)
    tell(store, failed)
    store.write_now(lambda tx: tx.connection.execute(update(broadcasts).values(state="sending")))
    tell(store, failed)
    assert store.read_now(lambda tx: tx.connection.scalar(select(broadcasts.c.state))) == "sending"


def test_too_much_at_once_puts_the_whole_sender_off(store: Store) -> None:
    broadcast = store.write_now(sending)
    failed = report(f"{broadcast}.0.0", "failed", PEOPLE[0], why="30001 too much waits", wait=60.0)
    tell(store, failed)
    assert store.read_now(lambda tx: tx.connection.scalar(select(allowances.c.sender))) == "sms"


def is_suppressed(tx: Transaction, address: str) -> tuple[bool, bool]:
    """Whether a contact has stopped, and whether it wants no updates any more."""
    key = tx.keys.contact("sms", address)
    row = tx.connection.execute(select(contacts).where(contacts.c.key == key)).one()
    return read_state(tx, key, row.state).stopped, row.updates is None


@pytest.mark.parametrize("suppress", ["stopped", "unreachable"])
def test_who_cannot_be_reached_any_more_is_sent_nothing_more(store: Store, suppress: Any) -> None:
    broadcast = store.write_now(sending)
    failed = report(f"{broadcast}.0.0", "undelivered", PEOPLE[0], why="30006 a landline", suppress=suppress)
    for _ in range(2):
        store.write_now(lambda tx: suppress_failed(tx, [failed], NOW))
        tell(store, failed)
    assert store.read_now(lambda tx: is_suppressed(tx, PEOPLE[0])) == (suppress == "stopped", True)
    assert store.read_now(lambda tx: is_suppressed(tx, PEOPLE[1])) == (False, False)
    words = store.read_now(lambda tx: tx.connection.execute(select(consents)).all())
    assert [(row.given, row.how) for row in words] == [(0, "provider" if suppress == "stopped" else "unreachable")]


def test_a_failure_of_somebody_elses_message_suppresses_nobody(store: Store) -> None:
    broadcast = store.write_now(sending)
    failed = report(f"{broadcast}.0.0", "undelivered", OTHER, why="30006 a landline", suppress="unreachable")
    assert store.write_now(lambda tx: suppress_failed(tx, [failed], NOW)) == 0
    # What has arrived does not fail after all.
    tell(store, report(f"{broadcast}.0.1", "delivered", PEOPLE[1]))
    late = report(f"{broadcast}.0.1", "failed", PEOPLE[1], why="30006 a landline", suppress="unreachable")
    assert store.write_now(lambda tx: suppress_failed(tx, [late], NOW)) == 0


def test_a_phone_that_was_off_counts_only_the_third_time_in_a_row(store: Store) -> None:
    like = frozenset({"30003", "30005"})

    def fails(why: str, status: str = "undelivered") -> bool:
        broadcast = store.write_now(lambda tx: frozen(tx, "sms", PEOPLE[:1]))
        # The same contact, as an earlier broadcast knew it.
        if (first := store.read_now(lambda tx: of(tx, 1))).contact:
            store.write_now(lambda tx: tx.connection.execute(update(deliveries).values(contact=first.contact)))
            store.write_now(lambda tx: tx.connection.execute(update(contacts).values(id=first.contact)))
        more = {"why": why, "suppress": "unreachable", "in_a_row": 3, "like": like} if status != "delivered" else {}
        one = report(f"{broadcast}.0.0", status, PEOPLE[0], **more)
        gone = store.write_now(lambda tx: suppress_failed(tx, [one], NOW))
        tell(store, one)
        return bool(gone)

    assert not fails("30003 off")
    assert not fails("30003 off")
    assert not fails("", "delivered")
    assert not fails("30003 off")
    assert not fails("30007 spam")
    assert not fails("30003 off")
    assert not fails("30005 not in use")
    assert fails("30003 off")


def letter(tx: Transaction, address: str = PEOPLE[0]) -> int:
    """A message of the outbox that is claimed; gives its number."""
    at = int(NOW.timestamp())
    number = outbox.add(tx, MessageKind.WORDS, "sms", address, "Hello", "en", due=at, expires=at + 600)
    outbox.claim(tx, ["sms"], b"w" * 16, at, 10, lambda _channel, _text: True)
    return number


def row_of_outbox(tx: Transaction, number: int) -> Any:
    """The row of a message of the outbox."""
    return tx.connection.execute(select(outbox_table).where(outbox_table.c.number == number)).one()


def test_a_report_settles_a_message_of_the_outbox_and_lets_its_words_go(store: Store) -> None:
    number = store.write_now(letter)
    assert tell(store, report(f"o.{number}", "sent", OTHER)).unknown == 1
    assert tell(store, report(f"o.{number}", "sent", PEOPLE[0])).news == 1
    row = store.read_now(lambda tx: row_of_outbox(tx, number))
    assert (row.state, row.words, row.address, row.contact is None) == (DeliveryState.SENT, None, None, False)
    tell(store, report(f"o.{number}", "delivered", PEOPLE[0]))
    row = store.read_now(lambda tx: row_of_outbox(tx, number))
    assert (row.report, row.contact) == (4, None)


def test_our_own_late_answer_changes_nothing_that_a_report_settled(store: Store) -> None:
    number = store.write_now(letter)
    tell(store, report(f"o.{number}", "sent", PEOPLE[0]))
    key = store.read_now(lambda tx: tx.keys.contact("sms", PEOPLE[0]))
    for state in (DeliveryState.WAITING, DeliveryState.UNCERTAIN, DeliveryState.REFUSED):
        settled = outbox.OutboxSettled(number, key, state, "late")
        store.write_now(partial(outbox.settle, settled=[settled], now=NOW + timedelta(seconds=1)))
        assert store.read_now(lambda tx: row_of_outbox(tx, number)).state == DeliveryState.SENT


def test_a_failure_of_an_outbox_message_suppresses_whom_it_went_to(store: Store) -> None:
    store.write_now(sending)
    number = store.write_now(letter)
    failed = report(f"o.{number}", "failed", PEOPLE[0], why="21610 said STOP", suppress="stopped")
    assert store.write_now(lambda tx: suppress_failed(tx, [failed], NOW)) == 1
    tell(store, failed)
    assert store.read_now(lambda tx: is_suppressed(tx, PEOPLE[0])) == (True, True)
    row = store.read_now(lambda tx: row_of_outbox(tx, number))
    assert (row.report, row.why, row.contact) == (3, "21610 said STOP", None)
