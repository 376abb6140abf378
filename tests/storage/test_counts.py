"""Counts are moved beside the signatures that they count; whoever looks finds where the two differ."""

from __future__ import annotations

from sqlalchemy import delete

from storage import Store
from storage.petitions import miscounted, move_counts
from storage.tables import signatures
from tests.storage.texting import text


async def test_a_count_that_is_not_the_number_of_signatures_is_found(store: Store) -> None:
    await text(store, "+13125550142", "LAMPS", "Ana Lopez 60608", "1")
    await text(store, "+13125550143", "LAMPS", "Luz Diaz 60608", "1", "UNSIGN", "9")
    assert store.read_now(miscounted) == {}
    store.write_now(lambda tx: move_counts(tx, {tx.shelf.ids["library"]: 3}))
    store.write_now(lambda tx: tx.connection.execute(delete(signatures)))
    assert store.read_now(miscounted) == {"lamps": (1, 0), "library": (3, 0)}
    await store.aclose()
