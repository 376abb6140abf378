"""Reads the tables of provider payloads in `payloads/`: what came, and what it must be heard as."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bots.channel import Extra, StatusReport, Unknown
from bots.telegram_group import CardAsked, GroupLost
from bots.telegram_inline import InlineAsked
from conversations import Heard

_FOLDER = Path(__file__).with_name("payloads")


def recorded(provider: str) -> dict[str, dict[str, Any]]:
    """All payloads of a provider, by name."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((_FOLDER / provider).glob("*.json"))}


def written(heard: Heard | StatusReport | Extra | Unknown) -> dict[str, Any] | None:
    """What was heard, as the tables have it: only what differs from the defaults; None for an unknown shape."""
    if isinstance(heard, CardAsked):
        return {"chat": heard.chat, "payload": heard.payload} | ({"topic": heard.topic} if heard.topic else {})
    if isinstance(heard, GroupLost):
        return {"lost": heard.chat}
    if isinstance(heard, InlineAsked):
        return {"asked": heard.words, "id": heard.id, "language": heard.language}
    if isinstance(heard, Unknown):
        return None
    assert isinstance(heard, Heard | StatusReport)
    plain = Heard("", heard.channel, "") if isinstance(heard, Heard) else StatusReport("", "")
    values = heard._asdict() if isinstance(heard, Heard) else asdict(heard)
    required = {"id", "channel", "address", "message", "status"}
    return {name: value for name, value in values.items() if name in required or value != getattr(plain, name)}
