"""A database that can be read and not be written: every place where an operator looks says so, and nothing starts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from api.settings import Settings
from storage import MasterKey, Store, StoreUnavailable, upgrade
from storage.connections import SqliteConnections
from tests.api.conftest import visiting
from tests.journeys.served import ROOT

#: Whoever runs the tests as root may write what nobody may write; a program that is started so may not. The numbers are
#: those of `PR_CAPBSET_DROP`, `CAP_DAC_OVERRIDE` and `CAP_DAC_READ_SEARCH` (linux/prctl.h, linux/capability.h).
WITHOUT_OVERRIDE = (
    "import ctypes, os, sys\n"
    "for right in (1, 2): ctypes.CDLL(None).prctl(24, right, 0, 0, 0)\n"
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)
SAID = "it can't be written (attempt to write a readonly database): check the rights of the file"

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command of the program in a folder whose database nobody may write."""
    url = f"sqlite:///{tmp_path / 'undersigned.db'}"
    upgrade(url, MasterKey.find(None, None, url))
    (tmp_path / "undersigned.db").chmod(0o400)
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATABASE_URL": url}

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        program = [sys.executable, "-c", WITHOUT_OVERRIDE, "-m", "api", *command]
        return subprocess.run(
            program, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
        )

    return run


def test_serve_does_not_start_on_a_read_only_database_and_says_why_in_one_line(run: Run, tmp_path: Path) -> None:
    refused = run("serve", "--port", "0")
    assert refused.returncode == 1
    (line,) = refused.stderr.splitlines()
    assert line.startswith(f"The database {tmp_path / 'undersigned.db'} can't be used: {SAID}")
    assert "-shm" in line


def test_doctor_finds_a_read_only_database_and_the_files_that_it_leaves_behind(run: Run, tmp_path: Path) -> None:
    assert SAID in run("doctor").stdout
    (tmp_path / "undersigned.db").chmod(0o600)
    if (tmp_path / "undersigned.db-shm").exists():
        assert SAID in run("doctor").stdout
    for file in tmp_path.glob("undersigned.db*"):
        file.chmod(0o600)
    assert "database: readable and writable" in run("doctor").stdout


def test_a_database_that_stops_taking_writes_is_not_ready(settings: Settings, store: Store) -> None:
    with visiting(settings) as visitor:
        visitor.app.state.store = Reader(settings)
        answer = visitor.get("/readyz")
        assert (answer.status_code, answer.json()["problems"]) == (503, ["database (can't be written)"])
        visitor.app.state.store.close()


class Reader(Store):
    """A store whose every connection only reads, as those on a read-only file do."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings.database_url, MasterKey.read(settings.key or ""))
        files = self._connections
        assert isinstance(files, SqliteConnections)
        files._write_engine.dispose()
        files._write_engine = files._read_engine


def test_a_store_that_cannot_be_written_says_what_to_look_at(settings: Settings, store: Store) -> None:
    reader = Reader(settings)
    with pytest.raises(StoreUnavailable, match=r"can't be written \(attempt to write a readonly database\)"):
        reader.can_write()
    reader.close()
