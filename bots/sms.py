"""SMS and WhatsApp through Twilio: a signed form becomes something heard or a status report, a turn becomes TwiML."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from bots.channel import NotAuthentic, NotReadable, StatusReport, Unknown
from bots.sms_cuts import cut_as_signed, shaped
from bots.sms_form import read_form
from bots.sms_opt_out import OptOut, flag_of, words_of
from bots.sms_signature import SIGNATURE_HEADER, SignatureCheck, is_form
from bots.sms_twiml import twiml
from bots.whatsapp_reading import PREFIX, heard_on_whatsapp
from conversations import Channel, Heard, Kind, Turn
from conversations.answers import tapback
from conversations.telephone_numbers import one_number

#: E.164. Short codes (three to eight digits) and names made of letters never match: nobody reads what is sent there.
_SUBSCRIBER = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
#: Twilio adds the hash of a JSON body behind everything else in the address.
_BODY_HASH = re.compile(r"[?&]bodySHA256=[0-9a-f]{64}\Z", re.ASCII)
#: What may be told of a payload of an unknown shape: a field's name, never somebody's words in its place.
_NAME = re.compile(r"[A-Za-z_]{1,40}[0-9]{0,3}", re.ASCII)
#: As long as anything that reaches a conversation may be (`Heard.text`); Twilio's own limit is 1,600.
_LONGEST_TEXT = 4096


class SMS:
    """The texts of one Twilio account: by SMS, and by WhatsApp where it has a sender there."""

    __slots__ = ("_account_sid", "_check", "_numbers", "_whatsapp", "_words")

    def __init__(
        self,
        auth_tokens: Sequence[str],
        account_sid: str,
        numbers: Collection[str],
        opt_out: OptOut = "twilio",
        sender: str = "long-code",
        whatsapp: str = "",
    ) -> None:
        """Set the channel up; nothing is contacted.

        Args:
            auth_tokens: What Twilio may sign with, the present one first; several during a rotation.
            account_sid: The account whose messages are ours.
            numbers: The numbers that people text, E.164 or short codes. What comes from them is never answered.
            opt_out: Who answers STOP, START and HELP (see `bots.sms_opt_out`).
            sender: `TWILIO_SENDER`: "10dlc:<class>", "toll-free", "short-code" or "long-code".
            whatsapp: `TWILIO_WHATSAPP_FROM`, E.164; "" while WhatsApp is off. There we answer STOP, always.
        """
        self._check = SignatureCheck(auth_tokens)
        self._account_sid = account_sid
        self._numbers = frozenset(numbers)
        self._words = words_of(opt_out, sender)
        self._whatsapp = whatsapp

    def admits(self, headers: Mapping[str, str]) -> bool:
        """Whether there is a signature to check at all; as `ProvenChannel.admits`."""
        return bool(headers.get(SIGNATURE_HEADER))

    def hear(self, headers: Mapping[str, str], body: bytes, url: str) -> Heard | StatusReport | Unknown:
        """Check Twilio's signature over the raw form, then read it; as `ChannelContract.hear`."""
        form = read_form(body)
        if not self._check.passes(headers, body, form, url):
            raise NotAuthentic("not signed by Twilio for this address")
        if not is_form(headers):
            return self._event(body, url)
        fields = cut_as_signed(form, url)
        if fields is None:
            raise NotAuthentic("not cut as Twilio signed it")
        if fields.get("AccountSid") != self._account_sid:
            raise NotAuthentic("signed for another account")
        if not form.readable:
            raise NotReadable("the form is not in UTF-8")
        return self._read(fields, url)

    def found(self, fields: Mapping[str, str], sent_at: datetime) -> Heard | None:
        """Read a message of Twilio's own list, sent at an aware time; None for what is no message to a conversation."""
        what = self._read(fields, "")
        return what._replace(sent_at=int(sent_at.timestamp())) if isinstance(what, Heard) else None

    def answer(self, heard: Heard, turn: Turn) -> bytes:
        """Write the turn down as TwiML; as `ChannelContract.answer`."""
        return twiml([reply.text for reply in turn.replies])

    def addressed(self, heard: Heard, answer: bytes) -> bytes:
        """The answer as it is, since TwiML goes back to who wrote; as `ProvenChannel.addressed`."""
        return answer

    def _event(self, body: bytes, url: str) -> Heard | StatusReport | Unknown:
        """Read JSON, whose very bytes are signed by their hash: what has the fields of a form is one."""
        if url.count("bodySHA256") != 1 or not _BODY_HASH.search(url):
            # Were it elsewhere, it could be the text of a form, whose signature fits the address and the form in a row.
            raise NotReadable("neither a form nor signed JSON")
        try:
            event = json.loads(body.decode())
        except (ValueError, RecursionError):
            raise NotReadable("neither a form nor JSON") from None
        if not isinstance(event, dict):
            return Unknown()
        if "AccountSid" not in event:
            # Not about a message: Twilio's events of other kinds name the account elsewhere, or not at all.
            return _unknown(event)
        if event["AccountSid"] != self._account_sid:
            raise NotAuthentic("signed for another account")
        fields = {name: _words(value) for name, value in event.items() if type(value) in (str, int)}
        return self._read(fields, url) if shaped(fields) else _unknown(event)

    def _read(self, fields: Mapping[str, str], url: str) -> Heard | StatusReport | Unknown:
        if not fields.get("MessageSid"):
            return _unknown(fields)
        if "MessageStatus" in fields:
            return _status_report(fields, url)
        if ":" in fields.get("From", ":"):
            # "whatsapp:+1…" is a channel of ours, "rcs:…" and others are not built yet.
            on_whatsapp = self._whatsapp and fields.get("From", "").startswith(PREFIX)
            return (heard_on_whatsapp(fields, self._whatsapp) if on_whatsapp else None) or _unknown(fields)
        if not fields.get("To"):
            # Without it nobody can tell whether a number texts itself.
            return _unknown(fields)
        return self._heard(fields)

    def _heard(self, fields: Mapping[str, str]) -> Heard:
        address, text = fields["From"], fields.get("Body", "")[:_LONGEST_TEXT]
        return Heard(
            id=fields["MessageSid"],
            channel=Channel.SMS,
            address=address,
            kind=_kind(text, fields.get("NumMedia", "")),
            text=text,
            opt_out_flag=flag_of(text, fields.get("OptOutType", ""), self._words),
            automated=address in self._numbers or address == fields.get("To") or _SUBSCRIBER.fullmatch(address) is None,
        )


