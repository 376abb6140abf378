"""Calls by Twilio: the proof, the steps, numbers that are none; and TwiML as it is documented."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import pytest
from twilio.twiml.voice_response import Gather, VoiceResponse

from bots.call_twiml import LONGEST, VOICES, call_twiml
from bots.calls import HIDDEN, MISSED, Calls
from bots.channel import NotAuthentic, NotReadable, StatusReport, Unknown
from bots.sms_twiml import TRIES
from conversations import Channel, Choice, Heard, Kind, Reply, State, Turn
from conversations.reading_aloud import READ_ALOUD
from tests.bots.signing import sign_bytes, sign_form
from tests.fakes_twilio import ACCOUNT, NUMBER, TOKEN, form_of_call
from tests.voice_verbs import spoken

CALL, PHONE = "CA" + "7" * 32, "+13125550142"
URL = "https://sign.example.org/webhooks/twilio/calls"
KEYS = ((Choice("1", ""),),)


def hear(fields: Mapping[str, str], url: str = URL, *, answers: bool = True) -> Heard | StatusReport | Unknown:
    """What the line makes of a signed form; a field of "(gone)" is left out."""
    kept = {name: value for name, value in fields.items() if value != "(gone)"}
    headers = {"x-twilio-signature": sign_form(TOKEN, url, list(kept.items()))}
    calls = Calls([TOKEN], ACCOUNT, NUMBER, "answer" if answers else "missed-call")
    return calls.hear(headers, urlencode(kept).encode(), url)


def form(**fields: str) -> dict[str, str]:
    """A call that comes in."""
    return form_of_call(CALL, PHONE, NUMBER) | fields


def heard(url: str = URL, **fields: str) -> Heard:
    """A step of a call, as heard."""
    found = hear(form(**fields), url)
    assert isinstance(found, Heard)
    return found


def test_a_call_that_comes_in_is_the_first_step() -> None:
    assert heard() == Heard(f"{CALL}:0", Channel.CALL, PHONE, Kind.START)
    assert heard(Digits="1").text == "", "a key belongs to a step"


def test_a_key_is_the_step_that_the_address_tells() -> None:
    key = heard(f"{URL}?step=2", CallStatus="in-progress", Digits="1")
    assert key == Heard(f"{CALL}:2", Channel.CALL, PHONE, text="1")
    assert heard(f"{URL}?step=2", Digits="").text == ""
    assert heard(f"{URL}?step=2", Digits="1<").text == ""


@pytest.mark.parametrize(
    "number", ["anonymous", "+266696687", "+7378742833", "+2562533", "+86282452253", "+8656696", ""]
)
def test_a_hidden_number_is_nobodys(number: str) -> None:
    found = heard(From=number)
    assert (found.address, found.automated) == (HIDDEN, True)


#: All that `StirVerstat` may say: https://www.twilio.com/docs/voice/trusted-calling-with-shakenstir.
LEVELS = [f"{level}{how}" for level in ("-A", "-B", "-C") for how in ("", "-Diverted", "-Passthrough")]


@pytest.mark.parametrize("verdict", ["TN-Validation-Failed", *(f"TN-Validation-Failed{level}" for level in LEVELS)])
def test_a_number_whose_proof_is_wrong_is_nobodys(verdict: str) -> None:
    assert heard(StirVerstat=verdict).address == HIDDEN


@pytest.mark.parametrize(
    "verdict", [*(f"TN-Validation-Passed{level}" for level in LEVELS), "No-TN-Validation", "NULL", "", "(gone)"]
)
def test_a_number_whose_proof_is_right_or_missing_is_believed(verdict: str) -> None:
    assert heard(StirVerstat=verdict).address == PHONE


def test_a_number_that_calls_itself_is_no_person() -> None:
    assert heard(From=NUMBER).automated


@pytest.mark.parametrize(
    "fields",
    [
        {"To": "+13125550199"},
        {"Direction": "outbound-api"},
        {"CallSid": "(gone)"},
        {"CallSid": "SM" + "7" * 32},
        {"CallStatus": "queued"},
        {"CallStatus": "(gone)"},
    ],
)
def test_what_is_no_call_to_us_is_unknown(fields: dict[str, str]) -> None:
    found = hear(form(**fields))
    assert isinstance(found, Unknown)
    assert PHONE not in str(found.shape)


def test_an_end_is_a_report_and_so_is_a_call_that_is_only_counted() -> None:
    assert hear(form(CallStatus="completed")) == StatusReport(CALL, "completed")
    assert hear(form(), answers=False) == StatusReport(CALL, MISSED)
    assert hear(form(CallStatus="no-answer"), answers=False) == StatusReport(CALL, "no-answer")


def test_only_twilio_is_believed_and_only_about_this_account() -> None:
    calls, body = Calls([TOKEN], ACCOUNT, NUMBER, "answer"), urlencode(form()).encode()
    right = {"x-twilio-signature": sign_form(TOKEN, URL, list(form().items()))}
    assert calls.admits(right)
    assert not calls.admits({})
    for headers, url in (({}, URL), ({"x-twilio-signature": "x"}, URL), (right, f"{URL}?step=1")):
        with pytest.raises(NotAuthentic):
            calls.hear(headers, body, url)
    with pytest.raises(NotAuthentic):
        hear(form(AccountSid="AC" + "8" * 32))


def test_a_field_that_comes_twice_or_hides_in_another_is_refused() -> None:
    twice = [*form().items(), ("Digits", "1"), ("Digits", "2")]
    headers = {"x-twilio-signature": sign_form(TOKEN, URL, twice)}
    with pytest.raises(NotAuthentic):
        Calls([TOKEN], ACCOUNT, NUMBER, "answer").hear(headers, urlencode(twice).encode(), URL)
    with pytest.raises(NotAuthentic):
        hear(form(StirPassportToken="xStirVerstatTN-Validation-Failed-A"))
    with pytest.raises(NotAuthentic):
        hear(form(CallerName="Digits1"))


def test_a_number_within_another_value_can_not_be_made_the_callers() -> None:
    """One signature, cut otherwise: the caller's name ends where another number and a name of no field begin."""
    blank = form(CallerName="From+13125550199G", CallerState="", CallerZip="", StirPassportToken="(gone)")
    blank = {name: blank[name] for name in sorted(blank) if blank[name] != "(gone)"}
    row = "".join(f"{name}{value}" for name, value in blank.items())
    assert isinstance(hear(form(ForwardedFrom="+13125550177")), Heard)
    kept = {name: value for name, value in blank.items() if name < "CallerName" or name[:4] in ("Stir", "To")}
    rest = row.partition("CallerStateCallerZip")[2].partition("StirVerstat")[0]
    assert rest.startswith("Directioninbound"), "what the fields of no name have to hold"
    forged = kept | {
        "CallerName": "",
        "From": "+13125550199",
        "GCallerStateCallerZipDirection": rest.removeprefix("Direction"),
    }
    assert "".join(f"{name}{forged[name]}" for name in sorted(forged)) == row
    for fields in (blank, forged):
        with pytest.raises(NotAuthentic):
            hear(fields)


