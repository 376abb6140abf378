"""Until when a sender is done, by its limits and by when it is day where its people are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from api.finish_times import Batch, finish
from bots.recipient_hours import Place
from conversations.quiet_hours import quiet_hours

CHICAGO, LOS_ANGELES = Place(frozenset({"America/Chicago"})), Place(frozenset({"America/Los_Angeles"}))
FEDERAL, OFF = quiet_hours("federal"), quiet_hours("off")
#: Two in the afternoon in Chicago.
NOON = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)


def test_the_rate_alone() -> None:
    ends = finish([Batch(CHICAGO, 1000)], 10.0, None, None, OFF, NOON)
    assert ends == NOON + timedelta(seconds=100)


def test_what_is_held_leaves_when_the_window_opens() -> None:
    night = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    ends = finish([Batch(CHICAGO, 600), Batch(LOS_ANGELES, 600)], 10.0, None, None, FEDERAL, night)
    assert ends == datetime(2026, 11, 24, 16, 1, tzinfo=UTC), "eight in Los Angeles, and a minute"


def test_what_does_not_fit_into_a_day_goes_on_on_the_next_one() -> None:
    ends = finish([Batch(CHICAGO, 3600 * 10)], 1.0, None, None, FEDERAL, NOON)
    # Seven hours until nine in the evening, three from eight in the morning.
    assert ends == datetime(2026, 11, 25, 17, 0, tzinfo=UTC)


def test_a_daily_limit() -> None:
    ends = finish([Batch(CHICAGO, 2500)], 100.0, 500, 1000, OFF, NOON)
    assert ends == datetime(2026, 11, 26, 0, 0, 10, tzinfo=UTC)


def test_what_takes_too_long_is_not_told() -> None:
    assert finish([Batch(CHICAGO, 100_000)], 0.01, None, None, OFF, NOON) is None
    assert finish([Batch(CHICAGO, 100)], 1.0, 0, 0, OFF, NOON) is None


@given(
    st.lists(
        st.tuples(st.sampled_from([CHICAGO, LOS_ANGELES, Place(frozenset())]), st.integers(0, 20_000)), max_size=5
    ),
    st.sampled_from([0.5, 3.75, 25.0, 1000.0]),
    st.sampled_from([None, 2000, 10_000]),
    st.sampled_from([OFF, FEDERAL, quiet_hours("cautious")]),
)
def test_it_ends_and_is_never_sooner_than_the_rate_allows(
    parts: list[tuple[Place, int]], rate: float, daily: int | None, hours: object
) -> None:
    batches = [Batch(*part) for part in parts]
    ends = finish(batches, rate, daily, daily, hours, NOON)  # type: ignore[arg-type]
    units = sum(batch.units for batch in batches)
    assert ends is None or ends - NOON >= timedelta(seconds=units / rate - 1)
