"""A PostgreSQL server for the benches, and copies of one database on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from sqlalchemy.engine import make_url

from tests.databases import tell
from tests.throwaway_postgresql import ThrowawayPostgreSQL, programs


def postgresql() -> bool:
    """Whether a server is installed here."""
    return programs() is not None


class Databases(ThrowawayPostgreSQL):
    """A server that is thrown away at the end, with several databases. Use as a context manager."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers = count(1)

    def make(self, name: str, like: str = "template1") -> str:
        """Make a database, empty or a copy of one that nobody is connected to; gives its address."""
        tell(f"CREATE DATABASE {name} TEMPLATE {like}", url=self.url)
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def copy_of(self, name: str) -> Iterator[str]:
        """The address of a copy, gone again afterwards."""
        copy = f"copy_{next(self._numbers)}"
        try:
            yield self.make(copy, like=name)
        finally:
            tell(f"DROP DATABASE {copy} WITH (FORCE)", url=self.url)
