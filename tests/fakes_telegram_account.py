"""What Telegram keeps about the bot itself: where updates go, and what is shown before anybody has written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes_telegram_screen import Refusal

#: What Telegram takes: method, its parameter, characters at most.
_TEXTS = {"Description": ("description", 512), "ShortDescription": ("short_description", 120)}


@dataclass
class BotAccount:
    """The bot as its owner sees it."""

    #: Kinds of updates that are brought, None for Telegram's own choice.
    allowed_updates: list[str] | None = None
    last_error: tuple[int, str] | None = None
    pending: int = 0
    reads_groups: bool = False
    inline: bool = True
    #: By method without its verb ("MyCommands") and language.
    shown: dict[tuple[str, str], Any] = field(default_factory=dict)

    def info(self, webhook: str) -> dict[str, Any]:
        """The answer to `getWebhookInfo`."""
        told: dict[str, Any] = {
            "url": webhook,
            "has_custom_certificate": False,
            "pending_update_count": self.pending,
            "max_connections": 40,
        }
        if self.allowed_updates is not None:
            told["allowed_updates"] = self.allowed_updates
        if self.last_error:
            told["last_error_date"], told["last_error_message"] = self.last_error
        return told

    def bring(self, call: Mapping[str, Any], tell: Callable[[str, str], None]) -> bool:
        """`setWebhook`; `tell` is given the address and the secret."""
        url, secret = str(call["url"]), str(call.get("secret_token", ""))
        if not url.startswith("https://"):
            raise Refusal("Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
            raise Refusal("Bad Request: secret token contains unallowed characters")
        if "allowed_updates" in call:
            self.allowed_updates = _plain(call["allowed_updates"])
        tell(url, secret)
        self.last_error = None
        return True

    def profile(self, method: str, call: Mapping[str, Any]) -> Any:
        """`getMy…` and `setMy…`, each for one language."""
        verb, what = method[:3], method[5:]
        language = str(call.get("language_code", ""))
        if len(language) not in (0, 2):
            raise Refusal("Bad Request: LANGUAGE_CODE_INVALID")
        if what == "Commands":
            return self._commands(verb, language, call)
        name, longest = _TEXTS[what]
        if verb == "get":
            return {name: self.shown.get((what, language), "")}
        if len(str(call.get(name, ""))) > longest:
            raise Refusal("Bad Request: description is too long")
        self.shown[what, language] = str(call.get(name, ""))
        return True

    def _commands(self, verb: str, language: str, call: Mapping[str, Any]) -> Any:
        if verb == "get":
            return self.shown.get(("Commands", language), [])
        commands = _plain(call["commands"])
        for one in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", one["command"]) or not 1 <= len(one["description"]) <= 256:
                raise Refusal("Bad Request: BOT_COMMAND_INVALID")
        self.shown["Commands", language] = commands
        return True


def _plain(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
