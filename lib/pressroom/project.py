"""Where things are, what story.yml and notebooks/pipeline.yml say, and what the running notebook may touch.

The build sets the first three environment variables for each notebook it runs; without them (JupyterLab,
VS Code, a shell) everything declared in `notebooks/pipeline.yml` by any notebook may be read, and pictures go to
`build/interactive/`.

PRESSROOM_NOTEBOOK   name of the running notebook: only what pipeline.yml declares for it may be touched
PRESSROOM_PROCESSED  folder for built tables, default data/processed
PRESSROOM_OUT        folder for pictures and their CSV twins, default build/interactive
PRESSROOM_ROOT       the project, if it is not the one this package is part of, nor the folder one stands in or above
"""

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from pressroom import excerpt, files
from pressroom import story as stories
from pressroom.errors import InputError, near


def _root() -> Path:
    """Return the project: as told, or what this package is part of; installed elsewhere, the one we stand in."""
    told, part_of = os.environ.get("PRESSROOM_ROOT"), Path(__file__).resolve().parents[2]
    above = [part_of, Path.cwd(), *Path.cwd().parents]
    return Path(told) if told else next((p for p in above if (p / stories.WHERE).is_file()), part_of)


ROOT = _root()
DATA = ROOT / "data"
NOTEBOOKS = ROOT / "notebooks"
WHERE = "notebooks/pipeline.yml"
SCHEMA = Path(__file__).parent / "pipeline.schema.json"


def processed() -> Path:
    """Return the folder of built tables."""
    return Path(os.environ.get("PRESSROOM_PROCESSED") or DATA / "processed")


def out() -> Path:
    """Return the folder that pictures and their CSV twins are written to."""
    return Path(os.environ.get("PRESSROOM_OUT") or ROOT / "build" / "interactive")


def building() -> bool:
    """Return whether the build runs this notebook (and pictures become files beside its page)."""
    return bool(os.environ.get("PRESSROOM_NOTEBOOK"))


def story() -> stories.Story:
    """Return what story.yml says of this story."""
    return _story(ROOT)


@cache
def _story(root: Path) -> stories.Story:
    where = stories.WHERE
    return stories.checked(files.document(files.text(root / where, where), where))


def own() -> tuple[str, ...]:
    """Return the folders of data/ that hold what was built or brought here: not promised by SHA256SUMS."""
    return ("processed/", *(f"{folder}/" for folder in story().own.folders))


def verify(data: Path | None = None) -> None:
    """Check data/ against its list of hashes; see `files.verify`."""
    files.verify(data or DATA, own())


def permit(name: str, action: str, rows: Callable[[], list[dict]] | None = None) -> None:
    """Refuse a read or a write that pipeline.yml does not declare for the running notebook.

    Parameters
    ----------
    name : str
        Path as pipeline.yml writes it, e.g. "published/figures.csv" or "processed/bounds.csv".
    action : {"reads", "writes"}
    rows : callable, optional
        Gives all that is read of a table as {column: text}: of one declared as an `excerpt` they must be in it.
    """
    if not building() or "/" in os.environ["PRESSROOM_NOTEBOOK"]:  # a path: a notebook of the reader's own
        return
    book = running(os.environ["PRESSROOM_NOTEBOOK"], NOTEBOOKS)
    allowed = getattr(book, action)
    whole = any(covers(declared, name) for declared in allowed)
    if not whole and not (rows and excerpt.hold(allowed, name, rows())):
        expected = f"one of its declared {action}: {', '.join(allowed) or 'nothing'}"
        raise InputError(WHERE, f"{book.name} {action} {name}", expected)


@cache
def running(name: str, _folder: Path) -> "Notebook":
    """Return the run of that name, without reading what the others need."""
    stem, _, value = name.partition("@")
    return _notebook(stem, _entries()[stem], value)


TIMEOUT = 600  # seconds for one notebook
MEMORY = 4096  # MB of data for one notebook's kernel


