"""Phrases: what the catalogues must keep, and how they are filled in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from api.page_words import LANGUAGES as PAGES
from conversations.catalogue import PhraseError
from conversations.language_files import LANGUAGE_FILES
from conversations.phrases import LANGUAGES, PHRASES, first_that_fits, load, say, written_date, written_number
from conversations.segments import fold, segments


def catalogues(directory: Path, **entries: str) -> Path:
    """Write `en.po` and `es.po` with these entries."""
    for language, entry in entries.items():
        (directory / f"{language}.po").write_text(f'msgid ""\nmsgstr ""\n\n{entry}\n', "utf-8")
    return directory


def broken(directory: Path, en: str, es: str | None = None) -> str:
    """What the check says about these catalogues."""
    with pytest.raises(PhraseError) as caught:
        load(catalogues(directory, en=en, es=en if es is None else es))
    return str(caught.value)


def entry(words: str, key: str = "sms.greeting", *notes: str) -> str:
    return "".join(f"#. {note}\n" for note in notes) + f'msgid "{key}"\nmsgstr "{words}"\n'


def test_the_shipped_catalogues_are_complete_and_the_base_comes_first() -> None:
    assert LANGUAGES == ("en", "es", "fr", "ht", "pt")
    assert all(catalogue.keys() == PHRASES["en"].keys() for catalogue in PHRASES.values())
    assert tuple(LANGUAGE_FILES) == LANGUAGES == PAGES


def test_good_catalogues_are_read(tmp_path: Path) -> None:
    read = load(catalogues(tmp_path, en=entry("Hello {name}"), es=entry("Hola {name}")))
    assert list(read) == ["en", "es"]
    assert read["es"]["sms.greeting"].words == "Hola {name}"


def test_no_catalogue_fails_the_start(tmp_path: Path) -> None:
    with pytest.raises(PhraseError, match="no catalogue"):
        load(tmp_path)


def test_a_missing_phrase_is_named(tmp_path: Path) -> None:
    said = broken(tmp_path, entry("Hello") + entry("Bye", "sms.bye"), entry("Hola"))
    assert said == "phrase 'sms.bye' in 'es': is missing"


def test_a_phrase_that_only_a_translation_has_is_named(tmp_path: Path) -> None:
    assert "sms.bye" in broken(tmp_path, entry("Hello"), entry("Hola") + entry("Bye", "sms.bye"))


@pytest.mark.parametrize("words", ["Hola {nombre}", "Hola", "Hola {name} {count}"])
def test_another_placeholder_than_the_base_s_is_named(tmp_path: Path, words: str) -> None:
    assert "is not in every language" in broken(tmp_path, entry("Hello {name}"), entry(words))


@pytest.mark.parametrize(
    "words", ["Hello {name", "Hello {name!r}", "Hello {name:>10}", "Hello {name.real}", "Hello {0}", "{}"]
)
def test_only_plain_placeholders_are_taken(tmp_path: Path, words: str) -> None:
    assert "sms.greeting" in broken(tmp_path, entry(words))


def test_a_phrase_without_words_is_named(tmp_path: Path) -> None:
    assert "no finished words" in broken(tmp_path, entry(""))


def test_a_fuzzy_phrase_is_named(tmp_path: Path) -> None:
    assert "no finished words" in broken(tmp_path, "#, fuzzy\n" + entry("Hello"))


def test_a_plural_form_is_refused(tmp_path: Path) -> None:
    plural = 'msgid "sms.count"\nmsgid_plural "sms.counts"\nmsgstr[0] "one"\nmsgstr[1] "many"\n'
    assert "plural" in broken(tmp_path, plural)


def test_a_text_over_one_segment_is_named_with_its_cost(tmp_path: Path) -> None:
    said = broken(tmp_path, entry("a" * 161))
    assert "takes 2 segments at worst (161 GSM-7 units), at most 1" in said


def test_the_worst_case_counts_and_not_the_words(tmp_path: Path) -> None:
    assert "2 segments at worst" in broken(tmp_path, entry("a" * 121 + "{name}"))
    load(catalogues(tmp_path, en=entry("a" * 120 + "{name}"), es=entry("b{name}")))
    load(catalogues(tmp_path, en=entry("a" * 150 + "{name}", "sms.greeting", "facts: name=10"), es=entry("b{name}")))


def test_a_number_s_worst_case_is_the_number_as_written(tmp_path: Path) -> None:
    load(
        catalogues(
            tmp_path, en=entry("a" * 151 + "{count}", "sms.n", "facts: count=1006213"), es=entry("{count}", "sms.n")
        )
    )
    assert "161" in broken(tmp_path, entry("a" * 152 + "{count}", "sms.n", "facts: count=1006213"))


def test_a_worst_case_may_be_words_and_a_budget_larger(tmp_path: Path) -> None:
    words = entry("a" * 300 + "{when}", "sms.long", "segments: 2", 'facts: when="Sept 3"')
    load(catalogues(tmp_path, en=words, es=entry("{when}", "sms.long")))


def test_a_placeholder_without_a_worst_case_is_named(tmp_path: Path) -> None:
    assert "{weather}" in broken(tmp_path, entry("Hello {weather}"))


def test_an_accent_that_makes_a_text_dear_is_named(tmp_path: Path) -> None:
    assert "forced by í" in broken(tmp_path, entry("Hello"), entry("así" + "a" * 80))


def test_only_texts_by_sms_have_a_budget(tmp_path: Path) -> None:
    load(catalogues(tmp_path, en=entry("a" * 500, "page.about"), es=entry("á" * 500, "page.about")))


@pytest.mark.parametrize("word", ["CANCEL", "END", "QUIT", "YES", "INFO", "ALTO", "BAJA", "SALIR"])
def test_a_reserved_word_is_never_advertised(tmp_path: Path, word: str) -> None:
    assert f"advertises {word}" in broken(tmp_path, entry(f"Text {word} to go on"))
    load(catalogues(tmp_path, en=entry(f"Text {word.lower()} or {word}S"), es=entry("Hola")))


@pytest.mark.parametrize(
    "words", ["<b>Hello", "Hello</b>", "<b><i>Hello</b></i>", "Tom & Ana", "1 < 2", "<span>Hi</span>"]
)
def test_markup_that_telegram_would_refuse_is_named(tmp_path: Path, words: str) -> None:
    assert "telegram.card" in broken(tmp_path, entry(words, "telegram.card"))


def test_whole_markup_is_fine(tmp_path: Path) -> None:
    both = entry("<b>Hello <i>you</i></b> &amp; me", "telegram.card")
    load(catalogues(tmp_path, en=both, es=both))


KEYS = sorted(PHRASES["en"])


def facts_for(key: str, value: str = "Ana") -> dict[str, str | int]:
    return dict.fromkeys(PHRASES["en"][key].placeholders, value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_can_be_said(language: str) -> None:
    for key in KEYS:
        said = say(key, language, **facts_for(key))
        assert said, key
        assert "{" not in said, key


def test_a_missing_fact_and_an_unknown_phrase_are_named() -> None:
    key = next(key for key in KEYS if PHRASES["en"][key].placeholders)
    with pytest.raises(PhraseError, match=key):
        say(key, "en")
    with pytest.raises(PhraseError, match="no such phrase"):
        say("sms.no_such_phrase", "en")


def test_an_unknown_language_is_answered_in_english() -> None:
    key = KEYS[0]
    assert say(key, "xx", **facts_for(key)) == say(key, "en", **facts_for(key))


def test_names_are_escaped_on_telegram_and_nowhere_else() -> None:
    for key in KEYS:
        if PHRASES["en"][key].placeholders:
            escaped = "&lt;i&gt;" in say(key, "en", **facts_for(key, "<i>"))
            assert escaped == key.startswith("telegram.")


def test_a_brace_in_a_name_is_only_a_brace() -> None:
    key = next(key for key in KEYS if "name" in PHRASES["en"][key].placeholders)
    assert "{count}" in say(key, "en", **facts_for(key, "{count}"))


@given(st.integers(0, 10**9), st.sampled_from(["en", "es"]))
def test_numbers_are_written_as_in_the_united_states(number: int, language: str) -> None:
    assert written_number(number, language) == format_decimal(number, locale=f"{language}_US")


def test_numbers_in_other_languages_are_written_as_at_home_with_a_space_that_a_text_message_holds() -> None:
    written = {language: written_number(1006213, language) for language in LANGUAGES}
    assert written["pt"] == "1.006.213"
    assert all(segments(number).encoding == "GSM-7" for number in written.values())


def test_dates_are_written_as_people_say_them() -> None:
    assert written_date(date(2026, 5, 3), "en") == "May 3"
    assert written_date(date(2026, 5, 3), "es") == "3 de mayo"
    assert written_date(date(2026, 9, 30), "pt") == "30 de setembro"
    assert written_date(date(2026, 9, 30), "xx") == "September 30"


REVIEWS = [key for key in ("sms.review", "sms.review_short", "sms.review_accented") if key in PHRASES["en"]]


def review(name: str, language: str = "en") -> str:
    facts = {fact: "x" for key in REVIEWS for fact in PHRASES["en"][key].placeholders}
    return first_that_fits(REVIEWS, language, **{**facts, "name": name})


def test_the_longest_wording_that_fits_is_said() -> None:
    assert review("Ana") == say(REVIEWS[0], "en", **{**facts_for(REVIEWS[0], "x"), "name": "Ana"})


def test_accents_of_a_name_are_kept_where_one_segment_holds_them() -> None:
    assert "María José Núñez" in review("María José Núñez")


def test_accents_are_folded_where_no_segment_holds_them() -> None:
    long = "María de los Ángeles Guadalupe Hernández Rodríguez"
    assert fold(long) in review(long)
    assert segments(review(long)).parts == 1


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80), st.sampled_from(LANGUAGES))
def test_any_name_fits_one_segment_at_last(name: str, language: str) -> None:
    assert segments(review(name, language)).parts == 1


def test_a_name_that_cannot_fit_is_cut_with_three_dots() -> None:
    said = review("李" * 80)
    assert "李..." in said
    assert segments(said).parts == 1
