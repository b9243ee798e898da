"""What all notebooks share: each is a walk that one can read."""

import ast
import os
import re
import subprocess
import sys

import nbformat
import pytest
import yaml

from dualuse.base import tables

FOLDER = tables.ROOT / "notebooks"
PATHS = {path.stem: path for path in sorted(FOLDER.glob("*.ipynb"))}
MOST_LINES = 40  # of a cell
MOST_LETTERS = 88  # of a line of code
WITH_ROWS = ["01", "02", "04", "05", "06", "07", "11"]  # rows come in, and go out
LEDGER, CHECK = "## Rows in, rows out", "## Check against a known total"
# Digits that are no results: code, addresses, quotations, numbered headings, notebooks,
# days, chapters and headings of the Harmonized System and years, the stories' sums, ids.
NAMES = re.compile(
    r"`[^`]*`|\([^)]*\)|\[\d+\]|\"[^\"]*\"|^#+ \d+\.|\bnotebooks? \d\d"
    r"|\b\d{1,2} [A-Z][a-z]+\b|\b[Cc]hapters? \d\d|\b\d{4}(?:\d\d)?\b"
    r"|\$\d+m\b|\b[A-Z]{1,3}-?[A-Z]?\d+[a-z]?\b",
    re.MULTILINE,
)


@pytest.fixture(params=PATHS)
def notebook(request):
    """Each notebook in turn."""
    return nbformat.read(PATHS[request.param], as_version=4)


def list_code(notebook) -> list:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def parse(cell) -> ast.Module:
    lines = [line for line in cell.source.split("\n") if not line.startswith("%")]
    return ast.parse("\n".join(lines))


def walk(notebook) -> list[ast.AST]:
    nodes = []
    for cell in list_code(notebook):
        nodes += ast.walk(parse(cell))
    return nodes


def test_no_notebook_defines_anything(notebook):
    banned = (ast.FunctionDef, ast.ClassDef, ast.NamedExpr)
    for node in walk(notebook):
        assert not isinstance(node, banned), ast.unparse(node)
        if isinstance(node, ast.Assign):
            assert not isinstance(node.value, ast.Lambda), ast.unparse(node)


CHANGES = {"append", "clear", "extend", "pop", "popitem", "setdefault", "update"}


def find_root(node) -> str:
    """Return the name that an attribute or an item begins with: a of a.b["c"].d."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def list_writes(tree) -> list[str]:
    """Return what code writes to a name of the library that it imports."""
    nodes = list(ast.walk(tree))
    library = set()
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            "dualuse"
        ):
            library |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            names = [alias.asname or alias.name for alias in node.names]
            library |= {name.partition(".")[0] for name in names if "dualuse" in name}
    writes = []
    for node in nodes:
        is_written = isinstance(getattr(node, "ctx", None), (ast.Store, ast.Del))
        if is_written and not isinstance(node, (ast.Tuple, ast.List, ast.Starred)):
            target = node
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            target = node.func.value if node.func.attr in CHANGES else None
        elif isinstance(node, ast.Call) and find_root(node.func) in (
            "setattr",
            "delattr",
        ):
            target = node.args[0]
        else:
            continue
        if find_root(target) in library:
            writes.append(ast.unparse(node))
    return writes


def test_no_notebook_writes_to_the_library(notebook):
    """A kernel is shared: the next notebook would compute with what was changed."""
    code = [ast.unparse(parse(cell)) for cell in list_code(notebook)]
    assert list_writes(ast.parse("\n".join(code))) == []


def test_cells_are_short(notebook):
    for cell in list_code(notebook):
        lines = cell.source.split("\n")
        assert len(lines) <= MOST_LINES, cell.id
        for line in lines:
            assert len(line) <= MOST_LETTERS, (cell.id, line)


def test_a_notebook_that_asks_answers_below_its_title():
    """The page lifts what the cell tagged `answer` says."""
    for stem, path in PATHS.items():
        notebook = nbformat.read(path, as_version=4)
        if stem[:2] not in [*WITH_ROWS, "03"]:
            continue
        answers = []
        for cell in list_code(notebook):
            if "answer" in cell.metadata.get("tags", []):
                answers.append(cell)
        assert len(answers) == 1, stem
        assert 'show.say(\n    "**' in answers[0].source  # the finding, in bold


def test_outputs_are_not_committed(notebook):
    for cell in list_code(notebook):
        assert cell.outputs == []
        assert cell.execution_count is None


def test_cells_have_names(notebook):
    for cell in notebook.cells:
        assert re.fullmatch(r"[a-z][a-z0-9-]*", cell.id), cell.id


FRONT = "# Enough gear for an army?"


def test_a_notebook_begins_with_question_parameters_and_inputs(notebook):
    if notebook.cells[0].source.startswith(FRONT):
        return  # it fills a template, and takes none
    title, parameters, inputs = notebook.cells[:3]
    assert title.source.startswith("# ")
    assert parameters.metadata.get("tags") == ["parameters"]
    assert "import" in inputs.source


def test_parameters_are_plain_and_explained(notebook):
    cell = notebook.cells[1]
    if notebook.cells[0].source.startswith(FRONT):
        return
    for statement in parse(cell).body:
        assert isinstance(statement, ast.Assign)
        assert isinstance(statement.value, ast.Constant)
        lines = cell.source.split("\n")[statement.lineno - 1 : statement.end_lineno]
        assert any("  # " in line for line in lines), lines


def test_no_number_is_typed_in_prose(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            prose = NAMES.sub("", cell.source)
            assert not re.search(r"\d", prose), (cell.id, prose)


@pytest.mark.parametrize("number", WITH_ROWS)
def test_rows_are_counted_in_and_out(number):
    (stem,) = [stem for stem in PATHS if stem.startswith(number)]
    text = PATHS[stem].read_text()
    assert text.index(LEDGER) < text.index(CHECK)
    assert "show.ledger(" in text


def test_every_notebook_is_listed():
    listed = yaml.safe_load((FOLDER / "pipeline.yml").read_text())["notebooks"]
    assert set(PATHS) - {"explore"} == set(listed)  # explore is the reader's own


@pytest.mark.slow
def test_explore_runs_where_nothing_was_built(tmp_path):
    """The build runs all others."""
    executed = tmp_path / "executed.ipynb"
    environment = {
        **os.environ,
        "DUALUSE_ROOT": str(tables.ROOT),
        "DUALUSE_PROCESSED": str(tmp_path / "processed"),
        "DUALUSE_OUT": str(tmp_path / "output"),
    }
    command = [sys.executable, "-m", "papermill", PATHS["explore"], executed]
    run = subprocess.run(command, cwd=FOLDER, env=environment, capture_output=True)
    assert run.returncode == 0, run.stderr.decode()[-2000:]
    for cell in list_code(nbformat.read(executed, as_version=4)):
        for output in cell.outputs:
            assert output.get("name") != "stderr", (cell.id, output.get("text"))
