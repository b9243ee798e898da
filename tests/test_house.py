"""The house: one package of few files, who may import whom, and how much there is."""

import ast
import json
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = ROOT / "lib" / "dualuse"
# Each may import what stands above it, and nothing below: there is no circle.
FLOORS = [
    ["errors"],
    ["files"],
    ["series"],
    ["printed"],
    ["rules"],
    ["tables"],
    ["claims", "categories", "wording"],
    ["ranges", "official"],
    ["contradictions"],
    ["verdicts"],
    ["evidence", "charts"],
    ["show"],
    ["pages"],
    ["desk"],
    ["cli"],
]
# units.csv is read when a unit is first asked for, and its rows are checked by `printed`.
LATER = {"printed": {"tables"}}
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
CONTEXT = (ast.Load, ast.Store, ast.Del)


def read_sources(path):
    """Return the Python of a file: one text, or one a cell of a notebook."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return [text]
    sources = []
    for cell in json.loads(text)["cells"]:
        if cell["cell_type"] == "code":
            sources.append("".join(cell["source"]))
    return sources


def drop_docstring(node):
    """Return the statements of a module, class or function without its docstring."""
    first = node.body[0] if node.body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        return node.body[1:]
    return node.body


def weigh(paths):
    """Return how many nodes files have, and how many statements; docstrings apart."""
    nodes, statements = 0, 0
    for path in paths:
        for source in read_sources(path):
            tree = ast.parse(source)
            for node in ast.walk(tree):
                if isinstance(node, DOCUMENTED):
                    node.body = drop_docstring(node)
            for node in ast.walk(tree):
                if not isinstance(node, CONTEXT):
                    nodes += 1
                    statements += isinstance(node, ast.stmt)
    return nodes, statements


def list_imports(path):
    """Return the modules of the library that a file imports."""
    imports = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "dualuse":
            imports |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            package, _, module = node.module.partition(".")
            if package == "dualuse":
                imports.add(module.partition(".")[0])
    return imports


MODULES = sorted(LIBRARY.glob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_the_library_is_a_few_files_side_by_side():
    assert len(MODULES) <= 20
    assert list(LIBRARY.rglob("*/*.py")) == []
    known = {module for floor in FLOORS for module in floor}
    assert {path.stem for path in MODULES} - known == {"__init__"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_imports_lead_downwards(path):
    allowed = set()
    for floor in FLOORS:
        if path.stem in floor:
            break
        allowed |= set(floor)
    assert list_imports(path) <= allowed | LATER.get(path.stem, set())


def test_the_build_imports_tables_claims_and_pages():
    assert list_imports(ROOT / "dodo.py") == {
        "errors",
        "files",
        "tables",
        "claims",
        "pages",
    }


def test_docstrings_weigh_nothing_and_lines_neither(tmp_path):
    file = tmp_path / "a.py"
    file.write_text(
        '"""What it is."""\n\n\ndef f():\n    """Return one."""\n    return 1\n'
    )
    assert weigh([file]) == (5, 2)  # module, function, its arguments, return, 1
    file.write_text("def f(): return (\n    1\n)\n")
    assert weigh([file]) == (5, 2)


@pytest.mark.parametrize(
    ("folders", "most", "dense"),
    [
        (["lib", "dodo.py"], 30_000, 8.0),
        (["tools", "benchmarks"], 9_000, 9.5),
        (["tests"], 45_000, 9.0),
    ],
)
def test_there_is_little_and_it_is_plain(folders, most, dense):
    paths = []
    for folder in folders:
        place = ROOT / folder
        paths += [place] if place.is_file() else sorted(place.rglob("*.py"))
    nodes, statements = weigh(paths)
    assert nodes <= most
    assert nodes / statements <= dense


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_module_is_dense(path):
    nodes, statements = weigh([path])
    assert nodes <= 9.5 * max(statements, 1)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_steps_that_one_can_read(path):
    nodes, statements = weigh([path])
    assert nodes <= 11 * statements
    for source in read_sources(path):
        assert len(source.splitlines()) <= 40
        for node in ast.walk(ast.parse(source)):
            assert not isinstance(node, ast.FunctionDef | ast.ClassDef)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_committed_without_outputs(path):
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_every_notebook_is_in_the_pipeline():
    pipeline = yaml.safe_load((ROOT / "notebooks" / "pipeline.yml").read_text())
    stems = {path.stem for path in NOTEBOOKS} - {"explore"}  # the reader's own
    assert stems == set(pipeline["notebooks"])


def test_seaborn_draws_in_three_notebooks():
    users = []
    for path in NOTEBOOKS:
        if "import seaborn" in "\n".join(read_sources(path)):
            users.append(path.stem)
    assert len(users) >= 3
