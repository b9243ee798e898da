"""The build: what runs, what is published, and what a failure says."""

import os
import re
import shutil
import signal
import subprocess
import time

import psutil
import pytest
import small_story
from seeds import pick_few

from dualuse.base import state
from dualuse.engine import official

INPUT_ERROR = """from dualuse.base.errors import InputError
raise InputError("data/x.csv", "a", "b", 3)"""
UP_TO_DATE = "the pages are up to date\nopen reports/index.html\n"
KILL = "import os; os.kill(os.getpid(), 9)"
TWO_NOTEBOOKS = """notebooks:
  claim: {title: Claim A1, page: claim.html, reads: []}
  00_findings: {title: Findings, page: index.html, writes: [reports/result.txt]}
"""
SHORT = '(output / "result.txt").write_text("x")'


@pytest.fixture
def story(tmp_path):
    return small_story.make_story(tmp_path / "story")


@pytest.fixture
def short_story(tmp_path):
    """A story of one claim and a front page, for tests of one failure."""
    story = small_story.make_story(tmp_path / "short_story", "A1")
    (story / "notebooks" / "pipeline.yml").write_text(TWO_NOTEBOOKS)
    small_story.write_notebook(story, "claim", "1")
    small_story.write_notebook(story, "00_findings", SHORT)
    return story


@pytest.fixture
def dodo(story, monkeypatch):
    """The build as a module, of the small story."""
    return small_story.load_build(story, monkeypatch)


def list_runs(output):
    """Return the notebooks that a build ran."""
    return set(re.findall(r"^notebook:(\S+)$", output, re.M))


def count_kernels(process):
    """Return how many kernels a process has, by the parent that each was told."""
    count = 0
    for other in psutil.process_iter(["environ"]):
        environment = other.info["environ"] or {}
        count += environment.get("JPY_PARENT_PID") == str(process)
    return count


def has_kernels(process):
    """Return whether a process still has a kernel after three seconds."""
    until = time.monotonic() + 3
    while count_kernels(process) and time.monotonic() < until:
        time.sleep(0.1)
    return count_kernels(process) > 0


def test_a_build_runs_what_changed_and_publishes_it(story):
    status, output = small_story.build(story, "-n", "1")
    assert status == 0, output
    assert list_runs(output) == {
        "01_first",
        "02_second",
        "00_findings",
    }
    first = small_story.read_reports(story)
    assert first["result.txt"] == b"number\n42\n"
    assert {"index.html", "SHA256SUMS"} <= first.keys()

    for path in story.rglob("*"):
        os.utime(path, (0, 0))
    assert small_story.build(story) == (0, UP_TO_DATE)

    state = story / "data" / "processed" / "state.json"
    told = state.read_text()
    state.unlink()
    assert small_story.build(story)[0] == 0
    assert state.read_text() == told, "what the desk may answer from"

    small_story.write_notebook(story, "02_second", small_story.SECOND + "\n'more'")
    status, output = small_story.build(story, "-n", "1")
    assert status == 0, output
    assert list_runs(output) == {"02_second"}

    (story / "build" / "output" / "00_findings" / "result.txt").write_text("damaged")
    small_story.write_notebook(story, "02_second", small_story.SECOND)
    status, output = small_story.build(story, "-n", "1")
    assert list_runs(output) == {"02_second", "00_findings"}
    assert small_story.read_reports(story) == first, "the same bytes each time"


FAILURES = {  # the cells of a notebook, and what is said of it
    "dies": ([KILL], "cell work-1: Kernel died"),
    "ends": (["raise SystemExit", "1"], "cell work-2: did not run"),
    "raises": (["{}['x']"], "cell work-1: KeyError: 'x'"),
    "refuses": (
        [INPUT_ERROR],
        "cell work-1: data/x.csv, row 3: found a; expected b",
    ),
    "00_findings": (["1"], "found no build/output/00_findings/result.txt"),
}


def test_each_failure_is_one_line_and_publishes_nothing(short_story):
    pipeline = TWO_NOTEBOOKS.replace("claim", "dies")
    for stem, (cells, _) in FAILURES.items():
        small_story.write_notebook(short_story, stem, *cells)
        if stem not in pipeline:
            pipeline += f"  {stem}: {{title: It {stem}}}\n"
    (short_story / "notebooks" / "pipeline.yml").write_text(pipeline)
    status, output = small_story.build(short_story, "-n", "1")
    assert status != 0
    lines = output.splitlines()
    for stem, (_, words) in FAILURES.items():
        (line,) = [line for line in lines if line.startswith(f"notebook:{stem} failed")]
        assert words in line
    assert "Traceback" not in output
    assert not (short_story / "reports").exists()


