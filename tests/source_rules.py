"""The rules of the house, each a function from a source file to the places that break it ("file:line: what").

`test_architecture.py` holds the whole checkout to them; `test_source_rules.py` plants a fault for each.
"""

from __future__ import annotations

import ast
import hashlib
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path, PurePosixPath

PACKAGES = ("api", "bots", "storage", "conversations")

#: Names that say what a file is for the program and not what it is about.
ROLES = frozenset({"utils", "helpers", "common", "base", "manager", "service", "core", "misc", "handlers"})

#: Who may import a library. A pattern is held against the importing module's dotted name with a dot at its end.
SPEAKERS: dict[str, tuple[str, ...]] = {
    "alembic": ("storage.*",),
    "aiosqlite": ("storage.*",),
    "cryptography": ("storage.*",),
    "sqlalchemy": ("storage.*",),
    "telegram": ("bots.telegram*",),
    "aiohttp": ("bots.telegram*", "bots.sms*", "api.demo.*", "api.checkup_address.*"),
    "twilio": ("bots.sms*",),
    "procrastinate": ("bots.runner_postgresql.",),
    "psycopg": (),
    "fastapi": ("api.*",),
    "jinja2": ("api.*",),
    "pydantic_settings": ("api.*",),
    "rich": ("api.*",),
    "segno": ("api.*",),
    "starlette": ("api.*",),
    "typer": ("api.*",),
    "uvicorn": ("api.*",),
}

#: The only third parties that `conversations` may import.
SAYING = frozenset({"babel", "rapidfuzz"})

#: Written apart, so that this file names no host itself.
REGISTRY_HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("deb", "debian", "org"),
        ("proxy", "golang", "org"),
        ("crates", "io"),
    )
)


@dataclass(frozen=True)
class Source:
    """One file of the checkout: its path from the root, with slashes, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The file as Python reads it."""
        return ast.parse(self.text, self.path)

    @property
    def module(self) -> str:
        """The dotted name that it is imported by."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def at(self, line: int, what: str) -> str:
        """One broken rule, in the form that editors jump to."""
        return f"{self.path}:{line}: {what}"


Function = ast.FunctionDef | ast.AsyncFunctionDef


def long_files(source: Source, most: int) -> Iterator[str]:
    """A file that nobody reads to the end."""
    lines = source.text.count("\n")
    if lines > most:
        yield source.at(most + 1, f"{lines} lines, at most {most}")


def long_functions(source: Source, most: int) -> Iterator[str]:
    """A function that does not fit a screen; its signature and its docstring count."""
    for node in ast.walk(source.tree):
        if isinstance(node, Function):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > most:
                yield source.at(node.lineno, f"{node.name} has {lines} lines, at most {most}")


def named_by_role(source: Source) -> Iterator[str]:
    """A module or folder whose name says nothing of what is in it."""
    for part in PurePosixPath(source.path).with_suffix("").parts:
        if set(part.split("_")) & ROLES:
            yield source.at(1, f"{part!r} names a role; name it by what it is about")


def commits(source: Source) -> Iterator[str]:
    """A commit outside the store, which would end a transaction that others are still in."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
            yield source.at(node.lineno, "commit() belongs in storage/store.py alone")


def unopened(source: Source) -> Iterator[str]:
    """A module that does not open with a sentence saying what it is."""
    docstring = ast.get_docstring(source.tree) or ""
    if not re.match(r"\S.*[.?!]", docstring.split("\n\n")[0], re.DOTALL):
        yield source.at(1, "open the module with one sentence that says what it is")


def undocumented(source: Source) -> Iterator[str]:
    """A public function, class or method without a docstring."""

    def within(body: list[ast.stmt]) -> Iterator[str]:
        for node in body:
            if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_") or _is_overload(node):
                continue
            if ast.get_docstring(node) is None:
                yield source.at(node.lineno, f"{node.name} is public and has no docstring")
            if isinstance(node, ast.ClassDef):
                yield from within(node.body)

    yield from within(source.tree.body)


def _is_overload(node: Function | ast.ClassDef) -> bool:
    """Whether it only repeats another's signature, or its setter or deleter."""
    names = {ast.unparse(decorator).rpartition(".")[2] for decorator in node.decorator_list}
    return bool(names & {"overload", "override", "setter", "deleter"})


def asks_for_the_time(source: Source) -> Iterator[str]:
    """A clock that is read where time comes in as a value."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value).rpartition(".")[2]
            if node.attr in {"now", "utcnow", "today"} and owner in {"datetime", "date"}:
                yield source.at(node.lineno, f"{ast.unparse(node)} asks for the time; take it from the moment given")
            if owner == "time" and isinstance(node.value, ast.Name):
                yield source.at(node.lineno, f"{ast.unparse(node)} asks for the time; take it from the moment given")
    for line, name in imports(source):
        if name == "time":
            yield source.at(line, "imports time; take the time from the moment given")


def imports(source: Source) -> Iterator[tuple[int, str]]:
    """Line and top-level name of each module imported anywhere in the file, the project's own included."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module.partition(".")[0]


def foreign_words(source: Source) -> Iterator[str]:
    """A library imported by a module that should not know of it."""
    for line, name in imports(source):
        speakers = SPEAKERS.get(name)
        if speakers and not any(fnmatchcase(f"{source.module}.", speaker) for speaker in speakers):
            yield source.at(line, f"imports {name}, which only {' and '.join(speakers)} may")
        elif source.module.partition(".")[0] == "conversations" and not (
            name in SAYING or name == "conversations" or name in sys.stdlib_module_names
        ):
            yield source.at(line, f"imports {name}; what is said needs only {' and '.join(sorted(SAYING))}")


def registry_hosts(source: Source) -> Iterator[str]:
    """A place to install from, written down: every machine has its own."""
    for number, line in enumerate(source.text.splitlines(), start=1):
        for host in REGISTRY_HOSTS:
            if host in line:
                yield source.at(number, f"names the package registry {host}")
        if re.match(r"\s*(-i|--(extra-)?index-url|--find-links|-f)\s", line) and source.path.endswith(".txt"):
            yield source.at(number, "says where to install from")


def changed_vendored_files(folder: Path) -> Iterator[str]:
    """A file under a `vendor` folder that its VENDOR.toml does not list with the SHA-256 it has.

    VENDOR.toml lies in the folder and holds `["name"]` tables with `version`, `licence` and `sha256`.
    """
    listing = folder / "VENDOR.toml"
    listed = tomllib.loads(listing.read_text("utf-8")) if listing.exists() else {}
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    found.pop("VENDOR.toml", None)
    for name in sorted(listed.keys() | found.keys()):
        if name not in found:
            yield f"{listing}:1: lists {name}, which is not there"
        elif name not in listed:
            yield f"{listing}:1: does not list {name}"
        elif hashlib.sha256(found[name].read_bytes()).hexdigest() != listed[name].get("sha256"):
            yield f"{found[name]}:1: is not the file whose SHA-256 {listing.name} holds"
