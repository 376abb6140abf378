"""`undersigned db backup`, `restore` and `copy`: what they print, and what they refuse in one line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.__main__ import app
from api.settings import NAMES
from storage import MasterKey, Store
from storage.backup import NOT_WRITTEN
from tests.api.conftest import EXAMPLES
from tests.databases import KINDS, fresh_database

FILE = str(EXAMPLES / "put-s-comm-on-ice.toml")


@pytest.fixture(autouse=True)
def imported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each test begins in a folder with a database of one petition, and without any setting."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    run("petition", "import", FILE)
    Path("new").mkdir()


def run(*arguments: str, code: int = 0) -> Result:
    """Run a command as if from a pipe, and expect its exit code."""
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == code, (result.output, result.exception)
    return result


def data(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json").stdout)


def refused(*arguments: str) -> str:
    (line,) = run(*arguments, code=1).stderr.splitlines()
    return line


def test_a_backup_is_brought_back_where_its_key_is() -> None:
    made = run("db", "backup", "kept.db")
    assert made.stdout.splitlines() == [str(Path("kept.db").absolute()), str(Path("kept.db.keys").absolute())]
    elsewhere = ("db", "restore", "kept.db", "--to", "sqlite:///new/line.db")
    assert refused(*elsewhere).startswith(f"{Path('new/undersigned.key').absolute()} is missing")
    assert [path.name for path in Path("new").iterdir()] == []
    Path("new/undersigned.key").write_bytes(Path("undersigned.key").read_bytes())
    assert data(*elsewhere) == {"database": str(Path("new/line.db").absolute())}
    assert "nothing is overwritten" in refused(*elsewhere)
    Path("undersigned.db").unlink()
    Path("kept.db.keys").rename("moved.keys")
    assert run("db", "restore", "kept.db", "--keys", "moved.keys").stdout == f"{Path('undersigned.db').absolute()}\n"
    assert [one["slug"] for one in data("petition", "list")] == ["put-s-comm-on-ice"]


def test_what_backup_and_restore_refuse_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert data("db", "backup", "kept.db") == {
        "backup": str(Path("kept.db").absolute()),
        "keys": str(Path("kept.db.keys").absolute()),
    }
    assert "nothing is overwritten" in refused("db", "backup", "kept.db")
    assert "No such file" in refused("db", "backup", "nowhere/kept.db")
    monkeypatch.setenv("UNDERSIGNED_KEY", "77" * 32)
    assert "This key did not make" in refused("db", "restore", "kept.db", "--to", "sqlite:///new/line.db")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///none/none.db")
    assert refused("db", "backup", "other.db") == f"There is no database {Path('none/none.db').absolute()}."
    assert refused("db", "copy", "--to", "sqlite:///x.db") == f"There is no database {Path('none/none.db').absolute()}."
    assert not Path("none").exists()


def test_postgresql_is_told_the_lines_of_its_own_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://anna:hidden@localhost:5433/x?sslmode=require")
    # Nothing of the shell's is relied on: an empty name would be another database, and back up nothing.
    database = "'postgresql://anna@localhost:5433/x?sslmode=require'"
    told = run("db", "backup", "my file.dump", code=1)
    assert told.stderr.splitlines()[-3:] == [
        f"pg_dump {database} --format=custom --no-owner --exclude-table-data=wrapped_keys "
        "--exclude-table-data=day_keys --exclude-table-data=link_codes --exclude-table-data=missed_link_codes "
        "--file='my file.dump' &&",
        f"pg_dump {database} --format=custom --data-only --table=wrapped_keys --file='my file.dump.keys' &&",
        "undersigned db backed-up",
    ]
    assert run("db", "restore", "my.dump", code=1).stderr.splitlines()[-2:] == [
        f"pg_restore --no-owner --exit-on-error --dbname={database} my.dump &&",
        f"pg_restore --data-only --exit-on-error --dbname={database} my.dump.keys",
    ]
    assert "use pg_dump and pg_restore" in refused("db", "copy", "--to", "sqlite:///x.db")
    assert "hidden" not in told.output
    guide = (Path(__file__).parents[2] / "docs" / "containers.md").read_text("utf-8")
    assert set(re.findall(r"--exclude-table-data=(\w+)", guide)) == set(NOT_WRITTEN)


def test_doctor_knows_of_a_backup_that_was_made_or_brought_back() -> None:
    def looked_at() -> tuple[str, str, str]:
        (one,) = (one for one in data("doctor", "--offline") if one["check"] == "backup")
        return one["outcome"], one["cause"], one["fix"]

    assert looked_at() == ("warn", "never backed up", "undersigned db backup FILE")
    run("db", "backup", "kept.db")
    assert looked_at()[0] == "ok"
    Path("undersigned.db").unlink()
    # What was brought back is what was backed up then.
    run("db", "restore", "kept.db")
    assert looked_at()[0] == "ok"


def test_a_backup_that_was_made_otherwise_is_told() -> None:
    assert run("db", "backed-up").stdout.startswith("noted: backed up 2")
    (one,) = (one for one in data("doctor", "--offline") if one["check"] == "backup")
    assert one["outcome"] == "ok"
    assert data("db", "backed-up").keys() == {"backed_up"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_tells_what_both_hold(kind: str) -> None:
    with fresh_database(kind, Path("new").absolute()) as url:
        told = {one["table"]: one for one in data("db", "copy", "--to", url)}
        assert told["petitions"]["rows"] == 1
        assert len(told["petitions"]["sha256_sum"]) == 64
        assert refused("db", "copy", "--to", url) == "The target is not empty: copy into a new database."
        Store.open(url, MasterKey.read(Path("undersigned.key").read_text("ascii"))).close()


def test_a_copy_is_told_table_by_table_and_refused_in_one_line() -> None:
    told = run("db", "copy", "--to", "sqlite:///new/line.db")
    assert any(line.startswith("petitions  1 rows  ") for line in told.stdout.splitlines())
    assert "Now set DATABASE_URL" in told.stderr
    assert refused("db", "copy", "--to", "sqlite:///undersigned.db") == "The target is the database itself."
    assert "must be sqlite:///… or postgresql://…" in refused("db", "copy", "--to", "mysql://localhost/x")
    assert "can't be used" in refused("db", "copy", "--to", "sqlite:///nowhere/x.db")
