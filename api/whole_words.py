"""Keeps short words with a hyphen on one line of a page, like S-Comm; what is stored stays as it is."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_SHORT = re.compile(r"(?<![\w-])\w{1,3}-\w{1,10}(?![\w-])")


def whole_words(text: str) -> Markup:
    """`text` as HTML, escaped, each short hyphenated word in a span that a line never breaks."""
    pieces: list[str] = []
    end = 0
    for word in _SHORT.finditer(text):
        pieces += [escape(text[end : word.start()]), Markup('<span class="whole">{}</span>').format(word.group())]
        end = word.end()
    return Markup("").join([*pieces, escape(text[end:])])
