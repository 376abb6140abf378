"""A key file that others can read: refused where its owner can put it right, told where a container mounted it so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.key_file_rights import exposed
from tests.journeys.served import ROOT

KEY = "5a" * 32
#: Owned by another user than the one who runs the tests, read by all, changed by nobody else.
ANOTHERS = Path("/etc/passwd")


def key_file(folder: Path, mode: int) -> Path:
    file = folder / "the.key"
    file.write_text(KEY, "ascii")
    file.chmod(mode)
    return file


@pytest.mark.parametrize(
    ("mode", "what"),
    [(0o666, "read and changed"), (0o644, "read"), (0o640, "read"), (0o604, "read"), (0o620, "read and changed")],
)
def test_ours_is_refused_with_what_to_do(mode: int, what: str, tmp_path: Path) -> None:
    file = key_file(tmp_path, mode)
    found = exposed(file)
    assert found is not None
    assert found == (f"The key file {file} can be {what} by other users of this machine", f"chmod 600 {file}", True)


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_what_only_its_owner_reads_is_right(mode: int, tmp_path: Path) -> None:
    assert exposed(key_file(tmp_path, mode)) is None


def test_what_is_no_file_is_not_judged(tmp_path: Path) -> None:
    assert exposed(tmp_path / "none") is None
    assert exposed(tmp_path) is None
    assert exposed(Path("/dev/null")) is None


# Only root can give a file away; for everybody else there is one of root's.
@pytest.mark.parametrize("mode", [0o444, 0o666] if os.geteuid() == 0 else [0o444])
def test_a_secret_of_another_user_is_told_and_one_that_all_can_change_is_refused(mode: int, tmp_path: Path) -> None:
    file = ANOTHERS
    if os.geteuid() == 0:
        file = key_file(tmp_path, mode)
        os.chown(file, 10001, 10001)
    found = exposed(file)
    assert found is not None
    assert found.refused is (mode == 0o666)


def serve(folder: Path, file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "api", "serve", "--port", "0"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "UNDERSIGNED_KEY_FILE": str(file)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_is_served_with_a_key_that_others_can_read(tmp_path: Path) -> None:
    file = key_file(tmp_path, 0o666)
    result = serve(tmp_path, file)
    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        f"The key file {file} can be read and changed by other users of this machine: chmod 600 {file}"
    ]
    assert KEY not in result.stderr
    assert not (tmp_path / "undersigned.db").exists()
