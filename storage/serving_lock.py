"""The lock that keeps an SQLite file to one serving process; the system lets go of it even after a kill -9.

It is taken twice. `<file>.lock`, beside the real file whatever links lead there, goes by the name; it can be removed
while it is held, and then no longer means anything. So the database is locked as well. SQLite locks by fcntl, which on
Linux knows nothing of flock (flock(2)), but only where files are really this machine's: over a network one may be made
of the other, and on other systems both see each other, so that SQLite would wait for us for ever. There the first lock
has to do.
"""

from __future__ import annotations

import fcntl
import os
import sys
from pathlib import Path
from typing import IO

from storage.unavailable import StoreUnavailable

#: File systems on which a lock by flock never meets one by fcntl.
_LOCAL = frozenset({"bcachefs", "btrfs", "ext2", "ext3", "ext4", "f2fs", "overlay", "tmpfs", "xfs", "zfs"})
_MOUNTS = Path("/proc/self/mountinfo")


class AlreadyServing(Exception):
    """Another process serves this SQLite file."""


class ServingLock:
    """Held from its making until `close`."""

    def __init__(self, database: Path) -> None:
        """Take the lock; `database` need not exist yet.

        Raises:
            AlreadyServing: when another process has it.
            StoreUnavailable: when its file can't be made, or takes no lock.
        """
        self._database, self._named = database.resolve(), database.name
        self._beside = self._of_name()
        self._itself: IO[bytes] | None = None
        try:
            self.hold_file()
        except BaseException:
            self.close()
            raise

    def hold_file(self) -> None:
        """Lock the database itself, as soon as there is one; does nothing where it is held, or can't be.

        Raises:
            AlreadyServing: when another process has it.
            StoreUnavailable: when it takes no lock.
        """
        if self._itself is not None or not self._database.exists() or not _is_local(self._database):
            return
        try:
            database = self._database.open("rb")
        except OSError:
            # Whoever may not read it is told so by the database.
            return
        self._itself = self._taken(database, self._database)

    def close(self) -> None:
        """Let go. Nothing of this process may use the database any more: closing a file ends all its fcntl locks."""
        if self._itself is not None:
            self._itself.close()
            self._itself = None
        self._beside.close()

    def _of_name(self) -> IO[bytes]:
        path = self._database.with_name(self._database.name + ".lock")
        try:
            lock = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        except OSError:
            raise StoreUnavailable(f"{path.absolute()} can't be made: is its folder there and writable?") from None
        return self._taken(lock, path)

    def _taken(self, file: IO[bytes], path: Path) -> IO[bytes]:
        """The open file, locked; where it can't be, it is closed."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise AlreadyServing(f"Another process already serves {self._named}; SQLite takes one at a time.") from None
        except OSError as problem:
            file.close()
            raise StoreUnavailable(f"{path} takes no lock ({problem.strerror}): can its file system lock?") from None
        return file


def _is_local(file: Path) -> bool:
    """Whether the file lies on a file system of `_LOCAL` (proc_pid_mountinfo(5)): the innermost mount decides."""
    if sys.platform != "linux":
        return False
    try:
        lines = _MOUNTS.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return False
    kinds: dict[Path, str] = {}
    for line in lines:
        mount, _, source = line.partition(" - ")
        # A later mount hides an earlier one at the same place; blanks are written as \040.
        kinds[Path(mount.split(" ")[4].replace("\\040", " "))] = source.split(" ")[0]
    return next((kinds[place] in _LOCAL for place in file.parents if place in kinds), False)
