"""How much the library says: nodes of Python's and of Jinja's own parsers.

    python -P tools/weight.py

prints the nodes of each module and template, of each room, and of all. Text and docstrings cost nothing, a
decision does. It is a measure to look at; nothing is limited by it.
"""

import ast
from collections import Counter
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, nodes

LIBRARY = Path(__file__).resolve().parents[1] / "lib" / "dualuse"
TEMPLATES = LIBRARY / "templates"
UNREADABLE = (SyntaxError, ValueError, MemoryError, RecursionError, TemplateSyntaxError)
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def count_python(text: str) -> int:
    """Return the nodes of a module's syntax tree, docstrings apart."""
    tree = ast.parse(text)
    count = 0
    for node in ast.walk(tree):
        count += not isinstance(node, ast.expr_context)  # read or written: no idea
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node) is not None:
            count -= 2  # an expression, and the text in it
    return count


def count_jinja(text: str) -> int:
    """Return the nodes of a template's logic, its text apart."""
    tree = Environment().parse(text)
    return sum(
        not isinstance(node, nodes.TemplateData) for node in tree.find_all(nodes.Node)
    )


def count_nodes(name: str, text: str) -> int:
    """Return the nodes of a file by its name: a module, a template, or nothing."""
    if name.endswith(".py"):
        return count_python(text)
    if name.endswith(".j2"):
        return count_jinja(text)
    return 0


def main() -> None:
    counts = {}
    rooms: Counter[str] = Counter()
    for path in [*LIBRARY.rglob("*.py"), *TEMPLATES.glob("*.j2")]:
        name = path.relative_to(LIBRARY).as_posix()
        counts[name] = count_nodes(name, path.read_text(encoding="utf-8"))
        rooms[name.rpartition("/")[0] or path.stem] += counts[name]
    for name, count in sorted(counts.items(), key=lambda pair: -pair[1]):
        print(f"{count:6,} {name}")
    for room, count in rooms.most_common():
        print(f"{count:6,} in {room}")
    print(f"{rooms.total():6,} in all")


if __name__ == "__main__":
    main()