def _kind(text: str, media: str) -> Kind:
    if tapback(text):
        return Kind.SILENT
    # A picture with words beside it is read for its words.
    return Kind.UNREADABLE if media not in ("", "0") and not text.strip() else Kind.TEXT


def _status_report(fields: Mapping[str, str], url: str) -> StatusReport:
    channel, address = _whom(fields.get("To", ""))
    return StatusReport(
        message=fields["MessageSid"],
        status=fields["MessageStatus"],
        delivery=parse_qs(urlsplit(url).query).get("d", [""])[0],
        code=fields.get("ErrorCode", ""),
        channel=channel,
        address=address,
    )


def _whom(receiver: str) -> tuple[str, str]:
    """Channel and address of whom a message of ours went to, as we know them."""
    if receiver.startswith(PREFIX):
        return Channel.WHATSAPP, one_number(receiver.removeprefix(PREFIX))
    return (Channel.SMS, receiver) if _SUBSCRIBER.fullmatch(receiver) else ("", "")


def _words(value: str | int) -> str:
    # JSON can spell half a character (a lone surrogate), which nothing behind could write down.
    return str(value).encode("utf-8", "replace").decode()


def _unknown(fields: Mapping[str, object]) -> Unknown:
    return Unknown(tuple(sorted(name for name in fields if _NAME.fullmatch(name))))
