"""Sends by Telegram what nobody asked for just now: one call for one message, never repeated here.

Telegram tells afterwards of no message whether it was sent (https://core.telegram.org/bots/api), so one of which no
answer came stays uncertain for good.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bots.outcomes import Gone, Later, Outcome, Outgoing, Refused, Sent
from bots.telegram_request import NotConnected
from bots.telegram_writing import message_call
from conversations import Choice

#: Of a refused call, what says that nothing arrives in this chat any more.
_NOBODY_THERE = ("chat not found", "peer_id_invalid", "user not found", "chat_write_forbidden", "have no rights")
#: And what says that the text would be refused to anybody.
_NO_TEXT = ("can't parse", "message is too long", "text is empty", "must be non-empty", "must be encoded in utf-8")
#: Seconds to wait where the bot itself is refused, which only its operator can mend; and where nobody was reached.
_MENDED_BY_HAND, _UNREACHED = 60.0, 2.0


class Unanswered(Exception):
    """Nobody knows whether the message left; the text says why, in our words."""


class TelegramMouth:
    """Sends by one bot.

    Args:
        bot: python-telegram-bot's client, over `bots.telegram_request.AiohttpRequest`.
        sender: Names the allowance (see `bots.outcomes.Mouth`).
    """

    channel = "telegram"

    def __init__(self, bot: Bot, sender: str = "telegram") -> None:
        self._bot, self.sender = bot, sender

    async def send(self, address: str, message: Outgoing) -> Outcome:
        """Send one message, once.

        Raises:
            Unanswered: when nobody knows whether it left.
        """
        buttons = [[Choice(*choice)] for choice in message.choices]
        call: dict[str, Any] = message_call(message.text, buttons)
        call.pop("method")
        try:
            sent = await self._bot._post("sendMessage", {"chat_id": int(address), **call})
        except TelegramError as problem:
            return _outcome(problem)
        told = sent.get("message_id") if isinstance(sent, dict) else None
        return Sent(str(told) if told is not None else "")


def _outcome(problem: TelegramError) -> Outcome:
    """What an error means.

    Raises:
        Unanswered: when nobody knows whether the message left.
    """
    if isinstance(problem, RetryAfter):
        wait = problem.retry_after
        seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
        return Later(seconds, "too many messages at once")
    if isinstance(problem, Forbidden):
        return _forbidden(str(problem).lower())
    if isinstance(problem, InvalidToken):
        return Later(_MENDED_BY_HAND, "the bot's token is refused", for_all=True)
    if isinstance(problem, Conflict):
        return Later(_MENDED_BY_HAND, "the bot is used elsewhere", for_all=True)
    if isinstance(problem, ChatMigrated):
        return Refused("a group that has moved")
    if isinstance(problem, BadRequest):
        said = str(problem).lower()
        if any(words in said for words in _NOBODY_THERE):
            return Gone("no such chat", "unreachable")
        wrong = any(words in said for words in _NO_TEXT)
        return Refused("Telegram takes this text from nobody" if wrong else "refused by Telegram", for_all=wrong)
    if isinstance(problem, NotConnected):
        return Later(_UNREACHED, "Telegram can't be reached")
    if isinstance(problem, NetworkError):
        raise Unanswered("no answer of Telegram") from None
    raise Unanswered("an answer that can't be read") from None


def _forbidden(said: str) -> Outcome:
    """A bot that is blocked is told so as clearly as by STOP; an account that is gone can be told nothing."""
    if "blocked" in said:
        return Gone("blocked the bot", "stopped")
    if "deactivated" in said:
        return Gone("the account is deleted", "unreachable")
    return Gone("the bot may not write there", "unreachable")
