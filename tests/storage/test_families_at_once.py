"""Several people on one phone, at several processes on one PostgreSQL: nobody waits for ever."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from storage import Store, Transaction
from storage.deeds import By, set_aside
from storage.retention import forget_all
from storage.signatures import hold
from storage.tables import signatures
from tests.storage.conftest import NOW
from tests.storage.test_deeds import flag_all
from tests.storage.texting import text as say

pytestmark = pytest.mark.parametrize("kind", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
ANA = "+13125550142"
#: Whether somebody waits for a row that this transaction holds.
_WAITED_FOR = text("SELECT EXISTS (SELECT FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid)))")
_PLACES = select(signatures.c.place).order_by(signatures.c.place)


def _hold_all(tx: Transaction) -> None:
    hold(tx, tx.connection.scalars(select(signatures.c.person).distinct()).all())


@pytest.mark.parametrize(
    "work",
    [
        pytest.param(_hold_all, id="a message"),
        pytest.param(lambda tx: set_aside(tx, 1, None, By("Rosa", "in a row", NOW)), id="setting aside"),
        pytest.param(lambda tx: forget_all(tx, NOW + timedelta(days=14)), id="forgetting"),
    ],
)
async def test_the_signatures_of_one_phone_are_held_in_one_order_by_whoever_changes_them(
    store: Store, work: Callable[[Transaction], object]
) -> None:
    """Whoever waits for the first of a family holds none of the others, wherever they lie in the table."""
    await say(store, ANA, "LAMPS", "Ana Lopez 60608", "1")
    for name in ("Maria Lopez", "Luis Lopez", "Rosa Lopez"):
        await say(store, ANA, "OTHER", f"{name} 60608", "1")
    await say(store, ANA, "UNSIGN", "1", "9", "OTHER", "Eva Lopez 60608", "1")
    flag_all(store)

    def wait_behind(tx: Transaction, thread: ThreadPoolExecutor) -> list[int]:
        first = select(signatures.c.id).where(signatures.c.place == 1).with_for_update()
        tx.connection.execute(first).all()
        waiting = thread.submit(store.write_now, work)
        assert any(tx.connection.scalar(_WAITED_FOR) for _ in range(20_000)), waiting
        return list(tx.connection.scalars(_PLACES.with_for_update(skip_locked=True)))

    with ThreadPoolExecutor(1) as thread:
        assert store.write_now(lambda tx: wait_behind(tx, thread)) == [1, 2, 3, 4]
    await store.aclose()
