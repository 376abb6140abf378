"""A key that does not open any more while the program runs: visitors and providers may come back, readyz says why."""

from __future__ import annotations

import sqlite3

import pytest

from api.settings import Settings
from storage import Store
from tests.api.conftest import visiting

SLUG = "put-s-comm-on-ice"


@pytest.mark.parametrize("path", [f"/p/{SLUG}", "/", f"/api/petitions/{SLUG}"])
def test_visitors_are_told_to_come_back(path: str, settings: Settings, store: Store) -> None:
    with visiting(settings) as visitor:
        database = sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))
        database.execute("UPDATE wrapped_keys SET wrapped = zeroblob(60) WHERE name = 'petition:1'")
        database.execute("UPDATE marks SET value = value + 1 WHERE name = 'petitions-revision'")
        database.commit()
        database.close()
        answer = visitor.get(path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        assert "key" not in answer.text
        assert visitor.text("SCOMM", "SM1").status_code == 503
        assert visitor.get("/readyz").json()["problems"] == ["key"]
