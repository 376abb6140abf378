"""What is missing for a language, or wrong in it, all at once: its phrases, and the words that it understands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from conversations.answers import read_confirmation, read_digit
from conversations.catalogue import Catalogue, PhraseError, read_what_is_finished
from conversations.language_files import BASE, DIRECTORY, LANGUAGE_FILES, Language, read_language
from conversations.optout import opt_out_in
from conversations.phrase_checks import CAPITALS, broken_promises
from conversations.plain_words import plain
from conversations.reading_level import too_hard

#: Words in capitals that are no command: what they stand for is asked for, or they are names.
_NO_COMMANDS = frozenset(["ZIP", "SMS", "OK", "START", "STOP", "WHATSAPP"])
#: Phrases whose capitals are what somebody should send of themselves ("NAME + ZIP").
_ASKED_FOR = ("sms.part.name_and_zip", "sms.part.name_only")
#: What providers understand for the whole world; a language has no words of its own for it.
_OF_THE_BASE = frozenset(["start"])


class Flaw(NamedTuple):
    """One thing that is missing or wrong."""

    language: str
    problem: str
    #: Worth a look, and no obstacle.
    warning: bool = False


def flaws_in(folder: Path = DIRECTORY) -> Iterator[Flaw]:
    """What is missing or wrong in the catalogues and language files of a folder, held beside those that are spoken.

    Args:
        folder: With `<language>.po` and `<language>.toml`; that of the program itself when not given.
    """
    catalogues: dict[str, Catalogue] = {BASE: read_what_is_finished(DIRECTORY / f"{BASE}.po")[0]}
    languages = dict(LANGUAGE_FILES)
    for code in languages_in(folder):
        yield from _of_language(code, folder, catalogues, languages)
    for broken in broken_promises(catalogues):
        yield Flaw(broken.language, str(broken))
    yield from clashes(languages)


def languages_in(folder: Path) -> list[str]:
    """The codes of the languages of which a folder has any file."""
    return sorted({file.name.partition(".")[0] for pattern in ("*.po", "*.toml") for file in folder.glob(pattern)})


def _of_language(
    code: str, folder: Path, catalogues: dict[str, Catalogue], languages: dict[str, Language]
) -> Iterator[Flaw]:
    """Read what there is of one language, put it to the others, and tell what can be told of it alone."""
    po, toml = folder / f"{code}.po", folder / f"{code}.toml"
    yield from (Flaw(code, f"{file.name} is missing") for file in (po, toml) if not file.exists())
    catalogue: Catalogue = {}
    if po.exists():
        catalogue, unfinished = read_what_is_finished(po)
        catalogues[code] = catalogue
        yield from (Flaw(code, str(problem)) for problem in unfinished)
        yield from _hard_to_read(code, catalogue)
    if toml.exists():
        try:
            languages[code] = read_language(toml)
        except PhraseError as problem:
            yield Flaw(code, str(problem))
            return
        yield from _commands_missing(languages[code])
        yield from _not_understood(catalogue, languages[code])


def clashes(languages: Mapping[str, Language]) -> Iterator[Flaw]:
    """Words that mean two things, in whatever languages: a person writes without saying in which."""
    meanings: dict[str, tuple[str, str]] = {}
    for code, spoken in languages.items():
        ways = [(command, word) for command, words in spoken.commands.items() for word in words]
        ways += [(f"the language {code}", word) for word in (*spoken.called, plain(spoken.word), plain(spoken.name))]
        for meaning, word in ways:
            known, at = meanings.setdefault(word, (meaning, code))
            if known != meaning:
                yield Flaw(code, f"{word!r} means {meaning}, and {known} in {at!r}")
            yield from _taken(code, meaning, word)


def _taken(code: str, meaning: str, word: str) -> Iterator[Flaw]:
    if word != plain(word):
        yield Flaw(code, f"{word!r} ({meaning}) is not written plain: {plain(word)!r}")
    if opt_out_in(word):
        yield Flaw(code, f"{word!r} ({meaning}) ends all messages")
    if read_digit(word, 9) is not None:
        yield Flaw(code, f"{word!r} ({meaning}) is a number")
    if meaning != "sign" and (answer := read_confirmation(word)):
        yield Flaw(code, f"{word!r} ({meaning}) also answers a review: {answer}", warning=True)


def _commands_missing(spoken: Language) -> Iterator[Flaw]:
    wanted = LANGUAGE_FILES[BASE].commands.keys()
    for command in sorted(wanted - spoken.commands.keys() - _OF_THE_BASE):
        yield Flaw(spoken.code, f"commands.{command} is missing")
    for command in sorted(spoken.commands.keys() - wanted):
        yield Flaw(spoken.code, f"commands.{command} is not known")


def _not_understood(catalogue: Catalogue, spoken: Language) -> Iterator[Flaw]:
    """Words in capitals that a phrase tells people to send, and that nobody would understand."""
    known = {word for words in (*spoken.commands.values(), *spoken.answers.values(), spoken.called) for word in words}
    asked = {word for key in _ASKED_FOR if key in catalogue for word in CAPITALS.findall(catalogue[key].words)}
    told: dict[str, str] = {}
    for phrase in catalogue.values():
        if phrase.key.startswith(("sms.", "whatsapp")):
            for word in CAPITALS.findall(phrase.words):
                told.setdefault(word, phrase.key)
    for word, key in told.items():
        said = plain(word)
        if not (said in known or word in asked | _NO_COMMANDS or read_confirmation(said) or opt_out_in(said)):
            yield Flaw(spoken.code, f"phrase {key!r} tells people to send {word}, which is not understood")


def _hard_to_read(code: str, catalogue: Catalogue) -> Iterator[Flaw]:
    for phrase in catalogue.values():
        if problem := too_hard(phrase.words):
            yield Flaw(code, f"phrase {phrase.key!r} {problem}", warning=True)
