"""Status reports: what a provider says afterwards of a message that it took, or may have taken.

They come twice, in any order, before our own answer is written, for rows that a restored backup does not know, or
never. So the rank of a report only rises; and whatever was believed of a message before, a report proves that the
provider has it. What is reported of another address than the row's is about another database's message, and is passed
over.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlalchemy import and_, bindparam, select, update

from conversations.telephone_numbers import forms_of
from storage import allowance
from storage import chunks as chunk_rows
from storage.broadcast_stops import stop_by_itself
from storage.delivery_states import DeliveryState
from storage.dialects import any_of
from storage.outgoing_tables import chunks, deliveries, outbox
from storage.report_ranks import Rank, rank_of, rises
from storage.suppression import suppress
from storage.tables import WANTS_UPDATES, contacts

if TYPE_CHECKING:
    from storage.store import Transaction


_DELIVERY = re.compile(r"(\d{1,9})\.(\d{1,9})\.(\d{1,4})", re.ASCII)
_OUTBOX = re.compile(r"o\.(\d{1,9})", re.ASCII)
_KEY = and_(deliveries.c.broadcast == bindparam("of"), deliveries.c.chunk == bindparam("nr"))
_HOLD = (
    select(chunks.c.channel)
    .where(chunks.c.broadcast == bindparam("of"), chunks.c.number == bindparam("nr"))
    .with_for_update()
)
_PUT = (
    update(deliveries)
    .where(_KEY, deliveries.c.place == bindparam("which"))
    .values(state=bindparam("becomes"), report=bindparam("rank"), why=bindparam("told"))
)
_PUT_OUTBOX = (
    update(outbox)
    .where(outbox.c.number == bindparam("which"))
    .values(
        state=bindparam("becomes"),
        report=bindparam("rank"),
        why=bindparam("told"),
        contact=bindparam("whose"),
        address=None,
        words=None,
    )
)
_COUNT = (
    update(chunks)
    .where(chunks.c.broadcast == bindparam("of"), chunks.c.number == bindparam("nr"))
    .values(delivered=chunks.c.delivered + bindparam("arrived"), failed=chunks.c.failed + bindparam("lost"))
)
Place = tuple[int, int, int]


class Report(NamedTuple):
    """One status report, read."""

    #: As `bots.outcomes.Outgoing.delivery`.
    delivery: str
    #: Twilio's word for it.
    status: str
    #: To which address of ours it went; "" = not told.
    channel: str = ""
    address: str = ""
    #: Of one that failed: why, in plain words, with the code in front.
    why: str = ""
    #: What that says of the address, and after how many such failures in a row it counts.
    suppress: Literal["", "stopped", "unreachable"] = ""
    in_a_row: int = 1
    #: The codes that count as such failures.
    like: frozenset[str] = frozenset()
    #: Everybody else would fare the same: the broadcast is paused.
    for_all: bool = False
    #: Seconds for which the whole sender has to wait.
    wait: float = 0.0


class Recorded(NamedTuple):
    """What came of some reports."""

    #: Moved something.
    news: int
    #: Said what was known already, or less.
    old: int
    #: Of no message of this database.
    unknown: int


def names_a_message(delivery: str) -> bool:
    """Whether a report's delivery can be one of ours; such a one may still be of another database."""
    return bool(_DELIVERY.fullmatch(delivery) or _OUTBOX.fullmatch(delivery))


def suppress_failed(tx: Transaction, reports: Sequence[Report], now: datetime) -> int:
    """Send nothing more to addresses of which reports say that nothing arrives there.

    A transaction of its own, before the one that records the reports: contacts and chunks are never held in the other
    order than anywhere else, and a report that is not recorded yet comes again.

    Args:
        tx: An open writing transaction.
        reports: Any.
        now: An aware time.

    Returns:
        How many contacts were not suppressed before.
    """
    failed = [one for one in reports if one.suppress and rank_of(one.status) is Rank.FAILED]
    if not failed:
        return 0
    away: dict[bytes, Literal["stopped", "unreachable"]] = {}
    for known in _found(tx, failed):
        for report in known.reports:
            if (
                known.key
                and report.suppress
                and rises(Rank(known.row.report), Rank.FAILED)
                and _enough(tx, known, report)
            ):
                away[known.key] = report.suppress
    return suppress(tx, away, now) if away else 0


def record(tx: Transaction, reports: Sequence[Report], now: datetime) -> Recorded:
    """Write down what reports say; any number of them, of the same message too, in the order in which they came.

    Args:
        tx: An open writing transaction.
        reports: Any.
        now: An aware time.
    """
    known = _found(tx, reports, hold=True)
    moved = [one for one in known if one.write(tx)]
    halts: dict[int, str] = {}
    for one in moved:
        for report in one.reports:
            if report.for_all and one.place is not None:
                halts.setdefault(one.place[0], report.why)
    waits = {report.channel: report.wait for one in moved for report in one.reports if report.wait and report.channel}
    for channel, seconds in sorted(waits.items()):
        allowance.put_off(tx, channel, seconds)
    # The audit record comes last, here as in a claim: two that take it and an allowance could wait for each other.
    waits = {report.channel: report.wait for one in moved for report in one.reports if report.wait and report.channel}
    for channel, seconds in sorted(waits.items()):
        allowance.put_off(tx, channel, seconds)
    # The audit record comes last, here as in a claim: two that take it and an allowance could wait for each other.
    for broadcast, why in sorted(halts.items()):
        stop_by_itself(tx, broadcast, why, now)
    # Senders take the allowance before a broadcast's row too.
    for broadcast, why in sorted(halts.items()):
        stop_by_itself(tx, broadcast, why, now)
    told = sum(len(one.reports) for one in known)
    return Recorded(len(moved), told - len(moved), len(reports) - told)


