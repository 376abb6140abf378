"""Where a recipient may be, told by ZIP or by number, and so when a message may arrive there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import timezone

from conversations.quiet_hours import Opening, QuietHours
from conversations.zip_areas import states_of_area, zones_of_area

#: What the library says where it knows no zone.
_UNKNOWN = "Etc/Unknown"
#: Digits of a number that can tell where it is from; what follows is a person's.
_TELLING = {"+1": 8}
_TELLING_ELSEWHERE = 9
_TELEPHONES = frozenset(["sms", "whatsapp", "call"])


class Place(NamedTuple):
    """Where somebody may be."""

    #: Names in the tz database; none = nobody knows.
    zones: frozenset[str]
    #: As "IL".
    states: frozenset[str] = frozenset()
    area_code: str = ""


@dataclass(frozen=True)
class RecipientHours:
    """When messages may arrive, by recipient.

    Args:
        hours: The windows of the installation.
    """

    hours: QuietHours

    def opening(self, channel: str, address: str, area: str, now: datetime) -> Opening:
        """When a message may arrive at this address.

        Args:
            channel: As "sms".
            address: A number in E.164, or an account on Telegram, of which nothing is known.
            area: The first three digits of a ZIP that was told; "" when none was.
            now: An aware time.
        """
        place = place_of(channel, address, area)
        return self.hours.opening(place.zones, now, states=place.states, area_code=place.area_code)


def place_of(channel: str, address: str, area: str) -> Place:
    """Where a recipient may be: by the ZIP, else by the number, whose owner may have moved."""
    zones = zones_of_area(area) if area else frozenset()
    area_code = address[2:5] if channel in _TELEPHONES and address.startswith("+1") and len(address) == 12 else ""
    if zones:
        return Place(zones, states_of_area(area), area_code)
    if channel not in _TELEPHONES or not address.startswith("+"):
        return Place(frozenset())
    telling = _TELLING.get(address[:2], _TELLING_ELSEWHERE)
    return Place(_zones_of_number(address[:telling], len(address)), area_code=area_code)


@lru_cache(16_384)
def _zones_of_number(begins: str, length: int) -> frozenset[str]:
    """The zones of numbers that begin so; filled up with zeros, since no more digits tell anything."""
    try:
        number = phonenumbers.parse(begins.ljust(length, "0"))
    except phonenumbers.NumberParseException:
        return frozenset()
    return frozenset(timezone.time_zones_for_geographical_number(number)) - {_UNKNOWN}
