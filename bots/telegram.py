"""Telegram: an update becomes something heard, a turn becomes calls of the Bot API. Nothing is contacted here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hmac import compare_digest
from typing import Any

from bots.channel import Extra, NotAuthentic, NotReadable, StatusReport, Unknown
from bots.telegram_reading import read_update
from bots.telegram_writing import Call, addressed, calls_for
from conversations import Heard, Turn

PROOF_HEADER = "x-telegram-bot-api-secret-token"


class Telegram:
    """The Telegram channel of one bot."""

    __slots__ = ("_secret", "_username")

    def __init__(self, secret: str, bot_username: str) -> None:
        """Set the channel up; nothing is contacted.

        Args:
            secret: `TELEGRAM_WEBHOOK_SECRET`, which Telegram sends along with every update. Without one no request is
                authentic (long polling needs none).
            bot_username: The bot's own name, without @.
        """
        self._secret = secret.encode()
        self._username = bot_username

    def admits(self, headers: Mapping[str, str]) -> bool:
        """Check the secret, before anything else is read; as `ProvenChannel.admits`."""
        given = headers.get(PROOF_HEADER, "").encode("utf-8", "backslashreplace")
        return bool(self._secret) and compare_digest(given, self._secret)

    def hear(self, headers: Mapping[str, str], body: bytes, url: str) -> Heard | StatusReport | Extra | Unknown:
        """Check the secret, then read the update; as `ChannelContract.hear`."""
        if not self.admits(headers):
            raise NotAuthentic("no webhook secret, or a wrong one")
        try:
            data = json.loads(body.decode())
        except (ValueError, RecursionError):
            raise NotReadable("the update is not JSON in UTF-8") from None
        return self.read(data) if isinstance(data, dict) else Unknown()

    def read(self, data: Mapping[str, Any]) -> Heard | Extra | Unknown:
        """Read an update that came by a way that needs no secret (long polling)."""
        return read_update(data, self._username)

    def answer(self, heard: Heard, turn: Turn) -> bytes:
        """Write the turn down as a JSON list of method calls that name nobody; as `ChannelContract.answer`."""
        return _json(calls_for(heard, turn))

    def addressed(self, heard: Heard, answer: bytes) -> bytes:
        """Put the ids of person and tap into a kept answer; as `ProvenChannel.addressed`."""
        return _json(addressed(json.loads(answer), heard))


def _json(calls: Sequence[Call]) -> bytes:
    return json.dumps(calls, ensure_ascii=False, separators=(",", ":")).encode()
