"""Sends by SMS and WhatsApp through Twilio's REST API: one request for one message, never repeated here.

Twilio takes no key that would make a second request harmless (https://www.twilio.com/docs/messaging/api/message-resource),
so a request of which no answer came is left as it is: `send` raises, and the message is uncertain. The library's client
is not used for this: its time limit does not hold, its own repetitions post again, and under concurrency it can return
another request's answer. What it says of the resource holds: the form, the answers, the errors.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, NamedTuple, Self
from unicodedata import normalize

import aiohttp

from bots.outcomes import Later, Outcome, Outgoing, Refused, Sent
from bots.sms_codes import outcome_of
from bots.sms_twiml import TRIES
from conversations.telephone_numbers import on_whatsapp, one_number

#: Seconds for a connection to come about, and for the whole request.
CONNECT, PATIENCE = 5.0, 15.0
#: Requests side by side at most: Twilio limits them for each account, and tells nobody to how many.
_CONNECTIONS = 50
#: Seconds within which Twilio must have handed a message on (its own limits: 1 to 36,000).
_SHORTEST, _LONGEST = 10, 36_000
#: Seconds before the end of a message's time at which Twilio must have let go of it: the network takes its time too.
_MARGIN = 60
#: Seconds to wait where Twilio could not be reached at all.
_UNREACHED = 2.0


class Unanswered(Exception):
    """Nobody knows whether the message left; the text says why, in our words."""


class TwilioSender(NamedTuple):
    """Who sends.

    `account` is `TWILIO_ACCOUNT_SID`, `token` the present auth token, `root` `TWILIO_API_URL`. `number` is the number
    that people text, as "+1…" or "whatsapp:+1…"; `service` is the Messaging Service through which it sends, "" without
    one. `status_url` is where status reports are posted, `PUBLIC_URL` and the path of that door.
    """

    account: str
    token: str
    root: str
    number: str
    service: str
    status_url: str


def twilio_session(by: TwilioSender, patience: float = PATIENCE) -> aiohttp.ClientSession:
    """Connections to one account's REST API; a request may take `patience` seconds."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=_CONNECTIONS),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=patience, sock_connect=CONNECT),
        headers={"Authorization": aiohttp.encode_basic_auth(by.account, by.token), "Accept": "application/json"},
    )


def messages_url(by: TwilioSender) -> str:
    """Where the account's messages are made and listed."""
    return f"{by.root.rstrip('/')}/2010-04-01/Accounts/{by.account}/Messages.json"


def receiver(channel: str, address: str) -> str:
    """An address of ours as Twilio names it."""
    return f"whatsapp:{on_whatsapp(address)}" if channel == "whatsapp" else one_number(address)


class TwilioMouth:
    """Sends for one sender. Use as an async context manager.

    Args:
        channel: "sms" or "whatsapp".
        sender: Names the allowance (see `bots.outcomes.Mouth`).
        by: Who sends.
        clock: Gives epoch seconds.
        patience: Seconds for a whole request.
    """

    def __init__(
        self,
        channel: str,
        sender: str,
        by: TwilioSender,
        clock: Callable[[], float] = time.time,
        patience: float = PATIENCE,
    ) -> None:
        self.channel, self.sender, self._patience = channel, sender, patience
        self._by, self._clock = by, clock
        self._session: aiohttp.ClientSession | None = None
        self._url = messages_url(by)

    async def __aenter__(self) -> Self:
        """Open the session; nothing is contacted yet."""
        self._session = twilio_session(self._by, self._patience)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def send(self, address: str, message: Outgoing) -> Outcome:
        """Send one message, once.

        Raises:
            Unanswered: when nobody knows whether it left.
        """
        seconds = int(message.valid_until - self._clock()) - _MARGIN
        if seconds < _SHORTEST:
            return Later(0.0, "too late for this window", whole=False)
        if self._session is None:
            return Later(_UNREACHED, "not connected")
        try:
            # Redirected, a request would be made twice.
            async with self._session.post(
                self._url, data=self._form(address, message, seconds), allow_redirects=False
            ) as response:
                status, body = response.status, await response.read()
                wait = _seconds(response.headers.get("Retry-After"))
        except aiohttp.ClientConnectorError:
            # Before there is a connection nothing has left.
            return Later(_UNREACHED, "Twilio can't be reached")
        except aiohttp.ConnectionTimeoutError:
            return Later(_UNREACHED, "Twilio can't be reached")
        except TimeoutError:
            raise Unanswered("no answer in time") from None
        except aiohttp.ClientError:
            raise Unanswered("the connection broke") from None
        return _outcome(status, body, wait)

    def _form(self, address: str, message: Outgoing, seconds: int) -> dict[str, str]:
        by = self._by
        form = {
            "To": receiver(self.channel, address),
            # A letter with a separate accent would turn the whole text into segments of 70 characters.
            "Body": normalize("NFC", message.text),
            # The fragment is for Twilio alone, which tries again where the line does not take a report at once.
            "StatusCallback": f"{by.status_url}?d={message.delivery}{TRIES}",
            "ValidityPeriod": str(min(seconds, _LONGEST)),
        }
        # The number as well, where a service has several: whoever answers must reach the number that they know.
        form["From"] = by.number
        if by.service and self.channel == "sms":
            form["MessagingServiceSid"] = by.service
        return form


def _outcome(status: int, body: bytes, wait: float | None) -> Outcome:
    """What an answer means; one that is not Twilio's own says nothing about the message.

    Raises:
        Unanswered: when nobody knows whether the message left.
    """
    answer = _read(body)
    if 200 <= status <= 299:
        sid = answer.get("sid")
        if not isinstance(sid, str):
            raise Unanswered("an answer that can't be read")
        if answer.get("status") == "failed":
            # Nothing is reported of a message's first status (https://www.twilio.com/docs/messaging/guides/
            # outbound-message-status-in-status-callbacks), so this is the only word on it.
            return outcome_of(400, _code(answer.get("error_code")), None)
        return Sent(sid)
    if 400 <= status <= 499:
        told = _code(answer.get("code"))
        if not told and status not in (401, 403, 404, 429):
            return _of_a_stranger(status)
        return outcome_of(status, told, wait)
    raise Unanswered(f"answered with {status}")


def _code(told: object) -> str:
    return str(told) if isinstance(told, int) and not isinstance(told, bool) else ""


def _of_a_stranger(status: int) -> Outcome:
    """A refusal without a code of Twilio's: made by something on the way, or of the request itself."""
    if status == 408:
        raise Unanswered("no answer in time")
    return Refused(f"refused with {status}")


def _read(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _seconds(told: str | None) -> float | None:
    """The seconds of a `Retry-After`; None for a date or nonsense."""
    return min(float(told), 3600.0) if told is not None and told.isascii() and told.isdigit() else None
