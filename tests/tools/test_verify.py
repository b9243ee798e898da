"""`make verify` says what differs, and the reviewers' list is the one the notebooks make."""

import json
import shutil
from fnmatch import fnmatch

import pytest
import reviewing
import verify

from pressroom.project import ROOT

CLAIM = {"id": "A1", "verdict": "consistent", "why": "3 times", "evidence": [{"source": "X", "low": 1.0}]}


@pytest.fixture
def pair(tmp_path):
    """Two equal folders of reports."""
    old, new = tmp_path / "old", tmp_path / "new"
    (old / "figures").mkdir(parents=True)
    (old / "figures/a.csv").write_text("n,v\n1,2.5\n", encoding="utf-8")
    (old / "figures/a.png").write_bytes(b"picture")
    (old / "index.html").write_text("<p>2.5 bn</p>", encoding="utf-8")
    (old / "verdicts.json").write_text(json.dumps([CLAIM]), encoding="utf-8")
    shutil.copytree(old, new)
    return old, new


def test_equal_reports_have_no_difference(pair):
    assert verify.differences(*pair) == []


def test_a_moved_claim_is_named_with_both_numbers(pair):
    moved = CLAIM | {"verdict": "exceeds", "evidence": [{"source": "X", "low": 2.0}]}
    (pair[1] / "verdicts.json").write_text(json.dumps([moved]), encoding="utf-8")
    (said,) = verify.differences(*pair)
    assert said == "claim A1: verdict from consistent to exceeds; evidence of X, low from 1.0 to 2.0"


def test_lost_new_and_changed_files_are_named(pair):
    _, new = pair
    (new / "figures/a.csv").write_text("n,v\n1,2.6\n", encoding="utf-8")
    (new / "figures/a.png").unlink()
    (new / "b.html").write_text("x", encoding="utf-8")
    (new / "index.html").write_text("<p>2.6 bn</p>", encoding="utf-8")
    assert verify.differences(*pair) == [
        "figures/a.png: not built",
        "b.html: not committed",
        "figures/a.csv, line 2, v: from '2.5' to '2.6'",
        "1 other files differ: index.html",
    ]


def test_by_value_the_last_digits_and_pictures_do_not_count(pair):
    _, new = pair
    (new / "figures/a.csv").write_text("n,v\n1,2.5000000001\n", encoding="utf-8")
    (new / "figures/a.png").write_bytes(b"another library's picture")
    (new / "index.html").write_text("<p class='x'>2.5000000001 bn</p>", encoding="utf-8")
    (new / "verdicts.json").write_text(
        json.dumps([CLAIM | {"evidence": [{"source": "X", "low": 1.0000000001}]}]), encoding="utf-8"
    )
    assert verify.differences(*pair, by_value=True) == []
    assert len(verify.differences(*pair)) == 3
    (new / "index.html").write_text("<p>2.6 bn</p>", encoding="utf-8")
    assert verify.differences(*pair, by_value=True) == ["1 other files differ: index.html"]


def test_the_reviewers_list_is_that_of_the_notebooks():
    text = reviewing.FILE.read_text(encoding="utf-8")
    assert reviewing.fresh(text) == text, "run python tools/reviewing.py"
    listed = {f"{reviewing.MADE[kind]}/{name}.csv" for _, kind, name, _ in reviewing.everything()}
    reports = ROOT / "reports"
    there = {
        p.relative_to(reports).as_posix()
        for k in reviewing.MADE.values()
        for p in (reports / k).glob("*.csv")
    }
    lost = {name for name in there if not any(fnmatch(name, pattern) for pattern in listed)}
    assert there and not lost, "published without a notebook cell that makes it"
    # what a cell makes only where fetched rows are in hand, or in a report on another country, is listed as well
    unmade = {pattern for pattern in listed if not any(fnmatch(name, pattern) for name in there)}
    assert unmade <= {"tables/fetched-rows.csv", "tables/fetched-growth.csv", "tables/printed.csv"}


def test_by_bytes_a_file_with_the_same_values_differs(pair):
    old, new = pair
    table = (old / "figures/a.csv").read_bytes()
    (new / "figures/a.csv").write_bytes(table.replace(b"\n", b"\r\n"))
    claims = json.loads((new / "verdicts.json").read_text(encoding="utf-8"))
    (new / "verdicts.json").write_text(json.dumps(claims, indent=3), encoding="utf-8")
    assert [d for d in verify.differences(*pair) if "its bytes differ, its values do not" in d] != []
    assert verify.differences(*pair, by_value=True) == []
