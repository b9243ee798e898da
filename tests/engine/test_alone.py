"""The engine by itself: in an empty folder, without what pages and stories need."""

import re
import subprocess
import sys
from pathlib import Path

import dualuse

LIBRARY = Path(dualuse.__file__).parent
BLOCKED = [
    "jinja2",
    "duckdb",
    "matplotlib",
    "nbconvert",
    "yaml",
    "mistune",
    "markupsafe",
]
ALONE = ["contradictions", "evidence", "ranges", "revisions", "solved", "verdicts"]
START = f"""
import sys
for name in {[*BLOCKED, "seaborn", "papermill"]}:
    sys.modules[name] = None
sys.path.insert(0, {str(LIBRARY.parent)!r})
"""
README = (
    START
    + f"""
import doctest
flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
failed, tried = doctest.testfile({str(LIBRARY / "engine" / "README.md")!r}, False, optionflags=flags)
print(failed, tried)
"""
)
IMPORT = (
    START
    + f"""
import time, pandas, numpy
begin = time.process_time()
for name in {ALONE}:
    __import__("dualuse.engine." + name)
print(time.process_time() - begin)
assert "dualuse.base.files" not in sys.modules and "dualuse.base.tables" not in sys.modules
"""
)
# names of the first story: its countries, sources, outlets; months are named in refusals
STORY = re.compile(
    r"\b(China|Chinese|Russian?|Ukrainian|Ukraine|GACC|FCS|CHN|RUS|UKR|Politico)\b"
)


def run_alone(code, folder):
    command = [sys.executable, "-I", "-c", code]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_readme_runs_in_an_empty_folder_without_what_pages_need(tmp_path):
    printed = run_alone(README, tmp_path)
    failed, tried = map(int, printed.split("\n")[-2].split())
    assert failed == 0, printed
    assert tried > 15


def test_the_engine_is_imported_in_half_a_second_above_pandas(tmp_path):
    assert float(run_alone(IMPORT, tmp_path)) < 0.5


def list_code(path):
    """The code of a module: no docstring, comment or running example names what it does."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r'"""(.|\n)*?"""', "", text)
    return re.sub(r"#.*", "", text)


MODULES = [*(LIBRARY / "engine").glob("*.py"), *(LIBRARY / "base").glob("*.py")]


def test_no_code_of_the_engine_or_the_thin_room_names_what_is_of_one_story():
    found = {path.name: STORY.findall(list_code(path)) for path in MODULES}
    assert {name: words for name, words in found.items() if words} == {}
    assert STORY.findall('series = "CHN-RUS-export-all-GACC"')  # it would see them
