"""A second story, on real figures, builds pages and verdicts with no line of Python of its own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from pressroom import files
from pressroom.project import ROOT

STORY = ROOT / "tests" / "second_story"
# Without the report's own figures the year is known to a few per cent: its totals are possible; that it grew is shown.
KNOWN = {"T1": "consistent", "T3": "reproduced", "F1": "consistent", "F3": "consistent"}


def build(folder: Path) -> subprocess.CompletedProcess:
    """List the data's hashes and build the story that stands in a folder."""
    files.promise(folder / "data")
    env = os.environ | {"PRESSROOM_ROOT": str(folder), "MAKEFLAGS": ""}
    command = [sys.executable, "-P", "-m", "pressroom.engine"]
    return subprocess.run(command, env=env, cwd=folder, capture_output=True, text=True)


@pytest.fixture
def story(tmp_path):
    """A copy of the second story, with the words that both stories share."""
    folder = tmp_path / "story"
    shutil.copytree(STORY, folder)
    shutil.copytree(ROOT / "data" / "reference", folder / "data" / "reference")
    shutil.copy2(ROOT / "requirements.lock", folder)
    return folder


def verdicts(folder):
    return {v["id"]: v for v in json.loads((folder / "reports/verdicts.json").read_text(encoding="utf-8"))}


@pytest.mark.slow
def test_it_builds_its_pages_and_verdicts(story):
    assert not list(STORY.rglob("*.py"))
    done = build(story)
    assert done.returncode == 0, done.stdout + done.stderr
    found = verdicts(story)
    claims = yaml.safe_load((STORY / "data/claims.yaml").read_text(encoding="utf-8"))["claims"]
    assert list(found) == [claim["id"] for claim in claims]
    assert {i: found[i]["verdict"] for i in KNOWN} == KNOWN
    for claim in found.values():
        assert (story / f"reports/claims/{claim['id']}.html").is_file()
        assert {"F145", "F145b", "F146", "F147"}.isdisjoint(
            f for e in claim["evidence"] for f in e["figures"]
        )
    page = (story / "reports/index.html").read_text(encoding="utf-8")
    assert "A record year?" in page and "Korrespondent" in page and "Politico" not in page


@pytest.mark.slow
def test_it_builds_without_any_one_of_its_claims(story):
    path = story / "data/claims.yaml"
    whole = yaml.safe_load(path.read_text(encoding="utf-8"))
    whole["claims"] = [claim for claim in whole["claims"] if claim["id"] != "F3"]
    path.write_text(yaml.safe_dump(whole, sort_keys=False, allow_unicode=True), encoding="utf-8")
    done = build(story)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "F3" not in verdicts(story) and not (story / "reports/claims/F3.html").exists()


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("story.yml", "title: A record year?\n", "", "title"),
        ("data/claims.yaml", "group: T", "group: Z", "Z"),
        ("story.yml", "One way, page: 01_judge", "One way, page: 02_judge", "02_judge"),
        ("notebooks/01_judge.ipynb", '"metadata": {}', '"metadata": {"tags": ["claim-T9"]}', "claim-T9"),
    ],
)
def test_no_title_a_group_without_a_page_and_a_cell_for_no_claim_are_one_error_each(
    story, file, old, new, said
):
    path = story / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = build(story)
    words = [line for line in (done.stdout + done.stderr).splitlines() if "found" in line]
    assert done.returncode == 2 and len(words) == 1 and said in words[0], done.stdout + done.stderr
