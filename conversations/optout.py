"""Does this text ask us to stop writing? Generous, in five languages; never misled by the cause itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import DamerauLevenshtein

from conversations import opt_out_creole, opt_out_french, opt_out_portuguese
from conversations.opt_out_asides import OPENING, asks_besides, is_something_else
from conversations.opt_out_english import ENGLISH
from conversations.opt_out_grammar import (
    is_firm,
    is_soft,
    marks,
    marks_of,
    orders,
    says_something,
    telling_words,
    without_unwanted,
)
from conversations.opt_out_mending import (
    JOINED,
    ended_clauses,
    is_a_stop_sign,
    is_two,
    with_letters,
    with_signs_said,
)
from conversations.opt_out_spanish import SPANISH
from conversations.opt_out_words import (
    ASKING,
    CAUSE,
    COURTESIES,
    LONE,
    LONE_IN_CLAUSE,
    SHORTHAND,
    SHY,
    SHY_IN_CLAUSE,
    SIGNING,
    TRIGGERS,
    TURNED_BY_NO,
)
from conversations.plain_words import SAME_TURN, listed, plain_words
from conversations.wishes import wishes_to_be_erased

_CAUSE = re.compile(CAUSE)
_SIGNING = re.compile(SIGNING)
#: Rules of words, for what no shape catches: read only where one of their own triggers stands.
_FURTHER = (
    (ENGLISH, TRIGGERS),
    (SPANISH, TRIGGERS),
    (opt_out_portuguese.PORTUGUESE, opt_out_portuguese.TRIGGERS),
    (opt_out_french.FRENCH, opt_out_french.TRIGGERS),
    (opt_out_creole.CREOLE, opt_out_creole.TRIGGERS),
)
_TRIGGERS = LONE.union(*(triggers for _, triggers in _FURTHER))
#: Of a longer text only the beginning and the end are read: there such a wish stands, and reading stays quick.
_LONGEST, _HALF = 60, 30
_SIGNED_WITH_NAME = listed("stop stopall unsubscribe alto")
_LONGEST_SIGNED = 8
_SLASH = re.compile(r"\s*/(\w+)(?:@\w+)?\s*")
#: Towns called Alto, as people write where they live.
_ALTO_TOWN = re.compile(r"\bAlto,? (?:TX|GA|NM|LA|MI|Texas|Georgia|Michigan)\b")
_ZIP = re.compile(r"\b\d{5}\b")
#: Long words that are understood with a slip, and how big it may be.
_LONG = {word: 2 if len(word) > 9 else 1 for word in LONE if len(word) > 7}
#: Short words that are understood with two neighbouring letters swapped, by their letters in order.
_SWAPPED = {"".join(sorted(word)): word for word in ("quit", "alto", "baja", "basta", "salir", "cancel")}
#: What a text has that is read at all: a word of one of these, or its first four letters, or letters that are no word.
_OPENING = _TRIGGERS | telling_words() | SHORTHAND.keys() | JOINED.keys() | OPENING
_ODD = re.compile(r"'|([a-z])\1\1|[a-z]\d|\d[a-z]")
_NO_MORE = listed("ya no,no mas,ya no mas,no more,nomas,nomas ya no,ya nomas", ",")
#: Something in what we showed is wrong, which is no wish for silence ("wait stop that's the wrong name").
_WRONG_DETAIL = re.compile(
    r"\b(?:wrong|incorrect) (?:zip|name|code|spelling|city)\b|\b(?:nombre|zip|codigo) (?:esta )?(?:mal|equivocado)\b"
)
#: Who else could get a message: "I don't want ICE to get these texts" is a worry.
_OTHERS = re.compile(
    r"\b(?:ice|immigration|police|sheriffs?|government|boss|employer|migra|policia|jefe|gobierno|patron)\b"
)
#: Words of their own, which are no slips: one letter away from STOP by a key that is far from it, as "shop" is not; and
#: what means the opposite of a longer word, or says of something else that it is so.
_NO_SLIPS = listed(
    """step steps slop stow swop activate activated activates activar activa activo activado reactivate reactivated
    reactivar reactiva finalize finalized finalizes finalized suspended suspends enable enabled"""
)
_ORDERS = orders()
_SPELLED_OUT = listed("stop stopall unsubscribe unsub desuscribir desabonner")
_SAID_SIGNS = listed(
    "exclamation point,exclamation mark,period,full stop,punto,punto final,signo de exclamacion,signo de admiracion",
    ",",
)
_ABOUT_SOMETHING = listed("this it that esto eso")
_SPOKEN_TO = listed("i you please me make im id por favor quiero necesito")


@lru_cache(SAME_TURN)
def opt_out_in(text: str) -> Literal["word", "sentence"] | None:
    """How `text` asks us to stop: by one word, by a sentence, or not at all.

    A lone word counts with one slip of the finger, and with courtesies around it. A sentence must speak of us, of
    messages or of a list ("take me off your list", "ya no me manden"); what it wants stopped otherwise is the cause
    ("stop S-Comm now!", "no más redadas"). When in doubt about a lone word, silence is the safer reading: the
    signature stays, and START undoes it. "Delete me" alone is a wish to be erased (see `conversations.wishes`).
    """
    if slash := _SLASH.fullmatch(text):
        text = slash.group(1)
    text = with_signs_said(text)
    if wishes_to_be_erased(text) or _ALTO_TOWN.search(text):
        return None
    words = plain_words(text)
    if not words:
        return "word" if is_a_stop_sign(text) else None
    if "🛑" in text and COURTESIES.issuperset(words):
        return "word"
    if len(words) == 1:
        if is_two(words[0]):
            return "sentence" if _is_sentence(text, words) else None
        return "word" if _is_lone(words[0]) or _is_an_order(words[0]) else None
    if len(words) > _LONGEST:
        return opt_out_in(" ".join(words[:_HALF])) or opt_out_in(" ".join(words[-_HALF:]))
    if _spelled_out(words):
        return "word"
    return "sentence" if _is_sentence(text, words) else None


def opt_out_beside_name(text: str, name: str) -> bool:
    """Whether the text is one of the plainest words of opting out, signed with `name`: "STOP Ana", "Ana Lopez stop".

    Args:
        text: What was typed.
        name: What the contact is known to be called; a word of any other name could be what shall be stopped.
    """
    words = plain_words(text)
    if _SIGNED_WITH_NAME.isdisjoint(words):
        return False
    called = plain_words(name)
    rest = [word for word in words if word not in called]
    if "Alto" in text and words[0] != "alto":
        return False  # written as a family's name
    return (
        len(rest) < len(words) < _LONGEST_SIGNED and not _SIGNED_WITH_NAME.isdisjoint(rest) and _asks_alone(rest, LONE)
    )


def _is_lone(word: str) -> bool:
    if len(word) < 3 or word.isdigit():
        return False
    word = with_letters(word)
    if len(word) < 3 or word.isdigit() or word in _NO_SLIPS:
        return False
    if word in LONE or DamerauLevenshtein.distance(word, "stop", score_cutoff=1) <= 1 or word.startswith("stop2"):
        return True
    if SHORTHAND.get(word) in LONE or (word[::2] == word[1::2] and word[::2] in LONE):
        return True
    if word.startswith("unsu") and asks_besides(word, [word]):
        return True
    if 3 < len(word) < 7:
        known = _SWAPPED.get("".join(sorted(word)))
        return known is not None and DamerauLevenshtein.distance(word, known, score_cutoff=1) == 1
    return len(word) > 6 and any(
        DamerauLevenshtein.distance(word, known, score_cutoff=slip) <= slip for known, slip in _LONG.items()
    )


def _is_an_order(word: str) -> bool:
    """Whether one word says all of a sentence, as Spanish verbs do: "sáquenme", "desinscríbanme"."""
    return len(word) > 5 and marks_of(word) in _ORDERS


def _spelled_out(words: Sequence[str]) -> bool:
    """ "S T O P", "s.t.o.p", "st op", "un subscribe", "a l t o", and a sign as it is said: "stop exclamation point"."""
    if SHORTHAND.get(words[0], words[0]) in LONE_IN_CLAUSE and " ".join(words[1:]) in _SAID_SIGNS:
        return True
    if words[-1] in COURTESIES:
        words = words[:-1]
    joined = "".join(words)
    return (len(words) <= 4 and joined in _SPELLED_OUT) or (len(words) == len(joined) > 3 and joined in LONE)


def _is_sentence(text: str, words: Sequence[str]) -> bool:
    if (
        _OPENING.isdisjoint(words)
        and _TRIGGERS.isdisjoint([word[:4] for word in words])
        and not _ODD.search(" ".join(words))
    ):
        return False  # most texts are names, and go no further
    ended = ended_clauses(text)
    clauses = [clause for clause, _ in ended]
    whole = " ".join(clauses)
    if whole == "no more" and "?" in text:
        return False
    mended = whole.split()
    if asks_besides(whole, mended):
        return True
    if is_something_else(whole, mended):
        return False
    opened = {*mended, *(word[:4] for word in mended)}
    if _TRIGGERS.isdisjoint(opened) and not says_something(marks(ended, slips=False)):
        return False
    meant = marks(ended)
    wanted = without_unwanted(meant)
    if is_firm(wanted):
        return True
    if wanted == meant and _is_told_elsewhere(clauses, whole, opened):
        return True
    if wanted != meant or _WRONG_DETAIL.search(whole):
        return False
    if is_soft(wanted):
        return not (_SIGNING.search(whole) or _ZIP.search(whole))
    return not _CAUSE.search(whole) and (
        _asks_alone(mended, LONE)
        or any(_asks_alone(clause.split(), LONE_IN_CLAUSE, SHY | SHY_IN_CLAUSE) for clause in clauses)
    )


def _is_told_elsewhere(clauses: list[str], whole: str, opened: set[str]) -> bool:
    """Whether the words follow a rule of `opt_out_english` or of one of its like."""
    languages = [rules for rules, triggers in _FURTHER if not triggers.isdisjoint(opened)]
    if not languages:
        return False
    for language in languages:
        whole = language.unwanted.sub(" … ", whole)
    if any(language.firm.search(whole) for language in languages):
        return True
    parts = dict.fromkeys((whole, *(clauses if "…" not in whole else [])))
    signing = _SIGNING.search(whole)
    if (
        not signing
        and not _OTHERS.search(whole)
        and any(language.wishes.search(part) for language in languages for part in parts)
    ):
        return True
    if signing or _CAUSE.search(whole) or _WRONG_DETAIL.search(whole) or _ZIP.search(whole):
        return False
    return any(language.soft.search(part) for language in languages for part in parts)


def _asks_alone(words: Sequence[str], lone: frozenset[str], shy: frozenset[str] = SHY) -> bool:
    """Whether the words are one of `lone` (or "ya no", "no mas") with nothing beside it that says what of."""
    joined = " ".join(words)
    if joined in _NO_MORE:
        return True
    found = [word for word in words if word in lone]
    if not found:
        return False
    beside = COURTESIES if all(word in shy for word in found) else COURTESIES | ASKING
    if not all(word in lone or word in beside or (word.isdigit() and "stop" in found) for word in words):
        return False
    first = words.index(found[0])
    before = words[:first]
    if "no" in before[-2:] and found[0] in TURNED_BY_NO:
        return False
    if joined.startswith(("para que", "por fin", "en fin", "al fin")):
        return False
    return not (_ABOUT_SOMETHING.intersection(before) and not _SPOKEN_TO.intersection(words))
