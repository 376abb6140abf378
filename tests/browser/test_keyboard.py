"""Everything can be done without a mouse, and the focus is never lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.simulator import Simulator

pytestmark = pytest.mark.browser

#: More presses than the page has stops: a stop that can't be reached fails the test instead of hanging it.
_MOST_STOPS = 120


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element that matches has the focus."""
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} can't be reached with Tab")


def _type(page: Page, simulator: Simulator, words: str, expected: str) -> None:
    before = simulator.answers.count()
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(simulator.answers).to_have_count(before + 1)
    expect(simulator.answers.last).to_contain_text(expected)


def test_signing_by_sms_with_the_keyboard_alone(simulator: Simulator) -> None:
    page = simulator.page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#phone-text")).to_be_focused()
    _type(page, simulator, "SCOMM", "To sign")
    _type(page, simulator, "Ana Lopez 60608", "1=SIGN")
    _tab_to(page, '[data-key="1"]')
    page.keyboard.press("Enter")
    expect(page.locator("#phone-text")).to_have_value("1")
    page.locator("#phone-text").focus()
    _type(page, simulator, "", "Signed!")
    expect(page.locator("#phone-text")).to_be_focused()
    simulator.expect_count(1)


def test_signing_on_telegram_with_the_keyboard_alone(simulator: Simulator) -> None:
    page = simulator.page
    _tab_to(page, "#start-link")
    page.keyboard.type("?start=scomm")
    _tab_to(page, ".start-button")
    page.keyboard.press("Enter")
    expect(simulator.last_message.get_by_role("button").first).to_be_visible()
    expect(page.locator("#chat-text")).to_be_focused()
    for label in ("Sign", "Use this name", "Skip", "Sign now"):
        button = simulator.last_message.get_by_role("button", name=label).first
        expect(button).to_be_visible()
        for _ in range(_MOST_STOPS):
            if button.evaluate("key => key === document.activeElement"):
                break
            page.keyboard.press("Tab")
        expect(button).to_be_focused()
        page.keyboard.press("Enter")
        expect(button.and_(page.locator("[aria-busy]"))).to_have_count(0)
    expect(simulator.last_message).to_contain_text("Signed!")
    simulator.expect_count(1)
