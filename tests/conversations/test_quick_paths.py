"""Every short cut that a reader takes for the usual text says what the long way would say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein

from conversations import answers, commands, opt_out_mending, optout, updates_declined, worries
from conversations.commands import Command
from conversations.need_words import NEEDS, tells_a_need
from conversations.opt_out_creole import CREOLE
from conversations.opt_out_english import ENGLISH
from conversations.opt_out_french import FRENCH
from conversations.opt_out_portuguese import PORTUGUESE
from conversations.opt_out_spanish import SPANISH
from conversations.plain_words import plain, plain_words
from conversations.segments import fits, segments
from conversations.wishes import wish_in
from conversations.worry_words import worry_in

MANY = settings(max_examples=300, deadline=None)


def words_of(*sources: Any) -> list[str]:
    """All words that stand in these tables and patterns, so that random texts come near to what they look for."""
    found: set[str] = set()
    for source in sources:
        text = source if isinstance(source, str) else source.pattern if hasattr(source, "pattern") else " ".join(source)
        found.update(re.findall(r"[a-z']{1,14}", re.sub(r"\\[a-z]", " ", text)))
    return sorted(found)


def sentences(vocabulary: Sequence[str], *, longest: int = 9) -> st.SearchStrategy[str]:
    """Texts of a few words of the vocabulary, now and then one of something else or with a slip in it."""
    word = st.one_of(*[st.sampled_from(vocabulary)] * 6, st.text("abcdeiloqstu'", max_size=5), st.text(max_size=4))
    gap = st.sampled_from([" "] * 12 + [", ", ". ", "? ", "!", "\n", "-", "  "])
    return st.lists(st.tuples(word, gap), max_size=longest).map(lambda pairs: "".join(map("".join, pairs)))


def matches(*patterns: re.Pattern[str]) -> st.SearchStrategy[str]:
    """Texts that one of the patterns finds something in, with a word before and behind now and then."""
    found = st.one_of([st.from_regex(pattern, fullmatch=True, alphabet=_LETTERS) for pattern in patterns])
    beside = st.sampled_from(["", "", "hi ", "please ", "ya "])
    return st.builds(lambda before, text, after: before + text + " " + after, beside, found, beside)


_LETTERS = st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789 ")

_LANGUAGES = (ENGLISH, SPANISH, PORTUGUESE, FRENCH, CREOLE)
_OPTING_OUT = [rules for language in _LANGUAGES for rules in (language.firm, language.wishes, language.soft)]


class Everything:
    """Stands in for a table of words that a text must share one of: every text does."""

    def isdisjoint(self, words: Any) -> bool:
        return False


@MANY
@given(matches(*_OPTING_OUT) | sentences(words_of(*_OPTING_OUT, optout.LONE, optout.ASKING)))
def test_a_text_without_a_trigger_is_no_opt_out(text: str) -> None:
    quick = optout.opt_out_in(text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(optout, "_TRIGGERS", Everything())
        patched.setattr(optout, "_FURTHER", tuple((rules, Everything()) for rules, _ in optout._FURTHER))
        assert optout.opt_out_in(text) == quick


@pytest.mark.parametrize(
    "text",
    [
        *("finalizar servicio", "exit the list", "hi optedout", "you guys always texting", "bloquéalo de aquí"),
        *("nos saco de la lista", "sacen mi nombre de su lista", "rehuso seguir hablándome", "nor want newsletters"),
    ],
)
def test_an_opt_out_in_rarer_words_is_heard_too(text: str) -> None:
    assert optout.opt_out_in(text)


@pytest.mark.parametrize(
    ("text", "worry"),
    [
        ("no somos ciudadanas", "fear"),
        ("will they come for me", "fear"),
        ("publican mi nombre", "privacy"),
        ("publicarán mi nombre", "privacy"),
        ("quiero llamarles", "person"),
    ],
)
def test_a_worry_in_rarer_forms_is_heard_too(text: str, worry: str) -> None:
    assert worry_in(text) == worry


@pytest.mark.parametrize(
    ("text", "command"),
    [("delete mydata", Command.DELETE), ("borra misdatos", Command.DELETE), ("mi firma fuera", Command.UNSIGN)],
)
def test_a_wish_in_rarer_forms_is_heard_too(text: str, command: Command) -> None:
    assert wish_in(text) == command


@MANY
@given(
    st.text("abcdefgijlmnoprstuvxyz", min_size=7, max_size=16) | st.sampled_from(sorted(opt_out_mending.GUESSED)),
    st.data(),
)
def test_a_word_is_guessed_wherever_its_slip_is(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    slip = data.draw(st.sampled_from([word[:place] + word[place + 1 :], word[:place] + "x" + word[place:], word]))
    if len(slip) < 7:
        return
    near = {known for known in opt_out_mending.GUESSED if DamerauLevenshtein.distance(slip, known) <= 1}
    guessed = opt_out_mending._guessed(slip)
    assert guessed == slip if slip in opt_out_mending.GUESSED or not near else guessed in near


_DETAILS = words_of(*(source for source in vars(answers).values() if isinstance(source, re.Pattern)), answers._SPECIAL)
names = st.lists(
    st.one_of(
        st.sampled_from(["Ana", "López", "José", "de", "la", "Cruz", "Sí", "Si", "Kahn", "O'Neil", "60608", "0"]),
        st.sampled_from(_DETAILS),
        st.sampled_from(_DETAILS).map(str.title),
        st.text(max_size=6),
    ),
    max_size=13,
)


@MANY
@given(names, st.sampled_from([" ", " ", " ", ", ", "  ", "\n"]))
@example(["x" * 80], " ")
@example(["x" * 81], " ")
def test_a_usual_name_and_zip_is_read_as_carefully(words: list[str], gap: str) -> None:
    text = gap.join(words)
    quick = answers.read_details(text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(answers, "_usual", lambda text: None)
        assert answers.read_details(text) == quick


@MANY
@given(st.one_of(st.sampled_from(sorted(commands._FORGIVING)), st.text("acdeghilnoprstuy", max_size=12)), st.data())
def test_a_slip_of_a_command_is_found_by_its_beginning_and_length(word: str, data: st.DataObject) -> None:
    letters = list(word)
    for _ in range(data.draw(st.integers(0, 1))):
        place = data.draw(st.integers(0, len(letters)))
        letters[place : place + data.draw(st.integers(0, 1))] = data.draw(st.sampled_from(["", "x", "e", "s"]))
    slip = "".join(letters)
    if not 3 <= len(slip) <= 11 or slip in commands._NOT_A_SLIP or slip in commands._BY_WORD or not slip.isascii():
        return
    near = {
        commands._BY_WORD[known]
        for known in commands._FORGIVING
        if slip[0] in known[:2] and DamerauLevenshtein.distance(slip, known) == 1
    }
    assert len(near) <= 1, "which one it is must not hang on the order of a table"
    if near or "".join(sorted(slip)) not in commands._NEARLY_NAMES:
        assert commands.command_in(slip) == (next(iter(near)) if near else None)


_WORRIES = words_of(NEEDS, worries._ABOUT_PRIVACY)


@MANY
@given(
    st.one_of(
        sentences(_WORRIES),
        st.builds(
            lambda before, phrase, after: before + phrase + after,
            st.text(max_size=6),
            st.sampled_from([*NEEDS, *worries._ABOUT_PRIVACY]),
            st.text(max_size=6),
        ),
    )
)
def test_where_no_seam_is_no_worry_is(text: str) -> None:
    whole = plain(text)
    holds = tells_a_need(whole) or any(phrase in whole for phrase in worries._ABOUT_PRIVACY)
    seams = [before[-1] + after[:2] for before, after in zip(whole.split(), whole.split()[1:], strict=False)]
    assert not holds or not worries._SEAMS.isdisjoint(seams)


@MANY
@given(matches(updates_declined._DECLINED))
def test_where_no_update_is_named_none_is_declined(text: str) -> None:
    whole = " ".join(plain_words(text)).replace("'", "")
    if len(plain_words(text)) <= 12 and updates_declined._DECLINED.fullmatch(whole):
        assert updates_declined.declines_updates(text)


@MANY
@given(st.text("aé€ñ\n\f{^ü漢😀ÿ¿", max_size=400) | st.text(max_size=400), st.integers(1, 3))
@example("a" * 160, 1)
@example("a" * 161, 1)
@example("a" * 306, 2)
@example("a" * 307, 2)
@example("a" * 152 + "€" + "a" * 152, 2)
@example("é" * 160, 1)
@example("漢" * 70, 1)
@example("漢" * 71, 1)
def test_what_fits_is_what_is_counted(text: str, parts: int) -> None:
    assert fits(text, parts) == (segments(text).parts <= parts)
