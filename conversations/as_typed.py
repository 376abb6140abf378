"""Words as people type them, on a channel that takes markup."""

from __future__ import annotations

from html import escape


def written(channel: str, text: str) -> str:
    """Plain words as a channel takes them: on Telegram all that is said is HTML."""
    return escape(text, quote=False) if channel == "telegram" else text
