"""Where things are, what notebooks/pipeline.yml says of them, and what the running notebook may touch.

The build sets the first three environment variables for each notebook it runs; without them (JupyterLab,
VS Code, a shell) everything declared in `notebooks/pipeline.yml` by any notebook may be read, and pictures go to
`build/interactive/`.

PRESSROOM_NOTEBOOK   stem of the running notebook: only what pipeline.yml declares for it may be touched
PRESSROOM_PROCESSED  folder for built tables, default data/processed
PRESSROOM_OUT        folder for pictures and their CSV twins, default build/interactive
PRESSROOM_ROOT       the project, if it is not the one this package is part of
"""

import os
import re
from dataclasses import dataclass, field
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from pressroom import files
from pressroom.errors import InputError

# a test builds a small project of its own elsewhere
ROOT = Path(os.environ.get("PRESSROOM_ROOT") or Path(__file__).resolve().parents[2])
DATA = ROOT / "data"
NOTEBOOKS = ROOT / "notebooks"
WHERE = "notebooks/pipeline.yml"


def processed():
    """Return the folder of built tables."""
    return Path(os.environ.get("PRESSROOM_PROCESSED") or DATA / "processed")


def out():
    """Return the folder that pictures and their CSV twins are written to."""
    return Path(os.environ.get("PRESSROOM_OUT") or ROOT / "build" / "interactive")


def building():
    """Return whether the build runs this notebook (and pictures become files beside its page)."""
    return bool(os.environ.get("PRESSROOM_NOTEBOOK"))


@cache
def pipeline():
    """Return notebooks/pipeline.yml as {stem: {"reads": [...], "writes": [...], ...}}."""
    return files.document(files.text(NOTEBOOKS / "pipeline.yml", WHERE), WHERE)["notebooks"]


def permit(name, action):
    """Refuse a read or a write that pipeline.yml does not declare for the running notebook.

    Parameters
    ----------
    name : str
        Path as pipeline.yml writes it, e.g. "published/figures.csv" or "processed/bounds.csv".
    action : {"reads", "writes"}
    """
    notebook = os.environ.get("PRESSROOM_NOTEBOOK")
    if not notebook:
        return
    allowed = pipeline()[notebook].get(action) or []
    if not any(name == a or (a.endswith("/") and name.startswith(a)) for a in allowed):
        raise InputError(
            "notebooks/pipeline.yml",
            f"{notebook} {action} {name}",
            f"one of its declared {action}: {', '.join(allowed) or 'nothing'}",
        )


TIMEOUT = 600  # seconds for one notebook
MEMORY = 4096  # MB of data for one notebook's kernel


@dataclass(frozen=True)
class Notebook:
    """One entry of pipeline.yml. `timeout` is in seconds, `memory` in MB, `page` a file of reports/."""

    stem: str
    title: str
    reads: tuple = ()
    writes: tuple = ()
    parameters: dict = field(default_factory=dict)
    timeout: int = TIMEOUT
    memory: int = MEMORY
    publish: bool = True
    page: str = ""

    @property
    def path(self):
        return NOTEBOOKS / f"{self.stem}.ipynb"


TYPES = {"title": str, "reads": list, "writes": list, "parameters": dict, "timeout": int, "memory": int}
TYPES |= {"publish": bool, "page": str}


