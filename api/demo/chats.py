"""Plays Telegram's side of a private chat: keeps the messages, carries out the Bot API's calls, refuses bad ones.

Refusals are those of https://core.telegram.org/bots/api, so that a mistake of ours shows here as it would there.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from api.demo.telegram_html import plain_text

#: Seconds since 1970 at the start of 2026: ids count tenths of seconds from here, and stay below 2^31.
_EPOCH = 1_767_225_600
_KEPT_CHANGES = 300
_LONGEST_TEXT = 4096
_LONGEST_DATA = 64

Result = dict[str, Any] | bool


class Refused(Exception):
    """A call that Telegram would not carry out: status and description."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.description = description


class Chats:
    """All private chats of the one bot, in memory; the browser keeps what it has seen."""

    def __init__(self, bot: Mapping[str, Any], clock: Callable[[], datetime], blocked: list[int]) -> None:
        self.bot = dict(bot)
        #: Names this process, so that a page knows when the numbers of changes begin again.
        self.run = secrets.token_hex(4)
        self._clock = clock
        self._blocked = blocked
        # Ids must not come again after a restart of a kept demo: the product would take them for a redelivery.
        self._ids = itertools.count(int((time.time() - _EPOCH) * 10))
        self._changes: dict[int, deque[dict[str, Any]]] = defaultdict(lambda: deque(maxlen=_KEPT_CHANGES))
        self._numbers = itertools.count(1)
        self._messages: dict[tuple[int, int], dict[str, Any]] = {}
        self._taps: dict[str, tuple[int, asyncio.Event]] = {}

    def next_id(self) -> int:
        """A number that was never given before, also not by an earlier process."""
        return next(self._ids)

    def since(self, person: int, number: int, run: str) -> list[dict[str, Any]]:
        """What happened in one chat after change `number` of this run; everything when the run is another."""
        after = number if run == self.run else 0
        return [change for change in self._changes.get(person, ()) if change["number"] > after]

    def said(self, person: int, **message: Any) -> int:
        """Write down what the person said; gives the message's id."""
        return self._show(person, {"mine": True, "html": False, **message})

    def tapped(self, person: int) -> tuple[str, asyncio.Event]:
        """Begin a callback query; the event is set once the bot has answered it."""
        query, answered = str(self.next_id()), asyncio.Event()
        self._taps[query] = (person, answered)
        return query, answered

    def message(self, person: int, number: int) -> dict[str, Any]:
        """One of the bot's messages as Telegram describes it in an update."""
        known = self._messages.get((person, number), {})
        return {
            "message_id": number,
            "date": int(self._clock().timestamp()),
            "chat": {"id": person, "type": "private"},
            "from": self.bot,
            "text": plain_text(known["text"]) if known.get("html") else known.get("text", "…"),
        }

    def call(self, method: str, given: Mapping[str, Any]) -> Result:
        """Carry out one call of the Bot API.

        Args:
            method: As in the address, any case.
            given: The parameters; nested ones may be JSON text, as libraries send them in forms.

        Raises:
            Refused: as Telegram would.
        """
        known: dict[str, Callable[[Mapping[str, Any]], Result]] = {
            "sendmessage": self._send,
            "editmessagetext": self._edit,
            "editmessagereplymarkup": self._edit_keys,
            "deletemessage": self._delete,
            "answercallbackquery": self._answer_tap,
            "getme": lambda given: self.bot,
            "getwebhookinfo": lambda given: {
                "url": "", "has_custom_certificate": False, "pending_update_count": 0,
            },
        }  # fmt: skip
        name = method.lower()
        if name in known:
            return known[name](given)
        if name == "getupdates":
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        if name.startswith(("set", "delete", "sendchataction")):
            return True
        raise Refused(404, "Not Found: method not found")

    def _show(self, person: int, message: dict[str, Any]) -> int:
        number = self.next_id()
        kept = {"id": number, "at": self._clock().isoformat(), **message}
        self._messages[person, number] = kept
        self._note(person, "message", message=kept)
        return number

    def _note(self, person: int, what: str, **details: Any) -> None:
        self._changes[person].append({"number": next(self._numbers), "what": what, **details})

    def _send(self, given: Mapping[str, Any]) -> Result:
        person = self._reachable(given)
        number = self._show(person, {"mine": False, **_content(given)})
        return self.message(person, number)

    def _edit(self, given: Mapping[str, Any]) -> Result:
        person, number = self._reachable(given), int(given.get("message_id", 0))
        fresh = _content(given)
        old = self._messages.get((person, number))
        if old is not None and old.get("mine"):
            raise Refused(400, "Bad Request: message can't be edited")
        if old is not None and all(old.get(name) == value for name, value in fresh.items()):
            raise Refused(400, "Bad Request: message is not modified")
        # A message of an earlier process is unknown here and still stands in the browser, so it is edited there.
        kept = {"id": number, "at": self._clock().isoformat(), "mine": False, **fresh, "edited": True}
        self._messages[person, number] = kept
        self._note(person, "edit", message=kept)
        return self.message(person, number)

    def _edit_keys(self, given: Mapping[str, Any]) -> Result:
        person, number = self._reachable(given), int(given.get("message_id", 0))
        old = self._messages.get((person, number))
        if old is None:
            raise Refused(400, "Bad Request: message to edit not found")
        self._messages[person, number] = kept = {**old, "keys": _keys(given)}
        self._note(person, "edit", message=kept)
        return self.message(person, number)

    def _delete(self, given: Mapping[str, Any]) -> Result:
        person, number = self._reachable(given), int(given.get("message_id", 0))
        self._messages.pop((person, number), None)
        self._note(person, "delete", message=number)
        return True

    def _answer_tap(self, given: Mapping[str, Any]) -> Result:
        person, answered = self._taps.pop(str(given.get("callback_query_id", "")), (0, None))
        if answered is None:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        text = str(given.get("text") or "")
        if len(text) > 200:
            raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
        if text:
            self._note(person, "toast", text=text)
        answered.set()
        return True

    def _reachable(self, given: Mapping[str, Any]) -> int:
        try:
            person = int(given.get("chat_id", ""))
        except ValueError:
            raise Refused(400, "Bad Request: chat not found") from None
        if person in self._blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return person


def _content(given: Mapping[str, Any]) -> dict[str, Any]:
    text, html = str(given.get("text") or ""), str(given.get("parse_mode") or "").upper() == "HTML"
    try:
        plain = plain_text(text) if html else text
    except ValueError as problem:
        raise Refused(400, f"Bad Request: can't parse entities: {problem}") from None
    if not plain.strip():
        raise Refused(400, "Bad Request: message text is empty")
    if len(plain) > _LONGEST_TEXT:
        raise Refused(400, "Bad Request: message is too long")
    return {"text": text, "html": html, "keys": _keys(given)}


def _keys(given: Mapping[str, Any]) -> list[list[dict[str, str]]]:
    markup = given.get("reply_markup") or {}
    if isinstance(markup, str):
        markup = json.loads(markup)
    rows: list[list[dict[str, str]]] = markup.get("inline_keyboard") or []
    for key in itertools.chain.from_iterable(rows):
        if "callback_data" in key and not 1 <= len(key["callback_data"].encode()) <= _LONGEST_DATA:
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    return rows
