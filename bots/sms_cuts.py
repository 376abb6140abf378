"""Refuses a signed form that may have been cut in other places than where Twilio cut it.

Twilio signs names and values one after the other with nothing between them, so one signature fits every form that
comes to the same row of characters. A request that somebody else got hold of could be sent again with the end of one
value as the name of another field: under a fresh id, or in the name of a number that stands in the text. Hence:

1. Names have Twilio's form, and what we read has exactly the form that Twilio gives it and comes once.
2. Every word in the row that begins a field we read must end the name of a field. A text that spells one is refused:
   nobody writes "MessageSid" or "From+1312..." to sign a petition.
3. The text begins where the fields before it, whose length is fixed, end. Of the names that may follow it those that
   nobody knows must not look like a piece of it.

Names and values: https://www.twilio.com/docs/messaging/guides/webhook-request. Unknown names stay welcome, since Twilio
adds some without notice.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from bots.sms_form import Fields, Form

_NAME = re.compile(r"[A-Z][A-Za-z0-9]*", re.ASCII)
_MESSAGE = r"(?:SM|MM)[0-9a-f]{32}"
_ADDRESS = r"\+[1-9][0-9]{6,14}|[0-9]{3,8}|[A-Za-z0-9][A-Za-z0-9 _&+-]{0,10}|(?:whatsapp|rcs|messenger):\S{1,100}"
#: What is read, and the forms of the neighbours that hold the text in its place.
_SHAPES: Mapping[str, re.Pattern[str]] = {
    name: re.compile(shape, re.ASCII)
    for name, shape in {
        "AccountSid": "AC[0-9a-f]{32}",
        "ApiVersion": r"\d{4}-\d\d-\d\d",
        "MessageSid": _MESSAGE,
        "SmsSid": _MESSAGE,
        "SmsMessageSid": _MESSAGE,
        "From": _ADDRESS,
        "To": _ADDRESS,
        "NumMedia": r"\d{0,2}",
        "OptOutType": "[A-Z_]*",
        "MessageStatus": r"[a-z_-]+",
        "MessageType": "[A-Za-z_]*",
        "Forwarded": "[A-Za-z0-9]{0,5}",
        "FrequentlyForwarded": "[A-Za-z0-9]{0,5}",
        "WaId": r"\d{0,15}",
        "ErrorCode": r"\d{0,9}",
    }.items()
}
#: `From` counts only with the beginning of an address behind it: by itself it is a word that people write.
_SENDER = r"\+[1-9]|whatsapp:|rcs:|messenger:"
_SENT_BY = re.compile(_SENDER)
_FROM_SOMEBODY = re.compile(f"From(?:{_SENDER})")
_LANDMARKS = (
    *("AccountSid", "ApiVersion", "ErrorCode", "ErrorUrl"),
    *("MessageSid", "MessageStatus", "NumMedia", "OptOutType"),
)
#: Those of WhatsApp beside them; `Forwarded` counts only with its value, since people write the word.
_LANDMARKS_OF_WHATSAPP = (
    *("ButtonPayload", "ButtonText", "ChannelInstallSid", "ChannelMetadata", "ChannelPrefix", "ChannelToAddress"),
    *("EventType", "MessageType"),
)
_FORWARDED = re.compile("Forwarded[Tt]rue")
_ALL_LANDMARKS = (*_LANDMARKS, *_LANDMARKS_OF_WHATSAPP)
_KNOWN_OF_WHATSAPP = frozenset([*_ALL_LANDMARKS, "Forwarded", "FrequentlyForwarded"])
#: What comes next in the row behind a profile's name, which is anybody's words as the text is.
_BEHIND_A_PROFILE = ("Referral", "Sms", "To")
#: A name of several words, as nearly all of Twilio's are; a text rarely holds one.
_SEVERAL_WORDS = re.compile(r"[A-Z][a-z]+[A-Z][A-Za-z0-9]*", re.ASCII)
_END_OF_A_TEXT = re.compile(r"[^\W_]|[.!?]")


class _Layout(NamedTuple):
    """What a form's names alone tell: Twilio sends the same few sets of them over and over, so each is read once."""

    #: How many names end in each of the landmarks. At the end (`SmsMessageSid`): a longer name may have taken the
    #: beginning of the value in.
    ends: tuple[int, ...]
    #: Whether the next name may hold the end of the profile's name, or of what Twilio did about STOP.
    profile_may_be_cut: bool
    flag_may_be_cut: bool
    #: Whether a name may be a piece of the word "Body" itself.
    body_may_be_cut: bool
    #: Names that nobody knows behind the text, by SMS and by WhatsApp.
    behind: tuple[str, ...]
    behind_on_whatsapp: tuple[str, ...]


