"""Blocks of numbers: where signatures by telephone come from, without a number, under a key that lives for a day.

Whoever buys numbers to sign with gets them in a row, and telephone companies are given them by the thousand (in North
America by "thousands-block pooling"). So each signature carries a tag of its block of 1,000 numbers, and counters tell
how many came from one block in an hour. A tag is two keyed hashes (HMAC-SHA-256, cut to 64 bits): of the number without
its last four digits, and of the number without its last three. What shares the first half are neighbours.

The key is random and of one day (UTC), sealed in the table `day_keys`. When the day is over it is destroyed: from then
on a tag can be compared with those of its own day and be tried against no number, by nobody. Each petition's tags are
its own. Only what signs as a telephone has one: the id of a Telegram account is given in no such rows.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from hmac import digest
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, bindparam, delete, or_, select, update

from storage.dialects import add_missing, add_rows, add_up, put_rows, taken_out
from storage.hours import hour_of
from storage.key_ring import signs_as
from storage.sealing import NotOurs, place_of
from storage.tables import block_counts, day_keys, signatures

if TYPE_CHECKING:
    from storage.store import Transaction

#: Hours that a signature carries its tag: time for organizers to look at what was flagged.
TAG_HOURS = 14 * 24
#: Hours that the counters are kept; who looks at them does so every minute.
COUNT_HOURS = 48
#: Bytes of each half of a tag. 64 bits: that two of a day's million blocks meet has a chance of one in 10^7.
HALF = 8
#: E.164 (https://www.itu.int/rec/T-REC-E.164): at most 15 digits. Shorter ones are codes, which come in no blocks.
_NUMBER = re.compile(r"\+\d{8,15}")
_KEY = b"day_keys.key"
_READ = select(day_keys.c.key).where(day_keys.c.day == bindparam("of_day"))


class NumberBlocks:
    """Tags the signatures of one transaction.

    Args:
        tx: The open transaction; the day's key is read, and made if need be, when the first telephone signs in it.
        hour: The hour of the signatures.
    """

    def __init__(self, tx: Transaction, hour: int) -> None:
        self._tx, self._hour = tx, hour
        self._key = b""

    def tag(self, slug: str, channel: str, address: str) -> bytes | None:
        """The tag of a signature on a petition; None for what is no telephone."""
        kind, number = signs_as(channel, address)
        if kind != "sms" or not _NUMBER.fullmatch(number):
            return None
        self._key = self._key or _key_of(self._tx, self._hour // 24)
        petition = self._tx.shelf.ids[slug]
        parts = (f"neighbours\0{petition}\0{number[:-4]}", f"block\0{petition}\0{number[:-3]}")
        return b"".join(digest(self._key, part.encode(), sha256)[:HALF] for part in parts)

    def raise_counts(self, signed: Iterable[tuple[str, bytes | None]]) -> None:
        """Count new signatures, each given by its petition and its tag, in one statement.

        They are counted in this process's lane, so that no other one waits. What is taken off later stays counted.
        """
        ids, lane = self._tx.shelf.ids, self._tx.lane
        numbers = Counter((ids[slug], tag) for slug, tag in signed if tag is not None)
        rows = [
            {"hour": self._hour, "petition": petition, "tag": tag, "lane": lane, "signed": number}
            for (petition, tag), number in numbers.items()
        ]
        add_up(self._tx.connection, block_counts, rows, "signed")


def _key_of(tx: Transaction, day: int) -> bytes:
    """The key of a day, in days since 1970; who comes first makes it."""
    place = place_of(_KEY, str(day).encode())
    sealed = tx.connection.scalar(_READ, {"of_day": day})
    if sealed is None:
        add_missing(tx.connection, day_keys, [{"day": day, "key": tx.keys.field.seal(os.urandom(32), place)}])
        sealed = tx.connection.scalar(_READ, {"of_day": day})
    try:
        return tx.keys.field.open(sealed or b"", place)
    except NotOurs:  # damaged: nobody is kept from signing by it
        key = os.urandom(32)
        put_rows(tx.connection, day_keys, [{"day": day, "key": tx.keys.field.seal(key, place)}])
        return key


def _of_other_days(now: datetime) -> ColumnElement[bool]:
    # Around midnight the clock of another process may be a little ahead.
    today = hour_of(now) // 24
    return or_(day_keys.c.day < today, day_keys.c.day > today + 1)


def past_keys(tx: Transaction, now: datetime) -> bool:
    """Whether there is a key of a day that is over."""
    return tx.connection.scalar(select(day_keys.c.day).where(_of_other_days(now)).limit(1)) is not None


def destroy_past_keys(tx: Transaction, now: datetime) -> None:
    """Destroy the keys of the days that are over, so that their tags can be tried against no number any more.

    Args:
        tx: An open writing transaction, which has done nothing else.
        now: An aware time.
    """
    today = hour_of(now) // 24
    kept = [dict(row._mapping) for row in taken_out(tx.connection, day_keys) if today <= row.day <= today + 1]
    add_rows(tx.connection, day_keys, kept)


def forget_tags(tx: Transaction, hour: int, which: ColumnElement[bool]) -> None:
    """Take the tags off signatures that have carried them long enough.

    Args:
        tx: An open writing transaction.
        hour: The present hour.
        which: Narrows the signatures to a part of them.
    """
    expired = (which, signatures.c.tag.is_not(None), signatures.c.hour <= hour - TAG_HOURS)
    # Held in the order in which everybody holds them.
    held = select(signatures.c.person).where(*expired).order_by(*signatures.primary_key)
    if tx.connection.execute(held.with_for_update()).all():
        tx.connection.execute(update(signatures).where(*expired).values(tag=None))


def forget_counts(tx: Transaction, hour: int) -> None:
    """Let the counters go that everybody has looked at by now."""
    tx.connection.execute(delete(block_counts).where(block_counts.c.hour <= hour - COUNT_HOURS))
