"""What the public may see of the petitions, read from the store at most once a second."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from conversations.petition import Petition, Standing
from storage import Store, StoreUnavailable, Transaction, all_petitions, counts
from storage.petitions import same_phone_counts, set_aside_counts

#: How old, in seconds, what is shown may be.
FRESH_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Shown:
    """The petitions that are public, in the order of their import, with their counts here by slug."""

    petitions: tuple[Petition, ...]
    counts: Mapping[str, int]
    #: Signatures that do not count since they were set aside, by slug, where there are any.
    set_aside: Mapping[str, int]
    #: Those among the counts that came from a phone as the second or a later one, by slug, where there are any.
    same_phone: Mapping[str, int]

    def find(self, slug: str) -> Petition | None:
        """The public petition with this slug; None when there is none."""
        return next((petition for petition in self.petitions if petition.slug == slug), None)


class PublicPetitions:
    """Reads what is public; many visitors in one second cost one look into the store."""

    def __init__(
        self, store: Callable[[], Store], clock: Callable[[], datetime], seconds: Callable[[], float] = time.monotonic
    ) -> None:
        """Set up with nothing read.

        Args:
            store: Gives the store to read.
            clock: Decides what a petition is at the moment.
            seconds: The machine's own time, which tells how old is what was read, whatever the clock says.
        """
        self._store, self._clock, self._seconds = store, clock, seconds
        self._kept = Shown((), {}, {}, {})
        self._read_at = float("-inf")
        self._reading = asyncio.Lock()
        self._failures, self._failed = 0, ""

    async def shown(self) -> Shown:
        """What is public now. Drafts are nobody's business but the organizers'.

        Raises:
            StoreUnavailable: when the store could not be read. All who waited for that try share it: one after the
                other they would wait for as many.
        """
        failures = self._failures
        async with self._reading:
            if self._seconds() - self._read_at >= FRESH_SECONDS:
                if self._failures != failures:
                    raise StoreUnavailable(self._failed)
                await self._read()
        now = self.now()
        public = tuple(one for one in self._kept.petitions if one.standing(now) is not Standing.DRAFT)
        return replace(self._kept, petitions=public)

    async def _read(self) -> None:
        try:
            self._kept = await self._store().read(_look)
        except StoreUnavailable as problem:
            self._failures, self._failed = self._failures + 1, str(problem)
            raise
        self._read_at = self._seconds()

    def now(self) -> datetime:
        """The time by which a petition is open or closed."""
        return self._clock()


def _look(tx: Transaction) -> Shown:
    return Shown(all_petitions(tx), counts(tx), set_aside_counts(tx), same_phone_counts(tx))
