"""Headers that keep a page to itself: nothing from elsewhere runs, frames it or learns where the visitor came from."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)

_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
#: One year, as soon as the installation is reached by HTTPS.
_STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000")


def headers_of(*, https: bool) -> list[tuple[str, str]]:
    """What every page comes with, names in small letters.

    Args:
        https: Whether `PUBLIC_URL` is an HTTPS address.
    """
    sent = (*_HEADERS, _STRICT_TRANSPORT) if https else _HEADERS
    return [(name.decode(), value.decode()) for name, value in sent]


class SecurityHeaders:
    """Adds the headers to every response but the webhooks', which no browser reads."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        """Args: the application, and whether `PUBLIC_URL` is an HTTPS address."""
        self._app = app
        self._headers = (*_HEADERS, _STRICT_TRANSPORT) if https else _HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers added."""
        if scope["type"] != "http" or is_webhook(scope):
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._headers]
            await send(message)

        await self._app(scope, receive, send_with_headers)


def is_webhook(scope: Scope) -> bool:
    """Whether a request knocks at a provider's door."""
    return bool(scope["path"].startswith("/webhooks/"))