def test_a_form_that_is_not_utf_8_is_not_read() -> None:
    body = urlencode(form()).encode() + b"&FromState=\xff"
    calls = Calls([TOKEN], ACCOUNT, NUMBER, "answer")
    signed = [*form().items(), ("FromState", "\udcff")]
    text = URL + "".join(name + value for name, value in sorted(signed))
    headers = {"x-twilio-signature": sign_bytes(TOKEN, text.encode("utf-8", "surrogateescape"))}
    with pytest.raises(NotReadable):
        calls.hear(headers, body, URL)


def test_every_language_that_is_read_has_a_voice() -> None:
    assert set(READ_ALOUD.values()) == set(VOICES)


def test_keys_are_waited_for_behind_what_is_read_to_its_end() -> None:
    replies = (
        Reply("Sign & <read>", language="en"),
        Reply("Press 1", KEYS, language="en"),
        Reply("Oprime 1", KEYS, language="es"),
    )
    calls = Calls([TOKEN], ACCOUNT, NUMBER, "answer")
    document = calls.answer(heard(f"{URL}?step=4", CallStatus="in-progress"), Turn(State(), replies))
    said = spoken(document)
    assert said.passages == (("en-US", "Sign & <read>"), ("en-US", "Press 1"), ("es-MX", "Oprime 1"))
    assert (said.uncut, said.action, said.rejected, said.keys) == (1, "calls?step=5", False, 1)
    assert calls.addressed(heard(), document) == document


def test_as_many_keys_are_taken_as_the_longest_choice_has() -> None:
    five = spoken(call_twiml((Reply("Key in your ZIP code", ((Choice("#####", ""),),), language="en"),), 2, ""))
    assert (five.keys, five.uncut, five.action) == (5, 0, "calls?step=3")
    assert spoken(call_twiml((Reply("Goodbye", language="en"),), 2, "")).keys == 0


@pytest.mark.parametrize(
    "document",
    [
        "<Response><Say language='es-MX' voice='Polly.Joanna'>Hola</Say><Hangup/></Response>",
        "<Response><Say language='en-US' voice='Polly.Nobody'>Hi</Say><Hangup/></Response>",
        "<Response><Say language='en-US' voice='Polly.Joanna'>Hi</Say><Reject/></Response>",
        "<Response><Say language='en-US' voice='Polly.Joanna'>Hi</Say></Response>",
        "<Response><Gather input='dtmf' numDigits='0'/></Response>",
        "<Response><Hangup/><Say language='en-US' voice='Polly.Joanna'>Hi</Say></Response>",
        "<Response/>",
    ],
)
def test_what_twilio_would_not_take_is_not_taken_by_the_tests(document: str) -> None:
    with pytest.raises((AssertionError, KeyError)):
        spoken(document.encode())


def test_the_document_is_that_of_twilio_s_own_library() -> None:
    response = VoiceResponse()
    response.say("Áéí & <b>", language="es-MX", voice=VOICES["es-MX"])
    gather = Gather(input="dtmf", num_digits=1, timeout=8, action_on_empty_result=True, method="POST")
    gather.attrs["action"] = f"calls?step=1{TRIES}"
    gather.say("Oprime 1", language="es-MX", voice=VOICES["es-MX"])
    response.append(gather)
    ours = call_twiml((Reply("Áéí & <b>", language="es"), Reply("Oprime 1", KEYS, language="es")), 0, "")
    assert spoken(ours) == spoken(str(response).encode())


def test_a_call_ends_behind_words_without_keys_and_in_silence() -> None:
    assert spoken(call_twiml((Reply("Adiós", language="es"),), 0, "")).action == ""
    assert spoken(call_twiml((), 0, "")).rejected
    assert not spoken(call_twiml((), 3, "")).rejected


def test_words_that_name_no_language_are_read_in_that_of_the_talk() -> None:
    assert spoken(call_twiml((Reply("Disculpa"),), 0, "es")).passages[0][0] == "es-MX"
    assert spoken(call_twiml((Reply("Padon"),), 0, "ht")).passages[0][0] == "en-US"


def test_what_xml_can_t_hold_and_what_is_too_long_is_left_out() -> None:
    said = spoken(call_twiml((Reply("a\x00b" + "x" * 5000, language="en"),), 0, ""))
    assert said.passages[0][1].startswith("abx")
    assert len(said.passages[0][1]) == LONGEST
