"""`undersigned db`: the database's schema."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.opening import key_or_fail, said_plainly, settings_or_fail
from api.commands.speaking import show, show_json

db = typer.Typer(no_args_is_help=True, help="The database.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


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
        after = revision_of(settings.database_url)
    if as_json:
        show_json({"before": before, "after": after})
    else:
        show(f"up to date: {after}" if before == after else f"upgraded: {before or 'new'} -> {after}")
