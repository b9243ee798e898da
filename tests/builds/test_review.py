"""`make review`: each edit that a stranger could slip in is a line for the reviewer."""

import gzip
import os
import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import review as review_tool
import warm
import weight

from dualuse.base import tables
from dualuse.builds import moves

ROOT = Path(__file__).resolve().parents[2]
EDITS = {  # file: what stands there, what is put in its place
    "data/published/figures.csv": ("F231,", "F231x,"),
    "data/published/judgements.csv": (",background,", ",supports,"),
    "data/reference/sources.csv": ("Chinese customs", "Сhinese customs"),  # Cyrillic C
    "data/reference/outlets.csv": ("politico", "politiko"),
    "data/reference/products.csv": ("drones", "\u0422\u0410\u0421\u0421 drones"),
    "lib/dualuse/base/series.py": ("Series", "x\u3164 = 1  # Series"),
    "lib/dualuse/cli.py": ("import", "import  # \u202etset"),
    "data/claims.yaml": ("2023-06", "2099-12"),
    "data/article_map.csv": ("A6 C10", "C10"),
    "notebooks/05_verify_trade_claims.ipynb": ("# Do the trade", "# Surely the trade"),
    "lib/dualuse/templates/page.css.j2": ("body", "body *"),
    "lib/dualuse/base/errors.py": ("import difflib", "import difflib\n\nADDED = 1"),
    "lib/dualuse/engine/verdicts.py": ("SCALE = [", "SCALE = [  # all confirmed"),
    "tests/answer/expected_verdicts.csv": ("contradicted", "confirmed"),
    "story.yml": ("title:", "subtitle:"),
    ".github/workflows/ci.yml": ("make verify", "make verify || true"),
    ".ci/run": ("make test\n", "true\n"),
    "README.md": ("# Enough gear", "# Politico confirmed it: enough gear"),
    "benchmarks/generated.csv": (",0", ",999"),
    "requirements.lock": ("pandas==", "panda=="),
}
ADDED = ["conftest.py", "lib/sitecustomize.py", "reports/variants/x/index.html"]
ADDED += ["lib/reports/x.bin", "pytest.ini"]
DELETED = ["tests/second_path/test_second_verdicts.py"]
PAGE = "reports/claims/A1.html"
CACHED = "lib/dualuse/press/__pycache__/pages.cpython-311.pyc"


def run_git(folder, *words):
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *words]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    """What the review says of a change that holds every edit."""
    folder = tmp_path_factory.mktemp("review") / "project"
    run_git(ROOT, "clone", "-q", str(ROOT), str(folder))
    for name, (old, new) in EDITS.items():
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text, name
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    page = folder / PAGE
    page.write_text(page.read_text(encoding="utf-8") + "<p>True.</p>", encoding="utf-8")
    for name in ADDED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        content = {"lib/reports/x.bin": b"\0", "pytest.ini": b"\n"}
        (folder / name).write_bytes(content.get(name, b"print(1)\n"))
        run_git(folder, "add", "-f", name)
    cached = folder / CACHED
    cached.parent.mkdir()
    cached.write_bytes(b"\0\1\2")
    run_git(folder, "add", "-f", CACHED)
    for name in DELETED:
        (folder / name).unlink()
    verdicts = folder / "reports" / "verdicts.json"
    text = verdicts.read_text(encoding="utf-8")
    verdicts.write_text(
        re.sub(
            '"text": "[a-z ]+ [(]contra', '"text": "confirmed (contra', text, count=1
        )
    )
    (folder / "data" / "more.csv").symlink_to("/etc/passwd")
    run_git(folder, "add", "-f", "data/more.csv")
    run_git(folder, "commit", "-qam", "an honest change")
    run_git(folder, "config", "color.diff", "always")
    (folder / "random.py").write_text("print(1)\n", encoding="utf-8")
    environment = os.environ | {"DUALUSE_ROOT": str(folder)}
    command = [ROOT / "tools" / "review.py", "HEAD~1"]
    answer = warm.run(command, ROOT, environment, apart=True)
    assert answer.returncode == 0, answer.stderr
    shutil.rmtree(folder)
    return answer.stdout


@pytest.mark.parametrize("name", [*EDITS, *ADDED, *DELETED, PAGE, "random.py"])
def test_each_edit_is_a_line(review, name):
    assert name in review


