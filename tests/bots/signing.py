"""Signs as Twilio does, apart from the code under test."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Sequence
from typing import Any


def sign_bytes(token: str, signed: bytes, algorithm: Any = "sha1") -> str:
    """The signature of a string that is already put together."""
    return b64encode(hmac.new(token.encode(), signed, algorithm).digest()).decode()


def sign_form(token: str, url: str, form: Sequence[tuple[str, str]], algorithm: Any = "sha1") -> str:
    """The signature of a form: names sorted, each with its different values sorted."""
    values: dict[str, set[str]] = {}
    for name, value in form:
        values.setdefault(name, set()).add(value)
    text = url
    for name in sorted(values):
        for value in sorted(values[name]):
            text += name + value
    return sign_bytes(token, text.encode(), algorithm)
