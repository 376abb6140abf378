"""Tells a supervisor whether the process lives, and a load balancer whether it can take messages."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from storage import MasterKeyProblem, SchemaAhead, SchemaBehind, Store, StoreUnavailable, Transaction
from storage.marks import write_something
from storage.schema import refuse_other_schema

#: Seconds for which a finding is kept, so that asking often costs little.
FRESH_SECONDS = 1.0
#: Seconds after which a database that has not written is one that does not work.
WRITTEN_WITHIN = 2.0


class Problem(NamedTuple):
    """Something that does not work."""

    kind: Literal["database", "schema", "key", "part"]
    #: Its name, with why where that is known, in words of ours.
    said: str


@dataclass(slots=True)
class Health:
    """What is looked at.

    Args:
        store: Gives the store.
        database_url: `DATABASE_URL`.
        alive: Parts of the program by name, each with a question that is true while it works.
        reasons: Why a part stopped, by its name, where that is known.
        seconds: The machine's time, which tells how old a finding is.
        written_within: Seconds that the database has to write something.
    """

    store: Callable[[], Store]
    database_url: str
    alive: dict[str, Callable[[], bool]]
    reasons: dict[str, str] = field(default_factory=dict)
    seconds: Callable[[], float] = time.monotonic
    written_within: float = WRITTEN_WITHIN
    _writing: asyncio.Task[None] | None = None
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _found: list[Problem] = field(default_factory=list)
    _looked_at: float = float("-inf")

    async def problems(self) -> list[Problem]:
        """What does not work, of the database, its schema, its key, and the parts."""
        # Who asks while somebody looks gets what that one finds.
        async with self._looking:
            return await self._fresh()

    async def _fresh(self) -> list[Problem]:
        if self.seconds() - self._looked_at >= FRESH_SECONDS:
            stopped = [name for name, alive in self.alive.items() if not alive()]
            parts = [f"{name}: {self.reasons[name]}" if name in self.reasons else name for name in stopped]
            self._found = [*await self._stored(), *(Problem("part", said) for said in parts)]
            self._looked_at = self.seconds()
        return self._found

    async def _stored(self) -> list[Problem]:
        try:
            await asyncio.to_thread(refuse_other_schema, self.database_url)
            await self.store().read(Transaction.look_again)
        except (SchemaAhead, SchemaBehind):
            return [Problem("schema", "schema")]
        except MasterKeyProblem:
            return [Problem("key", "key")]
        except StoreUnavailable:
            return [Problem("database", "database")]
        except Exception as problem:
            return [Problem("database", f"database ({type(problem).__name__})")]
        return await self._written()

    async def _written(self) -> list[Problem]:
        # One at a time: what asks here stands in the same line as those who wait for an answer.
        writing = self._writing
        if writing is None or writing.done():
            writing = self._writing = asyncio.create_task(self.store().write(write_something), name="readiness")
        done, _ = await asyncio.wait([writing], timeout=self.written_within)
        if not done:
            return [Problem("database", f"database (nothing could be written within {self.written_within:g} s)")]
        return [Problem("database", "database (can't be written)")] if writing.exception() else []

    async def healthz(self, _request: Request) -> Response:
        """`GET /healthz`: the process answers."""
        return PlainTextResponse("ok\n", headers={"cache-control": "no-store"})

    async def readyz(self, _request: Request) -> Response:
        """`GET /readyz`: 200 when messages can be taken, else 503 with the list of what does not work."""
        found = await self.problems()
        return JSONResponse(
            {"ready": not found, "problems": [problem.said for problem in found]},
            503 if found else 200,
            headers={"cache-control": "no-store"},
        )


def health_routes(health: Health) -> list[Route]:
    """Both doors."""
    return [Route("/healthz", health.healthz), Route("/readyz", health.readyz)]
