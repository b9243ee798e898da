"""A newcomer's set-up: the lists agree, the messages are plain, nothing in the repository names a host or a machine."""

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile

import lock
import pytest
import readme
import setup as setup_tool
import yaml

from dualuse.verdicts import judge
from pressroom.engine import arguments
from pressroom.project import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def tracked():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_environment_yml_is_generated_from_the_lock():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert text == lock.environment_yml(), "run make lock"
    packages = [p for p in yaml.safe_load(text)["dependencies"] if isinstance(p, str)]
    assert {"jupyterlab", "pandas", "seaborn", "papermill", "nbconvert"} <= {
        p.split("=")[0] for p in packages
    }
    assert len(packages) >= len(PROJECT["dependencies"])


@pytest.mark.parametrize("name, extras", lock.LOCKS.items())
def test_locks_pin_every_dependency_with_hashes(name, extras):
    text = (ROOT / name).read_text(encoding="utf-8")
    wanted = [*PROJECT["dependencies"], *(d for e in extras for d in PROJECT["optional-dependencies"][e])]
    for spec in wanted:
        package = re.split(r"[<>=\[ ]", spec)[0]
        assert re.search(rf"^{re.escape(package)}==\S+.*\\\n\s+--hash=sha256:", text, re.M), package
    assert "http" not in re.sub(r"\b(a?io)?http\w*", "", text)


def test_scipy_stays_out():
    assert not re.search(r"^scipy==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.M)


def test_no_machine_path_and_no_registry_host_is_committed():
    hosts = re.compile(
        "|".join(["pypi" + r"\.org", "pythonhosted" + r"\.org", "registry" + r"\.npmjs", "deb" + r"\.debian"])
    )
    home = re.compile("/" + r"(root|home|work)/\w")
    for path in tracked():
        if path.suffix in {".gz", ".png"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not hosts.search(text), path
        assert not home.search(re.sub(r"https?://\S+", "", text)), path


def test_an_old_python_gets_a_plain_message(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 0))
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed"):
        setup_tool.main("venv", "requirements.lock")


def test_no_network_gets_a_plain_message(tmp_path):
    nowhere = "http" + "://127.0.0.1:9/simple"
    env = os.environ | {
        "PIP_INDEX_URL": nowhere,
        "UV_DEFAULT_INDEX": nowhere,
        "PIP_RETRIES": "0",
        "UV_HTTP_RETRIES": "0",
    }
    env |= {"UV_CACHE_DIR": str(tmp_path / "uv"), "PIP_NO_CACHE_DIR": "1"}
    done = subprocess.run(
        [sys.executable, ROOT / "tools/setup.py", tmp_path / "venv", ROOT / "requirements.lock"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "setup: no network" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_another_uv_or_pip_of_the_same_version_is_refused_before_it_runs(tmp_path):
    wheels, evil = tmp_path / "wheels", tmp_path / "ran"
    wheels.mkdir()
    for pin in (lock.UV, lock.PIP):
        name, version = pin.split("==")
        with zipfile.ZipFile(wheels / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
            info = f"{name}-{version}.dist-info"
            wheel.writestr(f"{name}/__init__.py", "")
            wheel.writestr(f"{name}/__main__.py", f"open({str(evil)!r}, 'w')")
            wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "")
    env = os.environ | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)}
    command = [sys.executable, ROOT / "tools/setup.py", tmp_path / "venv", ROOT / "requirements.lock"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.returncode == 1 and "not the one that requirements-installer.lock names" in done.stderr
    assert not evil.exists()


def test_half_an_environment_is_made_anew(tmp_path, monkeypatch):
    (tmp_path / "venv/bin").mkdir(parents=True)
    (tmp_path / "venv/bin/python").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "venv/bin/python").chmod(0o755)
    ran = []
    answers = iter([1, 0, 0, 0, 0, 0, 0])

    def run(*command):
        ran.append(" ".join(map(str, command)))
        return subprocess.CompletedProcess(command, next(answers), "", "")

    monkeypatch.setattr(setup_tool, "run", run)
    setup_tool.main(tmp_path / "venv", "requirements.lock")
    assert " -m venv --clear " in ran[1]


def make(*arguments):
    env = {k: v for k, v in os.environ.items() if not k.startswith("MAKE")}  # the tests may run inside make
    return subprocess.run(["make", *arguments], cwd=ROOT, env=env, capture_output=True, text=True)


def test_what_is_typed_at_make_is_neither_expanded_nor_run(tmp_path):
    said = tmp_path / "said"
    (tmp_path / "python").write_text(f'#!/bin/sh\nprintf "%s" "$MAKEFLAGS" > {said}\n')
    (tmp_path / "python").chmod(0o755)
    typed = {
        "NOTE": f"up from $100m $(shell touch {tmp_path}/ran) # x",
        "REASON": f'"; touch {tmp_path}/ran; echo "',
    }
    for target, more in (("add-figure", ()), ("accept", ()), ("report", ("NOTEBOOK=05",))):
        made = make(
            "-s",
            "-o",
            ".venv/.runtime",
            "-o",
            ".venv/.test",
            target,
            f"PY={tmp_path}/python",
            *more,
            *(f"{k}={v}" for k, v in typed.items()),
        )
        assert made.returncode == 0, made.stderr
        found = arguments.typed([], {"MAKEFLAGS": said.read_text()})
        assert {k: found[k] for k in typed} == typed
    assert not (tmp_path / "ran").exists()


def test_make_alone_prints_a_line_a_target():
    env = {k: v for k, v in os.environ.items() if not k.startswith("MAKE")}  # the tests may run inside make
    done = subprocess.run(["make"], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    lines = dict(
        line.split(maxsplit=2)[1:] for line in done.stdout.splitlines() if line.startswith("  make ")
    )
    assert {"reports", "test", "test-all", "setup", "clean"} <= set(lines)
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert set(targets) == set(lines)
    readers = done.stdout.split("For maintainers")[0]
    assert readers.count("  make ") <= 10  # few, and the list itself


def test_the_readme_says_what_the_verdicts_say():
    verdicts = json.loads((ROOT / "reports" / "verdicts.json").read_text(encoding="utf-8"))
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.fresh(text, verdicts) == text, "run make reports"
    assert len({v["id"] for v in verdicts}) == len(verdicts) > 0
    assert "`not reproduced`" in readme.findings(verdicts)
    assert readme.ORDER == judge.VERDICTS


def test_a_stale_readme_is_seen():
    verdicts = json.loads((ROOT / "reports" / "verdicts.json").read_text(encoding="utf-8"))
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    verdicts[0]["verdict"] = "reproduced" if verdicts[0]["verdict"] != "reproduced" else "exceeds"
    assert readme.fresh(text, verdicts) != text


@pytest.mark.parametrize("target, typed", [("reports", "HEDGE=strict"), ("lab", "FORCE=1")])
def test_a_variable_that_a_target_does_not_read_is_refused(target, typed):
    env = {k: v for k, v in os.environ.items() if not k.startswith("MAKE")}
    done = subprocess.run(["make", "-n", target, typed], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 2
    assert typed in done.stderr and "make report NOTEBOOK" in done.stderr


def test_variables_that_reports_reads_are_taken():
    env = {k: v for k, v in os.environ.items() if not k.startswith("MAKE")}
    typed = ["FORCE=1", "PYTHON=python3"]
    done = subprocess.run(
        ["make", "-n", "reports", *typed], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0 and "--force" in done.stdout
