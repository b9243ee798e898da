"""What each notebook depends on, by content: its code, the library files it imports, its inputs, the lock."""

import ast
import json
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

from pressroom import columns, excerpt, files, project
from pressroom.errors import InputError
from pressroom.project import place

LIB = Path(__file__).resolve().parents[2]  # where the packages of the project are
OURS = {p.parent.name for p in LIB.glob("*/__init__.py")}
STATEMENTS = (ast.stmt, ast.ExceptHandler, ast.match_case)


def sources(path: Path) -> str:
    """Return the code cells of a notebook as Python text, IPython's own commands left out."""
    return _sources(path, path.read_text(encoding="utf-8"))


@cache  # one notebook has many runs
def _sources(path: Path, notebook: str) -> str:
    try:
        cells = json.loads(notebook)["cells"]
        texts = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"notebooks/{path.name}", f"{type(error).__name__}: {error}", "a notebook") from None
    lines = "\n".join(texts).splitlines()
    return "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in lines)


@cache
def imports(text: str, where: str, package: str = "") -> frozenset[str]:
    """Return the modules that Python text imports, those of our package with their full name."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise InputError(where, f"line {error.lineno}: {error.msg}", "Python") from None
    found: set[str] = set()
    todo: list[ast.AST] = [*tree.body]
    while todo:  # statements alone hold imports: of expressions there are ten times as many
        node = todo.pop()
        todo += [n for n in ast.iter_child_nodes(node) if isinstance(n, STATEMENTS)]
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.rsplit(".", node.level - 1)[0] if node.level else ""
            base = ".".join(filter(None, [base, node.module]))
            found.add(base)
            found.update(f"{base}.{alias.name}" for alias in node.names)
    return frozenset(found)


@cache
def library(module: str) -> frozenset[str]:
    """Return the files of our packages that importing a module runs, in the end, as paths below lib/."""
    found, seen, todo = set(), set(), [module]
    while todo:
        if (name := todo.pop()) not in seen:
            seen.add(name)
            for file, imported in _files(name).items():
                found.add(file)
                todo += imported
    return frozenset(found)


@cache
def _files(name: str) -> dict[str, frozenset[str]]:
    """Return {file below lib/: the modules that it imports} of a module of ours.

    A package that looks its modules up by name stands for all of them.
    """
    if name.split(".")[0] not in OURS:
        return {}
    path = LIB.joinpath(*name.split("."))
    paths = [path / "__init__.py"] if path.is_dir() else [path.with_suffix(".py")]
    texts = {p: p.read_text(encoding="utf-8") for p in paths if p.is_file()}
    if path.is_dir() and "pkgutil" in "".join(texts.values()):
        texts = {p: p.read_text(encoding="utf-8") for p in sorted(path.glob("*.py"))}
    found = {}
    for file, text in texts.items():
        key, package = file.relative_to(LIB).as_posix(), ".".join(file.relative_to(LIB).parent.parts)
        found[key] = imports(text, key, package) | {package}
    return found


def libraries(book: project.Notebook) -> tuple[frozenset[str], set[str]]:
    """Return (files of our packages, other modules) that a notebook imports."""
    names = imports(sources(book.path), f"notebooks/{book.stem}.ipynb")
    ours = frozenset().union(*(library(n) for n in names))
    return ours, {n for n in names if n.split(".")[0] not in OURS}


def inputs(book: project.Notebook, hashed: Callable[[Path], str]) -> dict[str, str]:
    """Return {what a notebook reads, as declared: SHA-256}."""
    return {name: excerpt.digest(name, place(name), hashed) for name in sorted(book.reads)}


def components(book: project.Notebook, hashed: Callable[[Path], str] = files.of_tree) -> dict[str, str]:
    """Return {what: SHA-256} of all that decides what a notebook computes, each file as `hashed` finds it."""
    ours, _ = libraries(book)
    found = {"notebook": hashed(book.path)}
    found |= {f"library {name}": hashed(LIB / name) for name in sorted(ours)}
    templates = {p for folder in {(LIB / name).parent for name in ours} for p in folder.glob("*.j2")}
    found |= {f"template {p.name}": hashed(p) for p in sorted(templates)}
    found |= {f"input {name}": value for name, value in inputs(book, hashed).items()}
    settings = [book.parameters, sorted(book.reads), sorted(book.writes)]
    found["parameters"] = files.of_bytes(json.dumps(settings, sort_keys=True, default=str).encode())
    found["story.yml"] = hashed(project.ROOT / "story.yml")
    found["columns"] = files.of_bytes(json.dumps(columns.read(), sort_keys=True).encode())
    found["lock"] = hashed(project.ROOT / "requirements.lock")
    found["Python"] = f"{sys.version_info.major}.{sys.version_info.minor}"
    return found


def changed(old: dict[str, str] | None, new: dict[str, str]) -> str:
    """Say what differs between two sets of components, shortest first."""
    if old is None:
        return "never built here"
    names = [k for k in new if old.get(k) != new[k]] + [k for k in old if k not in new]
    return f"{names[0]} changed" + (f", and {len(names) - 1} more" if len(names) > 1 else "") if names else ""
