"""When the database can't: one exception, in plain words, whatever the driver called it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoneFree

#: What PostgreSQL files among mistakes in the SQL and is none: wrong user or password, no such database, no rights
#: (https://www.postgresql.org/docs/current/errcodes-appendix.html).
_REFUSED = frozenset({"28000", "28P01", "3D000", "42501"})


class StoreUnavailable(Exception):
    """The database can't do it now (locked, full, gone, no database at all). Nothing was kept."""


class ConnectionLost(StoreUnavailable):
    """The server closed the connection, maybe long ago; others are closed with it, and new ones may be had at once."""


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn the driver's refusals into `StoreUnavailable`.

    A broken rule of the schema stays what it is: it is a mistake of ours, not a database that can't.
    """
    try:
        yield
    except OSError as problem:
        # The PostgreSQL driver lets the network's own errors through; they can name the server, so only their kind.
        raise StoreUnavailable(type(problem).__name__) from None
    except NoneFree:
        raise StoreUnavailable("no connection came free in time") from None
    except DBAPIError as problem:
        mistake = isinstance(problem, IntegrityError | ProgrammingError | DataError)
        if mistake and getattr(problem.orig, "sqlstate", None) not in _REFUSED:
            raise
        # SQLAlchemy's own words carry the statement and its values; the driver's short sentence carries none.
        refusal = ConnectionLost if problem.connection_invalidated else StoreUnavailable
        raise refusal(str(problem.orig)) from None
