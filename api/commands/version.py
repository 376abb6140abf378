"""`undersigned version`: which version this is."""

from __future__ import annotations

from importlib.metadata import version as version_of
from typing import Annotated

import typer

from api.commands.speaking import show, show_json


def version(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Print the version."""
    if as_json:
        show_json({"version": version_of("undersigned")})
    else:
        show(f"undersigned {version_of('undersigned')}")
