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
_UNREADABLE = "an answer that can't be read"
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
        reason = _refused(problem.status, f", code {problem.code}")
    except OSError:
        reason = "not reachable"
    except TwilioException as problem:
        # Of a page of a list the library tells no more than the response.
        response = next((one for one in problem.args if isinstance(one, Response)), None)
        reason = _refused(response.status_code) if response and response.status_code >= 400 else _UNREADABLE
    except ValueError:
        reason = _UNREADABLE
    else:
        return
    raise AccountProblem(reason)


def _refused(status: int, code: str = "") -> str:
    return "account or token refused" if status in (401, 403) else f"refused with {status}{code}"


class _Elsewhere(TwilioHttpClient):  # type: ignore[misc]  # the library has no types
    """Asks one root for everything, though the library gives each product a host of its own."""

    def __init__(self, root: str) -> None:
        super().__init__(timeout=PATIENCE)
        self._root = root

    def request(self, method: str, url: str, *others: Any, **more: Any) -> Response:
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return super().request(method, f"{self._root}{parts.path}{query}", *others, **more)
