"""Adding a figure: refusals that help and write nothing, and one that is accepted, in a copy of the data."""

import json
import os
import shutil
import subprocess
import sys

import add_figure
import pandas as pd
import pytest

from dualuse.data import load
from dualuse.verdicts import moves
from pressroom import files, project
from pressroom.engine import arguments
from pressroom.errors import InputError

GOOD = {
    "ROLE": "evidence",
    "REPORTER": "CHN",
    "PARTNER": "RUS",
    "FLOW": "export",
    "PRODUCT": "drones",
    "PERIOD_START": "2023-01",
    "PERIOD_END": "2023-06",
    "VALUE": "12.3",
    "UNIT": "m USD",
    "HEDGE": "exact",
    "PUBLISHER": 'A "test" paper, it\'s $only here',
    "SOURCE": "GACC",
    "RELEASED": "2023-07-20",
    "PAGE": "https://example.org/page",
}
BAD = [  # field, what is typed, what the refusal says
    ("REPORTER", "china", "for china, CHN"),
    ("PARTNER", "RUSS", "did you mean 'RUS'"),
    ("FLOW", "exports", "did you mean 'export'"),
    ("PRODUCT", "drone", "did you mean 'drones'"),
    ("PERIOD_END", "2023-13", "text like 2023-06"),
    ("PERIOD_END", "2022-12", "a month from 2023-01 on"),
    ("VALUE", "12,3 m", "a number such as 14.5"),
    ("VALUE", "-3", "not negative"),
    ("UNIT", "million USD", "m USD"),
    ("HEDGE", "", "how the page hedges it"),
    ("HEDGE", "more then", "did you mean 'more than'"),
    ("SOURCE", "GAC", "did you mean 'GACC'"),
    ("PAGE", "www.example.org", "https://"),
    ("PAGE", "https://www.politico.eu/article/x", "no evidence for itself"),
    ("PAGE", "https://africa.businessinsider.com/x", "no evidence for itself"),
    ("PAGE", "https://www.businessinsider.de/x", "no evidence for itself"),
    ("ROLE", "claim", "POLITICO"),
    ("RELEASED", "July 2023", "2023-07"),
    ("RELEASED", "2023-03-01", "not before the period ends"),
    ("PUBLISHER", "two\nlines", "control characters"),
    ("GROWTH", "tripled", "a number such as"),
    ("SAME_FACT", "F999", "the id of another row"),
    ("ID", "F112", "no other row has"),
    ("PUBLISHR", "x", "did you mean 'publisher'"),
]


@pytest.mark.parametrize(("field", "text", "says"), BAD, ids=[f"{f}-{t[:12]!r}" for f, t, _ in BAD])
def test_a_bad_entry_is_refused_with_its_field_and_what_would_do(field, text, says, capsys):
    before = files.of_tree(project.DATA)
    given = GOOD | {field: text} | ({"GROWTH_HEDGE": "exact"} if field == "GROWTH" else {})
    assert add_figure.main([*(f"{k}={v}" for k, v in given.items()), "YES=1"]) == 2
    told = capsys.readouterr().err
    assert field.lower() in told and says in told and "nothing was written" in told
    assert files.of_tree(project.DATA) == before


def test_the_same_print_of_the_same_page_is_refused():
    row = load.source(load.FIGURES).set_index("id").loc["F112"]
    names = [n for n in row.index if row[n] and n not in ("print", "same_fact", "inferred", "status")]
    with pytest.raises(InputError, match="the same print of the same page as F112"):
        add_figure.row_of({n: row[n] for n in names})


def test_a_good_entry_gets_the_next_id_and_says_what_it_means():
    row = add_figure.row_of(GOOD)
    known = load.source(load.FIGURES)["id"]
    assert row["id"] not in set(known) and row["id"].startswith("F")
    assert row["print"] == "kept"
    assert next(add_figure.meaning(row)) == "the print means (newspaper reading): $12.25m to $12.35m"


def test_ranges_that_differ_are_said():
    columns = ["series", "period_start", "period_end", "allowance", "low", "high", "unit"]
    same = ("a-b", "2023-01", "2023-01", "default", 1.0, 2.0, "m USD")
    was = [same, ("a-b", "2023-01", "2023-06", "default", 9.0, None, "m USD")]
    now = [same, ("a-b", "2023-01", "2023-06", "default", 9.0, 10.5, "m USD")]
    frames = [pd.DataFrame(rows, columns=columns) for rows in (was, now)]
    assert moves.ranges(*frames) == ["a-b, January to June 2023: 9 m USD or more becomes 9 to 10.5 m USD"]
    assert moves.ranges(frames[0], frames[0]) == []
    assert moves.ranges(frames[0].head(1), frames[0]) == [
        "a-b, January to June 2023: unknown becomes 9 m USD or more"
    ]


