"""Whole tables, read in slices of their primary key, and a checksum that does not depend on where they lie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, literal, select, tuple_

Key = tuple[Any, ...]
Row = dict[str, Any]
#: Rows in a slice: one statement, and when copying one transaction.
SLICE = 5000
_BITS = 256


class TableSum(NamedTuple):
    """What a table holds, in two numbers; equal for equal rows on any database and in any order."""

    rows: int
    checksum: int


def slices(connection: Connection, table: Table, after: Key | None = None, size: int = SLICE) -> Iterator[list[Row]]:
    """The rows of a table in the order of their primary key, `size` at a time.

    Args:
        connection: An open transaction.
        table: The table.
        after: Leave out the rows up to this key.
        size: Rows in a slice at most.
    """
    columns = tuple(table.primary_key)
    statement = select(table).order_by(*columns).limit(size)
    while True:
        rest = statement
        if after is not None:
            rest = rest.where(tuple_(*columns) > tuple_(*map(literal, after, [column.type for column in columns])))
        rows = [dict(row) for row in connection.execute(rest).mappings()]
        if rows:
            yield rows
        if len(rows) < size:
            return
        after = tuple(rows[-1][column.name] for column in columns)


def last_key(connection: Connection, table: Table) -> Key | None:
    """The greatest primary key of a table; None when it is empty."""
    columns = tuple(table.primary_key)
    row = connection.execute(select(*columns).order_by(*(column.desc() for column in columns)).limit(1)).first()
    return None if row is None else tuple(row)


def table_sum(connection: Connection, table: Table) -> TableSum:
    """Count and checksum of all rows of a table."""
    rows = checksum = 0
    for part in slices(connection, table):
        rows, checksum = rows + len(part), (checksum + sum_of(part)) % (1 << _BITS)
    return TableSum(rows, checksum)


def sum_of(rows: Sequence[Mapping[str, Any]]) -> int:
    """The sum of the rows' SHA-256, modulo 2^256: databases sort text differently, and a sum needs no order.

    It finds what is lost, doubled or changed by mistake; it is no proof against somebody who looks for a collision.
    """
    return sum(int.from_bytes(sha256(written(row)).digest(), "big") for row in rows) % (1 << _BITS)


def written(row: Mapping[str, Any]) -> bytes:
    """A row as bytes, names and kinds included, so that no two different rows are written alike."""
    parts: list[bytes] = []
    for name in sorted(row):
        for value in (name, row[name]):
            kind, content = _content(value)
            parts.append(b"%s%d:%s" % (kind, len(content), content))
    return b"".join(parts)


def _content(value: Any) -> tuple[bytes, bytes]:
    if value is None:
        return b"n", b""
    if isinstance(value, int):
        return b"i", b"%d" % value
    if isinstance(value, str):
        return b"s", value.encode()
    if isinstance(value, bytes | memoryview):
        return b"b", bytes(value)
    raise TypeError(f"no rule for writing a value of type {type(value).__name__}")
