"""What Telegram posts for a message that somebody types to the bot, and how the call in the answer is read.

Facts: https://core.telegram.org/bots/api#update, https://core.telegram.org/bots/api#setwebhook.
"""

from __future__ import annotations

import json
import re
import time

PATH = "/webhooks/telegram"
_TAG = re.compile(r"<[^>]+>")


class TelegramUpdates:
    """Writes the updates of one bot as whole HTTP/1.1 requests, for connections that stay open.

    Nobody taps a button here: the line answers a tap with a call to Telegram, which knows nothing of invented accounts.
    """

    def __init__(self, secret: str, public_url: str) -> None:
        """Prepare.

        Args:
            secret: `TELEGRAM_WEBHOOK_SECRET`, which Telegram sends along.
            public_url: `PUBLIC_URL` of the line, or where it is.
        """
        host = public_url.partition("://")[2].partition("/")[0]
        self._head = (
            f"POST {PATH} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\n"
        )

    def request(self, account: int, name: str, language: str, text: str, update: int) -> bytes:
        """One POST: `account`, whose profile shows `name`, types `text`; the same `update` again is a redelivery."""
        person = {"id": account, "is_bot": False, "first_name": name, "language_code": language}
        message = {
            "message_id": update,
            "date": int(time.time()),
            "chat": {"id": account, "type": "private", "first_name": name},
            "from": person,
            "text": text,
        }
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        content = json.dumps({"update_id": update, "message": message}).encode()
        return f"{self._head}Content-Length: {len(content)}\r\n\r\n".encode() + content


def texts_in(answer: bytes) -> list[str]:
    """The text of the call that an answer holds, without markup; none in what is no call."""
    try:
        text = json.loads(answer)["text"]
    except (ValueError, KeyError, TypeError):
        return []
    return [_TAG.sub("", str(text))]
