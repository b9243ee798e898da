"""Answers that a build keeps: never those of other data or code; damage, a kill or a second build costs time alone."""

import json
import os
import subprocess
import sys

import pytest

from pressroom import kept, project

MANY = 200
WRITER = """
import sys
from pressroom.kept import Kept
kept = Kept("both", "a thing")
for n in range(%d):
    kept.once(f"{sys.argv[1]} {n}", lambda: [n] * 50)
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A build in a folder of its own; returns where its answers are kept."""
    monkeypatch.setattr(project, "ROOT", tmp_path)
    monkeypatch.setenv("PRESSROOM_NOTEBOOK", "01_any")
    return kept.folder()


def never():
    raise AssertionError("it was asked again")


def found(folder):
    (path,) = folder.glob("*.jsonl")
    return path


def test_an_answer_is_found_again_exactly(here):
    answer = [0.1 + 0.2, float("inf"), "both", None, True, ["a", 1]]
    assert kept.Kept("sums", "1 2").once("all", lambda: tuple(answer)) == answer
    assert kept.Kept("sums", "1 2").once("all", never) == answer


@pytest.mark.parametrize("of", [("1 3", "code"), ("1 2", "edoc"), ("1 2 code",), ("1 2", "co", "de")])
def test_other_data_and_other_code_have_answers_of_their_own(here, of):
    assert kept.Kept("sums", "1 2", "code").once("all", lambda: 3) == 3
    assert kept.Kept("sums", *of).once("all", lambda: 4) == 4
    assert kept.Kept("sums", "1 2", "code").once("all", never) == 3


def test_the_code_is_told_by_its_content_and_its_libraries(tmp_path):
    (tmp_path / "a.py").write_text("x = 1")
    before = kept.code(tmp_path)
    kept.code.cache_clear(), kept.hashed.cache_clear()
    (tmp_path / "a.py").write_text("x = 2")
    after = kept.code(tmp_path)
    assert len({before, after, kept.code(tmp_path, libraries=("pandas",))}) == 3
    kept.code.cache_clear()
    assert kept.code(tmp_path) == after


def test_a_file_that_was_cut_anywhere_gives_what_is_whole_and_goes_on(here):
    first = kept.Kept("sums", "1 2")
    first.once("one", lambda: 1), first.once("two", lambda: 22)
    whole = found(here).read_bytes()
    for length in range(len(whole)):
        found(here).write_bytes(whole[:length])
        after = kept.Kept("sums", "1 2")
        assert after.answers.items() <= {"one": 1, "two": 22}.items()
        after.once("three", lambda: 3)
        assert kept.Kept("sums", "1 2").answers == after.answers, length


@pytest.mark.parametrize("place", range(0, 150, 7))
def test_a_damaged_byte_takes_its_line_away(here, place):
    kept.Kept("sums", "1 2").once("one", lambda: 1)
    text = bytearray(found(here).read_bytes())
    text[place % len(text)] ^= 5
    found(here).write_bytes(text)
    assert kept.Kept("sums", "1 2").answers in ({}, {"one": 1})


def test_two_processes_keep_all_that_both_found(here):
    env = os.environ | {"PRESSROOM_ROOT": str(project.ROOT)}
    command = [sys.executable, "-c", WRITER % MANY]
    both = [subprocess.Popen([*command, name], env=env) for name in ("a", "b")]
    assert [process.wait(60) for process in both] == [0, 0]
    answers = kept.Kept("both", "a thing").answers
    assert answers == {f"{name} {n}": [n] * 50 for name in ("a", "b") for n in range(MANY)}


def test_a_disk_that_takes_nothing_stops_no_answer(here):
    here.parent.mkdir()
    here.write_text("a file where a folder should be")
    assert kept.Kept("sums", "1 2").once("all", lambda: 3) == 3


def test_outside_a_build_nothing_is_kept(here, monkeypatch):
    monkeypatch.delenv("PRESSROOM_NOTEBOOK")
    assert kept.Kept("sums", "1 2").once("all", lambda: 3) == 3
    assert not here.exists()


def test_what_is_old_goes_and_all_of_it_when_forced(here):
    for name in ("old", "new"):
        kept.Kept(name, "").once("all", lambda: 3)
    (here / "mine.txt").write_text("no build made this")
    (old,) = here.glob("old-*")
    os.utime(old, (0, 0))
    kept.clear()
    assert [path.name[:3] for path in here.glob("*.jsonl")] == ["new"]
    kept.clear(everything=True)
    assert [path.name for path in here.iterdir()] == ["mine.txt"]


def test_each_line_is_json_beside_its_hash(here):
    kept.Kept("sums", "1 2").once("all", lambda: {"a": [1.5]})
    head, _, body = found(here).read_text().strip().partition(" ")
    assert len(head) == 64 and json.loads(body) == {"all": {"a": [1.5]}}
