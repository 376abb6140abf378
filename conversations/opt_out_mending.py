"""A text made ready for the rules of opting out: parted into clauses, shorthand and slips of the thumb written out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.distance import DamerauLevenshtein

from conversations.opt_out_words import GUESSED, SHORTHAND
from conversations.plain_words import plain_words

_CLAUSE_END = re.compile(r"([.,;:!?¡¿()\n\r…]+|\s[-–—]+\s)")
#: A full stop that ends no clause.
_TITLE = re.compile(r"\b(mrs?|ms|dra?|sra?|srta|st|ave)\.", re.IGNORECASE)
#: "no + mensajes": the sign is read as it is said.
_NO_PLUS = re.compile(r"(\b[Nn][Oo])\s*\+")
#: "🚫 mensajes": a sign that forbids is read as it is meant.
_SIGN_BEFORE_MESSAGES = re.compile(
    r"[🚫⛔❌📵🔕✋]\ufe0f?\s*(?=(?:m[aá]s |more )?(?:mensajes?|textos?|texts?|messages?|sms|msjs?|msgs?|notific))",
    re.IGNORECASE,
)
_STOP_SIGNS = re.compile("[🛑📵🔕]")
#: "dejenmen", "quitemen": the ending as it is spoken in the country.
_SPOKEN_ENDING = re.compile(r"\b([a-z]{3,}e)n?men\b")
#: Digits that stand for letters inside a word: "b4sta", "m3nsajes".
_LEET = str.maketrans("013457", "oieast")
_WITH_DIGIT = re.compile(
    r"\b(?!\d+(?:am|pm|st|nd|rd|th|hrs?|mins?)\b)(?=[a-z0-9]*[a-z][a-z0-9]*[a-z])(?=[a-z0-9]*\d)[a-z0-9]+\b"
)
_NUMBER_SIGN = re.compile(r"#(?!\w)")
_PARTED = re.compile(r"\b(don|isn|can|didn|won|doesn|shouldn|wouldn|haven|aren) t\b")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
#: One slip leaves the beginning or the end of a long word as it is, so only words with one of these are compared.
_GUESSED_ENDS = frozenset(end for word in GUESSED for end in (word[:3], word[-3:]))
#: "n m mnden": as it is typed on a number pad.
_NO_ME = re.compile(r"\bn me?\b")
#: Two words that stand as one, and are parted again.
JOINED = {"nomore": "no more", "lemme": "let me", "yano": "ya no", "nome": "no me", "yanome": "ya no me"}
#: "nomanden", "memanden", "stoptexting": two words that a thumb joined.
_PARTED_AGAIN = re.compile(
    r"\b(yano|nome|no|me|ya)(?=(?:mand|escrib|envi|llam|molest|quier)(?:en|an|es|e|o)\b)|\b(stop)(?=(?:text|send|messag|spam)\w+)"
)


def with_signs_said(text: str) -> str:
    """`text` with "#", "+" and signs that forbid said in words, where they stand for some."""
    if "+" in text:
        text = _NO_PLUS.sub(r"\1 mas ", text)
    if "#" in text:
        text = _NUMBER_SIGN.sub(" number ", text)
    return text if text.isascii() else _SIGN_BEFORE_MESSAGES.sub(" no mas ", text)


def is_a_stop_sign(text: str) -> bool:
    """Whether a text without words has a sign that says it all."""
    return _STOP_SIGNS.search(text) is not None


def ended_clauses(text: str) -> list[tuple[str, str]]:
    """The clauses of a text, written out, each with "," or "?" for what ends it."""
    if not text.isascii():
        text = _STOP_SIGNS.sub(" stop ", text)
    parts = _CLAUSE_END.split(_TITLE.sub(r"\1", text) if "." in text else text)
    ended = [
        (written_out(words), "?" if "?" in ending else ",")
        for clause, ending in zip(parts[::2], [*parts[1::2], ","], strict=True)
        if (words := plain_words(clause))
    ]
    if len(ended) > 2 and all(" " not in clause for clause, _ in ended):
        return [(" ".join([clause for clause, _ in ended]), ended[-1][1])]
    return ended


def written_out(words: Sequence[str]) -> str:
    """The words with shorthand and slips mended, apostrophes left out, one space apart."""
    joined = _SPOKEN_ENDING.sub(r"\1nme", unstretched(" ".join(words).replace("'", "")))
    joined = _WITH_DIGIT.sub(lambda found: found.group().translate(_LEET), joined)
    if "n m" in joined:
        joined = _NO_ME.sub("no me", joined)
    words = _PARTED_AGAIN.sub(r"\g<0> ", joined).split()
    words = [part for word in words for part in (JOINED.get(word) or word).split()]
    words = [SHORTHAND.get(word, word) for word in words]
    whole = " ".join([word if len(word) < 7 else _guessed(word) for word in words])
    return _PARTED.sub(r"\1t", whole) if " t" in whole else whole


def unstretched(text: str) -> str:
    """`text` with letters that stand three times or more in a row written once."""
    return _STRETCHED.sub(r"\1", text) if _STRETCHED.search(text) else text


def _guessed(word: str) -> str:
    if word in GUESSED or not (word[:3] in _GUESSED_ENDS or word[-3:] in _GUESSED_ENDS):
        return word
    for known in GUESSED:
        if abs(len(word) - len(known)) <= 1 and DamerauLevenshtein.distance(word, known, score_cutoff=1) == 1:
            return known
    return word


def with_letters(word: str) -> str:
    """One word with digits read as the letters they stand for, and its spoken ending mended."""
    word = unstretched(word)
    if not word.isalpha():
        word = _WITH_DIGIT.sub(lambda found: found.group().translate(_LEET), word)
    return _SPOKEN_ENDING.sub(r"\1nme", word) if word.endswith("men") else word


def is_two(word: str) -> bool:
    """Whether a thumb joined two words in it: "nomanden"."""
    return _PARTED_AGAIN.match(word) is not None
