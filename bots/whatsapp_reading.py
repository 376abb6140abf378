"""Reads a message that came by WhatsApp, in the same form as a text message.

Fields: https://www.twilio.com/docs/messaging/guides/webhook-request ("WhatsApp-specific parameters"). A tap on a quick
reply brings the button's words as the text, and they are heard as such: TwiML can draw no buttons (they need a template
and the REST API), so a payload is never one of ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from conversations import Channel, Heard, Kind
from conversations.answers import tapback
from conversations.optout import opt_out_in
from conversations.telephone_numbers import one_number

PREFIX = "whatsapp:"
_PERSON = re.compile(r"whatsapp:(\+[1-9][0-9]{6,14})", re.ASCII)
#: As long as anything that reaches a conversation may be (`Heard.text`); WhatsApp's own limit is 4,096.
_LONGEST_TEXT, _LONGEST_PROFILE = 4096, 128
#: Digits at the end of a number that no way of writing it changes.
_STABLE = 8
#: Kinds of message that hold no words of the sender's, whatever stands in `Body`: a place's address, somebody's name.
_WORDLESS = frozenset(["location", "contacts", "contact", "sticker", "order", "unsupported", "unknown"])
_NOT_SAID = frozenset(["reaction", "system"])


def heard_on_whatsapp(fields: Mapping[str, str], number: str) -> Heard | None:
    """The message in `fields`; None when it is for another number, or from no number that can be told.

    Args:
        fields: A form that is Twilio's, or a message of its list.
        number: `TWILIO_WHATSAPP_FROM`, E.164.
    """
    sender, receiver = _number(fields.get("From", "")), _number(fields.get("To", ""))
    if not sender or receiver != one_number(number):
        return None
    if (known_as := fields.get("WaId", "")) and known_as[-_STABLE:] != sender[-_STABLE:]:
        return None
    text = fields.get("Body", "")[:_LONGEST_TEXT]
    return Heard(
        id=fields["MessageSid"],
        channel=Channel.WHATSAPP,
        address=sender,
        kind=_kind(fields, text),
        text=text,
        opt_out_flag="stop" if _only_twilio_heard_stop(fields, text) else None,
        profile_name=fields.get("ProfileName", "").strip()[:_LONGEST_PROFILE] or None,
        automated=sender == receiver,
    )


def _number(address: str) -> str:
    found = _PERSON.fullmatch(address)
    return one_number(found.group(1)) if found else ""


def _kind(fields: Mapping[str, str], text: str) -> Kind:
    what = fields.get("MessageType", "").lower()
    if what in _NOT_SAID or tapback(text):
        return Kind.SILENT
    if not what and text.strip() and not any(map(str.isalnum, text)):
        # Twilio's list does not tell a thumb under our message from one that was sent, and a thumb can sign.
        return Kind.SILENT
    if what in _WORDLESS or not text.strip():
        return Kind.UNREADABLE
    # Words of somebody else are no answer to anything; whatever asks for silence is heard all the same.
    return Kind.UNREADABLE if _forwarded(fields) and not opt_out_in(text) else Kind.TEXT


def _only_twilio_heard_stop(fields: Mapping[str, str], text: str) -> bool:
    """Whether a Messaging Service took a word of its own for STOP; the words that we know we answer, always."""
    return fields.get("OptOutType", "").upper() == "STOP" and not opt_out_in(text)


def _forwarded(fields: Mapping[str, str]) -> bool:
    return any(fields.get(name, "").lower() not in ("", "false", "0") for name in ("Forwarded", "FrequentlyForwarded"))
