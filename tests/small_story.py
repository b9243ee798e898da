"""A story of three notebooks and two claims, for tests of the build: all synthetic."""

import atexit
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import nbformat
import warm
from nbformat import v4

CODE = Path(__file__).resolve().parents[1]
GIT = ["git", "-c", "user.name=a", "-c", "user.email=a@localhost"]
FEW = 12  # lines of the table of figures: every build of the story checks it
STORIES = {  # other small stories; all share the notebooks of tools/new_story
    "second_story": CODE / "tests" / "second_story",
    "asylum": CODE / "examples" / "asylum",
}
STORY = """title: A small story
language: en-GB
version: 1.0.0
released: "2026-11-26"
tagline: One page
description: Three notebooks.
licence: CC BY 4.0
publisher: ""
contact: ""
repository: ""
address: ""
articles:
  - {id: paper, outlet: The Paper, date: "2023-07-26", read_at: https://paper.example/}
groups:
  A: {title: Trade, page: 01_first}
bar: {Claims: index.html}
parameters: {WORD: [much, little]}
"""
PIPELINE = """notebooks:
  01_first:
    title: First
    reads: [published/numbers.csv]
    writes: [processed/first.csv]
  02_second:
    title: Second
    reads: [processed/first.csv]
    writes: [processed/second.csv]
  00_findings:
    title: Findings
    page: index.html
    reads: [processed/second.csv]
    writes: [reports/result.txt]
"""
FOLDERS = """import os
from pathlib import Path
built = Path(os.environ["DUALUSE_PROCESSED"])
output = Path(os.environ["DUALUSE_OUT"])
source = Path(os.environ["DUALUSE_ROOT"]) / "data" / "published" / "numbers.csv"
for folder in (built / "claims", output / "claims"):
    folder.mkdir(parents=True, exist_ok=True)
"""
FIRST = """number = int(source.read_text().split()[-1]) * FACTOR
(built / "first.csv").write_text(f"number\\n{number}\\n")
"""
SECOND = '(built / "second.csv").write_text((built / "first.csv").read_text())'
FRONT = '(output / "result.txt").write_text((built / "second.csv").read_text())'
PARAMETERS = 'FACTOR = 2  # how often\nWORD = "much"  # how it is said\nCLAIM = ""'


def make_notebook(*sources):
    """Return a notebook: a title, parameters, folders, and cells work, work-2, ..."""
    cells = [
        v4.new_markdown_cell("# A question?\n\nIn *words*.", id="title"),
        v4.new_code_cell(PARAMETERS, id="parameters"),
        v4.new_code_cell(FOLDERS, id="folders"),
    ]
    cells[1].metadata["tags"] = ["parameters"]
    for number, source in enumerate(sources, 1):
        cells.append(v4.new_code_cell(source, id=f"work-{number}"))
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def write_notebook(root, stem, *sources):
    nbformat.write(make_notebook(*sources), root / "notebooks" / f"{stem}.ipynb")


def write_sums(root):
    """Write data/SHA256SUMS anew, as `make describe` does."""
    run_python(root, CODE / "tools" / "describe_data.py")


def write_claims(root, *ids):
    """Write claims that are opinions: they need no evidence."""
    claims = []
    for name in ids:
        claim = {
            "id": name,
            "slug": f"word-{name.lower()}",
            "group": "A",
            "claim": "A word.",
        }
        claim |= {"where": "The Paper", "seen": ["copy"], "kind": "judgement"}
        claim |= {
            "page": "https://paper.example/",
            "context": [],
        }
        claims.append(claim | {"asks": "opinion"})
    content = {"asked": "Nobody was asked.", "claims": claims, "left_out": []}
    (root / "data" / "claims.yaml").write_text(json.dumps(content, indent=1))


