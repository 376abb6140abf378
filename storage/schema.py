"""The schema's age: bring a database up to date, and refuse one that is older or newer than this program."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

from storage.connections import run_once
from storage.dialects import is_postgresql, read_url
from storage.key_ring import make_installation_keys
from storage.marks import COPYING, read_mark
from storage.master_key import MasterKey
from storage.unavailable import StoreUnavailable

#: Any fixed number; it names the lock under which a PostgreSQL schema is upgraded.
_UPGRADING = 7_467_473_373
_SCRIPTS = Path(__file__).parent / "migrations"


class SchemaBehind(Exception):
    """The database is older than this program."""


class SchemaAhead(Exception):
    """The database was upgraded by a newer program."""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config


def head() -> str:
    """The newest revision that this program knows."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def revision_of(database_url: str) -> str | None:
    """The revision that a database is at; None when it is empty or not there."""
    url = read_url(database_url)
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        return None
    return run_once(url, lambda connection: MigrationContext.configure(connection).get_current_revision(), writes=False)


def refuse_other_schema(database_url: str) -> None:
    """Check that a database is at this program's revision.

    Raises:
        SchemaBehind: it needs `undersigned db upgrade`.
        SchemaAhead: it needs a newer program.
        StoreUnavailable: it is half a copy.
    """
    found = revision_of(database_url)
    if found == head():
        run_once(read_url(database_url), _refuse_half_copied, writes=False)
        return
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found is None or found in known:
        raise SchemaBehind("The database is not up to date: run `undersigned db upgrade`.")
    raise SchemaAhead("The database was made by a newer version of Undersigned: use that version.")


def upgrade(database_url: str, master: MasterKey) -> None:
    """Bring a database to this program's revision, making the file (readable by its owner only) and its keys if new.

    Raises:
        UnknownDatabase: when DATABASE_URL is unusable.
        MasterKeyProblem: when its keys were taken out of it, as in a backup.
        StoreUnavailable: when the file can't be made or written, or is half a copy.
    """
    url = read_url(database_url)
    make_file(url)

    def migrate(connection: Connection) -> None:
        bring_to_head(connection)
        make_installation_keys(connection, master, datetime.now(UTC))

    run_once(url, migrate, writes=True)


def make_file(url: URL) -> None:
    """Make an SQLite file, readable by its owner only, where there is none.

    Raises:
        StoreUnavailable: when it can't be made.
    """
    if url.get_backend_name() == "sqlite" and not (file := Path(str(url.database))).exists():
        try:
            os.close(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600))
        except OSError:
            raise StoreUnavailable(f"{file.absolute()} can't be made: is its folder there and writable?") from None


def bring_to_head(connection: Connection) -> None:
    """Run the migrations that are missing, in this writing transaction; makes no keys.

    Raises:
        StoreUnavailable: when the database is half a copy.
    """
    if is_postgresql(connection):
        # Several processes may start at once; one upgrades, the others wait here and find nothing to do.
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _UPGRADING})
    _refuse_half_copied(connection)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _refuse_half_copied(connection: Connection) -> None:
    if read_mark(connection, COPYING) is not None:
        raise StoreUnavailable("a copy into it was not finished; give the same `undersigned db copy` again")
