"""Broadcasts as an approval leaves them, written without one: contacts that want updates, chunks, deliveries."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import func, insert, select, update

from conversations import State
from storage import Transaction
from storage.contacts import ContactRow, new_id, row_of
from storage.delivery_states import SUM_OF, DeliveryState
from storage.dialects import add_rows, put_rows
from storage.outgoing_tables import broadcasts, chunks, deliveries
from storage.sealing import place_of
from storage.tables import contacts

TEXTS = {"en": "NBR: the lamps are lit. STOP ends", "es": "NBR: hay luz. STOP termina"}


def want_updates(tx: Transaction, channel: str, addresses: Sequence[str], slug: str = "lamps") -> list[bytes]:
    """Contacts that want updates of a petition; gives their random ids."""
    rows = []
    for address in addresses:
        key = tx.keys.contact(channel, address)
        sealed = tx.keys.field.seal(f"{channel}\0{address}".encode(), place_of(b"contacts.address", key))
        state = State(language="en", updates=(slug,), heard_at=1)
        rows.append(row_of(tx, ContactRow(key, channel, address, new_id(), state, sealed), None))
    put_rows(tx.connection, contacts, rows)
    return [row["id"] for row in rows]  # type: ignore[misc]


def frozen(
    tx: Transaction,
    channel: str,
    addresses: Sequence[str],
    *,
    size: int = 100,
    state: str = "sending",
    slug: str = "lamps",
) -> int:
    """A broadcast to these addresses, frozen into chunks of `size`; gives its number."""
    ids = want_updates(tx, channel, addresses, slug)
    values = {
        "petition": tx.shelf.ids[slug],
        "state": state,
        "texts": json.dumps(TEXTS),
        "audience": "{}",
        "hash": "h",
        "drafted": 1,
        "frozen": 1,
        "count": len(ids),
        "chunks": -(-len(ids) // size),
    }
    broadcast = int(tx.connection.execute(insert(broadcasts).values(values).returning(broadcasts.c.id)).scalar_one())
    for number, at in enumerate(range(0, len(ids), size)):
        part = ids[at : at + size]
        row = {"broadcast": broadcast, "number": number, "channel": channel, "total": len(part)}
        add_rows(tx.connection, chunks, [row])
        rows = [
            {"broadcast": broadcast, "chunk": number, "place": place, "contact": contact, "language": "en", "area": ""}
            for place, contact in enumerate(part)
        ]
        add_rows(tx.connection, deliveries, rows)
    return broadcast


def set_broadcast(tx: Transaction, broadcast: int, state: str) -> None:
    """Pause, resume or cancel without the rules of those who may."""
    tx.connection.execute(update(broadcasts).where(broadcasts.c.id == broadcast).values(state=state))


def by_state(tx: Transaction, broadcast: int) -> dict[str, int]:
    """How many deliveries are in each state that there is, by its name; checked against the sums of the chunks."""
    counted = select(deliveries.c.chunk, deliveries.c.state, func.count()).where(deliveries.c.broadcast == broadcast)
    found: dict[str, int] = {}
    sums: dict[tuple[int, str], int] = {}
    for number, state, many in tx.connection.execute(counted.group_by(deliveries.c.chunk, deliveries.c.state)):
        name = DeliveryState(state).name.lower()
        found[name] = found.get(name, 0) + many
        sums[number, name] = many
    for row in tx.connection.execute(select(chunks).where(chunks.c.broadcast == broadcast)):
        for state, column in SUM_OF.items():
            assert getattr(row, column) == sums.get((row.number, state.name.lower()), 0), (row.number, column)
        settled = sum(getattr(row, column) for column in SUM_OF.values())
        pending = sums.get((row.number, "waiting"), 0) + sums.get((row.number, "claimed"), 0)
        assert settled + pending == row.total
    return found
