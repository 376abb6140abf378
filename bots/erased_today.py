"""How many answers an erased contact was given today: else DELETE would buy sixty new ones, again and again.

The row is gone, and with it the day's count (see `conversations.limits`). So the count alone stays here, in the memory
of this process, until the day (UTC) is over: under a hash whose key is random and as short-lived, never on the disk,
never in a log. Several processes keep one each and know nothing of one another, so that with them the day's limit
holds for each process; a restart forgets it all. When there is no more room the oldest is let go.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b

from conversations import Contact, Heard, State, Turn
from conversations.limits import answers_today, with_answers_today


class ErasedToday:
    """The counts of one process.

    Args:
        room: Contacts that are remembered at most; one takes about 150 bytes.
    """

    def __init__(self, room: int = 100_000) -> None:
        self._room, self._key, self._day = room, os.urandom(32), 0
        self._answers: dict[bytes, int] = {}

    def draft(self, now: datetime) -> Draft:
        """What one attempt at a batch adds; nothing of it is seen by others before `Draft.keep`."""
        if self._day != now.toordinal():
            self._day, self._answers = now.toordinal(), {}
        return Draft(self, now)

    def mark_of(self, heard: Heard) -> bytes:
        """What a contact is remembered by."""
        return blake2b(f"{heard.channel}\0{heard.address}".encode(), digest_size=16, key=self._key).digest()

    def answers(self, mark: bytes) -> int:
        """The answers that were given before the erasure; 0 when none is known."""
        return self._answers.get(mark, 0)

    def keep(self, erased: Mapping[bytes, int]) -> None:
        """Remember these counts."""
        for mark, answers in erased.items():
            self._answers.pop(mark, None)
            self._answers[mark] = answers
        while len(self._answers) > self._room:
            del self._answers[next(iter(self._answers))]

    def __len__(self) -> int:
        """Contacts that are remembered."""
        return len(self._answers)


class Draft:
    """What one attempt at a batch knows and adds.

    Args:
        known: The counts of the process.
        now: The time of the batch.
    """

    def __init__(self, known: ErasedToday, now: datetime) -> None:
        self._known, self._now = known, now
        self._erased: dict[bytes, int] = {}

    def recalled(self, contact: Contact, heard: Heard) -> Contact:
        """The contact with today's answers, where its row knows nothing of today."""
        if contact.state.limits.get("day") == self._now.toordinal() or not (self._erased or len(self._known)):
            return contact
        mark = self._known.mark_of(heard)
        if not (answers := self._erased.get(mark) or self._known.answers(mark)):
            return contact
        return contact._replace(state=with_answers_today(contact.state, answers, self._now))

    def note(self, before: State, heard: Heard, turn: Turn) -> None:
        """Take down what a turn that erases would let be forgotten; any other turn is passed over."""
        if any(fact.name == "erased" for fact in turn.facts):
            self._erased[self._known.mark_of(heard)] = answers_today(before, self._now) + bool(turn.replies)

    def keep(self) -> None:
        """Give the process what was noted, as the last deed of an attempt that succeeded.

        The commit is still to come: waiting for it would let the next batch begin without it. Should it fail, the row
        is still there and knows better, so that nobody asks here.
        """
        if self._erased:
            self._known.keep(self._erased)
