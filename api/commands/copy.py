"""`undersigned copy`: the words that people see; what is missing for a language, or wrong in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from api import page_words
from api.commands.speaking import FAILED, WRONGLY_ASKED, fail, show, show_json
from conversations.copy_lint import Flaw, flaws_in, languages_in
from conversations.language_files import DIRECTORY

copy = typer.Typer(no_args_is_help=True, help="The words that people see: lint.")


@copy.callback()
def words() -> None:
    """The words that people see."""


@copy.command("lint")
def lint(
    folder: Annotated[
        Path | None, typer.Argument(help="A folder with a language in the making; the program's own when not given.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Name what is missing or wrong in each language; ends with 1 when anything is, warnings aside."""
    if folder is not None and not folder.is_dir():
        fail(f"{folder}: no such folder.", code=WRONGLY_ASKED)
    found = list(_flaws(folder))
    if as_json:
        show_json([{"language": one.language, "problem": one.problem, "warning": one.warning} for one in found])
    else:
        for one in found:
            show(f"{'warn' if one.warning else 'fail'}  {one.language}: {one.problem}")
    if any(not one.warning for one in found):
        raise typer.Exit(FAILED)


def _flaws(folder: Path | None) -> Iterator[Flaw]:
    """Of the languages in `folder`, or of all that are spoken; their pages' words are named otherwise at home."""
    codes = languages_in(folder or DIRECTORY)
    yield from (flaw for flaw in flaws_in(folder or DIRECTORY) if flaw.language in codes)
    for code in codes:
        file = folder / f"{code}.pages.toml" if folder else page_words.DIRECTORY / f"{code}.toml"
        yield from (Flaw(code, problem) for problem in page_words.flaws_of_words(file))
