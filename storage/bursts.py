"""Bursts: many signatures of neighbouring numbers in one hour, found in the counters and flagged for organizers.

A flag says that somebody should look, and nothing more: it takes nothing out of the count (`storage.deeds` does), and a
town that signs at its assembly raises one as well as somebody with a box of SIM cards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, update

from storage.dialects import add_missing
from storage.number_blocks import HALF, TAG_HOURS
from storage.tables import block_counts, deeds, signatures
from storage.tables import flags as flags_table

if TYPE_CHECKING:
    from storage.store import Transaction

#: Signatures on a petition in one hour from one block of 1,000 numbers. A city's telephones lie in tens of thousands of
#: blocks, so that in its busiest hour 10,000 strangers hardly bring two of one block; in a village of three blocks it
#: takes a whole assembly.
BLOCK_LIMIT = 20
#: The same from ten neighbouring blocks (10,000 numbers): whoever stays below the first limit in each of them.
NEIGHBOURS_LIMIT = 40

Kind = Literal["block", "neighbours"]


class Burst(NamedTuple):
    """What is, or should be, flagged."""

    #: The petition's number.
    petition: int
    hour: int
    #: The first half of the tags.
    prefix: bytes
    #: Signatures in the hour that were counted with this prefix, and in the largest block among them.
    signed: int
    most: int

    @property
    def kind(self) -> Kind:
        """Which limit was passed."""
        return "block" if self.most >= BLOCK_LIMIT else "neighbours"


class Flag(NamedTuple):
    """One entry of the review list."""

    number: int
    #: A slug.
    petition: str
    #: Its beginning, in UTC.
    hour: datetime
    kind: Kind
    #: Signatures that were given in that hour; some may have been taken off since.
    signed: int
    #: The deed that settled it, None while nobody has.
    settled: int | None


@dataclass(slots=True)
class Block:
    """The signatures of one block that a flag is about, as they stand now."""

    #: What organizers call it by: the beginning of its own half of the tag, which no other signature changes.
    name: str
    counting: int = 0
    set_aside: int = 0
    channels: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)


class UnknownFlag(Exception):
    """No flag has this number, or it was forgotten."""


def find_bursts(tx: Transaction, since: int) -> list[Burst]:
    """The bursts of the hour `since` and later ones that no flag tells of, or none that has grown as far."""
    blocks = (
        select(
            block_counts.c.hour,
            block_counts.c.petition,
            func.substr(block_counts.c.tag, 1, HALF).label("prefix"),
            func.sum(block_counts.c.signed).label("signed"),
        )
        .where(block_counts.c.hour >= since)
        .group_by(block_counts.c.hour, block_counts.c.petition, block_counts.c.tag)
        .subquery()
    )
    total, most = func.sum(blocks.c.signed), func.max(blocks.c.signed)
    together = (blocks.c.petition, blocks.c.hour, blocks.c.prefix)
    over = select(*together, total, most).group_by(*together)
    over = over.having(or_(most >= BLOCK_LIMIT, total >= NEIGHBOURS_LIMIT)).order_by(*together)
    found = [Burst(row[0], row[1], bytes(row[2]), int(row[3]), int(row[4])) for row in tx.connection.execute(over)]
    if not found:
        return []
    table = flags_table.c
    known = select(table.petition, table.hour, table.prefix, table.signed).where(table.hour >= since)
    told = {(row.petition, row.hour, row.prefix): row.signed for row in tx.connection.execute(known)}
    return [one for one in found if told.get(one[:3], 0) < one.signed]


def raise_flags(tx: Transaction, found: Iterable[Burst]) -> list[Burst]:
    """Flag bursts; of those that are flagged already only the numbers are put right.

    Args:
        tx: An open writing transaction.
        found: From `find_bursts`.

    Returns:
        Those that no process had flagged before. One whose signatures were set aside, and more came since, waits again.
    """
    set_aside = flags_table.c.settled.in_(select(deeds.c.id).where(deeds.c.kind == "set aside"))
    settled = case((set_aside, None), else_=flags_table.c.settled)
    new = []
    for one in sorted(found):
        if add_missing(tx.connection, flags_table, [one._asdict()]):
            new.append(one)
            continue
        same = and_(*(flags_table.c[name] == getattr(one, name) for name in ("petition", "hour", "prefix")))
        grown = update(flags_table).where(same, flags_table.c.signed < one.signed)
        tx.connection.execute(grown.values(signed=one.signed, most=one.most, settled=settled))
    return new


def flags(tx: Transaction) -> list[Flag]:
    """The review list, the newest hour first."""
    rows = tx.connection.execute(select(flags_table).order_by(flags_table.c.hour.desc(), flags_table.c.id.desc()))
    return [
        Flag(
            row.id,
            tx.shelf.slugs[row.petition],
            datetime.fromtimestamp(row.hour * 3600, UTC),
            Burst(row.petition, row.hour, row.prefix, row.signed, row.most).kind,
            row.signed,
            row.settled,
        )
        for row in rows
    ]


def unsettled(tx: Transaction) -> int:
    """How many flags wait for somebody to look at them."""
    waiting = select(func.count()).select_from(flags_table).where(flags_table.c.settled.is_(None))
    return tx.connection.scalar(waiting) or 0


def burst_of(tx: Transaction, flag: int) -> Burst:
    """What a flag is about.

    Raises:
        UnknownFlag: when there is none with this number (any more).
    """
    row = tx.connection.execute(select(flags_table).where(flags_table.c.id == flag)).first()
    if row is None:
        raise UnknownFlag(f"There is no flag {flag}; flags go after {TAG_HOURS // 24} days.")
    return Burst(row.petition, row.hour, row.prefix, row.signed, row.most)


def signatures_of(burst: Burst, tag: bytes | None = None) -> ColumnElement[bool]:
    """Which signatures a burst is about: all of its neighbours in its hour, or those of one tag among them."""
    # Compared as a range: the second half of a tag is any eight bytes.
    low, high = (tag, tag) if tag else (burst.prefix + bytes(HALF), burst.prefix + b"\xff" * HALF)
    inside = and_(signatures.c.tag >= low, signatures.c.tag <= high)
    return and_(signatures.c.petition == burst.petition, signatures.c.hour == burst.hour, inside)


def blocks_of(tx: Transaction, burst: Burst) -> list[tuple[bytes, Block]]:
    """The blocks of a burst with their tags, the largest first. It reads all signatures once."""
    out = signatures.c.set_aside.is_not(None).label("out")
    columns = (signatures.c.tag, signatures.c.channel, signatures.c.language, signatures.c.source, out)
    numbers = select(*columns, func.count().label("number")).where(signatures_of(burst)).group_by(*columns)
    found: dict[bytes, Block] = {}
    for row in tx.connection.execute(numbers):
        block = found.setdefault(bytes(row.tag), Block(_name_of(row.tag)))
        if row.out:
            block.set_aside += row.number
        else:
            block.counting += row.number
        block.channels[row.channel] += row.number
        block.languages[row.language] += row.number
        block.sources[row.source] += row.number
    return sorted(found.items(), key=lambda one: (-one[1].counting - one[1].set_aside, one[0]))


def _name_of(tag: bytes) -> str:
    # A number by size would be another block's as soon as somebody signs or unsigns. A flag has ten blocks at most.
    return bytes(tag[HALF : HALF + 3]).hex()


def forget_flags(tx: Transaction, hour: int) -> None:
    """Let the flags go whose tags have gone; what was done about them stays."""
    tx.connection.execute(delete(flags_table).where(flags_table.c.hour <= hour - TAG_HOURS))


def signed_by_now(tx: Transaction, burst: Burst) -> int:
    """How many signatures were counted for a burst so far: as its flag says, or more while its hour runs."""
    mine = and_(block_counts.c.hour == burst.hour, block_counts.c.petition == burst.petition)
    prefix = func.substr(block_counts.c.tag, 1, HALF) == burst.prefix
    counted = tx.connection.scalar(select(func.sum(block_counts.c.signed)).where(mine, prefix))
    return max(burst.signed, int(counted or 0))


def settle(tx: Transaction, flag: int, deed: int, signed: int) -> None:
    """Say by which deed a flag was settled, and how many signatures had been counted for it (`signed_by_now`)."""
    tx.connection.execute(update(flags_table).where(flags_table.c.id == flag).values(settled=deed, signed=signed))


def unsettle(tx: Transaction, flag: int) -> None:
    """Let a flag wait again."""
    tx.connection.execute(update(flags_table).where(flags_table.c.id == flag).values(settled=None))
