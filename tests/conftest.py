"""Options that every test knows."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--rewrite-transcripts` accepts what the bot says now, `--record-revision` keeps what is stored now."""
    parser.addoption("--rewrite-transcripts", action="store_true", help="write the transcripts as they play now")
    parser.addoption("--record-revision", action="store_true", help="keep rows of the newest schema for later upgrades")
