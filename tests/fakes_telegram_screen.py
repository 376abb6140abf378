"""What a Telegram app shows: chats with messages, buttons and edits, and the rules for taking a message."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

#: Tags that Telegram takes in HTML (https://core.telegram.org/bots/api#html-style).
_TAGS = frozenset(
    ("a", "b", "blockquote", "code", "del", "em", "i", "ins", "pre", "s", "span", "strike", "strong", "tg-spoiler", "u")
)


class Refusal(Exception):
    """What Telegram answers to a call that it does not carry out."""

    def __init__(
        self, description: str, status: int = 400, parameters: Mapping[str, Any] | None = None, raw: bytes = b""
    ) -> None:
        super().__init__(description)
        self.description, self.status, self.parameters = description, status, parameters
        #: Instead of Telegram's JSON, as from a proxy in between.
        self.raw = raw


@dataclass
class Button:
    """One button under a message."""

    label: str
    data: str | None = None
    url: str | None = None
    #: What is looked up in a chat that is chosen next.
    inline: str | None = None


@dataclass
class Shown:
    """A message as it stands in a chat now."""

    id: int
    text: str
    rows: list[list[Button]] = field(default_factory=list)
    #: Written by the person, not by the bot.
    mine: bool = False
    #: How often it was edited.
    edits: int = 0
    #: Too old: the bot can't reach it any more.
    inaccessible: bool = False

    @property
    def labels(self) -> list[str]:
        """The labels of its buttons, row after row."""
        return [button.label for row in self.rows for button in row]


class Screen:
    """The messages of one chat, changed by the bot's calls."""

    def __init__(self) -> None:
        self.messages: list[Shown] = []
        self.blocked = False

    def send(self, message_id: int, call: Mapping[str, Any]) -> Shown:
        """`sendMessage`."""
        if self.blocked:
            raise Refusal("Forbidden: bot was blocked by the user", 403)
        shown = Shown(message_id, displayed(call), buttons(call))
        self.messages.append(shown)
        return shown

    def edit(self, call: Mapping[str, Any]) -> Shown:
        """`editMessageText`."""
        if self.blocked:
            raise Refusal("Forbidden: bot was kicked from the supergroup chat", 403)
        found = [one for one in self.messages if one.id == int(call["message_id"]) and not one.mine]
        if not found or found[0].inaccessible:
            raise Refusal("Bad Request: message to edit not found")
        text, rows = displayed(call), buttons(call)
        if (found[0].text, found[0].rows) == (text, rows):
            raise Refusal("Bad Request: message is not modified: specified new message content is exactly the same")
        found[0].text, found[0].rows = text, rows
        found[0].edits += 1
        return found[0]


def displayed(call: Mapping[str, Any]) -> str:
    """The text that a call shows, without its markup; refuses what Telegram refuses."""
    text = str(call.get("text", ""))
    if call.get("parse_mode") == "HTML":
        text = _Markup.read(text)
    if not text.strip():
        raise Refusal("Bad Request: message text is empty")
    if len(text.encode("utf-16-le")) // 2 > 4096:
        raise Refusal("Bad Request: message is too long")
    return text.strip()


def buttons(call: Mapping[str, Any]) -> list[list[Button]]:
    """The buttons of a call; refuses what Telegram refuses."""
    markup = call.get("reply_markup")
    markup = json.loads(markup) if isinstance(markup, str) else markup or {}
    rows = [
        [Button(one["text"], one.get("callback_data"), one.get("url"), one.get("switch_inline_query")) for one in row]
        for row in markup.get("inline_keyboard", [])
    ]
    for button in (button for row in rows for button in row):
        if not button.label:
            raise Refusal("Bad Request: text buttons are unallowed in the inline keyboard")
        if [button.data, button.url, button.inline].count(None) != 2:
            raise Refusal("Bad Request: exactly one action per button")
        if button.data is not None and not 1 <= len(button.data.encode()) <= 64:
            raise Refusal("Bad Request: BUTTON_DATA_INVALID")
    return rows


def offered(call: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The results of `answerInlineQuery`; refuses what Telegram refuses."""
    results = call["results"]
    results = json.loads(results) if isinstance(results, str) else results
    ids = [one["id"] for one in results]
    if len(results) > 50 or len(set(ids)) != len(ids) or not all(1 <= len(one.encode()) <= 64 for one in ids):
        raise Refusal("Bad Request: RESULT_ID_INVALID")
    for one in results:
        content = one["input_message_content"]
        displayed({"text": content["message_text"], "parse_mode": content.get("parse_mode")})
        buttons(one)
    return list(results)


class _Markup(HTMLParser):
    """Takes HTML apart as strictly as Telegram does."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.shown: list[str] = []
        self.open: list[str] = []

    @classmethod
    def read(cls, html: str) -> str:
        """The text that `html` shows."""
        markup = cls()
        markup.feed(html)
        markup.close()
        if markup.open:
            raise Refusal("Bad Request: can't parse entities: can't find end tag")
        return "".join(markup.shown)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """An opening tag."""
        if tag not in _TAGS:
            raise Refusal(f'Bad Request: can\'t parse entities: unsupported start tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """A closing tag."""
        if not self.open or self.open.pop() != tag:
            raise Refusal("Bad Request: can't parse entities: unmatched end tag")

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        if "<" in data or "&" in data:
            raise Refusal("Bad Request: can't parse entities: unescaped < or &")
        self.shown.append(data)

    def handle_entityref(self, name: str) -> None:
        """A named character, of which Telegram knows four."""
        if name not in ("lt", "gt", "amp", "quot"):
            raise Refusal("Bad Request: can't parse entities: unsupported character reference")
        self.shown.append(unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        """A numbered character."""
        self.shown.append(unescape(f"&#{name};"))
