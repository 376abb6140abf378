"""One serving process for an SQLite file, whatever name it is called by and whatever is removed beside it."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

import pytest

from storage import AlreadyServing, MasterKey, Store, StoreUnavailable, upgrade
from storage.serving_lock import ServingLock, _is_local

KEY = "5a" * 32
ROOT = Path(__file__).parents[2]


def serve(database: Path) -> Store:
    return Store.open(f"sqlite:///{database}", MasterKey.read(KEY), serving=True, upgrading=True)


@contextmanager
def another_serves(database: Path) -> Iterator[None]:
    program = (
        "import sys; from storage import MasterKey, Store; "
        f"store = Store.open('sqlite:///{database}', MasterKey.read('{KEY}'), serving=True, upgrading=True); "
        "print('serving', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert other.stdin is not None
    assert other.stdout is not None
    assert other.stdout.readline() == "serving\n"
    try:
        yield
    finally:
        other.kill()
        other.communicate()


def linked(folder: Path) -> Path:
    (folder / "link.db").symlink_to(folder / "undersigned.db")
    return folder / "link.db"


def linked_in_a_linked_folder(folder: Path) -> Path:
    (folder / "elsewhere").symlink_to(folder)
    return folder / "elsewhere" / linked(folder).name


def hard_linked(folder: Path) -> Path:
    (folder / "hard.db").hardlink_to(folder / "undersigned.db")
    return folder / "hard.db"


def without_its_lock(folder: Path) -> Path:
    (folder / "undersigned.db.lock").unlink()
    return folder / "undersigned.db"


#: What only the lock of the file itself withstands; elsewhere there is none.
OF_ITSELF = (hard_linked, without_its_lock)


@pytest.mark.parametrize("way", [linked, linked_in_a_linked_folder, *OF_ITSELF])
def test_no_way_leads_a_second_process_to_the_same_file(way: Callable[[Path], Path], tmp_path: Path) -> None:
    if way in OF_ITSELF and not _is_local(tmp_path / "undersigned.db"):
        pytest.skip("files here may come over a network")
    with another_serves(tmp_path / "undersigned.db"), pytest.raises(AlreadyServing, match="already serves"):
        serve(way(tmp_path))
    serve(tmp_path / "undersigned.db").close()


def test_the_lock_disturbs_neither_writers_nor_short_commands(tmp_path: Path) -> None:
    database = tmp_path / "undersigned.db"
    with closing(serve(database)) as store:
        store.can_write()
        with closing(Store.open(f"sqlite:///{database}", MasterKey.read(KEY))) as command:
            command.can_write()
        store.can_write()


def test_a_file_that_was_replaced_is_still_one_servers(tmp_path: Path) -> None:
    database = tmp_path / "undersigned.db"
    with another_serves(database):
        database.rename(tmp_path / "old.db")
        upgrade(f"sqlite:///{database}", MasterKey.read(KEY))
        with pytest.raises(AlreadyServing):
            serve(database)


def test_a_file_that_another_holds_is_asked_for_each_time(tmp_path: Path) -> None:
    database = tmp_path / "undersigned.db"
    if not _is_local(database):
        pytest.skip("files here may come over a network")
    with closing(ServingLock(database)) as lock:
        database.touch()
        with database.open("rb") as other:
            fcntl.flock(other, fcntl.LOCK_EX)
            for _ in range(2):
                with pytest.raises(AlreadyServing):
                    lock.hold_file()
        lock.hold_file()


def test_a_file_that_takes_no_lock_is_not_called_served(tmp_path: Path) -> None:
    with closing(ServingLock(tmp_path / "undersigned.db")) as lock:
        file = _only_named(tmp_path)
        with pytest.raises(StoreUnavailable, match="takes no lock"):
            lock._taken(file, tmp_path / "undersigned.db")
        assert file.closed


def _only_named(folder: Path) -> IO[bytes]:
    """A file that can be named and not locked, as over some networks (open(2), O_PATH)."""
    (folder / "named").touch()
    return os.fdopen(os.open(folder / "named", os.O_PATH), "rb", 0)


def test_where_files_may_come_over_a_network_the_file_itself_is_left_alone(tmp_path: Path) -> None:
    assert not _is_local(Path("/proc/self/mountinfo"))
    assert not _is_local(Path("/sys/kernel/x"))
    lock = ServingLock(tmp_path / "undersigned.db")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["undersigned.db.lock"]
    lock.close()
