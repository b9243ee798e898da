"""What other places read of this project: continuous integration, Binder, a dev container, a citation."""

import json
import os
import re
import tomllib

import yaml

from pressroom.project import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LEAST = re.search(r"3\.\d+", PROJECT["requires-python"])[0]
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
# The keys of the Citation File Format 1.2.0 that are used here; the first four are required.
CITATION = {"cff-version", "message", "title", "authors", "abstract", "type", "version", "date-released"}
CITATION |= {"license", "keywords", "repository-code", "url"}


def makes(text):
    return set(re.findall(r"\bmake ([a-z-]+)", text))


def test_continuous_integration_runs_the_commands_of_the_readme_on_every_python():
    flow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    test = flow["jobs"]["test"]
    called = makes(" ".join(step.get("run", "") for step in test["steps"]))
    assert {"test", "verify"} <= called <= TARGETS
    assert called <= makes((ROOT / "README.md").read_text(encoding="utf-8"))
    pythons = test["strategy"]["matrix"]["python"]
    assert pythons[0] == LEAST and pythons == [f"3.{n}" for n in range(11, 11 + len(pythons))]
    assert flow["permissions"] == {"contents": "read"}
    published = flow["jobs"]["pages"]
    assert published["needs"] == "test" and "refs/heads/main" in published["if"]
    assert {"path": "reports"} in [step.get("with") for step in published["steps"]]


def test_every_action_has_a_version():
    text = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert used and all(re.fullmatch(r"actions/[a-z-]+@v\d+", name) for name in used)


def test_binder_installs_the_lock_with_its_hashes_and_the_python_that_the_lock_is_for():
    script = ROOT / ".binder" / "postBuild"
    assert os.access(script, os.X_OK)
    named = re.findall(r"-r (\S+)", script.read_text(encoding="utf-8"))
    assert named and all("--hash=sha256:" in (ROOT / name).read_text(encoding="utf-8") for name in named)
    assert "--require-hashes" in script.read_text(encoding="utf-8")
    assert (ROOT / ".binder" / "runtime.txt").read_text(encoding="utf-8") == f"python-{LEAST}\n"


def test_the_dev_container_sets_up_what_the_makefile_sets_up():
    made = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    assert makes(made["postCreateCommand"]) == {"setup-test"} <= TARGETS
    assert made["image"].endswith(f":{LEAST}")


def test_the_citation_is_one_that_others_can_read():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(cited) <= CITATION
    assert cited["cff-version"] == "1.2.0" and cited["version"] == PROJECT["version"]
    assert cited["type"] in ("dataset", "software") and all(a.get("name") for a in cited["authors"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", str(cited["date-released"]))
