"""Pages as they were last drawn: a surge of visitors costs one drawing for each change of what a page shows."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

#: Seconds for which a browser or proxy may show what it has without asking. With the second for which the counts are
#: kept (`api.public_petitions`), what people see is at most three seconds old.
MAX_AGE = 2
CACHED = f"public, max-age={MAX_AGE}"


class Changes(NamedTuple):
    """Pieces of a page that are other for some visitors."""

    #: Tells these changes from others, in letters that an entity tag takes; "" for none.
    name: str
    #: What stands on the page, and what is to stand there.
    pieces: tuple[tuple[bytes, bytes], ...] = ()

    def applied_to(self, body: bytes) -> bytes:
        """The page with all pieces changed."""
        for old, new in self.pieces:
            body = body.replace(old, new)
        return body


NO_CHANGES = Changes("")


@dataclass(frozen=True, slots=True)
class _Drawn:
    facts: Mapping[str, Any]
    body: bytes
    tag: str


@dataclass(slots=True)
class KeptResponses:
    """The last drawing of each page, as long as the facts on it stay equal.

    There are as many as petitions that exist times languages: what a visitor makes up must not be part of a key.
    """

    _drawn: dict[Hashable, _Drawn] = field(default_factory=dict)
    _drawing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def answer(
        self,
        request: Request,
        key: Hashable,
        facts: Mapping[str, Any],
        draw: Callable[[], str],
        headers: Mapping[str, str],
        status: int = 200,
        changes: Changes = NO_CHANGES,
    ) -> Response:
        """The page, or 304 where the visitor has it already.

        Args:
            request: What was asked.
            key: Names the page and the language.
            facts: All that is shown and can change; compared with `==`.
            draw: Draws them. It runs in a thread, so that nobody's message waits for it.
            headers: Of the answer, with its content type.
            status: Of the answer.
            changes: What this visitor gets instead of pieces of the page; it is written over the drawing, not kept.
        """
        drawn = self._drawn.get(key)
        if drawn is None or drawn.facts != facts:
            async with self._drawing:
                drawn = self._drawn.get(key)
                if drawn is None or drawn.facts != facts:
                    body = (await asyncio.to_thread(draw)).encode()
                    drawn = self._drawn[key] = _Drawn(facts, body, f'"{hashlib.sha256(body).hexdigest()[:20]}"')
        tag = f'{drawn.tag[:-1]}-{changes.name}"' if changes.name else drawn.tag
        told = {**headers, "cache-control": CACHED, "etag": tag}
        if status == 200 and has_it(request, tag):
            return Response(status_code=304, headers=told)
        return Response(changes.applied_to(drawn.body), status, told)


def has_it(request: Request, tag: str) -> bool:
    """Whether the visitor holds what bears this entity tag (RFC 9110, 13.1.2: compared weakly)."""
    held = request.headers.get("if-none-match", "")
    return any(one.strip().removeprefix("W/") in (tag, "*") for one in held.split(","))
