"""Deeds: what organizers did about flags. Each is a row that stays: who, when, why, which signatures and how many.

A signature that was set aside does not count, and stays all the same: its signer can change it and take it off as
before, and is told nothing. Undoing counts it again. The audit record tells every deed too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, func, insert, select, update

from storage import audit
from storage.bursts import Burst, blocks_of, burst_of, settle, signatures_of, signed_by_now, unsettle
from storage.petitions import move_counts
from storage.tables import deeds as deeds_table
from storage.tables import signatures

if TYPE_CHECKING:
    from storage.store import Transaction

_COUNTING = signatures.c.set_aside.is_(None)
_SET = (
    update(signatures)
    .where(signatures.c.person == bindparam("who"), signatures.c.id == bindparam("row"))
    .values(set_aside=bindparam("deed"))
)


class Undoable(Exception):
    """What was asked can't be done; the message says why."""


class By(NamedTuple):
    """Who does it, why, and when (aware)."""

    who: str
    why: str
    now: datetime


class Deed(NamedTuple):
    """One row."""

    number: int
    #: "set aside", "dismissed" or "undone".
    kind: str
    #: A slug.
    petition: str
    flag: int
    #: Which signatures, in words.
    rule: str
    #: The deed that this one undoes.
    undoes: int | None
    who: str
    why: str
    at: datetime
    #: To how many signatures it was done.
    signatures: int


def would_set_aside(tx: Transaction, flag: int, block: str | None = None) -> int:
    """How many signatures `set_aside` would take out of the count now.

    Raises:
        UnknownFlag, Undoable: as `set_aside`.
    """
    which, _rule = _rule_of(tx, burst_of(tx, flag), block)
    counting = select(func.count()).select_from(signatures).where(which, _COUNTING)
    return tx.connection.scalar(counting) or 0


def set_aside(tx: Transaction, flag: int, block: str | None, by: By) -> Deed:
    """Take the signatures that a flag is about out of the count, in one transaction.

    Args:
        tx: An open writing transaction.
        flag: Its number.
        block: The name of one of its blocks (`bursts.blocks_of`); None for all of them.
        by: Who and why.

    Raises:
        UnknownFlag: when there is none with this number (any more).
        Undoable: when it has no such block, or none of its signatures counts any more.
    """
    burst = burst_of(tx, flag)
    which, rule = _rule_of(tx, burst, block)
    # Counted before they are held: what comes between the two makes the flag wait again.
    signed = signed_by_now(tx, burst)
    held = _held(tx, which, _COUNTING)
    if not held:
        raise Undoable(f"None of these signatures of flag {flag} counts any more; `review deeds` tells what was done.")
    deed = _write(tx, "set aside", burst.petition, flag, rule, by, len(held))
    _mark(tx, held, deed)
    move_counts(tx, {burst.petition: -len(held)}, {burst.petition: len(held)})
    settle(tx, flag, deed, signed)
    return _told_in_audit(tx, _deed(tx, deed), by)


def dismiss(tx: Transaction, flag: int, by: By) -> Deed:
    """Settle a flag by leaving its signatures in the count.

    Raises:
        UnknownFlag: when there is none with this number (any more).
    """
    burst = burst_of(tx, flag)
    deed = _write(tx, "dismissed", burst.petition, flag, _told(burst), by, 0)
    settle(tx, flag, deed, signed_by_now(tx, burst))
    return _told_in_audit(tx, _deed(tx, deed), by)


