"""The providers as a test meets them: real HTTP on loopback, a phone's and an app's side to act on."""

from __future__ import annotations

from tests.fakes_telegram import Called, FakeTelegram, Undelivered
from tests.fakes_telegram_chat import Chat
from tests.fakes_telegram_screen import Button, Refusal, Shown
from tests.fakes_twilio import FakeTwilio, Phone, Response, signature

__all__ = [
    "Button",
    "Called",
    "Chat",
    "FakeTelegram",
    "FakeTwilio",
    "Phone",
    "Refusal",
    "Response",
    "Shown",
    "Undelivered",
    "signature",
]
