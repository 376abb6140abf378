"""How far a broadcast has come: sums over its chunks, and why what did not arrive did not."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from storage.chunks import DONE, WAITING
from storage.delivery_states import DeliveryState
from storage.outgoing_tables import broadcasts, chunks, deliveries
from storage.tables import consents

if TYPE_CHECKING:
    from storage.store import Transaction

_SUMS = ("total", "sent", "refused", "gone", "not_sent", "uncertain", "delivered", "failed")


class Sums(NamedTuple):
    """What became of some deliveries: sent + refused + gone + not_sent + uncertain + waiting = total, always."""

    total: int = 0
    sent: int = 0
    refused: int = 0
    gone: int = 0
    not_sent: int = 0
    uncertain: int = 0
    #: Of those sent, by status report: arrived, and failed.
    delivered: int = 0
    failed: int = 0
    #: Of those waiting: in chunks that are not looked at before a later time, mostly because of quiet hours.
    held: int = 0
    #: When the first of the held ones is due (epoch seconds); 0 = none is held.
    held_until: int = 0

    @property
    def waiting(self) -> int:
        """Not settled yet: held, waiting for a worker, or just being sent."""
        return self.total - self.sent - self.refused - self.gone - self.not_sent - self.uncertain


class Failure(NamedTuple):
    """Why some deliveries were not sent, or did not arrive."""

    state: DeliveryState
    #: In plain words, or a code of the provider with its words.
    why: str
    number: int


def sums_by_channel(tx: Transaction, broadcast: int, now: datetime) -> dict[str, Sums]:
    """What became of a broadcast so far on each channel; one row per chunk is read, however many people there are."""
    at = int(now.timestamp())
    later = and_(chunks.c.state == WAITING, chunks.c.due > at)
    settled = chunks.c.sent + chunks.c.refused + chunks.c.gone + chunks.c.not_sent + chunks.c.uncertain
    columns: list[ColumnElement[int]] = [func.sum(chunks.c[name]) for name in _SUMS]
    columns += [func.sum(case((later, chunks.c.total - settled), else_=0)), func.min(case((later, chunks.c.due)))]
    wanted = select(chunks.c.channel, *columns).where(chunks.c.broadcast == broadcast).group_by(chunks.c.channel)
    found = {row[0]: Sums(*(int(value or 0) for value in row[1:])) for row in tx.connection.execute(wanted)}
    return dict(sorted(found.items()))


def total_of(parts: dict[str, Sums]) -> Sums:
    """The sums of all channels together."""
    numbers = [sum(values) for values in zip(*parts.values(), strict=True)] if parts else []
    first = min((one.held_until for one in parts.values() if one.held_until), default=0)
    return Sums(*numbers)._replace(held_until=first)


def failures(tx: Transaction, broadcast: int) -> list[Failure]:
    """Why deliveries were not sent, or did not arrive, the most frequent first.

    Only chunks in which anything failed are read; with very many failures it is nothing to ask every second.
    """
    some = or_(*(chunks.c[name] > 0 for name in ("refused", "gone", "not_sent", "uncertain", "failed")))
    within = select(chunks.c.number).where(chunks.c.broadcast == broadcast, some)
    many = func.count().label("number")
    wanted = (
        select(deliveries.c.state, deliveries.c.why, many)
        .where(
            deliveries.c.broadcast == broadcast,
            deliveries.c.chunk.in_(within),
            deliveries.c.state > DeliveryState.CLAIMED,
            or_(deliveries.c.why != "", deliveries.c.state != DeliveryState.SENT),
        )
        .group_by(deliveries.c.state, deliveries.c.why)
        .order_by(many.desc(), deliveries.c.state, deliveries.c.why)
    )
    return [Failure(DeliveryState(row.state), row.why, row.number) for row in tx.connection.execute(wanted)]


def left_since(tx: Transaction, broadcast: int) -> int:
    """How many of those to whom the broadcast was sent have left the updates, or stopped, since they got it.

    Who was found to be unreachable, or linked a channel on which the updates go on, has not left.
    """
    last = select(broadcasts.c.last_consent).where(broadcasts.c.id == broadcast).scalar_subquery()
    wanted = (
        select(func.count(consents.c.contact.distinct()))
        .join(deliveries, deliveries.c.contact == consents.c.contact)
        .where(
            consents.c.id > last,
            consents.c.given == 0,
            consents.c.how.not_in(("unreachable", "linked")),
            deliveries.c.broadcast == broadcast,
            deliveries.c.state.in_((DeliveryState.SENT, DeliveryState.UNCERTAIN)),
        )
    )
    return tx.connection.scalar(wanted) or 0


def lately(tx: Transaction, broadcast: int, now: datetime, seconds: int = 60) -> dict[str, int]:
    """How many messages were claimed on each channel in the last seconds, for a rate and a time of finishing.

    Args:
        tx: An open transaction.
        broadcast: Which.
        now: An aware time.
        seconds: How far back.
    """
    since = int(now.timestamp()) - seconds
    # A chunk is heard of whenever some of it is claimed, so all others are passed over.
    recent = and_(chunks.c.broadcast == broadcast, chunks.c.beat >= since)
    wanted = (
        select(chunks.c.channel, func.count().label("number"))
        .join(deliveries, and_(deliveries.c.broadcast == chunks.c.broadcast, deliveries.c.chunk == chunks.c.number))
        .where(recent, deliveries.c.claimed >= since, deliveries.c.state > DeliveryState.WAITING)
        .group_by(chunks.c.channel)
    )
    return {row.channel: row.number for row in tx.connection.execute(wanted)}


def is_settled(tx: Transaction, broadcast: int) -> bool:
    """Whether nothing of a broadcast's chunks is left to do; of one that is not frozen more may come."""
    open_one = select(chunks.c.number).where(chunks.c.broadcast == broadcast, chunks.c.state < DONE).limit(1)
    return tx.connection.scalar(open_one) is None
