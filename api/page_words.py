"""The words of the public pages, read from `words/<language>.toml` for every language that is spoken.

Every language has the same keys and the same placeholders (a test holds that, and `undersigned copy lint`); `.one` and
`.other` are the plural forms that Babel chooses between. The words that people text (JOIN, STOP …) are those of the
conversation's own catalogues.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
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
