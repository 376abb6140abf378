"""The few things that SQLite and PostgreSQL do differently, in one place.

`rows_in`, `add_rows` and `put_rows` carry every message. Their SQL is written once and goes to the driver as it is:
preparing the same statement anew for each batch costs more than what the database does with it. On PostgreSQL a whole
batch goes as one array per column (`unnest`), one statement and one answer, however many rows it holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ARRAY, Column, ColumnElement, Connection, Row, Table, any_, bindparam, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url

Rows = Sequence[Mapping[str, Any]]

#: SQLite takes 32,766 values in a statement (https://sqlite.org/limits.html).
_MOST_VALUES = 30_000
_NAMED = sqlite.dialect(paramstyle="named")
_QMARK = sqlite.dialect(paramstyle="qmark")
_POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call]


class UnknownDatabase(Exception):
    """DATABASE_URL names a database that this version can't use."""


def read_url(database_url: str) -> URL:
    """Read DATABASE_URL: sqlite:///FILE, or postgresql:// (also written postgres://).

    Raises:
        UnknownDatabase: when it isn't a URL, is another database, or names none (a store in memory loses signatures).
    """
    try:
        url = make_url(database_url)
    except Exception:
        raise UnknownDatabase("DATABASE_URL is not a database URL, like sqlite:///undersigned.db") from None
    kind = url.drivername.partition("+")[0]
    if kind in ("postgres", "postgresql"):
        if not url.database:
            raise UnknownDatabase("DATABASE_URL names no database: postgresql://user:password@host/database")
        return _postgresql(url)
    if kind != "sqlite":
        raise UnknownDatabase("DATABASE_URL must be sqlite:///… or postgresql://…")
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise UnknownDatabase("DATABASE_URL names no file: use sqlite:///undersigned.db")
    return url


def without_password(database_url: str) -> str:
    """DATABASE_URL as PostgreSQL's own programs read it, and fit to be shown.

    Raises:
        UnknownDatabase: as `read_url`.
    """
    read_url(database_url)
    url = make_url(database_url)
    # Built anew, since a URL hands its password on.
    return URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query).render_as_string()


def libpq_url(database_url: str) -> str:
    """DATABASE_URL of a PostgreSQL database as its own library reads it, password and all: never to be shown.

    Raises:
        UnknownDatabase: as `read_url`.
    """
    read_url(database_url)
    return make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)


def _postgresql(url: URL) -> URL:
    if unknown := url.query.keys() - {"host", "port", "sslmode"}:
        raise UnknownDatabase(f"DATABASE_URL has an option that is not known here: {', '.join(sorted(unknown))}")
    # The driver takes the same words under another name.
    query = {"ssl" if name == "sslmode" else name: value for name, value in url.query.items()}
    return url.set(drivername="postgresql+asyncpg", query=query)


def is_postgresql(connection: Connection) -> bool:
    """Whether other processes may write at the same time, so that rows have to be locked."""
    return connection.dialect.name == "postgresql"


def held_alone(connection: Connection, what: int, number: int) -> bool:
    """Whether this transaction alone may do a piece of work now; its number is held until the transaction ends.

    Args:
        connection: An open transaction.
        what: The kind of work, any number that no other kind has.
        number: Which piece of it.
    """
    if not is_postgresql(connection):
        return True
    return bool(connection.exec_driver_sql("SELECT pg_try_advisory_xact_lock($1, $2)", (what, number)).scalar())


def hold_alone(connection: Connection, number: int) -> None:
    """Wait until this transaction alone does the kind of work that `number` names, and keep others from it to its end.

    On SQLite a writing transaction has the file to itself.
    """
    if is_postgresql(connection):
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock($1)", (number,))


def rows_in(
    connection: Connection,
    columns: tuple[Column[Any], ...],
    key: Column[Any],
    values: Sequence[bytes],
    *,
    lock: bool = False,
) -> Sequence[Row[Any]]:
    """The rows whose `key` is one of `values`; with `lock` held until the transaction ends, in the order of `key`.

    Rows of one `key` are held in the order of their primary key.
    """
    if is_postgresql(connection):
        return connection.exec_driver_sql(_select_any(columns, key, lock=lock), (list(values),)).all()
    found: list[Row[Any]] = []
    for at in range(0, len(values), _MOST_VALUES):
        part = tuple(values[at : at + _MOST_VALUES])
        found += connection.exec_driver_sql(_select_in(columns, key, len(part)), part).all()
    return found