SLOW_ONCE = """import time
if not (output / "asked").exists():
    (output / "asked").write_text(str(os.getpid()))
    time.sleep(90)"""


def test_a_kernel_that_answers_nothing_is_started_once_more_and_then_given_up(
    dodo, monkeypatch, capfd
):
    run = dodo.Run("claim", "Claim A1")
    small_story.write_notebook(dodo.ROOT, "claim", "import pandas")
    dodo.execute(run, {}, dodo.PROCESSED, run.output)  # its kernel is ready
    monkeypatch.setattr(dodo, "SILENT", 2)
    small_story.write_notebook(dodo.ROOT, "claim", SLOW_ONCE)
    dodo.execute(run, {}, dodo.PROCESSED, run.output)
    silent = "claim: no answer of its kernel to cell work-1 in 2 s; started once more"
    assert silent in capfd.readouterr().err.splitlines()
    first = int((run.output / "asked").read_text())
    is_there = psutil.pid_exists(first) and psutil.Process(first).status()
    assert is_there in (False, psutil.STATUS_ZOMBIE)

    monkeypatch.setattr(dodo, "TIMEOUT", 2)
    small_story.write_notebook(dodo.ROOT, "claim", "import time; time.sleep(90)")
    with pytest.raises(dodo.CellFailed, match=r"cell work-1: A cell timed out"):
        dodo.execute(run, {}, dodo.PROCESSED, run.output)


@pytest.mark.slow
def test_what_a_cell_asserts_is_asserted_whatever_python_is_told(story, monkeypatch):
    monkeypatch.setenv("PYTHONOPTIMIZE", "2")
    dodo = small_story.load_build(story, monkeypatch)
    run = dodo.Run("claim", "Claim A1")
    small_story.write_notebook(story, "claim", "assert 1 == 2")
    with pytest.raises(dodo.CellFailed, match="'assert 1 == 2' is not so"):
        dodo.execute(run, {}, dodo.PROCESSED, run.output)


UNTRUE = """data/findings.yaml, row A1, says: found 33; expected 32
data/findings.yaml, row A12, says: found 34; expected 31
"""


def test_what_people_wrote_and_is_untrue_of_a_variant_stands_in_a_note(dodo, tmp_path):
    """In a place of its own, below what the page is: not in its title or its headline."""
    body = (
        "<head><title>T</title></head><main id='m'><h1>Finding</h1><p>Text</p></main>"
    )
    plain = dodo.add_notes(body, "**Not the published report.**", tmp_path)
    assert "not true with yours" not in plain
    (tmp_path / state.UNTRUE).write_text(UNTRUE)
    page = dodo.add_notes(body, "**Not the published report.**", tmp_path, "A1")
    notes = re.findall(r'<div class="note" role="note">(.*?)</div>', page, re.S)
    assert len(notes) == 2
    assert "Not the published report" in notes[0]
    assert "not true with yours: data/findings.yaml, row A1, says" in notes[1]
    assert "A12" not in page
    assert re.sub(r'<div class="note" role="note">.*?</div>', "", page) == body
    of_all = dodo.add_notes(body, "**Not the published report.**", tmp_path)
    assert "row A1, says" in of_all and "row A12, says" in of_all


def damage_data(story):
    (story / "data" / "published" / "numbers.csv").write_text("number\n22\n")


def damage_pipeline(story):
    (story / "notebooks" / "pipeline.yml").write_text("notebooks: [}")


def write_outside(story):
    pipeline = story / "notebooks" / "pipeline.yml"
    text = pipeline.read_text().replace("writes: [", "writes: [processed/../../a, ", 1)
    pipeline.write_text(text)


def put_a_file_for_the_folder(story):
    shutil.rmtree(story / "build", ignore_errors=True)
    (story / "build").write_text("a file")


def drop_notebook(story):
    (story / "notebooks" / "01_first.ipynb").unlink()


def damage_claims(story):
    (story / "data" / "claims.yaml").write_text("claims: {A1: 3}\n")
    small_story.write_sums(story)


