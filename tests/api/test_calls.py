"""Calls through the real webhook: the same inbox, one person with SMS, nothing in the log, missed calls, the doctor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from structlog.testing import capture_logs

from api.commands.serve import channel_lines
from api.settings import Settings
from storage import Store, counts, import_petition, set_state
from tests.api.conftest import NOW, NUMBER, SID, Visitor, example, visiting
from tests.fakes_twilio import form_of_call
from tests.voice_verbs import Spoken, spoken

PHONE = "+13125550142"
CALLS, SLUG = "/webhooks/twilio/calls", "put-s-comm-on-ice"


class Caller:
    """A phone on a call: follows the address that each answer names."""

    def __init__(self, visitor: Visitor, number: str = PHONE, call: str = "1") -> None:
        self.visitor, self.number, self.sid = visitor, number, "CA" + call * 32
        self.next = CALLS

    def send(self, path: str, status: str = "in-progress", **fields: str) -> Any:
        """Post one step as Twilio does."""
        form = form_of_call(self.sid, self.number, NUMBER, status) | {"AccountSid": SID} | fields
        return self.visitor.form(path, form)

    def hear(self, response: Any) -> Spoken:
        """Read an answer by Twilio's own table."""
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/xml")
        said = spoken(response.content)
        self.next = CALLS.replace("calls", said.action) if said.action else ""
        return said

    def dial(self) -> Spoken:
        """Call."""
        return self.hear(self.send(CALLS, "ringing"))

    def press(self, key: str) -> Spoken:
        """Press a key, "" for none in time."""
        return self.hear(self.send(self.next, Digits=key))


@pytest.fixture
def answering(settings: Settings) -> Settings:
    """Calls are answered."""
    return settings.model_copy(update={"twilio_voice": "answer"})


@pytest.fixture
def one(store: Store) -> Store:
    """The store, with one petition open."""
    store.write_now(partial(set_state, slug="safe-crossing", state="closed"))
    return store


@pytest.fixture
def visitor(answering: Settings, one: Store) -> Iterator[Visitor]:
    """The program, with one petition open."""
    with visiting(answering) as client:
        yield client


def signed(store: Store) -> int:
    """How many signatures count."""
    return store.read_now(counts).get(SLUG, 0)


def test_a_call_signs_once_and_a_step_that_comes_twice_is_answered_alike(visitor: Visitor, one: Store) -> None:
    caller = Caller(visitor)
    with capture_logs() as logs:
        first = caller.dial()
        assert first == spoken(caller.send(CALLS, "ringing").content)
        assert {language for language, _ in first.passages} == {"en-US", "es-MX"}
        assert first.uncut == 1
        step = caller.next
        receipt = caller.press("1")
        assert "Your signature counts" in receipt.passages[0][1]
        assert caller.hear(caller.send(step, Digits="1")) == receipt
        assert signed(one) == 1
        assert caller.press("").action == ""
        assert caller.send(CALLS, "completed").status_code == 200
    told = str(logs)
    for secret in (PHONE, PHONE[1:], receipt.passages[0][1][60:90], "Digits"):
        assert secret not in told
    again = Caller(visitor, call="2")
    again.dial()
    assert "has signed already" in again.press("1").passages[0][1]
    assert signed(one) == 1


def test_one_number_is_one_person_by_call_and_by_text(visitor: Visitor, one: Store) -> None:
    caller = Caller(visitor)
    caller.dial()
    caller.press("1")
    assert "by a call on May 3" in visitor.text("hi there", "m1").text
    visitor.text("Rosa Ramirez 60608", "m2")
    assert "Rosa Ramirez" in visitor.text("1", "m3").text
    assert signed(one) == 1
    other = "+13125550143"
    for body in ("SCOMM Ana Lopez 60608", "1"):
        visitor.text(body, f"other {body}", sender=other)
    assert signed(one) == 2
    caller = Caller(visitor, other, "3")
    caller.dial()
    assert "has signed already" in caller.press("1").passages[0][1]
    visitor.text("DELETE", "m4")
    visitor.text("9", "m5")
    assert signed(one) == 1


def test_a_zip_is_keyed_in_and_kept_where_the_petition_needs_one(answering: Settings, one: Store) -> None:
    petition = replace(example(SLUG), postcode="required")
    one.write_now(partial(import_petition, petition=petition, now=NOW))
    with visiting(answering) as visitor, capture_logs() as logs:
        caller = Caller(visitor)
        caller.dial()
        assert caller.press("1").keys == 5
        step, review = caller.next, caller.press("60608")
        assert caller.hear(caller.send(step, Digits="60608")) == review, "a step that comes twice"
        assert "6, 0, 6, 0, 8" in review.passages[0][1]
        assert review.uncut == 2, "the review, in both languages"
        assert signed(one) == 0
        caller.press("1")
        assert signed(one) == 1
        assert "60608" not in str(logs)
        assert "text your NAME." in visitor.text("hi there", "m1").text
        assert "ZIP 60608" in visitor.text("Rosa Ramirez", "m2").text


def test_a_hidden_number_signs_nothing_and_a_strangers_request_is_refused(visitor: Visitor, one: Store) -> None:
    assert "let your number be shown" in Caller(visitor, "+266696687").dial().passages[0][1]
    form = form_of_call("CA" + "1" * 32, PHONE, NUMBER) | {"AccountSid": SID}
    assert visitor.form(CALLS, form, token="another-token").status_code == 403
    assert visitor.form(CALLS, form, url="https://elsewhere.example.org").status_code == 403
    assert signed(one) == 0


def test_a_call_to_another_number_is_not_taken(visitor: Visitor) -> None:
    assert spoken(Caller(visitor).send(CALLS, "ringing", To="+13125550199").content).rejected


def test_a_missed_call_is_rejected_and_counted(settings: Settings, one: Store) -> None:
    counting = settings.model_copy(update={"twilio_voice": "missed-call"})
    with visiting(counting) as visitor, capture_logs() as logs:
        assert Caller(visitor).dial().rejected
        assert signed(one) == 0
        page = visitor.app.state.metrics.page([], None).decode()  # type: ignore[attr-defined]
    assert 'undersigned_webhook_answers_total{cause="missed call",door="calls",status="200"} 1.0' in page
    assert PHONE not in str(logs) + page


def test_without_the_setting_there_is_no_such_door(settings: Settings, store: Store) -> None:
    with visiting(settings) as visitor:
        assert Caller(visitor).send(CALLS, "ringing").status_code == 404
    assert not [line for line in channel_lines(settings, True) if line.startswith("calls")]


def test_the_start_says_whether_calls_are_taken(answering: Settings) -> None:
    assert f"calls: answered, people call {NUMBER}" in channel_lines(answering, True)
    counting = answering.model_copy(update={"twilio_voice": "missed-call"})
    assert f"calls: rejected and counted, people call {NUMBER}" in channel_lines(counting, True)
