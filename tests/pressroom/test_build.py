"""The build: it runs what changed and says why, publishes all or nothing, and leaves no process behind."""

import contextlib
import os
import sqlite3
import subprocess
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
import small

from pressroom import files, project
from pressroom.engine import exchange, publish, run, stale, unchanged
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
    files.verify(here / "data", ("processed/", "official/fetched/"))


# pipeline.yml


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "one key"),
        ("notebooks: [a]", "an entry for each notebook"),
        ("notebooks: {a: ", "YAML"),
        ("notebooks: {01_first: {}}\nother: 1", "a known key: notebooks"),
        ("notebooks: {99_none: {}}", "99_none.ipynb is missing"),
        ("notebooks: {../x: {}}", "lower case"),
        ("notebooks: {01_first: {reeds: []}}", "reeds"),
        ("notebooks: {01_first: {reads: x}}", "of type array"),
        ("notebooks: {01_first: {timeout: soon}}", "a whole number"),
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
    """Make a complete build, ready to be published."""
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(text)
    (folder / f"{text}.html").write_text(text)
    sums = "".join(f"{files.of_file(folder / n)}  {n}\n" for n in ("index.html", f"{text}.html"))
    (folder / publish.LIST).write_text(sums)
    return folder


def test_publishing_keeps_what_no_build_made_and_removes_what_the_last_one_did(tmp_path):
    reports = pages(tmp_path / "reports", "old")
    for name in ("variants/strict/index.html", "CNAME", ".nojekyll", "notes.txt"):
        (reports / name).parent.mkdir(parents=True, exist_ok=True)
        (reports / name).write_text("mine")
    publish.put(pages(tmp_path / "build/ready", "new"), reports)
    assert (reports / "index.html").read_text() == "new" and not (reports / "old.html").exists()
    assert all(
        (reports / n).read_text() == "mine" for n in ("variants/strict/index.html", "CNAME", ".nojekyll")
    )
    assert not (tmp_path / "build/ready").exists() and not list(reports.rglob(".*.part"))


def test_a_folder_is_exchanged_whole_and_keeps_what_no_build_made(tmp_path):
    reports, new = pages(tmp_path / "reports", "old"), pages(tmp_path / "build/ready.part", "new")
    (reports / "old.html").write_text("old")
    (reports / "variants/strict").mkdir(parents=True)
    (reports / "empty").mkdir()
    for name in ("variants/strict/index.html", "CNAME"):
        (reports / name).write_text("mine")
    (reports / "lost").symlink_to("nowhere")
    os.mkfifo(reports / "pipe")
    opened = (reports / "CNAME").open("a")
    made = {*publish.published(new), publish.LIST}
    if not exchange.folders(new, reports, made, {*publish.published(reports), "old.html"}):
        pytest.skip("this file system exchanges no folders")
    opened.write(", and still")
    opened.close()
    assert (reports / "index.html").read_text() == "new" and not (reports / "old.html").exists()
    assert (reports / "CNAME").read_text() == "mine, and still"
    assert (reports / "variants/strict/index.html").read_text() == "mine"
    assert (reports / "empty").is_dir() and (reports / "lost").is_symlink() and (reports / "pipe").is_fifo()
    assert (new / "index.html").read_text() == "old"  # which the caller removes


def test_reports_may_be_a_link(tmp_path):
    pages(tmp_path / "elsewhere", "old")
    (tmp_path / "reports").symlink_to(tmp_path / "elsewhere")
    new = pages(tmp_path / "build/ready", "new")
    assert not exchange.folders(new, tmp_path / "reports", {"index.html"}, set())
    publish.put(new, tmp_path / "reports")
    assert (tmp_path / "reports").is_symlink() and (tmp_path / "elsewhere/index.html").read_text() == "new"


@pytest.mark.parametrize("moment", range(6))
def test_a_kill_while_publishing_is_finished_by_the_next_run(tmp_path, moment, monkeypatch):
    reports = pages(tmp_path / "reports", "old")
    until, replace = [moment], Path.replace

    def killed(self, target):
        if not until[0]:
            os._exit(9)
        until[0] -= 1
        return replace(self, target)

    pages(tmp_path / "build/ready", "new")
    monkeypatch.setattr(project, "ROOT", tmp_path)
    if not (child := os.fork()):
        Path.replace = killed
        publish.put(tmp_path / "build/ready", reports)
        os._exit(0)
    os.waitpid(child, 0)
    publish.heal(tmp_path)
    left = {p.name: p.read_text() for p in reports.iterdir()}
    assert set(left) == {publish.LIST, "index.html", "new.html"} and left["index.html"] == "new"
    assert publish.heal(tmp_path) is False


