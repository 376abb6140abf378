"""Does this text ask us to stop writing? Generous, in English and Spanish; never misled by the cause itself."""

from __future__ import annotations

from typing import Literal

from rapidfuzz.distance import DamerauLevenshtein

from conversations.plain_words import listed, plain

_WORDS = listed("stop stopall unsubscribe cancel end quit revoke optout alto parar para basta salir baja cancelar")


def opt_out_in(text: str) -> Literal["word", "sentence"] | None:
    """How `text` asks us to stop: by one word, by a sentence, or not at all."""
    whole = plain(text)
    if whole in _WORDS or (" " not in whole and DamerauLevenshtein.distance(whole, "stop") == 1):
        return "word"
    return None
