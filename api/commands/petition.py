"""`undersigned petition`: bring petitions in from files, open, pause and close them, and see how they stand."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from api.commands.opening import open_for_command, settings_or_fail
from api.commands.speaking import fail, show, show_json
from api.petition_view import Line, PetitionView
from api.pictures import PictureRefused, Pictures
from api.settings import Settings
from api.wording import Wording
from conversations.petition import Petition
from conversations.petition_file import PetitionFileError, read_petition
from storage import KeywordTaken, Store, Transaction, UnknownPetition, all_petitions, counts, import_petition, set_state
from storage.petitions import same_phone_counts, set_aside_counts
from storage.sources import signed_by_source

petition = typer.Typer(no_args_is_help=True, help="Petitions: import, list, open, close, pause, show, sources.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Slug = Annotated[str, typer.Argument(help="The petition's slug.")]


@petition.command("import")
def import_file(file: Annotated[Path, typer.Argument(help="A petition file (TOML).")], as_json: Json = False) -> None:
    """Bring a petition in; importing again makes a new version of changed words."""
    settings = settings_or_fail()
    try:
        read = read_petition(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        fail(f"{file}: {'not UTF-8' if isinstance(problem, UnicodeDecodeError) else problem.strerror}")
    except PetitionFileError as wrong:
        fail(*(f"{file}: {problem}" for problem in wrong.problems))
    pictures = Pictures.beside(settings.database_file)
    with open_for_command(settings) as store:
        try:
            outcome = store.write_now(lambda tx: _take(tx, read, pictures, file.parent))
        except (KeywordTaken, PictureRefused) as problem:
            fail(f"{file}: {problem}")
        found = _found(store, settings, read.slug)
    if as_json:
        show_json({"outcome": outcome} | found)
    else:
        show(f"{read.slug}: {outcome}, {found['state']}")


@petition.command("list")
def list_all(as_json: Json = False) -> None:
    """Show all petitions in one line each."""
    settings = settings_or_fail()
    with open_for_command(settings) as store:
        found = _all(store, settings)
    if as_json:
        show_json(found)
        return
    for one in found:
        words = ", ".join(one["keywords"].values())
        show(f"{one['slug']}  {one['state']}  {one['signatures']} signed here  goal {one['goal']}  {words}")


@petition.command("open")
def open_petition(slug: Slug, as_json: Json = False) -> None:
    """Take signatures (from the date on that the file names, if it does)."""
    _set(slug, "open", as_json)


@petition.command("pause")
def pause(slug: Slug, as_json: Json = False) -> None:
    """Take no signatures for a while."""
    _set(slug, "paused", as_json)


@petition.command("close")
def close(slug: Slug, as_json: Json = False) -> None:
    """Take no more signatures; the outcome of the file is told from then on."""
    _set(slug, "closed", as_json)


@petition.command("show")
def show_one(slug: Slug, as_json: Json = False) -> None:
    """Show one petition: how it stands, its count and its keywords."""
    settings = settings_or_fail()
    with open_for_command(settings) as store:
        found = _found(store, settings, slug)
    if as_json:
        show_json(found)
        return
    for name, value in found.items():
        if isinstance(value, dict):
            value = ", ".join(f"{key}: {word}" for key, word in value.items())
        show(f"{name}: {', '.join(value) if isinstance(value, list) else value}")


@petition.command("sources")
def sources(slug: Slug, as_json: Json = False) -> None:
    """Show how many signatures each flyer, link or group brought."""
    settings = settings_or_fail()
    with open_for_command(settings) as store:
        try:
            found = store.read_now(lambda tx: signed_by_source(tx, slug))
        except UnknownPetition as problem:
            fail(str(problem))
    if as_json:
        show_json([{"source": one.source, "signatures": one.total, "channels": one.signed} for one in found])
        return
    for one in found:
        channels = ", ".join(f"{channel}: {number}" for channel, number in one.signed.items())
        show(f"{one.source or '(none)'}  {one.total}  {channels}")


def _take(tx: Transaction, read: Petition, pictures: Pictures, folder: Path) -> str:
    """Take over the petition and then its picture: what refuses either leaves both as they were."""
    outcome = import_petition(tx, read, datetime.now(UTC))
    pictures.take(read, folder)
    return outcome


def _set(slug: str, state: Literal["open", "paused", "closed"], as_json: bool) -> None:
    settings = settings_or_fail()
    with open_for_command(settings) as store:
        try:
            store.write_now(lambda tx: set_state(tx, slug, state))
        except UnknownPetition as problem:
            fail(str(problem))
        found = _found(store, settings, slug)
    if as_json:
        show_json(found)
    else:
        show(f"{slug}: {found['state']}")


def _found(store: Store, settings: Settings, slug: str) -> dict[str, Any]:
    found = next((one for one in _all(store, settings) if one["slug"] == slug), None)
    return found or fail(f"There is no petition {slug}.")


def _all(store: Store, settings: Settings) -> list[dict[str, Any]]:
    """Every petition, drafts too, as the public JSON shows it, its version and what was set aside."""

    def look(tx: Transaction) -> tuple[tuple[Petition, ...], dict[str, int], dict[str, int], dict[str, int]]:
        return all_petitions(tx), counts(tx), set_aside_counts(tx), same_phone_counts(tx)

    petitions, numbers, aside, same_phone = store.read_now(look)
    now, wording = datetime.now(UTC), Wording(settings.default_language)
    views = [
        PetitionView(one, numbers[one.slug], one.standing(now), wording, Line(), same_phone=same_phone.get(one.slug, 0))
        for one in petitions
    ]
    beside = [{"version": one.version, "set_aside": aside.get(one.slug, 0)} for one in petitions]
    return [view.as_json() | more for view, more in zip(views, beside, strict=True)]