def test_no_room_for_a_page_leaves_all_as_it_was(tmp_path, monkeypatch):
    reports = pages(tmp_path / "reports", "old")
    before = {p: p.read_bytes() for p in reports.rglob("*")}

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        publish.put(pages(tmp_path / "build/ready", "new"), reports)
    assert {p: p.read_bytes() for p in reports.rglob("*")} == before


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


def test_robots_are_told_of_all_pages_only_where_the_site_has_an_address(here, monkeypatch):
    books = list(project.read().values())
    assert publish.for_robots(books) == {"robots.txt": "User-agent: *\nAllow: /\n"}
    story = project.story()
    monkeypatch.setattr(project, "story", lambda: replace(story, address="https://example.org/"))
    made = publish.for_robots(books)
    assert "Sitemap: https://example.org/sitemap.xml" in made["robots.txt"]
    assert all(f"<loc>https://example.org/{book.page}</loc>" in made["sitemap.xml"] for book in books)


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
    assert set(publish.walked(root)) == tracked


def test_what_git_does_not_track_changes_no_page_and_stops_nothing(here):
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@localhost"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"]):
        subprocess.run([*git, *command], cwd=here, check=True)
    before = publish.digest(here)
    for name in (
        ".README.md.swp",
        "notes.txt",
        "core",
        ".vscode/settings.json",
        b"caf\xe9".decode("latin-1"),
    ):
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_text("x")
    (here / ".#claims.yaml").symlink_to("me@host.1:1")
    os.mkfifo(here / "pipe")
    assert publish.digest(here) == before
    (here / "story.yml").write_text("title: Another\n")
    assert publish.digest(here) != before


# the whole, on a small project


def test_a_build_runs_what_changed_and_says_why(tmp_path):
    root = small.make(tmp_path / "project")
    status, said = small.build(root)
    assert status == 0, said
    assert said.count("never built here") == 3 and "reports/ published" in said
    first = small.reports(root)
    assert first["result.json"] == b"2!" and b"In <em>words</em>" in first["index.html"]
    assert str(root).encode() not in b"".join(first.values())

    assert small.build(root) == (0, "nothing changed; reports/ is up to date\n")

    # a note that is lost costs time: each task is asked whether it is fresh
    (root / "build/unchanged.txt").unlink()
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


TOUCHED = {
    "a source": ["data/published/x.csv", "data/SHA256SUMS", "data/.hidden", "notebooks/01_first.ipynb"],
    "a notebook that nobody knows": ["notebooks/stray.ipynb", "notebooks/02_stray.py"],
    "what pages stand on": ["story.yml", "README.md", "requirements.lock", "notebooks/pipeline.yml"],
    "what was built": [
        "data/processed/a.csv",
        "build/executed/01_first.ipynb",
        "build/stage/00_findings/result.json",
    ],
    "a page": ["build/pages/index.html", "reports/index.html", "reports/SHA256SUMS", "reports/result.json"],
    "notes": ["build/state.db", "build/times.json", "build/checked.json", "build/ready"],
}


def test_nothing_is_called_unchanged_beside_a_changed_byte(here, monkeypatch):
    lib = here.parent / "lib/ours"
    lib.mkdir(parents=True)
    monkeypatch.setattr(stale, "LIB", lib.parent)
    monkeypatch.setattr(stale, "OURS", {"ours"})
    assert small.build(here)[0] == 0
    sources = unchanged.read()
    unchanged.note(sources, "as it was")
    assert unchanged.said(sources) == "as it was"
    for path in [here / name for names in TOUCHED.values() for name in names] + [lib / "part.py"]:
        before = path.read_bytes() if path.exists() else None
        path.write_bytes((before or b"").replace(b"two", b"three") + b" ")
        assert not unchanged.said(unchanged.read()), path
        path.unlink() if before is None else path.write_bytes(before)
        assert unchanged.said(unchanged.read()) == "as it was", path
    (here / "reports/result.json").unlink()
    assert not unchanged.said(unchanged.read())


