"""`make review`: each changed line once, and nothing that hides in it."""

import subprocess

import pytest
import review
from small_story import GIT, commit

from dualuse.base import tables
from dualuse.builds import git


@pytest.fixture
def story(tmp_path, monkeypatch):
    """Return a story of one table, committed."""
    monkeypatch.setattr(git, "ROOT", tmp_path)
    for name in ("data", "reports", "notebooks"):
        (tmp_path / name).mkdir()
    (tmp_path / "data" / "f.csv").write_text("id,value,note\nF1,32,so  it is\n")
    (tmp_path / "reports" / "published.csv").write_text("claim,verdict\nA1,possible\n")
    commit(tmp_path)
    return tmp_path


def read_review(story, capsys):
    subprocess.run([*GIT, "add", "--intent-to-add", "."], cwd=story, check=True)
    assert review.main("HEAD") == 0
    lines = capsys.readouterr().out.split("\n")
    assert all(line.isprintable() for line in lines)
    return lines[:-1]


def test_nothing_changed_prints_nothing(story, capsys):
    assert read_review(story, capsys) == []


def test_the_table_comes_first_and_each_word_is_marked(story, capsys):
    (story / "data" / "f.csv").write_text("id,value,note\nF1,320,so it is\n")
    (story / "reports" / "published.csv").write_text("claim,verdict\nA1,confirmed\n")
    assert read_review(story, capsys) == [
        "reports/published.csv:2: A1,⟦-possible⟧⟦+confirmed⟧",
        "data/f.csv:2: F1,⟦-32⟧⟦+320⟧,so ⟦- ⟧it is",
    ]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("\u0410" + "1", r"\N{CYRILLIC CAPITAL LETTER A}1"),
        (
            "ｅｖ",
            r"\N{FULLWIDTH LATIN SMALL LETTER E}\N{FULLWIDTH LATIN SMALL LETTER V}",
        ),
        ("\u13aa", r"\N{CHEROKEE LETTER GO}"),
        ("a\u2028b\u0085c", r"a\N{LINE SEPARATOR}b\x85c"),
        ("\x1b[8m\r\t", r"\x1b[8m\r\t"),
        ("\u202e\u200b", r"\N{RIGHT-TO-LEFT OVERRIDE}\N{ZERO WIDTH SPACE}"),
        (
            "⟦-no⟧",
            r"\N{MATHEMATICAL LEFT WHITE SQUARE BRACKET}-no\N{MATHEMATICAL RIGHT ",
        ),
        ("```\n## Review: nothing moved\ndiff --git a/x b/x\n@@ -1 +1 @@\n~", "```"),
        ("“Zürich”, 中國", "“Zürich”, 中國"),
        ("-" * 90_000 + "1", "-" * 90_000 + "1"),
        ('{"broken": [', '{"broken": ['),
    ],
)
def test_a_line_is_one_line_and_shows_what_it_is(story, capsys, typed, shown):
    (story / "data" / "n.txt").write_text(typed + "\n", encoding="utf-8", newline="")
    lines = read_review(story, capsys)
    assert lines[0] == "data/n.txt: new file mode 100644"
    assert lines[1].startswith(f"data/n.txt:1: ⟦+{shown}")
    assert len(lines) == 2 + typed.count("\n")
    assert all(line.startswith("data/n.txt:") for line in lines)


def test_bytes_that_are_no_letters_and_names_of_files_are_shown(story, capsys):
    (story / "data" / "n\u202e.txt").write_bytes(b"\xff\x00")
    (story / "notebooks" / "b.ipynb").write_bytes(b"\xfe\n")
    (story / "data" / "f.csv").unlink()
    assert read_review(story, capsys) == [
        "data/f.csv: deleted file mode 100644",
        *(f"data/f.csv:{n}: ⟦-{line}⟧" for n, line in GONE),
        r"data/n\342\200\256.txt: new file mode 100644",
        r'data/n\342\200\256.txt: Binary files /dev/null and "b/data/n\342\200\256.txt" differ',
        "notebooks/b.ipynb: new file mode 100644",
        r"notebooks/b.ipynb:1: ⟦+\xfe⟧",
    ]


GONE = [(0, "id,value,note"), (1, "F1,32,so  it is")]


def test_a_base_that_is_no_commit_is_refused(story):
    with pytest.raises(tables.InputError, match="a commit of this story"):
        review.main("--output=x")
