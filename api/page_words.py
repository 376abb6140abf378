"""The words of the public pages, read from `words/<language>.toml` for every language that is spoken.

Every language has the same keys and the same placeholders (a test holds that, and `undersigned copy lint`); `.one` and
`.other` are the plural forms that Babel chooses between. The words that people text (JOIN, STOP …) are those of the
conversation's own catalogues.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from conversations import phrases

#: Where the files stand.
DIRECTORY = Path(__file__).with_name("words")


def read_words(file: Path) -> Mapping[str, str]:
    """The words of one language.

    Raises:
        OSError: when there is no such file.
        tomllib.TOMLDecodeError: when it is no TOML.
    """
    return {key: str(words) for key, words in tomllib.loads(file.read_text(encoding="utf-8")).items()}


#: By language, the base language first: those that the conversation speaks too.
WORDS: Mapping[str, Mapping[str, str]] = {
    language: read_words(file) for language in phrases.LANGUAGES if (file := DIRECTORY / f"{language}.toml").is_file()
}

LANGUAGES: tuple[str, ...] = tuple(WORDS)


def flaws_of_words(file: Path) -> Iterator[str]:
    """What is missing or wrong in one language's words, held beside those of the base language."""
    if not file.exists():
        yield f"{file.name} is missing"
        return
    try:
        words = read_words(file)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        yield f"{file.name} can't be read: {problem}"
        return
    base = WORDS[phrases.BASE]
    yield from (f"{file.name}: {key} is missing" for key in base if not words.get(key))
    yield from (f"{file.name}: {key} is not known" for key in words if key not in base)
    for key in (key for key in base if words.get(key)):
        if differing := sorted(facts_of(words[key]) ^ facts_of(base[key])):
            yield f"{file.name}: {key}: {{{differing[0]}}} is not in every language"


def facts_of(words: str) -> frozenset[str]:
    """The placeholders of some words; a loose brace is one that no other language has."""
    try:
        return frozenset(name for _, name, _, _ in string.Formatter().parse(words) if name is not None)
    except ValueError:
        return frozenset(["{"])
