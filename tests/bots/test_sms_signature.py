"""Twilio's signature: known values, ports, rotation, SharedKeys, JSON bodies, and agreement with Twilio's library."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from bots.sms_form import read_form
from bots.sms_signature import SignatureCheck
from tests.bots.signing import sign_bytes, sign_form

KEY = "7c0ffee0decaf00d7c0ffee0decaf00d"
URL = "https://sign.example.org/webhooks/twilio/messages"
FORM = {
    "MessageSid": "SM0123456789abcdef0123456789abcdef",
    "AccountSid": "AC" + "5" * 32,
    "From": "+13125550142",
    "To": "+13125550100",
    "Body": "Ana Núñez 🙂",
    "NumMedia": "0",
    "FromCity": "",
}
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)

#: Signatures that Twilio's library gave for `FORM`, except where said: what is signed must never drift.
KNOWN: dict[str, tuple[str, str]] = {
    "plain": (URL, "grTLN7tZTWKy4uZHZa99hRp4+L0="),
    "with a query": (URL + "?tenant=riverside&src=qr", "bU+ElVWfHdLXdAMjroAR50NkZGc="),
    "with another port": ("https://sign.example.org:8443/webhooks/twilio/messages", "HNIwgqBNOxDxe042ihiOwtNAuqg="),
    "with Twilio's own port": ("https://sign.example.org:443/webhooks/twilio/messages", "kZ9T5aPpaV9UyleEwn51umqDOPE="),
}


def passes(url: str, form: Mapping[str, str] | bytes, signature: str | None, **other: Any) -> bool:
    """Whether the check lets a form through."""
    body = form if isinstance(form, bytes) else urlencode(form).encode()
    headers = dict(other.get("headers", {}))
    if signature is not None:
        headers["x-twilio-signature"] = signature
    return SignatureCheck(other.get("keys", [KEY])).passes(headers, body, read_form(body), url)


@pytest.mark.parametrize("name", KNOWN)
def test_a_known_signature_passes(name: str) -> None:
    url, signature = KNOWN[name]
    assert passes(url, FORM, signature)


def test_the_port_that_goes_without_saying_may_be_said_or_not() -> None:
    assert passes(URL, FORM, KNOWN["with Twilio's own port"][1])
    assert passes(KNOWN["with Twilio's own port"][0], FORM, KNOWN["plain"][1])


def test_another_port_is_never_guessed() -> None:
    assert not passes(URL, FORM, KNOWN["with another port"][1])


@pytest.mark.parametrize(
    "url",
    [
        URL + "/",
        URL.replace("https", "http"),
        URL.replace("sign.", "Sign."),
        URL + "#rc=3&rp=all",
        URL.replace("sign.example.org", "other.example.org"),
    ],
)
def test_any_other_address_does_not_pass(url: str) -> None:
    assert not passes(url, FORM, KNOWN["plain"][1])


@pytest.mark.parametrize(
    "form",
    [
        {name: value for name, value in FORM.items() if name != "FromCity"},
        FORM | {"Body": "Ana Nu\u0301n\u0303ez 🙂"},
        FORM | {"Body": FORM["Body"] + " "},
        FORM | {"Added": ""},
    ],
)
def test_any_other_form_does_not_pass(form: dict[str, str]) -> None:
    assert not passes(URL, form, KNOWN["plain"][1])


@pytest.mark.parametrize("signature", [None, "", "x", "ñ", KNOWN["plain"][1][:-1], KNOWN["plain"][1].lower()])
def test_any_other_signature_does_not_pass(signature: str | None) -> None:
    assert not passes(URL, FORM, signature)


def test_repeated_fields_count_once_per_value_in_order_of_value() -> None:
    body = b"A=1&MediaUrl0=x&A=2&A=2&E="
    assert passes("https://sign.example.org/b?x", body, sign_bytes(KEY, b"https://sign.example.org/b?xA1A2EMediaUrl0x"))


@pytest.mark.parametrize("keys", [[KEY, "another"], ["another", KEY]])
def test_any_of_several_secrets_will_do(keys: list[str]) -> None:
    assert passes(URL, FORM, KNOWN["plain"][1], keys=keys)
    assert passes(URL, FORM, KNOWN["with Twilio's own port"][1], keys=keys)
    assert not passes(URL, FORM, KNOWN["plain"][1], keys=["another", "third"])
    assert not passes(URL, FORM, KNOWN["plain"][1], keys=[])


def test_a_shared_key_signs_with_sha256_and_says_so() -> None:
    signature = sign_form(KEY, URL, list(FORM.items()), sha256)
    settings = {"x-twilio-webhooks-signature-settings": "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"}
    assert passes(URL, FORM, signature, headers=settings)
    assert passes(URL, FORM, signature, headers=settings, keys=["the token", KEY])
    assert not passes(URL, FORM, signature)
    assert not passes(URL, FORM, signature, headers={"x-twilio-webhooks-signature-settings": "algorithm=HMAC_MD5"})


def test_a_json_body_passes_by_its_hash() -> None:
    body = '{"status": "delivered", "to": "ñ"}'.encode()
    url = f"{URL}?bodySHA256={sha256(body).hexdigest()}"
    signature, json = sign_bytes(KEY, url.encode()), {"content-type": "application/json"}
    assert passes(url, body, signature, headers=json)
    assert not passes(url, body + b" ", signature, headers=json)
    assert not passes(url, b"\xff", signature, headers=json)
    assert not passes(url, body, signature), "it is no form"
    assert not passes(URL, body, sign_bytes(KEY, URL.encode()), headers=json), "without a hash nothing vouches for it"


@given(form=st.dictionaries(TEXT.filter(bool), TEXT, max_size=8), query=TEXT)
def test_what_twilio_signs_passes_and_nothing_else(form: dict[str, str], query: str) -> None:
    url = URL + ("?" + urlencode({"d": query}) if query else "")
    signature = RequestValidator(KEY).compute_signature(url, form)
    assert passes(url, form, signature)
    assert not passes(url, form | {"Extra": "1"}, signature)


@given(body=st.binary(max_size=60))
def test_a_form_is_split_as_the_standard_library_does(body: bytes) -> None:
    text = body.decode("utf-8", "surrogateescape")
    expected = parse_qsl(text, keep_blank_values=True, errors="surrogateescape")
    assert read_form(body).fields == expected


@given(body=st.binary(max_size=60), url=st.text(max_size=60), signature=st.text(max_size=40))
def test_whatever_comes_is_refused_without_an_exception(body: bytes, url: str, signature: str) -> None:
    assert not passes(url, body, signature)
    assert not passes(url + "?bodySHA256=1", body, signature, headers={"content-type": "application/json"})
