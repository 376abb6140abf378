"""What a broadcast would be if it were sent now: to whom, at which cost, until when, and what is in the way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from api.finish_times import Batch, finish
from api.sending import channels_of, rate_for, weight_of
from api.settings import Settings
from bots.recipient_hours import Place, place_of
from conversations.quiet_hours import QuietHours, quiet_hours
from conversations.segments import Segments, fold, segments
from storage import Transaction
from storage.audience import TOLD, Counted, Wanted
from storage.audience_addresses import addresses_without_area
from storage.broadcasts import Broadcast, read
from storage.marks import is_paused
from storage.organizers import all_organizers
from storage.usage import spent_this_month, used_today

#: Segments that a text by SMS may take at most; the second one is warned of.
BUDGET = 2
#: Characters that Telegram takes (https://core.telegram.org/bots/api#sendmessage), and Twilio.
_LONGEST = {"telegram": 4096, "sms": 1600, "whatsapp": 1600}
#: People without a ZIP of whom each number is looked at for its time zone; of more than these it is taken as unknown.
_LOOKED_AT = 20_000
_MICRO = 1_000_000


class TextView(NamedTuple):
    """One text as it would go out by SMS."""

    language: str
    text: str
    told: Segments
    #: The text with what GSM-7 lacks replaced by its nearest likeness; "" where that saves nothing.
    folded: str
    folded_parts: int


class SenderView(NamedTuple):
    """What one channel's sender would have to do."""

    channel: str
    people: int
    #: Segments by SMS, messages elsewhere.
    units: int
    #: Units a second, and a day; None = no daily limit.
    rate: float
    daily: int | None
    #: Micro-dollars.
    cost: int
    #: People at whose place it is quiet just now, and when the first of them can be reached.
    held: int
    held_until: datetime | None
    #: When the last one has left; None where that lies more than two weeks ahead, or the channel is off.
    finish: datetime | None


class Preview(NamedTuple):
    """All that is to be known before a broadcast is sent."""

    broadcast: Broadcast
    counted: Counted
    texts: tuple[TextView, ...]
    senders: tuple[SenderView, ...]
    #: Micro-dollars.
    spent: int
    cap: int | None
    #: What keeps it from being approved or sent, and what is worth a second look; in plain words.
    blockers: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def cost(self) -> int:
        """Micro-dollars for all that would leave."""
        return sum(sender.cost for sender in self.senders)


def preview(tx: Transaction, settings: Settings, number: int, now: datetime) -> Preview:
    """What a broadcast would be if it were sent now, or at its time.

    Args:
        tx: An open transaction.
        settings: As read and checked.
        number: Which.
        now: An aware time.

    Raises:
        UnknownBroadcast: when there is none of this number.
    """
    one = read(tx, number)
    start = max(now, one.send_at or now)
    approved = one.last_consent if one.is_approved else None
    wanted = Wanted(tx, one.petition, one.chosen, int(now.timestamp()), approved)
    counted = wanted.count()
    texts = tuple(_text_view(language, text) for language, text in sorted(one.texts.items()))
    places = _places(tx, wanted, counted, quiet_hours(settings.quiet_hours))
    senders = tuple(_sender(tx, settings, one, counted, channel, places, start) for channel in _channels(counted))
    cap = None if settings.spend_cap is None else int(Decimal(settings.spend_cap) * _MICRO)
    seen = Preview(one, counted, texts, senders, spent_this_month(tx, now), cap, (), ())
    return seen._replace(blockers=tuple(_blockers(tx, settings, seen)), warnings=tuple(_warnings(tx, seen, start)))


def excluded_told(counted: Counted) -> dict[str, int]:
    """Who is left out, in plain words."""
    return {TOLD[why]: people for why, people in counted.excluded.items()}


def _channels(counted: Counted) -> list[str]:
    return sorted({group.channel for group in counted.groups})


def _text_view(language: str, text: str) -> TextView:
    told, folded = segments(text), fold(text)
    after = segments(folded)
    saves = folded != text and after.parts < told.parts
    return TextView(language, text, told, folded if saves else "", after.parts)


#: People by channel, language and place.
_Places = Mapping[str, Counter[tuple[str, Place]]]


def _places(tx: Transaction, wanted: Wanted, counted: Counted, hours: QuietHours) -> _Places:
    """Where the people of an audience may be, as far as it matters for when it is quiet there."""
    found: dict[str, Counter[tuple[str, Place]]] = {channel: Counter() for channel in _channels(counted)}
    matters = {code for place in hours.narrower for code in place.area_codes}
    for group in counted.groups:
        if group.area:
            place = place_of(group.channel, "", group.area)
            found[group.channel][group.language, place] += group.people
    for channel, language, address in addresses_without_area(tx, wanted, _LOOKED_AT):
        place = place_of(channel, address, "")
        kept = place if place.area_code in matters else place._replace(area_code="")
        found[channel][language, kept] += 1
    for (channel, language), people in counted.by("channel", "language").items():
        known = sum(many for (spoken, _), many in found[channel].items() if spoken == language)
        if people > known:
            found[channel][language, Place(frozenset())] += people - known
    return found


