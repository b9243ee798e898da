"""A figure that a reader adds: shown first, written only on yes, refused if wrong."""

import os
import shutil
import subprocess
import sys

import add_figure
import pytest
from small_story import CODE

# synthetic: no page printed it
FIELDS = [
    "role=evidence",
    "reporter=DEU",
    "product=applications",
    "product_text=asylum applications",
    "period_start=2023-01",
    "period_end=2023-12",
    "value=400000",
    "unit=applications",
    "hedge=exact",
    "publisher=Test",
    "outlet=euaa",
    "access=own page",
    "source=EUAA",
    "released=2024-02",
    "page=https://example.org/figures",
    "why=a test",
]


@pytest.fixture
def run(tmp_path):
    """Return a function that runs a tool on a copy of the third story."""
    story = tmp_path / "story"
    shutil.copytree(CODE / "tests" / "third_story", story)

    def run_tool(name, *words):
        command = [sys.executable, "-P", CODE / "tools" / name, *words]
        environment = {**os.environ, "DUALUSE_ROOT": str(story)}
        return subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )

    run_tool("describe_data.py")
    run_tool.data = story / "data"
    return run_tool


def read_files(folder):
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.name: path.read_bytes() for path in paths}


def test_a_figure_is_shown_and_written_on_yes_only(run):
    before = read_files(run.data)
    shown = run("add_figure.py", *FIELDS)
    assert shown.returncode == 0, shown.stderr
    assert "F001: 400,000 applications" in shown.stdout
    assert "->" in shown.stdout  # a claim that it would move
    assert "nothing was written" in shown.stdout
    assert read_files(run.data) == before

    written = run("add_figure.py", *FIELDS, "yes=1")
    assert written.returncode == 0, written.stderr
    after = read_files(run.data)
    assert b"F001,evidence,DEU" in after["figures.csv"]
    assert b"figure F001\n\n- a test" in after["CHANGES.md"]
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"figures.csv", "CHANGES.md", "SHA256SUMS"}


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("outlet=nobody", "outlet 'nobody'"),
        ("page=example", "page 'example'"),
        ("why=", "why: found nothing"),
        ("product=", "product: found nothing"),
        ("reportr=DEU", "reporter, perhaps"),
        ("partner=FRA", "partner: found 'FRA'"),
    ],
)
def test_a_figure_that_breaks_a_rule_is_refused_in_one_line(run, word, reason):
    before = read_files(run.data)
    refused = run("add_figure.py", *FIELDS, word, "yes=1")
    assert refused.returncode == 1
    assert reason in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert read_files(run.data) == before


def test_all_that_is_missing_is_named_at_once(run):
    words = ["role=evidence", "value=400000", "growth=7", "access=copy"]
    refused = run("add_figure.py", *words)
    assert refused.returncode == 1
    missing = (
        "why, product, publisher, source, released, page, outlet, unit, hedge, "
        "growth_hedge, period_start, reporter, read_at"
    )
    assert refused.stderr == (
        f"add-figure: {missing}: found nothing; expected a word for each\n"
    )


def test_what_a_figure_contradicts_is_said_before_it_is_written(run):
    assert run("add_figure.py", *FIELDS, "yes=1").returncode == 0
    other = ["value=900000", "page=https://example.org/other"]
    shown = run("add_figure.py", *FIELDS, *other).stdout
    assert "F002 cannot be true beside F001 (400,000 applications" in shown
    assert "it would be set aside: one of these" in shown
    assert "nothing was written" in shown


def test_what_no_table_lists_is_refused_where_it_is_typed():
    known = {"euaa", "eurostat"}
    assert add_figure.check_answer("eurostat ", "outlet", known) is True
    assert add_figure.check_answer("", "outlet", known) is True
    assert "eurostat" in add_figure.check_answer("eurostats", "outlet", known)


def test_without_a_terminal_one_line_says_how_to_type_fields(run):
    done = run("add_figure.py")
    assert "NAME=value" in done.stderr
    assert "Traceback" not in done.stderr