@pytest.mark.parametrize(
    "line",
    [
        "verdict     A1:",
        "letters     data/reference/sources.csv: two alphabets in a word",
        f"page        {PAGE}: not as any build made it",
        "page        reports/variants/x/index.html: not as any build made it",
        "changed: `make verify` tells whether ours",
        f"page        {PAGE}: ",
        "runs unseen",
        f"binary      {CACHED}: nobody can read what changed",
        "letters     data/reference/products.csv: \u0422\u0410\u0421\u0421 is in Cyrillic",
        "hidden      lib/dualuse/base/series.py: U+3164 HANGUL FILLER: ",
        "x\\u3164 = 1",
        "bidi        lib/dualuse/cli.py: U+202E RIGHT-TO-LEFT OVERRIDE: ",
        "readers see notebooks/05",
        "unsaid      data/published/figures.csv (",
        "gone        tests/second_path/test_second_verdicts.py",
        "not in git  random.py",
        "link        data/more.csv",
    ],
)
def test_what_the_edit_does_is_said(review, line):
    assert line in review


def test_a_moved_verdict_stands_first(review):
    assert review.startswith("verdict     ")


OUTLETS = """id,name,spellings,owner,under_test,kind
tass,TASS,tass.com,,no,agency
rt,RT,rt.com,,no,original
ria,RIA,ria.ru;rian.com,,no,agency
"""
JOINED = OUTLETS.replace("tass.com", "tass.com;rt").replace("rt,RT,rt.com", "x,X,x.com")
PARTED = OUTLETS.replace(";rian.com", "") + "rian,Rian,rian.com,,no,agency\n"
OWNED = OUTLETS.replace("rt.com,,no", "rt.com,state,yes")


@pytest.mark.parametrize(
    ("after", "line"),
    [
        (JOINED, "outlets     now one, tass: otherwise rt, tass"),
        (PARTED, "outlets     before one, ria: otherwise ria, rian"),
        (PARTED, "outlets     'rian.com': of ria before, of rian now"),
        (OWNED, "outlets     rt: owner '' before, 'state' now"),
        (OWNED, "outlets     rt: under_test 'no' before, 'yes' now"),
        (OUTLETS.replace("ria.ru;", ""), "'ria.ru': of ria before, of none now"),
    ],
)
def test_an_edit_of_outlets_says_what_it_does(monkeypatch, tmp_path, after, line):
    monkeypatch.setattr(review_tool, "run_git", lambda *words: OUTLETS)
    monkeypatch.setattr(tables, "ROOT", tmp_path)
    path = tmp_path / "data" / "reference" / "outlets.csv"
    path.parent.mkdir(parents=True)
    path.write_text(after)
    assert line in "\n".join(review_tool.list_outlets("main"))


TABLES = ["figures.csv", "pages.csv", "judgements.csv", "held_out.csv"]
CODE = {  # an edit of a line of code, and what is shown of it
    "a dedent": ("        return 1", "    return 1", ["-  8| ", "+  4| "]),
    "a lone CR": ("x = 1  # a", "x = 1  # a\ry = 2", ["# a《\\ry = 2》", "hidden"]),
    "a tab": ("    y = 1", "\ty = 1", ["-  4| ", "+  0| 《\\t》y = 1"]),
    "blanks at the end": ("z = 1", "z = 1  ", ["z = 1《》", "z = 1《  》"]),
    "no UTF-8": ("a", b"\xff", ["《\\xff》"]),
    "a mark of ours": ("a b", "a《b", ["a《\\u300a》b"]),
}


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """Return a folder under git with the tables of the story, and nothing else."""
    monkeypatch.setattr(tables, "ROOT", tmp_path)
    monkeypatch.setattr(moves, "ROOT", tmp_path)
    (tmp_path / "data").mkdir()
    for name in TABLES:
        shutil.copy(ROOT / "data" / "published" / name, tmp_path / "data" / name)
    run_git(tmp_path, "init", "-q")
    return tmp_path


def commit(folder):
    run_git(folder, "add", ".")
    run_git(folder, "commit", "-qm", "all")


def unwrap(lines):
    """Return lines as they are without the marks, each whole."""
    text = "\n".join(lines).replace("\n            | ", "")
    return text.translate(dict.fromkeys(map(ord, review_tool.MARKS))).splitlines()


def test_each_changed_cell_is_shown_whole_before_and_after(repository):
    commit(repository)
    rng = random.Random("cells of a review")
    expected = []
    for name in TABLES:
        path = repository / "data" / name
        rows = tables.read_csv(path)
        columns = list(rows.columns)[1:]
        for place in rng.sample(range(len(rows)), 20):
            column = rng.choice(columns)
            before = rows.loc[place, column]
            slip = rng.randrange(len(before) + 1)
            now = before[:slip] + rng.choice(["9", " ", "\xa0", "é"]) + before[slip:]
            rows.loc[place, column] = now
            where = f"data        data/{name}, {rows.iloc[place, 0]}, {column}"
            expected.append(f"{where}: before: {review_tool.show(before)}")
            expected.append(f"{where}: now:    {review_tool.show(now)}")
        rows.to_csv(path, index=False, lineterminator="\n")
    lines = unwrap(review_tool.list_lines("HEAD"))
    assert [line for line in expected if line not in lines] == []
    shown = [line for line in lines if line.startswith("data ")]
    assert len(shown) == len(expected)


