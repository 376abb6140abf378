"""A person's side of a chat with the bot: types, taps, blocks, and sees what the app shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes_telegram_screen import Button, Screen, Shown

if TYPE_CHECKING:
    from tests.fakes_telegram import FakeTelegram


class Chat(Screen):
    """One chat; what a method returns is what the bot sent or edited because of it, by the webhook's response."""

    def __init__(self, telegram: FakeTelegram, chat_id: int, user: dict[str, Any], kind: str = "private") -> None:
        super().__init__()
        self.telegram, self.user = telegram, user
        self.about = {"id": chat_id, "type": kind}
        #: The id under which a group that has become a supergroup goes on.
        self.moved_to: int | None = None
        if kind == "private":
            self.about["first_name"] = user["first_name"]
        else:
            self.about["title"] = "A group"
        #: The last update that was brought to the line.
        self.last_update: dict[str, Any] = {}

    @property
    def shown(self) -> list[Shown]:
        """The bot's messages, oldest first."""
        return [message for message in self.messages if not message.mine]

    @property
    def last(self) -> Shown:
        """The bot's newest message."""
        return self.shown[-1]

    @property
    def toast(self) -> str:
        """The words shown at the last tap, "" while there are none."""
        return self.telegram.toasts.get(self.last_update.get("callback_query", {}).get("id", ""), "")

    async def type(self, text: str) -> list[Shown]:
        """Write a message."""
        return await self.send_content(text=text)

    async def start(self, payload: str = "") -> list[Shown]:
        """Open a deep link and press START."""
        return await self.type(f"/start {payload}".strip())

    async def send_content(self, **content: Any) -> list[Shown]:
        """Send anything else: `photo=[…]`, `sticker={…}`, `pinned_message={…}`, in the Bot API's words."""
        message = self._message(next(self.telegram.ids), **content)
        self.messages.append(Shown(message["message_id"], str(content.get("text", "")), mine=True))
        return await self._update("channel_post" if self.about["type"] == "channel" else "message", message)

    async def edit_mine(self, text: str) -> list[Shown]:
        """Change the last message that was typed."""
        mine = [message for message in self.messages if message.mine][-1]
        mine.text = text
        return await self._update("edited_message", {**self._message(mine.id, text=text), "edit_date": 1_800_000_001})

    async def tap(self, label: str, message: Shown | None = None) -> list[Shown]:
        """Tap the button whose label holds `label`: on `message`, else on the newest message that has it."""
        candidates = [message] if message else reversed(self.shown)
        for candidate in candidates:
            for button in (button for row in candidate.rows for button in row):
                if label in button.label:
                    return await self.tap_data(button, candidate)
        raise AssertionError(f"no button {label!r} among {[one.labels for one in self.shown]}")

    async def tap_data(self, button: Button, message: Shown) -> list[Shown]:
        """Tap a button, present or made up."""
        assert button.data is not None, f"{button.label!r} opens something"
        query = str(next(self.telegram.ids))
        self.telegram.unanswered.add(query)
        about = self._message(message.id, text=message.text)
        about["from"] = {"id": 12345, "is_bot": True, "first_name": "Undersigned"}
        if message.inaccessible:
            about = {"message_id": message.id, "date": 0, "chat": self.about}
        tap = {"id": query, "from": self.user, "chat_instance": "1", "data": button.data, "message": about}
        return await self._update("callback_query", tap)

    async def answered(self) -> str:
        """Wait until no button of this bot shows a spinner; returns the last tap's toast."""
        await self.telegram.until(lambda: not self.telegram.unanswered)
        return self.toast

    async def block(self) -> None:
        """Block the bot."""
        self.blocked = True
        await self._membership("member", "kicked")

    async def unblock(self) -> None:
        """Let the bot write again."""
        self.blocked = False
        await self._membership("kicked", "member")

    async def throw_out(self) -> None:
        """Take the bot out of the group."""
        self.blocked = True
        await self._membership("member", "kicked")

    async def become_supergroup(self, chat_id: int) -> Chat:
        """The group goes on under another id, and its messages are numbered anew."""
        self.moved_to = chat_id
        new = self.telegram.group(chat_id)
        await self.send_content(migrate_to_chat_id=chat_id)
        await new.send_content(migrate_from_chat_id=self.about["id"])
        return new

    async def look_up(self, words: str = "", *, app: str | None = None) -> list[dict[str, Any]]:
        """Type the bot's name and `words` in any chat; returns the results that the app offers."""
        query = str(next(self.telegram.ids))
        person = self.user | ({"language_code": app} if app else {})
        await self._update("inline_query", {"id": query, "from": person, "query": words, "offset": ""})
        await self.telegram.until(lambda: query in self.telegram.offered)
        return self.telegram.offered[query]

    async def redeliver(self) -> list[Shown]:
        """The last update comes again, as when our answer was lost."""
        return await self._bring(self.last_update)

    async def _membership(self, old: str, new: str) -> None:
        bot = {"id": 12345, "is_bot": True, "first_name": "Undersigned", "username": self.telegram.username}
        members = {
            "old_chat_member": {"user": bot, "status": old} | ({"until_date": 0} if old == "kicked" else {}),
            "new_chat_member": {"user": bot, "status": new} | ({"until_date": 0} if new == "kicked" else {}),
        }
        about = {"chat": self.about, "from": self.user, "date": 1_800_000_000}
        await self._update("my_chat_member", {**about, **members})

    async def _update(self, kind: str, content: dict[str, Any]) -> list[Shown]:
        return await self._bring({"update_id": next(self.telegram.ids), kind: content})

    async def _bring(self, update: dict[str, Any]) -> list[Shown]:
        self.last_update = update
        before = {message.id: message.edits for message in self.shown}
        await self.telegram.deliver(update)
        return [message for message in self.shown if before.get(message.id) != message.edits]

    def _message(self, message_id: int, **content: Any) -> dict[str, Any]:
        message = {"message_id": message_id, "date": 1_800_000_000, "chat": self.about, **content}
        if self.about["type"] == "channel":
            return {**message, "sender_chat": self.about}
        if str(content.get("text", "")).startswith("/"):
            length = len(content["text"].split()[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return {**message, "from": self.user}
