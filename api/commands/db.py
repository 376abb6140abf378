"""`undersigned db`: the database's schema, its backups, and its move to another database."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from api.commands.opening import key_or_fail, said_plainly, settings_or_fail
from api.commands.speaking import fail, show, show_json, talk
from api.settings import Settings
from storage import MasterKey, Store, StoreUnavailable
from storage.dialects import without_password
from storage.last_backup import note_backup

db = typer.Typer(no_args_is_help=True, help="The database.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
#: Rows after which a copy tells how far it is.
_TOLD_EVERY = 100_000


@db.callback()
def _db() -> None:
    """The database."""


@db.command("upgrade")
def upgrade_schema(as_json: Json = False) -> None:
    """Bring the database's schema up to date; makes database and key when they are not there."""
    from storage import upgrade
    from storage.schema import revision_of

    settings = settings_or_fail()
    master = key_or_fail(settings)
    with said_plainly(settings):
        before = revision_of(settings.database_url)
        upgrade(settings.database_url, master)
        if settings.database_file is None:
            _prepare_jobs(settings)
        after = revision_of(settings.database_url)
    if as_json:
        show_json({"before": before, "after": after})
    else:
        show(f"up to date: {after}" if before == after else f"upgraded: {before or 'new'} -> {after}")


def _prepare_jobs(settings: Settings) -> None:
    """Make the tables of the engine that hands out work; each process would make them at its start too."""
    import asyncio

    from bots.runner_postgresql import JobsUnavailable, prepare

    try:
        asyncio.run(prepare(settings.database_url))
    except JobsUnavailable as problem:
        raise StoreUnavailable(str(problem)) from None


@db.command("backup")
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; FILE.keys is made beside it.")],
    as_json: Json = False,
) -> None:
    """Write the database into FILE and its keys into FILE.keys, also while it is served."""
    from storage.backup import back_up, keys_beside

    settings = settings_or_fail()
    if settings.database_file is None:
        fail("PostgreSQL makes its own backups. Give these lines, in this order:", "", *_pg_dump(settings, file))
    _database_or_fail(settings)
    master = key_or_fail(settings)
    now = datetime.now(UTC)
    with _refused_plainly(settings):
        back_up(settings.database_url, master, file, now)
    try:
        _note_backup(settings, master, now)
    except StoreUnavailable as problem:
        talk(f"The backup is made; that it was could not be noted for `undersigned doctor`: {problem}")
    keys = keys_beside(file)
    if as_json:
        show_json({"backup": str(file.absolute()), "keys": str(keys.absolute())})
    else:
        show(f"{file.absolute()}\n{keys.absolute()}")
        talk(
            "Without the second file nobody can read the first. Neither holds the master key: keep it apart from both."
        )


@db.command("backed-up")
def backed_up(as_json: Json = False) -> None:
    """Note that a backup was made just now by other means (pg_dump, a snapshot), for `undersigned doctor`."""
    settings = settings_or_fail()
    _database_or_fail(settings)
    master, now = key_or_fail(settings), datetime.now(UTC)
    with said_plainly(settings):
        _note_backup(settings, master, now)
    if as_json:
        show_json({"backed_up": now.isoformat(timespec="seconds")})
    else:
        show(f"noted: backed up {now:%Y-%m-%d %H:%M} UTC")


def _note_backup(settings: Settings, master: MasterKey, now: datetime) -> None:
    with closing(Store.open(settings.database_url, master)) as store:
        store.write_now(partial(note_backup, now=now))


@db.command("restore")
def restore_backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `db backup` wrote.")],
    to: Annotated[str, typer.Option(metavar="DATABASE", help="New SQLite database; else that of DATABASE_URL.")] = "",
    keys: Annotated[Path | None, typer.Option(metavar="FILE", help="Its keys, or newer ones; else FILE.keys.")] = None,
    as_json: Json = False,
) -> None:
    """Make a new database of a backup and its keys; the master key has to open it."""
    from storage.backup import keys_beside, restore

    settings = settings_or_fail()
    target = settings.model_copy(update={"database_url": to}) if to else settings
    if target.database_file is None:
        what = "A backup of an SQLite file is brought back into one; `undersigned db copy` moves it from there."
        fail(what, "For what pg_dump wrote, give these lines, in this order:", "", *_pg_restore(target, file, keys))
    with _refused_plainly(target):
        # A key made now would fit no backup.
        if target.key_file is not None and not target.key_file.exists():
            fail(f"{target.key_file.absolute()} is missing: put there the key that the backup was made with.")
        master = MasterKey.find(settings.key, settings.undersigned_key_file, target.database_url)
        restore(file, keys or keys_beside(file), target.database_url, master)
    made = (target.database_file or Path()).absolute()
    if as_json:
        show_json({"database": str(made)})
    else:
        show(str(made))


@db.command("copy")
def copy(
    to: Annotated[str, typer.Option(metavar="DATABASE", help="An empty database, written as in DATABASE_URL.")],
    as_json: Json = False,
) -> None:
    """Copy the database into an empty one and compare both; after a break the same command goes on."""
    from storage.copying import copy_store

    settings = settings_or_fail()
    if settings.database_file is None:
        fail("This copies an SQLite file; between PostgreSQL servers use pg_dump and pg_restore.")
    _database_or_fail(settings)
    master = key_or_fail(settings)
    with _refused_plainly(settings):
        held = copy_store(settings.database_url, to, master, _tell)
    if as_json:
        show_json(
            [{"table": name, "rows": one.rows, "sha256_sum": f"{one.checksum:064x}"} for name, one in held.items()]
        )
    else:
        for name, one in held.items():
            show(f"{name}  {one.rows} rows  {one.checksum:064x}")
        talk("Both hold the same. Now set DATABASE_URL to the copy and keep the master key that you have.")


def _tell(table: str, rows: int) -> None:
    if rows % _TOLD_EVERY == 0:
        talk(f"{table}: {rows} rows")


def _database_or_fail(settings: Settings) -> None:
    """Nothing is made by a command that only reads."""
    file = settings.database_file
    if file is not None and not file.exists():
        fail(f"There is no database {file.absolute()}.")


@contextmanager
def _refused_plainly(settings: Settings) -> Iterator[None]:
    from storage.backup import BackupProblem
    from storage.copying import CopyProblem

    try:
        with said_plainly(settings):
            yield
    except (BackupProblem, CopyProblem) as problem:
        fail(str(problem))


def _pg_dump(settings: Settings, file: Path) -> tuple[str, ...]:
    """Keys last: newer keys open an older backup, and not the other way round. Nothing is noted where one fails."""
    from storage.backup import NOT_WRITTEN

    database = shlex.quote(without_password(settings.database_url))
    written, keys = shlex.quote(str(file)), shlex.quote(f"{file}.keys")
    left_out = " ".join(f"--exclude-table-data={table}" for table in NOT_WRITTEN)
    return (
        "umask 077",
        f"pg_dump {database} --format=custom --no-owner {left_out} --file={written} &&",
        f"pg_dump {database} --format=custom --data-only --table=wrapped_keys --file={keys} &&",
        "undersigned db backed-up",
    )


def _pg_restore(settings: Settings, file: Path, keys: Path | None) -> tuple[str, ...]:
    database = shlex.quote(without_password(settings.database_url))
    written, of_keys = shlex.quote(str(file)), shlex.quote(str(keys or f"{file}.keys"))
    return (
        f"pg_restore --no-owner --exit-on-error --dbname={database} {written} &&",
        f"pg_restore --data-only --exit-on-error --dbname={database} {of_keys}",
    )