def copy_tables(root):
    """Copy the tables that name countries, goods and sources, and a few figures."""
    for folder in ("reference", "published"):
        (root / "data" / folder).mkdir(parents=True)
    package = json.loads((CODE / "data" / "datapackage.json").read_text())
    resources = [
        {"name": "claims", "path": "claims.yaml"},
        {"name": "numbers", "path": "published/numbers.csv"},
    ]
    for resource in package["resources"]:
        name = resource["path"]
        if name.startswith("reference/"):
            shutil.copyfile(CODE / "data" / name, root / "data" / name)
            resources.append(resource)
        if name == "published/figures.csv":
            rows = (CODE / "data" / name).read_text("utf-8").splitlines(keepends=True)
            (root / "data" / name).write_text("".join(rows[:FEW]), "utf-8")
            resources.append(resource)
    content = json.dumps({"name": "small", "resources": resources})
    (root / "data" / "datapackage.json").write_text(content)


def make_story(root, *claims):
    """Copy the story into a folder and return it; it is written once in a process."""
    return shutil.copytree(write_story(*(claims or ("A1", "A2"))), root)


def copy_story(name, folder):
    """Return another small story in a folder of its own, ready to be built."""
    shutil.copytree(STORIES[name], folder)
    shutil.copytree(CODE / "tools" / "new_story" / "notebooks", folder / "notebooks")
    reference = folder / "data" / "reference"
    if not reference.exists():  # the second story shares the words of the first
        shutil.copytree(CODE / "data" / "reference", reference)
    shutil.copyfile(CODE / "requirements.lock", folder / "requirements.lock")
    write_sums(folder)
    return folder


@cache
def write_story(*claims):
    """Write the story into a folder that stays as it is."""
    root = Path(tempfile.mkdtemp()) / "story"
    atexit.register(shutil.rmtree, root.parent, ignore_errors=True)
    (root / "notebooks").mkdir(parents=True)
    copy_tables(root)
    (root / "data" / "published" / "numbers.csv").write_text("number\n21\n")
    write_claims(root, *claims)
    (root / "notebooks" / "pipeline.yml").write_text(PIPELINE)
    (root / "story.yml").write_text(STORY)
    (root / "README.md").write_text("A small story.\n")
    shutil.copyfile(CODE / "requirements.lock", root / "requirements.lock")
    write_notebook(root, "01_first", FIRST)
    write_notebook(root, "02_second", SECOND)
    write_notebook(root, "00_findings", FRONT)
    write_sums(root)
    return root


def set_environment(root, **more):
    return {**os.environ, "DUALUSE_ROOT": str(root), "MAKEFLAGS": "", **more}


def run_python(root, *words, **more):
    """Return exit status and output of `python -P` with these words, in the folder."""
    done = warm.run(words, root, set_environment(root, **more))
    return done.returncode, done.stdout


def run_command(root, command, **more):
    """Return exit status and output of a command in the story's folder, as it starts."""
    result = subprocess.run(
        command,
        cwd=root,
        env=set_environment(root, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=240,
    )
    return result.returncode, result.stdout


def commit(root):
    """Commit all files of a story but what is built; its reports too."""
    if not (root / ".git").exists():
        subprocess.run([*GIT, "init", "-q"], cwd=root, check=True)
        (root / ".git" / "info" / "exclude").write_text("build/\ndata/processed/\n")
    for words in (["add", "."], ["commit", "-qm", "all"]):
        subprocess.run([*GIT, *words], cwd=root, check=True)


def load_build(root, patch):
    """Return dodo.py as a module, of a story; the patch takes back what it sets."""
    for name in ("DUALUSE_ROOT", "PYTHONSAFEPATH", "PYTHONHASHSEED"):
        patch.setenv(name, str(root))
    path = CODE / "dodo.py"
    specification = importlib.util.spec_from_file_location("dodo_of_story", path)
    module = importlib.util.module_from_spec(specification)
    patch.setitem(sys.modules, "dodo_of_story", module)
    specification.loader.exec_module(module)
    return module


def list_command(*arguments):
    return [sys.executable, "-P", str(CODE / "dodo.py"), *arguments]


def build(root, *arguments, **more):
    """Return exit status and output of a build."""
    return run_python(root, CODE / "dodo.py", *arguments, **more)


def read_reports(root):
    """Return {name: bytes} of what is published."""
    reports = root / "reports"
    files = [path for path in reports.rglob("*") if path.is_file()]
    return {str(path.relative_to(reports)): path.read_bytes() for path in files}
