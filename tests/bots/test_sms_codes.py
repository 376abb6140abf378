"""Twilio's codes: each means one thing, at once and afterwards."""

from __future__ import annotations

import pytest

from bots.outcomes import Gone, Later, Refused
from bots.sms_codes import CODES, OF_THE_ADDRESS, Failure, Kind, failure_of, outcome_of, told

#: Each kind as the sheet of Twilio's facts has it (https://www.twilio.com/docs/api/errors).
SHEET = {
    Kind.OPTED_OUT: "21610 63033",
    Kind.UNREACHABLE: "21211 21217 21401 21614 63003 63024 30005 30006",
    Kind.FILTERED: "30007 30450 30453 63013 63026",
    Kind.SLOW_DOWN: "20429 30001 21611 30017 30022 63018 14107",
    Kind.DAY_FULL: "30023 30027 63038",
    Kind.EXPIRED: "30036",
    Kind.NOT_THERE: "21408 21608 21612 21704 63015 63016 63049",
    Kind.ACCOUNT: "20003 20404 10001 90010 30002 63051",
}


@pytest.mark.parametrize("kind", list(SHEET))
def test_the_table_is_as_the_sheet_has_it(kind: Kind) -> None:
    assert {code for code, known in CODES.items() if known.kind is kind} == set(SHEET[kind].split())


@pytest.mark.parametrize("code", list(CODES))
def test_whatever_the_code_only_who_is_gone_is_suppressed_and_every_reason_is_told(code: str) -> None:
    outcome, kind = outcome_of(400, code, None), CODES[code].kind
    assert getattr(outcome, "why", "") == f"{code} {CODES[code].words}"
    assert isinstance(outcome, Gone) is (kind in (Kind.OPTED_OUT, Kind.UNREACHABLE))
    waits = kind in (Kind.SLOW_DOWN, Kind.DAY_FULL, Kind.SENDER, Kind.ACCOUNT)
    assert isinstance(outcome, Later) is waits
    # What waits and is mended by no time is told to an operator.
    everybody = isinstance(outcome, Later | Refused) and outcome.for_all
    assert everybody is (kind in (Kind.SENDER, Kind.ACCOUNT, Kind.CONTENT))


@pytest.mark.parametrize(
    ("code", "sender", "failure"),
    [
        ("21610", "10dlc", Failure("21610 said STOP to this number", "stopped")),
        ("30004", "toll-free", Failure("30004 blocked by the phone or the network", "stopped")),
        ("30004", "10dlc", Failure("30004 blocked by the phone or the network", "unreachable", 3)),
        ("30003", "10dlc", Failure("30003 phone off, or out of reach", "unreachable", 3)),
        ("30005", "10dlc", Failure("30005 the number is not in use", "unreachable", 2)),
        ("30006", "10dlc", Failure("30006 a landline, or out of reach for good", "unreachable", 1)),
        ("30007", "10dlc", Failure("30007 taken for spam by Twilio or a carrier")),
        ("30036", "10dlc", Failure("30036 could not be delivered in time")),
        ("30001", "10dlc", Failure("30001 too much waits at Twilio", wait=60.0)),
        ("30027", "10dlc", Failure("30027 the sender's daily limit at T-Mobile is reached", for_all=True)),
        ("30032", "toll-free", Failure("30032 the toll-free number is not verified", for_all=True)),
        ("63016", "", Failure("63016 outside the 24 hours in which WhatsApp lets us write")),
        ("12345", "10dlc", Failure("12345 (a code that is not known here)")),
        ("", "10dlc", Failure("no reason told")),
    ],
)
def test_what_a_report_of_failure_means(code: str, sender: str, failure: Failure) -> None:
    assert failure_of(code, sender) == failure


def test_a_code_that_is_not_known_is_never_held_against_the_address() -> None:
    for code in ("1", "31999", "99999"):
        assert failure_of(code, "toll-free").suppress == ""
        assert outcome_of(400, code, None) == Refused(told(code))
        assert code not in OF_THE_ADDRESS
