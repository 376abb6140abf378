"""What `undersigned doctor` says of the calls to the number, and puts right."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

import pytest
from pydantic import SecretStr

from api.checkup_twilio import check_twilio
from api.finding import Finding
from api.settings import Settings
from bots.sms_twiml import TRIES
from tests.fakes import FakeTwilio

URL = "https://sign.example.org"
CALLS = f"{URL}/webhooks/twilio/calls"


async def looked(
    twilio: FakeTwilio, voice: Literal["off", "answer", "missed-call"] = "answer", number: str = ""
) -> Finding | None:
    """What is found about calls; None when nothing is told."""
    settings = Settings(
        public_url=URL,
        twilio_account_sid=twilio.account_sid,
        twilio_auth_token=SecretStr(twilio.auth_token),
        twilio_from=number or twilio.number,
        twilio_api_url=twilio.api_url,
        twilio_voice=voice,
    )
    found = await asyncio.to_thread(lambda: list(check_twilio(settings)))
    return next((one for one in found if one.check == "Twilio calls"), None)


@pytest.mark.parametrize(
    ("number", "said", "mended"),
    [
        ({}, f"they go to nowhere, not to {CALLS}{TRIES} by POST", True),
        ({"voice_url": "https://demo.twilio.com/welcome/voice/"}, "they go to https://demo.twilio.com", True),
        ({"voice_url": CALLS, "voice_method": "GET"}, f"they go to {CALLS}, not", True),
        ({"voice_url": CALLS, "voice_application_sid": "AP" + "8" * 32}, "a TwiML application takes", True),
        ({"voice_url": CALLS, "voice_method": "POST", "trunk_sid": "TK" + "8" * 32}, "a SIP trunk", False),
    ],
)
async def test_calls_are_brought_here_where_they_are_wanted(number: dict[str, Any], said: str, mended: bool) -> None:
    async with FakeTwilio() as twilio:
        twilio.account.fields |= number
        found = await looked(twilio)
        assert found is not None
        assert found.outcome == "fail"
        assert said in found.cause
        assert twilio.account.changes == []
        assert bool(found.mend) is mended
        if found.mend:
            await asyncio.to_thread(found.mend)
            assert twilio.account.fields["voice_application_sid"] == ""
            again = await looked(twilio)
            assert (again and again.outcome, again and again.cause) == ("ok", CALLS + TRIES)


async def test_whoever_wants_no_calls_is_only_told_of_those_that_come() -> None:
    async with FakeTwilio() as twilio:
        assert await looked(twilio, "off") is None
        twilio.account.fields |= {"voice_url": CALLS + TRIES}
        found = await looked(twilio, "off")
        assert found is not None
        assert found.outcome == "warn"
        assert found.mend is None


async def test_nobody_can_call_a_short_code() -> None:
    async with FakeTwilio() as twilio:
        twilio.account.number = "55501"
        found = await looked(twilio, "missed-call", "55501")
        assert found is not None
        assert found.cause == "the number can't take calls"
