"""What other programs read of this collection: citation, continuous integration, Binder, dev container, notebooks."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib

import pytest
import yaml

from pressroom import project
from pressroom.project import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WORKFLOW = ".github/workflows/ci.yml"
CI = yaml.safe_load((ROOT / WORKFLOW).read_text(encoding="utf-8"))
SCHEMAS = {"CITATION.cff": "citation-file-format", WORKFLOW: "github-workflows"}
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
OLDEST = PYPROJECT["requires-python"].removeprefix(">=")


def check(path, schema):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", SCHEMAS)
def test_it_is_valid_by_its_published_schema_and_a_slip_is_not(name, tmp_path):
    done = check(ROOT / name, SCHEMAS[name])
    assert done.returncode == 0, done.stdout
    slip = tmp_path / "slip.yml"
    text = (ROOT / name).read_text(encoding="utf-8")
    slip.write_text(re.sub(r"\b(runs-on|cff-version):", r"\1x:", text), encoding="utf-8")
    assert check(slip, SCHEMAS[name]).returncode == 1


def test_version_and_day_are_the_same_everywhere():
    cited, story = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8")), project.story()
    assert str(cited["version"]) == PYPROJECT["version"] == str(story.version)
    assert str(cited["date-released"]) == str(story.released) and story.title in cited["title"]


def test_continuous_integration_runs_the_readmes_commands_on_every_python_from_the_oldest():
    pythons = CI["jobs"]["test"]["strategy"]["matrix"]["python"]
    minors = [int(python.removeprefix("3.")) for python in pythons]
    assert pythons[0] == OLDEST and minors == list(range(minors[0], minors[0] + len(minors)))
    ran = [step["run"] for job in CI["jobs"].values() for step in job["steps"] if "run" in step]
    assert {"make test", "make verify"} <= set(ran)
    for command in ran:
        assert f"{command} " in README or f"`{command}`" in README, command
        assert re.search(rf"^{command.split()[1]}:", MAKEFILE, re.M), command


def test_pages_are_those_that_are_committed_and_only_after_the_tests():
    pages = CI["jobs"]["pages"]
    assert pages["needs"] == "test" and "main" in pages["if"] and CI["permissions"] == {"contents": "read"}
    (published,) = [s["with"]["path"] for s in pages["steps"] if "upload-pages" in s.get("uses", "")]
    assert (ROOT / published / "index.html").is_file()
    used = [s["uses"] for job in CI["jobs"].values() for s in job["steps"] if "uses" in s]
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", name) for name in used), used


def test_binder_and_dev_container_stand_on_the_lock_and_its_python():
    assert (ROOT / ".binder" / "runtime.txt").read_text().strip() == f"python-{OLDEST}"
    start = (ROOT / ".binder" / "postBuild").read_text(encoding="utf-8")
    assert "--require-hashes -r requirements.lock" in start and "set -euo pipefail" in start
    assert (ROOT / ".binder" / "postBuild").stat().st_mode & 0o100
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    assert container["image"].endswith(f"python:{OLDEST}")
    target = container["postCreateCommand"].removeprefix("make ")
    recipe = re.search(rf"^{target}: \$\(VENV\)/(\.\w+) ", MAKEFILE, re.M)
    assert recipe and re.search(
        rf"^\$\(VENV\)/{re.escape(recipe[1])}:.*requirements-test\.lock", MAKEFILE, re.M
    )
    path = container["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]
    assert path == ".venv/bin/python" and "VENV := .venv\n" in MAKEFILE
    assert f"python={OLDEST}\n" in (ROOT / "environment.yml").read_text(encoding="utf-8")


def test_installed_elsewhere_the_command_reads_the_project_that_one_stands_in(tmp_path):
    shutil.copytree(ROOT / "lib", tmp_path / "site", ignore=shutil.ignore_patterns("__pycache__"))
    env = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "PRESSROOM_"))}
    env["PYTHONPATH"] = str(tmp_path / "site")

    def asked(folder):
        command = [sys.executable, "-P", "-m", "dualuse.cli", "codes", "drones"]
        return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)

    there, nowhere = asked(ROOT / "notebooks"), asked(tmp_path)
    assert there.returncode == 0 and "8806" in there.stdout, there.stderr
    assert nowhere.returncode == 2 and not nowhere.stdout and nowhere.stderr.count("\n") == 1
    assert f"found no project in {tmp_path}" in nowhere.stderr


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_opens_with_any_python_kernel_and_names_no_machine(path):
    text = path.read_text(encoding="utf-8")
    found = json.loads(text)["metadata"]
    assert set(found) <= {"kernelspec", "language_info"} and found["kernelspec"]["name"] == "python3"
    assert found["kernelspec"]["display_name"] == "Python 3 (ipykernel)"
    assert set(found["language_info"]) == {"name"}
    assert not re.search(r"/(?:home|root|work|Users|tmp)/|[A-Z]:\\\\", text)
