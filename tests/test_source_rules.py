"""Each rule of the house finds a fault that is planted for it, names file and line, and lets the innocent pass."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import source_rules
from tests.source_rules import PACKAGES, Source

ROOT = Path(__file__).parent.parent
LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"

Rule = Callable[[Source], Iterator[str]]

PLANTED: list[tuple[Rule, str, str, int]] = [
    (lambda s: source_rules.long_files(s, 3), "api/app.py", "a = 1\n" * 4, 4),
    (
        lambda s: source_rules.long_functions(s, 3),
        "api/app.py",
        "\ndef f():\n    a = 1\n    b = 2\n    return a + b\n",
        2,
    ),
    (
        lambda s: source_rules.long_functions(s, 2),
        "api/app.py",
        "class A:\n    async def f(self):\n        1\n        2\n",
        2,
    ),
    (source_rules.named_by_role, "bots/utils.py", "", 1),
    (source_rules.named_by_role, "bots/sms_helpers.py", "", 1),
    (source_rules.named_by_role, "api/core/pages.py", "", 1),
    (source_rules.commits, "storage/outbox.py", "with x as tx:\n    tx.connection.commit()\n", 2),
    (source_rules.unopened, "api/app.py", "import os\n", 1),
    (source_rules.unopened, "api/app.py", '"""doors"""\n', 1),
    (source_rules.undocumented, "api/app.py", '"""Doors."""\n\ndef create():\n    pass\n', 3),
    (source_rules.undocumented, "api/app.py", 'class A:\n    """A."""\n    async def hear(self):\n        pass\n', 3),
    (source_rules.undocumented, "api/app.py", "class A:\n    x = 1\n", 1),
    (
        source_rules.asks_for_the_time,
        "conversations/a.py",
        "from datetime import datetime\n\nx = datetime.now(UTC)\n",
        3,
    ),
    (source_rules.asks_for_the_time, "conversations/a.py", "import datetime as d\nx = d.datetime.utcnow()\n", 2),
    (source_rules.asks_for_the_time, "conversations/a.py", "from datetime import date\nclock = date.today\n", 2),
    (source_rules.asks_for_the_time, "conversations/a.py", "def f():\n    from time import monotonic\n", 2),
    (source_rules.foreign_words, "bots/inbox.py", "import os\nfrom sqlalchemy import select\n", 2),
    (source_rules.foreign_words, "bots/terminal.py", "def f():\n    import telegram.error\n", 2),
    (source_rules.foreign_words, "api/pages.py", "from twilio.request_validator import RequestValidator\n", 1),
    (source_rules.foreign_words, "conversations/answers.py", "import phonenumbers\n", 1),
    (source_rules.registry_hosts, "docs/a.md", "\nfrom https://" + source_rules.REGISTRY_HOSTS[0] + "/simple\n", 2),
    (source_rules.registry_hosts, "requirements.txt", "a==1\n--index-url https://packages.example.org\n", 2),
]

INNOCENT: list[tuple[Rule, str, str]] = [
    (lambda s: source_rules.long_files(s, 3), "api/app.py", "a = 1\n" * 3),
    (lambda s: source_rules.long_functions(s, 3), "api/app.py", "@a\n@b\ndef f():\n    a = 1\n    return a\n"),
    (source_rules.named_by_role, "storage/database.py", ""),
    (source_rules.commits, "storage/outbox.py", '"""Commits at once: commit() is not called here."""\n'),
    (source_rules.unopened, "api/app.py", '"""Doors: HTTP and commands.\n\nMore.\n"""\n'),
    (source_rules.undocumented, "api/app.py", "def _own():\n    pass\n\nclass _Own:\n    def f(self):\n        pass\n"),
    (
        source_rules.asks_for_the_time,
        "conversations/a.py",
        "def f(moment):\n    return moment.now, date.fromordinal(1)\n",
    ),
    (source_rules.foreign_words, "bots/telegram_api.py", "import aiohttp\nfrom telegram import Bot\n"),
    (source_rules.foreign_words, "bots/sms.py", "from twilio.request_validator import RequestValidator\n"),
    (
        source_rules.foreign_words,
        "conversations/phrases.py",
        "import re\nfrom babel import Locale\nfrom . import turn\n",
    ),
    (source_rules.registry_hosts, "requirements.txt", "#    --no-emit-index-url\na==1 \\\n    --hash=sha256:00\n"),
]


@pytest.mark.parametrize(("rule", "path", "text", "line"), PLANTED)
def test_a_planted_fault_is_found_at_its_line(rule: Rule, path: str, text: str, line: int) -> None:
    found = list(rule(Source(path, text)))
    assert [place.split(": ")[0] for place in found] == [f"{path}:{line}"] * len(found)
    assert found


@pytest.mark.parametrize(("rule", "path", "text"), INNOCENT)
def test_what_breaks_no_rule_passes(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Source(path, text))) == []


def test_a_vendored_file_must_be_listed_unchanged(tmp_path: Path) -> None:
    (tmp_path / "known.js").write_text("1")
    (tmp_path / "changed.js").write_text("2")
    (tmp_path / "unlisted.js").write_text("3")
    (tmp_path / "VENDOR.toml").write_text(
        f'["known.js"]\nsha256 = "{hashlib.sha256(b"1").hexdigest()}"\n'
        f'["changed.js"]\nsha256 = "{hashlib.sha256(b"1").hexdigest()}"\n'
        '["gone.js"]\nsha256 = ""\n'
    )
    found = list(source_rules.changed_vendored_files(tmp_path))
    assert [next(name for name in ("changed", "gone", "unlisted") if name in place) for place in found] == [
        "changed",
        "gone",
        "unlisted",
    ]


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("conversations/turn.py", "import asyncio", "What is said depends on"),
        ("conversations/petition.py", "import bots.channel", "Imports go one way"),
        ("storage/__init__.py", "import api", "Imports go one way"),
        ("bots/channel.py", "from sqlalchemy import select", "Only storage speaks SQL"),
        ("bots/channel.py", "import fastapi", "Only api serves HTTP"),
        ("api/__init__.py", "import telegram", "Only bots knows a provider"),
        ("bots/sms.py", "import bots.terminal", "Channels do not know one another"),
    ],
)
def test_a_planted_import_breaks_its_contract(tmp_path: Path, module: str, line: str, contract: str) -> None:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / module).open("a", encoding="utf-8") as planted:
        planted.write(f"\n{line}\n")
    checked = subprocess.run(
        [LINT_IMPORTS, "--no-logo", "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    broken = [report for report in checked.stdout.splitlines() if report.endswith("BROKEN")]
    assert any(report.startswith(contract) for report in broken), checked.stdout + checked.stderr
    assert checked.returncode == 1
