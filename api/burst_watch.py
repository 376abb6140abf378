"""Looks every minute for many signatures of neighbouring numbers, and destroys yesterday's key of their tags."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from api.diagnostics import warn
from storage import Store, Transaction
from storage.bursts import Burst, find_bursts, raise_flags
from storage.hours import hour_of
from storage.number_blocks import destroy_past_keys, past_keys

#: Seconds between two looks.
LOOK_EVERY = 60.0


@dataclass(slots=True)
class BurstWatch:
    """Each process has one; whichever sees a burst first flags it, and the others find it flagged.

    Args:
        store: Where signatures are counted.
        clock: Gives the time, aware.
        flagged: Is told the kind of each new flag ("block" or "neighbours").
    """

    store: Store
    clock: Callable[[], datetime]
    flagged: Callable[[str], None]
    #: The hour from which the counters may hold what nobody has seen; at first all that are there.
    _since: int = field(default=0)

    async def look(self) -> list[Burst]:
        """Look once; returns what this look flagged. Nothing is written while there is nothing to tell."""
        now = self.clock()
        found = await self.store.read(partial(find_bursts, since=self._since))
        new = await self.store.write(partial(raise_flags, found=found)) if found else []
        self._since = hour_of(now) - 1
        for one in new:
            self.flagged(one.kind)
            slug = await self.store.read(partial(_slug, petition=one.petition))
            warn("many signatures of neighbouring numbers in an hour", petition=slug, kind=one.kind, count=one.signed)
        if await self.store.read(partial(past_keys, now=now)):
            await self.store.write(partial(destroy_past_keys, now=now))
        return new


def _slug(tx: Transaction, petition: int) -> str:
    return tx.shelf.slugs[petition]
