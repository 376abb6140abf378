"""A page from right to left, and one in words two fifths longer, at the width of a phone: it fits, and axe agrees."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from api.page_words import WORDS as WORDS_OF_PAGES
from tests.browser.conftest import NARROW, PHONE
from tests.languages.pseudo import pseudo_words
from tests.languages.right_to_left import WORDS
from tests.languages.right_to_left import page as page_in

pytestmark = pytest.mark.browser

#: Where the two pages are kept as pictures, for whoever wants to look; nowhere when not set.
PICTURES = os.environ.get("TEST_PICTURES")


#: Whether the first letter of what is meant stands to the left of the last one, and on the same line.
_FROM_THE_LEFT = """(element, meant) => {
  const text = [...element.childNodes].find((node) => node.data.includes(meant));
  const box = (place) => {
    const range = document.createRange();
    range.setStart(text, place);
    range.setEnd(text, place + 1);
    return range.getBoundingClientRect();
  };
  const begins = text.data.indexOf(meant);
  const [first, last] = [box(begins), box(begins + meant.length - 1)];
  return first.left < last.left && Math.abs(first.top - last.top) < 2;
}"""


@pytest.mark.parametrize(
    ("page", "language", "words"),
    [(PHONE, "ar", WORDS), (NARROW, "en", pseudo_words(WORDS_OF_PAGES["en"]))],
    indirect=["page"],
    ids=["right to left", "longer"],
)
def test_it_fits_and_is_accessible(page: Page, language: str, words: Mapping[str, str]) -> None:
    page.set_content(page_in(language, words))
    direction, wide, room = page.evaluate(
        "[getComputedStyle(document.body).direction, document.documentElement.scrollWidth, innerWidth]"
    )
    assert direction == ("rtl" if language == "ar" else "ltr")
    assert wide <= room, f"{wide - room} pixels too wide"
    number, bot = page.locator(".do").first, page.locator(".do").last
    assert number.evaluate(_FROM_THE_LEFT, "(312)\xa0555-0100")
    if language == "ar":
        assert bot.evaluate(_FROM_THE_LEFT, "@\u2068UndersignedBot")
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{language}.png", full_page=True)
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()
