"""Messages of which nobody knows whether they left, as far as their provider can be asked for them.

A provider's list may lag, so what is absent from it is asked for a second time, a minute later at least, before it
counts as not sent. When it was asked for is written down as the row's `due`, so that any process can go on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from sqlalchemy import and_, bindparam, or_, select, tuple_, update

from conversations import State
from storage import chunks as chunk_rows
from storage.contacts import ContactRow, address_of
from storage.delivery_states import DeliveryState
from storage.dialects import any_of
from storage.outbox import open_address
from storage.outgoing_tables import UNCERTAIN_ROWS, broadcasts, chunks, deliveries, outbox
from storage.sealing import NotOurs
from storage.tables import WANTS_UPDATES, contacts

if TYPE_CHECKING:
    from sqlalchemy import Column, ColumnElement

    from storage.store import Transaction

#: Seconds from the claim, and from one question to the next.
A_MINUTE = 60
#: Seconds after which nobody asks any more.
_LONGEST, _AN_HOUR = 3 * 24 * 3600, 3600
#: Told of what the provider does not have.
ABSENT = "the provider does not have it"
Place = tuple[int, int, int]

_HOLD = (
    select(chunks.c.number)
    .where(chunks.c.broadcast == bindparam("of"), chunks.c.number == bindparam("nr"))
    .with_for_update()
)
_MOVED = (
    update(deliveries)
    .where(
        deliveries.c.broadcast == bindparam("of"),
        deliveries.c.chunk == bindparam("nr"),
        deliveries.c.place == bindparam("which"),
        deliveries.c.state == DeliveryState.UNCERTAIN,
    )
    .values(state=bindparam("becomes"), why=bindparam("told"), due=bindparam("asked"))
)
_MOVED_OUTBOX = (
    update(outbox)
    .where(outbox.c.number == bindparam("which"), outbox.c.state == DeliveryState.UNCERTAIN)
    .values(state=bindparam("becomes"), why=bindparam("told"), due=bindparam("asked"))
)
_OVER_OUTBOX = _MOVED_OUTBOX.values(address=None, contact=None)


class Doubt(NamedTuple):
    """A message that may have left."""

    #: Broadcast, chunk and place; of the outbox (0, 0, number).
    place: Place
    channel: str
    address: str
    #: "" = not kept any more.
    text: str
    #: Epoch seconds; it left at or after that, if it did.
    claimed: int
    #: It was asked for in vain before.
    asked: bool
    why: str

    @property
    def delivery(self) -> str:
        """What status reports name it by (`bots.outcomes.Outgoing.delivery`)."""
        broadcast, chunk, place = self.place
        return f"{broadcast}.{chunk}.{place}" if broadcast else f"o.{place}"


def in_doubt(
    tx: Transaction, channels: Collection[str], now: int, after: Place, most: int
) -> tuple[list[Doubt], Place]:
    """Deliveries that it is time to ask for, in the order of their places.

    Args:
        tx: An open transaction.
        channels: Those whose provider can be asked.
        now: Epoch seconds.
        after: Where the search before ended; (0, 0, 0) = begin.
        most: How many rows are looked at.

    Returns:
        Those whose address is still known; and where the search ended: `after` itself at the very end.
    """
    place = tuple_(deliveries.c.broadcast, deliveries.c.chunk, deliveries.c.place)
    wanted = (
        select(deliveries)
        .where(UNCERTAIN_ROWS, place > tuple_(*after), _due(deliveries.c.claimed, deliveries.c.due, now))
        .order_by(deliveries.c.broadcast, deliveries.c.chunk, deliveries.c.place)
        .limit(most)
    )
    rows = tx.connection.execute(wanted).all()
    if not rows:
        return [], after
    found, texts = _contacts_of(tx, rows), _texts_of(tx, rows)
    doubts = []
    for row in rows:
        contact = found.get(row.contact)
        channel, address = (contact and _address(tx, contact)) or ("", "")
        if channel in channels:
            text = texts.get(row.broadcast, {}).get(row.language, "")
            at = (row.broadcast, row.chunk, row.place)
            doubts.append(Doubt(at, channel, address, text, row.claimed, row.due > row.claimed, row.why))
    last = rows[-1]
    return doubts, (last.broadcast, last.chunk, last.place)


def _contacts_of(tx: Transaction, rows: Sequence[Any]) -> dict[bytes, Any]:
    """The rows of the contacts of these deliveries, by id, as far as they are still there."""
    ids = sorted({row.contact for row in rows if row.contact})
    told = select(contacts.c.key, contacts.c.id, contacts.c.address)
    told = told.where(any_of(tx.connection, contacts.c.id, ids), WANTS_UPDATES)
    return {row.id: row for row in tx.connection.execute(told)}


def _texts_of(tx: Transaction, rows: Sequence[Any]) -> dict[int, dict[str, str]]:
    """The texts of the broadcasts of these deliveries, by number and language."""
    of = sorted({row.broadcast for row in rows})
    told = select(broadcasts.c.id, broadcasts.c.texts).where(any_of(tx.connection, broadcasts.c.id, of))
    return {row.id: msgspec.json.decode(row.texts) for row in tx.connection.execute(told)}


def outbox_in_doubt(tx: Transaction, channels: Collection[str], now: int, most: int) -> list[Doubt]:
    """`in_doubt` for the messages of the outbox, whose words are not kept."""
    wanted = (
        select(outbox)
        .where(
            outbox.c.channel.in_(sorted(channels)),
            outbox.c.state == DeliveryState.UNCERTAIN,
            outbox.c.address.is_not(None),
            _due(outbox.c.claimed, outbox.c.due, now),
        )
        .order_by(outbox.c.number)
        .limit(most)
    )
    doubts = []
    for row in tx.connection.execute(wanted):
        with suppress(NotOurs):
            address, asked = open_address(tx, row.id, row.address), row.due > row.claimed
            doubts.append(Doubt((0, 0, row.number), row.channel, address, "", row.claimed, asked, row.why))
    return doubts


def asked_in_vain(tx: Transaction, absent: Sequence[Doubt], unclear: Sequence[Doubt], now: int) -> int:
    """Write down that the provider was asked: what is absent for the second time was not sent.

    Args:
        tx: An open writing transaction.
        absent: What is not in its list.
        unclear: Of which the list says neither yes nor no; asked again in an hour.
        now: Epoch seconds at which it was asked.

    Returns:
        How many are known now not to have been sent.
    """
    answers = [_Answer(one, now, over=one.asked) for one in absent]
    answers += [_Answer(one, now + _AN_HOUR, over=False) for one in unclear]
    by_chunk: dict[tuple[int, int], list[_Answer]] = defaultdict(list)
    for answer in sorted(answers):
        by_chunk[answer.doubt.place[:2]].append(answer)
    ended = 0
    for (broadcast, chunk), some in by_chunk.items():
        if not broadcast:
            ended += sum(one.write_outbox(tx) for one in some)
            continue
        tx.connection.execute(_HOLD, {"of": broadcast, "nr": chunk})
        here = sum(one.write(tx) for one in some)
        sums = {DeliveryState.UNCERTAIN: -here, DeliveryState.NOT_SENT: here}
        chunk_rows.add_to_sums(tx, broadcast, chunk, sums)
        ended += here
    return ended


class _Answer(NamedTuple):
    """What the provider's list says of a message, when it does not have it for certain."""

    doubt: Doubt
    asked: int
    over: bool

    def write(self, tx: Transaction) -> bool:
        """Write it; whether the message is known now not to have been sent."""
        broadcast, chunk, place = self.doubt.place
        where = {"of": broadcast, "nr": chunk, "which": place}
        return bool(tx.connection.execute(_MOVED, {**where, **self._values}).rowcount) and self.over

    def write_outbox(self, tx: Transaction) -> bool:
        """`write` for a message of the outbox, to whom it was to go goes with it."""
        where = {"which": self.doubt.place[2]}
        statement = _OVER_OUTBOX if self.over else _MOVED_OUTBOX
        return bool(tx.connection.execute(statement, {**where, **self._values}).rowcount) and self.over

    @property
    def _values(self) -> dict[str, Any]:
        state, why = (DeliveryState.NOT_SENT, ABSENT) if self.over else (DeliveryState.UNCERTAIN, self.doubt.why)
        return {"becomes": state, "told": why, "asked": self.asked}


def _due(claimed: Column[Any], due: Column[Any], now: int) -> ColumnElement[bool]:
    """Claimed a minute ago, and not asked for in the last one; nobody asks for what is days old."""
    return and_(claimed.between(now - _LONGEST, now - A_MINUTE), or_(due <= claimed, due <= now - A_MINUTE))


def _address(tx: Transaction, row: Any) -> tuple[str, str] | None:
    return address_of(tx, ContactRow(row.key, "", "", row.id, State(), row.address, new=False))
