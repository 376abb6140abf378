"""A demo goes on where it was, keeps its secrets to itself, and never takes another file for its own."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from api.demo.clock import DemoClock
from api.demo.home import Home, NotADemo


def _used(database: Path) -> Home:
    home = Home.open(database)
    database.write_bytes(b"SQLite format 3\0")
    return home


def test_a_demo_opened_again_has_the_same_secrets(tmp_path: Path) -> None:
    first = _used(tmp_path / "demo.db")
    assert Home.open(tmp_path / "demo.db").remembered == first.remembered


def test_two_demos_share_no_secret(tmp_path: Path) -> None:
    one, other = _used(tmp_path / "one.db").remembered, _used(tmp_path / "other.db").remembered
    secrets = {"id", "master_key", "account_sid", "auth_token", "bot_token", "webhook_secret"}
    assert all(getattr(one, name) != getattr(other, name) for name in secrets)


def test_the_secrets_are_for_the_owner_only_and_are_not_shown(tmp_path: Path) -> None:
    home = _used(tmp_path / "demo.db")
    assert stat.S_IMODE((tmp_path / "demo.db.demo.json").stat().st_mode) == 0o600
    assert home.remembered.master_key not in repr(home.remembered)
    assert home.remembered.bot_token not in repr(home.remembered)


def test_a_file_that_no_demo_made_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "undersigned.db"
    file.write_bytes(b"SQLite format 3\0real signatures")
    with pytest.raises(NotADemo, match=r"undersigned\.db is not the file of a demo"):
        Home.open(file)
    assert file.read_bytes() == b"SQLite format 3\0real signatures"
    assert list(tmp_path.iterdir()) == [file]


def test_a_lost_database_begins_a_new_demo(tmp_path: Path) -> None:
    first = _used(tmp_path / "demo.db")
    (tmp_path / "demo.db").unlink()
    assert Home.open(tmp_path / "demo.db").remembered.id != first.remembered.id


def test_spoilt_secrets_are_refused_in_one_line(tmp_path: Path) -> None:
    _used(tmp_path / "demo.db")
    (tmp_path / "demo.db.demo.json").write_text('{"id": ')
    with pytest.raises(NotADemo, match="can't be read"):
        Home.open(tmp_path / "demo.db")


def test_a_demo_without_a_file_leaves_nothing_behind() -> None:
    home = Home.open(None)
    folder = home.database.parent
    assert folder.is_dir()
    home.leave()
    assert not folder.exists()


def test_the_clock_stays_ahead_after_a_restart(tmp_path: Path) -> None:
    clock = DemoClock(_used(tmp_path / "demo.db"))
    before = clock()
    clock.move(48)
    again = DemoClock(Home.open(tmp_path / "demo.db"))
    assert again() - before >= timedelta(hours=48)


def test_the_clock_never_goes_back(tmp_path: Path) -> None:
    clock = DemoClock(_used(tmp_path / "demo.db"))
    with pytest.raises(ValueError, match="only goes forward"):
        clock.move(-1)
