"""Metrics: what happens is counted once, by every process, and nobody can be read out of it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from structlog.testing import capture_logs

from api.app import create_app
from api.settings import Settings
from storage import Store
from tests.api.conftest import MESSAGES, NOW, SECRET, STATUS, TELEGRAM, Visitor, typed, visiting
from tests.databases import fresh_database
from tests.fakes import FakeTwilio
from tests.journeys.served import Served

METRICS_TOKEN = "a-token-for-the-metrics"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Also with metrics."""
    return settings.model_copy(update={"metrics_token": SecretStr(METRICS_TOKEN)})


@pytest.fixture
def visitor(settings: Settings, store: Store) -> Iterator[Visitor]:
    """The program with its store filled."""
    with visiting(settings) as client:
        yield client


def page(visitor: Visitor) -> str:
    """What Prometheus is shown."""
    answer = visitor.get("/metrics", headers={"authorization": f"Bearer {METRICS_TOKEN}"})
    assert answer.status_code == 200
    return answer.text


def numbers(text: str) -> dict[str, float]:
    """Every number of ours by name and labels, as `facts_total{channel=sms,fact=signed}`."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name.removeprefix('undersigned_')}{{{labels}}}"] = sample.value
    return found


def sign(visitor: Visitor, number: int = 142) -> None:
    """Somebody signs by text, with three messages."""
    for place, words in enumerate(("CROSS", "Zoraida Quispe 60608", "1")):
        assert visitor.text(words, f"SM{number:030x}{place:02x}", sender=f"+13125550{number}").status_code == 200


def test_only_who_brings_the_token_is_shown_anything(visitor: Visitor) -> None:
    for given in ({}, {"authorization": "Bearer another-token-than-ours"}, {"authorization": METRICS_TOKEN}):
        answer = visitor.get("/metrics", headers=given)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert "undersigned_" not in answer.text
    assert visitor.get("/metrics", headers={"authorization": f"Bearer {METRICS_TOKEN}"}).status_code == 200


def test_without_a_token_there_is_no_such_page(settings: Settings, store: Store) -> None:
    with visiting(settings.model_copy(update={"metrics_token": None})) as visitor:
        assert visitor.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_what_is_heard_decided_and_answered_is_counted(visitor: Visitor) -> None:
    sign(visitor)
    sign(visitor)  # the same messages again
    visitor.text("UNSIGN", "SM" + "e" * 32)
    visitor.text("9", "SM" + "d" * 32)
    visitor.text("STOP", "SM" + "c" * 32, sender="+13125550143")
    visitor.update(typed("/start", 1))
    found = numbers(page(visitor))
    expected = {
        "messages_total{channel=sms,kind=text}": 6,
        "messages_total{channel=telegram,kind=start}": 1,
        "redeliveries_total{channel=sms}": 3,
        "facts_total{channel=sms,fact=signed}": 1,
        "facts_total{channel=sms,fact=unsigned}": 1,
        "facts_total{channel=sms,fact=stopped}": 1,
        "webhook_answers_total{cause=heard,door=twilio,status=200}": 9,
        "webhook_answers_total{cause=heard,door=telegram,status=200}": 1,
        "batch_messages_count{}": 10,
        "batch_messages_sum{}": 10,
        "batch_seconds_count{}": 10,
        "waiting_messages{}": 0,
        "ready{}": 1,
        "database_up{}": 1,
    }
    assert {name: found.get(name) for name in expected} == expected
    assert found["sqlite_wal_bytes{}"] > 0


def test_refusals_are_counted_by_their_cause(visitor: Visitor) -> None:
    visitor.form(MESSAGES, {"Body": "SIGN"}, token="another")
    visitor.post(MESSAGES, content=b"x" * 70_000, headers={"x-twilio-signature": "x"})
    visitor.post(TELEGRAM, content=b"{", headers={"x-telegram-bot-api-secret-token": SECRET})
    visitor.form(STATUS, {"MessageSid": "SM" + "1" * 32, "MessageStatus": "sent", "AccountSid": "AC" + "0" * 31 + "1"})
    found = numbers(page(visitor))
    answers = {name: number for name, number in found.items() if name.startswith("webhook_answers_total")}
    assert answers == {
        "webhook_answers_total{cause=not authentic,door=twilio,status=403}": 1,
        "webhook_answers_total{cause=too large,door=twilio,status=413}": 1,
        "webhook_answers_total{cause=not readable,door=telegram,status=400}": 1,
        "webhook_answers_total{cause=report,door=twilio,status=200}": 1,
    }


def test_a_database_that_refuses_is_counted_and_shown_as_down(visitor: Visitor) -> None:
    visitor.app.state.store.close()
    assert visitor.text("CROSS", "SM" + "a" * 32).status_code == 503
    found = numbers(page(visitor))
    assert found["storage_failures_total{}"] == 1
    assert found["webhook_answers_total{cause=unavailable,door=twilio,status=503}"] == 1
    assert (found["ready{}"], found["database_up{}"]) == (0, 0)
    assert not [name for name in found if name.startswith("messages_total{")]


def test_counts_that_can_not_be_read_for_a_card_are_no_fault_of_ours(visitor: Visitor, store: Store) -> None:
    store.write_now(lambda tx: tx.connection.exec_driver_sql("ALTER TABLE counts RENAME TO lost"))
    asked = {"id": "77", "from": {"id": 5550142, "is_bot": False, "first_name": "Ana"}, "query": "", "offset": ""}
    with capture_logs() as logs:
        assert visitor.update({"update_id": 4, "inline_query": asked}).status_code == 503
    assert "a webhook failed" not in [log["event"] for log in logs]
    assert [log["why"] for log in logs if "why" in log] == ["no such table: counts"]
    assert numbers(page(visitor))["webhook_answers_total{cause=unavailable,door=telegram,status=503}"] == 1


def test_a_part_that_stopped_is_no_database_that_is_down_whatever_it_is_called(visitor: Visitor) -> None:
    visitor.app.state.alive["database copies"] = lambda: False
    found = numbers(page(visitor))
    assert (found["ready{}"], found["database_up{}"]) == (0, 1)


def test_a_turn_that_fails_is_counted_and_what_it_meant_to_do_is_not(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = visitor.app.state.sms.answer

    def spoilt(heard: Any, turn: Any) -> bytes:
        if turn.facts:
            raise ValueError("the writing fails")
        return bytes(plain(heard, turn))

    monkeypatch.setattr(type(visitor.app.state.sms), "answer", staticmethod(spoilt))
    visitor.text("STOP", "SM" + "a" * 32)
    found = numbers(page(visitor))
    assert found["failed_turns_total{channel=sms}"] == 1
    assert not [name for name in found if name.startswith("facts_total{")]


def test_who_counts_cannot_stop_who_is_heard(visitor: Visitor) -> None:
    def broken(_played: object) -> None:
        raise OSError("no room for the counts")

    visitor.app.state.inbox._watch = broken
    sign(visitor)
    assert visitor.app.state.inbox.alive


def test_nobody_can_be_read_out_of_it(visitor: Visitor) -> None:
    sign(visitor)
    text = page(visitor)
    for personal in ("5550142", "Zoraida", "Quispe", "60608", "SM0", METRICS_TOKEN, "cross"):
        assert personal.lower() not in text.lower()
    words = set(re.findall(r'="([^"]*)"', text))
    assert {word for word in words if not re.fullmatch(r"[a-z ]+|[0-9.]+|\+Inf", word)} == set()


async def another_in_its_place(served: Served, gone: int) -> None:
    """Wait until the watcher has started a process for the one that is gone."""
    for _ in range(3000):
        if gone not in (there := served.web_processes()) and len(there) == 2:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(served.log())


@pytest.mark.postgresql
async def test_several_processes_show_their_sum_also_of_one_that_was_killed(tmp_path: Path) -> None:
    async def asked(served: Served) -> dict[str, float]:
        async with (
            ClientSession(headers={"authorization": f"Bearer {METRICS_TOKEN}"}) as client,
            client.get(f"{served.url}/metrics") as answer,
        ):
            return numbers(await answer.text())

    with fresh_database("postgresql", tmp_path) as url:
        settings = {"METRICS_TOKEN": METRICS_TOKEN, "TMPDIR": str(tmp_path)}
        async with (
            FakeTwilio() as twilio,
            Served(tmp_path, twilio, settings, database_url=url, workers=2) as served,
        ):
            for number in range(20):
                await twilio.phone(f"+131255501{number:02}").text("HELP")
            heard = "messages_total{channel=sms,kind=text}"
            assert {(await asked(served))[heard] for _ in range(10)} == {20}
            first = served.web_processes()[0]
            os.kill(first, signal.SIGKILL)
            await another_in_its_place(served, first)
            await twilio.phone("+13125550199").text("HELP")
            assert (await asked(served))[heard] == 21
            assert METRICS_TOKEN not in served.log()
        assert not list(tmp_path.glob("undersigned-metrics-*"))


def test_what_is_to_be_sent_and_who_sends_is_shown_where_something_is_sent(settings: Settings, store: Store) -> None:
    with Visitor(create_app(settings, clock=lambda: NOW, sends=True), base_url="http://testserver") as visitor:
        found = numbers(page(visitor))
    assert found["workers{}"] == 1
    assert [found[f"jobs_{name}{{}}"] for name in ("waiting", "working", "stalled")] == [0, 0, 0]
