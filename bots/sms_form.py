"""Reads Twilio's urlencoded forms from the raw body: blank fields kept, repeated fields kept, order kept."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

#: A form as it came: every name with its value, repeated names and all. Bytes that are not UTF-8 stand as lone
#: surrogates (`surrogateescape`), so that a signature can be computed over whatever was sent.
Form = list[tuple[str, str]]


def read_form(body: bytes) -> Form:
    """Split a body by the rules of `application/x-www-form-urlencoded`; never fails, see `is_text`.

    Written out because it is the first thing that every message pays for: less than half the time of
    `urllib.parse.parse_qsl`, which also drops blank fields unless told otherwise.
    """
    form = []
    for part in body.decode("utf-8", "surrogateescape").replace("+", " ").split("&"):
        if part:
            name, _, value = part.partition("=")
            form.append((_unquoted(name), _unquoted(value)))
    return form


def is_text(form: Form) -> bool:
    """Whether every name and value was properly encoded UTF-8."""
    try:
        "".join(name + value for name, value in form).encode()
    except UnicodeEncodeError:
        return False
    return True


def _unquoted(text: str) -> str:
    if "%" not in text:
        return text
    return unquote_to_bytes(text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")
