"""Messages that nobody asked for just now arrive by day, where their recipient is."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.quiet_hours import QuietHours, UnreadableHours, quiet_hours
from conversations.zip_areas import areas_of_state, states_of_area, zones_of_area

CAUTIOUS, FEDERAL = quiet_hours("cautious"), quiet_hours("federal")
ZONES = ("America/New_York", "America/Chicago", "America/Phoenix", "America/Los_Angeles", "Pacific/Honolulu")


def utc(text: str) -> datetime:
    """A moment, as "2026-11-24 20:10"."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zones", "asked", "opens"),
    [
        (("America/Chicago",), "2026-11-24 20:10", "2026-11-24 20:10"),  # ten past two in the afternoon
        (("America/Chicago",), "2026-11-24 15:59", "2026-11-24 16:00"),
        (("America/Chicago",), "2026-11-24 23:00", "2026-11-25 16:00"),  # at five it is over
        (("America/Chicago",), "2026-11-28 23:30", "2026-11-29 18:00"),  # on a Sunday from noon
        (("America/Chicago", "America/Los_Angeles"), "2026-11-24 17:00", "2026-11-24 18:00"),  # both must be open
        ((), "2026-11-24 16:00", "2026-11-24 18:00"),  # anywhere between New York and Los Angeles
        (("Pacific/Guam", "America/Puerto_Rico"), "2026-11-24 16:00", "2026-11-24 18:00"),  # no hour in common
    ],
)
def test_the_cautious_windows(zones: tuple[str, ...], asked: str, opens: str) -> None:
    assert CAUTIOUS.opening(zones, utc(asked)).at == utc(opens)


@pytest.mark.parametrize(
    ("asked", "opens"),
    [
        ("2026-03-07 13:59", "2026-03-07 14:00"),  # eight in the morning of the last day of winter time
        ("2026-03-08 12:30", "2026-03-08 13:00"),  # and of the first day of summer time
        ("2026-10-31 12:59", "2026-10-31 13:00"),
        ("2026-11-01 13:30", "2026-11-01 14:00"),
    ],
)
def test_eight_in_the_morning_is_eight_when_the_clocks_have_changed(asked: str, opens: str) -> None:
    assert FEDERAL.opening(("America/Chicago",), utc(asked)).at == utc(opens)


def test_where_sundays_are_free_nothing_arrives_on_them() -> None:
    sunday, monday = utc("2026-11-29 19:00"), utc("2026-11-30 16:00")
    assert CAUTIOUS.opening(("America/Chicago",), sunday, states=("AL",)).at == monday
    assert CAUTIOUS.opening(("America/Chicago",), sunday, area_code="205").at == monday
    assert CAUTIOUS.opening(("America/Chicago",), sunday, states=("IL",), area_code="205").at == sunday


def test_off_is_never_quiet() -> None:
    night = utc("2026-11-24 09:00")
    assert quiet_hours("off").opening(("America/Chicago",), night).at == night


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
    st.sets(st.sampled_from(ZONES)),
    st.sampled_from([CAUTIOUS, FEDERAL]),
)
def test_it_opens_within_days_and_then_every_zone_is_inside_its_window(
    now: datetime, zones: set[str], hours: QuietHours
) -> None:
    opening = hours.opening(zones, now)
    assert now <= opening.at < opening.closes
    assert opening.at - now < timedelta(days=3)
    for zone in zones or hours.unknown:
        for moment in (opening.at, opening.closes - timedelta(microseconds=1)):
            here = moment.astimezone(ZoneInfo(zone))
            window = hours.days[here.weekday()]
            assert window is not None
            assert window.opens <= here.time() < window.closes
    assert hours.opening(zones, opening.at) == opening
    if opening.at > now:
        # A moment earlier some zone was still quiet.
        assert hours.opening(zones, opening.at - timedelta(seconds=1)).at == opening.at


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "hours.toml"
    text = 'weekdays = "09:00-12:00"\nsaturday = ""\nsunday = ""\nunknown = ["Europe/Berlin"]\n'
    file.write_text(f"[custom]\n{text}", "utf-8")
    hours = quiet_hours(str(file))
    assert hours.opening((), utc("2026-11-27 11:30")).at == utc("2026-11-30 08:00")
    assert hours.days[0] == (time(9), time(12))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "no table"),
        ("[custom", "no TOML"),
        ('[custom]\nweekdays="9-12"', '"weekdays" must be'),
        ('[custom]\nweekdays="12:00-09:00"', '"weekdays" must be'),
        ('[custom]\nweekdays=""\nsaturday=""\nsunday=""\nunknown=["UTC"]', "nothing could ever be sent"),
        ('[custom]\nweekdays="09:00-12:00"\nsaturday=""\nsunday=""', '"unknown" must be'),
        ('[custom]\nweekdays="09:00-12:00"\nsaturday=""\nsunday=""\nunknown=["Mars/Base"]', "no time zone Mars/Base"),
        (
            '[custom]\nweekdays="09:00-12:00"\nsaturday=""\nsunday=""\nunknown=["Asia/Tokyo","America/Chicago"]',
            "no hour in common",
        ),
    ],
)
def test_a_file_that_can_not_be_used_says_why(tmp_path: Path, text: str, wrong: str) -> None:
    file = tmp_path / "hours.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(UnreadableHours, match=wrong):
        quiet_hours(str(file))
    with pytest.raises(UnreadableHours, match="can't be read"):
        quiet_hours(str(tmp_path / "missing.toml"))


def test_areas_of_zips() -> None:
    assert zones_of_area("606") == {"America/Chicago"}
    assert states_of_area("606") == {"IL"}
    assert zones_of_area("865") == {"America/Denver", "America/Phoenix"}
    assert zones_of_area("000") == frozenset()
    assert "606" in areas_of_state("IL")
    with pytest.raises(KeyError):
        areas_of_state("XX")
    for area in range(1000):
        for zone in zones_of_area(f"{area:03d}"):
            assert ZoneInfo(zone).key == zone
