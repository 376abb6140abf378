"""Organizers, the audit record and opt-outs by hand, by commands; no address is ever printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update
from typer.testing import CliRunner, Result

from api.__main__ import app
from api.settings import NAMES
from storage import MasterKey, Store, Transaction
from storage.contacts import read_state
from storage.dialects import rows_in
from storage.outgoing_tables import audit_record
from storage.tables import contacts
from tests.databases import KINDS, fresh_database

KEY = "5a" * 32
ROSA, LUZ = "sms:+13125550152", "telegram:5550143"


@pytest.fixture(params=KINDS, autouse=True)
def url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """An empty folder and database, without any setting but these."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    with fresh_database(str(request.param), tmp_path) as found:
        monkeypatch.setenv("DATABASE_URL", found)
        monkeypatch.setenv("UNDERSIGNED_KEY", KEY)
        monkeypatch.setenv("TWILIO_FROM", "+13125550100")
        yield found


def run(*arguments: str, typed: str = "", code: int = 0) -> Result:
    """Run a command as if from a pipe; whatever it says, it names no address."""
    result = CliRunner().invoke(app, list(arguments), input=typed)
    assert result.exit_code == code, (result.output, result.exception)
    assert "5550152" not in result.output
    assert "5550143" not in result.output
    return result


def data(*arguments: str, typed: str = "") -> Any:
    return json.loads(run(*arguments, "--json", typed=typed).stdout)


def staffed() -> None:
    """Rosa, who owns, and Luz, who approves."""
    run("organizer", "add", "Rosa", "--role", "owner", "--contact", ROSA)
    run("organizer", "add", "Luz", "--role", "approver", "--contact", LUZ, "--as", "Rosa")


def write(url: str, statement: Any) -> None:
    store = Store.open(url, MasterKey.read(KEY))
    store.write_now(lambda tx: tx.connection.execute(statement))
    store.close()


def stopped(url: str, channel: str, address: str) -> bool:
    store = Store.open(url, MasterKey.read(KEY))

    def look(tx: Transaction) -> bool:
        key = tx.keys.contact(channel, address)
        found = rows_in(tx.connection, (contacts.c.key, contacts.c.state), contacts.c.key, [key])
        return bool(found) and read_state(tx, key, found[0].state).stopped

    try:
        return store.read_now(look)
    finally:
        store.close()


def test_organizers_are_added_listed_and_removed_by_an_owner() -> None:
    assert "Nobody yet" in run("organizer", "list").stderr
    added = data("organizer", "add", "Rosa", "--role", "owner", "--contact", ROSA)
    assert (added["name"], added["role"], added["channel"]) == ("Rosa", "owner", "sms")
    assert (
        "press Start" in run("organizer", "add", "Luz", "--role", "approver", "--contact", LUZ, "--as", "Rosa").stderr
    )
    assert [(one["name"], one["role"]) for one in data("organizer", "list")] == [("Rosa", "owner"), ("Luz", "approver")]
    run("organizer", "remove", "Luz", "--as", "Luz", code=1)
    run("organizer", "remove", "Luz", code=2)
    run("organizer", "remove", "Luz", "--as", "Rosa")
    assert "There are: Rosa" in run("organizer", "remove", "Luz", "--as", "Rosa", code=1).stderr
    assert [(one["who"], one["deed"], one["subject"]) for one in data("audit", "show")] == [
        ("the operator", "added", "organizer Rosa"),
        ("Rosa", "added", "organizer Luz"),
        ("Rosa", "removed", "organizer Luz"),
    ]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("Eva", "--role", "boss", "--contact", "sms:+13125550144"), 2),
        (("Eva", "--role", "owner", "--contact", "sms:13125550144"), 2),
        (("Eva", "--role", "owner", "--contact", "whatsapp:+13125550144"), 2),
        (("Eva", "--role", "owner", "--contact", "telegram:@eva"), 2),
        (("the operator", "--role", "owner", "--contact", "sms:+13125550144"), 2),
        ((" ", "--role", "owner", "--contact", "sms:+13125550144"), 2),
        (("x" * 41, "--role", "owner", "--contact", "sms:+13125550144"), 2),
        (("Rosa", "--role", "owner", "--contact", "sms:+13125550144"), 1),
        (("Eva", "--role", "owner", "--contact", ROSA), 1),
    ],
)
def test_what_is_no_organizer_is_refused_in_a_line(words: tuple[str, ...], code: int) -> None:
    staffed()
    run("organizer", "add", *words, "--as", "Rosa", code=code)
    assert len(data("organizer", "list")) == 2


def test_a_record_that_was_changed_is_found(url: str) -> None:
    staffed()
    assert "2 entries, all as they were written" in run("audit", "verify").stdout
    last = data("audit", "show")[-1]["hash"]
    assert last in run("audit", "show").stderr
    run("audit", "verify", "--hash", last)
    assert "another record" in run("audit", "verify", "--hash", "00" * 32, code=1).stderr
    write(url, update(audit_record).where(audit_record.c.number == 1).values(who="Nobody"))
    assert "entry 1" in run("audit", "verify", code=1).stderr
    write(url, delete(audit_record))
    run("audit", "verify")
    assert run("audit", "verify", "--hash", last, code=1), "a record that begins anew is not the one written down"


def test_an_opt_out_is_read_from_standard_input_and_works_for_whoever_was_never_here(url: str) -> None:
    assert data("opt-out", "--how", "mail", typed="(312) 555-0152\n") == {"recorded": 1, "changed": 1}
    assert stopped(url, "sms", "+13125550152")
    assert stopped(url, "whatsapp", "+13125550152")
    again = run("opt-out", "--how", "e-mail", typed="+1 312-555-0152")
    assert "1 had stopped before" in again.stderr
    assert data("opt-out", "--how", "voice", typed="\ntelegram:5550143\n sms:+13125550149 \n") == {
        "recorded": 2,
        "changed": 2,
    }
    assert stopped(url, "telegram", "5550143")
    assert stopped(url, "sms", "+13125550149")
    assert [one["details"]["how"] for one in data("audit", "show")] == ["mail", "e-mail", "voice", "voice"]


@pytest.mark.parametrize("typed", ["", "\n\n", "hello", "telegram:@ana", "+1773", "ana@example.org", "312 555 0152 x7"])
def test_what_is_no_address_is_refused_and_nothing_recorded(typed: str, url: str) -> None:
    said = run("opt-out", typed=f"+13125550149\n{typed}" if typed.strip() else typed, code=2).output
    assert typed.strip() == "" or typed not in said
    assert data("audit", "show") == []
    assert not stopped(url, "sms", "+13125550149"), "all or none"


def test_an_opt_out_takes_an_organizer_once_there_are_any() -> None:
    staffed()
    run("organizer", "add", "Ivo", "--role", "viewer", "--contact", "sms:+13125550148", "--as", "Rosa")
    for who in ("", "Nobody", "Ivo"):
        run("opt-out", "--as", who, typed="+13125550149", code=1)
    run("opt-out", "--as", "Luz", typed="+13125550149")
    told = data("audit", "show")[-1]
    assert (told["who"], told["deed"], told["subject"]) == ("Luz", "recorded", "an opt-out")


def test_a_review_by_nobody_is_refused_once_there_are_organizers() -> None:
    staffed()
    said = run("review", "dismiss", "1", "--as", "Nobody", "--because", "x", code=1).stderr
    assert "There is no organizer Nobody" in said
    assert "no flag" in run("review", "dismiss", "1", "--as", "Luz", "--because", "x", code=1).stderr.lower()