def any_of(connection: Connection, column: Column[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """That `column` is one of `values`, as one array on PostgreSQL: the statement is the same however many they are."""
    if is_postgresql(connection):
        return column == any_(literal(list(values), ARRAY(column.type)))
    return column.in_(values)


def hold_rows(connection: Connection, table: Table, key: Column[Any], rows: Rows) -> Sequence[Row[Any]]:
    """The rows with the keys of `rows`, held until the transaction ends, so that no other process changes them.

    A row that is not there can't be locked, so on PostgreSQL a missing one is inserted, as `rows` says. All processes
    go through their rows once, in the order of the keys, and insert or lock each; otherwise two could wait for each
    other for ever. On SQLite the writing transaction holds the whole file, and nothing is inserted.
    """
    columns, wanted = tuple(table.c), {bytes(row[key.name]): row for row in rows}
    if not is_postgresql(connection):
        return rows_in(connection, columns, key, list(wanted))
    values = sorted(wanted)
    # Nothing is updated, but each row that is there is locked all the same, and one that is deleted while it is waited
    # for is inserted (https://www.postgresql.org/docs/current/sql-insert.html#SQL-ON-CONFLICT). Locked by a statement
    # of its own it would be missing then, and have to be inserted behind rows that are held already.
    lock = f"ON CONFLICT ({key.name}) DO UPDATE SET {key.name} = excluded.{key.name} WHERE false"
    connection.exec_driver_sql(
        f"{_insert_arrays(table, tuple(rows[0]))} {lock}", _arrays([wanted[value] for value in values])
    )
    return rows_in(connection, columns, key, values)


def add_rows(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows, each with a value for every column of the first one."""
    if not rows:
        return
    if is_postgresql(connection):
        connection.exec_driver_sql(_insert_arrays(table, tuple(rows[0])), _arrays(rows))
    else:
        connection.exec_driver_sql(_insert(table, tuple(rows[0])), list(rows))


def put_rows(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows, or overwrite the row that already has the same primary key."""
    if not rows:
        return
    columns = tuple(rows[0])
    if is_postgresql(connection):
        kept = ", ".join(column.name for column in table.primary_key)
        changed = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in table.primary_key.columns)
        statement = f"{_insert_arrays(table, columns)} ON CONFLICT ({kept}) DO UPDATE SET {changed}"
        connection.exec_driver_sql(statement, _arrays(rows))
    else:
        connection.exec_driver_sql(_upsert(table, columns), list(rows))


def add_missing(connection: Connection, table: Table, rows: Rows) -> int:
    """Insert the rows whose key no row has yet; returns how many there were. On PostgreSQL it waits for who inserts."""
    columns = tuple(rows[0])
    if is_postgresql(connection):
        statement = f"{_insert_arrays(table, columns)} ON CONFLICT DO NOTHING"
        return connection.exec_driver_sql(statement, _arrays(rows)).rowcount
    return connection.exec_driver_sql(_insert_missing(table, columns), list(rows)).rowcount


def add_up(connection: Connection, table: Table, rows: Rows, column: str) -> None:
    """Insert rows, or add their `column` to that of the row that has the same primary key; no two have the same.

    All processes take the rows in the order of their keys; otherwise two could wait for each other for ever.
    """
    if not rows:
        return
    columns, keys = tuple(rows[0]), [column.name for column in table.primary_key]
    ordered = sorted(rows, key=lambda row: [row[name] for name in keys])
    if is_postgresql(connection):
        added = f"{column} = {table.name}.{column} + excluded.{column}"
        statement = f"{_insert_arrays(table, columns)} ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {added}"
        connection.exec_driver_sql(statement, _arrays(ordered))
    else:
        connection.exec_driver_sql(_adding_insert(table, columns, column), ordered)


def taken_out(connection: Connection, table: Table) -> Sequence[Row[Any]]:
    """All rows of a small table, taken out so that its file holds nothing of them, removed ones included.

    PostgreSQL leaves a removed row where it was until it needs the room; emptying the table gives it a new file. Who
    uses the table just now is waited for a second, since others wait behind.

    Raises:
        DBAPIError: when somebody uses it for longer.
    """
    if is_postgresql(connection):
        connection.exec_driver_sql("SET LOCAL lock_timeout = '1s'")
        connection.exec_driver_sql(f"LOCK TABLE {table.name} IN ACCESS EXCLUSIVE MODE")
    rows = connection.execute(select(table)).all()
    # SQLite overwrites what is deleted (`connections`, secure_delete).
    connection.exec_driver_sql(f"{'TRUNCATE' if is_postgresql(connection) else 'DELETE FROM'} {table.name}")
    return rows


def _arrays(rows: Rows) -> tuple[list[Any], ...]:
    return tuple([row[name] for row in rows] for name in rows[0])


@cache
def _insert_arrays(table: Table, columns: tuple[str, ...]) -> str:
    arrays = ", ".join(
        f"${number}::{table.c[name].type.compile(_POSTGRESQL)}[]" for number, name in enumerate(columns, start=1)
    )
    return f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT * FROM unnest({arrays})"  # noqa: S608


@cache
def _select_any(columns: tuple[Column[Any], ...], key: Column[Any], *, lock: bool) -> str:
    names = ", ".join(column.name for column in columns)
    kind = key.type.compile(_POSTGRESQL)
    statement = f"SELECT {names} FROM {key.table.name} WHERE {key.name} = ANY($1::{kind}[])"  # noqa: S608
    # The whole primary key: in an order of which a part is open, two could wait for each other for ever.
    order = dict.fromkeys((key.name, *(column.name for column in key.table.primary_key)))
    return f"{statement} ORDER BY {', '.join(order)} FOR UPDATE" if lock else statement


@lru_cache(1024)
def _select_in(columns: tuple[Column[Any], ...], key: Column[Any], number: int) -> str:
    statement = select(*columns).where(key.in_(bindparam("values", expanding=True)))
    return statement.compile(dialect=_QMARK).construct_expanded_state({"values": [b""] * number}).statement


@cache
def _insert(table: Table, columns: tuple[str, ...]) -> str:
    return str(sqlite.insert(table).compile(dialect=_NAMED, column_keys=columns))


@cache
def _insert_missing(table: Table, columns: tuple[str, ...]) -> str:
    statement = sqlite.insert(table).on_conflict_do_nothing()
    return str(statement.compile(dialect=_NAMED, column_keys=columns))


@cache
def _adding_insert(table: Table, columns: tuple[str, ...], column: str) -> str:
    statement = sqlite.insert(table)
    added = {column: table.c[column] + statement.excluded[column]}
    statement = statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=added)
    return str(statement.compile(dialect=_NAMED, column_keys=columns))


@cache
def _upsert(table: Table, columns: tuple[str, ...]) -> str:
    statement = sqlite.insert(table)
    kept = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in columns if name not in kept}
    statement = statement.on_conflict_do_update(index_elements=kept, set_=changed)
    return str(statement.compile(dialect=_NAMED, column_keys=columns))
