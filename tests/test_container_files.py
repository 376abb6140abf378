"""The container files fit the program and one another: settings, doors, commands, secrets; and nothing has rights."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy.engine import make_url
from typer.main import get_command

from api.__main__ import app
from api.commands.serving import LAST_REQUESTS
from api.environment import lines_without_effect, look_alikes, read_settings
from api.program import LAST_CALLS
from api.settings import NAMES, Settings

ROOT = Path(__file__).parent.parent
COMPOSE = (ROOT / "docker-compose.yml").read_text("utf-8")
CONTAINERFILE = (ROOT / "Containerfile").read_text("utf-8").replace("\\\n", " ")
CADDYFILE = (ROOT / "Caddyfile").read_text("utf-8")
SERVICES = ("undersigned", "proxy", "postgres")
#: Environment names that are Python's, pip's, the shell's or the driver's.
NOT_OURS = {
    *("PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PIP_DISABLE_PIP_VERSION_CHECK", "PIP_NO_CACHE_DIR"),
    "PGPASSFILE",
}
#: What the remarks in docker-compose.yml tell to write into `.env` for PostgreSQL.
FOR_POSTGRESQL = dict(re.findall(r"^#   ([A-Z_]+)=(\S+)", COMPOSE, re.MULTILINE))


def filled_in(text: str, given: dict[str, str]) -> str:
    """What Compose makes of `${NAME:-default}`."""
    return re.sub(r"\$\{([A-Z_]+):-([^}]*)\}", lambda found: given.get(found[1]) or found[2], text)


@pytest.fixture(scope="module", params=[{}, FOR_POSTGRESQL], ids=["sqlite", "postgresql"])
def compose(request: pytest.FixtureRequest) -> dict[str, Any]:
    """docker-compose.yml as Compose sees it, without and with the lines for PostgreSQL in `.env`."""
    return dict(yaml.safe_load(filled_in(COMPOSE, request.param)))


@pytest.fixture
def service(compose: dict[str, Any]) -> dict[str, Any]:
    """The program's own service."""
    return dict(compose["services"]["undersigned"])


@pytest.fixture(params=SERVICES)
def any_service(compose: dict[str, Any], request: pytest.FixtureRequest) -> dict[str, Any]:
    """Each of the services in turn."""
    return dict(compose["services"][request.param])


def lines_of(instruction: str) -> list[str]:
    """What follows each `instruction` of the Containerfile."""
    return [line.partition(" ")[2].strip() for line in CONTAINERFILE.splitlines() if line.startswith(f"{instruction} ")]


def environment_of_image() -> dict[str, str]:
    """Everything that the Containerfile's ENV lines set."""
    return dict(re.findall(r"([A-Z_]+)=(\S+)", " ".join(lines_of("ENV"))))


def copied() -> list[str]:
    """What the Containerfile takes from the checkout."""
    return [name for line in lines_of("COPY") if not line.startswith("--from") for name in line.split()[:-1]]


def test_there_are_no_other_services(compose: dict[str, Any]) -> None:
    assert tuple(compose["services"]) == SERVICES


def test_every_environment_name_is_a_setting(service: dict[str, Any]) -> None:
    remarks = re.findall(r"^\s+# ([A-Z_]+): ", COMPOSE, re.MULTILINE)
    assert remarks == ["UNDERSIGNED_KEY_FILE"]
    assert {*service["environment"], *remarks, *environment_of_image()} - NOT_OURS <= set(NAMES)


def test_the_settings_are_accepted(service: dict[str, Any]) -> None:
    for given in (service["environment"], environment_of_image()):
        Settings.model_validate({name.lower(): value for name, value in given.items() if name in NAMES})


def test_the_lines_for_postgresql_are_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*NAMES, *FOR_POSTGRESQL):
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / ".env"
    lines = FOR_POSTGRESQL | {"UNDERSIGNED_KEY": "5a" * 32}
    file.write_text("".join(f"{name}={value}\n" for name, value in lines.items()), "utf-8")
    assert read_settings(file).database_url == FOR_POSTGRESQL["DATABASE_URL"]
    assert look_alikes(file) == {}
    assert lines_without_effect(file) == []
    assert {name for name in FOR_POSTGRESQL if name not in NAMES} == {
        *("COMPOSE_PROFILES", "WORKERS", "POSTGRES_PASSWORD", "PGPASS")
    }


