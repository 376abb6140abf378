"""A headless Chromium, and for every test a page that can reach nothing but this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.browser.demo_server import DemoServer
from tests.browser.simulator import Simulator

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
_SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing outside this machine has an address here.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
PHONE: ViewportSize = {"width": 390, "height": 844}
NARROW: ViewportSize = {"width": 320, "height": 640}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser, one for the tests of this folder.

    Not for the session: while it is open its own event loop runs in this thread, where no other test's could.
    """
    if not CHROMIUM.exists():
        why = f"no Chromium at {CHROMIUM}: install it, or name yours in CHROMIUM"
        if "browser" in os.environ.get("TEST_REQUIRE", "").split(","):
            pytest.fail(f"TEST_REQUIRE wants the browser, and there is {why}")
        pytest.skip(why)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A fresh page, wide unless the test asks otherwise; complains of scripts that fail and of any other address."""
    size: ViewportSize = getattr(request, "param", DESKTOP)
    context = chromium.new_context(viewport=size, reduced_motion="reduce")
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(f"script failed: {error}"))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on(
        "request",
        lambda asked: complaints.append(asked.url) if urlsplit(asked.url).hostname != "127.0.0.1" else None,
    )
    yield page
    context.close()
    assert complaints == []


@pytest.fixture(scope="package")
def pages_server(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    """One demo server for the tests that only look."""
    with DemoServer(tmp_path_factory.mktemp("pages")) as server:
        yield server


@pytest.fixture
def server(chromium: Browser, tmp_path: Path) -> Iterator[DemoServer]:
    """A demo server for one test, on a file that is kept while the test lasts."""
    with DemoServer(tmp_path, tmp_path / "demo.db") as server:
        yield server


@pytest.fixture
def simulator(server: DemoServer, page: Page) -> Simulator:
    """The simulator, opened in English; its page is closed before the server that it asks stops."""
    simulator = Simulator(page, server.address)
    simulator.open()
    return simulator
