"""A person who talks with the pure function; states make a trip through JSON between turns."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from conversations import (
    Channel,
    Contact,
    Fact,
    Heard,
    Kind,
    Moment,
    Petitions,
    Signature,
    State,
    Turn,
    reply_to,
)
from tests.petitions_for_stories import BEGINS, CODES, LINE


class Person:
    """One contact on one line. `signatures` and `petitions.counts` follow the facts, as storage would have it."""

    def __init__(self, channel: Channel = Channel.SMS, petitions: Petitions = LINE, now: datetime = BEGINS) -> None:
        self.channel, self.petitions, self.now = channel, petitions, now
        self.state: dict[str, Any] = {}
        #: By petition, all people on this phone.
        self.people: dict[str, list[Signature]] = {}
        self.facts: list[Fact] = []
        #: As `Heard.address`.
        self.address = "+13125550142"
        self._heard = 0

    def text(self, text: str, **rest: Any) -> Turn:
        """Say something."""
        return self.hear(text=text, **rest)

    def tap(self, value: str, **rest: Any) -> Turn:
        """Tap a button by its value."""
        return self.hear(kind=Kind.CHOICE, choice=value, tapped_message="1", **rest)

    def hear(self, **heard: Any) -> Turn:
        """Let anything be heard from this contact."""
        self._heard += 1
        rest = {"id": f"m{self._heard}", "profile_name": "Ana López"} | heard
        turn = self.preview(Heard(channel=self.channel, address=self.address, **rest))
        self.state = json.loads(json.dumps(turn.state.to_json()))
        for fact in turn.facts:
            self._make_true(fact)
        return turn

    def preview(self, heard: Heard) -> Turn:
        """What would be answered, without anything coming of it."""
        code = CODES[self.count_signed % len(CODES)]
        return reply_to(self.petitions, self.contact, heard, Moment(self.now, code))

    def later(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)

    @property
    def contact(self) -> Contact:
        """What is known of this contact."""
        return contact_of(State.from_json(self.state), self.people)

    @property
    def signatures(self) -> dict[str, Signature]:
        """The first signature on each petition."""
        return {slug: people[0] for slug, people in self.people.items() if people}

    @property
    def count_signed(self) -> int:
        """How often this contact has signed."""
        return sum(fact.name == "signed" for fact in self.facts)

    def _make_true(self, fact: Fact) -> None:
        self.facts.append(fact)
        slug, counts = str(fact.details.get("petition", "")), dict(self.petitions.counts)
        before = sum(map(len, self.people.values()))
        if fact.name == "signed":
            assert slug not in self.signatures or fact.details["another"], "one person signed twice"
        make_true(self.people, fact, self.now.date())
        for petition, people in self.people.items():
            counts[petition] = len(people)
            limit = next((one.people_per_phone for one in self.petitions.all if one.slug == petition), 1)
            assert len(people) <= limit, "more people signed than a phone has places"
        assert fact.name != "signed" or sum(map(len, self.people.values())) == before + 1
        self.petitions = replace(self.petitions, counts=counts)


def contact_of(state: State, people: dict[str, list[Signature]]) -> Contact:
    """What is known of a contact, given all signatures from its phone by petition and place."""
    first = {slug: found[0] for slug, found in people.items() if found}
    return Contact(state, first, {slug: tuple(found[1:]) for slug, found in people.items() if len(found) > 1})


def make_true(people: dict[str, list[Signature]], fact: Fact, today: date) -> None:
    """Do with the signatures of a phone what storage would do with them for a fact."""
    details = fact.details
    slug = str(details.get("petition", ""))
    found = people.setdefault(slug, []) if slug else []
    place = details.get("place")
    match fact.name:
        case "signed":
            free = next(place for place in range(1, 21) if place not in [one.place for one in found])
            own = (details["name"], details["postcode"], details["show_name"])
            found.append(Signature(slug, details["code"], today, *own, free))
            found.sort(key=lambda one: one.place)
        case "edited":
            changes = {name: details[name] for name in ("name", "postcode", "show_name")}
            at = next(n for n, one in enumerate(found) if place in (None, one.place))
            assert place or len(found) == 1
            found[at] = replace(found[at], **changes)
        case "unsigned":
            assert place or len(found) == 1
            found[:] = [one for one in found if place not in (None, one.place)]
        case "erased":
            for gone in people.values():
                gone.clear()


def said(turn: Turn) -> str:
    """The text of the one reply; "" for silence."""
    return turn.replies[0].text if turn.replies else ""


def names(turn: Turn) -> list[str]:
    """The names of the turn's facts."""
    return [fact.name for fact in turn.facts]
