"""The notebooks as files: clean, of one shape, and without typed numbers, reads, writes or functions of their own."""

import ast
import json
import re

import pytest
import yaml

from pressroom.project import NOTEBOOKS, ROOT

PIPELINE = yaml.safe_load((NOTEBOOKS / "pipeline.yml").read_text(encoding="utf-8"))["notebooks"]
BOOKS = {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in sorted(NOTEBOOKS.glob("*.ipynb"))}
PUBLISHED = sorted(set(PIPELINE) & set(BOOKS))
SHOWN = {"say", "note", "figure", "table"}
# What may stand in prose as digits: years and dates, codes and editions of the Harmonized System, claim ids,
# names of notebooks, and what a link or a format holds.
ALLOWED = [
    r"\{[^}]*\}",
    r"\]\([^)]*\)",
    r"`[^`]*`",
    r"\b(19|20)\d\d\b",
    r"\b\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December)\b",
    r"\b(HS|hs)[ -]?\d+\b",
    r"\b([Cc]hapter|[Hh]eading|code|section)s? \d+(\.\d+)?\b",
    r"\b\d{4}\.\d\d\b",
    r"\b\d{4}\b(?= \(|,|;| and| in | to )",
    r"\b[ABC]\d{1,2}\b",
    r"\bnotebooks? \d\d\b",
    r"\bNotebooks? \d\d\b",
]


def source(cell):
    return "".join(cell["source"])


def prose(book):
    """Yield (cell id, text) of what readers see: markdown, and the words given to show."""
    for cell in book["cells"]:
        if cell["cell_type"] == "markdown":
            yield cell["id"], source(cell)
            continue
        for node in ast.walk(ast.parse(source(cell))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in SHOWN
            ):
                for part in [*node.args, *(k.value for k in node.keywords)]:
                    for leaf in ast.walk(part):
                        if (
                            isinstance(leaf, ast.Constant)
                            and isinstance(leaf.value, str)
                            and " " in leaf.value
                        ):
                            yield cell["id"], leaf.value


def typed_numbers(text):
    for pattern in ALLOWED:
        text = re.sub(pattern, " ", text)
    return re.findall(r"[$€£]?\d[\d.,]*", text)


def test_the_finder_of_typed_numbers_finds_them():
    assert typed_numbers("It rose by 12% to $3.4m in 2023, see notebook 02 and {x:usd.1}.") == ["12", "$3.4"]


@pytest.mark.parametrize("stem", sorted(BOOKS))
def test_no_number_is_typed_in_prose(stem):
    found = [(cell, numbers) for cell, text in prose(BOOKS[stem]) if (numbers := typed_numbers(text))]
    assert not found


@pytest.mark.parametrize("stem", sorted(BOOKS))
def test_notebooks_are_clean(stem):
    book = BOOKS[stem]
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in book["cells"]]
    assert len(ids) == len(set(ids)) and all(re.fullmatch(r"[a-z0-9-]+", i) for i in ids)
    for cell in book["cells"]:
        assert not cell.get("outputs") and cell.get("execution_count") is None


@pytest.mark.parametrize("stem", PUBLISHED)
def test_notebooks_have_the_same_shape(stem):
    cells = BOOKS[stem]["cells"]
    assert source(cells[0]).startswith("# ")
    assert "parameters" in cells[1]["metadata"]["tags"]
    for line in source(cells[1]).splitlines():
        assert re.fullmatch(r"[A-Z_]+ = .+  # .+", line), line
    assert source(cells[2]).startswith(("from ", "import "))
    headings = [
        line
        for c in cells
        if c["cell_type"] == "markdown"
        for line in source(c).splitlines()
        if line[:3] == "## "
    ]
    # the front page and a claim's own page have no rows of their own: what they show is counted in 05 and 06
    if stem not in ("00_findings", "claim"):
        assert headings[-2:] == ["## Rows in, rows out", "## Check against a known total"]


@pytest.mark.parametrize("stem", sorted(BOOKS))
def test_notebooks_define_nothing_and_touch_files_through_the_library_alone(stem):
    banned = {
        "open",
        "read_csv",
        "read_text",
        "write_text",
        "to_csv",
        "read_parquet",
        "savefig",
        "connect",
        "system",
    }
    for cell in BOOKS[stem]["cells"]:
        if cell["cell_type"] != "code":
            continue
        for node in ast.walk(ast.parse(source(cell))):
            assert not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)), (
                cell["id"]
            )
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                assert name not in banned, (cell["id"], name)
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module]
                assert {n.split(".")[0] for n in names} <= {
                    "dualuse",
                    "pressroom",
                    "functools",
                    "pandas",
                    "numpy",
                    "seaborn",
                    "matplotlib",
                }


def test_the_pipeline_lists_every_published_notebook():
    unpublished = {"explore"}
    assert set(PIPELINE) == set(BOOKS) - unpublished
    for stem in PIPELINE:
        assert f"`{stem}`" in (ROOT / "README.md").read_text(encoding="utf-8"), (
            f"{stem} is not in the reading path"
        )
