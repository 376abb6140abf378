"""What Twilio posts for a text that comes in: its form, its signature, and how its answer is read.

Facts: https://www.twilio.com/docs/messaging/guides/webhook-request, https://www.twilio.com/docs/usage/security.
"""

from __future__ import annotations

import hmac
import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha1
from html import unescape
from urllib.parse import quote_plus

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
_MESSAGE = re.compile(r"<Message>(.*?)</Message>", re.DOTALL)


def signature(token: str, url: str, form: Mapping[str, str]) -> str:
    """What Twilio puts into `X-Twilio-Signature`: HMAC-SHA1 over the address and the fields sorted by name."""
    return _signed(hmac.new(token.encode(), None, sha1), url + "".join(name + form[name] for name in sorted(form)))


def texts_in(twiml: bytes) -> list[str]:
    """The messages of a TwiML answer of ours, in order."""
    return [unescape(text) for text in _MESSAGE.findall(twiml.decode())]


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
        names = sorted([*fixed, *_IDS, "From", "Body"])
        slots = {"From": "{address}", "Body": "{text}"} | dict.fromkeys(_IDS, "{sid}")
        self._signed = _braced(public_url + PATH) + "".join(
            name + (slots.get(name) or _braced(fixed[name])) for name in names
        )
        self._body = "&".join(f"{name}={slots.get(name) or quote_plus(fixed[name])}" for name in names)
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
        signed = self._signed.format(address=address, text=text, sid=sid)
        body = self._body.format(address=quote_plus(address), text=quote_plus(text), sid=sid)
        if opt_out:
            # It sorts after "NumSegments" and before "ReferralNumMedia".
            signed = signed.replace("ReferralNumMedia0", f"OptOutType{opt_out}ReferralNumMedia0")
            body += f"&OptOutType={opt_out}"
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
