"""`make verify`: what differs, what no build makes, and the report that one signs."""

import shutil
import subprocess

import pytest
import small_story
import verify

from dualuse.base import tables
from dualuse.builds import git, published

ONE_NOTEBOOK = "notebooks: {00_findings: {title: Findings, page: index.html}}\n"


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Return committed and rebuilt reports of the same two files."""
    monkeypatch.setattr(verify, "ROOT", tmp_path)
    monkeypatch.setattr(git, "ROOT", tmp_path)
    monkeypatch.setattr(tables, "REPORTS", tmp_path / "reports")
    monkeypatch.setattr(published, "ACCEPTED", tmp_path / "accepted.csv")
    rebuilt = tmp_path / "copy" / "reports"
    for reports in (tmp_path / "reports", rebuilt):
        reports.mkdir(parents=True)
        (reports.parent / "README.md").write_text("as it was")
        (reports / "index.html").write_text("a page")
        (reports / "totals.csv").write_text("value\n0.30000000000000004\n")
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


def write_table(path, **cells):
    path.write_text(
        published.write_published([published.make_row("A1", "", "", **cells)])
    )


def test_what_nobody_accepted_is_named_until_it_is(folders):
    """In whatever build it moved: both reports have it, and the pages are the same."""
    accepted = folders[0].parent / "accepted.csv"
    for reports in folders:
        write_table(reports / "published.csv", verdict="possible", low="2")
    assert compare(folders) == []  # nothing was ever accepted
    write_table(accepted, verdict="possible", low="1")
    assert compare(folders) == ["not accepted: A1: low 1 -> 2"]
    write_table(accepted, verdict="confirmed", low="2")
    assert compare(folders) == ["not accepted: A1: verdict confirmed -> possible"]
    shutil.copyfile(folders[0] / "published.csv", accepted)
    assert compare(folders) == []


@pytest.mark.slow
def test_a_clean_copy_gives_the_same_pages_and_names_what_was_slipped_in(tmp_path):
    story = small_story.make_story(tmp_path / "story")
    (story / "notebooks" / "pipeline.yml").write_text(ONE_NOTEBOOK)
    small_story.write_notebook(story, "00_findings", "1")
    assert small_story.build(story, "-n", "1")[0] == 0
    small_story.commit(story)
    command = [small_story.CODE / "tools" / "verify.py"]
    report = tmp_path / "report.txt"
    status, output = small_story.run_python(story, *command, report)
    assert status == 0, output
    assert report.read_text().startswith("result         identical\n")

    status, output = small_story.run_python(story, *command, report)
    assert status == 2
    assert "found a file that is there" in output

    (story / "notebooks" / "notes.txt").write_text("mine")
    subprocess.run([*small_story.GIT, "add", "notebooks"], cwd=story, check=True)
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
    (story / "reports" / "index.html").write_text("by hand")
    small_story.commit(story)
    status, output = small_story.run_python(story, *command)
    assert status == 1, output
    assert "docs.txt: a link" in output
    assert "reports/variants/x/index.html: no build makes it" in output
    assert "reports/index.html: differs" in output
