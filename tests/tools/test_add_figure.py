"""Adding a figure: refusals that help and write nothing; one writer at a time; a killed one heals. On invented data."""

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import add_figure
import adding
import asking
import invented
import pytest

from dualuse.data import load
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


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return invented.data(tmp_path_factory.mktemp("invented"))


@pytest.fixture(autouse=True)
def invented_data(made, tmp_path, monkeypatch):
    invented.use(monkeypatch, made, tmp_path / "kept")
    monkeypatch.setattr(asking, "KEPT", str(tmp_path / "figure.json"))
    yield
    invented.forget()


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
    ("ID", "F001", "no other row has"),
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
    row = load.source(load.FIGURES).set_index("id").loc["F004"]
    names = [n for n in row.index if row[n] and n not in ("print", "same_fact", "inferred", "status")]
    with pytest.raises(InputError, match="the same print of the same page as F004"):
        add_figure.row_of({n: row[n] for n in names})


def test_a_good_entry_gets_the_next_id_and_says_what_it_means():
    row = add_figure.row_of(GOOD)
    known = load.source(load.FIGURES)["id"]
    assert row["id"] not in set(known) and row["id"].startswith("F")
    assert row["print"] == "kept"
    assert next(add_figure.meaning(row)) == "the print means (newspaper reading): $12.25m to $12.35m"


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


def test_fields_are_asked_one_by_one_and_one_may_go_back():
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output import DummyOutput

    asked = ("ROLE", "PERIOD_START", "PERIOD_END", "VALUE")
    rest = {k.lower(): v for k, v in GOOD.items() if k not in asked}
    rest |= dict.fromkeys([f for f in add_figure.ASKED if f not in rest and f.upper() not in asked], "")
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        # the first of the roles; a month too late; back to it and, after what was typed, again; an end; a value
        keys.send_text("\r2023-07\r<\r" + "\x7f" * 7 + "2023-01\r2023-06\r12.3\r")
        answers = asking.ask(add_figure, rest)
    assert {k: answers[k.lower()] for k in asked} == {k: GOOD[k] for k in asked}
    assert add_figure.row_of(answers)["value"] == "12.3"


@pytest.mark.parametrize(
    ("field", "text", "before", "says"),
    [
        ("period_end", "2023-13", {}, "found '2023-13'"),
        ("period_end", "2022-12", {"period_start": "2023-01"}, "a month from 2023-01 on"),
        ("hedge", "", {"value": "12.3", "unit": "m USD"}, "how the page hedges it"),
        ("hedge", "between", {"value": "12.3", "unit": "m USD"}, "two numbers such as 5-7"),
        ("source", "POLITICO", {"role": "evidence"}, "claim with POLITICO"),
        (
            "released",
            "2023-03-01",
            {"role": "evidence", "period_end": "2023-06"},
            "not before the period ends",
        ),
        ("page", "https://www.politico.eu/x", {"role": "evidence"}, "no evidence for itself"),
    ],
)
def test_a_field_is_checked_beside_those_before_it_as_it_is_typed(field, text, before, says):
    assert says in asking.checker(add_figure, field, before)(text)
    assert asking.checker(add_figure, "period_end", {"period_start": "2023-01"})("2023-12") is True
    assert asking.checker(add_figure, "period_end", {"period_start": "2023-01"})(asking.BACK) is True


def test_the_same_is_told_as_a_command_and_refused_answers_are_kept(capsys):
    line = asking.command({k.lower(): v for k, v in GOOD.items()} | {"note": ""})
    _, _, *words = shlex.split(line)
    assert dict(w.split("=", 1) for w in words) == GOOD
    assert add_figure.main([f"{k}={v}" for k, v in (GOOD | {"PERIOD_END": "2022-01"}).items()]) == 2
    assert "period_end" in capsys.readouterr().err
    kept = json.loads(Path(asking.KEPT).read_text(encoding="utf-8"))
    assert kept == {k.lower(): v for k, v in (GOOD | {"PERIOD_END": "2022-01"}).items()}


@pytest.fixture
def copied(tmp_path):
    """An invented project with a folder of its own."""
    invented.data(tmp_path)
    for name in ("README.md", "requirements.lock", "story.yml"):
        (tmp_path / name).write_bytes((project.ROOT / name).read_bytes())
    return tmp_path


