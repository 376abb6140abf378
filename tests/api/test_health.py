"""Health: alive is said by the process, ready only by one that can take messages."""

from __future__ import annotations

import asyncio
import itertools
import resource
import sqlite3

from api.health import Health, Problem
from api.settings import Settings
from storage import Store
from tests.api.conftest import Visitor, visiting


def test_a_program_that_can_take_messages_is_ready(visitor: Visitor) -> None:
    assert visitor.get("/healthz").text == "ok\n"
    answer = visitor.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "problems": []})


def test_what_does_not_work_is_listed(settings: Settings, store: Store) -> None:
    with visiting(settings) as visitor:
        visitor.app.state.alive["polling"] = lambda: False
        answer = visitor.get("/readyz")
        assert (answer.status_code, answer.json()["problems"]) == (503, ["polling"])
        assert visitor.get("/healthz").status_code == 200


def test_a_schema_that_is_not_this_programs_is_not_ready(settings: Settings, store: Store) -> None:
    with visiting(settings) as visitor:
        database = sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
        database.close()
        assert visitor.get("/readyz").json()["problems"] == ["schema"]


async def test_what_does_not_work_is_known_within_a_second_however_often_it_is_asked(
    settings: Settings, store: Store
) -> None:
    seconds, works = 1000.0, True
    health = Health(lambda: store, settings.database_url, {"polling": lambda: works}, seconds=lambda: seconds)
    assert await health.problems() == []
    works, seconds = False, 1000.9
    assert await health.problems() == []
    seconds = 1001.0
    assert await health.problems() == [Problem("part", "polling")]


def test_a_database_that_refuses_is_not_ready(settings: Settings, store: Store) -> None:
    with visiting(settings) as visitor:
        visitor.app.state.store.close()
        answer = visitor.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["problems"][0].startswith("database")


async def test_a_database_that_is_held_is_not_ready_and_is_asked_once(settings: Settings, store: Store) -> None:
    health = Health(lambda: store, settings.database_url, {}, seconds=itertools.count().__next__, written_within=0.1)
    other = sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))
    other.execute("BEGIN IMMEDIATE")
    try:
        for _ in range(3):
            assert await health.problems() == [Problem("database", "database (nothing could be written within 0.1 s)")]
        waiting = [task for task in asyncio.all_tasks() if task.get_name() == "readiness"]
        assert len(waiting) == 1
    finally:
        other.rollback()
        other.close()
    await waiting[0]
    assert await health.problems() == []


async def test_a_database_without_room_is_not_ready(settings: Settings, store: Store) -> None:
    health = Health(lambda: store, settings.database_url, {}, seconds=itertools.count().__next__)
    assert await health.problems() == []
    await store.clear_log()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))  # Python ignores the signal that comes with it
    try:
        found = await health.problems()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert found == [Problem("database", "database (can't be written)")]
    assert await health.problems() == []


async def test_many_may_ask_side_by_side(settings: Settings, store: Store) -> None:
    health = Health(lambda: store, settings.database_url, {}, seconds=itertools.count().__next__)
    assert await asyncio.gather(*(health.problems() for _ in range(20))) == [[]] * 20
