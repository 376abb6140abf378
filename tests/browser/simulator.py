"""The simulator as a person uses it: texts, taps, counts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

SLUG = "put-s-comm-on-ice"


@dataclass(frozen=True)
class Simulator:
    """The page at /demo, opened in one language."""

    page: Page
    address: str

    def open(self, language: str = "en") -> None:
        """Open the page and wait until its script has wired it."""
        self.page.goto(f"{self.address}/demo?lang={language}")
        expect(self.page.locator("html")).to_have_attribute("data-ready", "true")

    @property
    def answers(self) -> Locator:
        """The texts that came in on the phone, without what is said about them."""
        return self.page.locator("#texts .text-in")

    @property
    def notes(self) -> Locator:
        """What the networks have to say on the phone's screen."""
        return self.page.locator("#texts .text-note")

    def text(self, words: str, *, expected: str | re.Pattern[str]) -> None:
        """Send a text from the phone and wait for the one answer, which must hold `expected`."""
        before = self.answers.count()
        self.page.locator("#phone-text").fill(words)
        self.page.locator("#phone-text").press("Enter")
        expect(self.answers).to_have_count(before + 1)
        expect(self.answers.last).to_contain_text(expected)

    @property
    def last_message(self) -> Locator:
        """The bot's newest message on Telegram, with its buttons."""
        return self.page.locator("#chat .theirs").last

    def start(self, link: str) -> None:
        """Open the bot by a deep link and press Start."""
        self.page.locator("#start-link").select_option(link)
        self.page.locator("#start-form button").click()

    def tap(self, label: str) -> None:
        """Tap a button under the bot's newest message."""
        self.last_message.get_by_role("button", name=label).click()

    def write(self, words: str) -> None:
        """Type a message on Telegram."""
        self.page.locator("#chat-text").fill(words)
        self.page.locator("#chat-text").press("Enter")

    def expect_count(self, signed: int) -> None:
        """Wait until the page counts so many signatures here."""
        card = self.page.locator(f'.petition[data-slug="{SLUG}"]')
        expect(card.locator('[data-part="signatures"]')).to_have_text(str(signed))
        words = re.compile("^(signature|firma) " if signed == 1 else "^(signatures|firmas) ")
        expect(card.locator('[data-part="signed-here"]')).to_have_text(words)
