"""Petition files: what they give, and every mistake named with its line."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations import Petition, Standing
from conversations.petition import CarriedOver
from conversations.petition_file import PetitionFileError, canonical_text, read_petition, version_of
from conversations.segments import fold, segments

PETITIONS = sorted((Path(__file__).parents[2] / "petitions").glob("*.toml"))
GOOD = """\
slug = "clean-river"
organization = "Friends of the River"
short_name = "River"
contact = "help@example.org"
targets = ["City Council"]
goal = 500

[text.en]
keyword = "RIVER"
title = "Clean the river"
short = "River"
ask = "Ask the City Council to clean the river."
summary = "We ask for a clean river."
body = "Please clean the river."

[text.es]
keyword = "AGUA"
title = "Limpien la orilla"
short = "Orilla"
ask = "Pide al consejo que limpie la orilla."
summary = "Pedimos una orilla limpia."
body = "Limpien la orilla, por favor."
"""


def problems(old: str, new: str, toml: str = GOOD) -> tuple[str, ...]:
    """What is said about the good file with one change."""
    assert old in toml
    with pytest.raises(PetitionFileError) as caught:
        read_petition(toml.replace(old, new, 1))
    return caught.value.problems


def test_a_good_file_is_a_petition() -> None:
    petition = read_petition(GOOD)
    assert petition.slug == "clean-river"
    assert petition.targets == ("City Council",)
    assert list(petition.texts) == ["en", "es"]
    assert petition.texts["es"].keyword == "AGUA"
    assert (petition.state, petition.privacy, petition.postcode) == ("draft", "totals", "optional")
    assert (petition.anonymise_after_days, petition.people_per_phone) == (90, 4)
    assert petition.carried_over is petition.image is petition.opens is None


@pytest.mark.parametrize("path", PETITIONS, ids=lambda path: path.stem)
def test_the_shipped_petitions_are_good_and_open(path: Path) -> None:
    petition = read_petition(path.read_text("utf-8"))
    assert petition.slug == path.stem
    assert petition.standing(datetime(2026, 6, 1, tzinfo=UTC)) is Standing.OPEN
    assert set(petition.texts) == {"en", "es"}


def test_the_shipped_petitions_have_their_keywords() -> None:
    keywords = {p.slug: [t.keyword for t in p.texts.values()] for p in map(_read, PETITIONS)}
    assert keywords == {"put-s-comm-on-ice": ["SCOMM", "CARTA"], "safe-crossing": ["CROSS", "CRUCE"]}


def test_the_example_names_what_was_carried_over() -> None:
    petition = _read(next(path for path in PETITIONS if "s-comm" in path.stem))
    assert petition.carried_over == CarriedOver(6212, "an earlier web petition", date(2011, 6, 1))


@pytest.mark.parametrize("path", PETITIONS, ids=lambda path: path.stem)
def test_the_shipped_asks_need_no_folding(path: Path) -> None:
    for text in _read(path).texts.values():
        assert fold(text.ask) == text.ask
        assert not segments(fold(text.body)).offending


def _read(path: Path) -> Petition:
    return read_petition(path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('slug = "clean-river"', 'slug = "Clean River"', "line 1: slug: must be 3 to 40 small letters"),
        ('slug = "clean-river"', 'slug = "-river"', "line 1: slug: must be"),
        ('slug = "clean-river"', 'slug = "ab"', "line 1: slug: is too short; at least 3"),
        ('slug = "clean-river"', "slug = 7", "line 1: slug: must be a text in quotes"),
        ('slug = "clean-river"\n', "", "slug: is missing"),
        (
            'short_name = "River"',
            'short_name = "Friends of the River"',
            "line 3: short_name: 20 characters, at most 15",
        ),
        ('short_name = "River"', 'short_name = ""', "line 3: short_name: is empty"),
        ('contact = "help', 'contact = "help-and-advice', "line 4: contact: 27 characters, at most 24"),
        ("targets = [", "targets = [] # [", "line 5: targets: has 0 entries, must be 1 to 20"),
        ('["City Council"]', '"City Council"', "line 5: targets: must be a list"),
        ('["City Council"]', '["City Council", 7]', "line 5: targets[1]: must be a text in quotes"),
        ("goal = 500", "goal = 0", "line 6: goal: is 0, must be 1 to 9999999"),
        ("goal = 500", 'goal = "many"', "line 6: goal: must be a whole number"),
        ("goal = 500", "goal = true", "line 6: goal: must be a whole number"),
        ("goal = 500\n", "", "goal: is missing"),
        ("goal = 500", "gaol = 500", "line 6: gaol: is not known; did you mean 'goal'?"),
        ("goal = 500", "goal = 500\nprivacy = 'names'", "line 7: privacy: is 'names', must be one of totals, initials"),
        ("goal = 500", "goal = 500\npostcode = 'maybe'", "line 7: postcode: is 'maybe'"),
        ("goal = 500", "goal = 500\nanonymise_after_days = -1", "line 7: anonymise_after_days: is -1"),
        ("goal = 500", "goal = 500\npeople_per_phone = 0", "line 7: people_per_phone: is 0"),
        ("goal = 500", "goal = 500\nopens = 2026-01-01T00:00:00", "line 7: opens: has no time zone"),
        ("goal = 500", "goal = 500\nopens = 2026-01-01", "line 7: opens: must be a date with a time and a zone"),
        (
            "goal = 500",
            "goal = 500\nopens = 2026-02-01T00:00:00Z\ncloses = 2026-02-01T00:00:00Z",
            "line 8: closes: must be after opens",
        ),
        (
            "goal = 500",
            "goal = 500\ncarried_over = { count = 0, from = 'paper', on = 2011-06-01 }",
            "line 7: carried_over.count: is 0",
        ),
        ("goal = 500", "goal = 500\ncarried_over = { count = 5 }", "line 7: carried_over.from: is missing"),
        (
            "goal = 500",
            "goal = 500\ncarried_over = { count = 5, from = 'paper', on = 2011-06-01T00:00:00Z }",
            "line 7: carried_over.on: must be a day without a time",
        ),
        (
            "goal = 500",
            "goal = 500\nimage = { file = '../march.jpg', alt = 'A march' }",
            "line 7: image.file: must be the plain name",
        ),
        ("goal = 500", "goal = 500\nimage = { file = 'march.jpg' }", "line 7: image.alt: is missing"),
        ('keyword = "RIVER"', 'keyword = "R"', "line 9: text.en.keyword: is too short; at least 2"),
        ('keyword = "RIVER"', 'keyword = "CLEANRIVERS"', "line 9: text.en.keyword: 11 characters, at most 10"),
        ('keyword = "RIVER"', 'keyword = "RÍO"', "line 9: text.en.keyword: must be 2 to 10 letters or digits"),
        ('keyword = "RIVER"', 'keyword = "60608"', "line 9: text.en.keyword: must be 2 to 10 letters or digits"),
        ('keyword = "RIVER"', 'keyword = "SHOP"', "SHOP is too near to a word that ends all messages"),
        ('keyword = "RIVER"', 'keyword = "alto"', "ALTO is too near to a word that ends all messages"),
        ('keyword = "RIVER"', 'keyword = "YES"', "YES is too near to a word that ends all messages"),
        ('keyword = "RIVER"', 'keyword = "LISTA"', "LISTA is, or is too near to, a word that already means LIST"),
        ('keyword = "RIVER"', 'keyword = "HELPS"', "a word that already means HELP"),
        ('keyword = "RIVER"', 'keyword = "FIRMA"', "a word that already means SIGN"),
        ('keyword = "RIVER"', 'keyword = "DALE"', "DALE already is an answer to a question"),
        ('keyword = "AGUA"', 'keyword = "river"', "line 17: text.es.keyword: is also the keyword of text.en"),
        ('title = "Clean', 'title = "Please everybody clean', "line 10: title".replace("title", "text.en.title")),
        ('ask = "Ask', f'ask = "{"Please " * 10}ask', "line 12: text.en.ask: 110 characters, at most 90"),
        ('ask = "Ask', 'ask = "🌊 Ask', "line 12: text.en.ask: holds 🌊"),
        ('body = "Please clean', 'body = "Please 🌊 clean', "line 14: text.en.body: holds 🌊"),
        ('body = "Please clean the river."\n', "", "text.en.body: is missing"),
        ('summary = "We', f'summary = "{"We " * 200}We', "line 13: text.en.summary: 625 characters, at most 600"),
        ("[text.es]", "[text.xx]", "text.xx: is not known"),
        (
            'body = "Limpien',
            'boddy = "x"\nbody = "Limpien',
            "line 22: text.es.boddy: is not known; did you mean 'body'?",
        ),
        ("goal = 500", "goal = = 500", "this is not TOML: "),
    ],
)
def test_a_mistake_is_named_with_its_line_and_place(old: str, new: str, said: str) -> None:
    found = problems(old, new)
    assert any(said in problem for problem in found), found


def test_every_mistake_is_named_at_once() -> None:
    bad = GOOD.replace("goal = 500", "goal = 0").replace("AGUA", "ALTO").replace("short_name", "shortname")
    with pytest.raises(PetitionFileError) as caught:
        read_petition(bad)
    assert len(caught.value.problems) == 4
    assert str(caught.value) == "\n".join(caught.value.problems)


def test_a_file_without_texts_says_which_are_wanted() -> None:
    with pytest.raises(PetitionFileError, match=re.escape("text: is missing; at least one of [text.en], [text.es]")):
        read_petition(GOOD.partition("[text.en]")[0])


def test_a_petition_may_speak_one_language() -> None:
    assert list(read_petition(GOOD.partition("[text.es]")[0]).texts) == ["en"]


def test_lines_are_joined_and_blank_lines_part_paragraphs() -> None:
    toml = GOOD.replace('body = "Please clean the river."', 'body = """\nOne\n  two.\n\n\nThree.\n"""')
    assert read_petition(toml).texts["en"].body == "One two.\n\nThree."


def test_lines_are_counted_past_a_long_text() -> None:
    toml = GOOD.replace('body = "Please clean the river."', 'body = """\ngoal = 1\n[text.es]\n"""')
    assert problems('keyword = "AGUA"', 'keyword = "ALTO"', toml)[0].startswith("line 20: text.es.keyword")


def test_the_version_changes_with_the_words_and_with_nothing_else() -> None:
    petition = read_petition(GOOD)
    assert re.fullmatch("[0-9a-f]{64}", petition.version)
    assert petition.version == version_of(petition)
    assert read_petition(GOOD.replace("goal = 500", "goal = 600")).version == petition.version
    assert read_petition(GOOD.replace("clean river.", "cleaner river.")).version != petition.version


def test_a_language_can_name_the_targets_in_its_own_words() -> None:
    petition = read_petition(GOOD + 'targets = ["Consejo Municipal"]\n')
    assert petition.targets == ("City Council",)
    assert (petition.texts["en"].targets, petition.texts["es"].targets) == ((), ("Consejo Municipal",))
    assert petition.version != read_petition(GOOD).version
    assert "targets" not in canonical_text(read_petition(GOOD))
    assert canonical_text(petition).count("targets") == 1
    said = problems("Limpien la orilla, por favor.", "Limpien.", GOOD + "targets = []\n")
    assert said == ("line 23: text.es.targets: has 0 entries, must be 1 to 20",)


def test_the_canonical_text_is_the_same_however_the_file_is_written() -> None:
    head, english, spanish = re.split(r"(?=\[text)", GOOD)
    assert canonical_text(read_petition(head + spanish + english)) == canonical_text(read_petition(GOOD))


@given(st.text(max_size=200), st.sampled_from([line for line in GOOD.splitlines() if line]))
def test_any_text_in_any_place_is_read_or_refused_in_words(text: str, line: str) -> None:
    read: Petition | tuple[str, ...]
    try:
        read = read_petition(GOOD.replace(line, text, 1))
    except PetitionFileError as error:
        read = error.problems
    assert read
