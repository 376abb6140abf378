"""Reads the settings from the environment and `.env`, and says in one line what is wrong with them."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from dotenv.parser import parse_stream
from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.settings import NAMES, Settings

#: Where settings are read from besides the environment.
ENV_FILE = Path(".env")

#: Editors on Windows put a mark before the first line, which belongs to no name.
_ENCODING = "utf-8-sig"

#: Names under this prefix are ours alone, so an unknown one is a mistake and is refused.
OWN_PREFIX = "UNDERSIGNED_"

#: Names under these prefixes are most likely meant for us; an unknown one is named by `undersigned doctor`.
_PROVIDER_PREFIXES = ("TWILIO_", "TELEGRAM_")


class SettingsError(Exception):
    """A setting is wrong; the text is one line that names it and never shows a value."""


class _FromEnvironment(BaseSettings, Settings):
    """Settings that pydantic-settings fills from the environment, then from `.env`; an empty value counts as unset."""

    model_config = SettingsConfigDict(
        frozen=True, hide_input_in_errors=True, extra="ignore", env_ignore_empty=True, env_file_encoding=_ENCODING
    )


def read_settings(env_file: Path | None = ENV_FILE) -> Settings:
    """Read and check all settings.

    Args:
        env_file: A file of `NAME=value` lines; the environment wins over it. A missing file is no error.

    Raises:
        SettingsError: when the file can't be read, a value is wrong, or a name under `UNDERSIGNED_` is unknown.
    """
    if env_file and env_file.is_file():
        _refuse_unreadable(env_file)
    unknown = sorted(name for name in _given(env_file) if name.startswith(OWN_PREFIX) and name not in NAMES)
    if unknown:
        known = ", ".join(name for name in NAMES if name.startswith(OWN_PREFIX))
        raise SettingsError(f"Unknown setting {', '.join(unknown)} (known: {known}).")
    try:
        return _FromEnvironment(_env_file=env_file)  # type: ignore[call-arg]  # added by BaseSettings at run time
    except ValidationError as wrong:
        problems = [_said(problem["loc"], problem["type"], problem["msg"]) for problem in wrong.errors()]
    # Raised outside the except block, so that no traceback can show the values that pydantic holds.
    raise SettingsError(f"Wrong setting: {'; '.join(problems)}.")


def look_alikes(env_file: Path | None = ENV_FILE) -> dict[str, str]:
    """Names that are set and mean nothing here but look like a setting, with the one that may be meant ("" = none)."""
    found: dict[str, str] = {}
    for name in sorted(_given(env_file)):
        if name in NAMES or name.startswith(OWN_PREFIX):
            continue
        close = difflib.get_close_matches(name, NAMES, n=1, cutoff=0.85)
        if close or name.startswith(_PROVIDER_PREFIXES):
            found[name] = close[0] if close else ""
    return found


def lines_without_effect(env_file: Path = ENV_FILE) -> list[int]:
    """The numbers of the lines that set nothing and are no comment: without "=", or not to be read at all."""
    if not env_file.is_file():
        return []
    bindings = list(parse_stream(StringIO(_text(env_file))))
    # What stands before a statement (empty lines) counts towards it.
    return [
        binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")
        for binding in bindings
        if (text := binding.original.string).strip() and (binding.error or (binding.key and binding.value is None))
    ]


def _refuse_unreadable(env_file: Path) -> None:
    try:
        content = env_file.read_bytes()
    except OSError as problem:
        raise SettingsError(f"{env_file.absolute()} can't be read: {problem.strerror}.") from None
    wrong = next((number for number, line in enumerate(content.splitlines(), start=1) if not _is_text(line)), 0)
    if wrong:
        # Never the line itself: it may be a token.
        raise SettingsError(f"{env_file.absolute()}, line {wrong}: not in UTF-8; save the file in that encoding.")


def _is_text(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _text(env_file: Path) -> str:
    """What can be read of the file; that it can't be is said when the settings are read."""
    try:
        return env_file.read_text(_ENCODING, errors="replace")
    except OSError:
        return ""


def _given(env_file: Path | None) -> set[str]:
    """The names that are set anywhere, in capitals."""
    text = _text(env_file) if env_file and env_file.is_file() else ""
    from_file: Mapping[str, Any] = dotenv_values(stream=StringIO(text))
    return {name.upper() for name in (*os.environ, *from_file)}


def _said(place: tuple[int | str, ...], kind: str, message: str) -> str:
    """One problem in words: the setting's name and what it must be; pydantic's own words never repeat a value here."""
    name = str(place[0]).upper() if place else ""
    words = message.removeprefix("Value error, ")
    if kind == "literal_error":
        words = words.replace("Input should be", "must be")
    return f"{name} {words}".strip()
