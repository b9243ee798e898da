"""A copy of this story and of its code, of which a test may change anything."""

import csv
import gzip
import io
import json
import shutil

import small_story
import warm
import yaml

FILES = ["dodo.py", "story.yml", "requirements.lock"]
FOLDERS = ["data", "notebooks", "benchmarks", "lib"]
NOT_COPIED = ["processed", "fetched", ".ipynb_checkpoints", "*.egg-info"]
# Columns of which a cell may say more, and those with numbers that may be one more.
WORDS = ["finding", "label", "many", "name", "note", "quote", "reason", "resolution"]
WORDS += ["says", "why", "product_text"]
KEYS = {".yaml": "    claim: ", ".yml": "tagline: "}  # of which a line may say more
COMMENTS = {".css": "/* indeed */", ".js": "/* indeed */", ".j2": "<!-- indeed -->"}
COMMENTS[".mplstyle"] = "# indeed"
NUMBERS = [
    "US dollar",
    "from_china_musd",
    "imports_musd",
    "v",
]


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
    """Return the names of all files that a page may depend on."""
    names = ["story.yml"]
    names += [f"notebooks/{stem}.ipynb" for stem in read_pipeline(root)]
    for folder in ("data", "lib/dualuse/templates"):
        for path in sorted((root / folder).rglob("*.*")):
            name = str(path.relative_to(root))
            is_made = "processed" in name or "__pycache__" in name
            if path.name != "SHA256SUMS" and not is_made:
                names.append(name)
    return names


def change_file(path, draw):
    """Change one place of a file so that it stays valid.

    Parameters
    ----------
    path : Path
    draw : random.Random
    """
    if path.suffix == ".csv":
        path.write_text(change_table(path.read_text(encoding="utf-8-sig"), draw))
    elif path.suffix == ".gz":
        text = gzip.decompress(path.read_bytes()).decode()
        path.write_bytes(gzip.compress(change_table(text, draw).encode(), mtime=0))
    elif path.suffix == ".ipynb":
        change_notebook(path, draw)
    elif path.name == "datapackage.json":
        package = json.loads(path.read_text())
        column = draw.choice(sorted(package["columns"]))
        package["columns"][column]["title"] = "another title"
        path.write_text(json.dumps(package, indent=1, ensure_ascii=False))
    else:
        change_line(path, draw)


def change_table(text, draw):
    """Let a cell of words say more, or a number be one more in its last digit."""
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    places = []
    for row in rows:
        for column, cell in zip(header, row, strict=True):
            if cell and column in [*WORDS, *NUMBERS]:
                places.append((row, column))
    if places:
        row, column = draw.choice(places)
        cell = row[header.index(column)]
        more = f"{cell} indeed"
        if column in NUMBERS:
            more = cell[:-1] + str((int(cell[-1]) + 1) % 10)
        row[header.index(column)] = more
    else:
        rows.reverse()
    table = io.StringIO(newline="")
    csv.writer(table, lineterminator="\n").writerows([header, *rows])
    return table.getvalue()


def change_notebook(path, draw):
    """Let a cell of words say more."""
    notebook = json.loads(path.read_text())
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    draw.choice(cells)["source"].append(" Indeed.")
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False))


def change_line(path, draw):
    """Let a line say more: a claim, the story's tagline, any line of prose; or a comment."""
    lines = path.read_text().splitlines()
    if path.suffix in COMMENTS:
        lines.append(COMMENTS[path.suffix])
    else:
        begins = KEYS.get(path.suffix, "")
        numbers = []
        for number, line in enumerate(lines):
            is_plain = line.endswith((".", "?")) or line[-1:].isalnum()
            if line.startswith(begins) and is_plain:
                numbers.append(number)
        lines[draw.choice(numbers)] += " Indeed."
    path.write_text("\n".join(lines) + "\n")
