"""How much a template decides: the nodes of Jinja's own parser, text apart.

    python -P tools/weight.py

prints the nodes of each template of the library. A word costs nothing, a decision does.
"""

from pathlib import Path

from jinja2 import Environment, nodes

TEMPLATES = Path(__file__).resolve().parents[1] / "lib" / "dualuse" / "templates"
WORDS = nodes.TemplateData


def count_jinja_nodes(folder: Path = TEMPLATES) -> dict[str, int]:
    """Return {template: nodes of its logic}, for each template of a folder."""
    parser = Environment()
    counts = {}
    for path in sorted(folder.rglob("*.j2")):
        tree = parser.parse(path.read_text(encoding="utf-8"))
        count = 0
        for node in tree.find_all(nodes.Node):
            count += not isinstance(node, WORDS)
        counts[path.name] = count
    return counts


def main() -> None:
    counts = count_jinja_nodes()
    for name, count in sorted(counts.items(), key=lambda pair: -pair[1]):
        print(f"{count:6,} {name}")
    print(f"{sum(counts.values()):6,} in all")


if __name__ == "__main__":
    main()