def test_compose_reads_no_secret_into_anything_that_can_be_inspected() -> None:
    read = set(re.findall(r"\$\{([A-Z_]+)", COMPOSE))
    secret = {name for name in NAMES if "Secret" in str(Settings.model_fields[name.lower()].annotation)}
    assert secret
    assert read == {"WORKERS", "DATABASE_URL", "PUBLIC_URL", "PGPASS", "POSTGRES_PASSWORD"}
    assert not read & secret
    assert make_url(FOR_POSTGRESQL["DATABASE_URL"]).password is None
    # The name of a file each.
    assert FOR_POSTGRESQL["POSTGRES_PASSWORD"].startswith("./secrets/")
    assert FOR_POSTGRESQL["PGPASS"].startswith("./secrets/")


def test_program_and_database_agree_on_where_and_who(compose: dict[str, Any]) -> None:
    url, postgres = make_url(FOR_POSTGRESQL["DATABASE_URL"]), compose["services"]["postgres"]
    environment = postgres["environment"]
    assert (url.host, url.username, url.database) == (
        *("postgres", environment["POSTGRES_USER"]),
        environment["POSTGRES_DB"],
    )
    assert "postgres:5432:*:undersigned:PASSWORD" in COMPOSE
    assert set(postgres["networks"]) <= set(compose["services"]["undersigned"]["networks"])
    assert f"--username={url.username}" in postgres["healthcheck"]["test"]
    assert f"--dbname={url.database}" in postgres["healthcheck"]["test"]
    assert postgres["profiles"] == [FOR_POSTGRESQL["COMPOSE_PROFILES"]]
    needs = compose["services"]["undersigned"]["depends_on"]["postgres"]
    assert needs == {"condition": "service_healthy", "required": False}


def test_the_data_lies_on_volumes(compose: dict[str, Any], service: dict[str, Any]) -> None:
    assert service["volumes"] == ["data:/data"]
    assert lines_of("VOLUME") == ["/data"]
    assert Settings(database_url=environment_of_image()["DATABASE_URL"]).database_file == Path("/data/undersigned.db")
    named = {mount.partition(":")[0] for one in compose["services"].values() for mount in one["volumes"]}
    assert {name for name in named if not name.startswith(".")} == set(compose["volumes"])


def test_nothing_has_rights(any_service: dict[str, Any]) -> None:
    assert any_service["read_only"] is True
    assert any_service["cap_drop"] == ["ALL"]
    assert any_service["security_opt"] == ["no-new-privileges:true"]
    assert all("noexec,nosuid,nodev" in place for place in any_service["tmpfs"])
    assert "docker.sock" not in str(any_service)
    assert not any_service.keys() & {"privileged", "network_mode", "pid", "ipc", "devices"}


def test_only_the_proxy_is_root_and_has_one_right(compose: dict[str, Any]) -> None:
    rights = {name: one.get("cap_add", []) for name, one in compose["services"].items()}
    assert rights == {"undersigned": [], "proxy": ["NET_BIND_SERVICE"], "postgres": []}
    users = {name: one.get("user") for name, one in compose["services"].items()}
    assert users == {"undersigned": "10001:10001", "proxy": None, "postgres": "999:999"}
    assert lines_of("USER") == ["10001:10001"]
    assert any("--uid 10001" in line and "--gid 10001" in line for line in lines_of("RUN"))


def test_everything_is_pinned_watched_and_kept_small(any_service: dict[str, Any]) -> None:
    assert re.search(r":\d+\.\d+(\.\d+)?(-[a-z0-9.]+)?$", any_service["image"]), any_service["image"]
    assert any_service["healthcheck"]["test"][0] == "CMD"
    assert any_service["restart"] == "unless-stopped"
    assert any_service["logging"]["options"] == {"max-size": "10m", "max-file": "3"}


def test_image_and_base_are_those_of_this_version(service: dict[str, Any]) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert service["image"] == f"undersigned:{version}"
    bases = {line.partition(" ")[0] for line in lines_of("FROM")}
    assert len(bases) == 1
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-[a-z]+", bases.pop())


