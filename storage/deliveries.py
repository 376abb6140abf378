"""Deliveries: claimed a few at a time, with all that may have changed since the freeze checked again; then settled.

A delivery is claimed in a transaction that is committed before it is sent, and settled in one after. Nobody sends what
somebody else has claimed, so whatever happens to a worker in between, nobody is sent the same twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import msgspec
from sqlalchemy import and_, bindparam, func, select, update

from storage import chunks as chunk_rows
from storage.chunks import Chunk
from storage.contacts import ContactRow, address_of, read_state
from storage.delivery_states import DeliveryState
from storage.dialects import any_of
from storage.marks import is_paused
from storage.outgoing_tables import broadcasts, deliveries
from storage.suppression import suppress
from storage.tables import WANTS_UPDATES, contacts

if TYPE_CHECKING:
    from storage.store import Transaction

#: From when (0 = now) a message may arrive at an address, and until when: epoch seconds, both.
Hours = Callable[[str, str, str], tuple[int, int]]

_OF = and_(deliveries.c.broadcast == bindparam("of"), deliveries.c.chunk == bindparam("nr"))
_BROADCAST = select(broadcasts.c.state, broadcasts.c.petition, broadcasts.c.texts).where(
    broadcasts.c.id == bindparam("of")
)
_WAITING = (
    select(deliveries.c.place, deliveries.c.contact, deliveries.c.language, deliveries.c.area)
    .where(_OF, deliveries.c.state == DeliveryState.WAITING, deliveries.c.due <= bindparam("at"))
    .order_by(deliveries.c.place)
    .limit(bindparam("most"))
)
_ONE = and_(_OF, deliveries.c.place == bindparam("which"))
_HELD = update(deliveries).where(_ONE, deliveries.c.state == DeliveryState.WAITING).values(due=bindparam("again"))
_MOVED = (
    update(deliveries)
    .where(_ONE, deliveries.c.state == bindparam("was"))
    .values(state=bindparam("becomes"), why=bindparam("told"), due=bindparam("again"))
)
#: What was claimed by one whose chunk was taken over: known after all, and never waiting again.
_PROVEN = (DeliveryState.SENT, DeliveryState.REFUSED, DeliveryState.GONE, DeliveryState.NOT_SENT)
#: Seconds for which at most so many messages of an organization go to one person: what JOIN promises in a month.
_MONTH = 30 * 24 * 3600


class Letter(NamedTuple):
    """A claimed delivery: what is sent where."""

    place: int
    #: `KeyRing.contact` of the address.
    contact: bytes
    address: str
    language: str
    #: Epoch seconds after which it may not arrive any more.
    valid_until: int


class Claimed(NamedTuple):
    """What a worker may send now."""

    letters: tuple[Letter, ...]
    #: The broadcast's text in each language.
    texts: Mapping[str, str]
    #: Why no more can be claimed of this chunk: "" = there may be more; "empty" = nothing is due; "paused", "canceled";
    #: "lost" = another worker has taken it over.
    ended: Literal["", "empty", "paused", "canceled", "lost"]


class Settled(NamedTuple):
    """What became of a claimed delivery. Waiting again means that it did not leave, for certain."""

    place: int
    state: DeliveryState
    why: str = ""
    #: Of one that waits again: not before (epoch seconds).
    due: int = 0
    #: Of one that is gone: the contact, and what the provider said of it.
    contact: bytes = b""
    suppress: Literal["", "stopped", "unreachable"] = ""


def claim(
    tx: Transaction, chunk: Chunk, most: int, now: datetime, hours: Hours, monthly: int, room: Callable[[str], bool]
) -> Claimed:
    """Claim deliveries of a chunk, whose row must be held (`chunks.beat`), in the order of their places.

    Checked again for each: the broadcast is being sent and nothing is paused; the contact is there, has not stopped,
    still wants updates of this petition, and got fewer than its monthly number; its quiet hours are over.

    Args:
        tx: An open writing transaction.
        chunk: Whose.
        most: How many are looked at.
        now: An aware time.
        hours: Tells for channel, address and area from when to when a message may arrive.
        monthly: How many messages a contact gets in 30 days at most.
        room: Asked last, for the text of each that could be claimed, whether there is still room for it.
    """
    at = int(now.timestamp())
    broadcast = tx.connection.execute(_BROADCAST, {"of": chunk.broadcast}).one()
    if broadcast.state == "canceled":
        return Claimed((), {}, "canceled")
    if broadcast.state != "sending" or is_paused(tx):
        return Claimed((), {}, "paused")
    where = {"of": chunk.broadcast, "nr": chunk.number}
    rows = tx.connection.execute(_WAITING, {**where, "at": at, "most": most}).all()
    if not rows:
        return Claimed((), {}, "empty")
    texts = msgspec.json.decode(broadcast.texts)
    picked = _Picked(tx, chunk, broadcast.petition, texts, rows, at, monthly)
    for row in rows:
        picked.pick(row, hours)
    picked.fit(room)
    picked.write(where, at)
    return Claimed(tuple(picked.letters), texts, "")


class _Picked:
    """What a claim decided on some rows."""

    def __init__(
        self,
        tx: Transaction,
        chunk: Chunk,
        petition: int | None,
        texts: Mapping[str, str],
        rows: Sequence[Any],
        at: int,
        monthly: int,
    ) -> None:
        self._tx, self._chunk, self._texts, self._at, self._monthly = tx, chunk, texts, at, monthly
        self._slug = tx.shelf.slugs.get(petition) if petition is not None else None
        self._any = petition is None
        ids = sorted({row.contact for row in rows if row.contact})
        self._contacts, self._had = _contacts_by_id(tx, ids), _had_by_id(tx, ids, at)
        self.letters: list[Letter] = []
        self._held: list[tuple[int, int]] = []
        self._over: list[tuple[int, DeliveryState, str]] = []

    def pick(self, row: Any, hours: Hours) -> None:
        """Decide on one row."""
        found = self._contacts.get(row.contact) if row.contact else None
        told = address_of(self._tx, found) if found else None
        if found is None or not self._wanted(found) or told is None or told[0] != self._chunk.channel:
            self._over.append((row.place, DeliveryState.GONE, "left before it was sent"))
        elif row.language not in self._texts:
            self._over.append((row.place, DeliveryState.NOT_SENT, "no text in this language"))
        elif self._had.get(row.contact, 0) >= self._monthly:
            self._over.append((row.place, DeliveryState.NOT_SENT, "got as many this month as were promised"))
        else:
            opens, closes = hours(*told, row.area)
            if opens > self._at:
                self._held.append((row.place, opens))
            else:
                self.letters.append(Letter(row.place, found.key, told[1], row.language, closes))

    def fit(self, room: Callable[[str], bool]) -> None:
        """Keep those for which there is room, in their order; the others wait."""
        fitting = 0
        while fitting < len(self.letters) and room(self._texts[self.letters[fitting].language]):
            fitting += 1
        del self.letters[fitting:]

    def write(self, where: Mapping[str, int], at: int) -> None:
        """Write what was decided. Those that are claimed lie between others that are not, so they are named."""
        connection = self._tx.connection
        if self.letters:
            places = [letter.place for letter in self.letters]
            connection.execute(
                update(deliveries)
                .where(_OF, any_of(connection, deliveries.c.place, places))
                .values(state=DeliveryState.CLAIMED, claimed=bindparam("at")),
                {**where, "at": at},
            )
        if self._held:
            connection.execute(_HELD, [{**where, "which": place, "again": opens} for place, opens in self._held])
        if self._over:
            moved = [
                {**where, "which": place, "was": DeliveryState.WAITING, "becomes": state, "told": why, "again": 0}
                for place, state, why in self._over
            ]
            connection.execute(_MOVED, moved)
            sums = Counter(state for _place, state, _why in self._over)
            chunk_rows.add_to_sums(self._tx, self._chunk.broadcast, self._chunk.number, sums)

    def _wanted(self, contact: ContactRow) -> bool:
        state = contact.state
        wants = bool(state.updates) if self._any else self._slug in state.updates
        return wants and not state.stopped


def settle(tx: Transaction, chunk: Chunk, settled: Sequence[Settled], now: datetime) -> None:
    """Write what became of claimed deliveries; the chunk's row must be held (`chunks.beat`).

    What another worker has meanwhile declared uncertain is settled by what is known here, but waits never again: it is
    then not sent. What a status report has settled already stays as it is.

    Args:
        tx: An open writing transaction.
        chunk: Whose.
        settled: Each with another place.
        now: An aware time.
    """
    # Whoever erases a contact holds it and then its rows, so here too it comes before them.
    if away := {one.contact: one.suppress for one in settled if one.suppress and one.contact}:
        suppress(tx, away, now)
    where, sums = {"of": chunk.broadcast, "nr": chunk.number}, Counter[DeliveryState]()
    plain = [one.place for one in settled if one.state is DeliveryState.SENT]
    if plain and _sent(tx, where, plain) == len(plain):
        sums[DeliveryState.SENT] += len(plain)
        settled = [one for one in settled if one.state is not DeliveryState.SENT]
    for one in settled:
        for was in (DeliveryState.CLAIMED, DeliveryState.UNCERTAIN):
            state, why = one.state, one.why
            if was is DeliveryState.UNCERTAIN and state is DeliveryState.WAITING:
                state, why = DeliveryState.NOT_SENT, "put back after its worker was taken for dead"
            if was is DeliveryState.UNCERTAIN and state not in _PROVEN:
                continue
            values = {**where, "which": one.place, "was": was, "becomes": state, "told": why, "again": one.due}
            if tx.connection.execute(_MOVED, values).rowcount:
                sums[was] -= 1
                sums[state] += 1
                break
    chunk_rows.add_to_sums(tx, chunk.broadcast, chunk.number, sums)


def _sent(tx: Transaction, where: Mapping[str, int], places: list[int]) -> int:
    """Settle claimed deliveries as sent, all in one statement; where some are not claimed any more, none.

    Returns:
        How many were settled: as many as there are places, or 0.
    """
    connection = tx.connection
    mine = and_(_OF, any_of(connection, deliveries.c.place, places), deliveries.c.state == DeliveryState.CLAIMED)
    if connection.scalar(select(func.count()).select_from(deliveries).where(mine), where) != len(places):
        return 0
    return connection.execute(update(deliveries).where(mine).values(state=DeliveryState.SENT), where).rowcount


def _contacts_by_id(tx: Transaction, ids: Sequence[bytes]) -> dict[bytes, ContactRow]:
    wanted = select(contacts.c.key, contacts.c.id, contacts.c.state, contacts.c.address)
    wanted = wanted.where(any_of(tx.connection, contacts.c.id, ids), WANTS_UPDATES)
    return {
        row.id: ContactRow(row.key, "", "", row.id, read_state(tx, row.key, row.state), row.address, new=False)
        for row in tx.connection.execute(wanted)
    }


def _had_by_id(tx: Transaction, ids: Sequence[bytes], at: int) -> dict[bytes, int]:
    """How many messages each contact got, or may have got, in the last 30 days."""
    counted = (
        select(deliveries.c.contact, func.count().label("had"))
        .where(
            any_of(tx.connection, deliveries.c.contact, ids),
            deliveries.c.state.in_((DeliveryState.CLAIMED, DeliveryState.SENT, DeliveryState.UNCERTAIN)),
            deliveries.c.claimed > at - _MONTH,
        )
        .group_by(deliveries.c.contact)
    )
    return {row.contact: row.had for row in tx.connection.execute(counted)}
