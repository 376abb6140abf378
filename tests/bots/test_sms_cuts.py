"""One signature fits many forms: of those only what Twilio sent is heard."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.channel import NotAuthentic, StatusReport, Unknown
from bots.sms import SMS
from conversations import Heard
from tests.bots.recorded import recorded
from tests.bots.signing import sign_form
from tests.fakes_twilio import ACCOUNT, NUMBER, TOKEN, form_of_whatsapp

URL = "https://sign.example.org/webhooks/twilio/messages"
FORMS = {name: one["form"] for name, one in recorded("twilio").items()}
SENT = FORMS["a-name-with-accents"]
SMS_LINE = SMS([TOKEN], ACCOUNT, [NUMBER], whatsapp=NUMBER)
ON_WHATSAPP = form_of_whatsapp("SM" + "8" * 32, "+13125550142", NUMBER, "1")
FORMS |= {
    "a-text-on-whatsapp": ON_WHATSAPP,
    "a-thumb-on-whatsapp": ON_WHATSAPP | {"Body": "👍", "MessageType": "reaction"},
    "a-forwarded-text-on-whatsapp": ON_WHATSAPP | {"Forwarded": "true"},
}
OTHER = "+13125550199"

Form = Sequence[tuple[str, str]]


def hear(form: Form, signature: str, url: str = URL) -> Heard | StatusReport | Unknown | None:
    """What the line makes of a form under a signature; None when it is refused."""
    try:
        return SMS_LINE.hear({"x-twilio-signature": signature}, urlencode(form).encode(), url)
    except NotAuthentic:
        return None


def row(form: Form, url: str = "") -> str:
    """What Twilio signs."""
    return url + "".join(name + value for name, value in sorted(set(form)))


def recut(form: dict[str, str], *cuts: tuple[str, str]) -> Form:
    """`form` with these fields put in; they are together the same row, which is checked."""
    changed = {**form, **dict(cuts)}
    fields = [(name, value) for name, value in changed.items() if value != "(gone)"]
    assert row(fields) == row(list(form.items())), "the test's own cuts don't make the same row"
    return fields


GONE = "(gone)"
CRAFTED = f"x From{OTHER}MessageSidSM{'7' * 32}NumMedia0SmsSidSM{'7' * 32}To{NUMBER}Zz"


def after(name: str, form: dict[str, str]) -> str:
    """The row from behind `name` and its value on."""
    return row([(one, value) for one, value in form.items() if one > name])


def crafted() -> tuple[dict[str, str], Form]:
    """A text that spells the fields of another one, and the form that an onlooker could cut out of it."""
    form = SENT | {"Body": CRAFTED}
    kept = {name: form[name] for name in ("AccountSid", "ApiVersion")}
    sid = "SM" + "7" * 32
    other = {"Body": "x ", "From": OTHER, "MessageSid": sid, "NumMedia": "0", "SmsSid": sid, "To": NUMBER}
    return form, list((kept | other | {"Zz": after("Body", form)}).items())


def test_a_text_that_spells_another_message_is_not_heard_as_that() -> None:
    sent, cut = crafted()
    assert row(cut) == row(list(sent.items()))
    assert hear(cut, sign_form(TOKEN, URL, cut)) is None


CUTS: dict[str, tuple[dict[str, str], list[tuple[str, str]]]] = {
    "what follows the id": (SENT, [("MessageSid", SENT["MessageSid"] + "NumMedia0"), ("NumMedia", GONE)]),
    "what follows the number": (SENT, [("From", SENT["From"] + "FromCity" + SENT["FromCity"]), ("FromCity", GONE)]),
    "the end of the text": (SENT | {"Body": "STOP Dolores"}, [("Body", "STOP "), ("Dolores", "")]),
    "the end of the text, two words": (SENT | {"Body": "Ana DeLeon"}, [("Body", "Ana "), ("DeLeon", "")]),
    "the whole text": (SENT | {"Body": "DeLeon Ana"}, [("Body", ""), ("DeLeon", " Ana")]),
    "the beginning of the text": (SENT | {"Body": "noBodyyes"}, [("B", "odyno"), ("Body", "yes")]),
    "the version": (SENT | {"Body": "noBodyyes"}, [("ApiVersion", "2010-04-01Bodyno"), ("Body", "yes")]),
    "an opt-out's name with its value": (SENT | {"OptOutType": "STOP"}, [("OptOutTypeSTOP", ""), ("OptOutType", GONE)]),
    "an opt-out's name": (SENT | {"OptOutType": "STOP"}, [("OptOutTyp", "eSTOP"), ("OptOutType", GONE)]),
    "an opt-out's end": (
        SENT | {"OptOutType": "STOP"},
        [("OptOutType", "STO"), ("SmsMessageSid", GONE), ("PSmsMessageSid", SENT["SmsMessageSid"])],
    ),
    "an opt-out as the end of a count": (
        SENT | {"OptOutType": "STOP"},
        [("NumSegments", SENT["NumSegments"] + "OptOutTypeSTOP"), ("OptOutType", GONE)],
    ),
    "a status": (
        SENT | {"MessageStatus": "sent"},
        [("MessageSta", "tussent"), ("MessageStatus", GONE)],
    ),
}


@pytest.mark.parametrize("name", CUTS)
def test_a_form_that_was_cut_elsewhere_is_refused(name: str) -> None:
    sent, cuts = CUTS[name]
    form = recut(sent, *cuts)
    assert hear(form, sign_form(TOKEN, URL, form)) is None


def test_the_end_of_the_address_is_no_field_and_a_field_no_end_of_the_address() -> None:
    form = SENT | {"Body": "x" + row([(name, value) for name, value in SENT.items() if name != "Body"])}
    tail = row([(name, form[name]) for name in ("AccountSid", "ApiVersion")]) + "Bodyx"
    cut = [(name, value) for name, value in SENT.items() if name < "To"] + [("To", NUMBER), ("Zz", after("Body", form))]
    for url, fields in ((f"{URL}?t=1{tail}", cut), (URL + "?", [("T1", ""), *SENT.items()])):
        assert hear(fields, sign_form(TOKEN, url, fields), url) is None or "Zz" not in dict(fields)


@pytest.mark.parametrize("name", ["From", "Body", "MessageSid", "AccountSid", "NumMedia"])
@pytest.mark.parametrize("value", ["the same", "another"])
def test_a_field_that_is_read_may_not_come_twice(name: str, value: str) -> None:
    again = SENT[name] if value == "the same" else SENT[name].replace("0", "1") or "x"
    form = [*SENT.items(), (name, again)]
    assert hear(form, sign_form(TOKEN, URL, form)) is None


@pytest.mark.parametrize("name", ["", "9", "a", "From[]", "From ", "Fröm", "_From"])
def test_a_name_that_twilio_would_not_give_is_refused(name: str) -> None:
    form = [*SENT.items(), (name, "1")]
    assert hear(form, sign_form(TOKEN, URL, form)) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MessageSid", "SM1"),
        ("MessageSid", "SM" + "0" * 33),
        ("MessageSid", "XX" + "0" * 32),
        ("SmsSid", "SM" + "G" * 32),
        ("MessageSid", "SM" + "A" * 32),
        ("AccountSid", ACCOUNT + "0"),
        ("From", ""),
        ("From", "somebody who is at home"),
        ("From", "+0312555014"),
        ("From", "+13125550142 "),
        ("NumMedia", "0x"),
        ("To", "+131255501421312555014"),
    ],
)
def test_a_value_that_twilio_would_not_give_is_refused(name: str, value: str) -> None:
    form = list((SENT | {name: value}).items())
    assert hear(form, sign_form(TOKEN, URL, form)) is None


@pytest.mark.parametrize("name", ["AddOns", "CostCenter", "CostCenter0", "SomethingNew", "X", "Weather", "ZipBody"])
@pytest.mark.parametrize("text", ["SCOMM", "Ana DeLeon 60608", "", "From me To you, Body and soul"])
def test_a_field_that_twilio_adds_takes_no_text_away(name: str, text: str) -> None:
    form = [*(SENT | {"Body": text}).items(), (name, "5")]
    heard = hear(form, sign_form(TOKEN, URL, form))
    if name.startswith("CostCenter") and not text:
        assert heard is None, "it could be the text"
    else:
        assert isinstance(heard, Heard)
        assert heard.text == text


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_moving_characters_between_fields_changes_nothing_or_is_refused(data: st.DataObject) -> None:
    sent = dict(FORMS[data.draw(st.sampled_from(sorted(FORMS)))])
    if "Body" in sent:
        words = [
            "STOP",
            "Ana",
            " ",
            "DeLeon",
            "From",
            "+13125550199",
            "MessageSid",
            "SM" + "7" * 32,
            "Body",
            "NumMedia",
        ]
        sent["Body"] = "".join(data.draw(st.lists(st.sampled_from(words), max_size=6)))
    signature = sign_form(TOKEN, URL, list(sent.items()))
    meant = hear(list(sent.items()), signature)
    fields = sorted(sent.items())
    for _ in range(data.draw(st.integers(1, 3))):
        fields = moved(fields, data)
    if row(fields) != row(list(sent.items())):
        return
    heard = hear(fields, signature)
    if not isinstance(heard, Unknown):
        # The name of a profile is only offered, so a doubtful one is only left out.
        offered = heard.profile_name if isinstance(heard, Heard) else None
        if isinstance(meant, Heard) and not offered:
            meant = meant._replace(profile_name=None)
        assert heard is None or heard == meant


def moved(fields: list[tuple[str, str]], data: st.DataObject) -> list[tuple[str, str]]:
    """The same row with one border between a value and the next name elsewhere, a field more, or a field less."""
    place = data.draw(st.integers(0, len(fields) - 1))
    (name, value), rest = fields[place], fields[place + 1 :]
    match data.draw(st.sampled_from(["name", "border", "more", "less"])):
        case "name":
            both, at = name + value, data.draw(st.integers(0, len(name + value)))
            return [*fields[:place], (both[:at], both[at:]), *rest]
        case "border" if rest:
            both, at = value + rest[0][0], data.draw(st.integers(0, len(value + rest[0][0])))
            return [*fields[:place], (name, both[:at]), (both[at:], rest[0][1]), *rest[1:]]
        case "more" if value:
            at = data.draw(st.integers(0, len(value)))
            end = data.draw(st.integers(at, len(value)))
            return [*fields[:place], (name, value[:at]), (value[at:end], value[end:]), *rest]
        case "less" if rest:
            return [*fields[:place], (name, value + rest[0][0] + rest[0][1]), *rest[1:]]
    return fields
