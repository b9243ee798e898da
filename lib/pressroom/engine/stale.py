"""What each notebook depends on, by content: its code, the library files it imports, its inputs, the lock."""

import ast
import json
import sys
from functools import cache
from pathlib import Path

from pressroom import columns, excerpt, files, project
from pressroom.errors import InputError
from pressroom.project import place

LIB = Path(__file__).resolve().parents[2]  # where the packages of the project are
OURS = {p.parent.name for p in LIB.glob("*/__init__.py")}


def sources(path: Path) -> str:
    """Return the code cells of a notebook as Python text, IPython's own commands left out."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
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
def library(module: str) -> frozenset[str]:
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


def _looked_up(path: Path) -> list[Path]:
    """Return the files of a package: a package that looks its modules up by name stands for all of them."""
    text = (path / "__init__.py").read_text(encoding="utf-8") if (path / "__init__.py").is_file() else ""
    return sorted(path.glob("*.py")) if "pkgutil" in text else [path / "__init__.py"]


def libraries(book: project.Notebook) -> tuple[frozenset[str], set[str]]:
    """Return (files of our packages, other modules) that a notebook imports."""
    names = imports(sources(book.path), f"notebooks/{book.stem}.ipynb")
    ours = frozenset().union(*(library(n) for n in names))
    return ours, {n for n in names if n.split(".")[0] not in OURS}


@cache
def _hash(name: str) -> str:
    """Return the SHA-256 of a file of ours as this build found it: many runs share it."""
    return files.of_file(LIB / name)


def components(book: project.Notebook) -> dict[str, str]:
    """Return {what: SHA-256} of all that decides what a notebook computes."""
    ours, _ = libraries(book)
    found = {"notebook": files.of_file(book.path)}
    found |= {f"library {name}": _hash(name) for name in sorted(ours)}
    templates = {p for name in ours for p in (LIB / name).parent.glob("*.j2")}
    found |= {f"template {p.name}": files.of_file(p) for p in sorted(templates)}
    found |= {f"input {name}": excerpt.digest(name, place(name)) for name in sorted(book.reads)}
    settings = [book.parameters, sorted(book.reads), sorted(book.writes)]
    found["parameters"] = files.of_bytes(json.dumps(settings, sort_keys=True, default=str).encode())
    found["story.yml"] = files.of_tree(project.ROOT / "story.yml")
    found["columns"] = files.of_bytes(json.dumps(columns.read(), sort_keys=True).encode())
    found["lock"] = lock()
    found["Python"] = f"{sys.version_info.major}.{sys.version_info.minor}"
    return found


def lock() -> str:
    """Return the SHA-256 of requirements.lock ("" in a project without one)."""
    return files.of_tree(project.ROOT / "requirements.lock")


def changed(old: dict[str, str] | None, new: dict[str, str]) -> str:
    """Say what differs between two sets of components, shortest first."""
    if old is None:
        return "never built here"
    names = [k for k in new if old.get(k) != new[k]] + [k for k in old if k not in new]
    return f"{names[0]} changed" + (f", and {len(names) - 1} more" if len(names) > 1 else "") if names else ""
