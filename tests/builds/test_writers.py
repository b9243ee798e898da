"""One writer at a time: what is said to be written is there, once."""

import json
import random
import subprocess
import sys

import pandas as pd
import pytest
from comtrade_server import Server
from golden import copy_story
from seeds import pick_few
from small_story import CODE, build, list_command, set_environment, write_sums
from test_other_stories import ALL_BUT_ONE

from dualuse.base import tables
from dualuse.builds.published import make_row, read_table, write_table

PLAN = """what,reporter,flow,partners,first,last,address,sha256
comtrade,CHN,X,RUS,2023-01,2023-02,,
"""
FEW = 12  # lines of the table of figures: the programmes behind them are quick
MAP = """number,sha256,claims,sentence,finding,why
1,,T1,"Trade came to $240.1bn in 2023. [T1]",The release has it.,
"""
TABLE = write_table([make_row("T1", "", "", verdict="confirmed")])
KINDS = ["add", "describe", "fetch", "accept", "new"]
MIXED = ["add"] * 4 + ["describe"] * 2 + ["fetch"] * 2 + ["accept", "new"]


@pytest.fixture
def story(tmp_path):
    """Return the second story: one claim, a few figures, a plan of two months, nothing accepted."""
    root = copy_story("second_story", tmp_path / "story")
    figures = root / "data" / "published" / "figures.csv"
    rows = figures.read_text().splitlines(keepends=True)
    figures.write_text("".join(rows[:FEW]))
    claims = root / "data" / "claims.yaml"
    claims.write_text(ALL_BUT_ONE.sub("", claims.read_text()))
    (root / "data" / "article_map.csv").write_text(MAP)
    plan = root / "data" / "official" / "plan.csv"
    plan.parent.mkdir()
    plan.write_text(PLAN)
    published = root / "reports" / "published.csv"
    published.parent.mkdir()
    published.write_text(TABLE)
    write_sums(root)
    return root


def read_figures(root):
    return tables.read_csv(root / "data" / "published" / "figures.csv")


def write_at_once(root, folder, kinds, *builds):
    """Let writers run beside a build; return {number: what each printed}."""
    folder.mkdir()
    with Server() as server:
        environment = set_environment(root, DUALUSE_COMTRADE_BASE=server.url)
        writers = [sys.executable, "-P", str(CODE / "tests" / "writers.py"), folder]
        commands = [[*writers, *kinds], *builds]
        running = []
        for command in commands:
            process = subprocess.Popen(
                command,
                cwd=root,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            running.append(process)
        for process in running:
            printed = process.communicate(timeout=900)[0]
            assert process.returncode == 0, printed
    printed = {}
    for number, _ in enumerate(kinds):
        printed[number] = (folder / f"{number}.txt").read_text()
    return printed


def check_all(root, folder, kinds, before, printed):
    """Assert that everything that was said to be done is done."""
    written = []
    for number, kind in enumerate(kinds):
        words = printed[number]
        assert "Traceback" not in words, words
        if kind == "add":
            assert " is written; " in words, words
            figure = words.partition(" is written; ")[0].split()[-1]
            written.append((figure, f"https://synthetic.example/{number}"))
    figures = read_figures(root)
    assert figures["id"].is_unique
    assert figures.iloc[: len(before)].equals(before)
    added = figures.iloc[len(before) :]
    assert sorted(zip(added["id"], added["page"], strict=True)) == sorted(written)
    changes = (root / "data" / "CHANGES.md").read_text()
    for figure, page in written:
        number = page.rpartition("/")[2]
        assert changes.count(f"figure {figure}\n\n- writer {number}\n") == 1
    if "fetch" in kinds:
        fetched = root / "data" / "official" / "fetched" / "comtrade"
        months = sorted(fetched.glob("*.json"))
        assert len(months) == 2
        assert all(json.loads(month.read_text())["data"] for month in months)
        assert len(pd.read_csv(fetched / "coverage.csv")) == 2
    if "accept" in kinds:
        assert read_table(root / "data" / "accepted.csv")
    if "new" in kinds:
        words = [printed[number] for number, kind in enumerate(kinds) if kind == "new"]
        assert sum(" is ready: " in text for text in words) == 1
    assert list(root.rglob("*.part")) == []
    assert build(root, "data")[0] == 0  # each hash is that of its file


def try_writers(root, folder, kinds, *builds):
    before = read_figures(root)
    printed = write_at_once(root, folder, kinds, *builds)
    check_all(root, folder, kinds, before, printed)


@pytest.mark.slow
@pytest.mark.parametrize("kinds", pick_few(1, [(MIXED,), (["add"] * 3,)]))
def test_writers_at_once_lose_nothing(story, tmp_path, kinds):
    try_writers(story, tmp_path / "printed", kinds, list_command("data"))


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_ten_writers_of_a_kind_lose_nothing(story, tmp_path, kind):
    try_writers(story, tmp_path / "printed", [kind] * 10)


@pytest.mark.long
@pytest.mark.parametrize("run", range(15))
def test_ten_writers_of_all_kinds_beside_a_build_lose_nothing(story, tmp_path, run):
    kinds = random.Random(f"writers {run}").sample(MIXED, len(MIXED))
    pages = run % 5 == 0  # a whole build takes longest
    command = list_command() if pages else list_command("data")
    try_writers(story, tmp_path / "printed", kinds, command)