def test_what_was_typed_at_make_arrives_word_for_word():
    environ = {
        "MAKEFLAGS": r's -- PUBLISHER=a\ b\ "c" PYTHON=python3 VALUE=$$5',
        "VALUE": "",
        "PYTHON": "python3",
    }
    assert arguments.typed(["HEDGE=exact"], environ) == {
        "PUBLISHER": 'a b "c"',
        "VALUE": "$5",
        "HEDGE": "exact",
    }
    assert arguments.typed([], {"MAKEFLAGS": "w"}) == {}
    with pytest.raises(InputError, match="NAME=value"):
        arguments.typed(["strict"], {})


def test_fields_are_asked_one_by_one_and_checked_as_they_are_typed():
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output import DummyOutput

    rest = {k: v for k, v in GOOD.items() if k not in ("ROLE", "VALUE")}
    rest |= dict.fromkeys(
        ["PRODUCT_TEXT", "HS_CODE", "GROWTH", "GROWTH_HEDGE", "SAME_FACT", "NOTE", "WHY"], ""
    )
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text("\r12.3\r")  # the first of the roles; a value
        answers = add_figure.ask(rest)
    assert (answers["role"], answers["value"]) == ("evidence", "12.3")
    assert add_figure.row_of(answers)["value"] == "12.3"
    assert add_figure.checker("period_end")("2023-13").startswith("period_end: found '2023-13'")
    assert add_figure.checker("period_end")("2023-12") is True


@pytest.fixture
def copied(tmp_path):
    """A copy of what a build reads."""
    skip = shutil.ignore_patterns("processed", "fetched", ".ipynb_checkpoints")
    for name in ("data", "notebooks", "benchmarks"):
        shutil.copytree(project.ROOT / name, tmp_path / name, ignore=skip)
    for name in ("README.md", "requirements.lock", "story.yml"):
        shutil.copy2(project.ROOT / name, tmp_path)
    return tmp_path


def run(root, *command, **more):
    env = {**os.environ, "PRESSROOM_ROOT": str(root), "MAKEFLAGS": ""} | more
    return subprocess.run(
        command, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )


@pytest.mark.slow
def test_an_accepted_figure_is_in_the_data_the_descriptor_the_bounds_and_the_report(copied):
    tool = [
        sys.executable,
        str(project.ROOT / "tools" / "add_figure.py"),
        *(f"{k}={v}" for k, v in GOOD.items()),
    ]
    data = copied / "data"
    before, rows = files.of_tree(data), (data / load.FIGURES).read_bytes()
    asked = run(copied, *tool)
    assert asked.returncode == 0 and "add YES=1" in asked.stdout, asked.stderr
    assert "verdict of A1" in asked.stdout and "$12.1" in asked.stdout
    assert "CHN-RUS-export-drones-GACC, January to June 2023: unknown becomes 12.1" in asked.stdout
    assert files.of_tree(data) == before

    added = run(copied, *tool, "YES=1", "WHY=a test of the tool")
    assert added.returncode == 0, added.stderr
    name = add_figure.row_of(GOOD)["id"]
    text = (data / load.FIGURES).read_bytes()
    assert text.startswith(rows) and text.count(b"\n") == rows.count(b"\n") + 1
    files.verify(data)
    entry = (data / "CHANGES.md").read_text(encoding="utf-8").splitlines()[-1]
    assert entry.startswith(f"- {name} ($12.3m, ") and "a test of the tool" in entry and "A1" in entry
    listed = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    mine = next(r for r in listed if r["path"] == load.FIGURES)
    assert mine["rows"] == rows.count(b"\n") and mine["hash"].removeprefix("sha256:") == files.of_file(
        data / load.FIGURES
    )

    stems = ["01_clean_published_figures", "02_reconstruct_trade_totals"]
    built = run(copied, sys.executable, "-m", "pressroom.engine", *stems)
    assert built.returncode == 0, built.stdout + built.stderr
    page = (copied / "build" / "pages" / "01_clean_published_figures.html").read_text(encoding="utf-8")
    assert f">{name}</a>" in page and "12.3m" in page
    held = (copied / "data" / "processed" / "bounds.csv").read_text(encoding="utf-8")
    assert "CHN-RUS-export-drones-GACC,2023-01,2023-06,default,12.12" in held


def test_a_fault_while_writing_leaves_the_data_as_they_were(copied, monkeypatch):
    data = copied / "data"
    before = files.of_tree(data)
    monkeypatch.setattr(project, "DATA", data)

    def full():
        raise OSError("no space left on device")

    monkeypatch.setattr(add_figure.describe_data, "describe", full)
    row = dict.fromkeys(load.source(load.FIGURES).columns, "") | {k.lower(): v for k, v in GOOD.items()}
    with pytest.raises(OSError):
        add_figure.append(row | {"id": "F999"}, "", ["nothing"])
    assert files.of_tree(data) == before
