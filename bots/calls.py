"""Telephone calls through Twilio: a signed form becomes one step of a call, a turn becomes TwiML for voice.

What Twilio posts: https://www.twilio.com/docs/voice/twiml#request-parameters, and behind a <Gather> `Digits` besides. A
call's steps are told apart by the `step` in the address that each answer names for the next one, which is signed with
the rest; so a step that is delivered twice has the same id twice, and is answered alike.

Caller IDs can be made up. What Twilio says about that is believed (`StirVerstat`,
https://www.twilio.com/docs/voice/trusted-calling-with-shakenstir): a number whose proof is wrong, at whatever level and
also on a call that was passed on ("TN-Validation-Failed-B-Diverted"), is no number, as a hidden one is none. One whose
proof could not be looked at ("No-TN-Validation"), or that brings none, is believed as the sender of a text is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from bots.call_twiml import call_twiml
from bots.channel import NotAuthentic, NotReadable, StatusReport, Unknown
from bots.sms_form import Form, read_form
from bots.sms_signature import SIGNATURE_HEADER, SignatureCheck, is_form
from conversations import Channel, Heard, Kind, Turn
from conversations.telephone_numbers import one_number

#: What callers are known by whose number nobody can tell: one for all of them, so that limits hold for all together.
HIDDEN = "hidden"
#: The outcome of a call that was not taken, so that it is only counted.
MISSED = "missed"

_SUBSCRIBER = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_CALL = re.compile(r"CA[0-9a-f]{32}", re.ASCII)
_STEP = re.compile(r"[0-9]{1,3}", re.ASCII)
_KEYS = re.compile(r"[0-9*#]{0,8}", re.ASCII)
_NAME = re.compile(r"[A-Za-z_]{1,40}[0-9]{0,3}", re.ASCII)
#: What is read, but for `From`, which is a part of other words and counts with a number behind it, and for `To`, whose
#: value is known.
_LANDMARKS = ("AccountSid", "CallSid", "CallStatus", "Digits", "Direction", "StirVerstat")
_RUNNING = frozenset(["ringing", "in-progress"])
_OVER = frozenset(["completed", "busy", "failed", "no-answer", "canceled"])
_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
#: Twilio spells on the keypad why there is no number: +266696687 is ANONYMOUS.
_SPELLED = frozenset(
    "+" + word.translate(_KEYPAD) for word in ("ANONYMOUS", "BLOCKED", "RESTRICTED", "UNAVAILABLE", "UNKNOWN")
)


class Calls:
    """The calls to one number of a Twilio account.

    Args:
        auth_tokens: What Twilio may sign with, the present one first.
        account_sid: The account whose calls are ours.
        number: The number that people call, E.164: the one that they text.
        mode: Whether calls are answered, or only counted.
    """

    __slots__ = ("_account_sid", "_answers", "_check", "_number")

    def __init__(
        self, auth_tokens: Sequence[str], account_sid: str, number: str, mode: Literal["answer", "missed-call"]
    ) -> None:
        self._check = SignatureCheck(auth_tokens)
        self._account_sid, self._number, self._answers = account_sid, number, mode == "answer"

    def admits(self, headers: Mapping[str, str]) -> bool:
        """Whether there is a signature to check at all; as `ProvenChannel.admits`."""
        return bool(headers.get(SIGNATURE_HEADER))

    def hear(self, headers: Mapping[str, str], body: bytes, url: str) -> Heard | StatusReport | Unknown:
        """Check Twilio's signature over the raw form, then read it; as `ChannelContract.hear`.

        A call that is not to be answered is a status report with the outcome `MISSED`.
        """
        form = read_form(body)
        if not self._check.passes(headers, body, form, url):
            raise NotAuthentic("not signed by Twilio for this address")
        if not is_form(headers):
            raise NotReadable("not a form")
        fields = _cut_as_signed(form, url)
        if fields.get("AccountSid") != self._account_sid:
            raise NotAuthentic("signed for another account")
        if not form.readable:
            raise NotReadable("the form is not in UTF-8")
        return self._read(fields, url)

    def answer(self, heard: Heard, turn: Turn) -> bytes:
        """Write the turn down as TwiML; as `ChannelContract.answer`."""
        return call_twiml(turn.replies, int(heard.id.rpartition(":")[2]), turn.state.language or "")

    def addressed(self, heard: Heard, answer: bytes) -> bytes:
        """The answer as it is, since TwiML goes back into the call; as `ProvenChannel.addressed`."""
        return answer

    def _read(self, fields: Mapping[str, str], url: str) -> Heard | StatusReport | Unknown:
        call, status, keys = fields.get("CallSid", ""), fields.get("CallStatus", ""), fields.get("Digits", "")
        step = parse_qs(urlsplit(url).query).get("step", ["0"])[-1]
        ours = fields.get("To") == self._number and fields.get("Direction", "inbound") == "inbound"
        if ours and _CALL.fullmatch(call) and status in _OVER:
            return StatusReport(call, status)
        if not (ours and _CALL.fullmatch(call) and status in _RUNNING and _STEP.fullmatch(step)):
            return Unknown(tuple(sorted(name for name in fields if _NAME.fullmatch(name))))
        if not self._answers:
            return StatusReport(call, MISSED)
        address = _address(fields)
        return Heard(
            id=f"{call}:{int(step)}",
            channel=Channel.CALL,
            address=address,
            kind=Kind.TEXT if int(step) else Kind.START,
            text=keys if int(step) and _KEYS.fullmatch(keys) else "",
            automated=address in (HIDDEN, self._number),
        )


def _cut_as_signed(form: Form, url: str) -> Mapping[str, str]:
    """The fields by name.

    Raises:
        NotAuthentic: when they may be cut in other places than where Twilio cut what it signed, which it signs in one
            row (see `bots.sms_cuts`): a field comes twice, or a word that begins one stands within a value.
    """
    found, row = dict(form.fields), url + form.row
    once = len(found) == len(form.fields) and all(map(_NAME.fullmatch, found))
    if not once or any(row.count(word) != sum(name.endswith(word) for name in found) for word in _LANDMARKS):
        raise NotAuthentic("not cut as Twilio signed it")
    if row.count("From+") != sum(name.endswith("From") and value.startswith("+") for name, value in found.items()):
        raise NotAuthentic("not cut as Twilio signed it")
    return found


def _address(fields: Mapping[str, str]) -> str:
    number = fields.get("From", "")
    if not _SUBSCRIBER.fullmatch(number) or number in _SPELLED:
        return HIDDEN
    return HIDDEN if fields.get("StirVerstat", "").startswith("TN-Validation-Failed") else one_number(number)