def _sender(
    tx: Transaction,
    settings: Settings,
    one: Broadcast,
    counted: Counted,
    channel: str,
    places: _Places,
    start: datetime,
) -> SenderView:
    rate = rate_for(settings, channel)
    weights = {language: weight_of(settings, channel, text) for language, text in one.texts.items()}
    people = sum(many for _, many in places[channel].items())
    batches, held, until = Counter[Place](), 0, None
    hours = quiet_hours(settings.quiet_hours)
    for (language, place), many in places[channel].items():
        if language not in weights:
            continue
        batches[place] += many * weights[language].units
        opens = hours.opening(place.zones, start, states=place.states, area_code=place.area_code).at
        if opens > start:
            held, until = held + many, min(opens, until or opens)
    spoken = {group.language: 0 for group in counted.groups if group.channel == channel}
    for group in counted.groups:
        if group.channel == channel:
            spoken[group.language] += group.people
    cost = sum(weights[language].cost * many for language, many in spoken.items() if language in weights)
    left = None if rate.a_day is None else max(0, rate.a_day - used_today(tx, channel, start))
    queue = [Batch(place, units) for place, units in batches.items()]
    ends = (
        finish(queue, float(rate.a_second), left, rate.a_day, hours, start)
        if channel in channels_of(settings)
        else None
    )
    return SenderView(channel, people, batches.total(), float(rate.a_second), rate.a_day, cost, held, until, ends)


def _blockers(tx: Transaction, settings: Settings, seen: Preview) -> list[str]:
    one, counted = seen.broadcast, seen.counted
    told: list[str] = []
    if not counted.people:
        told.append("Nobody would get it.")
    for language in sorted({group.language for group in counted.groups} - one.texts.keys()):
        many = sum(group.people for group in counted.groups if group.language == language)
        told.append(f"{many} of its audience read {language!r}, and there is no text in it.")
    off = set(_channels(counted)) - set(channels_of(settings))
    told += [f"The channel {channel} is off, and people of the audience are on it." for channel in sorted(off)]
    for view in seen.texts:
        told += _wrong_with(tx, one, view, _channels(counted))
    if seen.cap is not None and seen.spent + seen.cost > seen.cap:
        told.append(
            f"It would cost {dollars(seen.cost)}; {dollars(seen.spent)} of this month's "
            f"{dollars(seen.cap)} are spent (SPEND_CAP)."
        )
    if not one.is_tested:
        told.append(f"It was not tested as it is now: undersigned broadcast test {one.number}")
    return told


def _wrong_with(tx: Transaction, one: Broadcast, view: TextView, channels: list[str]) -> list[str]:
    told = []
    text, language = view.text, view.language
    if not text.strip():
        return [f"The text in {language!r} is empty."]
    if not re.search(r"\bSTOP\b", text):
        told.append(f"The text in {language!r} does not tell the word that ends messages: STOP.")
    if not any(text.startswith(name) for name in _names(tx, one)):
        names = " or ".join(repr(f"{name}:") for name in _names(tx, one))
        told.append(f"The text in {language!r} does not begin with who writes: {names}.")
    if view.told.parts > BUDGET and "sms" in channels:
        told.append(f"The text in {language!r} takes {view.told.parts} segments by SMS; {BUDGET} are the most.")
    told += [
        f"The text in {language!r} is longer than {channel} takes ({_LONGEST[channel]} characters)."
        for channel in channels
        if len(text) > _LONGEST[channel]
    ]
    return told


def _names(tx: Transaction, one: Broadcast) -> list[str]:
    """Names with which its texts may begin: of the petition's organization, or of all."""
    return sorted({petition.short_name for petition in tx.shelf.petitions if one.petition in (None, petition.slug)})


def _warnings(tx: Transaction, seen: Preview, start: datetime) -> list[str]:
    told = []
    for view in seen.texts:
        if view.told.encoding == "UCS-2":
            letters = " ".join(view.told.offending[:8])
            told.append(
                f"The text in {view.language!r} is sent as UCS-2, which takes more segments, because of: {letters}"
            )
        if 1 < view.told.parts <= BUDGET:
            told.append(f"The text in {view.language!r} takes {view.told.parts} segments by SMS.")
    for sender in seen.senders:
        if sender.finish is None and sender.people:
            told.append(f"By {sender.channel} it would take more than two weeks.")
        elif sender.finish is not None and sender.finish - start > timedelta(days=1):
            told.append(f"By {sender.channel} the last one gets it {sender.finish:%Y-%m-%d %H:%M} UTC.")
    if is_paused(tx):
        told.append("Everything is paused: undersigned broadcast resume --all")
    if len([one for one in all_organizers(tx) if one.role in ("owner", "approver")]) < 1:
        told.append("There is nobody who could approve it: undersigned organizer add")
    return told


def dollars(micro: int) -> str:
    """Micro-dollars as "$12.34"."""
    return f"${Decimal(micro) / _MICRO:,.2f}"
