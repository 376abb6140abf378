"""Compares what Telegram holds about the bot with what this installation needs, for `undersigned doctor`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from api.finding import Finding
from api.settings import Settings
from bots.channel import AccountProblem
from bots.telegram_account import Seen, TelegramAccount, profiles

T = TypeVar("T")

#: A delivery that failed longer ago than this no longer says anything about the present.
RECENT = timedelta(hours=1)
#: Seconds to wait for one answer.
PATIENCE = 10.0


def check_telegram(settings: Settings, languages: Sequence[str], now: datetime | None = None) -> Iterator[Finding]:
    """Everything that Telegram tells; nothing is changed.

    Args:
        settings: With at least the bot's token.
        languages: In which petitions can be signed here.
        now: Aware; tells how old a failure is.
    """
    try:
        seen = _asked(settings, lambda account: account.look(languages))
    except AccountProblem as problem:
        fix = f"Check this machine's way to {settings.telegram_api_url}, and TELEGRAM_BOT_TOKEN at @BotFather."
        yield Finding("Telegram", "fail", f"the bot can't be asked: {problem}", fix)
        return
    yield from _bot(settings, seen)
    yield from _webhook(settings, seen)
    yield from _deliveries(seen, now or datetime.now(UTC))
    yield from _profile(settings, seen, languages)


def _bot(settings: Settings, seen: Seen) -> Iterator[Finding]:
    if settings.bot_username and settings.bot_username.casefold() != seen.username.casefold():
        fix = f"TELEGRAM_BOT_USERNAME={seen.username}"
        yield Finding("Telegram", "fail", f"the token is of @{seen.username}, not of @{settings.bot_username}", fix)
    else:
        yield Finding("Telegram", "ok", f"the token is of @{seen.username}")
    if seen.reads_groups:
        fix = "At @BotFather: /setprivacy, then Enable; then add the bot to its groups again."
        yield Finding("Telegram", "warn", "the bot is shown all that is written in its groups", fix)
    if not seen.places_cards:
        fix = "At @BotFather: /setinline, then the bot, then a word like: petition"
        cause = "inline mode is off, so signers can't place a petition's card in their chats"
        yield Finding("Telegram", "warn", cause, fix)


def _webhook(settings: Settings, seen: Seen) -> Iterator[Finding]:
    secret, url = settings.telegram_webhook_secret, f"{settings.public_url}/webhooks/telegram"
    if secret is None or settings.public_url is None:
        if not seen.webhook:
            yield Finding("Telegram webhook", "ok", "none is set, so `serve --poll` hears")
            return
        cause = f"one is set ({seen.webhook}), so `serve --poll` would be refused"
        mend = _mending(settings, lambda account: account.hear_nowhere())
        yield Finding("Telegram webhook", "fail", cause, "undersigned doctor --fix", mend)
        return
    given = secret.get_secret_value()
    mend = _mending(settings, lambda account: account.hear_at(url, given))
    if seen.webhook != url:
        cause = f"it is {seen.webhook or 'not set'}, not {url}"
        yield Finding("Telegram webhook", "fail", cause, "undersigned doctor --fix", mend)
    elif seen.lacks:
        cause = f"not brought: {', '.join(seen.lacks)}"
        yield Finding("Telegram webhook", "fail", cause, "undersigned doctor --fix", mend)
    elif "403" in seen.failure:
        # Telegram does not tell the secret that it sends, but what came of it.
        cause = "the last delivery was refused (403): Telegram sends another secret, or another program answers"
        yield Finding("Telegram webhook", "warn", cause, "undersigned doctor --fix", mend)
    else:
        yield Finding("Telegram webhook", "ok", url)


def _deliveries(seen: Seen, now: datetime) -> Iterator[Finding]:
    waiting = f"{seen.waiting} updates wait" if seen.waiting != 1 else "1 update waits"
    if seen.failed_at and now - seen.failed_at < RECENT:
        when = seen.failed_at.astimezone(UTC).strftime("%H:%M UTC")
        cause = f"the last failure was at {when}: {seen.failure}; {waiting}"
        fix = "Check that `undersigned serve` runs and that PUBLIC_URL leads to it; Telegram tries for a day."
        yield Finding("Telegram deliveries", "warn", cause, fix)
    else:
        yield Finding("Telegram deliveries", "ok", waiting)


def _profile(settings: Settings, seen: Seen, languages: Sequence[str]) -> Iterator[Finding]:
    wanted = profiles(settings.default_language, settings.organization, languages)
    other = {language: one for language, one in wanted.items() if seen.profiles.get(language) != one}
    if other:
        named = ", ".join(language or "every other language" for language in other)
        mend = _mending(settings, lambda account: account.show(other))
        cause = f"menu and description are not ours in: {named}"
        yield Finding("Telegram profile", "warn", cause, "undersigned doctor --fix", mend)
    else:
        yield Finding("Telegram profile", "ok", "menu and description are there in each language")


def _mending(settings: Settings, do: Callable[[TelegramAccount], Awaitable[None]]) -> Callable[[], None]:
    return lambda: _asked(settings, do)


def _asked(settings: Settings, ask: Callable[[TelegramAccount], Awaitable[T]]) -> T:
    token = settings.telegram_bot_token.get_secret_value() if settings.telegram_bot_token else ""

    async def asked() -> T:
        async with TelegramAccount(token, settings.telegram_api_url, PATIENCE) as account:
            return await ask(account)

    return asyncio.run(asked())
