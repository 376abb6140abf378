"""`undersigned doctor` at the line's own doors: what a proxy does to public pages, what waits, and which version."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from aiohttp import web
from typer.testing import CliRunner

from api.__main__ import app
from api.checkup_address import check_address
from api.checkup_running import check_running, keeps_secrets
from api.checkup_version import check_version
from api.finding import Finding
from api.metrics import Metrics
from api.security_headers import headers_of
from api.settings import NAMES, Settings
from tests.api.conftest import Visitor
from tests.fakes_server import LoopbackServer

TOKEN = "a-token-for-the-metrics"
Sent = Iterable[tuple[str, str]]


async def behind(sent: Sent) -> dict[str, Finding]:
    """What is found where a ready line's public page arrives with these headers."""

    async def answer(request: web.Request) -> web.Response:
        answered = web.Response(text="{}")
        for name, value in sent if request.path == "/" else ():
            answered.headers.add(name, value)
        return answered

    async with LoopbackServer(answer) as server:
        settings = Settings(public_url=server.url)
        return {one.check: one for one in await asyncio.to_thread(lambda: list(check_address(settings)))}


def test_what_a_page_is_compared_with_is_what_the_program_sends(visitor: Visitor) -> None:
    came = visitor.get("/").headers
    assert all(came.get_list(name) == [value] for name, value in headers_of(https=True))
    assert "content-security-policy" in dict(headers_of(https=False))


@pytest.mark.parametrize("name", [name for name, _ in headers_of(https=False)])
async def test_a_proxy_that_takes_a_header_away_or_changes_it_is_told(name: str) -> None:
    sent = headers_of(https=False)
    assert (await behind(sent))["public pages"].outcome == "ok"
    assert (await behind([*sent, *sent]))["public pages"].outcome == "ok"
    for came in ([one for one in sent if one[0] != name], [*sent, (name, "something-else")]):
        found = (await behind(came))["public pages"]
        assert (found.outcome, found.cause) == ("fail", f"not as the program sends it: {name}")
        assert "proxy" in found.fix


@pytest.mark.parametrize(
    ("waiting", "outcome"), [("0.0", "ok"), ("500.0", "ok"), ("501.0", "warn"), ("4.096e+03", "warn")]
)
async def test_how_much_waits_to_be_written_is_asked_with_the_token(waiting: str, outcome: str) -> None:
    page = Metrics().page([], None).decode().replace("waiting_messages 0.0", f"waiting_messages {waiting}")
    found = await running(lambda token: web.Response(text=page, status=200 if token == f"Bearer {TOKEN}" else 401))
    assert (found.outcome, found.cause) == (outcome, f"{int(float(waiting))} messages wait to be written")


@pytest.mark.parametrize(("status", "said"), [(401, "another METRICS_TOKEN"), (404, "tells no such number (404)")])
async def test_who_does_not_tell_is_told(status: int, said: str) -> None:
    found = await running(lambda _token: web.Response(status=status))
    assert (found.outcome, said in found.cause, bool(found.fix)) == ("warn", True, True)


async def running(answer: Callable[[str], web.Response]) -> Finding:
    """What is found at a program that answers so to the token."""

    async def answered(request: web.Request) -> web.Response:
        return answer(request.headers.get("authorization", ""))

    async with LoopbackServer(answered) as server:
        (found,) = await asyncio.to_thread(lambda: list(check_running(TOKEN, server.url)))
        return found


def test_where_nothing_runs_is_told() -> None:
    (found,) = check_running(TOKEN, "http://127.0.0.1:9")
    assert (found.check, found.outcome) == ("queue", "warn")
    assert TOKEN not in str(found)


def test_the_token_goes_to_this_machine_or_encrypted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    for url in ("http://127.0.0.1:8000", "http://localhost:1", "http://[::1]:8000", "https://sign.example.org"):
        assert keeps_secrets(url)
    for url in ("http://192.0.2.7:8000", "http://sign.example.org", "127.0.0.1:8000", "ftp://127.0.0.1", "http://"):
        assert not keeps_secrets(url)
        assert CliRunner().invoke(app, ["doctor", "--offline", "--url", url]).exit_code == 2


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """A folder that says which version it is, and with which libraries."""
    root = Path(__file__).parents[2]
    for name in ("pyproject.toml", "requirements.txt"):
        (tmp_path / name).write_text((root / name).read_text("utf-8"), "utf-8")
    return tmp_path


def test_an_installation_that_lags_behind_its_checkout_is_told(checkout: Path) -> None:
    assert [one.outcome for one in check_version()] == ["ok"]
    assert [one.outcome for one in check_version(checkout)] == ["ok"]
    requirements, project = checkout / "requirements.txt", checkout / "pyproject.toml"
    pinned = requirements.read_text("utf-8")
    for name in ("typer", "uvicorn"):
        pinned = pinned.replace(f"\n{name}==", f"\n{name}==99.")
    requirements.write_text(
        pinned + "nothing-of-this-name==1 ; sys_platform == 'win32' \\\nneither-this==1 \\\n", "utf-8"
    )
    (found,) = check_version(checkout)
    assert (found.outcome, found.fix) == ("warn", "make setup")
    assert "typer" in found.cause
    assert "uvicorn" in found.cause
    assert "neither-this is missing" in found.cause
    assert "nothing-of-this-name" not in found.cause
    project.write_text(project.read_text("utf-8").replace('\nversion = "', '\nversion = "9'), "utf-8")
    (found,) = check_version(checkout)
    assert "lies here" in found.cause
