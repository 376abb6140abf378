"""What the tests start is gone when they are."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tied_processes import tied

ROOT = Path(__file__).parents[1]
#: Starts a process that would wait for ever, with the same output, and waits as well.
_STARTER = """
import subprocess, sys
from tests.tied_processes import tied
waiting = "import signal; print('waiting', flush=True); signal.pause()"
subprocess.run(tied(sys.executable, "-c", waiting), start_new_session=True)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ties processes")
def test_a_process_ends_with_the_one_that_started_it() -> None:
    starter = subprocess.Popen([sys.executable, "-c", _STARTER], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert starter.stdout is not None
        assert starter.stdout.readline() == "waiting\n"
    finally:
        starter.send_signal(signal.SIGKILL)
        # The output ends only when nobody holds it any more.
        rest, _ = starter.communicate(timeout=30)
    assert rest == ""


def test_what_is_tied_runs_as_it_would_alone() -> None:
    command = tied(sys.executable, "-c", "import os, sys; print(sys.argv[1:], flush=True); sys.exit(3)", "a b", "")
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout) == (3, "['a b', '']\n")
