"""`make verify`: what differs, what no build makes, and the report that one signs."""

import json
import subprocess

import accept
import pytest
import small_story
import verify

from dualuse.base import tables
from dualuse.builds import moves

GIT = ["git", "-c", "user.name=a", "-c", "user.email=a@localhost"]
CLAIM = {"id": "A1", "verdict": "possible", "text": "possible"}


def commit(root):
    """Commit all files of a story, those that git would ignore too."""
    if not (root / ".git").exists():
        subprocess.run([*GIT, "init", "-q"], cwd=root, check=True)
        (root / ".git" / "info" / "exclude").write_text("build/\ndata/processed/\n")
    subprocess.run([*GIT, "add", "."], cwd=root, check=True)
    subprocess.run([*GIT, "commit", "-qm", "all"], cwd=root, check=True)


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Return committed and rebuilt reports of the same three files."""
    monkeypatch.setattr(verify, "ROOT", tmp_path)
    monkeypatch.setattr(moves, "ROOT", tmp_path)
    monkeypatch.setattr(moves, "ROOT", tmp_path)
    monkeypatch.setattr(tables, "REPORTS", tmp_path / "reports")
    monkeypatch.setattr(accept, "EXPECTED", tmp_path / "expected_verdicts.csv")
    rebuilt = tmp_path / "copy" / "reports"
    for reports in (tmp_path / "reports", rebuilt):
        reports.mkdir(parents=True)
        (reports.parent / "README.md").write_text("as it was")
        (reports / "index.html").write_text("a page")
        (reports / "totals.csv").write_text("value\n0.30000000000000004\n")
        (reports / "verdicts.json").write_text(json.dumps([CLAIM]))
    return tmp_path / "reports", rebuilt


def compare(folders, by_bytes=True, **modes):
    """Return the differences, where git tracks all committed files."""
    committed, rebuilt = folders
    tracked = {}
    for name in tables.list_files(committed):
        tracked[f"reports/{name}"] = modes.get(name.partition(".")[0], "100644")
    return verify.compare(tracked, rebuilt, by_bytes)


def test_the_same_reports_have_no_differences(folders):
    assert compare(folders) == []


def test_a_page_that_no_build_makes_is_named(folders):
    committed, rebuilt = folders
    (committed / "variants" / "x").mkdir(parents=True)
    (committed / "variants" / "x" / "index.html").write_text("A1 is confirmed")
    (rebuilt / "new.html").write_text("a page")
    assert compare(folders) == [
        "reports/new.html: not committed",
        "reports/variants/x/index.html: no build makes it",
    ]


def test_a_changed_page_and_readme_are_named(folders):
    committed, rebuilt = folders
    (committed / "index.html").write_text("another page")
    (rebuilt.parent / "README.md").write_text("as it would be")
    assert compare(folders) == [
        "README.md: quotes other results",
        "reports/index.html: differs",
    ]


def test_a_verdict_that_moves_is_named(folders):
    committed, _ = folders
    moved = {**CLAIM, "text": "confirmed"}
    (committed / "verdicts.json").write_text(json.dumps([moved]))
    assert "A1: confirmed -> possible" in compare(folders)


def test_a_link_is_named(folders):
    assert compare(folders, index=verify.LINK) == [
        "reports/index.html: a link",
        "reports/index.html: not committed",
    ]


def test_elsewhere_numbers_are_compared(folders):
    _, rebuilt = folders
    (rebuilt / "totals.csv").write_text("value\n0.3\n")
    (rebuilt / "index.html").write_text("drawn by another library")
    assert compare(folders, by_bytes=False) == []
    assert len(compare(folders)) == 2
    (rebuilt / "totals.csv").write_text("value\n0.31\n")
    assert compare(folders, by_bytes=False) == ["reports/totals.csv: differs"]


JUDGED = {"verdict": "possible", "direction": "", "sources": 1}
JUDGED |= {"readings": {}, "conditions": []}
ENTRY = {"series": "CHN-RUS-export-all-GACC", "period": ["2023-01", "2023-12"]}


def write_verdicts(folders, low, **words):
    """Write the same verdict into both reports, on a range that begins at `low`."""
    part = {"id": "A1", "text": "possible", "pages": []}
    parts = [{**part, "figures": [{**ENTRY, "low": low}]}]
    for reports in folders:
        claim = {**CLAIM, **JUDGED, **words, "parts": parts}
        (reports / "verdicts.json").write_text(json.dumps([claim]))


def test_a_verdict_that_nobody_accepted_is_named(folders):
    write_verdicts(folders, 1.0)
    names = "claim,part,verdict,direction,sources,condition,words,reason\n"
    accept.EXPECTED.write_text(f"{names}A1,,possible,,1,,possible,why\n")
    assert compare(folders) == []
    not_accepted = ["A1: not accepted; see `make accept REASON=...`"]
    accept.EXPECTED.write_text(f"{names}A1,,confirmed,,1,,confirmed,why\n")
    assert compare(folders) == not_accepted
    write_verdicts(folders, 1.0, text="possible, on one page")
    accept.EXPECTED.write_text(f"{names}A1,,possible,,1,,possible,why\n")
    assert compare(folders) == not_accepted
    earlier = names.replace("words,", "")  # a list from before it had the column
    accept.EXPECTED.write_text(f"{earlier}A1,,possible,,1,,why\n")
    assert compare(folders) == not_accepted


def test_verdicts_that_two_parts_exchange_are_named(folders):
    """The claim's own words stay the same: one part is confirmed, and one is not."""
    _, rebuilt = folders
    for reports, words in zip(folders, (("a", "b"), ("b", "a")), strict=True):
        parts = []
        for name, text in zip(("A1a", "A1b"), words, strict=True):
            parts.append({"id": name, "text": text, "pages": [], "figures": []})
        (reports / "verdicts.json").write_text(json.dumps([{**CLAIM, "parts": parts}]))
    assert verify.list_moves(rebuilt) == ["A1a: a -> b", "A1b: b -> a"]


