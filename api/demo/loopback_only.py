"""The demo answers to the names of this machine only, so that no page from elsewhere can make itself its neighbour."""

from __future__ import annotations

import re

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_HERE = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)


class LoopbackOnly:
    """Refuses requests whose Host header is another name.

    The demo listens on this machine only. A stranger's name can be made to lead there all the same (DNS rebinding), and
    then a browser takes the stranger's page and the demo for one site. The webhooks are reached without any middleware
    (`api.doors`); they want a provider's proof.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Args: the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse with 421 (RFC 9110, 15.5.20)."""
        if scope["type"] == "http" and not _HERE.fullmatch(Headers(scope=scope).get("host", "")):
            refusal = PlainTextResponse("The demo answers as 127.0.0.1 and localhost only.\n", 421)
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)
