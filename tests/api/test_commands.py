"""Commands: data on standard output, talk on standard error, exit codes, and nothing asked without a terminal."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.__main__ import app
from api.settings import NAMES
from storage import MasterKey, Store, mark_as_demo, upgrade
from storage.dialects import add_rows
from storage.petitions import move_counts
from storage.tables import signatures
from tests.api.conftest import EXAMPLES

FILE = str(EXAMPLES / "put-s-comm-on-ice.toml")


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each test begins in an empty folder, without any setting."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def run(*arguments: str, typed: str = "", code: int = 0) -> Result:
    """Run a command as if from a pipe, and expect its exit code."""
    result = CliRunner().invoke(app, list(arguments), input=typed)
    assert result.exit_code == code, (result.output, result.exception)
    return result


def data(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json").stdout)


def test_a_petition_is_imported_shown_paused_closed_and_opened() -> None:
    assert data("petition", "import", FILE)["outcome"] == "created"
    assert data("petition", "import", FILE)["outcome"] == "unchanged"
    shown = data("petition", "show", "put-s-comm-on-ice")
    assert (shown["state"], shown["signatures"], shown["carried_over"]) == ("open", 0, 6212)
    assert shown["keywords"] == {"en": "SCOMM", "es": "CARTA"}
    assert data("petition", "pause", "put-s-comm-on-ice")["state"] == "paused"
    assert data("petition", "close", "put-s-comm-on-ice")["state"] == "closed"
    assert data("petition", "open", "put-s-comm-on-ice")["state"] == "open"
    assert [one["slug"] for one in data("petition", "list")] == ["put-s-comm-on-ice"]
    assert "put-s-comm-on-ice  open  0 signed here" in run("petition", "list").stdout
    assert "state: open" in run("petition", "show", "put-s-comm-on-ice").stdout


def test_changed_words_make_a_new_version() -> None:
    first = data("petition", "import", FILE)["version"]
    changed = Path("changed.toml")
    changed.write_text(Path(FILE).read_text(encoding="utf-8").replace("Put S-Comm on ICE!", "S-Comm on ice"), "utf-8")
    again = data("petition", "import", str(changed))
    assert again["outcome"] == "new version"
    assert again["version"] != first


def test_an_organizer_sees_how_many_signatures_each_source_brought(tmp_path: Path) -> None:
    data("petition", "import", FILE)
    assert data("petition", "sources", "put-s-comm-on-ice") == []
    store = Store.open(f"sqlite:///{tmp_path / 'undersigned.db'}", MasterKey.read(Path("undersigned.key").read_text()))
    row = {"petition": 1, "place": 1, "version": 1, "hour": 0, "details": b"", "language": "en"}
    came = [("sms", "flyer7"), ("telegram", "flyer7"), ("sms", "flyer7"), ("telegram", "group"), ("sms", "")]
    for number, (channel, source) in enumerate(came):
        whose = bytes([number] * 16)
        signature = row | {"person": whose, "id": whose, "channel": channel, "source": source}
        store.write_now(lambda tx, signature=signature: add_rows(tx.connection, signatures, [signature]))
    store.close()
    assert data("petition", "sources", "put-s-comm-on-ice") == [
        {"source": "flyer7", "signatures": 3, "channels": {"sms": 2, "telegram": 1}},
        {"source": "", "signatures": 1, "channels": {"sms": 1}},
        {"source": "group", "signatures": 1, "channels": {"telegram": 1}},
    ]
    assert "flyer7  3  sms: 2, telegram: 1\n(none)  1  sms: 1" in run("petition", "sources", "put-s-comm-on-ice").stdout
    assert "no petition whales" in run("petition", "sources", "whales", code=1).stderr


def test_every_error_of_a_petition_file_is_named() -> None:
    Path("bad.toml").write_text('slug = "x y"\ngoal = "many"\n[text.en]\nkeyword = "STOP"\n', encoding="utf-8")
    result = run("petition", "import", "bad.toml", code=1)
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) > 5
    assert all(line.startswith("bad.toml: ") for line in result.stderr.splitlines())


def test_a_keyword_that_is_taken_is_refused() -> None:
    run("petition", "import", FILE)
    text = Path(FILE).read_text(encoding="utf-8").replace('slug = "put-s-comm-on-ice"', 'slug = "another-one"')
    Path("another.toml").write_text(text, encoding="utf-8")
    assert "another.toml: The keyword" in run("petition", "import", "another.toml", code=1).stderr


def test_a_picture_is_taken_over_and_a_wrong_one_refused() -> None:
    image = 'image = { file = "march.jpg", alt = "A march", credit = "R. Diaz" }\n\n[text.en]'
    text = Path(FILE).read_text(encoding="utf-8").replace("[text.en]", image, 1)
    Path("petition.toml").write_text(text, encoding="utf-8")
    assert "march.jpg is not beside" in run("petition", "import", "petition.toml", code=1).stderr
    Path("march.jpg").write_bytes(b"<svg onload='alert(1)'>")
    assert "neither JPEG, PNG nor WebP" in run("petition", "import", "petition.toml", code=1).stderr
    Path("march.jpg").write_bytes(b"\xff\xd8\xff" + b"0" * 100)
    run("petition", "import", "petition.toml")
    assert [file.suffix for file in Path("pictures").iterdir()] == [".jpg"]


def test_a_petition_that_is_refused_leaves_the_picture_and_one_whose_picture_is_refused_the_petition() -> None:
    image = 'image = { file = "march.jpg", alt = "A march", credit = "R. Diaz" }\n\n[text.en]'
    text = Path(FILE).read_text(encoding="utf-8").replace("[text.en]", image, 1)
    Path("petition.toml").write_text(text, encoding="utf-8")
    run("petition", "import", "petition.toml", code=1)
    assert data("petition", "list") == []
    Path("march.jpg").write_bytes(b"\xff\xd8\xff" + b"0" * 100)
    run("petition", "import", "petition.toml")
    run("petition", "import", str(EXAMPLES / "safe-crossing.toml"))
    (before,) = (file.read_bytes() for file in Path("pictures").iterdir())
    Path("march.jpg").write_bytes(b"\xff\xd8\xff" + b"1" * 100)
    Path("petition.toml").write_text(text.replace("SCOMM", "CROSS"), encoding="utf-8")
    assert "belongs to the petition safe-crossing" in run("petition", "import", "petition.toml", code=1).stderr
    assert [file.read_bytes() for file in Path("pictures").iterdir()] == [before]
    Path("petition.toml").write_text(text, encoding="utf-8")
    run("petition", "import", "petition.toml")
    assert [file.read_bytes() for file in Path("pictures").iterdir()] == [Path("march.jpg").read_bytes()]


def test_what_is_not_there_is_said_in_one_line() -> None:
    assert run("petition", "open", "nothing", code=1).stderr.splitlines()[-1] == "There is no petition nothing."
    assert run("petition", "import", "nothing.toml", code=1).stderr == "nothing.toml: No such file or directory\n"


def test_the_first_command_makes_a_key_that_only_its_owner_can_read_and_says_where() -> None:
    result = run("db", "upgrade")
    key = Path("undersigned.key")
    assert str(key.resolve()) in result.stderr
    assert key.read_text(encoding="ascii").strip() not in result.output
    assert key.stat().st_mode & 0o777 == 0o600
    assert Path("undersigned.db").stat().st_mode & 0o077 == 0
    assert run("db", "upgrade").stderr == ""


def test_a_wrong_key_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    run("db", "upgrade")
    monkeypatch.setenv("UNDERSIGNED_KEY", "77" * 32)
    for command in (("petition", "list"), ("serve", "--port", "0")):
        result = run(*command, code=1)
        assert "key" in result.stderr
        assert len(result.stderr.splitlines()) == 1
        assert "7777" not in result.output


def test_a_wrong_setting_stops_every_command_before_it_does_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "short")
    for command in (("serve",), ("petition", "list"), ("db", "upgrade")):
        result = run(*command, code=2)
        assert result.stderr.startswith("Wrong setting: TWILIO_AUTH_TOKEN must be")
        assert "short" not in result.output
    assert list(Path().iterdir()) == []


def test_serve_refuses_what_sqlite_cannot_do_and_a_demos_file(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("serve", "--workers", "2", code=2).stderr == "SQLite takes one serving process: use --workers 1.\n"
    monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/x")
    assert len(run("serve", "--port", "0", code=1).stderr.splitlines()) == 1
    monkeypatch.setenv("DATABASE_URL", "sqlite:///demo.db")
    upgrade("sqlite:///demo.db", master := MasterKey.new())
    store = Store.open("sqlite:///demo.db", master)
    store.write_now(mark_as_demo)
    store.close()
    before = Path("demo.db").read_bytes()
    assert "made by `undersigned demo`" in run("serve", "--port", "0", code=1).stderr
    assert Path("demo.db").read_bytes() == before


def test_polling_without_a_token_is_refused() -> None:
    assert run("serve", "--poll", code=2).stderr == "--poll needs TELEGRAM_BOT_TOKEN.\n"


def test_chat_signs_in_the_terminal_without_prompts() -> None:
    result = run("chat", typed="SCOMM Ana Lopez 60608\n1\n")
    assert "1 segment; $" in result.stdout
    assert "Receipt" in result.stdout
    assert "> " not in result.stderr
    assert (
        "Folio" in run("chat", "--channel", "telegram", "--lang", "es", typed="/start\n/start carta\nAna 0\n1\n").stdout
    )
    run("chat", "--lang", "xx", code=2)
    assert list(Path().iterdir()) == []


def test_doctor_reads_only_and_names_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    first = {finding["check"]: finding["outcome"] for finding in data("doctor")}
    assert first["settings"] == "ok"
    assert first["database"] == first["SMS"] == "warn"
    assert list(Path().iterdir()) == []
    run("petition", "import", FILE)
    Path("undersigned.key").chmod(0o644)
    monkeypatch.setenv("PUBLIC_URL", "https://127.0.0.1:9")
    monkeypatch.setenv("TWILIO_AUTH_TOKN", "hidden")
    said = run("doctor", code=1).stdout
    assert "TWILIO_AUTH_TOKN means nothing here" in said
    assert "Did you mean TWILIO_AUTH_TOKEN?" in said
    assert "chmod 600" in said
    assert "hidden" not in said
    monkeypatch.setenv("UNDERSIGNED_KEY", "66" * 32)
    assert any(
        one["check"] == "key" and one["outcome"] == "fail" for one in json.loads(run("doctor", "--json", code=1).stdout)
    )


def test_doctor_compares_the_counts_with_the_signatures() -> None:
    run("petition", "import", FILE)

    def looked_at(code: int) -> list[tuple[str, str]]:
        found = json.loads(run("doctor", "--json", code=code).stdout)
        return [(one["outcome"], one["cause"]) for one in found if one["check"] == "counts"]

    assert looked_at(0) == [("ok", "each is the number of signatures that are there")]
    store = Store.open("sqlite:///undersigned.db", MasterKey.find(None, None, "sqlite:///undersigned.db"))
    store.write_now(lambda tx: move_counts(tx, {tx.shelf.ids["put-s-comm-on-ice"]: 2}))
    store.close()
    assert looked_at(1) == [("fail", "put-s-comm-on-ice counts 2, and there are 0 signatures")]


def test_doctor_looks_at_the_file_of_settings_and_never_shows_its_lines() -> None:
    Path(".env").write_text("ORGANIZATION=Neighbors\n\n# a remark\nhidden-token\nTWILIO_AUTH_TOKEN\n", "utf-8")
    Path(".env").chmod(0o644)
    found = [one for one in data("doctor") if one["check"] == "settings" and one["outcome"] == "warn"]
    open_to_others, fourth, fifth = (one["cause"] for one in found)
    assert open_to_others == f"{Path('.env').absolute()} can be read by others"
    assert fourth.startswith(".env, line 4: it sets nothing")
    assert fifth.startswith(".env, line 5: it sets nothing")
    assert "hidden" not in run("doctor").stdout
    Path(".env").write_text("# a remark\n\nORGANIZATION=Neighbors of Juniper Street\nTWILIO_FROM=\n", "utf-8")
    Path(".env").chmod(0o600)
    assert not any(one["check"] == "settings" and one["outcome"] == "warn" for one in data("doctor"))


def test_a_folder_that_is_not_there_is_named_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///nowhere/x.db")
    whole = Path("nowhere").absolute()
    assert f"The key file {whole / 'undersigned.key'} can't be made" in run("petition", "list", code=1).stderr
    monkeypatch.setenv("UNDERSIGNED_KEY", "66" * 32)
    for command in (("petition", "list"), ("db", "upgrade"), ("serve", "--port", "0")):
        (line,) = run(*command, code=1).stderr.splitlines()
        assert line.startswith(f"The database {whole / 'x.db'} can't be used: {whole / 'x.db'}")


def test_version_and_wrong_use() -> None:
    assert run("version").stdout.startswith("undersigned ")
    assert set(data("version")) == {"version"}
    run("nothing", code=2)
    run("petition", "import", code=2)


def test_serving_never_loads_the_simulator() -> None:
    program = (
        "import sys; from api.__main__ import app; import api.app, api.commands.serving\n"
        "from typer.testing import CliRunner; CliRunner().invoke(app, ['serve', '--workers', '2'])\n"
        "print([name for name in sys.modules if name.startswith('api.demo')])"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert loaded.stdout == "[]\n"


def test_a_fault_of_ours_shows_its_kind_and_place_and_no_values(monkeypatch: pytest.MonkeyPatch) -> None:
    program = (
        "import sys; import api.commands.version as v, api.__main__ as m\n"
        "v.show = lambda text: {}['+13125550142']\n"
        "sys.argv = ['undersigned', 'version']; m.main()"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 1
    assert result.stderr.startswith("A fault in this program: KeyError at ")
    assert "5550142" not in result.stderr
