"""Plays Telegram towards the product: makes updates of what a person does, delivers them, carries out the answer."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import ClientSession

from api.demo.chats import Chats, Refused
from api.demo.home import Home
from api.settings import Settings

#: How long the page waits for the bot to answer a tap; Telegram's clients show a spinner meanwhile.
_TAP_PATIENCE_SECONDS = 2.0

#: Telegram delivers again at once when an update was not taken, then ever more slowly; here the first ones are enough.
_DELIVERIES = 3


@dataclass(frozen=True)
class Person:
    """Somebody invented, with a Telegram account."""

    id: int
    name: str
    language: str

    @property
    def as_user(self) -> dict[str, Any]:
        """The account as updates describe it."""
        first, _, last = self.name.partition(" ")
        user = {"id": self.id, "is_bot": False, "first_name": first, "language_code": self.language}
        return {**user, "last_name": last} if last else user


class TelegramNetwork:
    """Between the simulator's people and the webhook for updates."""

    def __init__(self, settings: Settings, home: Home, chats: Chats, clock: Callable[[], datetime]) -> None:
        self._url = f"{settings.public_url}/webhooks/telegram"
        self._secret = settings.telegram_webhook_secret.get_secret_value() if settings.telegram_webhook_secret else ""
        self._home = home
        self._chats = chats
        self._clock = clock

    async def say(self, session: ClientSession, person: Person, text: str) -> int:
        """Type a message, or a command such as /start; gives the status with which the webhook answered."""
        number = self._chats.said(person.id, text=text)
        message = {**self._message(person, number), "text": text}
        if text.startswith("/"):
            command = text.split()[0]
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command)}]
        return await self._deliver(session, {"message": message})

    async def send_photo(self, session: ClientSession, person: Person) -> int:
        """Send a picture without words."""
        number = self._chats.said(person.id, text="", photo=True)
        file = {"file_id": secrets.token_hex(8), "file_unique_id": secrets.token_hex(4), "width": 90, "height": 60}
        return await self._deliver(session, {"message": {**self._message(person, number), "photo": [file]}})

    async def tap(self, session: ClientSession, person: Person, data: str, message: int) -> int:
        """Tap an inline button of one of the bot's messages, and wait until the bot has answered the tap."""
        query, answered = self._chats.tapped(person.id)
        status = await self._deliver(
            session,
            {
                "callback_query": {
                    "id": query,
                    "from": person.as_user,
                    "chat_instance": str(person.id),
                    "data": data,
                    "message": self._chats.message(person.id, message),
                }
            },
        )
        if status == 200:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(answered.wait(), _TAP_PATIENCE_SECONDS)
        return status

    async def block(self, session: ClientSession, person: Person, *, blocked: bool) -> int:
        """Block the bot, or let it write again."""
        others = [number for number in self._home.remembered.blocked if number != person.id]
        # The list is shared with the chats, which refuse to send to whoever is in it.
        self._home.remembered.blocked[:] = [*others, person.id] if blocked else others
        self._home.keep()
        member = {"user": self._chats.bot, "status": "member"}
        kicked = {"user": self._chats.bot, "status": "kicked", "until_date": 0}
        return await self._deliver(
            session,
            {
                "my_chat_member": {
                    "chat": {"id": person.id, "type": "private"},
                    "from": person.as_user,
                    "date": int(self._clock().timestamp()),
                    "old_chat_member": member if blocked else kicked,
                    "new_chat_member": kicked if blocked else member,
                }
            },
        )

    def _message(self, person: Person, number: int) -> dict[str, Any]:
        user = person.as_user
        return {
            "message_id": number,
            "date": int(self._clock().timestamp()),
            "chat": {"id": person.id, "type": "private", "first_name": user["first_name"]},
            "from": user,
        }

    async def _deliver(self, session: ClientSession, update: dict[str, Any]) -> int:
        body = json.dumps({"update_id": self._chats.next_id(), **update}).encode()
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": self._secret}
        status, answer = 503, b""
        for _attempt in range(_DELIVERIES):
            async with session.post(self._url, data=body, headers=headers) as response:
                status, answer = response.status, await response.read()
            if status < 500:
                break
        if status == 200 and answer.strip().startswith(b"{"):
            call = json.loads(answer)
            method = call.pop("method", None)
            if method:
                # Telegram carries the call of a response out and tells nobody whether it worked.
                with contextlib.suppress(Refused):
                    self._chats.call(method, call)
        return status
