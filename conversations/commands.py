"""Words that mean the same in every state: HELP, MORE, SIGN and the others, in every language that is spoken."""

from __future__ import annotations

import re
from enum import StrEnum
from string import ascii_lowercase
from unicodedata import category, normalize

from rapidfuzz.distance import DamerauLevenshtein

from conversations.language_files import LANGUAGE_FILES
from conversations.plain_words import listed, plain


class Command(StrEnum):
    """What a command word asks for. STOP and its relatives are not here: see `conversations.optout`."""

    HELP = "help"
    MORE = "more"
    NEXT = "next"
    PREVIOUS = "previous"
    SIGN = "sign"
    STATUS = "status"
    COUNT = "count"
    SHARE = "share"
    #: Somebody else signs from the same phone.
    OTHER = "other"
    EDIT = "edit"
    UNSIGN = "unsign"
    DELETE = "delete"
    JOIN = "join"
    UPDATES = "updates"
    LINK = "link"
    LIST = "list"
    RESTART = "restart"
    #: With a language's code behind it, that language; alone, another one.
    LANGUAGE = "language"
    START = "start"
    PRIVACY = "privacy"


#: Every way to say a command in any language, plain (see `plain_words`).
WORDS: dict[Command, tuple[str, ...]] = {
    command: tuple(
        dict.fromkeys(word for spoken in LANGUAGE_FILES.values() for word in spoken.commands.get(command.value, ()))
    )
    for command in Command
}
#: A word to what it asks for, and to the language's code where it is the name of one.
_BY_WORD = {word: (command, "") for command, words in WORDS.items() for word in words} | {
    word: (Command.LANGUAGE, code) for code, spoken in LANGUAGE_FILES.items() for word in spoken.called
}
#: Words that are understood in a talk in one of these languages alone, since they are names elsewhere.
_NAMES_ELSEWHERE = {
    word: frozenset(code for code, spoken in LANGUAGE_FILES.items() if word in spoken.names_elsewhere)
    for spoken in LANGUAGE_FILES.values()
    for word in spoken.names_elsewhere
}
#: The words that also take what follows them: a name to sign with, a question to ask.
_WITH_REST = tuple(word for spoken in LANGUAGE_FILES.values() for word in spoken.with_rest)
#: Those that somebody else's name may follow, the longest first.
_OTHER = sorted(WORDS[Command.OTHER], key=lambda said: -said.count(" "))
_OPENS_OTHER = frozenset(said.partition(" ")[0] for said in _OTHER)
#: Harmless words that are understood with one slip of the finger; SIGN, UNSIGN, DELETE, JOIN and LINK never are.
_FORGIVING = sorted({word for spoken in LANGUAGE_FILES.values() for word in spoken.forgiving})
#: Those with many names one letter away (Moore, Reed, Lisa): two letters may change places, nothing else.
_NEARLY_NAMES = {"".join(sorted(word)): word for word in ("more", "leer", "read", "list", "lista", "otra")}
#: Names and words of their own, one slip away from a command (names of the United States census and others).
_NOT_A_SLIP = listed(
    """coult heep hele helf net nett toal topal tota delp heap held hell helm helo helt hemp hepp neat nest text sigge
    estate signe vigue states statue county court mount yount tomal engles ingle inglis ingres estada orta reda tora"""
)
#: The forgiving words that a word can be a slip of, by its first letter and its length. The first letter is hardly ever
#: the wrong one, and many names differ in just that (Kelp, Tigue).
_LIKE = {
    (letter, length): [word for word in _FORGIVING if letter in word[:2] and abs(len(word) - length) <= 1]
    for letter in ascii_lowercase
    for length in range(3, 12)
}
#: Signs that leave JOIN as it is: an end, an emphasis, quotation marks around it, a yes.
_BESIDE_JOIN = frozenset(".!¡\"'“”‘’«»*_`👍👌✅✔☑\ufe0f") | frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_SLASH = re.compile(r"\s*/([A-Za-z_]{1,32})(?:@\w{1,32})?(?:\s+|$)")


def command_in(text: str, language: str | None = None) -> tuple[Command, str] | None:
    """The command that `text` is, with what follows it; None when it is something else.

    A command is the whole text; only SIGN and HELP take a rest ("FIRMAR Ana Lopez 60608"), and Telegram's slash form
    ("/status@bot") takes any. The rest is given as typed. Of a language's name the rest is its code.

    Args:
        text: As typed.
        language: Of the talk, where one is known: some words ("Li", "Aide") are only there no names.
    """
    if slash := _SLASH.match(text):
        return _behind_a_slash(slash.group(1).lower(), text[slash.end() :].strip())
    whole = plain(text)
    if (known := _BY_WORD.get(whole)) and language in _NAMES_ELSEWHERE.get(whole, (language,)):
        return (Command.UPDATES, "") if known[0] is Command.JOIN and not _is_bare(text) else known
    if whole.startswith(_WITH_REST):
        first, rest = _first_word(text)
        if rest and first in _WITH_REST:
            return _BY_WORD[first][0], rest
    if " " not in whole and (meant := _meant(whole)):
        return _BY_WORD[meant]
    return None


def behind_other(text: str, language: str | None = None) -> str:
    """What stands behind the word OTHER, as typed; "" where it does not open the text or nothing follows it.

    Args:
        text: As typed.
        language: As for `command_in`.
    """
    words = text.split()
    if len(words) < 2 or plain(words[0]) not in _OPENS_OTHER:
        return ""
    for said in _OTHER:
        length = said.count(" ") + 1
        if plain(" ".join(words[:length])) == said and language in _NAMES_ELSEWHERE.get(said, (language,)):
            return " ".join(words[length:]).lstrip(":,-. ")
    return ""


def _behind_a_slash(word: str, rest: str) -> tuple[Command, str] | None:
    command, code = _BY_WORD.get(word, (None, ""))
    return (Command.UPDATES if command is Command.JOIN and rest else command, code or rest) if command else None


def _is_bare(text: str) -> bool:
    """Whether nothing beside the one word of `text` could doubt it or turn it round ("JOIN?", "❌ join")."""
    signs = normalize("NFC", text)
    return all(sign.isalnum() or sign.isspace() or sign in _BESIDE_JOIN or category(sign) == "Cf" for sign in signs)


def _first_word(text: str) -> tuple[str, str]:
    """The first word, plain, and the rest as typed without the signs between them ("FIRMAR: Ana")."""
    first, *rest = text.split(maxsplit=1)[:2] or [""]
    return plain(first), rest[0].strip().lstrip(":,-. ") if rest else ""


def _meant(word: str) -> str | None:
    """The harmless command word that `word` is a slip of."""
    if not 3 <= len(word) <= 11 or word in _NOT_A_SLIP:
        return None
    for known in _LIKE.get((word[0], len(word)), ()):
        if DamerauLevenshtein.distance(word, known, score_cutoff=1) == 1:
            return known
    nearly = _NEARLY_NAMES.get("".join(sorted(word)))
    return nearly if nearly and DamerauLevenshtein.distance(word, nearly, score_cutoff=1) == 1 else None
