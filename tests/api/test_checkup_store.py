"""`undersigned doctor` in the store: how the file is kept, how old the backup is, and when somebody was last heard."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from api.checkup_store import check_store, judged
from api.finding import Finding
from api.settings import Settings
from storage import Store
from storage.last_backup import BACKED_UP, note_backup
from storage.marks import set_mark
from storage.retention import forget_all
from storage.sqlite_state import Kept
from tests.api.conftest import NOW, Visitor, visiting


def looked(settings: Settings, store: Store, now: datetime = NOW) -> dict[str, Finding]:
    """What was found, by check."""
    return {one.check: one for one in check_store(settings, store, now)}


@pytest.fixture
def visitor(settings: Settings, store: Store) -> Iterator[Visitor]:
    """The program with its store filled."""
    with visiting(settings) as client:
        yield client


@pytest.mark.usefixtures("visitor")
def test_a_file_that_is_kept_as_it_should_is_not_talked_about(settings: Settings, store: Store) -> None:
    assert "database" not in looked(settings, store)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (Kept("delete", synced=True, enforces=True), "its journal is delete, not WAL"),
        (Kept("wal", synced=False, enforces=True), "without what keeps rows whole"),
        (Kept("wal", synced=True, enforces=False), "without what keeps rows whole"),
    ],
)
def test_a_file_that_sqlite_keeps_otherwise_is_a_fault(how: Kept, said: str) -> None:
    (found,) = judged(how)
    assert (found.check, found.outcome) == ("database", "fail")
    assert said in found.cause
    assert found.fix


def test_a_row_whose_other_row_is_gone_is_found(visitor: Visitor, settings: Settings, store: Store) -> None:
    sign(visitor)
    with closing(sqlite3.connect(Path(settings.database_file or ""))) as another_program, another_program:
        another_program.execute("DELETE FROM petition_versions")
    assert looked(settings, store)["database"].cause == "a row names another that is not there"


def test_how_old_the_backup_is(settings: Settings, store: Store) -> None:
    assert looked(settings, store)["backup"].cause == "never backed up"
    store.write_now(partial(note_backup, now=NOW))
    assert looked(settings, store, NOW + timedelta(days=6))["backup"].outcome == "ok"
    late = looked(settings, store, NOW + timedelta(days=9))["backup"]
    assert (late.outcome, late.fix) == ("warn", "undersigned db backup FILE")
    assert late.cause == "the last one is of 2026-05-03 17:20 UTC, 9 days ago"


@pytest.mark.parametrize("told", ["", "yesterday", "9" * 12, "9" * 30, "9" * 5000, "-" + "9" * 30])
def test_a_backup_of_no_time_is_none(settings: Settings, store: Store, told: str) -> None:
    store.write_now(lambda tx: set_mark(tx.connection, BACKED_UP, told))
    assert looked(settings, store)["backup"].cause == "never backed up"


def test_an_hour_of_no_time_tells_nothing(visitor: Visitor, settings: Settings, store: Store) -> None:
    sign(visitor)
    with closing(sqlite3.connect(Path(settings.database_file or ""))) as another_program, another_program:
        another_program.execute("UPDATE answers SET expires = ?", [2**62])
        another_program.execute("UPDATE signatures SET hour = ?", [2**62])
    assert looked(settings, store)["last heard"].cause == "no message in the last two days"


def test_when_somebody_was_last_heard_is_told_to_the_hour_and_by_channel(
    visitor: Visitor, settings: Settings, store: Store
) -> None:
    assert looked(settings, store)["last heard"][1:3] == ("warn", "no message in the last two days")
    sign(visitor)
    word = "last signature or word on updates by sms: 2026-05-03 17:00 UTC"
    assert looked(settings, store)["last heard"][1:3] == (
        *("ok",),
        f"a message in the hour of 2026-05-03 17:00 UTC; {word}",
    )
    store.write_now(partial(forget_all, now=NOW + timedelta(days=3)))
    quiet = looked(settings, store)["last heard"]
    assert quiet[1:3] == ("warn", f"no message in the last two days; {word}")
    assert "Write to the line yourself" in quiet.fix
    nobody_is_asked = settings.model_copy(update={"twilio_from": None, "telegram_bot_token": None})
    assert looked(nobody_is_asked, store)["last heard"].outcome == "ok"


def sign(visitor: Visitor) -> None:
    """Somebody signs by SMS."""
    for place, words in enumerate(("CROSS", "Zoraida Quispe 60608", "1")):
        assert visitor.text(words, f"signing-{place}").status_code == 200