def cut_as_signed(form: Form, url: str) -> dict[str, str] | None:
    """The fields by name; None when they may be cut otherwise than what was signed.

    Args:
        form: As it came, under a signature that fits.
        url: What was signed in front of it.
    """
    found = dict(form.pairs)
    layout = _layout(tuple([name for name, _value in form.pairs]))
    if layout is None or not shaped(found):
        return None
    if len(found) != len(form.fields) and _read_twice(form.fields):
        return None
    if layout.flag_may_be_cut or _hides_a_field(form, url, found, layout.ends) or _text_may_be_cut(layout, found):
        return None
    if layout.profile_may_be_cut:
        # It is only offered, so it is left out rather than the message refused.
        found.pop("ProfileName", None)
    return found


def shaped(fields: Mapping[str, str]) -> bool:
    """Whether every field that is read has the form that Twilio gives it."""
    for name, shape in _SHAPES.items():
        value = fields.get(name)
        if value is not None and shape.fullmatch(value) is None:
            return False
    return True


@lru_cache(maxsize=1024)
def _layout(names: tuple[str, ...]) -> _Layout | None:
    """What sorted names tell; None when one of them is none of Twilio's form."""
    if not all(map(_NAME.fullmatch, names)):
        return None
    next_to = {name: names[bisect_right(names, name) :][:1] for name in ("ProfileName", "OptOutType")}
    behind = names[bisect_right(names, "Body") : bisect_left(names, "From")]
    return _Layout(
        ends=tuple(sum(name.endswith(word) for name in names) for word in _ALL_LANDMARKS),
        profile_may_be_cut=not all(name.startswith(_BEHIND_A_PROFILE) for name in next_to["ProfileName"]),
        # It is in capitals.
        flag_may_be_cut="OptOutType" in names and not all(name[1:2].islower() for name in next_to["OptOutType"]),
        body_may_be_cut=any("Body".startswith(name) and name != "Body" for name in names)
        or ("Body" not in names and any(name.startswith("Body") for name in names)),
        behind=tuple(name for name in behind if name not in _LANDMARKS),
        # Behind the text stands what Twilio tells of the channel: a piece of the text could only come before that.
        behind_on_whatsapp=tuple(takewhile(lambda name: name not in _KNOWN_OF_WHATSAPP, behind)),
    )


def _read_twice(fields: Fields) -> bool:
    read = [name for name, _value in fields if name in _SHAPES or name in ("Body", "ProfileName")]
    return len(read) != len(set(read))


def _hides_a_field(form: Form, url: str, found: Mapping[str, str], ends: Sequence[int]) -> bool:
    """Whether the row that was signed holds a word that begins a field, but in the middle of a name or value."""
    row = url + form.row
    whatsapp = _is_whatsapp(found)
    for word, expected in zip(_ALL_LANDMARKS if whatsapp else _LANDMARKS, ends, strict=False):
        if row.count(word) != expected:
            return True
    if whatsapp and _hides_a_mark_of_whatsapp(row, form.pairs):
        return True
    return len(_FROM_SOMEBODY.findall(row)) != (_SENT_BY.match(found.get("From", "")) is not None)


def _is_whatsapp(found: Mapping[str, str]) -> bool:
    return found.get("From", "").startswith("whatsapp:")


def _hides_a_mark_of_whatsapp(row: str, pairs: Fields) -> bool:
    """As `_hides_a_field`: a message that lost its mark would be heard as one that was typed."""
    marked = [name for name, value in pairs if name.endswith("Forwarded") and value in ("true", "True")]
    return len(_FORWARDED.findall(row)) != len(marked)


def _text_may_be_cut(layout: _Layout, found: Mapping[str, str]) -> bool:
    """Whether a name beside the text may be a piece of it, or of the word "Body" itself."""
    body = found.get("Body")
    if layout.body_may_be_cut or body is None:
        return layout.body_may_be_cut
    if _is_whatsapp(found):
        unknown = layout.behind_on_whatsapp
    else:
        # Of the others, which do send such fields, no text is read.
        unknown = () if ":" in found.get("From", "") else layout.behind
    if not unknown:
        return False
    return not all(map(_SEVERAL_WORDS.fullmatch, unknown)) or _END_OF_A_TEXT.fullmatch(body[-1:]) is None
