"""The fake providers are as strict as the real ones: signatures, invented numbers, refused calls."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError
from twilio.request_validator import RequestValidator

from api.demo.chats import Chats, Refused
from api.demo.prices import priced
from api.demo.requests import TextRequest
from api.demo.telegram_html import plain_text
from api.rehearsal.twilio_forms import signature, texts_in

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)
PERSON = 7000000001


@pytest.fixture
def chats() -> Chats:
    return Chats({"id": 1, "is_bot": True, "first_name": "Demo"}, lambda: NOON, [])


def _say(chats: Chats, **given: Any) -> Any:
    return chats.call("sendMessage", {"chat_id": PERSON, "text": "Hello", **given})


def test_the_form_is_signed_as_twilio_signs() -> None:
    form = {"From": "+13125550142", "Body": "SCOMM Ana Núñez 🙂", "FromZip": "", "Zebra": "1", "apple": "2"}
    signed = signature("token-of-the-demo", "http://127.0.0.1:8000/webhooks/twilio/messages", form)
    validator = RequestValidator("token-of-the-demo")
    assert validator.validate("http://127.0.0.1:8000/webhooks/twilio/messages", form, signed)


def test_every_message_of_an_answer_reaches_the_phone() -> None:
    assert texts_in(b"<Response><Message>one &amp; two</Message><Message><Body>three</Body></Message></Response>") == [
        "one & two",
        "three",
    ]
    assert texts_in(b'<?xml version="1.0" encoding="UTF-8"?><Response/>') == []


@pytest.mark.parametrize("number", ["+13125551234", "+4930123456", "55555", "+131255501423", "+13125550142\n"])
def test_a_number_that_could_belong_to_somebody_is_refused(number: str) -> None:
    with pytest.raises(ValidationError):
        TextRequest.model_validate({"from": number, "text": "SCOMM"})


def test_the_meter_tells_both_directions_apart() -> None:
    assert priced("SCOMM", outgoing=False)["dollars"] == pytest.approx(0.0083)
    assert priced("a" * 161, outgoing=True)["dollars"] == pytest.approx(2 * 0.0123)
    assert priced("José Á", outgoing=True) | {"dollars": 0} == {
        "parts": 1, "encoding": "UCS-2", "units": 6, "room": 70, "offending": ["Á"], "dollars": 0,
    }  # fmt: skip


def test_what_is_sent_is_shown_once_and_in_order(chats: Chats) -> None:
    first = _say(chats, text="<b>Hello</b>", parse_mode="HTML")
    chats.call("editMessageText", {"chat_id": PERSON, "message_id": first["message_id"], "text": "Bye"})
    seen = chats.since(PERSON, 0, chats.run)
    assert [(change["what"], change["message"]["text"]) for change in seen] == [
        ("message", "<b>Hello</b>"),
        ("edit", "Bye"),
    ]
    assert chats.since(PERSON, seen[0]["number"], chats.run) == seen[1:]
    assert chats.since(PERSON, seen[1]["number"], "another run") == seen


def test_an_edit_that_changes_nothing_is_refused(chats: Chats) -> None:
    sent = _say(chats)
    with pytest.raises(Refused, match="not modified"):
        chats.call("editMessageText", {"chat_id": PERSON, "message_id": sent["message_id"], "text": "Hello"})


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"text": "<b>Hello", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "a < b & c <x>", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": " "}, "message text is empty"),
        ({"text": "a" * 4097}, "message is too long"),
        ({"chat_id": "nobody"}, "chat not found"),
        (
            {"reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "v1:" + "ñ" * 31}]]}},
            "BUTTON_DATA_INVALID",
        ),
    ],
)
def test_a_mistake_of_ours_is_refused_as_telegram_refuses_it(chats: Chats, given: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        _say(chats, **given)
    assert chats.since(PERSON, 0, chats.run) == []


def test_who_blocked_the_bot_gets_nothing() -> None:
    chats = Chats({"id": 1}, lambda: NOON, [PERSON])
    with pytest.raises(Refused) as refused:
        _say(chats)
    assert refused.value.status == 403


def test_a_tap_is_answered_once(chats: Chats) -> None:
    query, answered = chats.tapped(PERSON)
    chats.call("answerCallbackQuery", {"callback_query_id": query, "text": "Signed ✓"})
    assert answered.is_set()
    assert [change["text"] for change in chats.since(PERSON, 0, chats.run)] == ["Signed ✓"]
    with pytest.raises(Refused, match="query ID is invalid"):
        chats.call("answerCallbackQuery", {"callback_query_id": query})


def test_ids_go_on_after_a_restart(chats: Chats) -> None:
    later = Chats({"id": 1}, lambda: NOON, [])
    assert later.next_id() >= chats.next_id()


def test_names_are_read_without_their_tags() -> None:
    assert plain_text("<b>Ana &lt;3 &amp; Co</b> <i>x</i>") == "Ana <3 & Co x"
