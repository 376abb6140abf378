"""Writes a turn down as calls of the Bot API: messages, edits, buttons, and the answer to a tap."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any

from conversations import Choice, Heard, Kind, Reply, Turn

#: One method call: "method" and its parameters, as Telegram takes it in a webhook's response.
Call = Mapping[str, Any]

#: Opens the data of every button, so that buttons of an older script can be told apart after an upgrade.
DATA_VERSION = "v1:"
#: In UTF-16 code units after markup is taken away (https://core.telegram.org/bots/api#sendmessage).
LONGEST_TEXT = 4096
#: In characters (https://core.telegram.org/bots/api#answercallbackquery).
LONGEST_TOAST = 200

_TAP_ANSWERED = "answerCallbackQuery"
_TAG = re.compile(r"<(?P<closing>/?)(?P<name>[a-z-]+)[^>]*>", re.IGNORECASE)
_PIECE = re.compile(r"</?[a-z-]+[^>]*>|&(?:[a-z]+|#\d+|#x[0-9a-f]+);|.", re.IGNORECASE | re.DOTALL)


def calls_for(heard: Heard, turn: Turn) -> list[Call]:
    """The calls that say a turn, the most important one first: it travels in the webhook's own response.

    Nothing in them says to whom, since they are kept for redeliveries and outlive an erasure: see `addressed`.
    A tap is always answered, last and with the turn's toast: until then the button shows a spinner.
    """
    calls: list[Call] = [_message(heard, reply) for reply in turn.replies]
    if heard.kind is Kind.CHOICE and heard.tap:
        toast = {"text": unescape(turn.toast)[:LONGEST_TOAST]} if turn.toast else {}
        calls.append({"method": _TAP_ANSWERED, **toast})
    return calls


def addressed(calls: Sequence[Call], heard: Heard) -> list[Call]:
    """The calls with the ids of person and tap put in, from the update that they answer."""
    return [_addressed(call, heard) for call in calls]


def message_call(text: str, choices: Sequence[Sequence[Choice]] = ()) -> dict[str, Any]:
    """A call that sends `text` (HTML) with buttons; the `chat_id` is still to be put in."""
    call: dict[str, Any] = {
        "method": "sendMessage",
        "text": cut(text),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    if choices:
        call["reply_markup"] = {"inline_keyboard": [[_button(choice) for choice in row] for row in choices]}
    return call


def cut(text: str, longest: int = LONGEST_TEXT) -> str:
    """HTML that shows at most `longest` UTF-16 units: cut between words, never inside a tag or a character reference.

    Longer text ends in "…", and what was open is closed.
    """
    if len(text) * 2 <= longest or _units(unescape(_TAG.sub("", text))) <= longest:
        return text
    shown, kept, opened = 0, "", list[str]()
    between_words: tuple[str, list[str]] | None = None
    for piece in _PIECE.findall(text):
        if tag := _TAG.fullmatch(piece):
            opened = [*opened, tag["name"]] if not tag["closing"] else opened[:-1]
        else:
            if piece.isspace():
                between_words = kept, opened
            shown += _units(unescape(piece))
            if shown >= longest:
                break
        kept += piece
    kept, opened = between_words or (kept, opened)
    return kept + "…" + "".join(f"</{name}>" for name in reversed(opened))


def _addressed(call: Call, heard: Heard) -> Call:
    if call["method"] == _TAP_ANSWERED:
        return {**call, "callback_query_id": heard.tap}
    return {**call, "chat_id": int(heard.address)}


def _message(heard: Heard, reply: Reply) -> dict[str, Any]:
    call = message_call(reply.text, reply.choices)
    if reply.edit and heard.tapped_message is not None:
        call |= {"method": "editMessageText", "message_id": int(heard.tapped_message)}
    return call


def _button(choice: Choice) -> dict[str, str]:
    if choice.url is not None:
        return {"text": choice.label, "url": choice.url}
    if choice.look_up is not None:
        return {"text": choice.label, "switch_inline_query": choice.look_up}
    return {"text": choice.label, "callback_data": DATA_VERSION + choice.value}


def _units(text: str) -> int:
    return len(text) + sum(1 for character in text if character > "\uffff")
