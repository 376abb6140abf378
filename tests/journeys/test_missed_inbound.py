"""The line is down while people text: what they said is heard after the start, STOP before all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import cast

import pytest
from structlog.testing import capture_logs

from api.missed_inbound import LOOK_EVERY, MissedInbound, in_order
from bots.channel import AccountProblem
from bots.inbox import Inbox, Unavailable
from bots.lane import Write
from bots.sms import SMS
from bots.sms_missed import ReceivedSMS
from bots.sms_twiml import SILENCE
from conversations import Channel, Heard, Petitions
from storage import Store, counts
from storage.rounds import take_round
from tests.fakes_twilio import FakeTwilio, Phone
from tests.journeys.served import Served

ANA, LUZ, ROSA, OMAR, EVA = (f"+1312555014{number}" for number in range(5))
NOW = datetime(2026, 5, 3, 17, 0, tzinfo=UTC)
LINE = Petitions(organization="Undersigned", default_language="en", number="+13125550100")


async def eventually(question: Callable[[], object]) -> None:
    """Wait until the question is answered with yes."""
    for _ in range(3000):
        if question():
            return
        await asyncio.sleep(0.01)
    raise AssertionError


async def test_texts_that_were_missed_are_heard_after_the_start(tmp_path: Path) -> None:
    async with FakeTwilio() as twilio, Served(tmp_path, twilio) as served:
        twilio.line = served.url
        luz, rosa = twilio.phone(LUZ), twilio.phone(ROSA)
        await luz.text("SCOMM Luz Garza 60623")
        await served.kill()
        twilio.earlier = timedelta(minutes=5)
        rosa.lose("SCOMM Rosa Ibarra 60609")
        luz.lose("please take me off")
        twilio.earlier = timedelta()
        await served.start()
        await eventually(lambda: "messages that were missed are heard now" in served.log())
        assert await luz.text("hello?") == []
        assert "Rosa Ibarra" in " ".join(await rosa.text("OK"))
        assert not [one for one in twilio.messages if one["direction"] == "outbound-api"]
        log = served.log()
        assert not [word for word in ("555014", "Ibarra", "take me off") if word in log]


class Away:
    """A line that was away: its store, its inbox, and what looks for missed messages."""

    def __init__(self, twilio: FakeTwilio, store: Store, inbox: Inbox) -> None:
        """All of one line."""
        self.whatsapp = f"whatsapp:{twilio.whatsapp}"
        sms = SMS([twilio.auth_token], twilio.account_sid, [twilio.number], whatsapp=twilio.whatsapp)
        numbers = [twilio.number, self.whatsapp]
        received = ReceivedSMS(sms, twilio.account_sid, twilio.auth_token, twilio.api_url, numbers)
        self.twilio, self.store = twilio, store
        self.rests: asyncio.Queue[float] = asyncio.Queue()
        self.sms, self.inbox, self.behind = sms, inbox, timedelta()
        self.missed = MissedInbound(received, sms, store, inbox, lambda: datetime.now(UTC), self.rest)

    async def text(self, number: str, *texts: str) -> str:
        """Texts that come by themselves; gives the last answer."""
        answer = b""
        for text in texts:
            heard = Heard(self.twilio.sid(), Channel.SMS, number, text=text)
            answer = await self.inbox.hear(heard, self.sms.answer)
        return answer.decode()

    async def rest(self, seconds: float) -> None:
        """Tell for how long, and never come back."""
        self.rests.put_nowait(seconds)
        await asyncio.Event().wait()

    def phone(self, number: str) -> Phone:
        """The phone with that number."""
        return self.twilio.phone(number)


@pytest.fixture
async def away(tmp_path: Path) -> AsyncIterator[Away]:
    """A line that was away, on a store with the petitions that ship."""
    async with FakeTwilio() as twilio:
        served = Served(tmp_path, twilio).prepare()
        store = Store.open(served.database_url, served.master)
        async with Inbox(store, lambda: LINE, lambda: datetime.now(UTC) - away.behind) as inbox:
            away = Away(twilio, store, inbox)
            yield away
        await store.aclose()


async def test_five_texts_that_were_missed_stop_among_them(away: Away) -> None:
    away.behind = timedelta(minutes=30)
    await away.text(ANA, "SCOMM Ana Lopez 60608")
    await away.text(LUZ, "SCOMM Luz Garza 60623")
    await away.text(ROSA, "SCOMM")
    away.behind, away.twilio.earlier = timedelta(), timedelta(minutes=20)
    missed = [
        (ANA, "1"),
        (EVA, "SCOMM"),
        (ROSA, "Rosa Ibarra 60609"),
        (OMAR, "SCOMM Omar Diaz"),
        (LUZ, "ya no me manden"),
    ]
    for number, text in missed:
        away.phone(number).lose(text)
    assert await away.missed.look() == 5
    assert await away.text(LUZ, "1") == SILENCE.decode()
    assert await away.store.read(counts) == {"put-s-comm-on-ice": 1, "safe-crossing": 0}
    assert "already signed" in await away.text(ANA, "SCOMM")
    assert "Rosa Ibarra" in await away.text(ROSA, "OK")
    assert "NAME" in await away.text(EVA, "hello")
    assert "Thanks, Omar" in await away.text(OMAR, "SCOMM")
    assert await away.store.read(counts) == {"put-s-comm-on-ice": 1, "safe-crossing": 0}


async def test_what_was_heard_is_not_heard_again_and_what_is_young_is_left_alone(away: Away) -> None:
    away.twilio.earlier = timedelta(hours=20)
    away.phone(ANA).lose("SCOMM")
    away.twilio.earlier = timedelta(hours=26)
    away.phone(LUZ).lose("SCOMM")
    away.twilio.earlier = timedelta(seconds=30)
    away.phone(ROSA).lose("SCOMM")
    assert await away.missed.look() == 1
    assert await away.missed.look() == 0


async def test_a_list_that_is_refused_is_asked_for_again(away: Away) -> None:
    away.twilio.earlier = timedelta(hours=20)
    away.phone(ANA).lose("STOP")
    away.twilio.failures = [500]
    with pytest.raises(AccountProblem, match="refused with 500"):
        await away.missed.look()
    assert await away.missed.look() == 1


class OnceUnavailable:
    """Stands before an inbox, and can't keep one message the first time."""

    def __init__(self, inbox: Inbox, text: str) -> None:
        """Which message it is."""
        self._inbox, self._text = inbox, text

    async def hear(self, heard: Heard, write: Write) -> bytes:
        """As `Inbox.hear`."""
        if heard.text == self._text:
            self._text = ""
            raise Unavailable
        return await self._inbox.hear(heard, write)