@dataclass(frozen=True)
class Notebook:
    """One run of a notebook, as pipeline.yml has it.

    Without `each` a notebook runs once. With `each: {CLAIM: claims.yaml}` it runs once for each id in that file;
    `{CLAIM}` in its title, page, reads and writes then stands for the id, which the run gets as a parameter.
    `timeout` is in seconds, `memory` in MB, `page` a file of reports/, at most one folder further down.
    """

    stem: str
    title: str
    reads: tuple = ()
    writes: tuple = ()
    parameters: dict = field(default_factory=dict)
    timeout: int = TIMEOUT
    memory: int = MEMORY
    page: str = ""
    each: dict = field(default_factory=dict)
    value: str = ""

    @property
    def path(self) -> Path:
        return NOTEBOOKS / f"{self.stem}.ipynb"

    @property
    def name(self) -> str:
        """Return what tells this run from all others: "01_clean", or "claim@A1"."""
        return f"{self.stem}@{self.value}" if self.value else self.stem

    @property
    def root(self) -> str:
        """Return the way from the page's folder to reports/: "" or "../"."""
        return "../" * self.page.count("/")


def read() -> dict[str, Notebook]:
    """Read and check pipeline.yml.

    Returns
    -------
    dict of str to Notebook
        Each run by its name, in an order in which each comes after what it reads.
    """
    files.shaped(_document(), SCHEMA, WHERE)
    entries = _entries()
    runs = [_notebook(s, entry, value) for s, entry in entries.items() for value in _values(s, entry)]
    books = {book.name: book for book in runs}
    writer = writers(books)
    pages: dict = {}
    for book in runs:
        # two names that differ in case alone are one file on some machines
        if (other := pages.setdefault(book.page.lower(), book)) is not book:
            found = f"{other.name} and {book.name} both are {book.page}"
            raise InputError(WHERE, found, "one notebook a page")
        for name in book.reads:
            if name.startswith("processed/") and not any(overlap(name, made) for made in writer):
                raise InputError(WHERE, f"{book.name} reads {name}", "a file that some notebook writes")
    graph = {n: sorted(needs(b, writer)) for n, b in books.items()}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise InputError(WHERE, f"a circle: {' ← '.join(error.args[1])}", "a graph without circles") from None
    _tagged(runs)
    for key, group in story().groups.items():
        if group.page not in entries:
            found = f"groups: {key}: page: {group.page}"
            raise InputError(stories.WHERE, found, near(group.page, entries, "notebook"))
    # a file cut short is no shorter pipeline
    numbered = {p.stem for p in NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")}
    if lost := sorted(numbered - set(entries)):
        raise InputError(
            WHERE, f"no entry for notebooks/{lost[0]}.ipynb", "an entry for each numbered notebook"
        )
    return {name: books[name] for name in order}


def _tagged(runs: list["Notebook"]) -> None:
    """Refuse a cell tagged with a run that there is not: `claim-A3` beside no `claim@A3`."""
    known = {f"{book.stem}-{book.value}": book for book in runs if book.value}
    stems = tuple({f"{book.stem}-" for book in known.values()})
    for path in dict.fromkeys(book.path for book in runs) if stems else ():
        text = files.text(path, f"notebooks/{path.name}")
        if not any(f'"{stem}' in text for stem in stems):
            continue
        for cell in json.loads(text)["cells"]:
            for tag in cell["metadata"].get("tags", []):
                if tag.startswith(stems) and tag not in known:
                    found = f"the tag {tag} of the cell {cell['id']}"
                    raise InputError(f"notebooks/{path.name}", found, near(tag, known, "tag"))


def _document() -> Any:
    return files.document(files.text(NOTEBOOKS / "pipeline.yml", WHERE), WHERE)


def _entries() -> dict[str, dict]:
    """Return pipeline.yml's entries as they stand."""
    return {stem: entry or {} for stem, entry in _document()["notebooks"].items()}


def _values(stem: str, entry: dict) -> list[str]:
    """Return the values that a notebook is run for; [""] if it runs once."""
    if "each" not in entry:
        return [""]
    (file,) = entry["each"].values()
    where, values = f"data/{file}", _ids(file)
    seen: dict = {}
    for value in values:
        if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9_-]+", value) or len(value) > 60:
            raise InputError(where, f"the id {value!r}", "at most 60 of A-Z a-z 0-9 _ -, as it names a page")
        if seen.setdefault(value.lower(), value) is not value:
            raise InputError(where, f"the id {value} twice", "ids that differ by more than case")
    if not values:
        raise InputError(where, "no id", f"an entry for each run of {stem}")
    return values


