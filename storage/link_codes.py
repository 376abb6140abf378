"""The six digits that somebody was given to become one person on two channels: kept ten minutes, as a keyed hash."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select

from conversations.link_codes import MISSES_AN_HOUR
from storage.dialects import add_up, is_postgresql, rows_in
from storage.hours import hour_of
from storage.sealing import NotOurs, place_of
from storage.tables import link_codes, missed_link_codes

if TYPE_CHECKING:
    from storage.store import Transaction

_WHOSE = b"link_codes.whose"
_DROP = delete(link_codes).where(link_codes.c.contact == bindparam("whose_code"))


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was given out. `contact` is the key of the contact that stands for whoever asked."""

    contact: bytes
    code: bytes
    channel: str
    address: str
    #: Epoch seconds.
    expires: int


def find_codes(tx: Transaction, marks: Collection[bytes], now: int) -> Iterable[Code]:
    """The codes that hold at `now` (epoch seconds)."""
    for row in rows_in(tx.connection, tuple(link_codes.c), link_codes.c.code, list(marks)):
        if row.expires <= now:
            continue
        try:
            whose = tx.keys.field.open(row.whose, place_of(_WHOSE, row.contact)).decode()
        except NotOurs:
            continue
        channel, _, address = whose.partition("\0")
        yield Code(row.contact, row.code, channel, address, row.expires)


def row_of(tx: Transaction, code: Code) -> dict[str, object]:
    """The values of a code's row."""
    whose = tx.keys.field.seal(f"{code.channel}\0{code.address}".encode(), place_of(_WHOSE, code.contact))
    return {"contact": code.contact, "code": code.code, "whose": whose, "expires": code.expires}


def drop_codes(tx: Transaction, keys: Collection[bytes]) -> None:
    """Take away the codes that these contacts were given."""
    if keys:
        tx.connection.execute(_DROP, [{"whose_code": key} for key in sorted(keys)])


def missed_before(tx: Transaction, hour: int) -> int:
    """How many wrong codes came in this hour.

    As long as fewer than `MISSES_AN_HOUR` came, nobody else looks at a code until this transaction ends: else each
    process, and each of its writers, would find that the limit is not reached, and read as many more.
    """
    look = select(missed_link_codes.c.missed).where(missed_link_codes.c.hour == hour)
    missed = tx.connection.scalar(look) or 0
    if missed < MISSES_AN_HOUR and is_postgresql(tx.connection):
        add_missed(tx, hour, 0)  # holds the row, also where there was none
        missed = tx.connection.scalar(look) or 0
    return missed


def add_missed(tx: Transaction, hour: int, number: int) -> None:
    """Count wrong codes of this hour."""
    add_up(tx.connection, missed_link_codes, [{"hour": hour, "missed": number}], "missed")


def forget_codes(tx: Transaction, now: datetime) -> None:
    """Forget the codes that hold no more at `now` (aware), and how many wrong ones came in earlier hours."""
    # What somebody holds just now goes the next time; waiting for it, with others in hand, could be for ever.
    for key, old in (
        (link_codes.c.contact, link_codes.c.expires <= int(now.timestamp())),
        (missed_link_codes.c.hour, missed_link_codes.c.hour < hour_of(now)),
    ):
        forgotten = select(key).where(old).with_for_update(skip_locked=True)
        tx.connection.execute(delete(key.table).where(key.in_(forgotten)))
