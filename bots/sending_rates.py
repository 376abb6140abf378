"""How much each kind of sender may send: from the settings, else from what providers say of the kind.

Twilio's numbers are segments a second towards the carriers of the United States and Canada, and segments a day at
T-Mobile (https://www.twilio.com/docs/messaging/compliance/a2p-10dlc, https://help.twilio.com/articles/115002943027);
Telegram's are messages a second (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple


class Rate(NamedTuple):
    """How much a sender may send."""

    #: Segments a second for SMS, messages a second elsewhere.
    a_second: Fraction
    #: Segments in a day; None = as far as we know no limit.
    a_day: int | None = None


#: Classes of registration for ten-digit numbers in the United States, by the score of the organization, and the other
#: kinds of sender.
PRESETS: dict[str, Rate] = {
    "10dlc:high": Rate(Fraction(225), 200_000),
    "10dlc:medium": Rate(Fraction(120), 40_000),
    "10dlc:low": Rate(Fraction(12), 10_000),
    "10dlc:low-volume": Rate(Fraction(15, 4), 2_000),
    "10dlc:sole-proprietor": Rate(Fraction(1), 1_000),
    # As long as nobody told the class.
    "10dlc": Rate(Fraction(15, 4), 2_000),
    "toll-free": Rate(Fraction(3)),
    "short-code": Rate(Fraction(100)),
    "long-code": Rate(Fraction(1)),
    "whatsapp": Rate(Fraction(80)),
}
#: Of 30 a second that Telegram lets a bot send; the rest is for answers.
TELEGRAM = Rate(Fraction(25))
_RATE = re.compile(r"(\d+(?:\.\d+)?)(?:/(s|min))?")


class UnknownClass(Exception):
    """TWILIO_SENDER names a class of registration that is not known; the text says which there are."""


def read_rate(told: str) -> Fraction:
    """A rate as the settings write it ("1", "3.75/s", "75/min"), in units a second.

    Raises:
        ValueError: for anything else, and for 0.
    """
    found = _RATE.fullmatch(told)
    rate = Fraction(found[1]) / (60 if found[2] == "min" else 1) if found else Fraction(0)
    if not rate:
        raise ValueError("a rate must be more than 0, like 1, 3.75/s or 75/min")
    return rate


def rate_of(kind: str, told: str | None) -> Rate:
    """How much a sender may send.

    Args:
        kind: As `TWILIO_SENDER` ("10dlc:low", "toll-free"), "whatsapp" or "telegram".
        told: `TWILIO_RATE` or `TELEGRAM_RATE`, which win over what is known of the kind; a daily limit stays.

    Raises:
        UnknownClass: for a class of registration that is not known, where no rate is told.
        ValueError: for a rate of 0.
    """
    known = TELEGRAM if kind == "telegram" else PRESETS.get(kind)
    if told is not None:
        return Rate(read_rate(told), known.a_day if known else None)
    if known is None:
        classes = ", ".join(name for name in PRESETS if name.startswith("10dlc:"))
        raise UnknownClass(f"TWILIO_SENDER names no class that is known ({classes}): tell TWILIO_RATE instead.")
    return known
