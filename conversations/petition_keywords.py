"""Which words can be a petition's keyword: none that already means something on the line."""

from __future__ import annotations

import re

from conversations.answers import read_confirmation, read_digit
from conversations.commands import command_in
from conversations.language_files import LANGUAGE_FILES
from conversations.optout import opt_out_in
from conversations.phrase_checks import RESERVED

_SHAPE = re.compile(r"(?=.*[A-Z])[A-Z0-9]{2,10}")


def keyword_problem(keyword: str) -> str | None:
    """What speaks against `keyword` (in capitals), in plain words; None when nothing does."""
    if not _SHAPE.fullmatch(keyword):
        return "must be 2 to 10 letters or digits without accents, and at least one letter"
    if keyword in RESERVED or opt_out_in(keyword):
        return f"{keyword} is too near to a word that ends all messages"
    for language in (None, *LANGUAGE_FILES):
        if command := command_in(keyword, language):
            return f"{keyword} is, or is too near to, a word that already means {command[0].name}"
    if read_confirmation(keyword) or read_digit(keyword, 9):
        return f"{keyword} already is an answer to a question"
    return None
