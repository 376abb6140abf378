"""Reads Twilio's urlencoded forms from the raw body: blank fields kept, repeated fields kept, order kept."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote_to_bytes

#: Every name with its value, as they came, repeated names and all.
Fields = list[tuple[str, str]]


class Form(NamedTuple):
    """A form as it came."""

    #: Where `readable` is false, bytes that are no UTF-8 stand as lone surrogates (Python's "surrogateescape"), so that
    #: a signature can be computed over whatever was sent.
    fields: Fields
    #: Whether all of it was properly encoded UTF-8.
    readable: bool
    #: Every different field once, sorted by names and, of one name, by values: the order in which Twilio signs them.
    pairs: Fields
    #: The pairs one after the other with nothing between them, as they are signed behind the address.
    row: str


def read_form(body: bytes) -> Form:
    """Split a body by the rules of `application/x-www-form-urlencoded`; never fails.

    Written out because it is the first thing that every message pays for: it takes less than half the time of
    `urllib.parse.parse_qsl`, which also drops blank fields unless told otherwise.
    """
    try:
        return _form(_split(body, "strict"), readable=True)
    except UnicodeDecodeError:
        return _form(_split(body, "surrogateescape"), readable=False)


def _form(fields: Fields, *, readable: bool) -> Form:
    pairs = sorted(set(fields))
    return Form(fields, readable, pairs, "".join([name + value for name, value in pairs]))


def _split(body: bytes, errors: str) -> Fields:
    fields = []
    for part in body.decode("utf-8", errors).replace("+", " ").split("&"):
        if part:
            name, _, value = part.partition("=")
            if "%" in value:
                value = unquote_to_bytes(value.encode("utf-8", errors)).decode("utf-8", errors)
            if "%" in name:
                name = unquote_to_bytes(name.encode("utf-8", errors)).decode("utf-8", errors)
            fields.append((name, value))
    return fields
