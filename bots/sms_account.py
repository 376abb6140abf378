"""What Twilio holds about the account and the number that people text, and where its messages are brought.

For the operator's commands alone; nothing here is asked or set when a program starts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator

from bots.sms_client import account_problems, client_to


class Calls(NamedTuple):
    """Where the calls to a number go, as Twilio tells it."""

    can_talk: bool
    url: str
    method: str
    #: A TwiML application and a SIP trunk, which take the calls in the place of the address; "" without one.
    application: str
    trunk: str


class Number(NamedTuple):
    """The number that people text, as Twilio tells it."""

    sid: str
    is_short_code: bool
    can_text: bool
    url: str
    method: str
    #: A TwiML application, which takes the messages in the place of the address; "" without one.
    application: str
    #: Where its calls go; None of a short code, which nobody can call.
    calls: Calls | None = None


class Service(NamedTuple):
    """The Messaging Service through which sending goes."""

    #: Whether incoming messages go where the number says; else they go to `url`.
    leaves_it_to_the_number: bool
    url: str
    #: Whether a campaign is registered for ten-digit numbers in the United States.
    registered: bool


class Seen(NamedTuple):
    """The account as Twilio tells it."""

    #: "active", "suspended" or "closed".
    status: str
    trial: bool
    #: With its currency, as "12.34 USD"; "" when Twilio does not tell.
    balance: str
    #: None when the account has no such number.
    number: Number | None
    #: None when no Messaging Service is set.
    service: Service | None
    #: Of a toll-free number, as "TWILIO_APPROVED"; "" when there is none to tell.
    verification: str


class SMSAccount:
    """One account at Twilio, asked without an event loop.

    Args:
        account_sid: `TWILIO_ACCOUNT_SID`.
        token: The present auth token.
        root: `TWILIO_API_URL`; when it is not Twilio's own, everything is asked there, whatever its real host.
    """

    def __init__(self, account_sid: str, token: str, root: str) -> None:
        self._client = client_to(account_sid, token, root)

    def look(self, number: str, service_sid: str = "") -> Seen:
        """Ask for everything.

        Args:
            number: `TWILIO_FROM`, "" without one.
            service_sid: `TWILIO_MESSAGING_SERVICE_SID`, "" without one.

        Raises:
            AccountProblem: with why.
        """
        with account_problems():
            account = self._client.api.v2010.account.fetch()
            found = self._number(number) if number else None
            return Seen(
                str(account.status),
                str(account.type) == "Trial",
                self._balance(),
                found,
                self._service(service_sid) if service_sid else None,
                self._verification(found) if found and _is_toll_free(number) else "",
            )

    def bring_to(self, number: Number, url: str) -> None:
        """Have the number's messages posted to `url`, whatever took them before.

        Raises:
            AccountProblem: with why.
        """
        with account_problems():
            if number.is_short_code:
                self._client.short_codes(number.sid).update(sms_url=url, sms_method="POST")
            else:
                at = self._client.incoming_phone_numbers(number.sid)
                at.update(sms_url=url, sms_method="POST", sms_application_sid="")

    def bring_calls_to(self, number: Number, url: str) -> None:
        """Have the number's calls posted to `url`, whatever address or application took them before.

        Raises:
            AccountProblem: with why.
        """
        with account_problems():
            at = self._client.incoming_phone_numbers(number.sid)
            at.update(voice_url=url, voice_method="POST", voice_application_sid="")

    def leave_it_to_the_number(self, service_sid: str) -> None:
        """Have the service's messages go where the number says.

        Raises:
            AccountProblem: with why.
        """
        with account_problems():
            self._client.messaging.v1.services(service_sid).update(use_inbound_webhook_on_number=True)

    def _number(self, number: str) -> Number | None:
        if not number.startswith("+"):
            for code in self._client.short_codes.list(short_code=number, limit=20):
                if code.short_code == number:
                    return Number(str(code.sid), True, True, code.sms_url or "", code.sms_method or "", "")
            return None
        for one in self._client.incoming_phone_numbers.list(phone_number=number, limit=20):
            if one.phone_number == number:
                can = dict(one.capabilities or {})
                texts = bool(can.get("sms", can.get("SMS")))
                told = (one.sms_url or "", one.sms_method or "", one.sms_application_sid or "")
                return Number(str(one.sid), False, texts, *told, _calls(one, can))
        return None

    def _balance(self) -> str:
        try:
            balance = self._client.balance.fetch()
        except TwilioRestException:
            return ""  # a subaccount has none of its own
        return f"{balance.balance} {balance.currency}"

    def _service(self, sid: str) -> Service:
        service = self._client.messaging.v1.services(sid).fetch()
        return Service(
            bool(service.use_inbound_webhook_on_number),
            service.inbound_request_url or "",
            bool(service.us_app_to_person_registered),
        )

    def _verification(self, number: Number) -> str:
        asked = self._client.messaging.v1.tollfree_verifications
        found = asked.list(tollfree_phone_number_sid=number.sid, limit=1)
        return str(found[0].status) if found else "none"


def signed_by(token: str, url: str, form: Mapping[str, str]) -> str:
    """Twilio's signature of a form for a full `url`, as the library makes it."""
    return str(RequestValidator(token).compute_signature(url, form))


def _calls(number: Any, can: Mapping[str, Any]) -> Calls:
    """What Twilio tells about calls to one of its numbers."""
    taken = (number.voice_application_sid or "", number.trunk_sid or "")
    return Calls(bool(can.get("voice", can.get("Voice"))), number.voice_url or "", number.voice_method or "", *taken)


def _is_toll_free(number: str) -> bool:
    return number[:2] == "+1" and number[2:5] in ("800", "833", "844", "855", "866", "877", "888")
