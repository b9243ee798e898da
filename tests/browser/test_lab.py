"""Real JupyterLab in real Chromium: what a reporter does in the first minute."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

import nbformat
import pytest

from pressroom.engine import publish
from pressroom.project import ROOT

pytestmark = pytest.mark.browser
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/lab/\S+\?token=\w+")
SLOW = 120_000  # milliseconds: a busy machine starts a kernel and draws a chart within this


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of what the lab needs: JupyterLab saves notebooks, and ours must stay as they are."""
    folder = tmp_path_factory.mktemp("lab") / "project"
    folder.mkdir()
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("processed", ".ipynb_*"))
    for name in ("README.md", "story.yml"):
        shutil.copy2(ROOT / name, folder)
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
            [sys.executable, "-m", "pressroom.engine.lab", "--no-browser", "--port", str(port)],
            env={**os.environ, "PRESSROOM_ROOT": str(project), "HOME": str(home)},
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
def tab(browser):
    opened = browser.new_page(viewport={"width": 1280, "height": 1400})
    yield opened
    if folder := os.environ.get("DUALUSE_SCREENSHOTS"):  # to look at it, when it passed and when it failed
        opened.screenshot(path=f"{folder}/lab.png")
    opened.close()


def run_all(tab, answers):
    """Run all cells by the menu; wait until the kernel has given the last one its number."""
    tab.get_by_text("(ipykernel) | Idle").wait_for(
        timeout=SLOW
    )  # before, JupyterLab drops what it is told to run
    tab.get_by_role("menuitem", name="Run", exact=True).click()
    tab.locator(".lm-Menu-item", has_text=re.compile(r"^Run All Cells$")).click()
    last = tab.locator(".jp-NotebookPanel .jp-CodeCell").last
    last.locator(".jp-InputPrompt", has_text=re.compile(rf"\[{answers}\]")).wait_for(timeout=SLOW)


def errors(tab):
    return tab.locator('[data-mime-type="application/vnd.jupyter.error"], [data-mime-type*="stderr"]')


def test_a_reporter_opens_explore_runs_all_changes_the_product_and_sees_another_chart(lab, tab):
    hosts = set()
    tab.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    tab.goto(lab)
    preview = tab.locator(".jp-RenderedMarkdown")
    preview.get_by_role("link", name="05_verify_trade_claims").wait_for(timeout=SLOW)
    preview.get_by_role("link", name="explore").click()
    cells = tab.locator(".jp-NotebookPanel .jp-CodeCell")
    assert "/tree/my/" in tab.url
    cells.filter(has_text='desk.codes("ceramics")').wait_for(timeout=SLOW)  # the last one

    run_all(tab, cells.count())
    chart = tab.locator("figure.chart")
    chart.scroll_into_view_if_needed()
    before, picture = chart.inner_text(), chart.locator("img").get_attribute("src")
    assert before.startswith("Drones, RUS") and picture.startswith("data:image/svg+xml")
    assert errors(tab).count() == 0

    cell = tab.locator(".jp-CodeCell", has_text="PERIOD_START =").first
    cell.locator(".cm-content").click()
    tab.keyboard.press("Control+Home")
    tab.keyboard.press("Shift+End")
    tab.keyboard.insert_text('PRODUCT = "all"')
    run_all(tab, 2 * cells.count())
    chart.scroll_into_view_if_needed()
    assert chart.inner_text().startswith("All goods, RUS")
    assert chart.locator("img").get_attribute("src") != picture
    assert errors(tab).count() == 0
    assert hosts == {lab.split("/")[2]}


# The ten questions of a reporter with the README alone, each one cell; and what the answer must show.
QUESTIONS = (
    ('Series("CHN-RUS-export-all-GACC").range("Q3 2022")', "July to September 2022: $22."),
    ('figures(product="drones", country="Russia")', "at least $14.5m"),
    ('Series("CHN-RUS-export-drones-GACC").range("2023-01", "2023-05").of(100, "m USD")', "0% to 33"),
    ('Series("CHN-RUS-import-all-GACC").growth("2023")', "2023 on 2022, growth: 1"),
    ("contradictions()", "exports and imports probably changed places"),
    ('check("A1", hedge="strict")', "not checkable"),
    ('codes("thermal sights")', "901310"),
    ('figures(country="Kazakhstan")', "$1.3bn"),
    ('Series("CHN-RUS-export-all-GACC").plot("2021", "2024")', "CHN-RUS-export-all-GACC: "),
    (
        'claim("Exports doubled.", series="CHN-RUS-export-all-GACC", says="doubled", period="2023", base="2021")',
        "not reproduced",
    ),
)


def test_ten_questions_each_in_one_cell_are_answered_in_one_try(lab, project, tab):
    cells = ["from dualuse.desk import *", *(question for question, _ in QUESTIONS)]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    book.metadata.kernelspec = {
        "name": "python3",
        "display_name": "Python 3 (ipykernel)",
    }  # or JupyterLab asks
    mine = project / "my" / "questions.ipynb"
    nbformat.write(book, mine)
    before = publish.digest(project)  # what every page stands on
    # without what the other test left open: JupyterLab opens it again, and its cells would be counted too
    tab.goto(lab.replace("my/WELCOME.md", "my/questions.ipynb") + "&reset")
    run_all(tab, len(cells))
    assert errors(tab).count() == 0
    answers = tab.locator(".jp-NotebookPanel .jp-CodeCell")
    for number, (question, answer) in enumerate(QUESTIONS, 1):
        output = answers.nth(number).locator(".jp-OutputArea")
        output.scroll_into_view_if_needed()
        assert answer in output.inner_text(), question
    links = answers.nth(2).locator(".jp-OutputArea a")
    assert links.count() > 20 and links.first.get_attribute("href").startswith("https://")
    tab.keyboard.press("Control+S")
    deadline = time.monotonic() + SLOW / 1000
    while "not reproduced" not in mine.read_text(encoding="utf-8"):  # until it is saved, with its answers
        assert time.monotonic() < deadline, "JupyterLab did not save"
        tab.wait_for_timeout(300)
    assert publish.digest(project) == before
