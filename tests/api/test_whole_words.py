"""Short words with a hyphen stay on one line of a page, and everything is still escaped."""

from __future__ import annotations

import pytest

from api.whole_words import whole_words


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Put S-Comm on ICE!", 'Put <span class="whole">S-Comm</span> on ICE!'),
        ("Alto a S-Comm", 'Alto a <span class="whole">S-Comm</span>'),
        ("no hyphen", "no hyphen"),
        ("S-Comm & <b>", '<span class="whole">S-Comm</span> &amp; &lt;b&gt;'),
        ("neighbor-organized", "neighbor-organized"),
        ("a-b-c and 312-555-0100", "a-b-c and 312-555-0100"),
        ("", ""),
    ],
)
def test_short_words_are_kept_whole(text: str, drawn: str) -> None:
    assert whole_words(text) == drawn
