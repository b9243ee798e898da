"""`make data` without a network: one line, soon, and nothing that a later build would take for rows."""

import os
import shutil
import subprocess
import sys
import time

import pytest

from pressroom import files, project
from pressroom.engine import publish

SOON = 10  # seconds, on a machine that has a core for it


@pytest.mark.parametrize("what", ["comtrade", "baci"])
def test_without_a_network_it_says_so_in_one_line_and_the_next_build_is_the_published_one(what, tmp_path):
    shutil.copytree(project.DATA, tmp_path / "data", ignore=shutil.ignore_patterns("processed", "fetched"))
    shutil.copy2(project.ROOT / "story.yml", tmp_path)
    before = {name: files.of_file(tmp_path / name) for name in files.listed(tmp_path)}
    dead = "http://127.0.0.1:9"  # the port that discards: nobody listens
    env = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    env |= {"PRESSROOM_ROOT": str(tmp_path), "HTTPS_PROXY": dead, "HTTP_PROXY": dead, "COLUMNS": "40"}
    begun = time.monotonic()
    command = [sys.executable, "-m", "dualuse.official.fetch", what]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=120)
    took = time.monotonic() - begun
    (line,) = (done.stdout + done.stderr).splitlines()
    assert done.returncode == 1 and "no network, or no answer from https://" in line
    assert took < SOON * max(1, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert {name: files.of_file(tmp_path / name) for name in files.listed(tmp_path)} == before
    assert not publish.brought(tmp_path)
