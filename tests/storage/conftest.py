"""A fresh database for each test, with two petitions on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conversations import Petition, PetitionText
from storage import MasterKey, Store, import_petition, upgrade
from tests.databases import KINDS, fresh_database

NOW = datetime(2026, 5, 3, 17, 20, tzinfo=UTC)


def petition(slug: str, keyword: str, keyword_es: str, version: str = "1") -> Petition:
    """A petition of the tests; `version` stands in for the hash of its words."""
    words = PetitionText(keyword, "Title", "Short", "Ask", "Summary", f"Body {version}")
    return Petition(
        slug=slug,
        organization="Neighbours",
        short_name="NBR",
        contact="help@example.org",
        targets=("The council",),
        goal=100,
        texts={
            "en": words,
            "es": PetitionText(keyword_es, "Título", "Corto", "Pide", "Resumen", "Cuerpo", targets=("El consejo",)),
        },
        opens=datetime(2026, 1, 1, tzinfo=UTC),
        version=version,
    )


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Which database; every test of storage that asks for one runs on each."""
    return str(request.param)


@pytest.fixture
def database_url(kind: str, tmp_path: Path) -> Iterator[str]:
    """Where this test's database is."""
    with fresh_database(kind, tmp_path) as url:
        yield url


@pytest.fixture
def master() -> MasterKey:
    """This test's master key."""
    return MasterKey.new()


@pytest.fixture
def store(database_url: str, master: MasterKey) -> Iterator[Store]:
    """An open store with the petitions "lamps" and "library"."""
    upgrade(database_url, master)
    opened = Store.open(database_url, master)
    opened.write_now(lambda tx: import_petition(tx, petition("lamps", "LAMPS", "FAROS"), NOW))
    opened.write_now(lambda tx: import_petition(tx, petition("library", "BOOKS", "LIBROS"), NOW))
    yield opened
    opened.close()
