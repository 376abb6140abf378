"""SMS by Twilio: the contract of a channel, and recorded forms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from urllib.parse import quote_from_bytes, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.channel import NotAuthentic, NotReadable, StatusReport, Unknown
from bots.sms import SMS
from bots.sms_form import read_form
from bots.sms_signature import canonical
from conversations import Heard
from tests.bots.channel_contract import PHONE, ProvenChannelTests
from tests.bots.recorded import recorded, written
from tests.bots.signing import sign_bytes, sign_form
from tests.fakes_twilio import ACCOUNT, NUMBER, TOKEN

ROOT = "https://sign.example.org"
URL = ROOT + "/webhooks/twilio/messages"
FORMS = recorded("twilio")
MESSAGE = "SM" + "7" * 32


def sms(*tokens: str, opt_out: str = "twilio", sender: str = "long-code") -> SMS:
    """The channel of the test account."""
    return SMS(tokens or (TOKEN,), ACCOUNT, [NUMBER], opt_out, sender)  # type: ignore[arg-type]


def form(**fields: str) -> bytes:
    """The body of an inbound message."""
    return urlencode(FORMS["a-name-with-accents"]["form"] | fields).encode()


class TestSMS(ProvenChannelTests):
    """The contract."""

    silence = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
    secrets = (TOKEN, ACCOUNT)

    def channel(self) -> SMS:
        """With one token."""
        return sms()

    def proof(self, body: bytes) -> tuple[Mapping[str, str], str]:
        """Signed as Twilio would."""
        signed = canonical(URL, read_form(body))
        return {"x-twilio-signature": sign_bytes(TOKEN, signed)}, URL

    def message(self, text: str) -> bytes:
        """A text."""
        return form(Body=text)

    def badly_encoded(self) -> bytes:
        """A text with a field of another encoding."""
        return form(Body="") + b"&Last=\xff\xfe\xf0"

    def unknown(self) -> bytes:
        """A form about no message."""
        return urlencode({"AccountSid": ACCOUNT, "Weather": "fine", "From": PHONE}).encode()

    def forgeries(self, body: bytes) -> list[tuple[Mapping[str, str], str]]:
        """No header, an empty one, another token's, another URL's, an algorithm that nobody has."""
        headers, url = self.proof(body)
        other = sign_bytes("another-token", canonical(URL, read_form(body)))
        return [
            ({}, url),
            ({"x-twilio-signature": ""}, url),
            ({"x-twilio-signature": other}, url),
            ({"x-twilio-signature": "ñ🙂" + other}, url),
            (headers, url + "?a=b"),
            (headers, url.replace("https", "http")),
            ({**headers, "x-twilio-signature": other, "x-twilio-webhooks-signature-settings": "algorithm=MD5"}, url),
            ({"content-type": "application/json", "x-twilio-signature": other}, url + "?bodySHA256=0"),
        ]


@pytest.mark.parametrize("name", FORMS)
def test_a_recorded_form_is_heard_as_the_table_says(name: str) -> None:
    recording = FORMS[name]
    url = ROOT + recording.get("path", "/webhooks/twilio/messages")
    headers = {"x-twilio-signature": sign_form(TOKEN, url, list(recording["form"].items()))}
    headers["content-type"] = "application/x-www-form-urlencoded; charset=UTF-8"
    heard = sms().hear(headers, urlencode(recording["form"]).encode(), url)
    assert written(heard) == recording["heard"]
    if isinstance(heard, Unknown):
        assert set(heard.shape) == set(recording["form"])


def test_a_message_for_another_account_is_not_authentic_though_signed() -> None:
    body = form(AccountSid="AC" + "6" * 32)
    headers, url = TestSMS().proof(body)
    with pytest.raises(NotAuthentic):
        sms().hear(headers, body, url)


def test_a_message_without_an_account_is_not_authentic_though_signed() -> None:
    body = urlencode({"MessageSid": MESSAGE}).encode()
    headers, url = TestSMS().proof(body)
    with pytest.raises(NotAuthentic):
        sms().hear(headers, body, url)


def test_both_tokens_are_good_during_a_rotation() -> None:
    body = form()
    headers, url = TestSMS().proof(body)
    assert isinstance(sms(TOKEN, "the-next-token").hear(headers, body, url), Heard)
    assert isinstance(sms("the-next-token", TOKEN).hear(headers, body, url), Heard)
    with pytest.raises(NotAuthentic):
        sms("the-next-token").hear(headers, body, url)


def test_a_field_that_is_no_utf8_is_not_readable_once_it_is_authentic() -> None:
    body = form() + b"&FromCity=" + quote_from_bytes(b"Chicag\xf3").encode()
    headers, url = TestSMS().proof(body)
    with pytest.raises(NotReadable):
        sms().hear(headers, body, url)


def test_a_signed_json_event_is_acknowledged_and_left_alone() -> None:
    body = b'{"MessageSid": "SM1", "type": "com.example.event"}'
    headers, url = signed_json(body)
    assert sms().hear(headers, body, url) == Unknown(("MessageSid", "type"))


@pytest.mark.parametrize("body", [b"[]", b"7", b'"text"', b"null"])
def test_signed_json_of_any_shape_is_acknowledged(body: bytes) -> None:
    headers, url = signed_json(body)
    assert sms().hear(headers, body, url) == Unknown()


@pytest.mark.parametrize("body", [b"{", b"", b"[" * 100_000])
def test_a_signed_body_that_is_not_json_is_not_readable(body: bytes) -> None:
    headers, url = signed_json(body)
    with pytest.raises(NotReadable):
        sms().hear(headers, body, url)


def test_a_json_body_that_was_changed_is_not_authentic() -> None:
    headers, url = signed_json(b'{"a": 1}')
    with pytest.raises(NotAuthentic):
        sms().hear(headers, b'{"a": 2}', url)


def test_a_json_signature_does_not_vouch_for_a_form() -> None:
    headers, url = signed_json(b"{}")
    with pytest.raises(NotAuthentic):
        sms().hear(headers | {"content-type": "application/x-www-form-urlencoded"}, form(), url)


def test_a_report_tells_to_which_address_of_ours_the_message_went() -> None:
    url = ROOT + "/webhooks/twilio/status?d=4.0.17"
    for to, whom in (
        ("+13125550142", ("sms", "+13125550142")),
        ("whatsapp:+5215512345678", ("whatsapp", "+525512345678")),
        ("rcs:agent", ("", "")),
    ):
        fields = {
            "MessageSid": MESSAGE,
            "MessageStatus": "failed",
            "AccountSid": ACCOUNT,
            "To": to,
            "ErrorCode": "30005",
        }
        body = urlencode(fields).encode()
        headers = {"x-twilio-signature": sign_bytes(TOKEN, canonical(url, read_form(body)))}
        assert sms().hear(headers, body, url) == StatusReport(MESSAGE, "failed", "4.0.17", "30005", *whom)


def test_a_report_names_the_delivery_only_when_the_address_does() -> None:
    body = urlencode({"MessageSid": MESSAGE, "MessageStatus": "sent", "AccountSid": ACCOUNT}).encode()
    for query, delivery in (("", ""), ("?d=", ""), ("?x=1&d=a%20b", "a b"), ("?d=1&d=2", "1")):
        url = ROOT + "/webhooks/twilio/status" + query
        headers = {"x-twilio-signature": sign_bytes(TOKEN, canonical(url, read_form(body)))}
        assert sms().hear(headers, body, url) == StatusReport(MESSAGE, "sent", delivery)


@pytest.mark.parametrize("report", [{"MessageStatus": "delivered", "NumSegments": 1, "More": {"a": [None]}}, {}])
def test_signed_json_with_the_fields_of_a_form_is_read_like_one(report: dict[str, object]) -> None:
    fields = {"MessageSid": MESSAGE, "AccountSid": ACCOUNT, "From": PHONE, "To": NUMBER, "Body": "SCOMM", "NumMedia": 0}
    body = json.dumps(fields | report).encode()
    headers, url = signed_json(body)
    heard = sms().hear(headers, body, url)
    if report:
        assert heard == StatusReport(MESSAGE, "delivered", channel="sms", address=NUMBER)
    else:
        assert isinstance(heard, Heard)
        assert (heard.id, heard.address, heard.text) == (MESSAGE, PHONE, "SCOMM")


def test_signed_json_about_another_account_is_not_authentic() -> None:
    body = json.dumps({"MessageSid": MESSAGE, "AccountSid": "AC" + "6" * 32, "MessageStatus": "sent"}).encode()
    headers, url = signed_json(body)
    with pytest.raises(NotAuthentic):
        sms().hear(headers, body, url)


@pytest.mark.parametrize(
    "field", [{"MessageSid": "SM1"}, {"MessageSid": None}, {"From": "somebody at home"}, {"MessageStatus": "\ud800"}]
)
def test_signed_json_that_only_looks_like_a_form_is_acknowledged(field: dict[str, object]) -> None:
    fields = {"MessageSid": MESSAGE, "AccountSid": ACCOUNT, "From": PHONE, "To": NUMBER, "Body": "SCOMM"}
    body = json.dumps(fields | field).encode()
    headers, url = signed_json(body)
    assert isinstance(sms().hear(headers, body, url), Unknown)


def test_json_whose_hash_nobody_signed_is_not_heard() -> None:
    body = json.dumps({"MessageSid": MESSAGE, "AccountSid": ACCOUNT, "From": PHONE, "Body": "SCOMM"}).encode()
    signed_as_a_form = {"x-twilio-signature": sign_bytes(TOKEN, canonical(URL, read_form(body)))}
    with pytest.raises(NotReadable):
        sms().hear(signed_as_a_form | {"content-type": "application/json"}, body, URL)


@given(
    fields=st.dictionaries(
        st.sampled_from(["MessageSid", "MessageStatus", "From", "To", "Body", "NumMedia", "OptOutType", "ErrorCode"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    )
)
def test_whatever_twilio_signs_for_our_account_is_a_value_or_refused(fields: dict[str, str]) -> None:
    body = urlencode(fields | {"AccountSid": ACCOUNT}).encode()
    headers, url = TestSMS().proof(body)
    with suppress(NotAuthentic):
        heard = sms().hear(headers, body, url)
        assert isinstance(heard, Heard | StatusReport | Unknown)
        if isinstance(heard, Heard):
            assert heard.automated or (heard.address[0] == "+" and heard.address[1:].isascii())


def signed_json(body: bytes) -> tuple[dict[str, str], str]:
    """Headers and URL of a JSON event as Twilio signs it."""
    url = f"{URL}?bodySHA256={sha256(body).hexdigest()}"
    return {"content-type": "application/json", "x-twilio-signature": sign_bytes(TOKEN, url.encode())}, url


def test_the_signature_of_a_form_proves_no_json_behind_an_address_that_the_form_was_read_into() -> None:
    event = {"AccountSid": ACCOUNT, "MessageSid": "SM" + "e" * 32, "From": "+13125550142", "To": NUMBER, "Body": "9"}
    body = json.dumps(event).encode()
    words = f"&bodySHA256={sha256(body).hexdigest()}&"
    form = {"AccountSid": ACCOUNT, "Body": words, "From": "+13125550199", "MessageSid": "SM" + "a" * 32, "To": NUMBER}
    url = f"{URL}?x=1" + "".join(name + form[name] for name in sorted(form))
    headers = {"content-type": "application/json", "x-twilio-signature": sign_bytes(TOKEN, url.encode())}
    with pytest.raises((NotAuthentic, NotReadable)):
        sms().hear(headers, body, url)


def test_of_an_unknown_shape_no_word_is_told_that_is_no_fields_name() -> None:
    body = json.dumps({"Ana Zapatista +13125550142": 1, "EventType": "x"}).encode()
    headers, url = signed_json(body)
    assert sms().hear(headers, body, url) == Unknown(("EventType",))
