"""Who else can read the file with the master key: what is ours to put right is refused, as ssh does with its keys."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import NamedTuple


class Exposed(NamedTuple):
    """A key file that others can read or change."""

    #: What is wrong, without an end mark.
    cause: str
    #: What to do about it.
    fix: str
    #: Whether this process's user can do it, or others can put another key there; then nothing is served.
    refused: bool


def exposed(file: Path) -> Exposed | None:
    """What others may do with a key file; None when nothing, or where there is no file.

    A secret that a container mounts (`/run/secrets`) often is another user's, or lies on a mount that can't be
    written, and can be read by all: there a mode says little, since nobody else lives in the container.
    """
    try:
        seen, mount = file.stat(), os.statvfs(file)
    except OSError:
        return None
    if not stat.S_ISREG(seen.st_mode) or not seen.st_mode & 0o077:
        return None
    fixed = bool(mount.f_flag & os.ST_RDONLY)
    changeable = bool(seen.st_mode & 0o022) and not fixed
    what = "read and changed" if changeable else "read"
    cause = f"The key file {file.absolute()} can be {what} by other users of this machine"
    ours = seen.st_uid == os.geteuid() and not fixed
    if ours or changeable:
        return Exposed(cause, f"chmod 600 {file.absolute()}", refused=True)
    return Exposed(cause, "Give it to this program's user alone, if others live on this machine.", refused=False)
