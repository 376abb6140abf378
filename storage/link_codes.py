"""The six digits that somebody was given to become one person on two channels: kept ten minutes, as a keyed hash."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select

from storage.dialects import rows_in
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


def forget_codes(tx: Transaction, now: datetime) -> None:
    """Forget the codes that hold no more at `now` (aware), and how many wrong ones came in earlier hours."""
    # One that somebody holds just now is renewed or used; waiting for it, with others in hand, could be for ever.
    old = select(link_codes.c.contact).where(link_codes.c.expires <= int(now.timestamp()))
    forgotten = old.with_for_update(skip_locked=True)
    tx.connection.execute(delete(link_codes).where(link_codes.c.contact.in_(forgotten)))
    tx.connection.execute(delete(missed_link_codes).where(missed_link_codes.c.hour < hour_of(now)))
