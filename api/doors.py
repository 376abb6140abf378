"""The application itself: a provider's message goes straight to its door, everything else takes the framework's way.

What the framework wraps around a route (errors as pages, body limits, tracing, headers for browsers) means nothing to a
provider, and doubles what a message costs before it is heard. The doors answer every failure themselves.
"""

from __future__ import annotations

from functools import cached_property

from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send


class Doors(FastAPI):
    """A FastAPI application whose webhook routes are reached without its middleware."""

    @cached_property
    def _webhooks(self) -> dict[str, ASGIApp]:
        routes = [route for route in self.router.routes if isinstance(route, Route)]
        return {route.path: route.app for route in routes if route.path.startswith("/webhooks/")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection; the routes must be complete before the first one."""
        if scope["type"] == "http" and scope["method"] == "POST" and (door := self._webhooks.get(scope["path"])):
            await door(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)
