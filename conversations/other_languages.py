"""Which other languages a petition or a line can be spoken in, and how that is told in a few letters."""

from __future__ import annotations

from conversations.language_files import LANGUAGE_FILES
from conversations.phrases import say
from conversations.talk import Talk


def others(talk: Talk) -> tuple[str, ...]:
    """The languages that could be spoken here beside the present one."""
    return tuple(language for language in talk.languages if language != talk.language)


def name_of(language: str) -> str:
    """A language as its speakers call it: "Español"."""
    return LANGUAGE_FILES[language].name if language in LANGUAGE_FILES else language


def tags(languages: tuple[str, ...]) -> str:
    """The words that switch to these, and what they stand for: "ENG=English, ESP=español"."""
    return ", ".join(LANGUAGE_FILES[language].tag for language in languages)


def short_tag(languages: tuple[str, ...], language: str, *, whole: bool = False) -> str:
    """The word that leads to another one of `languages`, for a talk in `language`; "" where there is none.

    Args:
        languages: The others.
        language: That is spoken now.
        whole: Tell what the word stands for ("ESP=español"), where there is but one.
    """
    if len(languages) != 1:
        return say("sms.part.languages", language) if languages else ""
    only = LANGUAGE_FILES[languages[0]]
    return only.tag if whole else only.word


def ended(text: str, end: str) -> str:
    """`text` with `end` behind it; "" where there is no text."""
    return text + end if text else ""


def language_words(languages: tuple[str, ...], language: str) -> tuple[str, str]:
    """How the first text of a petition names its other languages: at length, and in a word.

    Args:
        languages: All that the petition has.
        language: That of the text.
    """
    rest = tuple(other for other in languages if other != language)
    return ended(short_tag(rest, language, whole=True), ". "), ended(short_tag(rest, language), ". ")


def fourth_choice(talk: Talk) -> str:
    """The line of the menu that leads to another language, with the line break before it; "" without another one."""
    rest = others(talk)
    if not rest:
        return ""
    return "\n4 " + (name_of(rest[0]) if len(rest) == 1 else say("sms.part.another_language", talk.language))
