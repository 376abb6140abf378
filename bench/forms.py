"""Twilio's forms as raw HTTP/1.1 requests, signed, made before the clock runs."""

from __future__ import annotations

import hmac
from base64 import b64encode
from hashlib import sha1
from urllib.parse import urlencode

TOKEN = "0123456789abcdef0123456789abcdef"
ACCOUNT = "AC" + "0" * 32
NUMBER = "+13125550100"
PUBLIC_URL = "https://sign.example.org"
PATH = "/webhooks/twilio/messages"


def form_for(address: str, text: str, message: int) -> dict[str, str]:
    """The fields of an inbound text, as Twilio sends them."""
    sid = f"SM{message:032x}"
    return {
        "ToCountry": "US",
        "ToState": "IL",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ToCity": "CHICAGO",
        "FromZip": "60608",
        "SmsSid": sid,
        "FromState": "IL",
        "SmsStatus": "received",
        "FromCity": "CHICAGO",
        "Body": text,
        "FromCountry": "US",
        "To": NUMBER,
        "ToZip": "60601",
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": address,
        "ApiVersion": "2010-04-01",
    }


def request(address: str, text: str, message: int) -> bytes:
    """One signed POST on a connection that stays open."""
    form = form_for(address, text, message)
    signed = PUBLIC_URL + PATH + "".join(name + form[name] for name in sorted(form))
    signature = b64encode(hmac.new(TOKEN.encode(), signed.encode(), sha1).digest()).decode()
    body = urlencode(form).encode()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: sign.example.org\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"User-Agent: TwilioProxy/1.1\r\nX-Twilio-Signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def address(number: int) -> str:
    """An invented number; far more of them than the 555-01xx range holds, and none is ever contacted."""
    return f"+1555{number:07d}"
