"""Compares what is installed with what this version was released with, for `undersigned doctor`; asks nobody."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from api.finding import Finding

#: Where the program lies: a checkout, or what the image is made of.
_ROOT = Path(__file__).resolve().parent.parent
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)([^\\]*)", re.MULTILINE)
_FIX = "make setup"


def check_version(root: Path = _ROOT) -> Iterator[Finding]:
    """Whether program and libraries are those of `pyproject.toml` and `requirements.txt`, as after `make setup`.

    Args:
        root: The folder with both; where they are missing nothing is compared.
    """
    installed = version("undersigned")
    project, pinned = root / "pyproject.toml", root / "requirements.txt"
    if project.is_file() and (here := tomllib.loads(project.read_text("utf-8"))["project"]["version"]) != installed:
        yield Finding("version", "warn", f"undersigned {installed} is installed, and {here} lies here", _FIX)
        return
    other = list(_others(pinned.read_text("utf-8"))) if pinned.is_file() else []
    if other:
        named = ", ".join(other[:5]) + (", …" if len(other) > 5 else "")
        yield Finding("version", "warn", f"not as in requirements.txt: {named}", _FIX)
    else:
        yield Finding("version", "ok", f"undersigned {installed}")


def _others(pinned: str) -> Iterator[str]:
    """The libraries that are of another version than is pinned. One can be pinned in several, for several Pythons."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for name, number, marker in _PINNED.findall(pinned):
        # What only some systems need may be missing.
        wanted[name] |= {number, ""} if ";" in marker else {number}
    for name, numbers in wanted.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            found = ""
        if found not in numbers:
            yield f"{name} {found or 'is missing'}"