@pytest.mark.parametrize("edit", CODE)
def test_an_edit_of_code_can_be_seen(repository, edit):
    old, new, words = CODE[edit]
    path = repository / "module.py"
    path.write_text(f"first = 1\n{old}\nlast = 1\n")
    commit(repository)
    new = new if isinstance(new, bytes) else new.encode()
    path.write_bytes(b"first = 1\n" + new + b"\nlast = 1\n")
    shown = "\n".join(review_tool.list_lines("HEAD"))
    for word in words:
        assert word in shown


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text + "9,a,b\n", "x.csv, 9: new: id=9; one=a; two=b"),
        (
            lambda text: text.replace("2,c,d\n", ""),
            "x.csv, 2: gone: id=2; one=c; two=d",
        ),
        (lambda text: "id,one,two\n2,c,d\n1,a,b\n", "x.csv: rows in another order"),
        (
            lambda text: "id,two,one\n1,b,a\n2,d,c\n",
            "columns in another order: id, two",
        ),
        (lambda text: text.replace("a", '"a"'), "the same cells, with other quotes"),
        (lambda text: text.replace("\n", "\r\n"), "the same cells, with other quotes"),
        (lambda text: text.replace("2,c,d", "1,c,d"), "x.csv, 2: gone: id=2; one=c"),
        (lambda text: text + "1,e,f\n1,a,b\n", "x.csv, 1 (2): new: id=1; one=e"),
        (lambda text: text.replace("2,c,d", "2,c"), "-  0| 2,c《,d》"),
        (lambda text: "id,one\n1,a\n2,c\n", "x.csv, 1, two: a column less: b"),
    ],
)
@pytest.mark.parametrize("name", ["x.csv", "x.csv.gz"])
def test_what_a_change_of_a_table_does_is_said(repository, name, change, words):
    path = repository / "data" / name
    text = "id,one,two\n1,a,b\n2,c,d\n"
    pack = gzip.compress if name.endswith(".gz") else bytes
    path.write_bytes(pack(text.encode()))
    commit(repository)
    path.write_bytes(pack(change(text).encode()))
    lines = [*review_tool.list_lines("HEAD"), *review_tool.list_unread("HEAD", [])]
    if "-  0|" in words and name.endswith(".gz"):
        words = "nobody can read what changed"  # it is no table
    assert words.replace("x.csv", name) in "\n".join(lines)


def test_hundreds_of_lines_end_with_a_count(monkeypatch, capsys):
    lines = 299 * ["+a"] + ["+\u202eb"]
    diff = "diff --git a/x b/x\n+++ b/lib/x.py\n@@ -1 +1 @@\n" + "\n".join(lines)
    answers = {"rev-parse": "yes", "diff": diff}
    monkeypatch.setattr(
        review_tool, "run_git", lambda *words: answers.get(words[0], "")
    )
    for name in (
        "list_moves",
        "list_outlets",
        "list_files",
        "list_unread",
        "list_differences",
    ):
        monkeypatch.setattr(review_tool, name, lambda *words: [])
    review_tool.main()
    assert capsys.readouterr().out.endswith("\n301 lines: 1 bidi, 300 code\n")


def test_weight_counts_decisions_and_neither_text_nor_layout():
    plain = weight.count_nodes("a.py", "def add(a):\n    return a + 1\n")
    told = '"""A module."""\n\ndef add(a):\n    """Return it."""\n    return (a +\n    1)\n'
    assert weight.count_nodes("a.py", told) == plain
    few, many = "<p>words</p>", "<p>many more words</p>\n\n"
    assert weight.count_nodes("a.j2", few) == weight.count_nodes("a.j2", many)
    decided = "{% if a %}<p>words</p>{% endif %}"
    assert weight.count_nodes("a.j2", few) < weight.count_nodes("a.j2", decided)
    assert weight.count_nodes("a.sql", "SELECT 1") == 0


def test_a_review_says_how_the_weight_moves(review):
    assert "weight      lib/dualuse/engine/verdicts.py: it cannot be parsed" in review
    assert re.search(r"weight      the library: \d{2,3},\d{3} nodes, \+3\n", review)
