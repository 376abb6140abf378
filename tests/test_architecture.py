"""The checkout keeps the rules of the house: who imports whom, how long, how named, how documented."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest

from tests import source_rules
from tests.source_rules import PACKAGES, Source

ROOT = Path(__file__).parent.parent
LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"


@cache
def checkout() -> tuple[Path, ...]:
    """Every file that git keeps or would keep, from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(Path(name) for name in sorted(set(listed.stdout.split("\0"))) if name and (ROOT / name).is_file())


def sources(*folders: str, endings: Iterable[str] = (".py",)) -> list[Source]:
    """The files of the checkout below `folders` with one of the endings, but for vendored ones."""
    return [
        Source(path.as_posix(), (ROOT / path).read_text("utf-8"))
        for path in checkout()
        if path.parts[0] in folders and path.suffix in endings and "vendor" not in path.parts
    ]


def hold(found: Iterable[str]) -> None:
    """Fail with every place that breaks the rule, one a line."""
    places = list(found)
    assert not places, "\n" + "\n".join(places)


def test_imports_keep_their_contracts() -> None:
    checked = subprocess.run(
        [LINT_IMPORTS, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("package", PACKAGES)
def test_the_packages_load_from_this_checkout(package: str) -> None:
    assert Path(importlib.import_module(package).__file__ or "").parent == ROOT / package


def test_only_those_who_speak_a_library_import_it() -> None:
    hold(place for source in sources(*PACKAGES) for place in source_rules.foreign_words(source))


def test_no_file_is_long() -> None:
    endings = (".py", ".js", ".css", ".html")
    hold(
        place
        for source in sources(*PACKAGES, "bench", endings=endings)
        for place in source_rules.long_files(source, 300)
    )
    hold(place for source in sources("tests") for place in source_rules.long_files(source, 400))


def test_no_function_is_long() -> None:
    hold(place for source in sources(*PACKAGES, "bench") for place in source_rules.long_functions(source, 40))
    hold(place for source in sources("tests") for place in source_rules.long_functions(source, 60))


@pytest.mark.parametrize(
    "rule", [source_rules.named_by_role, source_rules.unopened], ids=["named by fact", "opens with a sentence"]
)
def test_every_module_says_what_it_is(rule: Callable[[Source], Iterable[str]]) -> None:
    hold(place for source in sources(*PACKAGES, "bench", "tests") for place in rule(source))


def test_what_is_public_is_documented() -> None:
    hold(place for source in sources(*PACKAGES) for place in source_rules.undocumented(source))


def test_only_the_store_commits() -> None:
    hold(
        place
        for source in sources(*PACKAGES)
        if source.path != "storage/store.py"
        for place in source_rules.commits(source)
    )


def test_the_conversation_never_asks_for_the_time() -> None:
    hold(place for source in sources("conversations") for place in source_rules.asks_for_the_time(source))


def test_nothing_says_where_packages_come_from() -> None:
    texts = (Source(path.as_posix(), (ROOT / path).read_text("utf-8", "replace")) for path in checkout())
    hold(place for source in texts for place in source_rules.registry_hosts(source))
    assert not [path for path in checkout() if path.name in ("uv.lock", "poetry.lock", "Pipfile.lock")]


def test_vendored_files_are_what_they_were() -> None:
    folders = {
        ROOT.joinpath(*path.parts[: path.parts.index("vendor") + 1])
        for path in checkout()
        if "vendor" in path.parts[:-1]
    }
    hold(place for folder in sorted(folders) for place in source_rules.changed_vendored_files(folder))


def pins(name: str) -> dict[str, str]:
    """The version of each package in a requirements file, by its name in lower case."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text("utf-8"), re.MULTILINE))


def test_what_is_tested_is_what_runs() -> None:
    developing, running = pins("requirements-dev.txt"), pins("requirements.txt")
    assert running.items() <= developing.items()


def test_every_requirement_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["build"]]
    names = {re.split(r"[^\w.-]", requirement)[0].lower() for requirement in wanted}
    assert names <= pins("requirements.txt").keys()


def test_the_build_backend_is_the_pinned_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["build-system"]["requires"] == project["dependency-groups"]["build"]


def test_every_package_folder_is_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    folders = {path.parent.as_posix().replace("/", ".") for path in checkout() if path.name == "__init__.py"}
    here = {folder for folder in folders if folder.partition(".")[0] in PACKAGES}
    assert set(project["tool"]["setuptools"]["packages"]) == here
