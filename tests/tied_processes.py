"""Processes that never outlive the run of tests that started them, however that ends."""

from __future__ import annotations

import os
import sys

#: Asks the system to kill this process when the one that started it is gone (prctl(2), PR_SET_PDEATHSIG), which then
#: also holds for the program that takes its place. Whoever is gone already can't be waited for.
_TIED = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGKILL)
if os.getppid() != int(sys.argv[1]):
    os._exit(1)
os.execv(sys.argv[2], sys.argv[2:])
"""


def tied(*command: str) -> list[str]:
    """The command line that runs `command`, which begins with a full path, until it or this process ends."""
    if not sys.platform.startswith("linux"):
        return list(command)
    return [sys.executable, "-I", "-c", _TIED, str(os.getpid()), *command]
