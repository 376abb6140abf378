"""Telegram seen from outside: chats whose updates reach the line by webhook or polling, and the Bot API."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes_server import LoopbackServer
from tests.fakes_telegram_account import BotAccount
from tests.fakes_telegram_chat import Chat
from tests.fakes_telegram_screen import Refusal, Shown, offered

TOKEN = "12345:the-token-of-the-bot-with-35-letters"
SECRET = "the-secret-of-the-webhook"
USERNAME = "undersigned_test_bot"
#: Seconds after which a test that waits for something has failed.
PATIENCE = 10


class Undelivered(Exception):
    """The line did not take an update (Telegram would bring it again); `status` is its HTTP answer."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the line answered {status}")
        self.status = status


@dataclass(frozen=True)
class Called:
    """One call that the bot made."""

    method: str
    parameters: Mapping[str, Any]
    #: In a webhook's response, not by the API.
    in_response: bool = False


class FakeTelegram:
    """Telegram's side of one bot. Use as an async context manager.

    Args:
        webhook: Full URL at which the line takes updates; may be set later. "" for a line that polls.
    """

    def __init__(self, webhook: str = "") -> None:
        self.webhook = webhook
        self.token, self.secret, self.username = TOKEN, SECRET, USERNAME
        self.account = BotAccount()
        #: Every call that was carried out, in order.
        self.calls: list[Called] = []
        #: Every call that was refused, and why. In a webhook's response nobody else would notice.
        self.refused: list[tuple[Called, str]] = []
        #: Refusals to give, by method, first in first out, instead of doing what was asked.
        self.failures: dict[str, list[Refusal]] = {}
        #: Chats into which nothing may be sent for now (429), and the `retry_after` that is told.
        self.limited: dict[int, int] = {}
        #: Methods that hang until their event is set, and how many calls of each do so at this moment.
        self.held: dict[str, asyncio.Event] = {}
        self.hanging: Counter[str] = Counter()
        #: Cleared: API calls hang until it is set again.
        self.answering = asyncio.Event()
        self.answering.set()
        #: Ids of taps whose button still shows a spinner.
        self.unanswered: set[str] = set()
        self.toasts: dict[str, str] = {}
        #: What was answered to inline queries, by their ids.
        self.offered: dict[str, list[dict[str, Any]]] = {}
        self.chats: dict[int, Chat] = {}
        self.ids = count(1)
        self.waiting: list[dict[str, Any]] = []
        self._changed = asyncio.Condition()
        self._server = LoopbackServer(self._api)

    async def __aenter__(self) -> Self:
        """Start the Bot API."""
        await self._server.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        self.answering.set()
        for held in self.held.values():
            held.set()
        await self._server.__aexit__(kind, problem, trace)

    @property
    def api_url(self) -> str:
        """For `TELEGRAM_API_URL`."""
        return self._server.url

    async def go_down(self) -> None:
        """Refuse connections to the API from now on; updates still go out."""
        await self._server.stop_listening()

    async def come_up(self) -> None:
        """Take connections again."""
        await self._server.listen()

    def chat(self, user_id: int = 5_550_142, *, first_name: str = "Ana", **person: Any) -> Chat:
        """The private chat of a person with the bot. `person`: last_name, language_code, is_bot."""
        user = {"id": user_id, "is_bot": False, "first_name": first_name, **person}
        return self.chats.setdefault(user_id, Chat(self, user_id, user))

    def group(self, chat_id: int = -1_001_555, *, kind: str = "supergroup", user_id: int = 5_550_143) -> Chat:
        """A group or channel in which somebody writes."""
        user = {"id": user_id, "is_bot": False, "first_name": "Somebody"}
        return self.chats.setdefault(chat_id, Chat(self, chat_id, user, kind))

    async def deliver(self, update: Mapping[str, Any]) -> None:
        """Bring an update to the line, and carry out the method in the response; when polled, wait until it is taken.

        Raises:
            Undelivered: when the webhook answers anything but 2xx.
        """
        if not self.webhook:
            self.waiting.append(dict(update))
            await self._notify()
            await self.until(lambda: update not in self.waiting)
            return
        status, body = await self.post(json.dumps(update).encode())
        if not 200 <= status <= 299:
            raise Undelivered(status)
        call = json.loads(body) if body.strip() else {}
        if isinstance(call, dict) and call.get("method"):
            await self._carry_out(Called(call.pop("method"), call, in_response=True))

    async def post(self, body: bytes, *, secret: str | None = None) -> tuple[int, bytes]:
        """Post raw bytes to the webhook, under another secret if wanted; returns status and body."""
        headers = {"Content-Type": "application/json"}
        if given := self.secret if secret is None else secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = given
        async with self._server.client.post(self.webhook, data=body, headers=headers) as response:
            return response.status, await response.read()

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is so; every call and every update gives a chance."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(true)

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        await self.answering.wait()
        _, token, method = request.path.split("/", 2)
        if token != f"bot{self.token}":
            return _refusal(Refusal("Unauthorized", 401))
        if held := self.held.get(method):
            self.hanging[method] += 1
            await self._notify()
            await held.wait()
            self.hanging[method] -= 1
        parameters = await request.json() if request.content_type == "application/json" else dict(await request.post())
        return await self._carry_out(Called(method, parameters))

    async def _carry_out(self, called: Called) -> web.Response:
        try:
            if planned := self.failures.get(called.method):
                raise planned.pop(0)
            result = await self._do(called.method, called.parameters)
        except Refusal as refusal:
            self.refused.append((called, refusal.description))
            return _refusal(refusal)
        finally:
            await self._notify()
        self.calls.append(called)
        await self._notify()
        return web.json_response({"ok": True, "result": result})

    async def _do(self, method: str, call: Mapping[str, Any]) -> Any:
        if seconds := self.limited.get(int(call.get("chat_id", 0))):
            raise Refusal(f"Too Many Requests: retry after {seconds}", 429, {"retry_after": seconds})
        if method == "sendMessage":
            return self._message(call, self._chat(call).send(next(self.ids), call))
        if method == "editMessageText":
            return self._message(call, self._chat(call).edit(call))
        if method == "answerCallbackQuery":
            return self._answer_tap(call)
        if method == "answerInlineQuery":
            self.offered[str(call["inline_query_id"])] = offered(call)
            return True
        if method == "getUpdates":
            return await self._updates(call)
        if method == "getMe":
            reads = self.account.reads_groups
            me = {"id": 12345, "is_bot": True, "first_name": "Undersigned", "username": self.username}
            return me | {"can_read_all_group_messages": reads, "supports_inline_queries": self.account.inline}
        if method == "getWebhookInfo":
            return self.account.info(self.webhook)
        if method == "setWebhook":
            return self.account.bring(call, self._bring_to)
        if method == "deleteWebhook":
            self.webhook = ""
            return True
        if method[3:5] == "My":
            return self.account.profile(method, call)
        raise Refusal("Not Found", 404)

    def _bring_to(self, url: str, secret: str) -> None:
        self.webhook, self.secret = url, secret

    def _chat(self, call: Mapping[str, Any]) -> Chat:
        chat = self.chats.get(int(call["chat_id"]))
        if chat is None:
            raise Refusal("Bad Request: chat not found")
        if chat.moved_to is not None:
            told = {"migrate_to_chat_id": chat.moved_to}
            raise Refusal("Bad Request: group chat was upgraded to a supergroup chat", 400, told)
        return chat

    def _message(self, call: Mapping[str, Any], shown: Shown) -> dict[str, Any]:
        return {"message_id": shown.id, "date": 0, "chat": self._chat(call).about, "text": shown.text}

    def _answer_tap(self, call: Mapping[str, Any]) -> bool:
        tap = str(call["callback_query_id"])
        if tap not in self.unanswered:
            raise Refusal("Bad Request: query is too old and response timeout expired or query ID is invalid")
        if len(str(call.get("text", ""))) > 200:
            raise Refusal("Bad Request: MESSAGE_TOO_LONG")
        self.unanswered.discard(tap)
        self.toasts[tap] = str(call.get("text", ""))
        return True

    async def _updates(self, call: Mapping[str, Any]) -> list[dict[str, Any]]:
        if self.webhook:
            raise Refusal("Conflict: can't use getUpdates method while webhook is active", 409)
        offset = int(call.get("offset", 0))
        self.waiting = [update for update in self.waiting if update["update_id"] >= offset]
        await self._notify()
        try:
            async with asyncio.timeout(min(int(call.get("timeout", 0)), PATIENCE)), self._changed:
                await self._changed.wait_for(lambda: bool(self.waiting))
        except TimeoutError:
            return []
        return self.waiting[:100]


def _refusal(refusal: Refusal) -> web.Response:
    if refusal.raw:
        return web.Response(body=refusal.raw, status=refusal.status, content_type="text/html")
    body = {"ok": False, "error_code": refusal.status, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = dict(refusal.parameters)
    return web.json_response(body, status=refusal.status)
