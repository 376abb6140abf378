"""The review: what goes out is said in it, whatever the name, and 3 is taken only where it was offered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversations import Channel, Petition, Petitions
from conversations.language_files import LANGUAGE_FILES
from conversations.phrases import LANGUAGES, PHRASES
from conversations.reviews import saying_who_sees
from conversations.segments import segments
from tests.conversations.talking import Person, names, said
from tests.petitions_for_stories import COATS, CROSSING, LINE, SCOMM, WATER

NAMES = (
    "Ana Lopez",
    "María López",
    "José Ángel Núñez",
    "Anastasia Guadalupe Hernandez-Rodriguez",
    "Maria de los Angeles Guadalupe Hernandez Rodriguez de la Cruz Fernandez Villa",
    "María de los Ángeles Guadalupe Hernández Rodríguez",
    "王小明",
    "محمد الأحمد",
    "Μαρία Παπαδοπούλου Κωνσταντινίδη",
    "王" * 80,
)
#: As long as petition files allow.
LONG_TITLE, LONG_SHORT, LONG_ASK = "M" * 24, "M" * 16, "M" * 90
KEYWORDS = {language: f"WATER{language.upper()}" for language in LANGUAGES} | {"en": "WATER", "es": "AGUA"}
SIGNED_BEFORE = {language: f"SCOMM{language.upper()}" for language in LANGUAGES} | {"en": "SCOMM", "es": "CARTA"}
#: The word for initials, which has to be in every review where they go out.
TELLS = {"en": "initials", "es": "iniciales", "fr": "initiales", "ht": "inisyal", "pt": "iniciais"}


def in_every_language(petition: Petition, keywords: dict[str, str]) -> Petition:
    """The petition with English words where it has none."""
    texts = {
        language: petition.texts.get(language) or replace(petition.texts["en"], keyword=keywords[language])
        for language in LANGUAGES
    }
    return replace(petition, texts=texts)


def line(*, long: bool) -> Petitions:
    """The line of the stories, with a petition whose target gets initials and that takes as much room as one may."""
    water = in_every_language(replace(WATER, privacy="initials", postcode="optional"), KEYWORDS)
    if long:
        texts = {
            language: replace(text, title=LONG_TITLE, short=LONG_SHORT, ask=LONG_ASK)
            for language, text in water.texts.items()
        }
        water = replace(water, texts=texts, short_name="M" * 15)
    return replace(LINE, all=(in_every_language(SCOMM, SIGNED_BEFORE), CROSSING, water, COATS))


def language_of(keyword: str) -> str:
    return next(language for language, known in KEYWORDS.items() if known == keyword)


def first_review(person: Person, keyword: str, name: str) -> str:
    person.text(keyword)
    return said(person.text(f"{name} 60608"))


def one_shot(person: Person, keyword: str, name: str) -> str:
    return said(person.text(f"{keyword} {name} 60608"))


def returning(person: Person, keyword: str, name: str) -> str:
    person.text(SIGNED_BEFORE[language_of(keyword)])
    person.text(f"{name} 60608")
    person.text("1")
    return said(person.text(keyword))


def after_three(person: Person, keyword: str, name: str) -> str:
    first_review(person, keyword, name)
    person.state["answers"]["may_show"] = None
    return said(person.text("3"))


def resumed(person: Person, keyword: str, name: str) -> str:
    first_review(person, keyword, name)
    person.later(days=2)
    return said(person.text(keyword))


def editing(person: Person, keyword: str, name: str) -> str:
    first_review(person, keyword, "Ana Lopez")
    person.text("1")
    person.text(LANGUAGE_FILES[language_of(keyword)].commands["edit"][0])
    person.text("1")
    return said(person.text(name))


def editing_resumed(person: Person, keyword: str, name: str) -> str:
    editing(person, keyword, name)
    person.later(days=2)
    return said(person.text("??"))


WAYS = (first_review, one_shot, returning, after_three, resumed, editing, editing_resumed)


def test_the_word_for_initials_is_told_of_every_language() -> None:
    assert tuple(TELLS) == LANGUAGES


@pytest.mark.parametrize("language", TELLS)
@pytest.mark.parametrize("long", [False, True], ids=["as usual", "worst case"])
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_initials_that_go_out_are_said_in_every_review(way: object, long: bool, language: str) -> None:
    petitions = line(long=long)
    for name in NAMES:
        review = way(Person(petitions=petitions), KEYWORDS[language], name)  # type: ignore[operator]
        assert TELLS[language] in review, review
        assert "1=" in review, review
        assert segments(review).parts == 1, review


@pytest.mark.parametrize("language", TELLS)
def test_no_wording_for_initials_leaves_them_out(language: str) -> None:
    reviews = [key.removeprefix("sms.") for key in PHRASES[language] if key.startswith("sms.") and "review" in key]
    reviews = [name for name in reviews if not name.startswith(("unknown", "voice", "part", "resume"))]
    reviews = [name for name in reviews if not name.startswith("lang") and name != "next_review"]
    for name in saying_who_sees(line(long=False).by_slug[WATER.slug], tuple(reviews)):
        words = PHRASES[language][f"sms.{name}"].words
        assert "{privacy}" in words or "{brief}" in words or TELLS[language] in words, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_returning_review_says_what_is_asked(language: str) -> None:
    petitions = line(long=False)
    words = petitions.by_slug[WATER.slug].text(language)
    for name in NAMES:
        review = returning(Person(petitions=petitions), KEYWORDS[language], name)
        if len(name) < 20 and name.isascii():
            assert words.title in review or words.ask in review, review


def test_an_accent_costs_nobody_the_title_the_privacy_or_the_choice() -> None:
    plain, accented = Person(), Person()
    first = first_review(plain, "CARTA", "Maria Lopez")
    assert first_review(accented, "CARTA", "María López") == first
    assert "3=" in first
    assert dict(accented.text("1").facts[0].details)["name"] == "María López"


@pytest.mark.parametrize("name", ["Ana Lopez", "王小明"])
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_three_signs_only_where_it_was_offered(way: object, name: str) -> None:
    person = Person(petitions=line(long=False))
    review = way(person, "WATER", name)  # type: ignore[operator]
    turn = person.text("3")
    if "3=" in review and way is not after_three:
        assert turn.facts[0].details["show_name"] is True
    elif "RESTART" not in review and "Welcome" not in review:
        assert not names(turn)
        assert "SHOW=" in said(turn)
        assert person.text("SHOW").facts[0].details["show_name"] is True


def test_a_review_on_telegram_names_who_sees_the_initials() -> None:
    person = Person(Channel.TELEGRAM, line(long=False))
    assert "initials" in one_shot(person, "WATER", "Ana Lopez")
