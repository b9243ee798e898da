"""Set-up: what make accepts, what is pinned, what the workflow may do."""

import os
import re
import subprocess
import sys
from pathlib import Path

import lock
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
WORKFLOW = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
TARGETS = re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.M)


def make(*words):
    """Return exit status and output of make, which only says what it would do."""
    environment = {**os.environ, "MAKEFLAGS": ""}
    command = ["make", "-n", "-o", ".venv/.runtime", "-o", ".venv/.test", *words]
    result = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return result.returncode, result.stdout


def test_environment_yml_says_what_the_lock_says():
    assert (ROOT / "environment.yml").read_text() == lock.write_environment()
    assert "seaborn" in lock.read_pins()


@pytest.mark.parametrize("target", sorted(set(TARGETS) - {"report", "add-figure"}))
def test_make_refuses_what_a_target_does_not_read(target):
    status, output = make(target, "NOBODY_READS=1")
    assert status != 0
    assert f"make {target} takes" in output


def test_make_hands_down_what_a_report_is_made_with():
    status, output = make("report", "NOTEBOOK=05", "PERIOD_START=may 2023")
    assert status == 0
    words = output.split("dodo.py variant ")[1]
    assert "'PERIOD_START'='may 2023'" in words
    assert "'NOTEBOOK'='05'" in words


def test_what_is_typed_is_no_command(tmp_path):
    typed = f"up from $100m $(shell touch {tmp_path}/x) it's; touch {tmp_path}/x & y"
    names = ("note", "quote", "NAMES", "TYPED", "only", "as-typed", "PY", "a;id")
    for name in names:  # some are words of the Makefile's own
        status, output = make("add-figure", f"{name}={typed}", "page=https://x.y/?a=b")
        assert status == 0
        assert ".venv/bin/python -P tools/add_figure.py" in output
        if name in ("note", "quote", "a;id"):
            assert f"'{name}'='" + typed.replace("'", r"'\''") + "'" in output
    assert (
        make("lab", f"PORT=9000; touch {tmp_path}/x $(shell touch {tmp_path}/x)")[0]
        == 0
    )
    for target in ("new", "add-figure"):
        status, output = make(target, f"STORY=a\ntouch {tmp_path}/x")
        assert status != 0
        assert "STORY: found a line break; expected one line.  Stop.\n" in output
    assert list(tmp_path.iterdir()) == []


def test_an_old_python_is_refused_in_one_line(monkeypatch):
    import setup

    monkeypatch.setattr(sys, "version_info", (3, 9))
    with pytest.raises(SystemExit, match=r"setup: Python 3\.11 or newer is needed"):
        setup.main(".venv", "requirements.lock")


def test_the_workflow_runs_the_commands_of_the_readme():
    jobs = yaml.safe_load(WORKFLOW)["jobs"]
    commands = [step.get("run") for step in jobs["test"]["steps"]]
    assert {"make test", "make verify"} <= set(commands)
    assert yaml.safe_load(WORKFLOW)["permissions"] == {"contents": "read"}


def test_actions_are_pinned_by_commit():
    actions = re.findall(r"uses: (\S+)", WORKFLOW)
    assert len(actions) >= 6
    for action in actions:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action)


def read_step(word):
    """Return the commands of the step of the pages' job that holds a word."""
    steps = yaml.safe_load(WORKFLOW)["jobs"]["pages"]["steps"]
    return next(step["run"] for step in steps if word in step.get("run", ""))


def test_the_workflow_publishes_what_the_hashes_list_and_nothing_else(tmp_path):
    reports = tmp_path / "reports"
    (reports / "claims").mkdir(parents=True)
    (reports / "claims" / "A 1.html").write_text("listed")
    (reports / "slipped-in.html").write_text("not listed")
    listing = "find claims -type f -exec sha256sum {} + > SHA256SUMS"
    subprocess.run(listing, shell=True, cwd=reports, check=True)  # noqa: S602
    step = ["bash", "-e", "-c", read_step("sha256sum")]
    subprocess.run(step, cwd=tmp_path, check=True)
    site = [path.name for path in (tmp_path / "site").rglob("*") if path.is_file()]
    assert sorted(site) == ["A 1.html", "SHA256SUMS"]

    (reports / "claims" / "A 1.html").write_text("changed")
    assert subprocess.run(step, cwd=tmp_path).returncode != 0


def test_continuous_integration_runs_all_tests():
    script = (ROOT / ".ci" / "run").read_text()
    assert "\nmake test\n" in script
    assert "\nmake test-all\n" in script
