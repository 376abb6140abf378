"""From forty signatures in a row to the public page: flagged once, set aside by a command, and undone."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from api.__main__ import app
from api.burst_watch import BurstWatch
from api.checkup_store import check_store
from api.finding import Finding
from api.metrics import Metrics
from api.settings import NAMES, Settings
from storage import Store
from storage.bursts import flags
from storage.number_blocks import past_keys
from tests.api.conftest import NOW, Visitor, visiting
from tests.storage.signed import sign_at_once

SLUG = "safe-crossing"
IN_A_ROW = [f"+13125550{number}" for number in range(120, 160)]
PERSONAL = ("+1312", "13125550", "Ana")


async def watched(watch: BurstWatch) -> tuple[int, Sequence[Any]]:
    """Look twice; gives how many flags were new, and the lines that were printed."""
    with capture_logs() as lines:
        first, second = await watch.look(), await watch.look()
    assert second == []
    return len(first), lines


async def test_forty_numbers_in_a_row_raise_one_alarm_that_names_nobody(settings: Settings, store: Store) -> None:
    def doctor() -> Finding:
        return next(one for one in check_store(settings, store, NOW) if one.check == "review")

    assert doctor().outcome == "ok"
    store.write_now(lambda tx: sign_at_once(tx, SLUG, IN_A_ROW, NOW))
    metrics, now = Metrics(), [NOW]
    watch = BurstWatch(store, lambda: now[0], metrics.flagged)
    number, lines = await watched(watch)
    assert number == 1
    assert [(one["petition"], one["kind"], one["count"]) for one in lines] == [(SLUG, "block", 40)]
    page = metrics.page([], None).decode()
    assert 'undersigned_review_flags_total{kind="block"} 1.0' in page
    assert 'undersigned_review_flags_total{kind="neighbours"} 0.0' in page
    assert not any(word in page + repr(lines) for word in PERSONAL)
    other, lines = await watched(BurstWatch(store, lambda: NOW, metrics.flagged))
    assert (other, lines) == (0, []), "another process, or a new start, finds it flagged"
    assert (doctor().outcome, doctor().cause[:11]) == ("warn", "1 flag wait")
    now[0] += timedelta(days=1)
    await watch.look()
    assert not await store.read(lambda tx: past_keys(tx, now[0]))
    await store.aclose()


def test_what_was_set_aside_is_told_on_the_page_and_nowhere_else(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("UNDERSIGNED_KEY", "5a" * 32)
    store.write_now(lambda tx: sign_at_once(tx, SLUG, IN_A_ROW, NOW))
    store.write_now(lambda tx: sign_at_once(tx, SLUG, ["+17735550142"], NOW))

    def data(*arguments: str) -> Any:
        result = CliRunner().invoke(app, ["review", *arguments, "--json"])
        assert result.exit_code == 0, (result.output, result.exception)
        return json.loads(result.stdout)

    def seen(visitor: Visitor) -> tuple[int, bool]:
        shown = visitor.get(f"/api/petitions/{SLUG}").json()
        assert "set_aside" not in shown
        return shown["signatures"], "40 more signatures were set aside" in visitor.get(f"/p/{SLUG}").text

    with visiting(settings) as visitor:
        assert seen(visitor) == (41, False)
        until = time.monotonic() + 20
        while not store.read_now(flags) and time.monotonic() < until:
            time.sleep(0.01)  # the program looks when it starts
    (flag,) = data("list")
    assert (flag["petition"], flag["kind"], flag["signed"], flag["settled"]) == (SLUG, "block", 40, None)
    (block,) = data("show", "1")["blocks"]
    assert (block["counting"], block["channels"], block["languages"]) == (40, {"sms": 40}, {"en": 40})
    assert data("count", "1")["signatures"] == data("count", "1", "--block", block["name"])["signatures"] == 40
    assert data("set-aside", "1", "--dry-run")["signatures"] == 40
    by = ("--as", "Rosa", "--because", "numbers in a row")
    assert data("set-aside", "1", *by)["signatures"] == 40
    with visiting(settings) as visitor:
        assert seen(visitor) == (1, True)
    assert data("undo", "1", *by)["signatures"] == 40
    with visiting(settings) as visitor:
        assert seen(visitor) == (41, False)
    assert data("dismiss", "1", *by)["signatures"] == 0
    assert [one["kind"] for one in data("deeds")] == ["set aside", "undone", "dismissed"]
    for wrong, code in ((("set-aside", "1"), 2), (("undo", "9", *by), 1), (("show", "9"), 1), (("count", "9"), 1)):
        assert CliRunner().invoke(app, ["review", *wrong]).exit_code == code
    told = "".join(
        CliRunner().invoke(app, ["review", *words]).output for words in (("list",), ("show", "1"), ("deeds",))
    )
    assert "settled by deed 3" in told
    assert not any(word in told for word in PERSONAL)
