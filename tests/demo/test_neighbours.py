"""The demo keeps to this machine: no other name leads to it, and its clock can't be driven into the ground."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.demo.app import create_demo_app
from api.demo.clock import FURTHEST, DemoClock, TooFarAhead
from api.demo.home import Home

YEAR = 24 * 366


@pytest.fixture
def demo() -> Iterator[TestClient]:
    with TestClient(create_demo_app(None, 8000), base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost:8000", "LocalHost", "[::1]", "[::1]:8000"])
def test_this_machine_is_answered(host: str, demo: TestClient) -> None:
    assert demo.get("/demo", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example", "127.0.0.1:80:80"],
)
@pytest.mark.parametrize("path", ["/demo", "/demo/api/state?person=1", "/", "/p/safe-crossing", "/demo/static/demo.js"])
def test_another_name_is_refused_whatever_it_asks_for(host: str, path: str, demo: TestClient) -> None:
    answer = demo.get(path, headers={"host": host})
    assert answer.status_code == 421
    assert "127.0.0.1" in answer.text


def test_another_name_can_send_nothing(demo: TestClient) -> None:
    moved = demo.post("/demo/api/clock", json={"hours": 1}, headers={"host": "evil.example"})
    assert moved.status_code == 421


def test_the_clock_goes_ten_years_ahead_and_then_says_so(demo: TestClient) -> None:
    answers = [demo.post("/demo/api/clock", json={"hours": YEAR}) for _ in range(12)]
    assert [answer.status_code for answer in answers] == [200] * 9 + [409] * 3
    assert "ten years" in answers[-1].json()["detail"]
    now = datetime.fromisoformat(demo.get("/demo/api/state?person=1").json()["now"])
    assert timedelta() <= now - datetime.fromisoformat(answers[8].json()["now"]) < timedelta(days=1)


@pytest.mark.parametrize("hours", [1e6, 1e300, float("inf"), float("nan")])
def test_what_is_too_far_leaves_the_clock_where_it_was(hours: float, tmp_path: Path) -> None:
    home = Home.open(tmp_path / "demo.db")
    clock = DemoClock(home)
    with pytest.raises(TooFarAhead):
        clock.move(hours)
    assert home.remembered.seconds_ahead == 0
    clock.move(FURTHEST.total_seconds() / 3600)
