"""Diagnostics: whatever is written in whatever field, nobody can be recognised in the printed line."""

from __future__ import annotations

import asyncio
import gc
import io
import json
import logging
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from api import diagnostics

ROOT = Path(__file__).parents[2]
digits = st.integers(min_value=0, max_value=10_000_000 - 1).map(lambda number: f"{number:07d}")
areas = st.sampled_from(["312", "773", "+1312", "(312) ", "+52155", "1-312-"])
phones = st.builds(
    lambda area, rest, gap: f"{area}{rest[:3]}{gap}{rest[3:]}", areas, digits, st.sampled_from(["", "-", " ", "."])
)
emails = st.from_regex(r"[a-z]{3,12}\.[a-z]{3,12}@[a-z]{3,12}\.(org|com)", fullmatch=True)
tokens = st.from_regex(r"[0-9]{8,10}:[A-Za-z0-9_-]{35}", fullmatch=True)
zips = st.from_regex(r"[0-9]{5}(-[0-9]{4})?", fullmatch=True)
personal = st.one_of(phones, emails, tokens, zips)
around = st.text(alphabet=string.ascii_letters + " ,;:'\"()[]{}<>=&ñé", max_size=12).map(lambda text: f"{text} ")
plain_fields = st.sampled_from(sorted(diagnostics.PLAIN - {"event", "logger"}))
other_fields = st.sampled_from(["body", "Body", "From", "name", "first_name", "postcode", "chat", "anything", "detail"])
names = st.text(alphabet="abcdefghijklmnñopqrstuvwxyzáéíóú ", min_size=6, max_size=40).filter(
    lambda t: len(t.strip()) > 5
)


