"""What Twilio posts for a text that comes in: its form, its signature, and how its answer is read.

Facts: https://www.twilio.com/docs/messaging/guides/webhook-request, https://www.twilio.com/docs/usage/security.
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha1
from urllib.parse import quote_plus
from xml.etree import ElementTree

#: Where Twilio brings texts, below `PUBLIC_URL`.
PATH = "/webhooks/twilio/messages"

#: What a form holds beside what differs from text to text; Twilio sends what it knows nothing for as well, blank.
_PLACES = {f"{side}{name}": "" for side in ("From", "To") for name in ("City", "State", "Zip")}
_ALIKE = {
    "ApiVersion": "2010-04-01",
    "SmsStatus": "received",
    "NumSegments": "1",
    "NumMedia": "0",
    "ReferralNumMedia": "0",
    "FromCountry": "US",
    "ToCountry": "US",
}
_IDS = ("MessageSid", "SmsMessageSid", "SmsSid")


def signature(token: str, url: str, form: Mapping[str, str]) -> str:
    """What Twilio puts into `X-Twilio-Signature`: HMAC-SHA1 over the address and the fields sorted by name."""
    return _signed(hmac.new(token.encode(), None, sha1), url + "".join(name + form[name] for name in sorted(form)))


def texts_in(twiml: bytes) -> list[str]:
    """The messages of a TwiML answer, in order; none in what is no XML."""
    try:
        document = ElementTree.fromstring(twiml)  # noqa: S314  # the answer of our own line
    except ElementTree.ParseError:
        return []
    return ["".join(message.itertext()) for message in document.iter("Message")]


class TwilioForms:
    """Writes the texts of one account as whole signed HTTP/1.1 requests, for connections that stay open.

    What is alike in all of them is prepared once: a generator of load shares its machine with what it measures.
    """

    def __init__(self, token: str, account: str, number: str, public_url: str) -> None:
        """Prepare.

        Args:
            token: What Twilio signs with.
            account: The account's SID.
            number: The line's own number, E.164 or a short code.
            public_url: `PUBLIC_URL` of the line, which the signature is made for, wherever the request goes.
        """
        self._begun = hmac.new(token.encode(), None, sha1)
        fixed = {**_PLACES, **_ALIKE, "AccountSid": account, "To": number}
        slots = {"From": "{address}", "Body": "{text}", "OptOutType": "{opt_out}"} | dict.fromkeys(_IDS, "{sid}")

        def templates(names: Iterable[str]) -> tuple[str, str]:
            # Twilio sends the fields in the order in which it signs them.
            ordered = sorted(names)
            signed = "".join(name + (slots.get(name) or _braced(fixed[name])) for name in ordered)
            body = "&".join(f"{name}={slots.get(name) or quote_plus(fixed[name])}" for name in ordered)
            return _braced(public_url + PATH) + signed, body

        self._plain = templates({*fixed, *slots} - {"OptOutType"})
        self._with_opt_out = templates({*fixed, *slots})
        host = public_url.partition("://")[2].partition("/")[0]
        self._head = (
            f"POST {PATH} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n"
            "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n"
        )

    def request(self, address: str, text: str, sid: str, opt_out: str = "") -> bytes:
        """One signed POST.

        Args:
            address: Who texts, E.164.
            text: What.
            sid: The message's id, "SM" and 32 hexadecimal digits; the same one again is a redelivery.
            opt_out: STOP, START or HELP, where Advanced Opt-Out has answered it.
        """
        signed, body = self._with_opt_out if opt_out else self._plain
        signed = signed.format(address=address, text=text, sid=sid, opt_out=opt_out)
        body = body.format(address=quote_plus(address), text=quote_plus(text), sid=sid, opt_out=opt_out)
        content = body.encode()
        head = (
            f"{self._head}X-Twilio-Signature: {_signed(self._begun.copy(), signed)}\r\n"
            f"I-Twilio-Idempotency-Token: {sid}\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        return head.encode() + content


def _signed(begun: hmac.HMAC, text: str) -> str:
    begun.update(text.encode())
    return b64encode(begun.digest()).decode()


def _braced(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
