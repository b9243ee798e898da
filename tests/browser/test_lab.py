"""Notebooks in JupyterLab, as `make lab` opens them: copies of ones own that run."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

pytestmark = pytest.mark.browser
NOTEBOOKS = [
    "13_what_copying_does.ipynb",
    "05_verify_trade_claims.ipynb",
    "02_reconstruct_trade_totals.ipynb",
    "07_sensitivity.ipynb",
]
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
def lab(tmp_path, whole):
    """Start JupyterLab in the folder my/ of a built story; return its address."""
    my = whole / "my"
    my.mkdir(exist_ok=True)
    for name in NOTEBOOKS:
        shutil.copy(whole / "notebooks" / name, my / name)
    port = find_free_port()
    folders = {}
    for name in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"):
        folders[f"JUPYTER_{name}"] = str(tmp_path / name.lower())
    command = [sys.executable, "-P", "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--ServerApp.port={port}", "--ServerApp.ip=127.0.0.1"]
    command += [f"--ServerApp.root_dir={my}", "--ServerApp.token="]
    command += ["--LabApp.extension_manager=readonly"]
    command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    command += ["--KernelManager.transport_encryption=auto"]
    log = (tmp_path / "lab.log").open("wb")
    server = subprocess.Popen(
        command,
        cwd=whole,
        env={**os.environ, **folders, "DUALUSE_ROOT": str(whole)},
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


LONG = pytest.mark.long


@pytest.mark.parametrize(
    "name",
    [NOTEBOOKS[0], *[pytest.param(name, marks=LONG) for name in NOTEBOOKS[1:]]],
)
def test_a_copy_of_a_notebook_opens_runs_and_is_read(browser, lab, name):
    page = browser.new_page(viewport={"width": 1280, "height": 1400})
    page.set_default_timeout(PATIENCE)
    page.goto(f"{lab}/lab/tree/{name}")
    page.get_by_text("| Idle").first.wait_for()  # else the kernel is not there yet
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.get_by_text("| Busy").first.wait_for()
    page.get_by_text("| Idle").first.wait_for()
    page.keyboard.press("Control+End")
    # what is far from the screen is drawn a moment later
    page.locator(".jp-OutputArea-output").nth(3).wait_for(state="attached")
    assert page.get_by_text("Traceback").count() == 0
    assert page.locator(".jp-RenderedHTMLCommon table").count() > 0
    page.close()
