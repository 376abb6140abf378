"""Short answers made comparable a little further than `plain_words` does, for tables of what people say."""

from __future__ import annotations

import re
from functools import lru_cache

from conversations.plain_words import SAME_TURN, listed, plain_words

_RUN = re.compile(r"([a-z])\1+")
#: Greetings and fillers that may stand before what is meant.
OPENERS = listed("hi helo hey hola god morning buenas buenos dias tardes oh wel pues bueno and y")


def plainly(text: str) -> str:
    """The words of `text` as `plain_words` gives them, without apostrophes, one space apart."""
    return " ".join(plain_words(text)).replace("'", "")


@lru_cache(SAME_TURN)
def said_words(text: str) -> tuple[str, ...]:
    """The words of `plainly(text)`, letters that stand several times in a row written once ("yesss", "siii")."""
    return tuple(_RUN.sub(r"\1", plainly(text)).split())


def said(words: str) -> frozenset[str]:
    """A table of words as `said_words` would give them."""
    return listed(_RUN.sub(r"\1", words))
