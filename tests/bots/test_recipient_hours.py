"""Where somebody may be, and so when a message may arrive."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bots.recipient_hours import RecipientHours, place_of
from conversations.quiet_hours import quiet_hours

HOURS = RecipientHours(quiet_hours("cautious"))


@pytest.mark.parametrize(
    ("channel", "address", "area", "zones"),
    [
        ("sms", "+13125550142", "", {"America/Chicago"}),
        ("sms", "+13125550142", "900", {"America/Los_Angeles"}),  # the ZIP tells more: who moves keeps the number
        ("sms", "+525512345678", "", {"America/Mexico_City"}),
        ("whatsapp", "+447911123456", "", {"Europe/London", "Europe/Guernsey", "Europe/Isle_of_Man"}),
        ("telegram", "5550142", "", set()),
        ("telegram", "5550142", "606", {"America/Chicago"}),
        ("sms", "78787", "", set()),
    ],
)
def test_where_a_recipient_may_be(channel: str, address: str, area: str, zones: set[str]) -> None:
    assert place_of(channel, address, area).zones == zones


def test_a_number_that_may_be_anywhere_is_written_to_when_it_is_day_everywhere() -> None:
    morning = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    for address in ("+18005550142", "+19995550142", "78787"):
        assert HOURS.opening("sms", address, "", morning).at == datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


def test_numbers_of_a_state_without_sundays() -> None:
    sunday = datetime(2026, 11, 29, 19, 0, tzinfo=UTC)
    assert HOURS.opening("sms", "+12055550142", "", sunday).at == datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
    assert HOURS.opening("sms", "+12055550142", "606", sunday).at == sunday
