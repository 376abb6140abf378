"""Chunks: a few hundred deliveries that one worker at a time works on, and the sums of what became of them.

Whoever works on a chunk is known by a random token, and heard of by its beat. A chunk whose worker was not heard of for
the stall time may be taken over: what the dead one had claimed is then uncertain. Whoever changes deliveries of a chunk
holds the chunk's own row first, so that nobody waits for another for ever and the sums are always right:
sent + refused + gone + not_sent + uncertain, and what is waiting or claimed, are `total`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Row, and_, bindparam, case, exists, func, or_, select, update

from storage.delivery_states import SUM_OF, DeliveryState
from storage.outgoing_tables import broadcasts, chunks, deliveries

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from storage.store import Transaction

#: `chunks.state`.
WAITING, WORKED_ON, DONE = 0, 1, 2

_KEY = and_(chunks.c.broadcast == bindparam("of"), chunks.c.number == bindparam("nr"))
_DELIVERIES = and_(deliveries.c.broadcast == bindparam("of"), deliveries.c.chunk == bindparam("nr"))
_LOCK = select(chunks).where(_KEY).with_for_update()
_TAKE = update(chunks).where(_KEY).values(state=WORKED_ON, worker=bindparam("token"), beat=bindparam("at"))
_BEAT = (
    update(chunks)
    .where(_KEY, chunks.c.worker == bindparam("token"), chunks.c.state == WORKED_ON)
    .values(beat=bindparam("at"))
)
_RELEASE = (
    update(chunks)
    .where(_KEY)
    .values(state=bindparam("then"), worker=None, due=bindparam("again"), beat=bindparam("at"))
)
_LOST = (
    update(deliveries)
    .where(_DELIVERIES, deliveries.c.state == DeliveryState.CLAIMED)
    .values(state=DeliveryState.UNCERTAIN, why=bindparam("told"))
)
#: Claimed by the worker itself in a transaction of which it never learned that it was committed.
_UNHEARD = (
    update(deliveries)
    .where(_DELIVERIES, deliveries.c.state == DeliveryState.CLAIMED)
    .values(state=DeliveryState.WAITING)
)
_NOT_SENT = (
    update(deliveries)
    .where(_DELIVERIES, deliveries.c.state == DeliveryState.WAITING)
    .values(state=DeliveryState.NOT_SENT, why=bindparam("told"))
)
_NEXT_DUE = select(func.min(deliveries.c.due)).where(_DELIVERIES, deliveries.c.state == DeliveryState.WAITING)
_ABANDON = update(chunks).where(chunks.c.state == WORKED_ON).values(beat=0)
_ADD = update(chunks).where(_KEY).values({name: chunks.c[name] + bindparam(f"more_{name}") for name in SUM_OF.values()})
#: Told of a row that a dead worker had claimed.
WORKER_DIED = "the worker that was sending it ended before it was known"


class Chunk(NamedTuple):
    """A chunk as the worker that holds it knows it."""

    broadcast: int
    number: int
    channel: str
    worker: bytes


def due(tx: Transaction, channels: Collection[str], now: int, stalled: int, most: int) -> list[tuple[int, int]]:
    """Chunks that somebody should work on now, the oldest first: broadcast and number.

    Args:
        tx: An open transaction.
        channels: Those that can be sent on.
        now: Epoch seconds.
        stalled: Seconds after which a worker that was not heard of counts as dead.
        most: How many at most.
    """
    free = and_(chunks.c.state == WAITING, chunks.c.due <= now)
    left = and_(chunks.c.state == WORKED_ON, chunks.c.beat < now - stalled)
    wanted = (
        select(chunks.c.broadcast, chunks.c.number)
        .join(broadcasts, broadcasts.c.id == chunks.c.broadcast)
        .where(
            chunks.c.state < DONE,
            or_(broadcasts.c.state == "canceled", _sending_now(now)),
            chunks.c.channel.in_(sorted(channels)),
            or_(free, left),
        )
        .order_by(chunks.c.broadcast, chunks.c.number)
        .limit(most)
    )
    return [(row.broadcast, row.number) for row in tx.connection.execute(wanted)]


def take(tx: Transaction, broadcast: int, number: int, worker: bytes, now: int, stalled: int) -> Chunk | None:
    """Take a chunk that nobody works on; what a dead worker had claimed of it becomes uncertain.

    Args:
        tx: An open writing transaction.
        broadcast, number: Which.
        worker: A fresh random token.
        now: Epoch seconds.
        stalled: As for `due`.

    Returns:
        None when it is done, not due, or somebody else works on it.
    """
    row = _locked(tx, broadcast, number)
    if row is None or row.state == DONE or (row.state == WAITING and row.due > now):
        return None
    if row.state == WORKED_ON:
        if row.beat >= now - stalled:
            return None
        lost = tx.connection.execute(_LOST, {"of": broadcast, "nr": number, "told": WORKER_DIED}).rowcount
        add_to_sums(tx, broadcast, number, {DeliveryState.UNCERTAIN: lost})
    tx.connection.execute(_TAKE, {"of": broadcast, "nr": number, "token": worker, "at": now})
    return Chunk(broadcast, number, row.channel, worker)


def beat(tx: Transaction, chunk: Chunk, now: int) -> bool:
    """Hold the chunk's row until the transaction ends, and tell that its worker lives.

    Returns:
        False when it is another one's by now; it is held all the same.
    """
    values = {"of": chunk.broadcast, "nr": chunk.number, "token": chunk.worker, "at": now}
    if tx.connection.execute(_BEAT, values).rowcount:
        return True
    _locked(tx, chunk.broadcast, chunk.number)
    return False


def release(tx: Transaction, chunk: Chunk, now: int, not_before: int = 0) -> None:
    """Let go of a chunk of which all is settled that was claimed: it is done, or somebody goes on when it is due.

    What is claimed all the same was so in a transaction whose commit the worker never learned of: none of it has left.

    Args:
        tx: An open writing transaction.
        chunk: Which.
        now: Epoch seconds.
        not_before: Epoch seconds before which nobody needs to look at it.
    """
    if not beat(tx, chunk, now):
        return
    where = {"of": chunk.broadcast, "nr": chunk.number}
    tx.connection.execute(_UNHEARD, where)
    again = tx.connection.scalar(_NEXT_DUE, where)
    values = where | {"then": DONE if again is None else WAITING, "again": max(again or 0, not_before), "at": now}
    tx.connection.execute(_RELEASE, values)


def close_waiting(tx: Transaction, broadcast: int, number: int, why: str) -> int:
    """Whatever still waits in a chunk is not sent any more; returns how many that were.

    Args:
        tx: An open writing transaction.
        broadcast, number: Which chunk.
        why: In plain words, as "canceled".
    """
    _locked(tx, broadcast, number)
    ended = tx.connection.execute(_NOT_SENT, {"of": broadcast, "nr": number, "told": why}).rowcount
    add_to_sums(tx, broadcast, number, {DeliveryState.NOT_SENT: ended})
    return ended


class Tally(NamedTuple):
    """What there is to do, in chunks."""

    #: Due, or not yet; of broadcasts that are paused too.
    waiting: int
    working: int
    #: Of those that are worked on: their worker was not heard of for the stall time.
    stalled: int


def tally(tx: Transaction, now: int, stalled: int) -> Tally:
    """How many chunks are not done."""
    silent = func.sum(case((and_(chunks.c.state == WORKED_ON, chunks.c.beat < now - stalled), 1), else_=0))
    working = func.sum(case((chunks.c.state == WORKED_ON, 1), else_=0))
    row = tx.connection.execute(select(func.count(), working, silent).where(chunks.c.state < DONE)).one()
    return Tally(row[0] - int(row[1] or 0), int(row[1] or 0), int(row[2] or 0))


def end_broadcasts(tx: Transaction, now: datetime) -> bool:
    """Broadcasts of which every chunk is done, and to which none can come any more, are done.

    Returns:
        False: there is never more of it at once.
    """
    still = select(chunks.c.number).where(chunks.c.broadcast == broadcasts.c.id, chunks.c.state < DONE)
    over = and_(broadcasts.c.state == "sending", broadcasts.c.frozen == 1, ~exists(still))
    tx.connection.execute(update(broadcasts).where(over).values(state="done", ended=int(now.timestamp())))
    return False


def abandon_all(tx: Transaction) -> int:
    """Nobody works on any chunk: asked at the start of the only process that could, on SQLite."""
    return tx.connection.execute(_ABANDON).rowcount


def add_to_sums(tx: Transaction, broadcast: int, number: int, moved: Mapping[DeliveryState, int]) -> None:
    """Move a chunk's sums; its row must be held.

    Args:
        tx: An open writing transaction.
        broadcast, number: Which chunk.
        moved: By how much for each settled state; others count nowhere.
    """
    more = {f"more_{name}": moved.get(state, 0) for state, name in SUM_OF.items()}
    if any(more.values()):
        tx.connection.execute(_ADD, {"of": broadcast, "nr": number, **more})


def _locked(tx: Transaction, broadcast: int, number: int) -> Row[tuple[object, ...]] | None:
    return tx.connection.execute(_LOCK, {"of": broadcast, "nr": number}).one_or_none()


def _sending_now(now: int) -> ColumnElement[bool]:
    return and_(broadcasts.c.state == "sending", func.coalesce(broadcasts.c.send_at, 0) <= now)
