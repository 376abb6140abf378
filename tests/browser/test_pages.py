"""Every page fits every screen, and axe finds nothing to object to, in both languages, by day and by night."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from api.page_words import WORDS
from tests.browser.conftest import DESKTOP, NARROW, PHONE
from tests.browser.demo_server import DemoServer
from tests.browser.simulator import SLUG, Simulator
from tests.conversations.test_languages import SHELTER
from tests.languages.right_to_left import page as drawn_with_everything

pytestmark = pytest.mark.browser

PATHS = ("/demo", "/", f"/p/{SLUG}")
LANGUAGES = ("en", "es")
#: On how many lines a word of an element stands.
_LINES_OF_A_WORD = """(element, word) => {
  const text = [...element.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.data.includes(word));
  const range = document.createRange();
  range.setStart(text, text.data.indexOf(word));
  range.setEnd(text, text.data.indexOf(word) + word.length);
  return new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
}"""


def _sizes() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page", [PHONE, NARROW, DESKTOP], indirect=True, ids=["phone", "narrow", "desktop"])


def _fits(page: Page) -> None:
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room, f"{wide - room} pixels too wide"


def _no_objections(page: Page) -> None:
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()


@_sizes()
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_fits_and_is_accessible(pages_server: DemoServer, page: Page, path: str, language: str) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{pages_server.address}{path}?lang={language}")
        expect(page.locator("html")).to_have_attribute("lang", language)
        _fits(page)
        _no_objections(page)


@_sizes()
@pytest.mark.parametrize("language", list(WORDS))
def test_every_way_to_sign_fits_in_every_language_and_a_call_is_dialled(page: Page, language: str) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.set_content(drawn_with_everything(language, WORDS[language], SHELTER))
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator('a.button[href="tel:+13125550100"]')).to_be_visible()
        _fits(page)
        _no_objections(page)


@_sizes()
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_simulator_stays_accessible_in_the_middle_of_a_talk(
    pages_server: DemoServer, page: Page, language: str
) -> None:
    simulator = Simulator(page, pages_server.address)
    simulator.open(language)
    page.locator("#new-phone").evaluate("button => button.click()")
    simulator.text("María José Núñez Ibáñez Ávila", expected="")
    simulator.text("SCOMM", expected="")
    page.get_by_role("button", name="Deliver again" if language == "en" else "Entregar otra vez").last.click()
    expect(simulator.notes).to_have_count(1)
    if page.locator(".switch").is_visible():
        _fits(page)
        _no_objections(page)
        page.locator(".switch").get_by_role("button", name="Telegram").click()
    simulator.start("scomm")
    expect(simulator.last_message.get_by_role("button").first).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        _fits(page)
        _no_objections(page)


@pytest.mark.parametrize("page", [PHONE], indirect=True, ids=["phone"])
def test_no_button_of_the_chat_breaks_inside_a_word(server: DemoServer, page: Page) -> None:
    simulator = Simulator(page, server.address)
    simulator.open("es")
    page.locator(".switch").get_by_role("button", name="Telegram").click()
    simulator.start("scomm")
    simulator.tap("Español")
    expect(simulator.last_message.get_by_role("button", name="Compartir")).to_be_visible()
    for button in simulator.last_message.get_by_role("button").all():
        for word in button.inner_text().split():
            assert button.evaluate(_LINES_OF_A_WORD, word) == 1, word


@pytest.mark.parametrize("page", [PHONE, NARROW], indirect=True, ids=["phone", "narrow"])
@pytest.mark.parametrize("path", PATHS[1:])
def test_a_title_never_breaks_at_the_hyphen_of_a_short_word(pages_server: DemoServer, page: Page, path: str) -> None:
    page.goto(f"{pages_server.address}{path}?lang=es")
    whole = page.locator(".whole")
    assert whole.count() > 0
    assert all(word.evaluate("word => word.getClientRects().length") == 1 for word in whole.all())


def test_a_name_that_looks_like_html_stays_text(simulator: Simulator) -> None:
    simulator.start("scomm")
    simulator.tap("Sign")
    simulator.tap("Another name")
    simulator.write("<img src=x onerror=alert(1)> <b>Ana</b>")
    expect(simulator.page.locator("#chat .mine").last).to_contain_text("<img src=x onerror=alert(1)> <b>Ana</b>")
    expect(simulator.page.locator("#chat img")).to_have_count(0)
