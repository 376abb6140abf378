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
    #: The sender may not send to this one, or not now; it may to others.
    NOT_THERE = "not there"
    #: The sender can't send to anybody.
    SENDER = "sender"
    #: The account can't send at all.
    ACCOUNT = "account"


class Code(NamedTuple):
    """One code."""

    kind: Kind
    #: In plain words for organizers, without its number.
    words: str


#: Seconds for which the whole sender waits: when its day is full, and for what an operator has to mend.
_DAY_FULL, _MENDED_BY_HAND = 3600.0, 60.0
#: Seconds to wait once a message was taken and then got lost because too much waited before it.
_LOST_BEFORE = 60.0


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
        Kind.NOT_THERE,
        c21408="texts to this country are not switched on in the account",
        c21608="a trial account writes only to numbers that it has verified",
        c21612="not to be reached from this sender",
        c21704="the Messaging Service has no number for this country",
        c63015="has not joined the sandbox on WhatsApp",
        c63016="outside the 24 hours in which WhatsApp lets us write",
        c63049="WhatsApp chose not to deliver it",
    ),
    **_all(
        Kind.SENDER,
        c21606="the number can't send texts",
        c21212="the sender's number is wrong",
        c21603="no sender was named",
        c21701="there is no such Messaging Service",
        c21703="the Messaging Service has no number",
        c21705="the Messaging Service can't be used",
        c30024="the number is not ready at the carriers",
        c30032="the toll-free number is not verified",
        c30033="the registered campaign is suspended",
        c30034="the number is not registered for texts in the United States",
        c30035="the number's registration is not finished",
        c63007="no such sender on WhatsApp",
    ),
    **_all(
        Kind.ACCOUNT,
        c20003="account or token refused",
        c10001="the account is not active",
        c90010="the account is not active",
        c20404="there is no such account",
        c30002="the account is suspended",
        c63051="the account is locked on WhatsApp",
    ),
}
#: What nobody but the operator can mend: everybody would be refused, so nobody else is tried.
_STOPS_ALL = frozenset([Kind.SENDER, Kind.ACCOUNT])
#: Of a report: what has come to those that follow as well, while it costs each its message.
_STOPS_REPORTED = _STOPS_ALL | {Kind.CONTENT, Kind.DAY_FULL}
#: How many failures of this kind in a row say that nobody is there; each is of another broadcast.
_IN_A_ROW = {"30006": 1, "30005": 2, "30003": 3, "30004": 3, "30008": 3}


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
    kind, why = _kind(code), told(code) if code else f"refused with {status}"
    if kind is Kind.OPTED_OUT:
        return Gone(why, "stopped")
    if kind is Kind.UNREACHABLE:
        return Gone(why, "unreachable")
    if kind is Kind.SLOW_DOWN or status == 429:
        return Later(wait or 0.0, told(code or "20429"))
    if kind is Kind.DAY_FULL:
        return Later(wait or _DAY_FULL, why)
    if kind in _STOPS_ALL or status in (401, 403, 404):
        return Later(_MENDED_BY_HAND, why, for_all=True)
    return Refused(why, for_all=kind is Kind.CONTENT)


class Failure(NamedTuple):
    """What a failure that was reported afterwards means; the message is lost and is not sent again."""

    #: In plain words, with the code in front.
    why: str
    #: What it says about the address, once so many in a row were like it.
    suppress: Literal["stopped", "unreachable", ""] = ""
    in_a_row: int = 1
    #: Everybody else would lose their message too.
    for_all: bool = False
    #: Seconds for which the sender has to wait, lest more get lost.
    wait: float = 0.0


def failure_of(code: str, sender: str) -> Failure:
    """Read the code of a status report.

    Args:
        code: As in the report; "" without one.
        sender: What kind of sender it was, as "toll-free".
    """
    kind, why = _kind(code), told(code)
    if kind is Kind.OPTED_OUT or (code == "30004" and sender == "toll-free"):
        # A toll-free number's STOP is the network's own, which tells nobody else.
        return Failure(why, "stopped")
    if times := _IN_A_ROW.get(code, 1 if kind is Kind.UNREACHABLE else 0):
        return Failure(why, "unreachable", times)
    return Failure(why, for_all=kind in _STOPS_REPORTED, wait=_LOST_BEFORE if kind is Kind.SLOW_DOWN else 0.0)


#: The codes of failures that say something of the address, and count together.
OF_THE_ADDRESS = frozenset(_IN_A_ROW) | {code for code, known in CODES.items() if known.kind is Kind.UNREACHABLE}


def _kind(code: str) -> Kind | None:
    return CODES[code].kind if code in CODES else None
