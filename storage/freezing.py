"""Freezing: the audience of a broadcast written down as deliveries, slice by slice, cut into chunks.

What was approved is a filter and the last consent that it may reach, so slices can be written one after another while
the first ones are sent already: the same people come out whenever it is done, but for those who have left meanwhile.
Each slice is one transaction that also says how far it came; whoever is killed in between has written nothing of it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, func, select, update

from storage.audience import Person, Wanted
from storage.audience_filter import CHANNELS, AudienceFilter
from storage.dialects import add_rows
from storage.outgoing_tables import broadcasts, chunks, deliveries

if TYPE_CHECKING:
    from storage.store import Transaction

#: Consents looked at in one transaction: on SQLite whoever writes to the line waits for it, some 30 ms.
SLICE = 2_000
#: Deliveries in a chunk at most: small enough for many workers to share, large enough for few jobs.
CHUNK = 300


def freeze_slice(tx: Transaction, now: datetime, size: int = SLICE) -> bool:
    """Write the next slice of the oldest broadcast whose audience is not all written yet; a step of the planner.

    A broadcast that is to be sent later is frozen when its time has come: who leaves before is not in it.

    Args:
        tx: An open writing transaction.
        now: An aware time.
        size: Consents looked at.

    Returns:
        Whether there is more to write at once.
    """
    unfrozen = (
        select(broadcasts)
        .where(
            broadcasts.c.frozen == 0,
            broadcasts.c.state.in_(("sending", "paused")),
            func.coalesce(broadcasts.c.send_at, 0) <= int(now.timestamp()),
        )
        .order_by(broadcasts.c.id)
        .limit(1)
        .with_for_update()
    )
    row = tx.connection.execute(unfrozen).one_or_none()
    if row is None:
        return False
    up_to = min(row.frozen_to + size, row.last_consent)
    petition = tx.shelf.slugs[row.petition] if row.petition is not None else None
    chosen = AudienceFilter.from_json(row.audience)
    wanted = Wanted(tx, petition, chosen, row.approved_at or row.started, row.last_consent, row.id)
    made = _write(tx, row, wanted.people(row.frozen_to, up_to))
    done = up_to >= row.last_consent
    values: dict[str, Any] = {"frozen_to": up_to, "frozen": int(done), "chunks": row.chunks + made}
    tx.connection.execute(update(broadcasts).where(broadcasts.c.id == row.id).values(values))
    return not done


def _write(tx: Transaction, broadcast: Row[Any], people: list[Person]) -> int:
    """Write these people's deliveries, each channel in chunks of its own; returns how many chunks."""
    parts = [
        (channel, on[at : at + CHUNK])
        for channel in CHANNELS
        if (on := [one for one in people if one.channel == channel])
        for at in range(0, len(on), CHUNK)
    ]
    numbered = list(enumerate(parts, start=broadcast.chunks))
    rows = [
        {"broadcast": broadcast.id, "number": number, "channel": channel, "total": len(part)}
        for number, (channel, part) in numbered
    ]
    add_rows(tx.connection, chunks, rows)
    letters = [
        {
            "broadcast": broadcast.id,
            "chunk": number,
            "place": place,
            "contact": one.contact,
            "language": one.language,
            "area": one.area,
        }
        for number, (_channel, part) in numbered
        for place, one in enumerate(part)
    ]
    add_rows(tx.connection, deliveries, letters)
    return len(parts)