class _Known:
    """A message that reports are about."""

    def __init__(self, place: Place | None, row: Any, key: bytes | None, reports: list[Report]) -> None:
        #: None = of the outbox.
        self.place, self.row, self.key, self.reports = place, row, key, reports

    def write(self, tx: Transaction) -> bool:
        """Write what the reports say; False where it was known."""
        was, why = Rank(self.row.report), self.row.why
        rank = was
        for report in self.reports:
            if rises(rank, heard := rank_of(report.status)):
                rank, why = heard, report.why if heard is Rank.FAILED else ""
        if self.row.state == DeliveryState.SENT and (rank is was or rank < Rank.FAILED):
            return False
        values = {"becomes": DeliveryState.SENT, "rank": rank, "told": why}
        if self.place is None:
            # Once it has ended nobody asks any more to whom it went.
            whose = self.row.contact if rank < Rank.FAILED else None
            tx.connection.execute(_PUT_OUTBOX, {**values, "which": self.row.number, "whose": whose})
            return True
        broadcast, chunk, place = self.place
        tx.connection.execute(_PUT, {**values, "of": broadcast, "nr": chunk, "which": place})
        sums = {DeliveryState(self.row.state): -1, DeliveryState.SENT: 1}
        if self.row.state != DeliveryState.SENT:
            chunk_rows.add_to_sums(tx, broadcast, chunk, sums)
        arrived, lost = (
            int(rank >= Rank.DELIVERED) - int(was >= Rank.DELIVERED),
            (rank is Rank.FAILED) - (was is Rank.FAILED),
        )
        if arrived or lost:
            tx.connection.execute(_COUNT, {"of": broadcast, "nr": chunk, "arrived": arrived, "lost": lost})
        return True


def _found(tx: Transaction, reports: Iterable[Report], *, hold: bool = False) -> list[_Known]:
    """The messages that reports are about, held in order if wanted; those of other databases are left out."""
    of_chunks: dict[tuple[int, int], dict[int, list[Report]]] = defaultdict(lambda: defaultdict(list))
    of_outbox: dict[int, list[Report]] = defaultdict(list)
    for report in reports:
        if found := _DELIVERY.fullmatch(report.delivery):
            of_chunks[int(found[1]), int(found[2])][int(found[3])].append(report)
        elif found := _OUTBOX.fullmatch(report.delivery):
            of_outbox[int(found[1])].append(report)
    known: list[_Known] = []
    for chunk in sorted(of_chunks):
        known += _in_chunk(tx, chunk, of_chunks[chunk], hold=hold)
    return known + _in_outbox(tx, of_outbox, hold=hold)


def _in_chunk(
    tx: Transaction, chunk: tuple[int, int], reports: Mapping[int, list[Report]], *, hold: bool
) -> list[_Known]:
    where = {"of": chunk[0], "nr": chunk[1]}
    if hold and tx.connection.execute(_HOLD, where).one_or_none() is None:
        return []
    wanted = select(deliveries.c.place, deliveries.c.contact, deliveries.c.state, deliveries.c.report, deliveries.c.why)
    wanted = wanted.where(_KEY, any_of(tx.connection, deliveries.c.place, sorted(reports)))
    rows = tx.connection.execute(wanted, where).all()
    ids = sorted({row.contact for row in rows if row.contact})
    asked = select(contacts.c.id, contacts.c.key).where(any_of(tx.connection, contacts.c.id, ids), WANTS_UPDATES)
    keys = {row.id: row.key for row in tx.connection.execute(asked)} if ids else {}
    about = [(row, keys.get(row.contact)) for row in rows]
    ours = [(row, key, [one for one in reports[row.place] if _about(tx, one, key)]) for row, key in about]
    return [_Known((*chunk, row.place), row, key, said) for row, key, said in ours if said]


def _in_outbox(tx: Transaction, reports: Mapping[int, list[Report]], *, hold: bool) -> list[_Known]:
    if not reports:
        return []
    wanted = select(outbox.c.number, outbox.c.contact, outbox.c.state, outbox.c.report, outbox.c.why)
    wanted = wanted.where(any_of(tx.connection, outbox.c.number, sorted(reports))).order_by(outbox.c.number)
    rows = tx.connection.execute(wanted.with_for_update() if hold else wanted).all()
    about = [(row, [one for one in reports[row.number] if _about(tx, one, row.contact)]) for row in rows]
    return [_Known(None, row, row.contact, ours) for row, ours in about if ours]


def _about(tx: Transaction, report: Report, key: bytes | None) -> bool:
    """Whether a report can be about a message to the contact `key`; of one that has left nobody can tell."""
    if key is None or not report.address:
        return True
    return any(tx.keys.contact(report.channel, form) == key for form in forms_of(report.address))


def _enough(tx: Transaction, known: _Known, report: Report) -> bool:
    """Whether this failure, with those before it to the same contact, says enough about the address."""
    before = report.in_a_row - 1
    if before <= 0:
        return True
    if known.place is None:
        return False
    ended = deliveries.c.report.in_([Rank.FAILED, Rank.DELIVERED, Rank.READ])
    theirs = and_(deliveries.c.contact == known.row.contact, ended, deliveries.c.broadcast != known.place[0])
    latest = select(deliveries.c.report, deliveries.c.why).where(theirs)
    rows = tx.connection.execute(latest.order_by(deliveries.c.broadcast.desc()).limit(before)).all()
    failed = [row for row in rows if row.report == Rank.FAILED and row.why.partition(" ")[0] in report.like]
    return len(failed) == before
