"""Options that every test knows."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--rewrite-transcripts` accepts what the bot says now; the difference is the review."""
    parser.addoption("--rewrite-transcripts", action="store_true", help="write the transcripts as they play now")