def read():
    """Read and check pipeline.yml.

    Returns
    -------
    dict of str to Notebook
        In an order in which each comes after what it reads; only those that are published.
    """
    content = files.document(files.text(NOTEBOOKS / "pipeline.yml", WHERE), WHERE)
    entries = content.get("notebooks") if isinstance(content, dict) else None
    if not isinstance(entries, dict) or not entries or set(content) != {"notebooks"}:
        raise InputError(WHERE, _shape(content), "one key `notebooks`, with an entry for each notebook")
    books = {}
    for stem, entry in entries.items():
        books[stem] = _notebook(stem, entry)
    writer = _writers(books)
    for page in {book.page for book in books.values()}:
        if len(both := [b.stem for b in books.values() if b.page == page and b.publish]) > 1:
            raise InputError(WHERE, f"{both[0]} and {both[1]} both are {page}", "one notebook a page")
    for book in books.values():
        for name in book.reads:
            if name.startswith("processed/") and name not in writer:
                raise InputError(WHERE, f"{book.stem} reads {name}", "a file that some notebook writes")
    try:
        order = list(
            TopologicalSorter({s: sorted(needs(b, writer)) for s, b in books.items()}).static_order()
        )
    except CycleError as error:
        raise InputError(WHERE, f"a circle: {' ← '.join(error.args[1])}", "a graph without circles") from None
    # a file cut short is no shorter pipeline
    numbered = {p.stem for p in NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")}
    if lost := sorted(numbered - set(books)):
        raise InputError(
            WHERE, f"no entry for notebooks/{lost[0]}.ipynb", "an entry for each numbered notebook"
        )
    return {stem: books[stem] for stem in sorted(order, key=order.index) if books[stem].publish}


def _shape(content):
    """Say in a few words what a document is; spelling it out could take for ever."""
    keys = ", ".join(str(key)[:20] for key in list(content)[:5]) if isinstance(content, dict) else ""
    return f"the keys {keys}" if keys else f"a {type(content).__name__}"


def _notebook(stem, entry):
    """Return one checked entry."""
    if not isinstance(stem, str) or not re.fullmatch(r"[a-z0-9_]+", stem):
        raise InputError(WHERE, f"notebook {stem!r}", "lower case letters, digits and underscores")
    entry = {} if entry is None else entry
    if not isinstance(entry, dict) or (unknown := sorted(map(str, set(entry) - set(TYPES)))):
        found = unknown if isinstance(entry, dict) else repr(entry)
        raise InputError(WHERE, f"{stem}: {found}", f"keys {', '.join(TYPES)}")
    for key, value in entry.items():
        if type(value) is not TYPES[key]:
            raise InputError(WHERE, f"{stem}: {key}: {value!r}", f"a {TYPES[key].__name__}")
    for name in (*entry.get("reads", []), *entry.get("writes", [])):
        if not isinstance(name, str) or name.startswith("/") or ".." in name.split("/") or not name:
            raise InputError(WHERE, f"{stem}: {name!r}", "a path below data/, processed/… or reports/…")
    lists = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
    book = Notebook(stem, **{"title": stem.replace("_", " "), "page": f"{stem}.html"} | lists)
    if not re.fullmatch(r"[a-z0-9_]+\.html", book.page):
        raise InputError(WHERE, f"{stem}: page: {book.page!r}", "a file name, like index.html")
    if not book.path.is_file():
        raise InputError(WHERE, f"{stem}, but notebooks/{stem}.ipynb is missing", "a notebook for each entry")
    return book


def _writers(books):
    """Return {file: notebook that writes it}."""
    writer = {}
    for book in books.values():
        for name in book.writes:
            if name in writer:
                raise InputError(
                    WHERE, f"{writer[name]} and {book.stem} both write {name}", "one writer a file"
                )
            if not name.startswith(("processed/", "reports/")):
                raise InputError(WHERE, f"{book.stem} writes {name}", "processed/… or reports/…")
            writer[name] = book.stem
    return writer


def needs(book, writer):
    """Return the notebooks that must have run before."""
    return {writer[name] for name in book.reads if name in writer}


def writers(books):
    """Return {file: notebook that writes it} of checked notebooks."""
    return {name: book.stem for book in books.values() for name in book.writes}


def place(name):
    """Return where a file of pipeline.yml is: processed/… and benchmarks/… there, all else below data/."""
    if name.startswith("processed/"):
        return processed() / name.removeprefix("processed/")
    if name.startswith("benchmarks/"):
        return ROOT / name
    return DATA / name
