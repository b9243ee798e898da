"""Real JupyterLab in real Chromium: what a reporter does in the first minute."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

import pytest

from dualuse.paths import ROOT

pytestmark = pytest.mark.browser
CHROMIUM = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/lab/\S+\?token=\w+")
SLOW = 120_000  # milliseconds: a busy machine starts a kernel and draws a chart within this


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of what the lab needs: JupyterLab saves notebooks, and ours must stay as they are."""
    folder = tmp_path_factory.mktemp("lab") / "project"
    folder.mkdir()
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("processed", ".ipynb_*"))
    shutil.copy2(ROOT / "README.md", folder)
    return folder


@pytest.fixture(scope="module")
def lab(project, tmp_path_factory):
    """A running `make lab`, without a browser of its own; yields its address."""
    home = tmp_path_factory.mktemp("home")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = home / "lab.txt"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "dualuse.lab", "--no-browser", "--port", str(port)],
            env={**os.environ, "DUALUSE_ROOT": str(project), "HOME": str(home)},
            stdout=file,
            stderr=file,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            cwd=home,
        )
    deadline = time.monotonic() + SLOW / 1000
    while not (found := ADDRESS.search(log.read_text())):
        assert process.poll() is None and time.monotonic() < deadline, log.read_text()[-2000:]
        time.sleep(0.3)
    yield found[0]
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def page():
    sync_api = pytest.importorskip("playwright.sync_api")
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if not found:
        message = "no Chromium: on Debian, apt-get install chromium"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser.new_page(viewport={"width": 1280, "height": 1400})
        browser.close()


def run_all(page):
    """Run all cells by the menu; wait until the kernel has answered the last one."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator(".lm-Menu-item", has_text=re.compile(r"^Run All Cells$")).click()
    last = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell").last
    last.locator(".jp-InputPrompt", has_text=re.compile(r"\[\*\]")).wait_for(timeout=SLOW)
    last.locator(".jp-InputPrompt", has_text=re.compile(r"\[\d+\]")).wait_for(timeout=SLOW)


def errors(page):
    return page.locator('[data-mime-type="application/vnd.jupyter.error"], [data-mime-type*="stderr"]')


def test_a_reporter_opens_explore_runs_all_changes_the_product_and_sees_another_chart(lab, page):
    hosts = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(lab)
    preview = page.locator(".jp-RenderedMarkdown")
    preview.get_by_role("link", name="05_verify_trade_claims").wait_for(timeout=SLOW)
    preview.get_by_role("link", name="explore").click()
    page.locator(".jp-NotebookPanel .jp-CodeCell").first.wait_for(timeout=SLOW)

    run_all(page)
    chart = page.locator("figure.chart")
    chart.scroll_into_view_if_needed()
    before, picture = chart.inner_text(), chart.locator("img").get_attribute("src")
    assert before.startswith("Drones, RUS") and picture.startswith("data:image/svg+xml")
    assert page.get_by_text("not reproduced").first.is_visible
    assert errors(page).count() == 0

    cell = page.locator(".jp-CodeCell", has_text="PERIOD_START =").first
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Shift+End")
    page.keyboard.insert_text('PRODUCT = "all"')
    run_all(page)
    chart.scroll_into_view_if_needed()
    assert chart.inner_text().startswith("All goods, RUS")
    assert chart.locator("img").get_attribute("src") != picture
    assert errors(page).count() == 0
    if folder := os.environ.get("DUALUSE_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/lab.png")
    assert hosts == {lab.split("/")[2]}
