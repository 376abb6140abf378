"""Checks that a request was signed by Twilio with one of our secrets.

The rule (https://www.twilio.com/docs/usage/webhooks/webhooks-security): HMAC-SHA1 over the URL followed by every field
of the form, names sorted, each name once with each of its different values sorted, nothing between them.
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha1

from twilio.request_validator import HMAC_SHA1, HMAC_SHA256, RequestValidator, get_signature_algorithm

from bots.sms_form import Fields, Form

SIGNATURE_HEADER = "x-twilio-signature"
#: Names the algorithm when a request is signed with a SharedKey instead of the account's token.
SETTINGS_HEADER = "x-twilio-webhooks-signature-settings"


class SignatureCheck:
    """Knows the secrets that Twilio may sign with: the account's token, the next one during a rotation, SharedKeys."""

    __slots__ = ("_begun", "_validators")

    def __init__(self, secrets: Sequence[str]) -> None:
        """Remember `secrets`, the likeliest first."""
        # A keyed HMAC is begun once and copied for each message: that halves its cost.
        self._begun = [hmac.new(secret.encode(), None, sha1) for secret in secrets]
        self._validators = [RequestValidator(secret) for secret in secrets]

    def passes(self, headers: Mapping[str, str], body: bytes, form: Form, url: str) -> bool:
        """Whether the request carries a right signature; false, and never an exception, for whatever is wrong.

        Our own HMAC over the plain form is exact and cheap, so it may accept. Everything else (a port added or
        removed, a signed JSON body, a SharedKey) is for Twilio's own library, which has the last word before a
        rejection.
        """
        signature = headers.get(SIGNATURE_HEADER)
        if not signature:
            return False
        if not is_form(headers):
            # Of such a body only its hash is signed, which the library compares.
            return self._library_accepts(headers, body, form.fields, url, signature)
        given = signature.encode("utf-8", "backslashreplace")
        try:
            signed = canonical(url, form)
        except UnicodeEncodeError:
            return False
        for begun in self._begun:
            mac = begun.copy()
            mac.update(signed)
            if hmac.compare_digest(b64encode(mac.digest()), given):
                return True
        return self._library_accepts(headers, body, form.fields, url, signature)

    def _library_accepts(
        self, headers: Mapping[str, str], body: bytes, fields: Fields, url: str, signature: str
    ) -> bool:
        algorithm = get_signature_algorithm(headers.get(SETTINGS_HEADER, "")).upper()
        if algorithm not in (HMAC_SHA1, HMAC_SHA256):
            return False
        # The library checks a body's hash only when it gets the body as text, and fails on text without one.
        hashed = "bodySHA256=" in url and not is_form(headers)
        try:
            params = body.decode() if hashed else _Repeated(fields)
            accepted: list[Callable[..., bool]] = [validator.validate for validator in self._validators]
            return any(validate(url, params, signature, algorithm) for validate in accepted)
        except (TypeError, ValueError):
            return False


def is_form(headers: Mapping[str, str]) -> bool:
    """Whether the body says that it is a form; Twilio's default, so a missing header counts as one."""
    return headers.get("content-type", "application/x-www-form-urlencoded").lower().startswith("application/x-www-form")


def canonical(url: str, form: Form) -> bytes:
    """What Twilio signs for a form; raises UnicodeEncodeError when `url` holds lone surrogates."""
    return (url + form.row).encode("utf-8", "surrogateescape")


class _Repeated(dict[str, list[str]]):
    """A form in the shape that the library reads repeated fields from."""

    def __init__(self, fields: Fields) -> None:
        super().__init__()
        for name, value in fields:
            self.setdefault(name, []).append(value)

    def getlist(self, name: str) -> list[str]:
        """Every value of the field."""
        return self[name]
