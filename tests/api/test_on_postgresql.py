"""Commands and `serve` on PostgreSQL: what works as on SQLite, what is needed besides, and what is never printed."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy.engine import make_url
from typer.testing import CliRunner

from api.__main__ import app
from api.settings import NAMES
from tests.api.conftest import EXAMPLES
from tests.databases import fresh_database, tell
from tests.fakes import FakeTwilio
from tests.journeys.served import ROOT, Served

FILE = str(EXAMPLES / "put-s-comm-on-ice.toml")
PASSWORD = "a-hidden-password"


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each test begins in an empty folder, with a key and no other setting."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("UNDERSIGNED_KEY", "5a" * 32)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(params=[pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """An empty database, which DATABASE_URL names, with a password in it whether the server asks for one or not."""
    with fresh_database(request.param, tmp_path) as url:
        told = make_url(url)
        told = told.set(password=told.password or PASSWORD)
        monkeypatch.setenv("DATABASE_URL", told.render_as_string(hide_password=False))
        yield url


def run(*arguments: str, code: int = 0) -> Result:
    """Run a command as if from a pipe, and expect its exit code; the password is never in what it prints."""
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == code, (result.output, result.exception)
    assert PASSWORD not in result.output
    return result


def data(*arguments: str, code: int = 0) -> Any:
    return json.loads(run(*arguments, "--json", code=code).stdout)


@pytest.mark.usefixtures("database_url")
def test_a_database_is_made_and_petitions_are_imported_and_changed() -> None:
    assert next(one for one in data("doctor") if one["check"] == "database")["cause"] == "there is none yet"
    assert data("db", "upgrade")["before"] is None
    assert run("db", "upgrade").stdout.startswith("up to date")
    assert data("petition", "import", FILE)["outcome"] == "created"
    assert data("petition", "pause", "put-s-comm-on-ice")["state"] == "paused"
    assert data("petition", "open", "put-s-comm-on-ice")["state"] == "open"
    assert "0 signed here" in run("petition", "list").stdout
    run("db", "backed-up")
    found = {one["check"]: one["outcome"] for one in data("doctor")}
    assert {found[check] for check in ("database", "key", "petitions", "counts", "backup", "last heard")} == {"ok"}
    assert "disk" not in found
    assert list(Path().iterdir()) == []


@pytest.mark.usefixtures("database_url")
def test_a_missing_or_wrong_key_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    run("db", "upgrade")
    monkeypatch.setenv("UNDERSIGNED_KEY", "66" * 32)
    assert "This key did not make this database" in run("petition", "list", code=1).stderr
    monkeypatch.delenv("UNDERSIGNED_KEY")
    for command in (("petition", "list"), ("db", "upgrade"), ("serve", "--port", "0", "--workers", "2")):
        (line,) = run(*command, code=1).stderr.splitlines()
        assert line.startswith("PostgreSQL needs UNDERSIGNED_KEY or UNDERSIGNED_KEY_FILE; make a key with:")
    assert next(one for one in data("doctor", code=1) if one["check"] == "key")["outcome"] == "fail"


@pytest.mark.parametrize("address", ["user:{}@127.0.0.1:1/signers", "user:{}@127.0.0.1:1/signers?sslmode=require"])
def test_a_server_that_is_not_there_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://{address.format(PASSWORD)}")
    for command in (("petition", "list"), ("db", "upgrade"), ("serve", "--port", "0", "--workers", "2")):
        (line,) = run(*command, code=1).stderr.splitlines()
        assert line.startswith("The database can't be used: ")
    found = next(one for one in data("doctor", code=1) if one["check"] == "database")
    assert "host, port, user, password and database" in found["fix"]


@pytest.mark.parametrize(
    "address", ["user:{}@host:port/signers", "user:{}@host", "user:{}@host/signers?sslmod=require"]
)
def test_an_address_that_is_none_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://{address.format(PASSWORD)}")
    for command in (("petition", "list"), ("db", "upgrade"), ("serve", "--port", "0", "--workers", "2")):
        (line,) = run(*command, code=1).stderr.splitlines()
        assert line.startswith("DATABASE_URL ")


def test_a_database_or_a_right_that_is_not_there_is_told_in_one_line(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = make_url(os.environ["DATABASE_URL"])
    user = f"user_of_{given.database}"
    tell(f"CREATE USER {user} PASSWORD '{PASSWORD}'")
    try:
        for changes, said in (({"database": "undersigned_nowhere"}, "does not exist"), ({}, "permission denied")):
            url = given.set(username=user, password=PASSWORD, **changes)
            monkeypatch.setenv("DATABASE_URL", url.render_as_string(hide_password=False))
            (line,) = run("db", "upgrade", code=1).stderr.splitlines()
            assert line.startswith("The database can't be used: ")
            assert said in line
    finally:
        tell(f"DROP USER {user}")


@pytest.mark.usefixtures("database_url")
def test_long_polling_takes_one_process() -> None:
    refused = run("serve", "--poll", "--workers", "2", code=2).stderr
    assert refused == "--poll takes one serving process: use --workers 1.\n"


@pytest.mark.usefixtures("database_url")
def test_several_processes_without_any_place_for_files_are_told_what_to_do() -> None:
    # Whoever may write no byte into any file has no such place; a unit's ProtectSystem=strict does the same.
    unable = (
        "import os, resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
        "os.execv(sys.argv[1], sys.argv[1:])"
    )
    command = [sys.executable, "-c", unable, sys.executable, "-m", "api", "serve", "--port", "0", "--workers", "2"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "no folder for temporary files" in line
    assert "PrivateTmp=true" in line


async def test_two_processes_serve_say_so_once_and_stop_as_one(database_url: str, tmp_path: Path) -> None:
    async with (
        FakeTwilio() as twilio,
        Served(tmp_path, twilio, database_url=database_url, workers=2, cold=True) as served,
    ):
        assert len(served.web_processes()) == 2
        phone = twilio.phone("+13125550142")
        await phone.text("SCOMM Ana Lopez 60608")
        assert "Receipt" in (await phone.text("1"))[0]
        async with twilio._server.client.get(f"{served.url}/readyz") as ready:
            assert await ready.json() == {"ready": True, "problems": []}
        assert await served.stop() == 0
        log = served.log()
    for line in ("Serving on http://127.0.0.1:", "SMS: on, people text", "Telegram: off, not set"):
        assert log.count(line) == 1
    assert log.count("the doors are open") == log.count("everything is finished and closed") == 2
    for personal in ("5550142", "Ana", "Lopez", "60608", twilio.auth_token, served.settings["UNDERSIGNED_KEY"]):
        assert personal not in log


async def test_a_database_that_goes_away_is_told_by_readyz_and_met_again(database_url: str, tmp_path: Path) -> None:
    name = make_url(database_url).database
    async with FakeTwilio() as twilio, Served(tmp_path, twilio, database_url=database_url) as served:

        async def ready() -> int:
            async with twilio._server.client.get(f"{served.url}/readyz") as answer:
                return answer.status

        async def becomes(status: int) -> None:
            for _ in range(600):
                if await ready() == status:
                    return
                await asyncio.sleep(0.02)
            raise AssertionError(served.log())

        await becomes(200)
        end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        await asyncio.to_thread(tell, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false", end)
        await becomes(503)
        assert (await twilio.phone().post("SCOMM")).status == 503
        await asyncio.to_thread(tell, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await becomes(200)
        assert await twilio.phone().text("SCOMM")
        assert served.web_processes() == []
