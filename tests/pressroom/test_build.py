"""The build: it runs what changed and says why, publishes all or nothing, and leaves no process behind."""

import os
import subprocess
from pathlib import Path

import nbformat
import pytest
import small

from pressroom import files, project
from pressroom.engine import publish, run, stale
from pressroom.errors import InputError


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A small project, which this process takes for its own."""
    root = small.make(tmp_path / "project")
    for name, place in (("ROOT", root), ("DATA", root / "data"), ("NOTEBOOKS", root / "notebooks")):
        monkeypatch.setattr(project, name, place)
    monkeypatch.delenv("PRESSROOM_PROCESSED", raising=False)
    return root


# the data's hashes


@pytest.mark.parametrize("damage", ["changed", "missing", "added", "swapped", "sums", "no sums"])
def test_damaged_data_is_named(here, damage):
    data = here / "data"
    files.verify(data)
    file, name = data / "published/x.csv", "published/x.csv"
    if damage == "changed":
        file.write_bytes(file.read_bytes()[:-2] + b"3\n")
    elif damage == "missing":
        file.unlink()
    elif damage == "added":
        name = "published/new.csv"
        (data / name).write_text("x")
    elif damage == "swapped":
        (data / "published/y.csv").write_text("other\n")
        small.sums(here)
        other = data / "published/y.csv"
        content = file.read_bytes()
        file.write_bytes(other.read_bytes())
        other.write_bytes(content)
    elif damage == "sums":
        name = "SHA256SUMS"
        (data / name).write_text((data / name).read_text().replace("  ", " "))
    else:
        name = "SHA256SUMS"
        (data / name).unlink()
    with pytest.raises(InputError, match=name):
        files.verify(data)


def test_fetched_and_built_files_need_no_hash(here):
    for name in ("processed/a.csv", "official/fetched/b.csv"):
        (here / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (here / "data" / name).write_text("x")
    files.verify(here / "data")


# pipeline.yml


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "one key"),
        ("notebooks: [a]", "one key"),
        ("notebooks: {a: ", "YAML"),
        ("notebooks: {01_first: {}}\nother: 1", "one key"),
        ("notebooks: {99_none: {}}", "99_none.ipynb is missing"),
        ("notebooks: {../x: {}}", "lower case"),
        ("notebooks: {01_first: {reeds: []}}", "reeds"),
        ("notebooks: {01_first: {reads: x}}", "a list"),
        ("notebooks: {01_first: {timeout: soon}}", "a int"),
        ("notebooks: {01_first: {reads: [../secret]}}", "a path below"),
        ("notebooks: {01_first: {writes: [published/x.csv]}}", "processed/"),
        ("notebooks: {01_first: {reads: [processed/none.csv]}}", "some notebook writes"),
        ("notebooks: {01_first: {page: ../x.html}}", "a file name"),
        ("notebooks: {01_first: {writes: [processed/a]}, 02_second: {writes: [processed/a]}}", "both write"),
        (
            "notebooks: {01_first: {reads: [processed/b], writes: [processed/a]}, "
            "02_second: {reads: [processed/a], writes: [processed/b]}}",
            "a circle",
        ),
        (
            "notebooks: {01_first: {page: index.html}, 02_second: {page: index.html}}",
            "both",
        ),
    ],
)
def test_bad_pipelines_are_refused_in_one_line(here, text, says):
    (here / "notebooks/pipeline.yml").write_text(text)
    with pytest.raises(InputError) as error:
        project.read()
    assert says in str(error.value) and "pipeline.yml" in str(error.value)


def test_plan_orders_by_what_is_read(here):
    books = project.read()
    assert list(books) == ["01_first", "02_second", "00_findings"]
    assert project.needs(books["00_findings"], project.writers(books)) == {"02_second"}


# what decides that a notebook runs again


def test_components_follow_imports_in_the_end(here):
    names = ("show", "style", "wording", "project", "errors")
    assert {f"pressroom/{n}.py" for n in names} <= stale.library("pressroom.show")
    assert "pressroom/show.py" not in stale.library("pressroom.errors")
    small.write(here, "01_first", ("work", "%matplotlib inline\nfrom pressroom import show\nimport json"))
    ours, others = stale.libraries(project.read()["01_first"])
    assert "pressroom/show.py" in ours and "json" in others


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda root: small.write(root, "01_first", ("work", "1")), "notebook"),
        (lambda root: (root / "data/published/x.csv").write_text("a\n"), "input published/x.csv"),
        (lambda root: (root / "requirements.lock").write_text("x==1"), "lock"),
        (
            lambda root: (root / "notebooks/pipeline.yml").write_text(
                small.PIPELINE.replace("title: First,", "title: First, parameters: {FACTOR: 3},")
            ),
            "parameters",
        ),
    ],
)
def test_any_change_is_seen_and_named(here, change, reason):
    before = stale.components(project.read()["01_first"])
    assert stale.changed(before, stale.components(project.read()["01_first"])) == ""
    change(here)
    assert stale.changed(before, stale.components(project.read()["01_first"])).startswith(f"{reason} changed")
    assert stale.changed(None, before) == "never built here"


def test_time_alone_changes_nothing(here):
    before = stale.components(project.read()["01_first"])
    for path in here.rglob("*"):
        os.utime(path, (0, 0))
    assert stale.components(project.read()["01_first"]) == before


# parameters


@pytest.mark.parametrize(
    ("parameters", "says"),
    [({"FACTR": 3}, "no such parameter"), ({"FACTOR": "3"}, "a int"), ({"FACTOR": True}, "a int")],
)
def test_wrong_parameters_are_errors(parameters, says):
    declared = run.defaults(small.notebook(), "01_first")
    assert declared == {"FACTOR": 2}
    assert run.checked({"FACTOR": 5}, declared, "01_first") == {"FACTOR": 5}
    with pytest.raises(InputError, match=says):
        run.checked(parameters, declared, "01_first")


def test_a_parameters_cell_holds_literals_only():
    book = small.notebook()
    book.cells[1].source = "FACTOR = 1 + len('a')"
    with pytest.raises(InputError, match="literal"):
        run.defaults(book, "01_first")


# publishing


def pages(folder, text):
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(text)
    return folder


def test_exchange_is_whole_and_keeps_variants(tmp_path):
    reports = pages(tmp_path / "reports", "old")
    (reports / "variants/strict").mkdir(parents=True)
    (reports / "variants/strict/index.html").write_text("mine")
    new = pages(tmp_path / "build/new", "new")
    publish.exchange(new, reports)
    assert (reports / "index.html").read_text() == "new"
    assert (reports / "variants/strict/index.html").read_text() == "mine"


def test_heal_puts_back_what_stood_aside(tmp_path):
    pages(tmp_path / "build/old", "old")
    pages(tmp_path / "build/new", "half")
    assert publish.heal(tmp_path / "build", tmp_path / "reports") is True
    assert (tmp_path / "reports/index.html").read_text() == "old"
    assert not (tmp_path / "build/new").exists() and not (tmp_path / "build/old").exists()
    assert publish.heal(tmp_path / "build", tmp_path / "reports") is False


def test_two_notebooks_may_not_write_one_file(here):
    books = list(project.read().values())
    for book in books:
        (here / "build/stage" / book.stem / "figures").mkdir(parents=True)
    (here / "build/pages").mkdir()
    for book in books[:2]:
        (here / "build/pages" / book.page).write_text("x")
        (here / "build/stage" / book.stem / "figures/same.csv").write_text("x")
    with pytest.raises(InputError, match=r"figures/same\.csv"):
        publish.publish(books[:2], here)
    assert not (here / "reports").exists()


def test_a_page_with_this_machines_path_is_refused(here):
    book = project.read()["01_first"]
    (here / "build/stage/01_first").mkdir(parents=True)
    pages(here / "build/pages", "")
    (here / "build/pages/01_first.html").write_text(f"see {here}/x")
    with pytest.raises(InputError, match="path of this machine"):
        publish.publish([book], here)


def test_digest_counts_sources_and_not_what_is_made_from_them(here):
    before = publish.digest(here)
    for name in (
        "reports/index.html",
        "build/x",
        "data/processed/a.csv",
        "env/pyvenv.cfg",
        "env/x",
        "lib/__pycache__/x.pyc",
    ):
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text("x")
    readme = here / "README.md"
    readme.write_text(readme.read_text().replace("result", "another result"))
    assert publish.digest(here) == before
    readme.write_text(readme.read_text().replace("two", "three"))
    assert publish.digest(here) != before


def test_a_page_names_this_machine_only_where_the_path_stands_by_itself():
    assert publish.names("/code", '<a href="/code/lib/x.py">') and publish.names("/code", "in /code.</p>")
    assert publish.names("/code", "File /code/lib") and not publish.names("/code", "<code>x</code>")
    assert publish.names("/srv/clone", 'href="file:///srv/clone/x.py"')
    assert not publish.names("/data", "reports/data/x.csv") and not publish.names("/code", "/codes/x")


def test_sources_are_what_git_tracks():
    root = Path(__file__).parents[2]
    if not (root / ".git").exists():
        pytest.skip("not a clone: nothing to compare with")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=root, capture_output=True, text=True, check=True
    )
    tracked = {n for n in listed.stdout.splitlines() if not n.startswith("reports/") and (root / n).is_file()}
    assert set(publish.source_files(root)) == tracked


# the whole, on a small project


def test_a_build_runs_what_changed_and_says_why(tmp_path):
    root = small.make(tmp_path / "project")
    status, said = small.build(root)
    assert status == 0, said
    assert said.count("never built here") == 3 and "reports/ published" in said
    first = small.reports(root)
    assert first["result.json"] == b"2!" and b"In <em>words</em>" in first["index.html"]
    assert str(root).encode() not in b"".join(first.values())

    status, said = small.build(root)
    assert (status, said.count("unchanged")) == (0, 3) and "reports/ is up to date" in said

    # a page changed by hand is put right; nothing has to run for that
    (root / "reports/index.html").write_text("tampered")
    status, said = small.build(root)
    assert said.count(" runs: ") == 0 and small.reports(root) == first, said

    # a table changed by hand is built again; new prose runs its notebook, and what follows only if a value changed
    (root / "data/processed/a.csv").write_text("8")
    small.write(root, "02_second", ("more", "## More words"), ("work", small.SECOND))
    status, said = small.build(root)
    assert "processed/a.csv is not as it was built" in said and "notebook changed" in said, said
    assert said.count(" runs: ") == 2 and small.reports(root)["result.json"] == b"2!", said
    assert b"More words" in small.reports(root)["02_second.html"]

    # a value changes: all that follow run
    small.write(root, "01_first", ("work", small.FIRST.replace("{FACTOR}", "7")))
    status, said = small.build(root)
    assert "input processed/a.csv changed" in said and said.count(" runs: ") == 3, said
    assert small.reports(root)["result.json"] == b"7!"


def test_failing_notebooks_are_explained_and_nothing_is_published(tmp_path):
    root = small.make(tmp_path / "project", small.PIPELINE + "  03_third: {}\n")
    small.write(root, "02_second", ("fine", "1"), ("breaks", "raise KeyError('nothing here')"))
    source = "from pressroom.errors import InputError\nraise InputError('data/x.csv', 'a', 'b', 3)"
    small.write(root, "03_third", ("reads", source))
    status, said = small.build(root)
    assert status == 2, said  # one of them is bad input
    assert "02_second, cell breaks failed" in said and "KeyError: 'nothing here'" in said
    assert "03_third, cell reads failed:\n    data/x.csv, row 3: found a; expected b\n" in said
    assert "00_findings" in said and "not run" in said and "2 failed; reports/ is as it was" in said
    assert small.reports(root) is None
    kept = nbformat.read(root / "build/failed/02_second.ipynb", as_version=4)
    assert any(o.get("ename") == "KeyError" for c in kept.cells for o in c.get("outputs", []))


def test_bad_input_stops_before_anything_runs(tmp_path):
    root = small.make(tmp_path / "project")
    (root / "data/published/x.csv").write_text("a,b\n1,3\n")
    status, said = small.build(root)
    assert status == 2 and "bad input: data/published/x.csv" in said and "runs:" not in said
    assert "Traceback" not in said
    small.sums(root)
    status, said = small.build(root, "04_none")
    assert status == 2 and "04_none" in said and "runs:" not in said


@pytest.mark.slow
def test_a_mistyped_parameter_is_an_error(tmp_path):
    root = small.make(tmp_path / "project")
    text = small.PIPELINE.replace("title: First,", "title: First, parameters: {FACTR: 3},")
    (root / "notebooks/pipeline.yml").write_text(text)
    status, said = small.build(root, "01_first")
    assert status == 2 and "parameter FACTR of 01_first: found no such parameter" in said
    assert "Traceback" not in said
