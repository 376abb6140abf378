"""Options that every test knows."""

from __future__ import annotations

import pytest
from hypothesis import settings

# How long an example takes says something of the machine and nothing of the program.
settings.register_profile("undersigned", deadline=None)
settings.load_profile("undersigned")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--rewrite-transcripts` accepts what the bot says now, `--record-revision` keeps what is stored now."""
    parser.addoption("--rewrite-transcripts", action="store_true", help="write the transcripts as they play now")
    parser.addoption("--record-revision", action="store_true", help="keep rows of the newest schema for later upgrades")
