"""What a signature costs by SMS: the segments of each path, in both languages, also in the worst case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversations import Petition, Petitions, PetitionText
from conversations.segments import segments
from tests.conversations.talking import Person, said
from tests.petitions_for_stories import CROSSING, LINE, SCOMM


def _wide(petition: Petition, keywords: tuple[str, str]) -> Petition:
    """Every limit of the petition file's reference used up; Spanish with all its accents."""
    texts = {
        language: PetitionText(
            keyword, "T" * 23 + vowel, "S" * 15 + vowel, "A" * 89 + vowel, "summary", "Body. " * 200, "O" * 200 + vowel
        )
        for language, keyword, vowel in (("en", keywords[0], "e"), ("es", keywords[1], "é"))
    }
    return replace(petition, texts=texts, short_name="O" * 15, contact="c" * 24, goal=1006213)


WIDE = Petitions(
    all=(_wide(SCOMM, ("KEYWORDONE", "PALABRADOS")), _wide(CROSSING, ("KEYWORDTWO", "PALABRATRE"))),
    counts={SCOMM.slug: 1006212, CROSSING.slug: 1006212},
    organization="An organization",
    number="+13125550142",
    bot="B" * 32,
)
LINES = [
    pytest.param(LINE, "SCOMM", "CROSS", id="english"),
    pytest.param(LINE, "CARTA", "CRUCE", id="spanish"),
    pytest.param(WIDE, "KEYWORDONE", "KEYWORDTWO", id="english at worst"),
    pytest.param(WIDE, "PALABRADOS", "PALABRATRE", id="spanish at worst"),
]


def cost(person: Person, *texts: str) -> int:
    """The segments that answering `texts` takes; every answer takes one."""
    answers = [said(person.text(text)) for text in texts]
    assert all(answers)
    parts = [segments(answer).parts for answer in answers]
    assert set(parts) == {1}, answers
    return sum(parts)


@pytest.mark.parametrize(("line", "keyword", "other"), LINES)
def test_a_signature_by_keyword_takes_three_segments(line: Petitions, keyword: str, other: str) -> None:
    person = Person(petitions=line)
    assert cost(person, keyword, "Ana Lopez 60608", "1") == 3
    assert person.count_signed == 1


@pytest.mark.parametrize(("line", "keyword", "other"), LINES)
def test_a_flyer_takes_two_segments_and_so_does_a_second_petition(line: Petitions, keyword: str, other: str) -> None:
    person = Person(petitions=line)
    assert cost(person, f"{keyword} Ana Lopez 60608", "1") == 2
    assert cost(person, other, "1") == 2
    assert person.count_signed == 2


@pytest.mark.parametrize(("line", "keyword", "other"), LINES)
def test_name_and_zip_apart_take_four_segments(line: Petitions, keyword: str, other: str) -> None:
    person = Person(petitions=line)
    assert cost(person, keyword, "María Guadalupe Hernández Rodríguez", "60608", "1") == 4
    assert person.signatures[SCOMM.slug].name == "María Guadalupe Hernández Rodríguez"


@pytest.mark.parametrize(("line", "keyword", "other"), LINES)
def test_all_that_can_be_asked_afterwards_takes_one_segment_each(line: Petitions, keyword: str, other: str) -> None:
    person = Person(petitions=line)
    cost(person, f"{keyword} María José de la Cruz Hernández Núñez 60608", "1")
    cost(person, "1", "STATUS", "COUNT", "SHARE", "HELP", "JOIN", "STATUS", keyword, "EDIT", "2", "60609", "3", "3")
    cost(person, "UNSIGN", "no", "UNSIGN", "9", "STATUS", "DELETE", "no", "DELETE", "9")


@pytest.mark.parametrize(("line", "keyword", "other"), LINES)
def test_a_page_takes_two_segments_at_most(line: Petitions, keyword: str, other: str) -> None:
    person = Person(petitions=line)
    person.text(keyword)
    pages = [said(person.text("MORE")) for _ in range(6)]
    assert max(segments(page).parts for page in pages) <= 2


def test_a_long_name_is_cut_in_the_text_and_stored_whole() -> None:
    name = "Maria de los Angeles Guadalupe Hernandez Rodriguez de la Cruz Fernandez Villa"
    person = Person()
    review = said(person.text(f"SCOMM {name} 60608"))
    assert "..." in review
    assert segments(review).parts == 1
    person.text("1")
    assert person.signatures[SCOMM.slug].name == name
