"""One message by Twilio: what its answer means, and that nobody knows where none came."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from unicodedata import normalize

import pytest

from bots.outcomes import Gone, Later, Outcome, Outgoing, Refused, Sent
from bots.sms_sending import TwilioMouth, TwilioSender, Unanswered
from tests.fakes_sending import ANSWER_LOST, BROKEN, BUSY, RESET, Fault, SendingTwilio

PERSON, SERVICE = "+13125550142", "MG" + "5" * 32
STATUS = "https://sign.example.org/webhooks/twilio/status"


@pytest.fixture
async def twilio() -> AsyncIterator[SendingTwilio]:
    """Twilio, where all is well until a test says otherwise."""
    async with SendingTwilio() as twilio:
        yield twilio


def sender(twilio: SendingTwilio, number: str = "", service: str = "", root: str = "") -> TwilioSender:
    """Who sends."""
    at = (root or twilio.url, number or twilio.number)
    return TwilioSender(twilio.account, twilio.token, at[0] + "/", at[1], service, STATUS)


def outgoing(text: str = "NBR: the lamps are lit. STOP ends", seconds: int = 3600) -> Outgoing:
    """A message that may arrive for so long."""
    return Outgoing(text, "en", "4.0.17", int(time.time()) + seconds)


async def send(twilio: SendingTwilio, *, channel: str = "sms", address: str = PERSON, **how: str) -> Outcome:
    """Send one message."""
    async with TwilioMouth(channel, channel, sender(twilio, **how)) as mouth:
        return await mouth.send(address, outgoing())


async def test_a_message_is_made_once_and_carries_what_reports_name_it_by(twilio: SendingTwilio) -> None:
    sent = await send(twilio)
    [taken] = twilio.taken
    assert sent == Sent(taken.id)
    assert (taken.address, taken.text, taken.delivery) == (PERSON, outgoing().text, "4.0.17")
    # Behind the address stands how Twilio shall try; a minute remains for the network.
    assert taken.callback == f"{STATUS}?d=4.0.17#rc=3&rp=all&ct=2000&rt=4500&tt=15000"
    assert 3530 <= taken.valid <= 3540
    assert (taken.form["From"], "MessagingServiceSid" in taken.form) == (twilio.number, False)


async def test_through_a_service_the_number_that_people_know_still_sends(twilio: SendingTwilio) -> None:
    await send(twilio, service=SERVICE)
    assert (twilio.taken[0].form["From"], twilio.taken[0].form["MessagingServiceSid"]) == (twilio.number, SERVICE)


@pytest.mark.parametrize(
    ("known", "receiver"),
    [
        ("+13125550142", "whatsapp:+13125550142"),
        ("+525512345678", "whatsapp:+5215512345678"),
        ("+5491155550142", "whatsapp:+5491155550142"),
        ("+5511987654321", "whatsapp:+5511987654321"),
        ("+5541987654321", "whatsapp:+554187654321"),
    ],
)
async def test_by_whatsapp_a_number_is_written_as_its_account_has_it(
    twilio: SendingTwilio, known: str, receiver: str
) -> None:
    assert isinstance(await send(twilio, channel="whatsapp", address=known, number="whatsapp:+13125550177"), Sent)
    assert (twilio.taken[0].address, twilio.taken[0].form["From"]) == (receiver, "whatsapp:+13125550177")


async def test_by_sms_a_number_is_written_as_in_e164(twilio: SendingTwilio) -> None:
    await send(twilio, address="+5215512345678")
    assert twilio.taken[0].address == "+525512345678"


async def test_an_accent_typed_apart_does_not_make_a_text_longer(twilio: SendingTwilio) -> None:
    async with TwilioMouth("sms", "sms", sender(twilio)) as mouth:
        await mouth.send(PERSON, outgoing(normalize("NFD", "Señor Núñez")))
    assert twilio.taken[0].text == "Señor Núñez"


async def test_twilio_may_keep_a_message_for_ten_hours_at_most_and_not_into_the_quiet_hours(
    twilio: SendingTwilio,
) -> None:
    async with TwilioMouth("sms", "sms", sender(twilio)) as mouth:
        await mouth.send(PERSON, outgoing(seconds=100_000))
        assert twilio.taken[0].valid == 36_000
        for seconds in (-5, 0, 60, 69):
            assert await mouth.send(PERSON, outgoing(seconds=seconds)) == Later(
                0.0, "too late for this window", whole=False
            )
    assert len(twilio.asked) == 1


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault(400, 21610), Gone("21610 said STOP to this number", "stopped")),
        (Fault(400, 21211), Gone("21211 no such number", "unreachable")),
        (Fault(400, 21614), Gone("21614 a number that takes no texts", "unreachable")),
        (Fault(400, 21408), Refused("21408 texts to this country are not switched on in the account")),
        (Fault(400, 21617), Refused("21617 longer than 1,600 characters", for_all=True)),
        (Fault(400, 99999), Refused("99999 (a code that is not known here)")),
        (Fault(400, None), Refused("refused with 400")),
        (BUSY, Later(1.0, "20429 too many requests at once")),
        (Fault(429, 20429), Later(0.0, "20429 too many requests at once")),
        (Fault(400, 21611), Later(0.0, "21611 too much waits at Twilio")),
        (Fault(400, 63038), Later(3600.0, "63038 the account's daily limit is reached")),
        (Fault(401, 20003), Later(60.0, "20003 account or token refused", for_all=True)),
        (Fault(403, None), Later(60.0, "refused with 403", for_all=True)),
        (Fault(400, 21606), Later(60.0, "21606 the number can't send texts", for_all=True)),
        (Fault(404, 20404), Later(60.0, "20404 there is no such account", for_all=True)),
    ],
    ids=lambda value: str(value) if isinstance(value, Fault) else None,
)
async def test_what_a_refusal_means(twilio: SendingTwilio, fault: Fault, outcome: Outcome) -> None:
    twilio.plan = lambda _number, _address: fault
    assert await send(twilio) == outcome
    assert len(twilio.asked) == 1


async def test_a_message_that_failed_at_once_is_read_by_its_code_since_nobody_reports_it(
    twilio: SendingTwilio,
) -> None:
    twilio.at_once = ("failed", 21610)
    assert await send(twilio) == Gone("21610 said STOP to this number", "stopped")
    twilio.at_once = ("failed", None)
    assert await send(twilio) == Refused("refused with 400")


@pytest.mark.parametrize("fault", [BROKEN, RESET, ANSWER_LOST, Fault(503), Fault(408), Fault(302)], ids=str)
async def test_without_an_answer_nobody_knows_and_nothing_is_sent_again(twilio: SendingTwilio, fault: Fault) -> None:
    twilio.plan = lambda _number, _address: fault
    with pytest.raises(Unanswered) as caught:
        await send(twilio)
    assert PERSON not in str(caught.value)
    assert caught.value.__cause__ is None
    assert len(twilio.asked) == 1
    assert len(twilio.taken) == (1 if fault is ANSWER_LOST else 0)


async def test_a_success_that_cannot_be_read_is_uncertain(twilio: SendingTwilio) -> None:
    for raw in (b"", b"<html>", b"[]", b'{"sid": 1}', b'{"sid": null}'):
        twilio.raw = raw
        with pytest.raises(Unanswered):
            await send(twilio)


async def test_an_answer_that_does_not_come_in_time_is_uncertain(twilio: SendingTwilio) -> None:
    twilio.plan = lambda _number, _address: Fault(slow=3600.0)
    async with TwilioMouth("sms", "sms", sender(twilio), patience=0.05) as mouth:
        with pytest.raises(Unanswered, match="in time"):
            await mouth.send(PERSON, outgoing())
    assert len(twilio.taken) == 1


async def test_where_no_connection_comes_about_nothing_has_left(twilio: SendingTwilio) -> None:
    await twilio.go_down()
    assert await send(twilio) == Later(2.0, "Twilio can't be reached")
    assert await send(twilio, root="http://no-such-host.invalid") == Later(2.0, "Twilio can't be reached")
    await twilio.come_up()
    assert isinstance(await send(twilio), Sent)


async def test_a_connection_that_broke_while_it_was_idle_costs_nobody_a_message_twice(twilio: SendingTwilio) -> None:
    async with TwilioMouth("sms", "sms", sender(twilio)) as mouth:
        assert isinstance(await mouth.send(PERSON, outgoing()), Sent)
        await twilio.go_down()
        await twilio.come_up()
        with_a_dead_one: Outcome | None
        try:
            with_a_dead_one = await mouth.send(PERSON, outgoing())
        except Unanswered:
            with_a_dead_one = None
    assert len(twilio.taken) == (2 if isinstance(with_a_dead_one, Sent) else 1)


async def test_a_mouth_that_is_not_open_sends_nothing(twilio: SendingTwilio) -> None:
    mouth = TwilioMouth("sms", "sms", sender(twilio))
    assert await mouth.send(PERSON, outgoing()) == Later(2.0, "not connected")
    assert twilio.asked == []


async def test_many_at_once_each_get_their_own_answer(twilio: SendingTwilio) -> None:
    people = [f"+1312555{number:04d}" for number in range(300)]
    async with TwilioMouth("sms", "sms", sender(twilio)) as mouth:
        sent = await asyncio.gather(*(mouth.send(person, outgoing()) for person in people))
    ids = {taken.address: taken.id for taken in twilio.taken}
    assert [one.id for one in sent if isinstance(one, Sent)] == [ids[person] for person in people]


async def test_a_server_that_hangs_up_within_its_answer_leaves_the_message_uncertain() -> None:
    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(half, "127.0.0.1", 0, family=socket.AF_INET)
    async with server:
        port = server.sockets[0].getsockname()[1]
        by = TwilioSender("AC" + "0" * 32, "token", f"http://127.0.0.1:{port}", "+13125550100", "", STATUS)
        async with TwilioMouth("sms", "sms", by) as mouth:
            with pytest.raises(Unanswered, match="broke"):
                await mouth.send(PERSON, outgoing())
