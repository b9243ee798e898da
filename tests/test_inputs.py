"""What a run reads is listed in pipeline.yml, or every run depends on it."""

import random
import shutil
import subprocess
import sys

import pytest
import real_story
import small_story
import yaml

from dualuse import tables

PIPELINE = real_story.read_pipeline(small_story.CODE)
EVERYWHERE = ["reference/units.csv", "datapackage.json"]  # by `dodo.hash_code`
RUNS = {stem: stem for stem in PIPELINE if stem != "claim"}
RUNS |= {f"claim@{claim}": "claim" for claim in ("A1", "A3", "B1", "C4")}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A copy of this story, built; no test changes it."""
    root = real_story.copy_story(tmp_path_factory.mktemp("whole") / "story")
    real_story.build(root)
    return root


def copy_listed(whole, root, run):
    """Copy into a folder what pipeline.yml lists for one run, and nothing else below data/."""
    entry = PIPELINE[RUNS[run]]
    claim = run.partition("@")[2]
    for name in [*entry.get("reads", []), *EVERYWHERE]:
        name = name.replace("{CLAIM}", claim)
        source = whole if name.startswith("benchmarks/") else whole / "data"
        target = root / source.relative_to(whole) / name
        if (source / name).is_dir():
            shutil.copytree(source / name, target, dirs_exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, target)
    for name in ("story.yml", "requirements.lock"):
        shutil.copyfile(whole / name, root / name)
    shutil.copytree(whole / "notebooks", root / "notebooks")
    pipeline = yaml.safe_dump({"notebooks": {RUNS[run]: entry}})
    (root / "notebooks" / "pipeline.yml").write_text(pipeline)
    small_story.write_sums(root)


def read_results(root, run):
    """Return {name: bytes} of what a run made: the executed notebook, pictures, tables."""
    files = {"executed": (root / "build" / "executed" / f"{run}.ipynb").read_bytes()}
    output = root / "build" / "output" / run
    for path in output.rglob("*.*"):
        files[str(path.relative_to(output))] = path.read_bytes()
    for name in PIPELINE[RUNS[run]]["writes"]:
        path = root / "data" / name
        if path.is_file():
            files[name] = path.read_bytes()
    return files


@pytest.mark.slow
@pytest.mark.parametrize("run", RUNS)
def test_a_run_needs_nothing_that_it_does_not_list(whole, tmp_path, run):
    copy_listed(whole, tmp_path, run)
    status, output = small_story.build(tmp_path, "run", "-s", f"notebook:{run}")
    assert status == 0, output
    assert read_results(tmp_path, run) == read_results(whole, run)
