"""A person who talks with the pure function; states make a trip through JSON between turns."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
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
        self.signatures: dict[str, Signature] = {}
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
        return Contact(State.from_json(self.state), self.signatures)

    @property
    def count_signed(self) -> int:
        """How often this contact has signed."""
        return sum(fact.name == "signed" for fact in self.facts)

    def _make_true(self, fact: Fact) -> None:
        self.facts.append(fact)
        slug, counts = str(fact.details.get("petition", "")), dict(self.petitions.counts)
        if fact.name == "signed":
            assert slug not in self.signatures, "one person signed twice"
            details = (fact.details["name"], fact.details["postcode"], fact.details["show_name"])
            self.signatures[slug] = Signature(slug, fact.details["code"], self.now.date(), *details)
            counts[slug] = counts.get(slug, 0) + 1
        if fact.name == "edited":
            changes = {name: fact.details[name] for name in ("name", "postcode", "show_name")}
            self.signatures[slug] = replace(self.signatures[slug], **changes)
        for gone in {"unsigned": [slug], "erased": list(self.signatures)}.get(fact.name, []):
            del self.signatures[gone]
            counts[gone] -= 1
        self.petitions = replace(self.petitions, counts=counts)


def said(turn: Turn) -> str:
    """The text of the one reply; "" for silence."""
    return turn.replies[0].text if turn.replies else ""


def names(turn: Turn) -> list[str]:
    """The names of the turn's facts."""
    return [fact.name for fact in turn.facts]
