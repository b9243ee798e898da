"""The pick-list of `desk.ask()`, driven as a reader does, in a real JupyterLab."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import nbformat
import pytest

from dualuse.base import tables

pytestmark = pytest.mark.browser
CODE = "from dualuse.desk import desk\ndesk.ask()"
PATIENCE = 120_000  # milliseconds: a kernel that starts beside other tests


def find_free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait_for(address):
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"{address}/api", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise TimeoutError(address)


@pytest.fixture
def lab(tmp_path):
    """Start JupyterLab on a folder with one notebook; return its address."""
    cell = nbformat.v4.new_code_cell(CODE, id="ask")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata=kernel)
    (tmp_path / "work").mkdir()
    nbformat.write(notebook, tmp_path / "work" / "ask.ipynb")
    port = find_free_port()
    folders = {}
    for name in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"):
        folders[f"JUPYTER_{name}"] = str(tmp_path / name.lower())
    command = [sys.executable, "-P", "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--ServerApp.port={port}", "--ServerApp.ip=127.0.0.1"]
    command += [f"--ServerApp.root_dir={tmp_path / 'work'}", "--ServerApp.token="]
    command += ["--LabApp.extension_manager=readonly"]
    command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    command += ["--KernelManager.transport_encryption=auto"]
    log = (tmp_path / "lab.log").open("wb")
    server = subprocess.Popen(
        command,
        cwd=tables.ROOT,
        env={**os.environ, **folders},
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address)
        yield address
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
        log.close()


def test_a_reader_who_does_not_type_gets_the_answer_and_its_line(browser, lab):
    page = browser.new_page(viewport={"width": 1280, "height": 1400})
    page.set_default_timeout(PATIENCE)
    page.goto(f"{lab}/lab/tree/ask.ipynb")
    page.get_by_text("| Idle").first.wait_for()  # else the kernel is not there yet
    page.locator(".jp-CodeCell .cm-content").first.click()
    page.keyboard.press("Shift+Enter")
    number = page.get_by_label("Number", exact=True)
    number.fill("$111bn")
    page.get_by_label("Hedge", exact=True).select_option("nearly")
    page.get_by_role("button", name="Ask", exact=True).click()
    said = page.locator(".jp-OutputArea").filter(has_text="Verdict").last
    said.wait_for()
    text = said.inner_text()
    assert "$110bn or more, and less than $111bn" in text
    assert page.locator("mjx-container").count() == 0  # two amounts are no formula
    assert "China's exports to Russia, all goods" in text
    assert "nearly $111bn" in text
    line = re.search(r"desk\.claim\(.*\)", text)[0]
    assert "series='CHN-RUS-export-all-GACC'" in line and "hedge='nearly'" in line
    said.locator("img").first.wait_for()  # the picture of the months
    page.get_by_label("Months", exact=True).fill("last week")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_text("period: found 'last week'").wait_for()
    page.close()
