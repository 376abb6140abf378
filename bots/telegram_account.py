"""What Telegram holds about the bot itself: where it brings updates, and what it shows before anybody has written.

For the operator's commands alone. No process sets any of this by itself when it starts: several at once would be
refused, and one that was started for a try would take the messages away from the one that serves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from telegram import BotCommand
from telegram.error import TelegramError

from bots.channel import AccountProblem
from bots.telegram_api import ALLOWED_UPDATES, TelegramApi, why
from conversations.other_languages import name_of
from conversations.phrases import say

#: The commands that the menu offers, in this order; each is a phrase "telegram.menu.<name>" that says "word: what".
MENU: tuple[str, ...] = (
    "list",
    "help",
    "status",
    "share",
    "other",
    "updates",
    "privacy",
    "link",
    "unsign",
    "delete",
    "stop",
)
#: Characters that Telegram takes for a description.
LONGEST = 512


class Profile(NamedTuple):
    """What a person sees before START, and in the menu, in one language."""

    description: str
    short: str
    #: Name without the slash, and what it does.
    commands: tuple[tuple[str, str], ...]


class Seen(NamedTuple):
    """The bot as Telegram tells it."""

    username: str
    #: It is shown all that is written in its groups (privacy mode off).
    reads_groups: bool
    #: It is asked for cards in any chat (inline mode on).
    places_cards: bool
    #: Where updates are brought; "" when they wait to be fetched.
    webhook: str
    waiting: int
    #: Kinds of updates that are brought; () for Telegram's own choice, in which all that we read is.
    kinds: tuple[str, ...]
    #: The last delivery that failed: when, and Telegram's words about it.
    failed_at: datetime | None
    failure: str
    #: By language; "" for all languages that are not named.
    profiles: dict[str, Profile]

    @property
    def lacks(self) -> tuple[str, ...]:
        """The kinds of updates that we read and are not brought."""
        return tuple(kind for kind in ALLOWED_UPDATES if kind not in self.kinds) if self.kinds else ()


def profile(language: str, organization: str, languages: Sequence[str]) -> Profile:
    """What the bot should show in a language.

    Args:
        language: One of `LANGUAGES`.
        organization: Who runs the line, "" when nobody is named.
        languages: In which petitions can be signed here, named as their speakers call them.
    """
    named = ", ".join(map(name_of, languages))
    key = "telegram.description_of" if organization else "telegram.description"
    description = say(key, language, organization=organization, languages=named)
    entries = [say(f"telegram.menu.{name}", language).partition(": ") for name in MENU]
    return Profile(
        description[:LONGEST],
        say("telegram.short_description", language, languages=named),
        tuple((word, what) for word, _, what in entries),
    )


def profiles(default: str, organization: str, languages: Sequence[str]) -> dict[str, Profile]:
    """What the bot should show, by language; "" for all that are not named.

    Args:
        default: `DEFAULT_LANGUAGE`.
        organization: As for `profile`.
        languages: As for `profile`.
    """
    shown = {one: profile(one, organization, languages) for one in languages}
    return {"": profile(default, organization, languages)} | shown


class TelegramAccount(TelegramApi):
    """The bot's own account. Use as an async context manager, as `TelegramApi`."""

    async def look(self, languages: Sequence[str]) -> Seen:
        """Ask for everything.

        Args:
            languages: Whose profiles are looked at, beside the one for all others.

        Raises:
            AccountProblem: with why.
        """
        with _told():
            me, hook = await asyncio.gather(self._bot.get_me(), self._bot.get_webhook_info())
            shown = [await self._profile(language) for language in ("", *languages)]
        return Seen(
            str(me.username),
            bool(me.can_read_all_group_messages),
            bool(me.supports_inline_queries),
            hook.url,
            hook.pending_update_count,
            tuple(hook.allowed_updates or ()),
            hook.last_error_date,
            hook.last_error_message or "",
            dict(zip(("", *languages), shown, strict=True)),
        )

    async def hear_at(self, url: str, secret: str) -> None:
        """Have updates brought to `url`, under `secret`.

        Raises:
            AccountProblem: with why.
        """
        with _told():
            await self._bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED_UPDATES)

    async def hear_nowhere(self) -> None:
        """Have updates wait to be fetched; none is thrown away.

        Raises:
            AccountProblem: with why.
        """
        with _told():
            await self._bot.delete_webhook(drop_pending_updates=False)

    async def show(self, wanted: dict[str, Profile]) -> None:
        """Show `wanted` from now on, by language.

        Raises:
            AccountProblem: with why.
        """
        with _told():
            for language, one in wanted.items():
                code = language or None
                await self._bot.set_my_commands([BotCommand(*pair) for pair in one.commands], language_code=code)
                await self._bot.set_my_description(one.description, language_code=code)
                await self._bot.set_my_short_description(one.short, language_code=code)

    async def _profile(self, language: str) -> Profile:
        code = language or None
        commands, description, short = await asyncio.gather(
            self._bot.get_my_commands(language_code=code),
            self._bot.get_my_description(language_code=code),
            self._bot.get_my_short_description(language_code=code),
        )
        told = tuple((one.command, one.description) for one in commands)
        return Profile(description.description, short.short_description, told)


@contextmanager
def _told() -> Iterator[None]:
    """Telegram's errors as ours, without their words."""
    try:
        yield
    except TelegramError as problem:
        reason = why(problem)
    else:
        return
    raise AccountProblem(reason)
