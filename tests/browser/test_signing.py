"""Signing in the browser, as a newcomer does it: by SMS in Spanish, on Telegram in English, and off again."""

from __future__ import annotations

import json
import re
import signal
import time
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.demo_server import DemoServer
from tests.browser.simulator import SLUG, Simulator

pytestmark = pytest.mark.browser


def _public_count(server: DemoServer) -> tuple[int, int]:
    """Signed here and carried over, as anybody can read them."""
    with urlopen(f"{server.address}/api/petitions/{SLUG}", timeout=10) as answer:
        petition = json.load(answer)
    over = petition["carried_over"]
    return petition["signatures"], over["count"] if isinstance(over, dict) else over


def _expect_public_count(server: DemoServer, signed: int) -> None:
    """Ask until the public sees the count, which may be a second old."""
    patience = time.monotonic() + 10
    while _public_count(server) != (signed, 6212) and time.monotonic() < patience:
        pass
    assert _public_count(server) == (signed, 6212)


def _sign_by_sms_in_spanish(simulator: Simulator) -> None:
    simulator.text("CARTA", expected="Para firmar")
    simulator.text("Ana Lopez 60608", expected="1=FIRMAR")
    simulator.text("1", expected="¡Firmaste!")


def _sign_on_telegram_in_english(simulator: Simulator) -> None:
    simulator.start("scomm_flyer")
    simulator.tap("Sign")
    simulator.tap("Use this name")
    simulator.tap("Skip")
    simulator.tap("Sign now")
    expect(simulator.last_message).to_contain_text("Signed!")


def test_two_people_sign_and_one_goes_off_again(simulator: Simulator, server: DemoServer) -> None:
    simulator.expect_count(0)
    _expect_public_count(server, 0)
    _sign_by_sms_in_spanish(simulator)
    _sign_on_telegram_in_english(simulator)
    simulator.expect_count(2)
    _expect_public_count(server, 2)
    simulator.text("RETIRAR", expected="9")
    simulator.text("9", expected="Listo")
    simulator.expect_count(1)
    _expect_public_count(server, 1)


def test_a_signature_by_sms_costs_three_segments_each_way(simulator: Simulator) -> None:
    _sign_by_sms_in_spanish(simulator)
    meter = simulator.page.locator(".meter")
    expect(meter.locator('[data-part="in"]')).to_have_text("3")
    expect(meter.locator('[data-part="out"]')).to_have_text("3")
    expect(meter.locator('[data-part="cost"]')).to_have_text("$0.062")


def test_a_text_delivered_again_is_answered_alike_and_counted_once(simulator: Simulator) -> None:
    _sign_by_sms_in_spanish(simulator)
    simulator.page.get_by_role("button", name="Deliver again").last.click()
    expect(simulator.notes).to_contain_text("The answer was the same")
    simulator.expect_count(1)


def test_twilio_answers_stop_itself_and_the_signature_stays(simulator: Simulator) -> None:
    _sign_by_sms_in_spanish(simulator)
    before = simulator.answers.count()
    simulator.page.locator("#phone-text").fill("STOP")
    simulator.page.locator("#phone-text").press("Enter")
    expect(simulator.notes).to_contain_text("You have successfully been unsubscribed")
    expect(simulator.answers).to_have_count(before)
    simulator.expect_count(1)


def test_the_language_switches_in_the_middle_and_the_place_is_kept(simulator: Simulator) -> None:
    simulator.text("SCOMM", expected="To sign")
    simulator.text("Ana Lopez", expected="ZIP")
    simulator.text("ESP", expected=re.compile("español.*ZIP", re.DOTALL))
    simulator.text("60608", expected="1=FIRMAR")


def test_the_simulator_itself_speaks_both_languages(simulator: Simulator) -> None:
    page = simulator.page
    simulator.text("SCOMM", expected="To sign")
    page.get_by_role("link", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_role("heading", level=1)).to_have_text("Firma una petición desde cualquier teléfono.")
    expect(simulator.answers).to_have_count(1)
    expect(page.get_by_role("button", name="Enviar").first).to_be_visible()


def test_two_days_later_the_line_says_welcome_back(simulator: Simulator) -> None:
    simulator.text("SCOMM", expected="To sign")
    simulator.text("Ana Lopez", expected="ZIP")
    before = simulator.page.locator("#clock-time").get_attribute("datetime")
    simulator.page.get_by_role("button", name="+2 days").click()
    expect(simulator.page.locator("#texts .text-later")).to_have_text("two days later")
    assert simulator.page.locator("#clock-time").get_attribute("datetime") > before  # type: ignore[operator]
    simulator.text("hello", expected="Welcome back")


def test_a_photo_is_answered_and_never_a_signature(simulator: Simulator) -> None:
    simulator.text("SCOMM", expected="To sign")
    simulator.page.get_by_role("button", name="Photo", exact=True).click()
    expect(simulator.answers).to_have_count(2)
    simulator.expect_count(0)


def test_blocking_the_bot_keeps_the_signature(simulator: Simulator) -> None:
    _sign_on_telegram_in_english(simulator)
    simulator.page.get_by_role("button", name="Block the bot").click()
    expect(simulator.page.locator("#chat .chat-note")).to_contain_text("counts as STOP")
    simulator.expect_count(1)


def test_a_killed_demo_goes_on_where_it_was(simulator: Simulator, server: DemoServer) -> None:
    _sign_on_telegram_in_english(simulator)
    simulator.text("SCOMM", expected="To sign")
    simulator.text("Ana Lopez", expected="ZIP")
    simulator.page.get_by_role("button", name="+2 hours").click()
    expect(simulator.page.locator("#texts .text-later")).to_have_text("two hours later")
    shown = simulator.page.locator("#clock-time").get_attribute("datetime")
    port = server.port
    # A request on its way at the moment of the kill would be a complaint of the page's.
    simulator.page.goto("about:blank")
    assert server.stop(signal.SIGKILL) == -signal.SIGKILL
    server.start(port)
    simulator.open()
    simulator.expect_count(1)
    simulator.text("60608", expected="1=SIGN")
    simulator.text("1", expected="Signed!")
    simulator.expect_count(2)
    assert simulator.page.locator("#clock-time").get_attribute("datetime") >= shown  # type: ignore[operator]
    simulator.write("/status")
    expect(simulator.last_message).to_contain_text("You signed")


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_a_small_screen_shows_one_device_at_a_time(simulator: Simulator) -> None:
    page = simulator.page
    expect(page.locator("#sms")).to_be_visible()
    expect(page.locator("#telegram")).to_be_hidden()
    _sign_by_sms_in_spanish(simulator)
    page.locator(".switch").get_by_role("button", name="Telegram").click()
    expect(page.locator("#sms")).to_be_hidden()
    _sign_on_telegram_in_english(simulator)
    simulator.expect_count(2)


def test_cleared_screens_take_a_new_phone_and_a_new_person(simulator: Simulator) -> None:
    page = simulator.page
    _sign_by_sms_in_spanish(simulator)
    phone, person = page.locator("#phone-number").input_value(), page.locator("#person").input_value()
    page.get_by_role("button", name="Clear these screens").click()
    expect(simulator.answers).to_have_count(0)
    expect(page.locator("#phone-number")).not_to_have_value(phone)
    expect(page.locator("#person")).not_to_have_value(person)
    simulator.expect_count(1)
    _sign_by_sms_in_spanish(simulator)
    simulator.expect_count(2)