@pytest.fixture(autouse=True)
def lines() -> Iterator[io.StringIO]:
    """Configures diagnostics to write into a buffer, and puts the loggers back afterwards."""
    root = logging.getLogger()
    before, level, stream = root.handlers[:], root.level, io.StringIO()
    diagnostics.configure(stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


def fail(message: str) -> None:
    raise ValueError(message)


def printed(stream: io.StringIO) -> str:
    text = stream.getvalue()
    stream.seek(0)
    stream.truncate()
    return text


@given(before=around, secret=personal, after=around, field=plain_fields)
def test_numbers_addresses_tokens_and_zip_codes_never_survive_in_any_field(
    before: str, secret: str, after: str, field: str
) -> None:
    stream = io.StringIO()
    diagnostics.configure(stream)
    diagnostics.note("heard", **{field: before + secret + " " + after})
    diagnostics.note(before + secret + " " + after)
    diagnostics.note("heard", **{field: [secret]})
    assert secret not in printed(stream)


@given(text=st.one_of(names, personal), field=other_fields)
def test_an_unlisted_field_shows_a_tag_and_never_its_text(text: str, field: str) -> None:
    stream = io.StringIO()
    diagnostics.configure(stream)
    diagnostics.note("heard", **{field: text}, nested={field: {"deep": [text]}})
    line = printed(stream)
    assert text.strip() not in line
    assert json.loads(line)[field] == f"<{diagnostics.tag(text)}>"


@given(secret=st.one_of(names, personal))
def test_an_error_shows_where_it_was_and_never_what_it_said(secret: str) -> None:
    stream = io.StringIO()
    diagnostics.configure(stream)
    try:
        fail(f"could not send to {secret}")
    except ValueError as problem:
        diagnostics.warn("a turn failed", problem)
    shown = printed(stream)
    assert secret.strip() not in shown
    assert json.loads(shown)["error"] == "ValueError"
    assert json.loads(shown)["at"][0].startswith("api/test_diagnostics.py:")


@given(secret=st.one_of(names, personal))
def test_other_peoples_loggers_print_their_sentence_without_its_values(secret: str) -> None:
    stream = io.StringIO()
    diagnostics.configure(stream)
    logging.getLogger("some.library").warning("could not send %s to %s", secret, secret)
    logging.getLogger("some.library").warning("odd", extra={"Body": secret})
    try:
        fail(secret)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
    shown = printed(stream)
    assert secret.strip() not in shown
    assert "could not send %s to %s" in shown
    assert "ValueError" in shown


async def test_what_asyncio_says_about_a_task_does_not_quote_it(lines: io.StringIO) -> None:
    async def fails() -> None:
        raise ValueError("Zoraida Quispe")

    task = asyncio.create_task(fails())
    await asyncio.wait([task])
    asyncio.get_running_loop().call_soon(fail, "Zoraida Quispe")
    del task
    gc.collect()
    await asyncio.sleep(0)
    shown = printed(lines)
    assert "Zoraida" not in shown
    events = [json.loads(line)["event"] for line in shown.splitlines()]
    assert sorted(events) == ["Exception in callback fail", "Task exception was never retrieved"]


def test_what_nobody_catches_is_told_without_its_words() -> None:
    program = """
import threading, warnings
from api import diagnostics

diagnostics.configure()
diagnostics.catch_strays()

class Dies:
    def __del__(self):
        raise ValueError("Zoraida Quispe")

def fails():
    raise ValueError("Zoraida Quispe")

thread = threading.Thread(target=fails)
thread.start()
thread.join()
Dies()
warnings.warn("Zoraida Quispe")
fails()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 1
    assert "Zoraida" not in done.stdout + done.stderr
    found = [json.loads(line) for line in done.stderr.splitlines()]
    assert [one.get("error") for one in found] == ["ValueError", "ValueError", None, "ValueError"]


def test_what_helps_to_find_a_fault_stays_readable(lines: io.StringIO) -> None:
    diagnostics.note("webhook refused", status=403, channel="sms", path="/webhooks/twilio/messages", waiting=61234)
    line = json.loads(printed(lines))
    assert (line["event"], line["status"], line["waiting"]) == ("webhook refused", 403, 61234)
    assert (line["path"], line["channel"], line["level"]) == ("/webhooks/twilio/messages", "sms", "info")


def test_why_something_was_refused_stays_readable_and_clean(lines: io.StringIO) -> None:
    diagnostics.note("store unavailable", why="attempt to write a readonly database")
    diagnostics.note("telegram call failed", method="sendMessage", why="not reachable by +13125550142")
    first, second = map(json.loads, printed(lines).splitlines())
    assert first["why"] == "attempt to write a readonly database"
    assert (second["method"], second["why"][:17]) == ("sendMessage", "not reachable by ")
    assert "5550142" not in second["why"]


def test_the_same_value_has_the_same_tag_within_one_run() -> None:
    assert diagnostics.tag("+13125550142") == diagnostics.tag("+13125550142") != diagnostics.tag("+13125550143")


def test_libraries_that_print_tokens_and_the_access_log_are_quiet(lines: io.StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/bot1:x/sendMessage")
    logging.getLogger("telegram.ext").info("hello")
    logging.getLogger("uvicorn.access").error('127.0.0.1 - "GET /p/x"')
    assert printed(lines) == ""


def test_refusals_that_anybody_can_cause_cannot_fill_the_disk(lines: io.StringIO) -> None:
    sparingly = diagnostics.Sparingly()
    for _ in range(500):
        sparingly.note("webhook requests refused", path="/webhooks/telegram", status=403)
    sparingly.note("webhook requests refused", path="/webhooks/telegram", status=413)
    assert [json.loads(line)["status"] for line in printed(lines).splitlines()] == [403, 413]


def test_what_anybody_can_make_the_server_say_is_said_once_a_second(lines: io.StringIO) -> None:
    for _ in range(2000):
        logging.getLogger("asyncio").error("socket.accept() out of system resource\nsocket: <fd=6>", exc_info=OSError())
        for words in ("Exceeded concurrency limit.", "Invalid HTTP request received.", "Unsupported upgrade request."):
            logging.getLogger("uvicorn.error").warning(words)
    logging.getLogger("asyncio").error("something else")
    said = [json.loads(line)["event"] for line in lines.getvalue().splitlines()]
    assert 5 <= len(said) < 100
    assert {*said} == {
        "no connection can be taken, too many files are open",
        "a request was refused, too many connections are open",
        "a request was refused, it is no HTTP",
        "a request was answered without the upgrade that it asked for",
        "something else",
    }
