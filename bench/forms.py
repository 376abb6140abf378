"""Twilio's forms for the line of the benches, as raw HTTP/1.1 requests, signed, from invented numbers."""

from __future__ import annotations

from api.rehearsal.twilio_forms import PATH as PATH
from api.rehearsal.twilio_forms import TwilioForms

TOKEN = "0123456789abcdef0123456789abcdef"
ACCOUNT = "AC" + "0" * 32
NUMBER = "+13125550100"
PUBLIC_URL = "https://sign.example.org"
#: The master key of lines that are thrown away.
KEY = "5a" * 32

_FORMS = TwilioForms(TOKEN, ACCOUNT, NUMBER, PUBLIC_URL)


def request(address: str, text: str, message: int) -> bytes:
    """One signed POST on a connection that stays open."""
    return _FORMS.request(address, text, f"SM{message:032x}")


def address(number: int) -> str:
    """An invented number, in an area code that is not given out; none is ever contacted."""
    return f"+1555{number:07d}"
