"""A small project for the tests of the build: three notebooks that read and write one number each."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat import v4

from pressroom import files, project

PIPELINE = """notebooks:
  00_findings: {page: index.html, title: Findings, reads: [processed/b.csv], writes: [reports/result.json]}
  01_first: {title: First, reads: [published/x.csv], writes: [processed/a.csv]}
  02_second: {title: Second, reads: [processed/a.csv], writes: [processed/b.csv]}
"""
PLACES = """import os
from pathlib import Path
built, out = Path(os.environ["PRESSROOM_PROCESSED"]), Path(os.environ["PRESSROOM_OUT"])
built.mkdir(parents=True, exist_ok=True)
out.mkdir(parents=True, exist_ok=True)
"""
FIRST = PLACES + '(built / "a.csv").write_text(f"{FACTOR}")'
SECOND = PLACES + '(built / "b.csv").write_text((built / "a.csv").read_text() + "!")'
LAST = (
    PLACES
    + 'out.mkdir(parents=True, exist_ok=True)\n(out / "result.json").write_text((built / "b.csv").read_text())'
)


def notebook(*cells):
    """Return a notebook of a title, a parameters cell and code or Markdown cells given as (id, source)."""
    made = v4.new_notebook(
        metadata={
            "kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"},
            "language_info": {"name": "python"},
        }
    )
    title = v4.new_markdown_cell("# A question?\n\nIn *words*.", id="title")
    parameters = v4.new_code_cell(
        "FACTOR = 2  # how often", id="parameters", metadata={"tags": ["parameters"]}
    )
    made.cells = [title, parameters]
    for name, source in cells:
        make = v4.new_markdown_cell if source.startswith("#") else v4.new_code_cell
        made.cells.append(make(source, id=name))
    return made


def write(root, stem, *cells):
    nbformat.write(notebook(*cells), Path(root) / "notebooks" / f"{stem}.ipynb")


def make(root, pipeline=PIPELINE):
    """Make the project in a folder."""
    root = Path(root)
    (root / "notebooks").mkdir(parents=True)
    (root / "data" / "published").mkdir(parents=True)
    (root / "data" / "published" / "x.csv").write_text("a,b\n1,2\n")
    sums(root)
    (root / "notebooks" / "pipeline.yml").write_text(pipeline)
    (root / "README.md").write_text(
        "one\n<!-- findings: begin (x) -->\nresult\n<!-- findings: end -->\ntwo\n"
    )
    (root / "story.yml").write_text("title: A small story\n")
    write(root, "01_first", ("work", FIRST))
    write(root, "02_second", ("work", SECOND))
    write(root, "00_findings", ("work", LAST))
    return root


def sums(root):
    """Write SHA256SUMS anew."""
    data = Path(root) / "data"
    names = files.listed(data, skip=("processed/", files.SUMS))
    (data / files.SUMS).write_text("".join(f"{files.of_file(data / n)}  {n}\n" for n in names))


def command(*arguments):
    return [sys.executable, "-P", "-m", "pressroom.engine", *arguments]


def environment(root, **more):
    return {**os.environ, "PRESSROOM_ROOT": str(root), "PYTHONUNBUFFERED": "1", **more}


def build(root, *arguments, timeout=120, **more):
    """Run the build; return (exit status, what it said)."""
    done = subprocess.run(
        command(*arguments),
        env=environment(root, **more),
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def reports(root):
    """Return {name: bytes} of what is published."""
    folder = Path(root) / "reports"
    return {name: (folder / name).read_bytes() for name in files.listed(folder)} if folder.is_dir() else None


def plan_book(root, stem, page, title):
    """Return an entry of a pipeline that reads and writes nothing."""
    return project.Notebook(stem, title, page=page)
