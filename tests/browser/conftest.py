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


@pytest.fixture
def visit(browser):
    """Return a function that opens a page; errors of its scripts fail the test."""
    contexts = []
    errors = []

    def open_page(address, width=1280, **options):
        size = {"width": width, "height": 900}
        context = browser.new_context(viewport=size, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: note_error(message, errors))
        page.goto(f"{SITE.as_uri()}/{address}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def note_error(message, errors):
    if message.type == "error":
        errors.append(message.text)
