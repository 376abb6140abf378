"""The alarms that ship look at numbers that are there, and the operator's page tells what each of them means."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.metrics import Metrics

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "alarms.md").read_text("utf-8")


def rules() -> list[dict[str, Any]]:
    """All rules of the file for Prometheus."""
    groups = yaml.safe_load((ROOT / "docs" / "prometheus-alerts.yml").read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def names_shown() -> set[str]:
    """The names under which `/metrics` shows numbers, told by their remarks, so that unused ones count too."""
    page = Metrics().page([], Path("undersigned.db-wal")).decode()
    # The library adds the time at which each began.
    return {name for name in re.findall(r"^# TYPE (undersigned_\w+) ", page, re.MULTILINE) if "_created" not in name}


def test_each_alarm_is_told_and_no_other() -> None:
    told = re.findall(r"^\| `(Undersigned\w+)` \|", PAGE, re.MULTILINE)
    assert told == [rule["alert"] for rule in rules()]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_each_alarm_looks_at_numbers_that_are_shown(rule: dict[str, Any]) -> None:
    names = {name.removesuffix("_bucket") for name in re.findall(r"undersigned_\w+", rule["expr"])}
    assert names <= names_shown()
    assert names or rule["expr"].startswith("up{")


def test_the_page_names_every_number_that_is_shown() -> None:
    told = set(re.findall(r"^\| `(undersigned_\w+)` \|", PAGE, re.MULTILINE))
    assert told == names_shown()


def test_what_doctor_refers_to_is_there() -> None:
    for file in (ROOT / "api").glob("*.py"):
        for page in re.findall(r"docs/[a-z-]+\.md", file.read_text("utf-8")):
            assert (ROOT / page).exists(), f"{file.name} refers to {page}"
