"""A bot's mouth with connections of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import Bot

from bots.telegram_request import AiohttpRequest
from bots.telegram_sending import TelegramMouth


@asynccontextmanager
async def telegram_mouth(token: str, root: str) -> AsyncIterator[TelegramMouth]:
    """Sends by one bot for as long as the body runs.

    Args:
        token: `TELEGRAM_BOT_TOKEN`.
        root: `TELEGRAM_API_URL`.
    """
    request = AiohttpRequest()
    await request.initialize()
    try:
        yield TelegramMouth(Bot(token, base_url=f"{root.rstrip('/')}/bot", request=request))
    finally:
        await request.shutdown()
