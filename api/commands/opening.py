"""What commands begin with: the settings, the key, and the store, or one line that says why not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from api.commands.speaking import WRONGLY_ASKED, fail, talk
from api.environment import SettingsError, read_settings
from api.settings import Settings
from storage import NOT_OPENED, MasterKey, Store, StoreUnavailable, upgrade
from storage.schema import revision_of


def settings_or_fail() -> Settings:
    """The settings, or the end of the command in one line."""
    try:
        return read_settings()
    except SettingsError as problem:
        fail(str(problem), code=WRONGLY_ASKED)


@contextmanager
def said_plainly(settings: Settings | None = None) -> Iterator[None]:
    """End the command in one line when the store can't be opened or used, with its file where `settings` are given."""
    try:
        yield
    except StoreUnavailable as problem:
        file = settings.database_file if settings else None
        fail(f"The database{f' {file.absolute()}' if file else ''} can't be used: {problem}.")
    except NOT_OPENED as problem:
        fail(str(problem))


def key_or_fail(settings: Settings) -> MasterKey:
    """The master key; one that had to be made is told, since without it nobody can read the database."""
    with said_plainly(settings):
        before = settings.key_file is None or settings.key_file.exists()
        master = MasterKey.find(settings.key, settings.undersigned_key_file, settings.database_url)
    if not before and settings.key_file is not None:
        talk(f"Made a key: {settings.key_file.resolve()}. Keep a copy elsewhere: without it the data is lost.")
    return master


@contextmanager
def open_for_command(settings: Settings) -> Iterator[Store]:
    """The store for a short command; a database that does not exist yet is made.

    An older one is not brought up to date by the way: that is `undersigned db upgrade`, or the next `serve`.
    """
    master = key_or_fail(settings)
    with said_plainly(settings):
        if revision_of(settings.database_url) is None:
            upgrade(settings.database_url, master)
        store = Store.open(settings.database_url, master)
        try:
            yield store
        finally:
            store.close()
