"""What Twilio's error codes mean for what we send: the one table, and the outcome of a refusal at once or afterwards.

Codes and titles: https://www.twilio.com/docs/api/errors. A code that is not here is taken for a fault of this one
message, and never held against the address.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, NamedTuple

from bots.outcomes import Gone, Later, Outcome, Refused


class Kind(StrEnum):
    """What a code asks of whoever sends."""

    #: The person said STOP to Twilio or the network: nothing more goes there.
    OPTED_OUT = "opted out"
    #: Nobody can be reached at this address, ever.
    UNREACHABLE = "unreachable"
    #: Not this time; another message may arrive.
    FAILED = "failed"
    #: Twilio or a carrier takes the text for spam: the same words must not be sent on and on.
    FILTERED = "filtered"
    #: Too fast, or too much waits: the whole sender waits.
    SLOW_DOWN = "slow down"
    #: No more today by this sender.
    DAY_FULL = "day full"
    #: It was too late to be delivered.
    EXPIRED = "expired"
    #: The text or the request is wrong: no recipient would get it.
    CONTENT = "content"
    #: The sender may not send there, or not so.
    SENDER = "sender"
    #: The account can't send at all.
    ACCOUNT = "account"


class Code(NamedTuple):
    """One code."""

    kind: Kind
    #: In plain words for organizers, without its number.
    words: str


#: Seconds for which the whole sender waits when Twilio names none: a slow-down, a full day, and what an operator mends.
_SLOW_DOWN, _DAY_FULL, _MENDED_BY_HAND = 5.0, 3600.0, 300.0


def _all(kind: Kind, **words: str) -> dict[str, Code]:
    return {number.removeprefix("c"): Code(kind, told) for number, told in words.items()}


CODES: dict[str, Code] = {
    **_all(
        Kind.OPTED_OUT,
        c21610="said STOP to this number",
        c63033="blocked us on WhatsApp",
    ),
    **_all(
        Kind.UNREACHABLE,
        c21211="no such number",
        c21217="no such number",
        c21401="no such number",
        c21614="a number that takes no texts",
        c63003="no such number on WhatsApp",
        c63024="no such number on WhatsApp",
        c30005="the number is not in use",
        c30006="a landline, or out of reach for good",
    ),
    **_all(
        Kind.FAILED,
        c30003="phone off, or out of reach",
        c30004="blocked by the phone or the network",
        c30008="lost on the way, for a reason that the carrier does not tell",
        c21612="not to be reached from this sender",
        c30410="the carrier did not answer",
        c30020="a fault at Twilio",
        c30021="a fault at Twilio",
        c63010="a fault at WhatsApp",
        c21604="no number to send to",
    ),
    **_all(
        Kind.FILTERED,
        c30007="taken for spam by Twilio or a carrier",
        c30450="blocked as suspicious traffic",
        c30453="blocked as suspicious traffic",
        c63013="against WhatsApp's rules",
        c63026="against WhatsApp's rules",
    ),
    **_all(
        Kind.SLOW_DOWN,
        c20429="too many requests at once",
        c30001="too much waits at Twilio",
        c21611="too much waits at Twilio",
        c30017="the carrier is overloaded",
        c30022="faster than this sender may",
        c63018="faster than this sender may on WhatsApp",
        c14107="too many messages to one number",
    ),
    **_all(
        Kind.DAY_FULL,
        c30023="the sender's daily limit at a carrier is reached",
        c30027="the sender's daily limit at T-Mobile is reached",
        c63038="the account's daily limit is reached",
    ),
    **_all(Kind.EXPIRED, c30036="could not be delivered in time"),
    **_all(
        Kind.CONTENT,
        c21602="no text",
        c21617="longer than 1,600 characters",
        c21620="a picture that Twilio does not take",
        c21623="a picture that Twilio does not take",
        c30019="too large for the carrier",
        c21654="a template with wrong words",
        c21655="a template with wrong words",
        c21656="a template with wrong words",
        c21657="a template with wrong words",
        c21658="a template with wrong words",
    ),
    **_all(
        Kind.SENDER,
        c21606="the number can't send texts",
        c21212="the sender's number is wrong",
        c21603="no sender was named",
        c21408="texts to this country are not switched on in the account",
        c21701="there is no such Messaging Service",
        c21703="the Messaging Service has no number",
        c21704="the Messaging Service has no number for this country",
        c21705="the Messaging Service can't be used",
        c30024="the number is not ready at the carriers",
        c30032="the toll-free number is not verified",
        c30033="the registered campaign is suspended",
        c30034="the number is not registered for texts in the United States",
        c30035="the number's registration is not finished",
        c63007="no such sender on WhatsApp",
        c63015="only a sandbox on WhatsApp",
        c63016="outside the 24 hours in which WhatsApp lets us write",
        c63049="WhatsApp chose not to deliver it",
    ),
    **_all(
        Kind.ACCOUNT,
        c20003="account or token refused",
        c10001="the account is not active",
        c90010="the account is not active",
        c30002="the account is suspended",
        c63051="the account is locked on WhatsApp",
        c21608="a trial account writes only to numbers that it has verified",
    ),
}
#: What nobody but the operator can mend, so that the whole sender waits.
_STOPS_ALL = frozenset([Kind.SENDER, Kind.ACCOUNT])


def told(code: str) -> str:
    """A code in plain words, with its number: "30003 phone off, or out of reach"."""
    known = CODES.get(code)
    return f"{code} {known.words}" if known else f"{code} (a code that is not known here)" if code else "no reason told"


def outcome_of(status: int, code: str, wait: float | None) -> Outcome:
    """What a refusal of Twilio's API means: nothing was sent, for certain.

    Args:
        status: The HTTP status, 400 to 499.
        code: Twilio's code; "" without one.
        wait: Seconds that Twilio asks for; None when it named none.
    """
    known = CODES.get(code)
    kind = known.kind if known else None
    if kind is Kind.OPTED_OUT:
        return Gone(told(code), "stopped")
    if kind is Kind.UNREACHABLE:
        return Gone(told(code), "unreachable")
    if kind is Kind.SLOW_DOWN or status == 429:
        return Later(_SLOW_DOWN if wait is None else wait, told(code or "20429"))
    if kind is Kind.DAY_FULL:
        return Later(_DAY_FULL if wait is None else wait, told(code))
    if kind in _STOPS_ALL or status in (401, 403, 404):
        return Later(_MENDED_BY_HAND, told(code) if code else f"refused with {status}")
    return Refused(told(code) if code else f"refused with {status}")


def suppressed_by(code: str, sender: str) -> Literal["stopped", "unreachable", ""]:
    """What a failure that was reported afterwards says about the address; "" for what says nothing.

    Args:
        code: As in the status report.
        sender: What kind of sender it was, as "toll-free".
    """
    if code == "30004" and sender == "toll-free":
        return "stopped"  # the network's own STOP, which is told to nobody
    kind = CODES[code].kind if code in CODES else None
    return "stopped" if kind is Kind.OPTED_OUT else "unreachable" if kind is Kind.UNREACHABLE else ""
