"""A browser for the published pages."""

import os
import shutil

import pytest
from browser.published import SITE

CHROMIUM = ["chromium", "chromium-browser", "google-chrome", "chrome"]
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-quic"]
FLAGS.append("--disable-background-networking")


@pytest.fixture(scope="session")
def browser():
    """Return Chromium; without one say how to get it (in CI: fail)."""
    from playwright.sync_api import sync_playwright

    paths = [shutil.which(name) for name in CHROMIUM]
    paths = [path for path in paths if path]
    if not paths:
        words = "no Chromium: `apt-get install chromium`, or any Chrome in the PATH"
        pytest.fail(words) if os.environ.get("CI") else pytest.skip(words)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=paths[0], args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def tabs(browser):
    """Return {whether scripts run: (its context, its tabs that nobody looks at)}.

    A tab is used again, empty: a new one, and its process, takes longer than most pages.
    Pages keep nothing in the browser.
    """
    contexts = {}
    for runs in (True, False):
        contexts[runs] = browser.new_context(java_script_enabled=runs), []
    return contexts


@pytest.fixture
def visit(tabs):
    """Return a function that opens a page; errors of its scripts fail the test."""
    taken = []
    errors = []

    def note_failure(error):
        errors.append(str(error))

    def note_message(message):
        if message.type == "error":
            errors.append(message.text)

    def open_page(address, width=1280, color_scheme="light", java_script_enabled=True):
        context, free = tabs[java_script_enabled]
        page = free.pop() if free else context.new_page()
        taken.append((page, free))
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media="screen", color_scheme=color_scheme)
        page.on("pageerror", note_failure)
        page.on("console", note_message)
        page.goto(f"{SITE.as_uri()}/{address}")
        return page

    yield open_page
    for page, free in taken:
        page.remove_listener("pageerror", note_failure)
        page.remove_listener("console", note_message)
        page.goto("about:blank")
        free.append(page)
    assert errors == []
