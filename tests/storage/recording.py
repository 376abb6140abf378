"""Rows as one revision of the schema holds them, kept in a file, so that every later program can be tried on them."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, select, text
from sqlalchemy.engine import make_url

from storage.connections import run_once
from storage.dialects import is_postgresql, read_url

FOLDER = Path(__file__).parent / "recorded"
SCRIPTS = Path(__file__).parents[2] / "storage" / "migrations"
#: Alembic's own, which the migrations fill.
_NOT_RECORDED = "alembic_version"


def revisions() -> list[str]:
    """Every revision that there ever was, the oldest first."""
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return [script.revision for script in scripts][::-1]


def record(database_url: str, revision: str) -> None:
    """Keep all rows of a database that is at `revision`."""

    def rows(connection: Connection) -> dict[str, list[dict[str, Any]]]:
        tables = _tables(connection)
        return {
            table.name: [_kept(dict(row._mapping)) for row in connection.execute(select(table))] for table in tables
        }

    held = run_once(read_url(database_url), rows, writes=False)
    FOLDER.mkdir(exist_ok=True)
    _file(revision).write_text(json.dumps(held, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")


def is_recorded(revision: str) -> bool:
    """Whether there are rows for a revision."""
    return _file(revision).exists()


def play(database_url: str, revision: str) -> None:
    """Bring an empty database to `revision` and fill it with what was recorded there."""
    held: dict[str, list[dict[str, Any]]] = json.loads(_file(revision).read_text("utf-8"))

    def fill(connection: Connection) -> None:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        tables = _tables(connection)
        assert {table.name for table in tables} == held.keys(), "recorded by another schema than this revision makes"
        for table in tables:
            if rows := [_there(row) for row in held[table.name]]:
                connection.execute(table.delete())
                connection.execute(table.insert(), rows)
            _number_on(connection, table)

    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        Path(str(url.database)).touch(0o600)
    run_once(read_url(database_url), fill, writes=True)


def _tables(connection: Connection) -> list[Table]:
    """As the database itself has them: today's tables say nothing about an older revision."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != _NOT_RECORDED]


def _number_on(connection: Connection, table: Table) -> None:
    column = table.autoincrement_column
    if not is_postgresql(connection) or column is None:
        return
    of = {"table": table.name, "column": column.name}
    if connection.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), of):
        highest = f'(SELECT max("{column.name}") FROM "{table.name}")'  # both are names of our own
        connection.execute(text(f"SELECT setval(pg_get_serial_sequence(:table, :column), {highest})"), of)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config


def _file(revision: str) -> Path:
    return FOLDER / f"{revision}.json"


def _kept(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {"base64": b64encode(value).decode()} if isinstance(value, bytes) else value
        for name, value in row.items()
    }


def _there(row: dict[str, Any]) -> dict[str, Any]:
    return {name: b64decode(value["base64"]) if isinstance(value, dict) else value for name, value in row.items()}
