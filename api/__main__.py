"""The `undersigned` command: one file per noun under `api/commands`."""

from __future__ import annotations

import logging
import sys

import typer

from api import diagnostics
from api.commands.broadcast import broadcast
from api.commands.chat import chat
from api.commands.copy import copy
from api.commands.db import db
from api.commands.demo import demo
from api.commands.doctor import doctor
from api.commands.opt_out import opt_out_command
from api.commands.organizer import audit, organizer
from api.commands.petition import petition
from api.commands.rehearse import rehearse
from api.commands.review import review
from api.commands.serve import serve
from api.commands.version import version
from api.commands.worker import worker, workers

#: Tracebacks with the values of variables would show keys and what people wrote.
app = typer.Typer(
    name="undersigned",
    help="The line on which people sign petitions from any phone.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (demo, serve, worker, workers, chat, rehearse, doctor, version):
    app.command()(command)
app.command("opt-out")(opt_out_command)
app.add_typer(petition, name="petition")
app.add_typer(review, name="review")
app.add_typer(broadcast, name="broadcast")
app.add_typer(organizer, name="organizer")
app.add_typer(audit, name="audit")
app.add_typer(db, name="db")
app.add_typer(copy, name="copy")


def main() -> None:
    """Run the command; a fault of ours is told by its kind and place, never by the values it met."""
    diagnostics.configure(level=logging.WARNING)
    diagnostics.catch_strays()
    try:
        app()
    except Exception as problem:
        where = diagnostics.places(problem.__traceback__, most=3)
        print(f"A fault in this program: {type(problem).__name__} at {'; '.join(where)}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
