"""The container files fit the program: their settings exist, their doors are there, and nothing runs as root."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.settings import NAMES, Settings

ROOT = Path(__file__).parent.parent
CONTAINERFILE = (ROOT / "Containerfile").read_text("utf-8").replace("\\\n", " ")
#: Environment names that are Python's, pip's or the shell's.
NOT_OURS = {"PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PIP_DISABLE_PIP_VERSION_CHECK", "PIP_NO_CACHE_DIR"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """docker-compose.yml as data."""
    return dict(yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8")))


@pytest.fixture(scope="module")
def service(compose: dict[str, Any]) -> dict[str, Any]:
    """The one service."""
    assert list(compose["services"]) == ["undersigned"]
    return dict(compose["services"]["undersigned"])


def lines_of(instruction: str) -> list[str]:
    """What follows each `instruction` of the Containerfile."""
    return [line.partition(" ")[2].strip() for line in CONTAINERFILE.splitlines() if line.startswith(f"{instruction} ")]


def environment_of_image() -> dict[str, str]:
    """Everything that the Containerfile's ENV lines set."""
    return dict(re.findall(r"([A-Z_]+)=(\S+)", " ".join(lines_of("ENV"))))


def test_every_environment_name_is_a_setting(service: dict[str, Any]) -> None:
    commented = re.findall(r"^\s*# ([A-Z_]+): ", (ROOT / "docker-compose.yml").read_text("utf-8"), re.MULTILINE)
    named = {*service["environment"], *commented, *environment_of_image()} - NOT_OURS
    assert named <= set(NAMES)


def test_the_settings_are_accepted(service: dict[str, Any]) -> None:
    for given in (service["environment"], environment_of_image()):
        ours = {name.lower(): value for name, value in given.items() if name in NAMES}
        assert ours["database_url"] == "sqlite:////data/undersigned.db"
        Settings.model_validate(ours)


def test_the_database_lies_on_the_volume(compose: dict[str, Any], service: dict[str, Any]) -> None:
    assert service["volumes"] == ["data:/data"]
    assert "data" in compose["volumes"]
    assert lines_of("VOLUME") == ["/data"]


def test_it_runs_without_rights(service: dict[str, Any]) -> None:
    assert service["user"] == lines_of("USER")[-1] == "10001:10001"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert [place.partition(":")[0] for place in service["tmpfs"]] == ["/tmp"]


def test_secrets_come_by_file(compose: dict[str, Any], service: dict[str, Any]) -> None:
    secret = {name for name, field in Settings.model_fields.items() if "Secret" in str(field.annotation)}
    assert secret
    assert not secret & {name.lower() for name in (*service["environment"], *environment_of_image())}
    sources = {mounted["source"] for mounted in service["secrets"]}
    assert sources == compose["secrets"].keys()
    assert all("file" in place for place in compose["secrets"].values())
    # `.env` is read from the working directory.
    assert service["secrets"][0]["target"] == f"{lines_of('WORKDIR')[-1]}/.env"


def test_it_is_asked_whether_it_is_ready(service: dict[str, Any]) -> None:
    door = "http://127.0.0.1:8000/readyz"
    assert door in service["healthcheck"]["test"][-1]
    assert door in lines_of("HEALTHCHECK")[0]
    assert service["restart"] == "unless-stopped"


def test_it_serves_where_it_is_published(service: dict[str, Any]) -> None:
    assert lines_of("CMD")[-1] == '["undersigned", "serve", "--host", "0.0.0.0", "--port", "8000"]'
    assert lines_of("EXPOSE") == ["8000"]
    assert service["ports"] == ["127.0.0.1:8000:8000"]


def test_everything_that_is_copied_is_there_and_not_ignored() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    copied = {name for line in lines_of("COPY") if not line.startswith("--from") for name in line.split()[:-1]}
    assert copied <= kept
    assert all((ROOT / name).exists() for name in copied)


def test_only_pinned_files_are_installed() -> None:
    installs = [line for line in lines_of("RUN") if "pip install" in line]
    assert "--require-hashes" in installs[0]
    assert "--no-deps --no-build-isolation" in installs[1]
    assert len(installs) == 2