def publish(folders, low):
    """Write a range that begins at `low` into both reports, with their hashes."""
    write_verdicts(folders, low)
    digest = tables.hash_file(folders[0] / "verdicts.json")
    for reports in folders:
        (reports / "SHA256SUMS").write_text(f"{digest}  verdicts.json\n")


@pytest.mark.parametrize(
    ("entry", "is_named"),
    [
        ("", False),
        ("\n", False),
        ("A12 is another claim, and CHN is no name of A1b.\n", False),
        ("A1 rests on another number.\n", True),
    ],
)
def test_evidence_that_moves_needs_an_entry_that_names_it(folders, entry, is_named):
    root = folders[0].parent
    (root / "data").mkdir()
    text = root / "data" / "CHANGES.md"
    text.write_text("## First\n")
    publish(folders, 1.0)
    commit(root)
    assert compare(folders) == []
    publish(folders, 2.0)
    text.write_text(f"{entry}## First\n")
    moved = ["A1: its evidence moves; no entry of data/CHANGES.md names it"]
    assert compare(folders) == ([] if is_named else moved)
    commit(root)
    assert compare(folders) == ([] if is_named else moved)


@pytest.mark.slow
def test_a_clean_copy_gives_the_same_pages_and_names_what_was_slipped_in(tmp_path):
    story = small_story.make_story(tmp_path / "story")
    assert small_story.build(story)[0] == 0
    commit(story)
    command = [small_story.CODE / "tools" / "verify.py"]
    report = tmp_path / "report.txt"
    status, output = small_story.run_python(story, *command, report)
    assert status == 0, output
    assert report.read_text().startswith("result         identical\n")

    status, output = small_story.run_python(story, *command, report)
    assert status == 2
    assert "found a file that is there" in output

    (story / "notebooks" / "notes.txt").write_text("mine")
    subprocess.run([*GIT, "add", "notebooks"], cwd=story, check=True)
    unsigned = tmp_path / "unsigned.txt"
    status, output = small_story.run_python(story, *command, unsigned)
    assert status == 3, output
    assert "identical to your uncommitted pages" in output
    assert "nothing to sign" in output
    assert not unsigned.exists()

    page = story / "reports" / "variants" / "x" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("A1 is confirmed")
    (story / "docs.txt").symlink_to("/etc/passwd")
    (story / "reports" / "claims" / "A1.html").write_text("by hand")
    commit(story)
    status, output = small_story.run_python(story, *command)
    assert status == 1, output
    assert "docs.txt: a link" in output
    assert "reports/variants/x/index.html: no build makes it" in output
    assert "reports/claims/A1.html: differs" in output
