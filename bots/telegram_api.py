"""Speaks to the Bot API: says what does not fit into a webhook's response, fetches updates where no webhook is."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType
from typing import Any, Literal, NamedTuple, Self

import structlog
from telegram import Bot, User
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bots.telegram_request import READ, AiohttpRequest
from bots.telegram_writing import Call
from bots.where_it_failed import where_it_failed

#: What we read. `my_chat_member` tells of blocks; it comes only if it is named as soon as anything is named.
ALLOWED_UPDATES = ("message", "edited_message", "channel_post", "callback_query", "my_chat_member", "inline_query")

#: Refusals that come about in the normal course of things: a second tap, a tap answered late, an edit without a change.
_HARMLESS = ("query is too old", "query id is invalid", "message is not modified")
#: Refusals after which nothing that is said in this chat arrives.
_NOT_LET_IN = ("chat not found", "peer_id_invalid", "chat_write_forbidden", "not enough rights", "have no rights")
#: The reason that only another token can put right.
BOT_UNKNOWN = "token refused"
#: Why a call was not carried out, in our words; Telegram's can hold a person's name. The first that fits counts.
_WHY: tuple[tuple[type[TelegramError], str], ...] = (
    (RetryAfter, "too many calls"),
    (Forbidden, "blocked by the person"),
    (InvalidToken, BOT_UNKNOWN),
    (Conflict, "webhook set or polled elsewhere"),
    (BadRequest, "call refused"),
    (TimedOut, "no answer in time"),
    (NetworkError, "not reachable"),
)
diagnostics = structlog.get_logger("undersigned.telegram")


class Later(NamedTuple):
    """A call was not carried out, and may be made again."""

    #: Seconds that Telegram wants to be waited; None when it named none, or did not say anything.
    seconds: float | None


class Sent(NamedTuple):
    """A call was carried out, or had been before; also one that edits or answers."""

    #: Telegram's own JSON; None when it told nothing new.
    result: Any


class Moved(NamedTuple):
    """The group has become a supergroup, with another id."""

    chat: int


class Refused(NamedTuple):
    """Telegram itself said that it will never carry out this call; what it is about can be let go."""

    what: Literal["message", "bot"]


@dataclass(frozen=True, slots=True)
class Gone:
    """Nothing that the bot says in this chat arrives any more."""


Outcome = Sent | Later | Moved | Refused | Gone


class TelegramApi:
    """The Bot API of one bot. Use as an async context manager; nothing is contacted until something is said.

    Args:
        token: `TELEGRAM_BOT_TOKEN`; never logged.
        root: `TELEGRAM_API_URL`, without a path.
        read: Seconds to wait for an answer.
    """

    def __init__(self, token: str, root: str, read: float = READ) -> None:
        # The library writes updates and calls to its own log when one fails, with all that people wrote.
        logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
        self._request = AiohttpRequest(read)
        self._bot = _Bot(
            token, base_url=f"{root.rstrip('/')}/bot", request=self._request, get_updates_request=self._request
        )

    async def __aenter__(self) -> Self:
        """Open the connections."""
        await self._request.initialize()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self._request.shutdown()

    async def say(self, calls: Sequence[Call]) -> list[Call]:
        """Make the calls in their order; never raises, and writes what failed to the diagnostics without its content.

        Returns:
            The calls that failed for want of a connection or by Telegram's limits, and may be made again. (One whose
            answer did not come may have been carried out: a reply twice is better than none.)
        """
        return [call for call in calls if await self.attempt(call) is not None]

    async def attempt(self, call: Call) -> Later | None:
        """Make one call; never raises, and writes a failure to the diagnostics without its content.

        Returns:
            None when nothing is left to be done: it was carried out, or refused for good. `Later` as in `say`.
        """
        outcome = await self.call(call)
        return outcome if isinstance(outcome, Later) else None

    async def call(self, call: Call) -> Outcome:
        """Make one call and tell what came of it; as `attempt`, it never raises, and tells failures without content."""
        try:
            return Sent(await self._bot.perform(call))
        except TelegramError as problem:
            if isinstance(problem, BadRequest) and _one_of(_HARMLESS, problem):
                return Sent(None)
            diagnostics.warning("telegram call failed", method=call["method"], why=why(problem))
            return _outcome(problem)
        except Exception as problem:
            # A fault of ours: its words can hold the call.
            kind, at = type(problem).__name__, where_it_failed(problem)
            diagnostics.error("telegram call failed", method=call["method"], kind=kind, at=at)
            return Later(None)

    async def updates(self, offset: int | None, wait: int) -> list[dict[str, Any]]:
        """Updates from `offset` on, as Telegram writes them; what is below it counts as received.

        Args:
            offset: Id of the first update wanted; None for the oldest that waits.
            wait: Seconds that Telegram may hold the request open until there is one.

        Raises:
            TelegramError: for whatever went wrong (see `why`).
        """
        return await self._bot.updates(offset, wait)

    async def places_cards(self) -> bool | None:
        """Whether inline mode is on; None when Telegram can't be asked just now."""
        try:
            return bool((await self.get_me()).supports_inline_queries)
        except TelegramError:
            return None

    async def get_me(self) -> User:
        """Who the bot is; raises TelegramError."""
        return await self._bot.get_me()


def why(problem: Exception) -> str:
    """What went wrong, in words that hold nothing of what was sent; "failed" for what has none of its own."""
    return next((words for kind, words in _WHY if isinstance(problem, kind)), "failed")


def _outcome(problem: TelegramError) -> Outcome:
    if isinstance(problem, ChatMigrated):
        return Moved(problem.new_chat_id)
    if isinstance(problem, RetryAfter):
        return Later(_seconds(problem.retry_after))
    if isinstance(problem, Forbidden) or (isinstance(problem, BadRequest) and _one_of(_NOT_LET_IN, problem)):
        return Gone()
    if isinstance(problem, InvalidToken | Conflict):
        return Refused("bot")
    # To the library a refused call is a network error too.
    return Refused("message") if isinstance(problem, BadRequest) else Later(None)


def _one_of(known: Sequence[str], problem: TelegramError) -> bool:
    return any(words in str(problem).lower() for words in known)


def _seconds(wanted: float | timedelta) -> float:
    return wanted.total_seconds() if isinstance(wanted, timedelta) else float(wanted)


class _Bot(Bot):
    """python-telegram-bot's client, with two calls that take and give Telegram's own JSON.

    Answers are kept as JSON, so they are sent as they are; and one update of an unknown shape must not spoil the others
    that came with it, as it would in `Bot.get_updates`.
    """

    async def perform(self, call: Call) -> Any:
        """Make one call as it was written down; returns what Telegram tells, unread."""
        return await self._post(call["method"], {name: value for name, value in call.items() if name != "method"})

    async def updates(self, offset: int | None, wait: int) -> list[dict[str, Any]]:
        """`getUpdates`, unread."""
        data = {"offset": offset, "timeout": wait, "allowed_updates": ALLOWED_UPDATES}
        found = await self._post("getUpdates", data, read_timeout=(self.request.read_timeout or READ) + wait)
        return [update for update in found if isinstance(update, dict) and isinstance(update.get("update_id"), int)]
