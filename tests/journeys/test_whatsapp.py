"""WhatsApp through the real webhook: what signs and what does not, and who is one person."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from conversations.turn import Channel
from storage.tables import contacts
from tests.fakes import Phone
from tests.journeys.story_stage import Stage, lone_stage

REVIEW = "Sign as Ana Lopez"
MEDIA = {"NumMedia": "1", "MediaUrl0": "https://media.example.org/0"}
NO_ANSWERS: dict[str, tuple[str, dict[str, str]]] = {
    "a thumb under the review": ("👍", {"MessageType": "reaction"}),
    "somebody else's yes": ("1", {"Forwarded": "true"}),
    "a place called 1": ("1", {"MessageType": "location", "Latitude": "41.85", "Longitude": "-87.66"}),
    "a card of somebody": ("Sign", {"MessageType": "contacts", "MediaContentType0": "text/vcard", **MEDIA}),
    "a sticker": ("", {"MessageType": "sticker", "MediaContentType0": "image/webp", **MEDIA}),
    "a voice note": ("", {"MessageType": "audio", "MediaContentType0": "audio/ogg", **MEDIA}),
    "a yes to another number": ("1", {"To": "whatsapp:+13125550199"}),
    "a yes of another telephone": ("1", {"WaId": "13125550199"}),
}


@pytest_asyncio.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A line on a fresh database."""
    async with lone_stage(tmp_path, Channel.WHATSAPP) as stage:
        yield stage


async def contacts_of(stage: Stage) -> int:
    """How many contacts are held."""
    counted = select(func.count()).select_from(contacts)
    found: int = await stage.app.state.store.read(lambda tx: tx.connection.execute(counted).scalar_one())
    return found


async def at_the_review(stage: Stage, number: str = "whatsapp:+13125550142") -> Phone:
    """Somebody who reads the review."""
    phone = stage.twilio.phone(number)
    (answer,) = await phone.text("SCOMM Ana Lopez 60608")
    assert REVIEW in answer
    return phone


@pytest.mark.parametrize("name", NO_ANSWERS)
async def test_what_is_no_typed_answer_to_the_line_signs_nothing(name: str, stage: Stage) -> None:
    phone, (text, fields) = await at_the_review(stage), NO_ANSWERS[name]
    answer = await phone.text(text, **fields)
    assert len(answer) <= 1
    assert await stage.rows() == {}
    await phone.text("1")
    assert await stage.rows() == {"put-s-comm-on-ice": 1}


async def test_a_tap_on_a_button_is_heard_as_its_words(stage: Stage) -> None:
    phone = await at_the_review(stage)
    tap: dict[str, Any] = {"MessageType": "button", "ButtonText": "Sign", "ButtonPayload": "delete_yes"}
    (receipt,) = await phone.text("Sign", **tap)
    assert receipt.startswith("Signed!")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+5215512345678", "+525512345678"),
        ("+541123456789", "+5491123456789"),
        ("+551187654321", "+5511987654321"),
        ("+558187654321", "+5581987654321"),
    ],
)
async def test_both_ways_of_writing_a_number_are_one_contact_and_one_signature(
    one: str, other: str, stage: Stage
) -> None:
    phone = await at_the_review(stage, f"whatsapp:{one}")
    await phone.text("1")
    phone.written = other
    (answer,) = await phone.text("SCOMM Ana Lopez 60608")
    assert "already signed" in answer
    assert await stage.rows() == {"put-s-comm-on-ice": 1}
    assert await contacts_of(stage) == 1
    await phone.text("DELETE")
    await phone.text("9")
    assert await stage.rows() == {}


async def test_a_number_by_sms_and_on_whatsapp_is_two_contacts(stage: Stage) -> None:
    await at_the_review(stage)
    assert "NAME" in " ".join(await stage.twilio.phone("+13125550142").text("SCOMM"))
    assert await contacts_of(stage) == 2


@pytest.mark.parametrize(("mobile", "on_whatsapp"), [("+13125550142",) * 2, ("+525512345678", "+5215512345678")])
async def test_a_number_that_signed_by_sms_has_signed_on_whatsapp(mobile: str, on_whatsapp: str, stage: Stage) -> None:
    by_sms, by_whatsapp = stage.twilio.phone(mobile), stage.twilio.phone(f"whatsapp:{on_whatsapp}")
    await by_sms.text("SCOMM Ana Lopez 60608")
    (receipt,) = await by_sms.text("1")
    (answer,) = await by_whatsapp.text("SCOMM")
    assert "already signed" in answer
    code = re.findall(r"receipt (\w{6})", answer)
    assert code
    assert code[0] in receipt
    assert await stage.rows() == {"put-s-comm-on-ice": 1}


@pytest.mark.parametrize("first", ["+13125550142", "whatsapp:+13125550142"])
async def test_unsign_and_delete_work_on_either_and_the_other_contact_stays(first: str, stage: Stage) -> None:
    one = stage.twilio.phone(first)
    other = stage.twilio.phone("whatsapp:+13125550142" if first.startswith("+") else "+13125550142")
    await one.text("SCOMM Ana Lopez 60608")
    await one.text("1")
    for words in ("UNSIGN", "9"):
        (answer,) = await other.text(words)
    assert "not counted" in answer
    assert await stage.rows() == {}
    await one.text("SCOMM Ana Lopez 60608")
    await one.text("SIGN")
    assert await stage.rows() == {"put-s-comm-on-ice": 1}
    (question,) = await other.text("DELETE")
    (answer,) = await other.text("99" if "99" in question else "9")
    assert "your signatures no longer count" in answer
    assert await stage.rows() == {}
    assert await contacts_of(stage) == 1
    (status,) = await one.text("STATUS")
    assert "not signed" in status


async def test_stop_on_whatsapp_is_answered_by_the_line_whatever_twilio_does_by_sms(stage: Stage) -> None:
    stage.twilio.answers_stop = True
    phone = await at_the_review(stage)
    (answer,) = await phone.text("STOP")
    assert "no more messages" in answer
    assert stage.twilio.blocked == set()


async def test_a_message_that_comes_again_is_answered_as_before(stage: Stage) -> None:
    phone = await at_the_review(stage)
    first = await phone.text("1")
    assert await phone.redeliver() == first
    assert await stage.rows() == {"put-s-comm-on-ice": 1}


async def test_that_a_message_was_read_is_acknowledged(stage: Stage) -> None:
    form = {
        "AccountSid": stage.twilio.account_sid,
        "MessageSid": stage.twilio.sid(),
        "MessageStatus": "read",
        "EventType": "READ",
        "From": f"whatsapp:{stage.twilio.whatsapp}",
        "To": "whatsapp:+13125550142",
        "ChannelPrefix": "whatsapp",
        "ChannelToAddress": "+13125550142",
        "ApiVersion": "2010-04-01",
    }
    assert (await stage.twilio.post("/webhooks/twilio/status", form)).status in (200, 204)
    assert await contacts_of(stage) == 0
