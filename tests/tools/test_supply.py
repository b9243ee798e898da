"""What the project is built from: every licence is known, and what needs a network says so in one line."""

import os
import subprocess
import sys
from email.message import Message

import supply

from pressroom.project import ROOT


def test_every_licence_is_allowed_or_was_read():
    found = supply.licences()
    assert len(found) > 100 and not supply.refused(found)


def test_a_licence_nobody_read_is_refused():
    stated = {"a": "GPL-3.0-or-later", "b": "", "c": "MIT AND AGPL-3.0", "d": "Apache-2.0 OR BSD-2-Clause"}
    assert set(supply.refused(stated)) == {"a", "b", "c"}
    found = Message()
    found["Classifier"] = "License :: OSI Approved :: MIT License"
    assert supply.licence(found) == "MIT License"


def test_without_a_network_one_line_says_what_is_missing(tmp_path):
    nowhere = "http" + "://127.0.0.1:9/simple"
    env = os.environ | {"PIP_INDEX_URL": nowhere, "PIP_RETRIES": "0", "PIP_NO_CACHE_DIR": "1"}
    code = f"import supply, pathlib; supply.ROOT = pathlib.Path({str(tmp_path)!r}); supply.tool('audit')"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "tools", env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert "audit: needs a network once, to install pip-audit" in done.stderr
