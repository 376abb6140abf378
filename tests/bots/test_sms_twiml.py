"""TwiML written by hand says what Twilio's library would say."""

from __future__ import annotations

from unicodedata import normalize
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.twiml.messaging_response import MessagingResponse

from bots.sms_twiml import SILENCE, twiml
from conversations.segments import segments

XML = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff", include_characters="\n\t")


@given(
    texts=st.lists(
        st.text(XML, min_size=1, max_size=80).map(lambda text: normalize("NFC", text)), min_size=1, max_size=3
    )
)
def test_an_answer_is_the_librarys_to_the_letter(texts: list[str]) -> None:
    response = MessagingResponse()
    for text in texts:
        response.message(text)
    assert twiml(texts) == str(response).encode()


@given(text=st.text(max_size=80))
def test_any_text_comes_out_as_xml_that_can_be_read(text: str) -> None:
    (message,) = ElementTree.fromstring(twiml([text]))
    assert message.tag == "Message"


def test_silence_is_an_empty_response() -> None:
    assert twiml([]) == SILENCE
    assert ElementTree.canonicalize(SILENCE) == ElementTree.canonicalize(str(MessagingResponse()))


def test_markup_is_escaped() -> None:
    assert b"<Message>Ana &lt;b&gt; &amp; Co ]]&gt;</Message>" in twiml(["Ana <b> & Co ]]>"])


def test_a_letter_with_its_accent_apart_is_sent_as_one() -> None:
    sent = ElementTree.fromstring(twiml(["Firme\u0301, espan\u0303ol"]))[0].text
    assert sent == "Firmé, español"
    assert segments(sent).encoding == "GSM-7"


@pytest.mark.parametrize("impossible", ["\x00", "\x0b", "\x1b", "\ud83d", "\ufffe"])
def test_a_character_that_xml_has_no_place_for_is_left_out(impossible: str) -> None:
    assert ElementTree.fromstring(twiml([f"Ana{impossible} Lopez"]))[0].text == "Ana Lopez"
