"""Halting: too many failures or opt-outs among the last 200 pause a broadcast; fewer, or older ones, do not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bots.halting import Halting
from storage import MasterKey, Store, Transaction, import_petition, upgrade
from storage.outgoing_tables import audit_record, broadcasts, chunks
from tests.databases import KINDS, fresh_database
from tests.storage.broadcasting import frozen, set_broadcast
from tests.storage.conftest import NOW, petition


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An open store with a broadcast of one chunk, whose sums the tests write."""
    master = MasterKey.new()
    with fresh_database(str(request.param), tmp_path) as url:
        upgrade(url, master)
        opened = Store.open(url, master)
        opened.write_now(lambda tx: import_petition(tx, petition("lamps", "LAMPS", "FAROS"), NOW))
        opened.write_now(lambda tx: frozen(tx, "sms", ["+13125550142"]))
        yield opened
        opened.close()


class Watched:
    """A broadcast, looked at every ten seconds."""

    def __init__(self, store: Store) -> None:
        self.store, self.halting, self.now = store, Halting(), NOW

    def after(self, **sums: int) -> tuple[str, str]:
        """State and reason of the broadcast once its sums are these."""
        self.now += timedelta(seconds=10)
        return self.store.write_now(lambda tx: self._look(tx, sums))

    def _look(self, tx: Transaction, sums: dict[str, int]) -> tuple[str, str]:
        tx.connection.execute(update(chunks).values(sums))
        self.halting(tx, self.now)
        row = tx.connection.execute(select(broadcasts)).one()
        return row.state, row.reason


def test_a_few_failures_among_many_are_nothing(store: Store) -> None:
    watched = Watched(store)
    assert watched.after(sent=0) == ("sending", "")
    assert watched.after(sent=150, failed=40) == ("sending", ""), "too few to tell"
    assert watched.after(sent=1000, failed=45) == ("sending", "")


def test_many_failures_of_late_pause_it_and_the_record_says_why(store: Store) -> None:
    watched = Watched(store)
    for sent in (0, 5_000, 10_000):
        assert watched.after(sent=sent) == ("sending", "")
    assert watched.after(sent=10_190, refused=10, failed=1) == ("paused", "11 of the last 200 failed")
    entry = store.read_now(lambda tx: tx.connection.execute(select(audit_record)).one())
    assert (entry.who, entry.deed, entry.subject) == ("undersigned", "paused", "broadcast 1")


def test_a_resume_begins_a_new_count(store: Store) -> None:
    watched = Watched(store)
    watched.after(sent=0)
    assert watched.after(sent=200, failed=30)[0] == "paused"
    store.write_now(lambda tx: set_broadcast(tx, 1, "sending"))
    assert watched.after(sent=210, failed=32)[0] == "sending"
    assert watched.after(sent=420, failed=36)[0] == "sending"
    assert watched.after(sent=630, failed=60)[0] == "paused"
