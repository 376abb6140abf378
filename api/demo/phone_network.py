"""Plays Twilio and the phone companies: signs what a phone sends, delivers it, brings the answer back.

The webhook can't tell it from the real thing: a full form with blank fields, Twilio's header and signature
(https://www.twilio.com/docs/usage/security), its own answers to STOP, START and HELP on an ordinary number
(https://help.twilio.com/articles/223134027), and its block (error 21610) afterwards.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession

from api.demo.home import Home
from api.demo.prices import priced
from api.rehearsal.twilio_forms import PATH, signature, texts_in
from api.settings import Settings

STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START_WORDS = frozenset({"START", "YES", "UNSTOP"})
HELP_WORDS = frozenset({"HELP", "INFO"})

#: Twilio's standard answers; in English whatever the language of the talk.
STOPPED = (
    "You have successfully been unsubscribed. You will not receive any more messages from this number. "
    "Reply START to resubscribe."
)
STARTED = (
    "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
    "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
)
HELPED = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."


@dataclass(frozen=True)
class Text:
    """One text from an invented phone; with `sid` a text that was sent before is delivered again."""

    sender: str
    text: str = ""
    photo: bool = False
    sid: str | None = None


class PhoneNetwork:
    """Between the simulator's phones and the webhook for texts."""

    def __init__(self, settings: Settings, home: Home) -> None:
        self._settings = settings
        self._home = home
        self._url = f"{settings.public_url}{PATH}"

    async def send(self, session: ClientSession, sent: Text) -> dict[str, Any]:
        """Deliver one text and bring back everything that the phone gets to see."""
        sid = sent.sid or "SM" + secrets.token_hex(16)
        twilio = self._twilio_answers(sent)
        form = self._form(sent, sid)
        headers = {
            "X-Twilio-Signature": signature(self._settings.auth_tokens[0], self._url, form),
            "I-Twilio-Idempotency-Token": sid,
            "User-Agent": "TwilioProxy/1.1",
        }
        async with session.post(self._url, data=form, headers=headers) as response:
            status, body = response.status, await response.read()
        replies = texts_in(body) if status == 200 else []
        held_back = bool(replies) and sent.sender in self._home.remembered.held_back
        return {
            "sid": sid,
            "status": status,
            "heard": priced(sent.text, outgoing=False),
            "twilio": twilio,
            "held_back": held_back,
            "replies": [] if held_back else [{"text": text, **priced(text, outgoing=True)} for text in replies],
        }

    def _twilio_answers(self, sent: Text) -> str | None:
        word, held_back = sent.text.strip().upper(), self._home.remembered.held_back
        if sent.photo or sent.sid:
            return None
        if word in STOP_WORDS:
            if sent.sender not in held_back:
                held_back.append(sent.sender)
                self._home.keep()
            return STOPPED
        if word in START_WORDS and sent.sender in held_back:
            held_back.remove(sent.sender)
            self._home.keep()
            return STARTED
        return HELPED if word in HELP_WORDS else None

    def _form(self, sent: Text, sid: str) -> dict[str, str]:
        place = {"City": "CHICAGO", "State": "IL", "Zip": "", "Country": "US"}
        media = {"MediaUrl0": f"{self._settings.public_url}/static/mark.svg", "MediaContentType0": "image/jpeg"}
        return {
            "MessageSid": sid,
            "SmsSid": sid,
            "SmsMessageSid": sid,
            "AccountSid": str(self._settings.twilio_account_sid),
            "ApiVersion": "2010-04-01",
            "From": sent.sender,
            "To": str(self._settings.twilio_from),
            "Body": sent.text,
            "SmsStatus": "received",
            "NumSegments": str(priced(sent.text, outgoing=False)["parts"]),
            "NumMedia": "1" if sent.photo else "0",
            "ReferralNumMedia": "0",
            **{f"From{name}": value for name, value in place.items()},
            **{f"To{name}": value for name, value in place.items()},
            **(media if sent.photo else {}),
        }