def tool(root, *arguments):
    """Start the tool in a project of its own."""
    path = project.ROOT / "tools" / "add_figure.py"
    return subprocess.Popen(
        [sys.executable, str(path), *(f"{k}={v}" for k, v in GOOD.items()), *arguments],
        env={**os.environ, "PRESSROOM_ROOT": str(root), "MAKEFLAGS": ""},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_an_accepted_figure_is_in_the_data_the_descriptor_and_the_hashes(copied):
    data = copied / "data"
    before, rows = files.of_tree(data), (data / load.FIGURES).read_bytes()
    shown = tool(copied)
    told, wrong = shown.communicate()
    assert shown.returncode == 0 and "add YES=1" in told, wrong
    assert "CHN-RUS-export-drones-GACC, January to June 2023: unknown becomes 12." in told
    assert files.of_tree(data) == before

    added = tool(copied, "YES=1", "WHY=a test of the tool")
    assert added.wait() == 0, added.stderr.read()
    text = (data / load.FIGURES).read_bytes()
    assert text.startswith(rows) and text.count(b"\n") == rows.count(b"\n") + 1
    files.verify(data)
    entry = (data / "CHANGES.md").read_text(encoding="utf-8").splitlines()[-1]
    assert entry.startswith("- F012 ($12.3m, ") and "a test of the tool" in entry
    listed = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    mine = next(r for r in listed if r["path"] == load.FIGURES)
    digest = files.of_file(data / load.FIGURES)
    assert mine["rows"] == rows.count(b"\n") and mine["hash"].removeprefix("sha256:") == digest


def test_three_at_once_lose_nothing(copied):
    three = [tool(copied, f"PAGE=https://example.org/{n}", "YES=1") for n in range(3)]
    assert [one.wait() for one in three] == [0, 0, 0], [one.stderr.read() for one in three]
    files.verify(copied / "data")
    text = (copied / "data" / load.FIGURES).read_text(encoding="utf-8")
    assert all(f"https://example.org/{n}," in text for n in range(3))
    assert [line.split(",")[0] for line in text.splitlines()[-3:]] == ["F012", "F013", "F014"]
    changes = (copied / "data" / "CHANGES.md").read_text(encoding="utf-8")
    assert all(f"- {name} (" in changes for name in ("F012", "F013", "F014"))


KILLED = """
import os, signal, sys
sys.path[:0] = [{tools!r}]
import adding
from dualuse.data import load
adding.describe_data.describe = lambda: os.kill(os.getpid(), signal.SIGKILL)
adding.commit({{load.FIGURES: b"half of it"}}, "## A heading", "- an entry")
"""


def test_one_that_is_killed_while_it_writes_is_taken_back_by_the_next(copied):
    data = copied / "data"
    before = files.of_tree(data)
    script = KILLED.format(tools=str(project.ROOT / "tools"))
    env = {**os.environ, "PRESSROOM_ROOT": str(copied)}
    killed = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL and files.of_tree(data) != before
    following = tool(copied)
    told, wrong = following.communicate()
    assert following.returncode == 0 and "was taken back" in told, wrong
    assert files.of_tree(data) == before and not (data / adding.ASIDE).exists()


def test_one_that_is_killed_before_it_writes_or_after_leaves_nothing_in_the_way(tmp_path, monkeypatch):
    monkeypatch.setattr(project, "DATA", tmp_path)
    (tmp_path / adding.ASIDE).mkdir()
    (tmp_path / adding.ASIDE / "0").write_text("half a copy")
    assert adding.heal() is False and not list(tmp_path.iterdir())


def test_a_fault_while_writing_leaves_the_data_as_they_were(copied, monkeypatch):
    data = copied / "data"
    before = files.of_tree(data)
    monkeypatch.setattr(project, "DATA", data)

    def full():
        raise OSError("no space left on device")

    monkeypatch.setattr(adding.describe_data, "describe", full)
    row = dict.fromkeys(load.source(load.FIGURES).columns, "") | {k.lower(): v for k, v in GOOD.items()}
    with pytest.raises(OSError):
        add_figure.append(row | {"id": "F999"}, "", ["nothing"])
    assert files.of_tree(data) == before and not (data / adding.ASIDE).exists()
