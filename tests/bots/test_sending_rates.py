"""How much a sender may send."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bots.sending_rates import PRESETS, UnknownClass, rate_of, read_rate


@pytest.mark.parametrize(
    ("told", "rate"),
    [("1", 1), ("30/s", 30), ("3.75/s", Fraction(15, 4)), ("75/min", Fraction(5, 4)), ("0.5", Fraction(1, 2))],
)
def test_rates_are_exact(told: str, rate: Fraction) -> None:
    assert read_rate(told) == rate


@pytest.mark.parametrize("told", ["0", "0.0/s", "", "fast", "-1", "1/h"])
def test_what_is_no_rate(told: str) -> None:
    with pytest.raises(ValueError, match="more than 0"):
        read_rate(told)


def test_a_rate_that_is_told_wins_and_the_daily_limit_stays() -> None:
    assert rate_of("toll-free", None).a_second == 3
    assert rate_of("10dlc:low", "6/s") == (6, PRESETS["10dlc:low"].a_day)
    assert rate_of("telegram", None).a_second == 25
    assert rate_of("10dlc:of-our-own", "2") == (2, None)
    with pytest.raises(UnknownClass, match="TWILIO_RATE"):
        rate_of("10dlc:of-our-own", None)