def test_what_changed_during_a_build_is_not_called_unchanged(here):
    before = unchanged.read()
    (here / "story.yml").write_text("title: Another\n")
    unchanged.note(before, "as it was")
    assert not (here / "build/unchanged.txt").exists() and not unchanged.said(before)


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


# what passed in silence


def test_a_hidden_or_linked_folder_of_data_is_refused(here):
    (here / "data/official/.x").mkdir(parents=True)
    (here / "data/official/.x/a.json").write_text("{}")
    with pytest.raises(InputError, match=r"data/official/\.x: found a hidden file"):
        files.verify(here / "data")
    assert "official/.x/a.json" not in files.listed(here / "data")
    (here / "data/official/.x").rename(here / "away")
    (here / "data/official/x").symlink_to(here / "away")
    with pytest.raises(InputError, match="data/official/x: found a link"):
        files.listed(here / "data")


def test_yesterdays_table_does_not_pass_for_todays(tmp_path):
    root = small.make(tmp_path / "project")
    assert small.build(root)[0] == 0
    small.write(root, "01_first", ("work", "pass"))
    status, said = small.build(root)
    assert status == 2 and "says that it writes processed/a.csv; it did not" in said, said
    assert not (root / "data/processed/a.csv").exists()


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (
            [("work", small.FIRST), ("leave", "import sys\nsys.exit(0)"), ("check", "assert False")],
            "cell leave failed",
        ),
        ([("work", small.FIRST), ("leave", "raise SystemExit")], "ended the notebook"),
    ],
)
def test_a_notebook_that_ends_itself_is_no_success(tmp_path, cells, says):
    root = small.make(tmp_path / "project")
    small.write(root, "01_first", *cells)
    status, said = small.build(root)
    assert status == 1 and says in said and not (root / "reports").exists(), said


def test_a_python_without_asserts_is_refused(tmp_path):
    for level in ("1", "2"):
        status, said = small.build(small.make(tmp_path / level), PYTHONOPTIMIZE=level)
        assert status == 2 and said.startswith("bad input: PYTHONOPTIMIZE"), said


def test_all_inputs_are_read_before_any_notebook_runs(tmp_path):
    root = small.make(tmp_path / "project")
    (root / "story.yml").write_text("title: T\ncheck: reads_all\n")
    (tmp_path / "reads_all.py").write_text(
        "from pressroom.errors import InputError\nfrom pressroom import project\n"
        "def everything(known):\n"
        "    print('read', known('published/'), known('reference/'))\n"
        "    if 'many' in (project.DATA / 'published/x.csv').read_text():\n"
        "        raise InputError('data/published/x.csv', 'many', 'a number', 2)\n"
    )
    status, said = small.build(root, PYTHONPATH=str(tmp_path))
    assert status == 0 and said.count("read False False\n") == 1, said
    assert "read " not in small.build(root, PYTHONPATH=str(tmp_path))[1]
    (root / "data/published/x.csv").write_text("a,b\n1,many\n")
    small.sums(root)
    status, said = small.build(root, PYTHONPATH=str(tmp_path))
    assert "read False True\n" in said  # of what did not change, the story's check need not read it again
    assert status == 2 and " runs: " not in said and "row 2: found many" in said, said


@pytest.mark.parametrize("damage", ["rubbish", "text", "json", "times", "kinds"])
def test_damaged_notes_of_the_build_heal(tmp_path, damage):
    root = small.make(tmp_path / "project")
    assert small.build(root)[0] == 0
    first, notes = small.reports(root), root / "build/state.db"
    if damage == "rubbish":
        notes.write_bytes(notes.read_bytes()[:100] + b"\0" * 3000)
    elif damage == "text":
        notes.write_text("hello")
    elif damage == "json":
        with contextlib.closing(sqlite3.connect(notes)) as db, db:
            db.execute("UPDATE doit SET task_data = '{'")
    elif damage == "times":
        (root / "build/times.json").write_text('{"01_first": 5}')
    else:
        (root / "build/lock").unlink()
        (root / "build/lock").mkdir()
        (root / "build/ready").symlink_to("/nowhere")
        (root / "build/failed").rmdir()
        (root / "build/failed").write_text("x")
    status, said = small.build(root)
    assert status == 0 and "damaged or not what it should be" in said and "Traceback" not in said, said
    assert small.reports(root) == first and "damaged" not in small.build(root)[1]
