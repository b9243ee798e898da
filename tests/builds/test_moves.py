"""What moved is named, whatever it is; and an entry names what moved."""

import copy
import json
import subprocess

import pytest

from dualuse.base import tables
from dualuse.builds import moves

GIT = ["git", "-c", "user.name=a", "-c", "user.email=a@localhost"]


def read_published():
    text = (tables.ROOT / moves.VERDICTS).read_text(encoding="utf-8")
    return moves.read_verdicts(text)


@pytest.fixture
def story(tmp_path, monkeypatch):
    """Return a story of two pages, of which git has both."""
    monkeypatch.setattr(moves, "ROOT", tmp_path)
    (tmp_path / "reports" / "claims").mkdir(parents=True)
    (tmp_path / "data").mkdir()
    write_pages(tmp_path, "one", 1)
    (tmp_path / "data" / "notes.txt").write_text("a")
    (tmp_path / "data" / "CHANGES.md").write_text("## First\n")
    subprocess.run([*GIT, "init", "-q"], cwd=tmp_path, check=True)
    commit(tmp_path)
    return tmp_path


def commit(root):
    subprocess.run([*GIT, "add", "."], cwd=root, check=True)
    command = [*GIT, "commit", "-qm", "all", "--allow-empty"]
    subprocess.run(command, cwd=root, check=True)


def write_pages(root, word, value):
    """Write a page that says a word, and a claim's with its JSON."""
    reports = root / "reports"
    claim = {"id": "A1", "text": "possible", "low": value, "figures": ["F1"]}
    contents = {
        "index.html": f"<p>{word}</p>",
        "claims/A1.html": f"<p>{value}</p>",
        "claims/A1.json": json.dumps(claim),
        "verdicts.json": json.dumps([claim]),
    }
    lines = []
    for name, text in contents.items():
        (reports / name).write_text(text)
        lines.append(f"{tables.hash_file(reports / name)}  {name}\n")
    (reports / "SHA256SUMS").write_text("".join(lines))
    return {"A1": claim}


def test_words_that_change_alone_are_no_evidence():
    claim = read_published()["A1"]
    changed = copy.deepcopy(claim)
    changed["parts"][0]["lines"] = ["Otherwise."]
    assert moves.list_moves({"A1": claim}, {"A1": changed}) == [
        "A1: the same, in other words"
    ]
    changed["parts"][0]["pages"][0]["outlet"] = "financial-times"
    assert moves.list_moves({"A1": claim}, {"A1": changed}) == [
        "A1: its evidence moves"
    ]


def test_a_claim_that_moves_needs_an_entry_that_names_it(story):
    now = write_pages(story, "one", 2)
    unnamed = "A1: its evidence moves; no entry of data/CHANGES.md names it"
    assert moves.list_unnamed(now) == [unnamed]
    (story / "data" / "CHANGES.md").write_text("## A1 rests on F1 again\n## First\n")
    assert moves.list_unnamed(now) == []
