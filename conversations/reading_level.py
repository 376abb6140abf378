"""How hard a phrase is to read: a rough measure that is the same in every language written with spaces.

Björnsson's LIX (1968): words in a sentence, and how many of a hundred words have more than six letters. He called up to
30 easy, as for children, and from 50 on difficult, as of authorities. It is blind to what the words mean.
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: Words below which a phrase is too short to be judged.
ENOUGH = 12
#: From here on it is difficult.
HARD = 50
#: Words in a sentence that a tired reader has in mind to its end.
LONGEST_SENTENCE = 25
_LONG_WORD = 6
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?:;]+(?=\s|$|[\"”])|\n")
_NO_WORDS = re.compile(r"</?\w+>|t\.me/\S+|https?:\S+")


class Reading(NamedTuple):
    """What reading a text takes."""

    words: int
    sentences: int
    long_words: int
    #: Words in the longest sentence.
    longest: int

    @property
    def lix(self) -> float:
        """Björnsson's number; 0 for no words at all."""
        if not self.words:
            return 0.0
        return self.words / self.sentences + 100 * self.long_words / self.words


def reading_of(words: str) -> Reading:
    """Measure a phrase; each {fact} in it counts as a short word."""
    text = re.sub(r"\{\w+\}", "Ana", _NO_WORDS.sub(" ", words))
    sentences = [found for part in _SENTENCE_END.split(text) if (found := _WORD.findall(part))]
    all_words = [word for sentence in sentences for word in sentence]
    long_words = sum(len(word) > _LONG_WORD for word in all_words)
    return Reading(len(all_words), max(len(sentences), 1), long_words, max(map(len, sentences), default=0))


def too_hard(words: str) -> str | None:
    """What speaks against a phrase, for whoever is tired and reads on a small screen; None when nothing does."""
    reading = reading_of(words)
    if reading.longest > LONGEST_SENTENCE:
        return f"has a sentence of {reading.longest} words"
    if reading.words >= ENOUGH and reading.lix >= HARD:
        return f"is hard to read (LIX {reading.lix:.0f}): shorter words, shorter sentences"
    return None
