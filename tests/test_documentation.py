"""What the documents say is what the program does: keys, limits, settings, commands, links and transcripts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from api.__main__ import app
from api.settings import NAMES, Settings
from conversations import petition_file
from conversations.petition_file import PetitionFileError, read_petition

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def rows(page: str, header: str) -> list[list[str]]:
    """The cells of every row of each table in `page` whose first heading is `header`."""
    found: list[list[str]] = []
    inside = False
    for line in (ROOT / page).read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")] if line.startswith("|") else []
        inside = bool(cells) and (inside or cells[0].strip() == header)
        if inside and cells[0] != header and not set(line) <= set("|- "):
            found.append(cells)
    return found


def anchors(page: Path) -> set[str]:
    """The names under which the headings of a page can be linked to, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if re.match(r"https?:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        assert there.exists(), f"{page.name} links to {target}"
        assert not anchor or anchor in anchors(there), f"{page.name} links to {target}"


def test_the_table_of_settings_is_whole_and_in_order() -> None:
    assert [cells[0].strip("`") for cells in rows("README.md", "setting")] == list(NAMES)


def test_the_table_of_settings_tells_the_defaults() -> None:
    for name, _, default in rows("README.md", "setting"):
        held = Settings.model_fields[name.strip("`").lower()].default
        if held:
            assert default == f"`{held}`", name


def test_the_reference_names_every_key_of_a_petition_file() -> None:
    named = {cells[0].strip("`") for cells in rows("docs/petition-file.md", "key")}
    known = {*petition_file._KEYS, *(f"text.*.{key}" for key in petition_file._TEXT_KEYS)}
    tables = {f"carried_over.{key}" for key in ("count", "from", "on")} | {
        f"image.{key}" for key in ("file", "alt", "credit")
    }
    assert named == known | tables


def test_the_reference_tells_the_limits_that_are_held() -> None:
    for place, limit in limits():
        with pytest.raises(PetitionFileError) as refused:
            read_petition(only(place, "x" * 13_000))
        assert any(f"{place}" in problem and f"at most {limit}" in problem for problem in refused.value.problems), place


def limits() -> list[tuple[str, str]]:
    """Each place of a petition file for which the reference tells a greatest length, in English."""
    told = (
        (cells[0].strip("`"), re.search(r"at most ([\d,]+) characters", cells[-1])) for cells in cells_of_reference()
    )
    return [(place.replace("*", "en"), found[1]) for place, found in told if found]


def cells_of_reference() -> list[list[str]]:
    """The rows of all tables of the petition file's reference."""
    return rows("docs/petition-file.md", "key")


def only(place: str, value: str) -> str:
    """A petition file that holds one value, or a list of it where a list is wanted."""
    table, _, key = place.rpartition(".")
    written = f'["{value}"]' if key == "targets" else f'"{value}"'
    return f"[{table}]\n{key} = {written}\n" if table else f"{key} = {written}\n"


def commands_told(program: str) -> list[tuple[str, list[str]]]:
    """Every command line of `program` in any page, with the page's name and without comments."""
    told: list[tuple[str, list[str]]] = []
    for page in PAGES:
        text = page.read_text("utf-8")
        lines = [line.strip() for line in text.splitlines() if line.startswith("    ")]
        for line in [*lines, *re.findall(r"`([^`\n]+)`", text)]:
            words = line.partition("  #")[0].split()
            if words and words[0].rpartition("/")[2] == program and words[1:]:
                told.append((page.name, words[1:]))
    return told


def test_every_file_that_is_told_exists() -> None:
    for page in PAGES:
        for told in re.findall(
            r"`((?:api|bots|storage|conversations|tests|petitions|bench)/[\w./*-]*)`", page.read_text("utf-8")
        ):
            assert re.search(r"\bht\b", told) or list(ROOT.glob(told)), f"{page.name} tells {told}"


def test_every_target_of_make_that_is_told_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^\.PHONY: ([\w-]+)$", makefile, re.MULTILINE))
    told = {word for _, words in commands_told("make") for word in words if "=" not in word}
    assert {"demo", "test"} <= told <= targets


def test_every_command_that_is_told_exists() -> None:
    told = commands_told("undersigned")
    assert len(told) > 10
    for page, words in told:
        command: Any = typer.main.get_command(app)
        arguments = list(words)
        while (inner := getattr(command, "commands", None)) is not None:
            assert arguments, f"{page}: undersigned {' '.join(words)}"
            assert arguments[0] in inner, f"{page}: undersigned {' '.join(words)}"
            command = inner[arguments.pop(0)]
        options = {option for parameter in command.params for option in parameter.opts}
        unknown = {word for word in arguments if word.startswith("--")} - options
        assert not unknown, f"{page}: undersigned {' '.join(words)}"


def test_the_transcripts_shown_are_those_that_are_played() -> None:
    shown = re.findall(r"^```text\n(> .*?)^```", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    played = [path.read_text("utf-8") for path in (ROOT / "tests" / "transcripts").rglob("*.txt")]
    assert len(shown) == 2
    for talk in shown:
        assert any(talk in text for text in played), talk