def undo(tx: Transaction, deed: int, by: By) -> Deed:
    """Undo a deed: what it set aside counts again, as far as it is still there, and its flag waits again.

    Raises:
        Undoable: when there is no such deed, it was undone already, or it is itself an undoing.
    """
    # Held, so that two who undo the same do it once.
    held = select(deeds_table).where(deeds_table.c.id == deed).with_for_update()
    row = tx.connection.execute(held).first()
    if row is None:
        raise Undoable(f"There is no deed {deed}.")
    if row.kind == "undone":
        raise Undoable(f"Deed {deed} is itself an undoing; do what it undid once more.")
    if tx.connection.scalar(select(deeds_table.c.id).where(deeds_table.c.undoes == deed)) is not None:
        raise Undoable(f"Deed {deed} was undone before.")
    back = _held(tx, signatures.c.set_aside == deed) if row.kind == "set aside" else []
    undoing = _write(tx, "undone", row.petition, row.flag, row.rule, by, len(back), undoes=deed)
    _mark(tx, back, None)
    move_counts(tx, {row.petition: len(back)}, {row.petition: -len(back)})
    unsettle(tx, row.flag)
    return _told_in_audit(tx, _deed(tx, undoing), by)


def all_deeds(tx: Transaction) -> list[Deed]:
    """Every deed, in the order in which they were done."""
    return [_read(tx, row) for row in tx.connection.execute(select(deeds_table).order_by(deeds_table.c.id))]


def _rule_of(tx: Transaction, burst: Burst, block: str | None) -> tuple[ColumnElement[bool], str]:
    if block is None:
        return signatures_of(burst), _told(burst)
    blocks = blocks_of(tx, burst)
    tags = [tag for tag, one in blocks if one.name == block]
    if len(tags) != 1:
        raise Undoable(f"There is no block {block}; there are {', '.join(one.name for _tag, one in blocks) or 'none'}.")
    # The name goes with the tags, and the deed stays.
    return signatures_of(burst, tags[0]), f"{_told(burst)}, one of {len(blocks)} blocks"


def _told(burst: Burst) -> str:
    hour = datetime.fromtimestamp(burst.hour * 3600, UTC)
    return f"signatures of neighbouring numbers in the hour of {hour:%Y-%m-%d %H:00} UTC"


def _held(tx: Transaction, *which: ColumnElement[bool]) -> Sequence[dict[str, Any]]:
    """These signatures, held in the order in which `signatures.hold` holds them."""
    rows = select(signatures.c.person, signatures.c.id).where(*which).order_by(*signatures.primary_key)
    return [{"who": row.person, "row": row.id} for row in tx.connection.execute(rows.with_for_update())]


def _mark(tx: Transaction, held: Sequence[dict[str, Any]], deed: int | None) -> None:
    if held:
        tx.connection.execute(_SET, [{**one, "deed": deed} for one in held])


def _write(
    tx: Transaction, kind: str, petition: int, flag: int, rule: str, by: By, number: int, undoes: int | None = None
) -> int:
    row = {"kind": kind, "petition": petition, "flag": flag, "rule": rule, "undoes": undoes, "who": by.who}
    row |= {"why": by.why, "at": int(by.now.timestamp()), "signatures": number}
    return int(tx.connection.execute(insert(deeds_table).values(row)).inserted_primary_key[0])  # type: ignore[index]


def _told_in_audit(tx: Transaction, deed: Deed, by: By) -> Deed:
    """The deed, once the audit record tells it: behind all that is held here, as everybody does."""
    subject = f"flag {deed.flag}" if deed.undoes is None else f"deed {deed.undoes}"
    details: dict[str, Any] = {"deed": deed.number, "petition": deed.petition, "signatures": deed.signatures}
    audit.append(tx, by.who, deed.kind, subject, by.now, details | {"because": by.why})
    return deed


def _deed(tx: Transaction, number: int) -> Deed:
    return _read(tx, tx.connection.execute(select(deeds_table).where(deeds_table.c.id == number)).one())


def _read(tx: Transaction, row: Any) -> Deed:
    at = datetime.fromtimestamp(row.at, UTC)
    told = (row.rule, row.undoes, row.who, row.why, at, row.signatures)
    return Deed(row.id, row.kind, tx.shelf.slugs[row.petition], row.flag, *told)
