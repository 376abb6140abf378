"""Reads one Telegram update: who wrote what, in words that no provider owns. Facts: https://core.telegram.org/bots/api."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

from telegram import CallbackQuery, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType

from bots.channel import Extra, Unknown
from bots.telegram_group import membership_in_group, read_in_group
from bots.telegram_inline import read_inline
from bots.telegram_writing import DATA_VERSION
from conversations import Channel, Heard, Kind

# Durations as `timedelta`, which the library will give in any case one day: else it warns at some updates.
os.environ.setdefault("PTB_TIMEDELTA", "1")

_START = re.compile(r"/start(?:@\w+)?(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
#: As long as anything that reaches a conversation may be (`Heard.text`); Telegram's own limit too.
_LONGEST_TEXT = 4096
#: Telegram's limits: 64 characters each for first and last name.
_LONGEST_NAME = 129


def read_update(data: Mapping[str, Any], username: str) -> Heard | Extra | Unknown:
    """Read an update as Telegram posts it.

    Args:
        data: The decoded JSON object.
        username: The bot's own name, without @.

    Returns:
        What was heard; in a group or channel at most a wish for the card; an inline query; `Unknown` for whatever has
        another shape, so that no update can ever block the chat that it came from (Telegram would deliver it for a
        day).
    """
    shape = Unknown(tuple(sorted(name for name in data if name != "update_id")))
    # The library trusts Telegram's types, and fails in many ways where they differ.
    try:
        update = Update.de_json(dict(data), None)
        return _read(update, username) or shape
    except Exception:
        return shape


def _read(update: Update, username: str) -> Heard | Extra | None:
    if isinstance(update.update_id, bool) or not isinstance(update.update_id, int):
        return None
    message = update.message or update.channel_post
    if message is not None:
        if message.chat.type != ChatType.PRIVATE:
            return read_in_group(message, username)
        return _message(update.update_id, message)
    if update.edited_message is not None and update.edited_message.chat.type == ChatType.PRIVATE:
        return _heard(update.update_id, update.edited_message.from_user, kind=Kind.SILENT)
    if update.callback_query is not None:
        return _tap(update.update_id, update.callback_query)
    if update.inline_query is not None:
        return read_inline(update.inline_query)
    if update.my_chat_member is not None:
        if update.my_chat_member.chat.type != ChatType.PRIVATE:
            return membership_in_group(update.my_chat_member)
        return _membership(update.update_id, update.my_chat_member)
    return None


def _message(update_id: int, message: Message) -> Heard | None:
    # A card that was placed here by inline mode: its words are the bot's, and none of them was typed.
    if message.via_bot is not None:
        return _heard(update_id, message.from_user, kind=Kind.SILENT)
    text = _clean(message.text or message.caption or "")[:_LONGEST_TEXT]
    if text:
        if start := _START.fullmatch(text):
            return _heard(update_id, message.from_user, kind=Kind.START, text=(start.group(1) or "").strip())
        return _heard(update_id, message.from_user, text=text)
    # Without words: something that a person sent, or a service message ("pinned a message") that nobody did.
    kind = Kind.UNREADABLE if message.effective_attachment else Kind.SILENT
    return _heard(update_id, message.from_user, kind=kind)


def _tap(update_id: int, query: CallbackQuery) -> Heard | None:
    """A tapped button. One of an older version of ours has no value any more; the conversation says so plainly."""
    message = query.message
    if message is not None and message.chat.type != ChatType.PRIVATE:
        return None
    data = _clean(query.data or "")
    return _heard(
        update_id,
        query.from_user,
        kind=Kind.CHOICE,
        choice=data.removeprefix(DATA_VERSION) if data.startswith(DATA_VERSION) else "",
        # A message that is too old can't be edited: the answer will be a new one.
        tapped_message=str(message.message_id) if message is not None and message.is_accessible else None,
        tap=_clean(query.id),
    )


def _membership(update_id: int, change: ChatMemberUpdated) -> Heard | None:
    """Blocking the bot is a STOP that needs no answer; unblocking it is not a START, which the person can press."""
    if change.new_chat_member.status == ChatMemberStatus.BANNED:
        return _heard(update_id, change.from_user, opt_out_flag="stop")
    return _heard(update_id, change.from_user, kind=Kind.SILENT)


def _heard(update_id: int, user: User | None, **read: Any) -> Heard | None:
    if user is None or isinstance(user.id, bool) or not isinstance(user.id, int):
        return None
    return Heard(
        # Of an update, not of a message: message ids repeat from chat to chat, and edits repeat them.
        id=str(update_id),
        channel=Channel.TELEGRAM,
        address=str(user.id),
        language_hint=user.language_code if isinstance(user.language_code, str) else None,
        profile_name=_clean(user.full_name)[:_LONGEST_NAME].strip() or None,
        automated=user.is_bot,
        **read,
    )


def _clean(text: str) -> str:
    """JSON can spell half a character (a lone surrogate), which nothing behind could write down."""
    return text.encode("utf-8", "replace").decode()