def link_folder(name):
    def link(story):
        (story / name).parent.mkdir(parents=True, exist_ok=True)
        (story / name).symlink_to("/etc")

    link.__name__ = f"link {name}"
    return link


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (damage_data, "data/published/numbers.csv: found other content than its hash"),
        (damage_pipeline, "notebooks/pipeline.yml: found while parsing"),
        (write_outside, "found writes processed/../../a; expected processed/NAME"),
        (put_a_file_for_the_folder, "build: found a file or a link; expected a folder"),
        (drop_notebook, "row 01_first: found no notebooks/01_first.ipynb"),
        (damage_claims, "data/claims.yaml"),
        (link_folder("data/official"), "data/official: found a link"),
        (link_folder("build/output"), "build/output: found a link"),
        (link_folder("reports"), "reports: found a link"),
    ],
)
def test_bad_input_is_one_line(story, damage, words):
    damage(story)
    status, output = small_story.build(story)
    assert status != 0
    assert words in output
    assert "Traceback" not in output
    assert len(output.splitlines()) <= 5


def test_a_damaged_memory_and_stray_modules_change_no_page(short_story):
    imports = "import random\nimport pandas\n"
    small_story.write_notebook(short_story, "00_findings", imports + SHORT)
    assert small_story.build(short_story, "-n", "1")[0] == 0
    before = small_story.read_reports(short_story)
    (short_story / "build" / "doit.db").write_bytes(b"no database")
    (answers,) = (short_story / "build" / "solved").glob("*.db")
    answers.write_bytes(b"no database either")
    (short_story / "data" / ".#figures.csv").symlink_to("editor@host.123")
    for name in ("random", "pandas", "conftest", "sitecustomize"):
        for folder in (short_story, short_story / "notebooks"):
            (folder / f"{name}.py").write_text("raise SystemExit('a stray file ran')")
    status, output = small_story.build(short_story, "-n", "1")
    assert (status, "Traceback" in output) == (0, False), output
    assert list_runs(output) == {"claim", "00_findings"}
    assert small_story.read_reports(short_story) == before


def test_publishing_keeps_what_no_build_made(dodo, tmp_path):
    reports = tmp_path / "reports"
    dodo.publish({"index.html": b"1", "claims/A1.html": b"1"}, reports)
    (reports / "CNAME").write_text("a.example")
    outside = tmp_path / "outside.txt"
    outside.write_text("not ours")
    with (reports / "SHA256SUMS").open("a") as sums:
        sums.write("0  ../outside.txt\n")
    dodo.publish({"index.html": b"2"}, reports)
    names = sorted(path.name for path in reports.rglob("*") if path.is_file())
    assert names == ["CNAME", "SHA256SUMS", "index.html"]
    assert outside.read_text() == "not ours"


def test_pages_are_published_front_and_hashes_last(dodo, tmp_path, monkeypatch):
    written = []

    def write(path, content):
        written.append(path.name)

    monkeypatch.setattr(dodo, "write_bytes", write)
    monkeypatch.setattr(dodo, "write_text", write)
    dodo.publish({"index.html": b"1", "z.html": b"1", "a.html": b"1"}, tmp_path)
    assert written == ["a.html", "z.html", "index.html", "SHA256SUMS"]


def test_a_variant_is_marked_and_stands_apart(short_story):
    assert small_story.build(short_story, "-n", "1")[0] == 0
    before = small_story.read_reports(short_story)
    status, output = small_story.build(
        short_story, "variant", "WORD=little", "NOTEBOOK=00"
    )
    name = "variants/00_findings-WORD=little/index.html"
    assert (status, output.splitlines()[-1]) == (0, f"reports/{name}")
    after = small_story.read_reports(short_story)
    assert "Not the published report" in after[name].decode()
    assert before.items() <= after.items()

    own = short_story / "my" / "question.ipynb"
    own.parent.mkdir()
    (short_story / "notebooks" / "00_findings.ipynb").rename(own)
    small_story.write_notebook(short_story, "00_findings", SHORT)
    status, output = small_story.build(
        short_story, "variant", "NOTEBOOK=my/question.ipynb", "WORD=much"
    )
    name = "variants/question-WORD=much/question.html"
    assert (status, output.splitlines()[-1]) == (0, f"reports/{name}")
    page = (short_story / "reports" / name).read_text()
    assert "Not the published report" in page

    wrong = ["NOTEBOOK=00", "WORD=tiny"]  # others: test_parameters.py
    status, output = small_story.build(short_story, "variant", *wrong)
    assert (status, "Traceback" in output) == (2, False)
    assert "WORD: found 'tiny'" in output


def test_rows_that_a_reader_fetched_make_a_variant(short_story):
    fetched = short_story / "data" / "official" / "fetched"
    fetched.mkdir(parents=True)
    (fetched / "rows.csv").write_text("1\n")
    status, output = small_story.build(short_story, "-n", "1")
    assert status == 0, output
    variant = short_story / "reports" / "variants" / "fetched"
    assert "Not the published report" in (variant / "index.html").read_text()
    assert not (short_story / "reports" / "index.html").exists()

    (fetched / "rows.csv").unlink()
    assert small_story.build(short_story, "-n", "1")[0] == 0
    page = (short_story / "reports" / "index.html").read_text()
    assert "Not the published report" not in page
    assert not variant.exists()


