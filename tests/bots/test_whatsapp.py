"""WhatsApp by Twilio: the contract of a channel, the kinds of message, and nothing that a cut could change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest

from bots.channel import NotAuthentic, StatusReport, Unknown
from bots.sms import SMS
from bots.sms_form import read_form
from bots.sms_signature import canonical
from conversations import Channel, Heard, Kind
from tests.bots.channel_contract import PHONE, ProvenChannelTests
from tests.bots.signing import sign_bytes, sign_form
from tests.bots.test_sms import URL, TestSMS
from tests.fakes_twilio import ACCOUNT, NUMBER, TOKEN, form_of_whatsapp
from tests.fakes_twilio import WHATSAPP as OURS

MESSAGE = "SM" + "7" * 32


def line() -> SMS:
    """The test account with a sender on WhatsApp."""
    return SMS([TOKEN], ACCOUNT, [NUMBER, OURS], whatsapp=OURS)


def form(**fields: str) -> dict[str, str]:
    """A message as Twilio brings it; a field of "(gone)" is left out."""
    whole = form_of_whatsapp(MESSAGE, PHONE, OURS, "CARTA") | fields
    return {name: value for name, value in whole.items() if value != "(gone)"}


def hear(fields: Mapping[str, str], url: str = URL) -> Heard | StatusReport | Unknown:
    """What the line makes of a signed form."""
    headers = {"x-twilio-signature": sign_form(TOKEN, url, list(fields.items()))}
    return line().hear(headers, urlencode(fields).encode(), url)


def heard(**fields: str) -> Heard:
    """A message, as heard."""
    found = hear(form(**fields))
    assert isinstance(found, Heard)
    return found


class TestWhatsApp(ProvenChannelTests):
    """The contract."""

    silence = TestSMS.silence
    secrets = (TOKEN, ACCOUNT)

    def channel(self) -> SMS:
        """With a sender on WhatsApp."""
        return line()

    def proof(self, body: bytes) -> tuple[Mapping[str, str], str]:
        """Signed as Twilio would."""
        return {"x-twilio-signature": sign_bytes(TOKEN, canonical(URL, read_form(body)))}, URL

    def message(self, text: str) -> bytes:
        """A text."""
        return urlencode(form(Body=text)).encode()

    def badly_encoded(self) -> bytes:
        """A text with a field of another encoding."""
        return urlencode(form(Body="")).encode() + b"&Last=\xff\xfe\xf0"

    def unknown(self) -> bytes:
        """A message to a number on WhatsApp that is not ours."""
        return urlencode(form(To="whatsapp:+13125550199")).encode()

    def forgeries(self, body: bytes) -> list[tuple[Mapping[str, str], str]]:
        """As for SMS."""
        return TestSMS().forgeries(body)


def test_a_message_is_heard_with_the_number_and_the_name_of_the_profile() -> None:
    assert heard() == Heard(MESSAGE, Channel.WHATSAPP, PHONE, text="CARTA", profile_name="Ana López")


def test_without_a_sender_of_ours_whatsapp_is_acknowledged_and_left_alone() -> None:
    headers = {"x-twilio-signature": sign_form(TOKEN, URL, list(form().items()))}
    found = SMS([TOKEN], ACCOUNT, [NUMBER]).hear(headers, urlencode(form()).encode(), URL)
    assert isinstance(found, Unknown)


@pytest.mark.parametrize(
    "fields",
    [
        {"From": "whatsapp:somebody", "WaId": ""},
        {"From": "whatsapp:+1", "WaId": ""},
        {"From": "whatsapp:US.13491208655302741918", "WaId": ""},
        {"From": "messenger:+13125550142"},
        {"To": NUMBER},
        {"To": f"whatsapp:{NUMBER}"},
        {"To": "(gone)"},
        {"WaId": "13125550143"},
    ],
)
def test_who_can_not_be_told_and_what_is_for_others_is_acknowledged_and_left_alone(fields: dict[str, str]) -> None:
    assert isinstance(hear(form(**fields)), Unknown)


def test_our_own_number_is_no_person() -> None:
    assert heard(From=f"whatsapp:{OURS}", WaId=OURS[1:]).automated


MEDIA = {"NumMedia": "1", "MediaUrl0": "https://media.example.org/0"}
KINDS: dict[str, tuple[dict[str, str], Kind]] = {
    "a text": ({"Body": "1"}, Kind.TEXT),
    "a thumb that was sent": ({"Body": "👍"}, Kind.TEXT),
    "a thumb under our message": ({"Body": "👍", "MessageType": "reaction"}, Kind.SILENT),
    "a thumb that was taken back": ({"Body": "", "MessageType": "reaction"}, Kind.SILENT),
    "a thumb that nobody tells apart": ({"Body": "👍", "MessageType": "(gone)"}, Kind.SILENT),
    "a new number": ({"Body": "Ana changed to +13125550149", "MessageType": "system"}, Kind.SILENT),
    "a voice note": ({"Body": "", "MessageType": "audio", "MediaContentType0": "audio/ogg", **MEDIA}, Kind.UNREADABLE),
    "a sticker": ({"Body": "", "MessageType": "sticker", "MediaContentType0": "image/webp", **MEDIA}, Kind.UNREADABLE),
    "a picture": ({"Body": "", "MessageType": "image", "MediaContentType0": "image/jpeg", **MEDIA}, Kind.UNREADABLE),
    "a picture with words": ({"Body": "CARTA", "MessageType": "image", **MEDIA}, Kind.TEXT),
    "a place": ({"Body": "1", "MessageType": "location", "Latitude": "41.8", "Longitude": "-87.6"}, Kind.UNREADABLE),
    "a card": ({"Body": "Ana Lopez", "MessageType": "contacts", **MEDIA}, Kind.UNREADABLE),
    "a poll": ({"Body": "", "MessageType": "unsupported"}, Kind.UNREADABLE),
    "nothing": ({"Body": " ", "MessageType": "(gone)"}, Kind.UNREADABLE),
    "a forwarded yes": ({"Body": "1", "Forwarded": "true"}, Kind.UNREADABLE),
    "a yes that went round": ({"Body": "1", "Forwarded": "true", "FrequentlyForwarded": "true"}, Kind.UNREADABLE),
    "a forwarded stop": ({"Body": "STOP", "Forwarded": "true"}, Kind.TEXT),
    "not forwarded": ({"Body": "1", "Forwarded": "false"}, Kind.TEXT),
    "a tap on a button": (
        {"Body": "Firmar", "ButtonText": "Firmar", "ButtonPayload": "sign:42", "MessageType": "button"},
        Kind.TEXT,
    ),
    "a line of a list": (
        {"Body": "CARTA", "ListId": "9", "ListTitle": "CARTA", "MessageType": "interactive"},
        Kind.TEXT,
    ),
}


@pytest.mark.parametrize("name", KINDS)
def test_a_message_is_of_the_kind_that_it_is(name: str) -> None:
    fields, kind = KINDS[name]
    found = heard(**fields)
    assert (found.kind, found.choice) == (kind, None)


@pytest.mark.parametrize("word", ["STOP", "stop", "ALTO", "START", "HELP"])
def test_a_word_that_twilio_takes_on_sms_is_ours_to_answer(word: str) -> None:
    assert heard(Body=word).opt_out_flag is None
    assert heard(Body=word, OptOutType=word.upper()).opt_out_flag is None


def test_a_word_that_only_a_messaging_service_took_for_stop_is_recorded() -> None:
    assert heard(Body="GENUG", OptOutType="STOP").opt_out_flag == "stop"


def test_that_a_message_was_read_is_a_report_and_no_message() -> None:
    report = form(MessageStatus="read", EventType="READ", ChannelPrefix="whatsapp", ChannelToAddress=PHONE)
    assert hear(report) == StatusReport(MESSAGE, "read", channel="whatsapp", address=OURS)


def refused_or(fields: Mapping[str, str]) -> Any:
    """What the line makes of a form; None when it is refused."""
    try:
        return hear(fields)
    except NotAuthentic:
        return None


def row(fields: Mapping[str, str]) -> str:
    """What Twilio signs."""
    return "".join(name + fields[name] for name in sorted(fields))


REACTION = form(Body="👍", MessageType="reaction")
CUTS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "a reaction's type": (REACTION, {"MessageTyp": "ereaction", "MessageType": "(gone)"}),
    "a reaction's type with its name": (REACTION, {"MessageTypereaction": "", "MessageType": "(gone)"}),
    "that it was forwarded": (
        form(Body="1", Forwarded="true"),
        {"Forwarde": "dtrue", "Forwarded": "(gone)"},
    ),
    "that it was forwarded, with its name": (
        form(Body="1", Forwarded="true"),
        {"Forwardedtrue": "", "Forwarded": "(gone)"},
    ),
    "the end of the text": (form(Body="STOP Carmen"), {"Body": "STOP ", "Carmen": ""}),
    "the end of the text, two words": (form(Body="Ana CaMino"), {"Body": "Ana ", "CaMino": ""}),
}


@pytest.mark.parametrize("name", CUTS)
def test_a_form_that_was_cut_elsewhere_is_refused(name: str) -> None:
    sent, cuts = CUTS[name]
    cut = {field: value for field, value in (sent | cuts).items() if value != "(gone)"}
    assert row(cut) == row(sent)
    assert isinstance(hear(sent), Heard)
    assert refused_or(cut) is None


def test_a_profile_that_may_have_been_cut_is_not_offered() -> None:
    sent, cut = form(ProfileName="Ana Quintana"), form(ProfileName="Ana ", Quintana="")
    assert row(cut).replace("Ana Quintana", "") == row(sent).replace("Ana Quintana", "")
    assert isinstance(found := hear(cut), Heard)
    assert found.profile_name is None


@pytest.mark.parametrize("text", ["¡Gracias! 🙏", "CARTA ", "(Ana)", "Forwarded to me by Luz", "EventType?", ""])
def test_any_end_of_a_text_is_heard(text: str) -> None:
    found = refused_or(form(Body=text))
    assert found is None if "EventType" in text else found.text == text
