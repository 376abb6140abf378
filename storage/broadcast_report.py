"""What became of a broadcast, for its report: counted by channel, language, outcome and reason; names nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, func, select

from storage.delivery_states import DeliveryState
from storage.outgoing_tables import chunks, deliveries
from storage.report_ranks import Rank

if TYPE_CHECKING:
    from storage.store import Transaction


class Line(NamedTuple):
    """Deliveries that have all of this in common."""

    channel: str
    language: str
    state: DeliveryState
    #: What the provider reported last.
    report: Rank
    #: In plain words, or a code of the provider with its words; "" for none.
    why: str
    number: int


def report(tx: Transaction, broadcast: int) -> list[Line]:
    """Every delivery of a broadcast, counted; reads them all, so it is nothing to ask every second."""
    names = (chunks.c.channel, deliveries.c.language, deliveries.c.state, deliveries.c.report, deliveries.c.why)
    of_chunk = and_(chunks.c.broadcast == deliveries.c.broadcast, chunks.c.number == deliveries.c.chunk)
    wanted = (
        select(*names, func.count().label("number"))
        .select_from(deliveries.join(chunks, of_chunk))
        .where(deliveries.c.broadcast == broadcast)
        .group_by(*names)
        .order_by(*names)
    )
    return [
        Line(row.channel, row.language, DeliveryState(row.state), Rank(row.report), row.why, row.number)
        for row in tx.connection.execute(wanted)
    ]
