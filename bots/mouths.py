"""The mouths of an installation: one for each channel on which something can leave on its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import Bot

from bots.sms_sending import TwilioMouth, TwilioSender
from bots.telegram_request import AiohttpRequest
from bots.telegram_sending import TelegramMouth


def twilio_mouth(channel: str, by: TwilioSender) -> TwilioMouth:
    """A mouth for SMS or WhatsApp; its allowance is the channel's."""
    return TwilioMouth(channel, channel, by)


@asynccontextmanager
async def telegram_mouth(token: str, root: str) -> AsyncIterator[TelegramMouth]:
    """A bot's mouth, with connections of its own.

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
