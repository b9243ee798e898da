"""What moved is named, whatever it is; and an entry names what moved."""

import copy
import json
import random
import subprocess

import pytest

from dualuse.base import tables
from dualuse.builds import changes, moves

GIT = ["git", "-c", "user.name=a", "-c", "user.email=a@localhost"]
OTHER = [None, True, 7, 0.5, "other", [], {}, ["other"], [{"id": "other"}]]
ROWS = "id,value\nF1,1\nF2,2\n"


def read_published():
    text = (tables.ROOT / moves.VERDICTS).read_text(encoding="utf-8")
    return moves.read_verdicts(text)


def list_branches(tree):
    """Return each list and each map of a document that is not empty."""
    branches = [tree] if tree else []
    values = tree.values() if isinstance(tree, dict) else tree
    for value in values:
        if isinstance(value, (dict, list)):
            branches += list_branches(value)
    return branches


def change(rng, claim):
    """Return a claim in which one piece is other, gone, twice, or in another place."""
    claim = copy.deepcopy(claim)
    branch = rng.choice(list_branches(claim))
    keys = list(branch) if isinstance(branch, dict) else range(len(branch))
    key = rng.choice(keys)
    way = rng.choice(["other", "gone", "last", "twice"])
    value = branch[key]
    if way == "other":
        branch[key] = rng.choice(OTHER)
        return claim
    if key != "id" or way == "last":
        branch.pop(key)
    if way == "last" and isinstance(branch, dict):
        branch[key] = value
    elif way == "last":
        branch.append(value)
    elif way == "twice" and isinstance(branch, list):
        branch += [value, value]
    return claim


def try_changes(count, seed):
    """Change pieces of claims at random; each that differs has a line that begins with it."""
    rng = random.Random(seed)
    published = read_published()
    for _ in range(count):
        name = rng.choice(list(published))
        changed = change(rng, published[name])
        if not isinstance(changed.get("text"), str) or changed.get("id") != name:
            continue
        differs = json.dumps(changed) != json.dumps(published[name])
        lines = moves.list_moves({name: published[name]}, {name: changed})
        pieces = list(moves.list_pieces(published[name], changed))
        assert bool(lines) == bool(pieces) == differs, (name, lines)
        again = list(moves.list_pieces(changed, published[name]))
        assert bool(again) == differs


def test_each_piece_of_a_claim_that_differs_is_named():
    try_changes(150, "few")


@pytest.mark.long
def test_each_of_many_pieces_of_a_claim_that_differ_is_named():
    try_changes(20_000, "many")


@pytest.mark.parametrize("number", range(4))
def test_none_of_four_entries_of_one_series_hides_another(number):
    """A9 rests on four shares that have no series: RUSI's own count stands there twice."""
    claim = read_published()["A9"]
    changed = copy.deepcopy(claim)
    changed["parts"][0]["figures"][number]["high"] = 705.0
    [line] = moves.list_moves({"A9": claim}, {"A9": changed})
    assert line.startswith("A9: its evidence moves (parts A9, figures ")
    assert ", high: " in line
    assert line.endswith(" -> 705.0)")


def test_words_that_change_alone_are_no_evidence():
    claim = read_published()["A1"]
    changed = copy.deepcopy(claim)
    changed["parts"][0]["why"] = "Otherwise."
    [line] = moves.list_moves({"A1": claim}, {"A1": changed})
    assert line.startswith("A1: the same, in other words (parts A1, why: ")
    assert not changes.is_moved(claim, changed)
    changed["parts"][0]["pages"][0]["outlet"] = "financial-times"
    assert changes.is_moved(claim, changed)
    del changed["hangs"]
    changed["pages"] = claim["parts"][0]["pages"]
    changed["parts"][0]["pages"] = claim["parts"][0]["pages"]
    assert not changes.is_moved(claim, changed)  # a key that is new is another form


@pytest.fixture
def story(tmp_path, monkeypatch):
    """Return a story of two pages, of which git has both."""
    monkeypatch.setattr(moves, "ROOT", tmp_path)
    monkeypatch.setattr(changes, "ROOT", tmp_path)
    (tmp_path / "reports" / "claims").mkdir(parents=True)
    (tmp_path / "data" / "published").mkdir(parents=True)
    write_pages(tmp_path, "one", 1)
    (tmp_path / "data" / "published" / "figures.csv").write_text(ROWS)
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


def list_all(root):
    before = moves.read_verdicts(moves.read_committed(moves.VERDICTS))
    now = moves.read_verdicts((root / moves.VERDICTS).read_text())
    return moves.list_all_moves(before, now)


def test_a_page_that_differs_has_a_line(story):
    assert list_all(story) == []
    write_pages(story, "other", 1)
    assert list_all(story) == [
        "reports/index.html: '<p>one</p>' -> '<p>other</p>'",
    ]
    write_pages(story, "one", 2)
    assert list_all(story) == ["A1: its evidence moves (low: 1 -> 2)"]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("published/figures.csv", ROWS.replace("F2,2", "F2,3"), " (F2)"),
        ("published/figures.csv", ROWS + "F3,3\n", " (F3)"),
        ("published/figures.csv", "id,value\nF1,1\n", " (F2)"),
        ("notes.txt", "b", ""),
    ],
)
@pytest.mark.parametrize("entry", ["\n", "## F4\n\nNone of the rows.\n", "name"])
def test_data_that_change_need_an_entry_that_names_them(
    story, name, text, words, entry
):
    (story / "data" / name).write_text(text)
    entry = words.strip(" ()") or name if entry == "name" else entry
    (story / "data" / "CHANGES.md").write_text(f"{entry}\n## First\n")
    lines = [f"data/{name}{words}: no entry of data/CHANGES.md names it"]
    if entry in (words.strip(" ()"), name):
        lines = []
    now = moves.read_verdicts((story / moves.VERDICTS).read_text())
    assert changes.list_unnamed(now, "HEAD") == lines
    now = write_pages(story, "again", 1)
    commit(story)
    assert changes.list_unnamed(now) == lines  # against the pages before these
    commit(story)
    assert changes.list_unnamed(now) == lines


def test_an_entry_on_a_row_explains_the_claims_that_show_it(story):
    figures = story / "data" / "published" / "figures.csv"
    figures.write_text(ROWS.replace("F1,1", "F1,2"))
    now = write_pages(story, "one", 2)
    (story / "data" / "CHANGES.md").write_text("## F1 says 2\n")
    assert changes.list_unnamed(now) == []
    (story / "data" / "CHANGES.md").write_text("## figures.csv is read again\n")
    moved = "A1: its evidence moves (low: 1 -> 2); no entry of data/CHANGES.md names it"
    assert changes.list_unnamed(now) == [moved]