def test_secrets_come_by_file(compose: dict[str, Any], service: dict[str, Any]) -> None:
    secret = {name for name, field in Settings.model_fields.items() if "Secret" in str(field.annotation)}
    assert not secret & {name.lower() for name in (*service["environment"], *environment_of_image())}
    mounted = [one for other in compose["services"].values() for one in other.get("secrets", [])]
    sources = {one["source"] if isinstance(one, dict) else one for one in mounted}
    assert sources == compose["secrets"].keys()
    assert all("file" in place for place in compose["secrets"].values())
    # `.env` is read from the working directory.
    assert service["secrets"][0]["target"] == f"{lines_of('WORKDIR')[-1]}/.env"
    for one in compose["services"].values():
        for name, value in one["environment"].items():
            if name.endswith("FILE"):
                assert value.removeprefix("/run/secrets/") in one["secrets"], name


def test_what_holds_secrets_is_never_committed_or_put_into_the_image() -> None:
    ignored = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert {".env", "secrets/", "*.key"} <= set(ignored)
    assert (ROOT / ".dockerignore").read_text("utf-8").splitlines()[0] == "*"


def test_it_is_asked_whether_it_is_ready(service: dict[str, Any]) -> None:
    door = "http://127.0.0.1:8000/readyz"
    assert door in service["healthcheck"]["test"][-1]
    assert door in lines_of("HEALTHCHECK")[0]


def test_it_is_started_as_the_program_understands(service: dict[str, Any]) -> None:
    for command in (service["command"], yaml.safe_load(lines_of("CMD")[-1])):
        assert command[0] == "undersigned"
        serve = get_command(app).commands[command[1]]  # type: ignore[attr-defined]
        with serve.make_context("serve", list(command[2:]), resilient_parsing=False) as context:
            assert (context.params["host"], context.params["port"]) == ("0.0.0.0", 8000)
            workers = context.params["workers"]
        postgresql = service["environment"]["DATABASE_URL"].startswith("postgresql")
        assert workers == (2 if postgresql and command is service["command"] else 1)


def test_it_gets_the_time_that_it_takes_to_stop(service: dict[str, Any]) -> None:
    assert int(service["stop_grace_period"].removesuffix("s")) > LAST_REQUESTS + LAST_CALLS
    assert lines_of("STOPSIGNAL") == ["SIGTERM"]


def test_the_proxy_leads_to_it_and_nothing_else_is_published(compose: dict[str, Any], service: dict[str, Any]) -> None:
    proxy = compose["services"]["proxy"]
    assert lines_of("EXPOSE") == ["8000"]
    assert service["ports"] == ["127.0.0.1:8000:8000"]
    assert "ports" not in compose["services"]["postgres"]
    assert set(re.findall(r"\{\$([A-Z_]+)\}", CADDYFILE)) == proxy["environment"].keys()
    assert proxy["environment"]["UPSTREAM"] == f"undersigned:{lines_of('EXPOSE')[0]}"
    assert "./Caddyfile:/etc/caddy/Caddyfile:ro" in proxy["volumes"]
    assert set(proxy["networks"]) & set(service["networks"])
    assert not set(proxy["networks"]) & set(compose["services"]["postgres"]["networks"])
    assert compose["networks"]["inside"] == {"internal": True}


def test_the_proxy_tells_nobody_who_visits() -> None:
    assert "header_up -X-Forwarded-For" in CADDYFILE
    assert re.search(r"handle /metrics \{\s+respond 404", CADDYFILE)
    assert "request delete" in CADDYFILE
    # An access log is written where one is asked for, and "log default" is the program's own.
    assert re.findall(r"^\s*log\b.*$", CADDYFILE, re.MULTILINE) == ["\tlog default {"]


def test_everything_that_is_copied_is_there_and_not_ignored() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    assert set(copied()) <= kept
    assert all((ROOT / name).exists() for name in copied())


def test_only_pinned_files_are_installed() -> None:
    installs = [line for line in lines_of("RUN") if "pip install" in line]
    assert "--require-hashes" in installs[0]
    assert "--no-deps --no-build-isolation" in installs[1]
    assert len(installs) == 2
    file = shlex.split(installs[0])[-1]
    entries = re.split(r"\n(?=[a-z])", (ROOT / file).read_text("utf-8"))[1:]
    assert len(entries) > 30
    assert all(re.match(r"[a-z0-9-]+(\[[a-z]+\])?==\S+", one) and "--hash=sha256:" in one for one in entries)
