"""What each language brings beside its phrases, read from `phrases/<language>.toml`: its name, its words, its dates.

The keys of such a file are told in docs/languages.md. Words are written plain (see `plain_words`): in small letters,
without accents and signs. A language is spoken when it has both files; `undersigned copy lint` names what is missing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from conversations.catalogue import PhraseError
from conversations.plain_words import listed

#: Where the files stand, beside the catalogues.
DIRECTORY = Path(__file__).with_name("phrases")
#: The language spoken when nothing better is known, and the one that the others are compared with.
BASE = "en"
#: How else a plain letter is written.
_ACCENTS = {
    "a": "[aáàâã]",
    "c": "[cç]",
    "e": "[eéèê]",
    "i": "[iíîï]",
    "n": "[nñ]",
    "o": "[oóòôõ]",
    "u": "[uúùûü]",
    " ": r"\s+",
    "'": "['’]?",
}
#: Months of a year, which a language names itself where Babel does not know them.
_MONTHS = 12


class Language(NamedTuple):
    """One language's file."""

    code: str
    #: As its speakers call it: "Português".
    name: str
    #: The word that switches to it, and what it stands for: "ESP=español".
    tag: str
    #: Babel's locale, for numbers, dates and plurals.
    locale: str
    #: A day of the year, of {day} and {month}.
    day: str
    #: Names of the months, January first; () for those of `locale`.
    months: tuple[str, ...]
    #: Ways to ask for it, in any language, the short word first.
    called: tuple[str, ...]
    #: By the command's name ("help"), the ways to say it; the first is the one that is advertised.
    commands: Mapping[str, tuple[str, ...]]
    #: Command words that also take what follows them.
    with_rest: tuple[str, ...]
    #: Command words that are understood with a slip of the finger.
    forgiving: frozenset[str]
    #: Command words that are names elsewhere, and so are only understood in a talk in this language.
    names_elsewhere: frozenset[str]
    #: By what they answer ("change", "save", "show", "no"; "why" and "not_known" to a ZIP), short answers.
    answers: Mapping[str, frozenset[str]]
    #: By place ("introduced", "being", "before", "after", "zip", "no_zip"), what may stand around a name and a ZIP.
    names: Mapping[str, tuple[str, ...]]
    greetings: frozenset[str]
    #: Words of thanks and the like, and those that may stand around them.
    courtesies: frozenset[str]
    around: frozenset[str]
    #: Whole answers that are no name to sign with.
    never_names: frozenset[str]
    #: Words of every day that tell this language from the others.
    everyday: frozenset[str]
    #: Words of those who want no more messages, which tell it too.
    opting_out: frozenset[str]

    @property
    def word(self) -> str:
        """The short word that switches to it, in capitals: "ESP"."""
        return self.tag.partition("=")[0]


def read_language(file: Path) -> Language:
    """The language of `<code>.toml`.

    Raises:
        PhraseError: for a file that is no TOML, a key that is missing, unknown or not of its kind.
    """
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        return _language(file.stem, told)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as problem:
        raise PhraseError(file.name, file.stem, f"can't be read: {problem!r}") from None


def read_languages(directory: Path) -> dict[str, Language]:
    """Every language that has a file in `directory`, the base language first."""
    files = sorted(directory.glob("*.toml"), key=lambda file: (file.stem != BASE, file.stem))
    return {file.stem: read_language(file) for file in files}


def _language(code: str, told: Mapping[str, Any]) -> Language:
    reading, talk, telling = told.get("reading", {}), told.get("talk", {}), told["telling"]
    months = tuple(told.get("months", ()))
    if months and len(months) != _MONTHS:
        raise PhraseError("months", code, f"names {len(months)} months")
    return Language(
        code=code,
        name=told["name"],
        tag=told["tag"],
        locale=told["locale"],
        day=told["day"],
        months=months,
        called=_in_order(told["called"]),
        commands={command: _in_order(words) for command, words in told["commands"].items()},
        with_rest=_in_order(reading.get("with_rest", "")),
        forgiving=_sayings(reading.get("forgiving", "")),
        names_elsewhere=_sayings(reading.get("names_elsewhere", "")),
        answers={answer: _sayings(words) for answer, words in told.get("answers", {}).items()},
        names={place: _in_order(words) for place, words in told.get("names", {}).items()},
        greetings=listed(talk.get("greetings", "")),
        courtesies=listed(talk.get("courtesies", "")),
        around=listed(talk.get("around", "")),
        never_names=_sayings(talk.get("never_names", "")),
        everyday=listed(telling["everyday"]),
        opting_out=listed(telling["opting_out"]),
    )


def _in_order(sayings: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(saying.split()) for saying in sayings.split(",") if saying.strip()))


def _sayings(sayings: str) -> frozenset[str]:
    return frozenset(_in_order(sayings))


#: Every language that has a file, by its code, the base language first.
LANGUAGE_FILES: Mapping[str, Language] = read_languages(DIRECTORY)


def said_anywhere(answer: str) -> frozenset[str]:
    """The short answers that mean `answer` ("save") in any language."""
    return in_any_language(lambda language: language.answers.get(answer, frozenset()))


def around_names(place: str) -> str:
    """The sayings that stand in this place around a name, in any language, as one pattern: longest first, any accents.

    It never matches the empty text, and is to be held against text whose case does not count.
    """
    sayings = {saying for language in LANGUAGE_FILES.values() for saying in language.names.get(place, ())}
    patterns = [
        "".join(map(_with_accents, saying)) for saying in sorted(sayings, key=lambda saying: (-len(saying), saying))
    ]
    return f"(?:{'|'.join(patterns)})" if patterns else r"(?!)"


def openings(place: str) -> tuple[str, ...]:
    """The sayings that stand in this place around a name, in any language, plain, each with a space behind it."""
    sayings = {saying for language in LANGUAGE_FILES.values() for saying in language.names.get(place, ())}
    return tuple(f"{saying} " for saying in sorted(sayings))


def _with_accents(letter: str) -> str:
    return _ACCENTS.get(letter) or re.escape(letter)


def in_any_language(words: Callable[[Language], frozenset[str]]) -> frozenset[str]:
    """All of these words, of every language together."""
    return frozenset().union(*map(words, LANGUAGE_FILES.values()))
