"""A PostgreSQL server of one's own, that may be broken: made in a folder of its own, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.free_ports import free_port

_USER = "undersigned"


def programs() -> Path | None:
    """Where initdb and pg_ctl are, of the newest version; None when no server is installed."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if not found and (on_path := shutil.which("initdb")):
        found = [Path(on_path).resolve().parent]
    return max(
        found, key=lambda path: [int(part) for part in path.parent.name.split(".") if part.isdecimal()], default=None
    )


class ThrowawayPostgreSQL:
    """A server on a free port of loopback, as durable as it comes. Use as a context manager; `url` is its database.

    Args:
        password: What the server wants to hear from everybody, as the server's image has it; "" for nothing.
    """

    def __init__(self, password: str = "") -> None:
        where = programs()
        assert where is not None, "no PostgreSQL server is installed"
        self._programs, self._folder = where, Path(tempfile.mkdtemp(prefix="undersigned-postgresql-"))
        # PostgreSQL refuses to run as root.
        self._owner = []
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self._folder, owner.pw_uid, owner.pw_gid)
            self._owner = ["runuser", "-u", "postgres", "--"]
        self.port = free_port()
        self.url = f"postgresql://{_USER}@127.0.0.1:{self.port}/postgres"
        self._proof = ["--auth=trust"]
        if password:
            file = self._folder / "password"
            file.write_text(password + "\n", "ascii")
            self._proof = ["--auth=scram-sha-256", f"--pwfile={file}"]

    def __enter__(self) -> Self:
        """Make it and start it."""
        self._run("initdb", f"--username={_USER}", *self._proof, "--encoding=UTF8", "--locale=C.UTF-8")
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it and remove all of it."""
        if (self._folder / "data" / "postmaster.pid").exists():
            self.break_off()
        shutil.rmtree(self._folder)

    def start(self) -> None:
        """Start it and wait until it takes connections; after `break_off` it recovers from its log first."""
        options = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self._folder}"
        self._run("pg_ctl", f"--log={self._folder / 'log'}", "--wait", "--timeout=60", f"--options={options}", "start")

    def break_off(self) -> None:
        """End it as if the power failed: nothing is finished, nothing is written."""
        self._run("pg_ctl", "--mode=immediate", "--wait", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._owner, str(self._programs / program), f"--pgdata={self._folder / 'data'}", *arguments]
        subprocess.run(command, cwd=self._folder, check=True, stdout=subprocess.DEVNULL)
