"""One writer at a time: what is said to be written is there, once."""

import json
import subprocess
import sys
import time

import pandas as pd
import pytest
import seeds
from comtrade_server import Server
from filelock import FileLock
from small_story import (
    CODE,
    build,
    copy_story,
    list_command,
    set_environment,
    write_sums,
)
from test_other_stories import ALL_BUT_ONE

from dualuse.base import tables
from dualuse.builds.published import make_row, read_published, write_published

PLAN = """what,reporter,flow,partners,first,last,address,sha256
comtrade,CHN,X,RUS,2023-01,2023-02,,
"""
FEW = 12  # lines of the table of figures: the programmes behind them are quick
MAP = """number,sha256,claims,sentence,why
1,,T1,"Trade came to $240.1bn in 2023. [T1]",
"""
TABLE = write_published([make_row("T1", "", "", verdict="confirmed")])
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


def wait_for(words, lines):
    """Read what a command prints, up to a line with these words."""
    return next(line for line in lines if words in line)


def write_slowly(root, lines):
    """Write what has another hash, and what has this one once a command waits."""
    changes = root / "data" / "CHANGES.md"
    text = changes.read_text()
    with FileLock(root / "build" / "lock"):
        changes.write_text(f"{text}\n- half\n")
        wait_for("waiting for it to end", lines)
        changes.write_text(text)


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
        assert read_published(root / "data" / "accepted.csv")
    if "new" in kinds:
        words = [printed[number] for number, kind in enumerate(kinds) if kind == "new"]
        assert sum(" is ready: " in text for text in words) == 1
    assert list(root.rglob("*.part")) == []
    assert build(root, "data")[0] == 0  # each hash is that of its file


@pytest.mark.slow
def test_writers_of_all_kinds_beside_a_build_lose_nothing(story, tmp_path):
    kinds = seeds.begin("writers").sample(MIXED, len(MIXED))
    folder = tmp_path / "printed"
    before = read_figures(story)
    printed = write_at_once(story, folder, kinds, list_command("data"))
    check_all(story, folder, kinds, before, printed)


@pytest.mark.slow
def test_a_fetch_reads_no_data_that_somebody_is_writing(story):
    coverage = story / "data" / "official" / "fetched" / "comtrade" / "coverage.csv"
    command = [sys.executable, "-uP", str(CODE / "tools" / "fetch.py"), "comtrade"]
    with Server() as server:
        environment = set_environment(story, DUALUSE_COMTRADE_BASE=server.url)
        with subprocess.Popen(
            command, cwd=story, env=environment, stdout=subprocess.PIPE, text=True
        ) as process:
            write_slowly(story, process.stdout)  # while it is about to read the plan
            wait_for("1 of 2: ", process.stdout)
            while not coverage.exists():
                time.sleep(0.05)
            write_slowly(story, process.stdout)  # before it stores the second month
            printed = process.stdout.read()
    assert process.returncode == 0, printed
    assert pd.read_csv(coverage)["status"].tolist() == ["rows", "rows"]
