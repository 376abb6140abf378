"""Twilio's REST API through its library: where it is asked, for how long, and what its errors become."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http import HttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bots.channel import AccountProblem

#: Seconds to wait for an answer.
PATIENCE = 10.0
_REAL = "https://api.twilio.com"


def client_to(account_sid: str, token: str, root: str) -> Client:
    """The library's client for one account, which blocks the thread that asks.

    Args:
        account_sid: `TWILIO_ACCOUNT_SID`.
        token: The present auth token.
        root: `TWILIO_API_URL`; when it is not Twilio's own, everything is asked there, whatever its real host.
    """
    # The library writes whole requests to its log, numbers and all.
    logging.getLogger("twilio.http_client").setLevel(logging.CRITICAL + 1)
    way: HttpClient = TwilioHttpClient(timeout=PATIENCE)
    return Client(account_sid, token, http_client=way if root == _REAL else _Elsewhere(root))


@contextmanager
def account_problems() -> Iterator[None]:
    """The library's errors as `AccountProblem`, without their words, which hold numbers."""
    try:
        yield
    except TwilioRestException as problem:
        refused = problem.status in (401, 403)
        reason = "account or token refused" if refused else f"refused with {problem.status}, code {problem.code}"
    except OSError:
        reason = "not reachable"
    except (TwilioException, ValueError):
        reason = "an answer that can't be read"
    else:
        return
    raise AccountProblem(reason)


class _Elsewhere(TwilioHttpClient):  # type: ignore[misc]  # the library has no types
    """Asks one root for everything, though the library gives each product a host of its own."""

    def __init__(self, root: str) -> None:
        super().__init__(timeout=PATIENCE)
        self._root = root

    def request(self, method: str, url: str, *others: Any, **more: Any) -> Response:
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return super().request(method, f"{self._root}{parts.path}{query}", *others, **more)