SAVED = """own = Path(os.environ["DUALUSE_ROOT"]) / "data/official/fetched/rows.csv"
own.write_text(own.read_text() + "2\\n")
"""


def test_a_file_of_rows_that_is_saved_while_a_build_reads_it_is_refused(short_story):
    fetched = short_story / "data" / "official" / "fetched"
    fetched.mkdir(parents=True)
    (fetched / "rows.csv").write_text("1\n")
    small_story.write_notebook(short_story, "00_findings", SAVED + SHORT)
    status, output = small_story.build(short_story, "-n", "1")
    assert status != 0
    assert (
        "data/official/fetched/rows.csv: found a file saved while it was read" in output
    )
    assert "Traceback" not in output
    assert not (short_story / "reports").exists()


def test_what_tells_of_rows_is_no_row(dodo, tmp_path, monkeypatch):
    """With a README alone the site was published as resting on rows that were not there."""
    fetched = tmp_path / "fetched"
    fetched.mkdir()
    monkeypatch.setattr(state, "FETCHED", fetched)
    for name in (*state.NOT_ROWS, "README.md"):
        (fetched / name).write_text("What will stand here.")
    assert official.list_row_files(fetched) == []
    assert not dodo.has_own_rows()
    assert list(state.hash_fetched()) == [state.FILES]
    (fetched / "rows.csv").write_text("1\n")
    assert dodo.has_own_rows()


@pytest.mark.slow
@pytest.mark.parametrize("step", pick_few(1, ["data", "notebook:01_first", "pages"]))
def test_a_build_after_a_killed_one_is_of_one_state(story, step):
    """Killed after each kind of step; before the data are as they had been published."""
    assert small_story.build(story, "-n", "1")[0] == 0
    old = small_story.read_reports(story)
    (story / "data" / "published" / "numbers.csv").write_text("number\n5\n")
    small_story.write_sums(story)
    process = subprocess.Popen(
        small_story.list_command(),
        cwd=story,
        env=small_story.set_environment(story, PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        text=True,
    )
    for line in process.stdout:
        if line.strip() == step:
            break
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not has_kernels(process.pid)

    (story / "data" / "published" / "numbers.csv").write_text("number\n21\n")
    small_story.write_sums(story)
    status, output = small_story.build(story, "-n", "1")
    assert status == 0, output
    assert small_story.read_reports(story) == old


@pytest.mark.slow
def test_a_second_build_waits_for_the_first(story):
    first = subprocess.Popen(
        small_story.list_command(),
        cwd=story,
        env=small_story.set_environment(story),
        stdout=subprocess.PIPE,
        text=True,
    )
    while not (story / "build" / "lock").exists():
        time.sleep(0.05)
    time.sleep(0.5)
    status, output = small_story.build(story)
    assert first.communicate()[0].endswith("pages\nopen reports/index.html\n")
    assert status == 0
    assert output == (
        "another command builds or writes here; waiting for it to end\n" + UP_TO_DATE
    )


def hear_interrupt():
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.slow
def test_an_interrupt_ends_a_build_at_once(short_story):
    at_work = "import time; (output / 'at_work').touch(); time.sleep(60)"
    small_story.write_notebook(short_story, "claim", at_work)
    process = subprocess.Popen(
        small_story.list_command(),
        cwd=short_story,
        env=small_story.set_environment(short_story),
        stderr=subprocess.PIPE,
        text=True,
        # A shell starts what it runs in the background deaf to an interrupt.
        preexec_fn=hear_interrupt,
    )
    while not (short_story / "build" / "output" / "claim" / "at_work").exists():
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=40)
    assert "Traceback" not in errors
    assert not has_kernels(process.pid)


@pytest.mark.slow
def test_a_damaged_or_linked_notebook_is_one_line_and_not_published(short_story):
    path = short_story / "notebooks" / "00_findings.ipynb"
    path.write_text(path.read_text()[:-100])
    status, output = small_story.build(short_story, "-n", "1")
    assert status == 2
    assert "00_findings.ipynb: found Notebook does not appear to be JSON" in output
    path.unlink()
    path.symlink_to("/etc/passwd")
    status, output = small_story.build(short_story, "-n", "1")
    assert status == 2
    assert output == (
        "notebooks/00_findings.ipynb: found a link or a pipe; expected a file or a folder\n"
    )
    assert not (short_story / "reports").exists()
