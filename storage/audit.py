"""The audit record: every deed of an organizer, append-only, each row chained to the one before by its hash.

Whoever changes, takes out or adds a row in between has to write all later ones anew, and the last hash is then another:
written down elsewhere from time to time (`undersigned audit` prints it) it proves the whole record up to there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import RowMapping, insert, select

from storage.dialects import hold_alone
from storage.outgoing_tables import audit_record

if TYPE_CHECKING:
    from storage.store import Transaction

#: Any fixed number; it names the lock under which the record grows, since each row needs the one before.
_APPENDING = 7_467_473_375
_BEFORE_THE_FIRST = bytes(32)


class Entry(NamedTuple):
    """One deed."""

    number: int
    at: datetime
    #: The organizer's name; "the operator" for who acted from the machine without one.
    who: str
    #: In the past tense, as "approved".
    deed: str
    #: What it was done to, as "broadcast 3".
    subject: str
    details: Mapping[str, Any]
    hash: bytes


class Broken(NamedTuple):
    """The first place at which the record is not what was written."""

    number: int
    why: str


def append(
    tx: Transaction, who: str, deed: str, subject: str, now: datetime, details: Mapping[str, Any] | None = None
) -> Entry:
    """Write a deed down, in the transaction that does it.

    Args:
        tx: The open transaction; on PostgreSQL all who append wait for its end, so this comes late in it.
        who: The organizer's name.
        deed: In the past tense, as "approved".
        subject: What it was done to, as "broadcast 3".
        now: An aware time.
        details: What else is worth knowing, as JSON takes it; names and numbers of signers never belong here.
    """
    one_at_a_time(tx)
    last = tx.connection.execute(select(audit_record).order_by(audit_record.c.number.desc()).limit(1)).first()
    told = json.dumps(details or {}, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    row: dict[str, Any] = {"number": last.number + 1 if last else 1, "at": int(now.timestamp())}
    row |= {"who": who, "deed": deed, "subject": subject, "details": told}
    row["hash"] = _hash(last.hash if last else _BEFORE_THE_FIRST, row)
    tx.connection.execute(insert(audit_record).values(row))
    return _entry(row)


def append_change(tx: Transaction, who: str, deed: str, subject: str, now: datetime) -> bool:
    """Write a deed down unless it is the last one that was done to its subject; many may try at once.

    Args:
        tx, who, deed, subject, now: As for `append`.

    Returns:
        Whether it was written.
    """
    if last_deed(tx, subject) == deed:
        return False
    one_at_a_time(tx)
    if last_deed(tx, subject) == deed:
        return False
    append(tx, who, deed, subject, now)
    return True


def last_deed(tx: Transaction, subject: str) -> str:
    """What was last done to a subject, as "turned off"; "" when nothing was."""
    last = select(audit_record.c.deed).where(audit_record.c.subject == subject)
    return tx.connection.scalar(last.order_by(audit_record.c.number.desc()).limit(1)) or ""


def one_at_a_time(tx: Transaction) -> None:
    """Nobody else appends until the transaction ends; for deeds that must not be done twice at once."""
    hold_alone(tx.connection, _APPENDING)


def entries(tx: Transaction, subject: str | None = None) -> Iterator[Entry]:
    """The record, oldest first.

    Args:
        tx: An open transaction.
        subject: Only what was done to this, as "broadcast 3".
    """
    wanted = select(audit_record).order_by(audit_record.c.number)
    if subject is not None:
        wanted = wanted.where(audit_record.c.subject == subject)
    yield from (_entry(row._mapping) for row in tx.connection.execute(wanted))


def first_break(tx: Transaction) -> Broken | None:
    """Where the record was changed after it was written; None when all of it is as it was."""
    before, expected = _BEFORE_THE_FIRST, 1
    for row in tx.connection.execute(select(audit_record).order_by(audit_record.c.number)):
        if row.number != expected:
            return Broken(expected, f"entry {expected} is missing")
        if bytes(row.hash) != _hash(before, row._mapping):
            return Broken(expected, f"entry {expected}, or the one before it, was changed")
        before, expected = bytes(row.hash), expected + 1
    return None


def _hash(before: bytes, row: Mapping[str, Any] | RowMapping) -> bytes:
    """The hash of a row: over the one before and every field, as JSON, so that no two rows are written alike."""
    fields = [row[name] for name in ("number", "at", "who", "deed", "subject", "details")]
    return sha256(before + json.dumps(fields, ensure_ascii=False).encode()).digest()


def _entry(told: Mapping[str, Any] | RowMapping) -> Entry:
    at = datetime.fromtimestamp(told["at"], UTC)
    plain = (told["who"], told["deed"], told["subject"], json.loads(told["details"]), bytes(told["hash"]))
    return Entry(told["number"], at, *plain)