def _ids(file: str) -> list:
    """Return the ids of a file below data/: a CSV's column `id`, or of a YAML list of entries that have one.

    The list stands alone, or under the file's own name: `claims:` in claims.yaml.
    """
    where = f"data/{file}"
    if file.endswith(".csv"):
        frame = files.table(place(file), where)
        if "id" not in frame:
            raise InputError(where, f"the columns {', '.join(frame)}", "a column `id`")
        return list(frame["id"])
    content = files.document(files.text(place(file), where), where)
    found = content.get(Path(file).stem) if isinstance(content, dict) else content
    if not isinstance(found, list) or not all(isinstance(entry, dict) and "id" in entry for entry in found):
        raise InputError(where, f"a {type(content).__name__}", "a list of entries, each with an `id`")
    return [entry["id"] for entry in found]


def _notebook(stem: str, entry: dict, value: str = "") -> Notebook:
    """Return one checked entry, or one of its runs."""
    book = {"title": stem.replace("_", " "), "page": f"{stem}.html"} | entry
    if value:
        (key,) = entry["each"]
        filled: dict[str, Any] = {
            k: given.replace(f"{{{key}}}", value) for k, given in book.items() if isinstance(given, str)
        }
        filled |= {k: [n.replace(f"{{{key}}}", value) for n in book.get(k, [])] for k in ("reads", "writes")}
        book |= filled | {"parameters": book.get("parameters", {}) | {key: value}}
    book = {k: tuple(given) if isinstance(given, list) else given for k, given in book.items()}
    book = Notebook(stem, value=value, **book)
    if not book.path.is_file():
        raise InputError(WHERE, f"{stem}, but notebooks/{stem}.ipynb is missing", "a notebook for each entry")
    return book


def covers(declared: str, name: str) -> bool:
    """Return whether a declared file or folder (it ends in /) is or holds a file."""
    return name == declared or (declared.endswith("/") and name.startswith(declared))


@cache
def overlap(one: str, other: str) -> bool:
    """Return whether two declared files or folders share anything."""
    one, other = (excerpt.split(name)[0] for name in (one, other))
    return covers(one, other) or covers(other, one)


def writers(books: dict[str, Notebook]) -> dict[str, str]:
    """Return {file or folder: name of the run that writes it}."""
    writer: dict[str, str] = {}
    for book in books.values():
        for name in book.writes:
            if not name.startswith(("processed/", "reports/")):
                raise InputError(WHERE, f"{book.name} writes {name}", "processed/… or reports/…")
            if other := writer.get(name) or next((w for n, w in writer.items() if overlap(n, name)), None):
                raise InputError(WHERE, f"{other} and {book.name} both write {name}", "one writer a file")
            writer[name] = book.name
    return writer


def needs(book: Notebook, writer: dict[str, str]) -> set[str]:
    """Return the names of the runs that must come before."""
    return {by for name in book.reads for made, by in writer.items() if overlap(made, name)}


def place(name: str) -> Path:
    """Return where a file of pipeline.yml is: processed/… and benchmarks/… there, all else below data/."""
    name, _ = excerpt.split(name)
    if name.startswith("processed/"):
        return processed() / name.removeprefix("processed/")
    if name.startswith("benchmarks/"):
        return ROOT / name
    return DATA / name
