"""What notebooks/pipeline.yml says: which notebook reads and writes what, and what each one depends on."""

import ast
import json
import re
import sys
from dataclasses import dataclass, field
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from press import hashes, paths, strict
from press.errors import InputError

WHERE = "notebooks/pipeline.yml"
LIB = Path(__file__).resolve().parents[2]  # where the packages of the project are
OURS = {p.parent.name for p in LIB.glob("*/__init__.py")}
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
        return paths.NOTEBOOKS / f"{self.stem}.ipynb"


TYPES = {"title": str, "reads": list, "writes": list, "parameters": dict, "timeout": int, "memory": int}
TYPES |= {"publish": bool, "page": str}


def read():
    """Read and check pipeline.yml.

    Returns
    -------
    dict of str to Notebook
        In an order in which each comes after what it reads; only those that are published.
    """
    content = strict.document(strict.text(paths.NOTEBOOKS / "pipeline.yml", WHERE), WHERE)
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
    numbered = {p.stem for p in paths.NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")}
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
        return paths.processed() / name.removeprefix("processed/")
    if name.startswith("benchmarks/"):
        return paths.ROOT / name
    return paths.DATA / name


def sources(path):
    """Return the code cells of a notebook as Python text, IPython's own commands left out."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        texts = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"notebooks/{path.name}", f"{type(error).__name__}: {error}", "a notebook") from None
    lines = "\n".join(texts).splitlines()
    return "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in lines)


@cache
def imports(text, where, package=""):
    """Return the modules that Python text imports, those of our package with their full name."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise InputError(where, f"line {error.lineno}: {error.msg}", "Python") from None
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.rsplit(".", node.level - 1)[0] if node.level else ""
            base = ".".join(filter(None, [base, node.module]))
            found.add(base)
            found.update(f"{base}.{alias.name}" for alias in node.names)
    return frozenset(found)


@cache
def library(module):
    """Return the files of our packages that importing a module runs, in the end, as paths below lib/."""
    found, todo = set(), [module]
    while todo:
        name = todo.pop()
        if name.split(".")[0] not in OURS:
            continue
        path = LIB.joinpath(*name.split("."))
        package = path.is_dir()
        for file in _looked_up(path) if package else [path.with_suffix(".py")]:
            key = file.relative_to(LIB).as_posix()
            if not file.is_file() or key in found:
                continue
            found.add(key)
            own = ".".join(file.relative_to(LIB).parent.parts)
            todo += imports(file.read_text(encoding="utf-8"), key, own)
            todo.append(own)
    return frozenset(found)


def _looked_up(path):
    """Return the files of a package: a package that looks its modules up by name stands for all of them."""
    text = (path / "__init__.py").read_text(encoding="utf-8") if (path / "__init__.py").is_file() else ""
    return sorted(path.glob("*.py")) if "pkgutil" in text else [path / "__init__.py"]


def libraries(book):
    """Return (files of our packages, other modules) that a notebook imports."""
    names = imports(sources(book.path), f"notebooks/{book.stem}.ipynb")
    ours = frozenset().union(*(library(n) for n in names))
    return ours, {n for n in names if n.split(".")[0] not in OURS}


def components(book):
    """Return {what: SHA-256} of all that decides what a notebook computes."""
    ours, _ = libraries(book)
    parts = {"notebook": hashes.of_file(book.path)}
    parts |= {f"library {name}": hashes.of_file(LIB / name) for name in sorted(ours)}
    parts |= {f"input {name}": hashes.of_tree(place(name)) for name in sorted(book.reads)}
    settings = [book.parameters, sorted(book.reads), sorted(book.writes)]
    parts["parameters"] = hashes.of_bytes(json.dumps(settings, sort_keys=True, default=str).encode())
    parts["lock"] = lock()
    parts["Python"] = f"{sys.version_info.major}.{sys.version_info.minor}"
    return parts


def lock():
    """Return the SHA-256 of requirements.lock ("" in a project without one)."""
    return hashes.of_tree(paths.ROOT / "requirements.lock")


def changed(old, new):
    """Say what differs between two sets of components, shortest first."""
    if old is None:
        return "never built here"
    names = [k for k in new if old.get(k) != new[k]] + [k for k in old if k not in new]
    return f"{names[0]} changed" + (f", and {len(names) - 1} more" if len(names) > 1 else "") if names else ""
