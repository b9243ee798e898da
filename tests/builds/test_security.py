"""What SECURITY.md promises and no other test asks; it names the test of each promise."""

import ast
import re

import pytest
import readme
from small_story import CODE

from dualuse.base import rules, tables
from dualuse.base.errors import InputError
from dualuse.builds import published

SOURCES = [
    CODE / "dodo.py",
    *(CODE / "lib").rglob("*.py"),
    *(CODE / "tools").glob("*.py"),
]
# They make code, or objects, of what they read; none of ours needs one.
RUNS = {"eval", "exec", "os.system", "os.popen", "subprocess.getoutput"}
UNPICKLES = {"pickle", "marshal", "shelve", "dill", "joblib", "read_pickle"}
RECIPES = ["Makefile", "tools/new_story/Makefile"]
DOCUMENT = (CODE / "SECURITY.md").read_text(encoding="utf-8")
FIELDS = [{"name": "id", "type": "string"}]
ODD = "\x1b[8m\u202e\u2028\x85\n"


def list_names(tree):
    """Return the names that a module calls, and those that it imports."""
    called, imported = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called.update([ast.unparse(node.func), getattr(node.func, "attr", "")])
        elif isinstance(node, ast.Import | ast.ImportFrom):
            module = getattr(node, "module", "") or ""
            imported.update([module, *(alias.name for alias in node.names)])
    return called, imported


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_source_runs_text_unpickles_or_asks_a_shell(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called, imported = list_names(tree)
    assert not called & (RUNS | UNPICKLES)
    assert not imported & (RUNS | UNPICKLES)
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "shell":
            assert node.value.value is False


def test_rules_of_tables_are_the_library_s_and_no_story_s(monkeypatch):
    """A story describes its tables; what it calls a rule is not run."""
    package = {
        "name": "x",
        "resources": [{"name": "f", "path": "f.csv", "schema": {"fields": FIELDS}}],
        "rows": {"f.csv": [{"column": "id", "wrong": "error('ran')", "expected": ""}]},
    }
    package["resources"][0]["rows"] = package["rows"]["f.csv"]
    monkeypatch.setattr(tables, "read_package", lambda: package)
    schema = tables.read_schemas()["f.csv"]
    table = tables.pd.DataFrame({"id": ["F1"]})
    faults = rules.list_faults("f.csv", table, schema, tables.read_other)
    assert "ran" not in " ".join(str(fault) for _, fault in faults)


def test_readme_prints_what_stands_in_data_and_does_nothing():
    text = "<img src=x> [a](javascript:b) `c` **d** #1 @e https://f"
    assert not re.search(r"(?<!\\)[\\`*_\[\]<>|!~@#:](?!\W)", readme.escape(text))


@pytest.mark.parametrize("name", RECIPES)
def test_lab_listens_on_this_machine_and_asks_for_a_token(name):
    recipe = (CODE / name).read_text(encoding="utf-8")
    lab = recipe[recipe.index("-m jupyterlab") :].partition("\n\n")[0]
    assert "--ServerApp.ip=127.0.0.1" in lab
    assert not re.search("token|password|allow_origin|disable_check_xsrf", lab)


def test_a_message_is_one_line_that_can_be_read():
    """Whatever stands in a row that it is about."""
    assert str(InputError(f"a{ODD}", f"b{ODD}" * 90, ODD, ODD)).isprintable()
    row = dict.fromkeys(published.COLUMNS, f"x{ODD}")
    for line in published.list_moves([row], []):
        assert line.isprintable()


def test_all_installers_and_libraries_are_pinned_by_hash():
    setup = (CODE / "tools" / "setup.py").read_text(encoding="utf-8")
    for lock in CODE.glob("requirements*.lock"):
        for entry in re.split(r"\n(?=\S)", lock.read_text()):
            assert "--hash=sha256:" in entry or entry.startswith("#"), lock.name
    calls = [node for node in ast.walk(ast.parse(setup)) if isinstance(node, ast.Call)]
    installs = [ast.unparse(call) for call in calls if "lock" in ast.unparse(call)]
    assert any("--require-hashes" in call for call in installs)
    assert setup.count('"--require-hashes"') == 2  # of the lock, and of the installers


def test_each_promise_names_a_test_that_is_there():
    """A test as `folder/file.py`, or `folder/file.py::name`, below tests/."""
    promises = re.findall(r"^- \*\*.*?(?=^- \*\*|^To report)", DOCUMENT, re.M | re.S)
    assert len(promises) >= 7
    for promise in promises:
        named = re.findall(r"`(\w+/test_\w+\.py)(?:::(\w+))?`", promise)
        assert named, promise
        for file, test in named:
            assert f"def {test}" in (CODE / "tests" / file).read_text(), test
