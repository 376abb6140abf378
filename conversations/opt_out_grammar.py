"""Sentences for silence by their shape: each word is put in its class, and shapes are patterns of classes.

A wish for silence is made of few parts in many words: an end ("stop", "dejen de", "no more"), what we do or send, and
the person or the number that it is done to; or a taking away, and a list. `conversations.opt_out_classes` has the words
of each part, `conversations.opt_out_shapes` and its two neighbours have the orders in which they stand. Inside, each
class is one private character, so that a text is a short string and all shapes of a kind are one pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from conversations import opt_out_classes as classes
from conversations.opt_out_shapes import FIRM
from conversations.opt_out_soft_shapes import SOFT
from conversations.opt_out_spelling import slipped
from conversations.opt_out_unwanted_shapes import UNWANTED

#: A word of no class, a word's "me" that hangs on to its verb ("quítenme"), and the two ends of a clause.
_SIGNS = ("unknown", "hanging_me", "comma", "question")
_MARK = {name: chr(0xE000 + place) for place, name in enumerate((*_SIGNS, *classes.CLASSES))}
_UNKNOWN, _COMMA, _QUESTION = _MARK["unknown"], _MARK["comma"], _MARK["question"]
#: What takes the place of a stop that is not wanted.
_GONE = "…"
#: Two words that stand for one class together.
_TWO_AS_ONE = {
    first: frozenset(second.split("/")) for first, second in (pair.split() for pair in classes.TWO_AS_ONE.split(","))
}
#: Longer and shorter beginnings by which a word is known (see `classes.CLASSES`).
_BEGINNINGS = range(4, 8)
_NAME = re.compile(r"<(\w+)>|\{(!?)([a-z][\w ]*)\}")
_PIECES = {
    "gap": "{light you this}",
    "near": "{!comma question cause other sign not say means wrong}",
    "beside": "{!comma question cause other sign not say means wrong if detail says goes_on away by_mistake leave}",
    "end": "(?=$|{comma question i wrong}|{no}{more}|{and}(?!{unknown}))",
    "me_here": "(?:{me}|{my}.?{phone}|{this}{phone})(?!{light}*{away cause unknown})",
}


def marks(ended: Iterable[tuple[str, str]], *, slips: bool = True) -> str:
    """A text as a string of classes.

    Args:
        ended: Its clauses in plain words (see `conversations.plain_words`), and what ends each ("," or "?").
        slips: Whether a word of no class is read as one of a class that is typed with a slip.
    """
    known = _known()[0]
    otherwise = _mark_of_other if slips else _mark_by_beginning
    marked = [
        "".join([known.get(word) or otherwise(word) for word in _joined(clause)])
        + (_QUESTION if end == "?" else _COMMA)
        for clause, end in ended
    ]
    return "".join(marked).rstrip(_COMMA)


def marks_of(word: str) -> str:
    """The classes of one word, read with a slip."""
    return _known()[0].get(word) or _mark_of_other(word)


def orders() -> frozenset[str]:
    """What a word by itself is that removes, ends or unsubscribes, with the "me" that it is done to."""
    mark = _MARK
    done = {mark[verb] + mark[to] for verb in ("remove", "cease") for to in ("hanging_me", "me")}
    return frozenset(done - {mark["cease"] + mark["me"]} | {mark["unsubscribe"]})


def says_something(marked: str) -> bool:
    """Whether one of the classes is there without which no shape is complete."""
    return not _telling().isdisjoint(marked)


def telling_words() -> frozenset[str]:
    """The words of those classes."""
    return frozenset(word for word, mark in _known()[0].items() if not _telling().isdisjoint(mark))


def without_unwanted(marked: str) -> str:
    """The classes, with "…" for what speaks of a stop that is not wanted."""
    return _UNWANTED.sub(_GONE, marked)


def is_firm(marked: str) -> bool:
    """Whether the classes speak of us, of messages or of a list in so many words."""
    return _FIRM.search(marked) is not None


def is_soft(marked: str) -> bool:
    """Whether the classes have a shape that gives way to the cause and to a stop that is not wanted."""
    return _MARK["cause"] not in marked and _GONE not in marked and _SOFT.search(marked) is not None


def _joined(clause: str) -> list[str]:
    words = clause.split()
    for place, word in enumerate(words[:-1]):
        if word in _TWO_AS_ONE and words[place + 1] in _TWO_AS_ONE[word]:
            words[place : place + 2] = [word + words[place + 1], ""]
    return words


def _mark_by_beginning(word: str) -> str:
    if not word:
        return ""
    beginnings = _known()[1]
    return next((mark for length in _BEGINNINGS if (mark := beginnings.get(word[:length]))), _UNKNOWN)


def _mark_of_other(word: str) -> str:
    mark = _mark_by_beginning(word)
    if mark == _UNKNOWN and (meant := slipped(word)):
        return _known()[0][meant]
    return mark


@cache
def _known() -> tuple[dict[str, str], dict[str, str]]:
    """Words and beginnings of words, with their marks."""
    words, beginnings = classes.words_of_classes()
    known = {word: "".join([_MARK[name] for name in names]) for word, names in words.items()}
    return known, {beginning: _MARK[name] for beginning, name in beginnings.items()}


@cache
def _telling() -> frozenset[str]:
    return frozenset(_MARK[name] for name in classes.TELLING)


def _pattern(shapes: str) -> re.Pattern[str]:
    lines = [line.strip() for line in re.sub(r"\n\s*\+ ", "", shapes).splitlines()]
    written = [_written(_written(line)) for line in lines if line and not line.startswith("#")]
    return re.compile("|".join(f"(?:{line})" for line in written))


def _written(shape: str) -> str:
    """`shape` with its pieces put in and its classes as marks; a class stands for the narrower ones inside it too."""
    return _NAME.sub(_one_of, shape)


def _one_of(found: re.Match[str]) -> str:
    piece, none, names = found.groups()
    if piece:
        return f"(?:{_PIECES[piece]})"
    wide = [each for name in names.split() for each in (name, *classes.NARROWER.get(name, ()))]
    return f"[{'^' if none else ''}{''.join(_MARK[name] for name in wide)}]"


#: Made when the program starts, not at the first text that needs them.
_FIRM, _SOFT, _UNWANTED = _pattern(FIRM), _pattern(SOFT), _pattern(UNWANTED)
