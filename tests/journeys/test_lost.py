"""Everything is lost but the backup and the master key: what the operator's page tells brings it back."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from tests.databases import KINDS, fresh_database, tell
from tests.fakes_twilio import FakeTwilio, Phone
from tests.journeys.served import ROOT, Served


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind, in a folder of its own."""
    (tmp_path / "line").mkdir()
    with fresh_database(request.param, tmp_path / "line") as url:
        yield url


async def ran(command: str, served: Served, *, code: int = 0) -> str:
    """What a shell command printed, run as the operator would beside the line."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "DATABASE_URL": served.database_url}
    environment |= served.settings
    process = await asyncio.create_subprocess_shell(
        command,
        cwd=served.folder,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed = (await process.communicate())[0].decode()
    assert process.returncode == code, printed
    return printed


async def by_command(command: str, served: Served) -> None:
    """Run one of our commands; where it prints lines for PostgreSQL's own programs instead, run those."""
    ours = f"{sys.executable} -m api {command}"
    if served.database_url.startswith("sqlite"):
        await ran(ours, served)
        return
    lines = (await ran(ours, served, code=1)).partition("\n\n")[2]
    assert "pg_" in lines
    await ran(f"set -e\n{lines}", served)


async def lose(served: Served) -> None:
    """What a broken disk leaves of the database: nothing."""
    await served.kill()
    url = make_url(served.database_url)
    if url.get_backend_name() == "sqlite":
        shutil.rmtree(served.folder)
        served.folder.mkdir()
    else:
        tell(f'DROP DATABASE "{url.database}" WITH (FORCE)', f'CREATE DATABASE "{url.database}"')


async def said(phone: Phone, *texts: str) -> str:
    """The answer to the last of some texts."""
    for one in texts:
        answer = await phone.text(one)
    return answer[0]


async def test_a_conversation_goes_on_after_everything_was_lost(tmp_path: Path, database_url: str) -> None:
    away = tmp_path / "away"
    away.mkdir()
    async with (
        FakeTwilio() as twilio,
        Served(tmp_path / "line", twilio, database_url=database_url) as served,
    ):
        ana, carmen, late = (twilio.phone(f"+131255501{number}") for number in (42, 43, 44))
        assert "Receipt" in await said(ana, "SCOMM Ana Lopez 60608", "1")
        await said(carmen, "CARTA", "Carmen Ruiz 60632")
        await by_command(f"db backup {away / 'kept.db'}", served)
        if (key := served.folder / "undersigned.key").exists():
            shutil.copy(key, away)
        assert "Receipt" in await said(late, "SCOMM Lee Park 60616", "1")
        await lose(served)
        if (away / "undersigned.key").exists():
            shutil.copy(away / "undersigned.key", served.folder)
        await by_command(f"db restore {away / 'kept.db'}", served)
        await served.start()
        assert "60608" in await said(ana, "STATUS")
        assert "Folio" in await said(carmen, "1"), "she goes on where she was"
        assert "60616" not in await said(late, "STATUS"), "who signed after the backup is not in it"
        assert "Receipt" in await said(late, "SCOMM Lee Park 60616", "1")
        doctor = await ran(f"{sys.executable} -m api doctor --offline", served)
        assert "counts: each is the number of signatures that are there" in doctor
