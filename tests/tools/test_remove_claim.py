"""Taking a claim out: everything that belongs to it goes with it, whichever it is, and what is left is sound."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
import remove_claim

from dualuse import check
from dualuse.data import claim_file, load
from pressroom import files, project
from pressroom.errors import InputError

CLAIMS = [claim["id"] for claim in load.claims()]
COPIED = ("data", "notebooks", "benchmarks", "story.yml", "requirements.lock", "lib")


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of the project's data and notebooks; its hashes are not asked for."""
    data, books = tmp_path / "data", tmp_path / "notebooks"
    skip = shutil.ignore_patterns("processed", "fetched", "official", ".*")
    shutil.copytree(project.DATA, data, ignore=skip)
    shutil.copytree(project.NOTEBOOKS, books)
    for place, path in (("DATA", data), ("NOTEBOOKS", books)):
        monkeypatch.setattr(project, place, path)
    monkeypatch.setattr(load, "verify", lambda root: "")
    monkeypatch.setattr(project, "verify", lambda: None)
    return tmp_path


def taken(claim):
    """Write what is left without a claim into the copy."""
    data = project.DATA
    text = remove_claim.without(claim, files.text(data / "claims.yaml", "claims"))
    tables, books = remove_claim.tables(claim, "It was taken out."), remove_claim.notebooks(claim)
    files.write(data / "claims.yaml", text)
    for name, table in tables.items():
        files.write(data / name, table.to_csv(index=False, lineterminator="\n"))
    for path, content in books.items():
        files.write(path, content)


@pytest.mark.parametrize("claim", CLAIMS)
def test_any_claim_can_go_with_all_that_belongs_to_it(claim, copy):
    taken(claim)
    found = check.everything()
    assert found["claims"] == len(CLAIMS) - 1
    assert f"claim@{claim}" not in project.read()
    brought = load.published("second_round").set_index("id")["outcome"]
    used = set(brought.index[~brought.isin(["left out", "merged"])]) - {"gacc"}
    assert used <= {*load.figures()["id"], *load.statements()["page_id"]}  # as notebook 01 asks
    for book in project.read().values():
        cells = json.loads(book.path.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
        # a notebook may link to a claim and ask whether it is there; what it takes from one must be tagged
        assert not re.search(rf"""(?:verdicts|by|everything)\[.{claim}.\]""", code), book.stem


@pytest.mark.parametrize("claim", CLAIMS)
def test_any_claim_cut_out_by_hand_leaves_what_builds_or_one_error(claim, copy):
    """What still belongs to it is found before a notebook runs; a claim of which nothing is left is missed nowhere."""
    belongs = remove_claim.tables(claim, "It was taken out.") or remove_claim.notebooks(claim)
    left = remove_claim.without(claim, files.text(project.DATA / "claims.yaml", "claims"))
    files.write(project.DATA / "claims.yaml", left)
    if belongs:
        with pytest.raises(InputError, match=rf"make remove-claim|tag claim-{claim}"):
            check.everything()
    else:
        assert check.everything()["claims"] == len(CLAIMS) - 1


def test_the_rest_of_the_file_stays_as_it_was_written():
    text = files.text(project.DATA / "claims.yaml", "claims")
    for claim in CLAIMS:
        left = remove_claim.without(claim, text)
        assert [c["id"] for c in claim_file.parse(left)["claims"]] == [c for c in CLAIMS if c != claim]
        assert set(left.splitlines()) <= set(text.splitlines())


@pytest.mark.parametrize(
    ("claim", "says"),
    [("A33", "a known claim of data/claims.yaml; did you mean 'A3'"), ("", "a known claim")],
)
def test_an_unknown_claim_is_one_error(claim, says):
    with pytest.raises(InputError, match=re.escape(says)):
        remove_claim.remove(claim, "a reason", yes=True)
    assert remove_claim.main([f"ID={claim}", "YES=1"]) == 2  # no reason either


def test_what_is_left_behind_is_one_error_that_says_what_to_do(copy):
    text = remove_claim.without("A3", files.text(project.DATA / "claims.yaml", "claims"))
    files.write(project.DATA / "claims.yaml", text)
    with pytest.raises(
        InputError, match=r"05_verify.*tag claim-A3 of the cell a3-growth; expected a known tag"
    ):
        project.read()
    text = remove_claim.without("A5", files.text(project.DATA / "claims.yaml", "claims"))
    files.write(project.DATA / "claims.yaml", text)
    with pytest.raises(InputError, match=r"statements\.csv, row \d+ .*`make remove-claim`"):
        load.statements()
    with pytest.raises(InputError, match=r"article_map\.csv, row \d+ .*`make remove-claim`"):
        load.source("article_map.csv")


@pytest.mark.slow
@pytest.mark.parametrize("claim", ["A1"])  # the claim that leads; the fast test takes each away
def test_all_pages_build_without_a_claim(claim, tmp_path):
    root = tmp_path / "copy"
    skip = shutil.ignore_patterns("processed", "fetched", "__pycache__", "*.egg-info")
    for name in (*COPIED, "tools"):
        whole = project.ROOT / name
        (
            shutil.copytree(whole, root / name, ignore=skip)
            if whole.is_dir()
            else shutil.copy2(whole, root / name)
        )
    env = os.environ | {"PRESSROOM_ROOT": str(root), "MAKEFLAGS": ""}
    for command in (
        ["tools/remove_claim.py", f"ID={claim}", "REASON=It was taken out.", "YES=1"],
        ["-P", "-m", "pressroom.engine"],
    ):
        done = subprocess.run([sys.executable, *command], env=env, cwd=root, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    files.verify(root / "data", project.own())
    pages = {path.name for path in (root / "reports" / "claims").glob("*.html")}
    assert pages == {f"{other}.html" for other in CLAIMS if other != claim}
