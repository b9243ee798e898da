"""The house: who may import whom, no circles, nothing too long or too tangled, nothing of one story in the press."""

import ast
import doctest
import importlib
import io
import json
import re
import tokenize
from graphlib import CycleError, TopologicalSorter

import pytest

from pressroom.engine import stale
from pressroom.project import ROOT

LIB = ROOT / "lib"
FILES = sorted(p.relative_to(LIB).as_posix() for p in LIB.rglob("*.py"))
DATA = {"pressroom", "dualuse.data"}
VERDICTS = DATA | {"dualuse.ranges", "dualuse.official"}
MAY = {
    "pressroom": set(),
    "pressroom.engine": {"pressroom"},
    "dualuse.data": {"pressroom"},
    "dualuse.ranges": DATA,
    "dualuse.official": DATA,
    "dualuse.verdicts": VERDICTS,
    "dualuse.doubts": VERDICTS | {"dualuse.verdicts"},
    "dualuse.pages": DATA | {"dualuse.ranges"},
    "dualuse": VERDICTS | {"dualuse.verdicts", "dualuse.doubts", "dualuse.pages", "pressroom.engine"},
}
LINES, FUNCTION, CELL = 300, 50, 15
STORY = re.compile(r"russia|ukraine|politico|business insider|drone|ceramic", re.I)


def room(module):
    """Return the room that a module is in: the longest name of MAY that it begins with."""
    return max((r for r in MAY if f"{module}.".startswith(f"{r}.")), key=len, default=None)


def modules(name):
    """Return (its own dotted name, the modules of ours that a file imports)."""
    own = name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    package = own if name.endswith("__init__.py") else own.rpartition(".")[0]
    found = stale.imports((LIB / name).read_text(encoding="utf-8"), name, package)
    return own, {m for m in found if room(m)}


def documented(tree):
    """Return the lines that docstrings take."""
    lines = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node, clean=False
        ):
            lines |= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return lines


def code_lines(name):
    """Return how many lines of a file hold code: neither docstring nor comment nor blank."""
    text, lines = (LIB / name).read_text(encoding="utf-8"), set()
    apart = (
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    )
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in apart:
            lines |= set(range(token.start[0], token.end[0] + 1))
    return len(lines - documented(ast.parse(text)))


@pytest.mark.parametrize("name", FILES)
def test_a_module_imports_only_from_below(name):
    own, found = modules(name)
    here = room(own)
    up = {m for m in found if room(m) != here and room(m) not in MAY[here]}
    assert not up, f"{own} may not import {sorted(up)}"


def test_no_module_imports_itself_in_a_circle():
    known = {modules(name)[0] for name in FILES}
    # `from a import b` may name a module b or something in a; a package that its own modules import is no circle
    graph = {
        own: {m for m in found & known if not f"{own}.".startswith(f"{m}.")}
        for own, found in map(modules, FILES)
    }
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise AssertionError(f"a circle: {' <- '.join(error.args[1])}") from None


@pytest.mark.parametrize("name", FILES)
def test_no_file_and_no_function_is_long(name):
    text = (LIB / name).read_text(encoding="utf-8")
    assert text.count("\n") <= LINES, name
    tree = ast.parse(text)
    bare = documented(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = len(set(range(node.lineno, node.end_lineno + 1)) - bare)
            assert length <= FUNCTION, f"{name}: {node.name} has {length} lines"


@pytest.mark.parametrize("name", [n for n in FILES if ">>> " in (LIB / n).read_text(encoding="utf-8")])
def test_the_examples_of_the_docstrings_run(name):
    done = doctest.testmod(importlib.import_module(modules(name)[0]), optionflags=doctest.ELLIPSIS)
    assert done.attempted and not done.failed


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_cell_takes_one_step(path):
    """At most 15 lines of code, blank lines and comments apart."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        lines = [line.strip() for line in "".join(cell["source"]).splitlines()]
        count = len([line for line in lines if line and not line.startswith("#")])
        assert cell["cell_type"] != "code" or count <= CELL, f"{path.stem}: {cell['id']} has {count} lines"


def decides(path):
    """Return what of a file can decide something: its text without the docstrings of Python and what JSON shows."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return text
    lines, bare = text.splitlines(), documented(ast.parse(text))
    return "\n".join(line for n, line in enumerate(lines, 1) if n not in bare)


def test_no_code_knows_the_story():
    """The words of this story stand in docstrings alone, nowhere else."""
    for path in [*LIB.rglob("*"), *(ROOT / "tools").rglob("*.py"), ROOT / "Makefile"]:
        if path.is_file() and path.suffix in ("", ".py", ".j2", ".css", ".js", ".json"):
            hits = {hit.lower() for hit in STORY.findall(decides(path))}
            assert not hits, f"{path.relative_to(ROOT)}: {sorted(hits)}"
