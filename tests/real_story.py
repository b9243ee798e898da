"""A copy of this story and of its code, of which a test may change anything."""

import csv
import io
import json
import shutil

import small_story
import warm
import yaml

FILES = ["dodo.py", "story.yml", "requirements.lock"]
FOLDERS = ["data", "notebooks", "benchmarks", "lib"]
NOT_COPIED = ["processed", "fetched", ".ipynb_checkpoints", "*.egg-info"]
# Columns of our own words, of which a cell may say more.
WORDS = [
    "finding",
    "label",
    "many",
    "name",
    "note",
    "reason",
    "resolution",
    "says",
    "why",
]
COMMENTS = {".css": "/* indeed */", ".js": "/* indeed */", ".j2": "<!-- indeed -->"}
COMMENTS[".mplstyle"] = "# indeed"


def copy_story(root):
    """Copy what the reports are made from into a folder; nothing is built there."""
    for name in FOLDERS:
        ignored = shutil.ignore_patterns(*NOT_COPIED)
        shutil.copytree(small_story.CODE / name, root / name, ignore=ignored)
    for name in FILES:
        shutil.copyfile(small_story.CODE / name, root / name)
    return root


def read_pipeline(root):
    return yaml.safe_load((root / "notebooks" / "pipeline.yml").read_text())[
        "notebooks"
    ]


def build(root, *arguments):
    """Build with the copy's own code; return what was said."""
    return run(root, "run", *arguments)


def run(root, *arguments):
    """Run the copy's own dodo.py; return what was said."""
    environment = small_story.set_environment(root, PYTHONPATH=str(root / "lib"))
    words = [root / "dodo.py", *arguments]
    result = warm.run(words, root, environment, timeout=None)
    assert result.returncode == 0, result.stdout
    return result.stdout


def read_built(root):
    """Return {name: bytes} of what is published, and of the built tables."""
    files = small_story.read_reports(root)
    for path in (root / "data" / "processed").rglob("*.*"):
        files[str(path.relative_to(root))] = path.read_bytes()
    return files


def list_changeable(root):
    """Return the names of files that a page may depend on, of which a place may change."""
    names = [f"notebooks/{stem}.ipynb" for stem in read_pipeline(root)]
    for path in sorted((root / "data").rglob("*.csv")):
        header = path.read_text(encoding="utf-8-sig").partition("\n")[0]
        if "processed" not in path.parts and set(WORDS) & set(header.split(",")):
            names.append(str(path.relative_to(root)))
    for path in sorted((root / "lib" / "dualuse" / "templates").iterdir()):
        if path.suffix in COMMENTS:
            names.append(str(path.relative_to(root)))
    return names


def change_file(path, draw):
    """Change one place of a file so that it stays valid.

    Parameters
    ----------
    path : Path
    draw : random.Random
    """
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".csv":
        path.write_text(change_table(text, draw), encoding="utf-8")
    elif path.suffix == ".ipynb":
        notebook = json.loads(text)
        cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
        draw.choice(cells)["source"].append(" Indeed.")
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False))
    else:
        path.write_text(f"{text}{COMMENTS[path.suffix]}\n")


def change_table(text, draw):
    """Let a cell of words say more."""
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    column = draw.choice([place for place, name in enumerate(header) if name in WORDS])
    draw.choice(rows)[column] += " indeed"
    table = io.StringIO(newline="")
    csv.writer(table, lineterminator="\n").writerows([header, *rows])
    return table.getvalue()
