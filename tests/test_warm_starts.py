"""A process that was started warm is the program as it is elsewhere, and never outlives the tests."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.warm_starts import ROOT, Started

#: Starts a demo warm, says who it is, and waits for ever.
_STARTER = """
import os, signal, sys
from pathlib import Path
from tests.warm_starts import Started
folder = Path(sys.argv[1])
print(Started(["demo", "--port", "0"], folder=folder, environment={}, output=(folder / "o", folder / "e")).pid)
sys.stdout.flush()
signal.pause()
"""


def run(folder: Path, *arguments: str, cold: bool, **environment: str) -> tuple[int, str, str]:
    """Run a command: its exit code, what it printed and what it said beside it."""
    folder.mkdir(exist_ok=True)
    printed, said = folder / "printed", folder / "said"
    known = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | environment
    started = Started(arguments, folder=folder, environment=known, output=(printed, said), cold=cold)
    return started.ended.result(timeout=60), printed.read_text("utf-8"), said.read_text("utf-8")


@pytest.mark.parametrize(("arguments", "code"), [(("version",), 0), (("serve", "--workers", "0"), 2)])
def test_a_warm_start_is_like_one_from_nothing(tmp_path: Path, arguments: tuple[str, ...], code: int) -> None:
    warm, cold = (run(tmp_path / name, *arguments, cold=name == "cold") for name in ("warm", "cold"))
    assert warm == cold
    assert warm[0] == code


def test_nothing_of_the_tests_own_environment_comes_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nowhere")
    assert run(tmp_path, "petition", "import", str(ROOT / "petitions" / "safe-crossing.toml"), cold=False)[0] == 0
    assert (tmp_path / "undersigned.db").exists(), "made in the folder where the program was started"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ties processes")
def test_what_was_started_warm_ends_with_the_tests(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _STARTER, str(tmp_path)]
    tests = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert tests.stdout is not None
        program = os.pidfd_open(int(tests.stdout.readline()))
    finally:
        tests.send_signal(signal.SIGKILL)
        tests.communicate(timeout=30)
    assert ends(program)


def ends(program: int) -> bool:
    """Whether a process, known by its file descriptor, has ended or does so within a minute."""
    try:
        return bool(select.select([program], [], [], 60)[0])
    finally:
        os.close(program)