async def test_a_text_that_can_not_be_kept_is_not_overtaken_by_the_next_one_of_the_same_person(away: Away) -> None:
    away.behind = timedelta(minutes=30)
    await away.text(ANA, "SCOMM Ana Lopez 60608")
    away.behind = timedelta()
    for minutes, text in ((20, "1"), (19, "is this real?")):
        away.twilio.earlier = timedelta(minutes=minutes)
        away.phone(ANA).lose(text)
    away.missed.inbox = cast(Inbox, OnceUnavailable(away.inbox, "1"))
    assert [await away.missed.look(), await away.missed.look()] == [2, 2]
    assert (await away.store.read(counts))["put-s-comm-on-ice"] == 1


async def test_a_round_that_fails_is_told_and_the_next_one_comes(away: Away) -> None:
    away.twilio.failures = [401]
    with capture_logs() as logs:
        rounds = asyncio.create_task(away.missed.run())
        assert await away.rests.get() == LOOK_EVERY
    rounds.cancel()
    assert [one["why"] for one in logs if "why" in one] == ["account or token refused"]
    with pytest.raises(asyncio.CancelledError):
        await rounds


async def test_of_several_processes_one_looks(away: Away) -> None:
    now = datetime.now(UTC)
    take = partial(take_round, name="a round", seconds=600)
    assert await away.store.write(lambda tx: take(tx, now=now))
    assert not await away.store.write(lambda tx: take(tx, now=now + timedelta(seconds=599)))
    assert await away.store.write(lambda tx: take(tx, now=now + timedelta(seconds=600)))
    assert await away.store.write(lambda tx: take(tx, now=now - timedelta(days=1)))


async def test_an_old_text_brings_back_nobody_who_was_erased_since(away: Away) -> None:
    away.twilio.earlier = timedelta(minutes=20)
    away.phone(LUZ).lose("CROSS Luz Garza 60623")
    away.twilio.earlier = timedelta(minutes=10)
    for words in ("SCOMM Luz Garza 60623", "1", "DELETE", "9"):
        message = away.twilio.carry(LUZ, away.twilio.number, words, "inbound")
        await away.inbox.hear(Heard(message["sid"], Channel.SMS, LUZ, text=words), away.sms.answer)
    assert await away.missed.look() == 0
    assert "Garza" not in await away.text(LUZ, "CROSS")


async def test_texts_of_one_second_are_heard_in_their_order_and_stop_last(away: Away) -> None:
    away.twilio.earlier = timedelta(minutes=20)
    for number, words in ((LUZ, "SCOMM Luz Garza"), (LUZ, "STOP"), (ROSA, "SCOMM"), (ROSA, "Rosa Ibarra 60609")):
        away.phone(number).lose(words)
    for message in away.twilio.messages:
        message["date_sent"] = away.twilio.messages[0]["date_sent"]
    assert await away.missed.look() == 4
    assert await away.text(LUZ, "hello?") == SILENCE.decode()
    assert "Rosa Ibarra" in await away.text(ROSA, "OK")


async def test_what_was_missed_on_whatsapp_is_heard_and_a_thumb_in_the_list_signs_nothing(away: Away) -> None:
    ana, luz = f"whatsapp:{ANA}", f"whatsapp:{LUZ}"
    away.twilio.earlier = timedelta(minutes=20)
    away.phone(ana).lose("SCOMM Ana Lopez 60608")
    away.phone(luz).lose("STOP")
    away.phone(LUZ).lose("SCOMM")
    assert await away.missed.look() == 3
    assert "NAME" in await away.text(LUZ, "hello"), "who stopped on WhatsApp did not stop by SMS"
    review = away.sms.found({"MessageSid": away.twilio.sid(), "From": ana, "To": away.whatsapp, "Body": "OK"}, NOW)
    thumb = away.sms.found({"MessageSid": away.twilio.sid(), "From": ana, "To": away.whatsapp, "Body": "👍"}, NOW)
    assert review
    assert thumb
    for one in (review._replace(sent_at=0), thumb._replace(sent_at=0)):
        answer = await away.inbox.hear(one, away.sms.answer)
    assert answer == SILENCE
    assert (await away.store.read(counts))["put-s-comm-on-ice"] == 0


def test_who_opted_out_comes_first_with_all_that_they_wrote() -> None:
    texts = [(ANA, "SCOMM", 1), (LUZ, "START", 2), (LUZ, "STOP", 4), (ROSA, "1", 3)]
    found = [Heard(str(at), Channel.SMS, who, text=text, sent_at=at) for who, text, at in reversed(texts)]
    assert [[one.sent_at for one in group] for group in in_order(found)] == [[2, 4], [1, 3]]
