"""A hundred texts in a day, on every channel, also from who never came to a petition."""

from __future__ import annotations

import pytest

from conversations import Channel, Contact, Heard, Kind, Moment, reply_to
from tests.petitions_for_stories import BEGINS, LINE

WORDS = [
    "hello",
    "LIST",
    "ESP",
    "SHARE",
    "HELP",
    "STATUS",
    "UNSIGN",
    "DELETE",
    "JOIN",
    "9",
    "START",
    "MORE",
    "scomm",
    "?",
]
#: Without DELETE, whose 9 forgets the count; that it does not begin anew is the inbox's to see (`bots.erased_today`).
MIXED = [word for word in WORDS if word != "DELETE"]


@pytest.mark.parametrize("channel", [Channel.TELEGRAM, Channel.SMS, Channel.WHATSAPP, Channel.TERMINAL])
@pytest.mark.parametrize("words", [*[[word] for word in WORDS], ["ESP", "ENG"], ["SHARE", "COUNT"], MIXED])
def test_any_number_of_texts_in_a_day_is_answered_or_met_with_silence(channel: Channel, words: list[str]) -> None:
    contact, answered = Contact(), 0
    for number in range(100):
        text = words[number % len(words)]
        kind = Kind.START if text == "START" and channel is Channel.TELEGRAM else Kind.TEXT
        heard = Heard(str(number), channel, "+13125550142", kind, "" if kind is Kind.START else text)
        turn = reply_to(LINE, contact, heard, Moment(BEGINS, "K7F2QX"))
        contact, answered = Contact(turn.state), answered + len(turn.replies)
    assert 0 < answered <= 65
