"""How many answers an erased contact was given today: else DELETE would buy a day's answers anew, again and again.

The row is gone, and with it the day's count (see `conversations.limits`). So the count alone stays here, in the memory
of this process, until the day (UTC) is over: under a hash whose key is random and as short-lived, never on the disk,
never in a log. Several processes keep one each and know nothing of one another, so that with them the day's limit
holds for each process; a restart forgets it all. When there is no more room the oldest is let go.

With it stays the moment of the 9 that erased. Who signs anew at once, and whose carrier brings DELETE and 9 a second
time behind that, is asked for 99 (see `conversations.unsigning`). Another process does not know of it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

from conversations import Contact, Heard, Kind, State, Turn
from conversations.limits import answers_today, with_answers_today
from conversations.shown_reviews import SAME_TEXT_WITHIN
from conversations.unsigning import after_a_nine


class Erasure(NamedTuple):
    """What is remembered of one erased contact."""

    #: Those that were given on the day, the one that says "erased" among them.
    answers: int
    #: Epoch seconds of the 9; 0 after a tap, which can't come twice.
    nine_at: int


class ErasedToday:
    """The counts of one process.

    Args:
        room: Contacts that are remembered at most; one takes about 250 bytes.
    """

    def __init__(self, room: int = 100_000) -> None:
        self._room, self._key, self._day = room, os.urandom(32), 0
        self._erased: dict[bytes, Erasure] = {}

    def draft(self, now: datetime) -> Draft:
        """What one attempt at a batch adds; nothing of it is seen by others before `Draft.keep`.

        Several batches are under way at the same time: one that began before midnight ends the new day for nobody.
        """
        if now.toordinal() > self._day:
            # Only a 9 of the last moments of the old day can still come twice.
            lately = int(now.timestamp()) - SAME_TEXT_WITHIN
            nines = {mark: Erasure(0, one.nine_at) for mark, one in self._erased.items() if one.nine_at >= lately}
            self._day, self._erased = now.toordinal(), nines
        return Draft(self, now)

    def mark_of(self, heard: Heard) -> bytes:
        """What the sender is remembered by."""
        return self.mark_of_address(heard.channel, heard.address)

    def mark_of_address(self, channel: str, address: str) -> bytes:
        """What the contact with this address is remembered by."""
        return blake2b(f"{channel}\0{address}".encode(), digest_size=16, key=self._key).digest()

    def erasure(self, mark: bytes, day: int) -> Erasure | None:
        """The last erasure of that day (its ordinal), as far as it is known."""
        return self._erased.get(mark) if day == self._day else None

    def keep(self, erased: Mapping[bytes, Erasure], day: int) -> None:
        """Remember these of a day (its ordinal), as long as no later one has begun."""
        if day != self._day:
            return
        for mark, erasure in erased.items():
            self._erased.pop(mark, None)
            self._erased[mark] = erasure
        while len(self._erased) > self._room:
            del self._erased[next(iter(self._erased))]

    def __len__(self) -> int:
        """Contacts that are remembered."""
        return len(self._erased)


class Draft:
    """What one attempt at a batch knows and adds.

    Args:
        known: What the process remembers.
        now: The time of the batch.
    """

    def __init__(self, known: ErasedToday, now: datetime) -> None:
        self._known, self._now, self._day = known, now, now.toordinal()
        self._erased: dict[bytes, Erasure] = {}

    def recalled(self, contact: Contact, heard: Heard) -> Contact:
        """The contact as it was left by today's erasure, where its row knows nothing of today."""
        if contact.state.limits.get("day") == self._day or not (self._erased or len(self._known)):
            return contact
        mark = self._known.mark_of(heard)
        if not (erasure := self._erased.get(mark) or self._known.erasure(mark, self._day)):
            return contact
        state = with_answers_today(contact.state, erasure.answers, self._now)
        return contact._replace(state=after_a_nine(state, erasure.nine_at) if erasure.nine_at else state)

    def note(self, before: State, heard: Heard, turn: Turn) -> None:
        """Take down what a turn that erases would let be forgotten; any other turn is passed over."""
        if any(fact.name == "erased" for fact in turn.facts):
            typed = heard.kind is not Kind.CHOICE
            answers = answers_today(before, self._now) + (typed and bool(turn.replies))
            nine_at = int(self._now.timestamp()) if typed else 0
            self._erased[self._known.mark_of(heard)] = Erasure(answers, nine_at)

    def note_beside(self, channel: str, address: str, before: State) -> None:
        """Take down a contact that was erased with another one that is the same person, by its last state."""
        self._erased[self._known.mark_of_address(channel, address)] = Erasure(answers_today(before, self._now), 0)

    def keep(self) -> None:
        """Give the process what was noted, as the last deed of an attempt that succeeded.

        The commit is still to come: waiting for it would let the next batch begin without it. Should it fail, the row
        is still there and knows better, so that nobody asks here.
        """
        if self._erased:
            self._known.keep(self._erased, self._day)
