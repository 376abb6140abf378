"""The image's steps and the container's command lines, run outside a container, by a user who can write only the data.

What a container does besides (its own file system, no capability, no new rights) is done here by `setpriv`(1), and by
taking everybody's right to write from all that the image holds.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import yaml

from tests.free_ports import free_port
from tests.journeys.served import READY
from tests.test_container_files import COMPOSE, FOR_POSTGRESQL, ROOT, copied, environment_of_image, filled_in, lines_of
from tests.throwaway_postgresql import ThrowawayPostgreSQL, programs

USER = 10001
#: What each web process says once it takes requests.
_OPEN = "the doors are open"
#: Seconds after which what has not started never will.
_PATIENCE = 60.0
METRICS_TOKEN = secrets.token_hex(16)


class Container:
    """What the image holds, and places for what is mounted, in one folder.

    Args:
        root: An empty folder into which everybody may look.
    """

    def __init__(self, root: Path) -> None:
        self.root, self.image = root, root / "image"
        self.data, self.secrets, self.tmp = root / "data", root / "secrets", root / "tmp"
        self.log = root / "log"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment: dict[str, str] = {}

    def build(self) -> None:
        """The steps of the build that need no network, on what is copied and nothing else."""
        for name in copied():
            there = self.image / name
            there.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(["cp", "-R", str(ROOT / name), str(there)], check=True)
        venv, first, second = (line for line in lines_of("RUN") if ".venv" in line)
        assert "-r requirements.txt" in first
        self._step(venv.replace("python -m venv", f"{sys.executable} -m venv --without-pip"))
        # In the place of the pinned requirements: those that the tests run with, which are the same.
        (beside,) = self.image.glob(".venv/lib/python*/site-packages")
        (beside / "requirements.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
        self._step(second)
        subprocess.run(["chmod", "-R", "a-w", str(self.image)], check=True)

    def _step(self, command: str) -> None:
        environment = {"PATH": "/usr/bin:/bin", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INDEX": "1"}
        subprocess.run(["sh", "-c", command], cwd=self.image, env=environment, check=True, stdout=subprocess.DEVNULL)

    def mount(self, service: dict[str, Any], settings: dict[str, str]) -> None:
        """Empty volumes, and `settings` in the file that is mounted for them.

        Args:
            service: The program's service in docker-compose.yml.
            settings: What stands in `.env`.
        """
        for folder in (self.data, self.secrets, self.tmp):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        self._given(self.data, 0o700)
        self._given(self.tmp, 0o700)
        self.environment = environment_of_image() | service["environment"]
        self.image.chmod(0o755)
        self.secret(self.image / ".env", "".join(f"{name}={value}\n" for name, value in settings.items()))
        self.image.chmod(0o555)

    def secret(self, file: Path, content: str) -> None:
        """A file that the container's user may read, and nobody else."""
        file.unlink(missing_ok=True)
        file.write_text(content, "ascii")
        self._given(file, 0o400)

    def _given(self, path: Path, mode: int) -> None:
        path.chmod(mode)
        if os.geteuid() == 0:
            os.chown(path, USER, USER)

    def here(self, told: str) -> str:
        """What is told of the container's places, for where they are."""
        places = {"/srv/undersigned": self.image, "/data": self.data, "/run/secrets": self.secrets}
        for place, folder in places.items():
            told = re.sub(rf"{place}(?=/|$)", str(folder), told)
        return told.replace("0.0.0.0", "127.0.0.1").replace("8000", str(self.port)).replace("$PATH", "/usr/bin:/bin")

    def begin(self, *command: str, **options: Any) -> subprocess.Popen[str]:
        """Start a command as it would be started in the container."""
        environment = {name: self.here(value) for name, value in self.environment.items()}
        environment |= {"HOME": "/nonexistent", "TMPDIR": str(self.tmp)}
        words = [*without_rights(), *(self.here(word) for word in command)]
        return subprocess.Popen(words, cwd=self.image, env=environment, text=True, **options)

    def run(self, *command: str, code: int = 0) -> str:
        """What a command prints that ends with `code`."""
        with self.begin(*command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            said, _ = process.communicate(timeout=120)
        assert process.returncode == code, said
        return said

    @property
    def said(self) -> str:
        """What the service printed."""
        return self.log.read_text("utf-8")

    def healthy(self, service: dict[str, Any]) -> bool:
        """What a container's supervisor would say of it, which asks more than once."""
        check = service["healthcheck"]
        for _ in range(check["retries"]):
            with self.begin(*check["test"][1:], stderr=subprocess.DEVNULL) as process:
                if process.wait(timeout=60) == 0:
                    return True
        return False

    @contextmanager
    def serving(self, service: dict[str, Any]) -> Iterator[None]:
        """The service's own command for as long as the block; then it is stopped as a container is."""
        with self.log.open("w") as out:
            process = self.begin(*service["command"], stdout=out, stderr=out)
        try:
            patience = time.monotonic() + _PATIENCE
            while READY not in self.said or self.said.count(_OPEN) < int(service["command"][-1]):
                assert process.poll() is None, self.said
                assert time.monotonic() < patience, self.said
                time.sleep(0.01)
            yield
            process.terminate()
            assert process.wait(timeout=float(service["stop_grace_period"].removesuffix("s"))) == 0
        finally:
            process.kill()
            process.wait()

    def changeable(self) -> list[Path]:
        """All of the image that the container's user could change."""
        files = [one for one in (self.image, *self.image.rglob("*")) if not one.is_symlink()]
        return [one for one in files if one.stat().st_mode & 0o222]


@cache
def without_rights() -> tuple[str, ...]:
    """How a command line of the container's user begins, who has no right at all; who is not root stays themselves."""
    alone = ("setpriv", "--no-new-privs", "--pdeathsig=KILL")
    if os.geteuid() != 0:
        return alone
    nobody = (*alone, f"--reuid={USER}", f"--regid={USER}", "--clear-groups")
    none = (*nobody, "--inh-caps=-all", "--bounding-set=-all")
    which = [sys.executable, "-c", "import sys; sys.exit(sys.version != sys.argv[1])", sys.version]
    if subprocess.run([*none, *which], check=False, stderr=subprocess.DEVNULL).returncode == 0:
        return none
    # This Python lies where only root may go. Then its user may read everything, which lets nobody write anything.
    reading = "-all,+dac_read_search"
    return (*nobody, f"--inh-caps={reading}", f"--ambient-caps={reading}", f"--bounding-set={reading}")


def service_of(given: dict[str, str]) -> dict[str, Any]:
    """The program's service in docker-compose.yml with these lines in `.env`."""
    return dict(yaml.safe_load(filled_in(COMPOSE, given))["services"]["undersigned"])


@pytest.fixture(scope="module")
def container() -> Iterator[Container]:
    """What the image is made of, made once; nobody may write to it."""
    # Not beneath pytest's own folder, into which only this user may look.
    root = Path(tempfile.mkdtemp(prefix="undersigned-container-"))
    root.chmod(0o755)
    try:
        made = Container(root)
        made.build()
        yield made
    finally:
        subprocess.run(["chmod", "-R", "u+w", str(root)], check=True)
        shutil.rmtree(root)


def test_the_line_in_a_container_writes_to_its_data_alone(container: Container) -> None:
    service = service_of({})
    container.mount(service, {"METRICS_TOKEN": METRICS_TOKEN})
    check = yaml.safe_load(lines_of("HEALTHCHECK")[0].partition("CMD ")[2])
    assert service["healthcheck"]["test"] == ["CMD", *check]
    with container.serving(service):
        assert container.healthy(service)
        # What the guide tells to do in it.
        guide = (ROOT / "docs" / "containers.md").read_text("utf-8")
        told = re.findall(r"docker compose exec undersigned (.+)", guide)
        said = {line: container.run(*shlex.split(line), *asked(line, container.url)) for line in told}
        assert "safe-crossing: created" in said["undersigned petition import petitions/safe-crossing.toml"]
        found = {one["check"]: one["outcome"] for one in json.loads(said["undersigned doctor"])}
        # The token was read from the mounted file on both sides.
        assert {found[check] for check in ("version", "words", "database", "key", "queue")} == {"ok"}
    container.run("python", *service["healthcheck"]["test"][2:], code=1)
    left = {path.name: path.stat().st_mode & 0o777 for path in container.data.iterdir()}
    assert left == dict.fromkeys(("undersigned.db", "undersigned.db.lock", "undersigned.key"), 0o600)
    assert list(container.tmp.iterdir()) == container.changeable() == []


def asked(line: str, url: str) -> tuple[str, ...]:
    """More options for a line of the guide: on this machine another line may be served on the usual port."""
    return ("--json", "--url", url) if line == "undersigned doctor" else ()


def test_the_key_can_be_a_secret_of_its_own(container: Container) -> None:
    container.mount(service_of({}), {})
    (name, place), *_ = re.findall(r"^\s+# (UNDERSIGNED_KEY_FILE): (\S+)$", COMPOSE, re.MULTILINE)
    container.environment[name] = place
    container.secret(container.secrets / Path(place).name, secrets.token_hex(32))
    assert "upgraded: new" in container.run("undersigned", "db", "upgrade")
    assert not (container.data / "undersigned.key").exists()


@pytest.mark.postgresql
def test_two_web_processes_beside_a_database_that_wants_a_password(container: Container) -> None:
    if programs() is None:
        needed = "postgresql" in os.environ.get("TEST_REQUIRE", "")
        (pytest.fail if needed else pytest.skip)("no PostgreSQL server is installed")
    password, service = secrets.token_hex(24), service_of(FOR_POSTGRESQL)
    (form,) = re.findall(r"(postgres:5432:\S+:PASSWORD)", COMPOSE)
    with ThrowawayPostgreSQL(password) as database:
        settings = FOR_POSTGRESQL | {"UNDERSIGNED_KEY": secrets.token_hex(32), "DATABASE_URL": database.url}
        container.mount(service, settings)
        container.environment["DATABASE_URL"] = database.url
        line = form.replace("PASSWORD", password).replace("postgres:5432", f"127.0.0.1:{database.port}")
        container.secret(container.secrets / "pgpass", line + "\n")
        with container.serving(service):
            assert container.healthy(service)
            with urlopen(container.url) as page:
                assert page.status == 200
        assert container.said.count(_OPEN) == 2
        assert password not in container.said
    assert list(container.data.iterdir()) == list(container.tmp.iterdir()) == []
