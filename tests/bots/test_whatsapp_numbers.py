"""One telephone is one number, in whichever of two ways it is written."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.telephone_numbers import one_number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+5215512345678", "+525512345678"),
        ("+525512345678", "+525512345678"),
        ("+541123456789", "+5491123456789"),
        ("+5491123456789", "+5491123456789"),
        ("+551187654321", "+5511987654321"),
        ("+5511987654321", "+5511987654321"),
        ("+558187654321", "+5581987654321"),
        ("+551130031234", "+551130031234"),
        ("+13125550142", "+13125550142"),
        ("+34612345678", "+34612345678"),
        ("+5215123", "+5215123"),
    ],
)
def test_a_number_is_the_same_in_both_ways_of_writing(written: str, number: str) -> None:
    assert one_number(written) == number


def _digits(first: str, more: int) -> st.SearchStrategy[str]:
    rest = st.text("0123456789", min_size=more, max_size=more)
    return st.tuples(st.sampled_from(first), rest).map("".join)


#: Both ways of writing a mobile, as pairs.
PAIRS = st.one_of(
    _digits("2345678", 9).map(lambda ten: (f"+521{ten}", f"+52{ten}")),
    _digits("123", 9).map(lambda ten: (f"+549{ten}", f"+54{ten}")),
    st.tuples(_digits("123456789", 1), _digits("6789", 7)).map(
        lambda two: (f"+55{two[0]}9{two[1]}", "+55" + "".join(two))
    ),
)


@given(PAIRS)
def test_both_ways_of_writing_are_one_number(pair: tuple[str, str]) -> None:
    first, second = map(one_number, pair)
    assert first == second
    assert one_number(first) == first
    assert first in pair
    assert first[-8:] == pair[0][-8:] == pair[1][-8:]


@given(PAIRS, PAIRS)
def test_two_telephones_stay_two(one: tuple[str, str], other: tuple[str, str]) -> None:
    if set(one) != set(other):
        assert one_number(one[0]) != one_number(other[1])


@given(st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True))
def test_numbers_of_other_countries_stay_as_they_are(number: str) -> None:
    if not number.startswith(("+521", "+54", "+55")):
        assert one_number(number) == number
    assert one_number(one_number(number)) == one_number(number)


@pytest.mark.parametrize(("region", "dialled"), [("MX", "+521"), ("AR", "+549"), ("BR", "+55")])
def test_the_one_number_is_the_one_that_the_world_dials(region: str, dialled: str) -> None:
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    number = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    as_kept = number.replace("+52", "+521", 1) if region == "MX" else number
    assert as_kept.startswith(dialled)
    assert one_number(as_kept) == one_number(number) == number
