"""What each table of data/ must look like; a row that does not is one InputError.

tables.json beside this file holds a Frictionless schema for each; data/datapackage.json repeats it for others. What a
schema cannot say is in `cells` (one cell) and in `rows` (a row, and a row beside the others).
"""

import json
from functools import cache
from itertools import repeat
from pathlib import Path

import pandas as pd

from dualuse.data import cells, printed, rows
from dualuse.data.cells import Test
from dualuse.data.cells import words as words
from pressroom import files
from pressroom.errors import InputError

SCHEMAS = json.loads((Path(__file__).parent / "tables.json").read_text(encoding="utf-8"))
FIGURES, STATEMENTS = "published/figures.csv", "published/statements.csv"
PRINTS = (FIGURES, "published/second_transcription.csv")


def check(name: str, frame: pd.DataFrame) -> None:
    """Refuse a table whose rows are not what they must be: line by line, each cell, then the row as a whole.

    Parameters
    ----------
    name : str
        Path below data/; a table without a schema passes.
    frame : pandas.DataFrame
        All columns text.

    Raises
    ------
    InputError
        File, line (the header is line 1) and id, what was found, what would be accepted.
    """
    if name not in SCHEMAS:
        return
    where, columns = f"data/{name}", cell_tests(name)
    if list(frame.columns) != list(columns):
        raise InputError(where, f"columns {', '.join(frame.columns)}", ", ".join(columns), row=1)
    first, seen, lines = frame.columns[0], set(), files.records(frame)
    unique = SCHEMAS[name].get("primaryKey", list(columns))
    wholes = rows.RULES[name](lines) if name in rows.RULES else repeat([])
    # what is no cell of its column: each text is tested once, however many rows have it
    wrong = {c: {v for v in {row[c] for row in lines} if not test(v)} for c, (test, _) in columns.items()}
    for line, row in enumerate(lines, start=2):
        cells.plain(where, line, row)
        tests = [(c, row[c] not in texts, columns[c][1]) for c, texts in wrong.items() if texts]
        if all(good for _, good, _ in tests):
            key = tuple(row[c] for c in unique)
            tests = [*next(wholes), (unique[0], key not in seen, "a value that no other row has")]
            seen.add(key)
        for column, good, expected in tests:
            if not good:
                raise InputError(where, f"{column} {row[column]!r}", expected, row=f"{line} ({row[first]})")


def products() -> tuple[str, ...]:
    """Return every product word: of products.csv and of categories.csv."""
    return (*words("products"), *words("categories"))


@cache
def columns(name: str) -> dict[str, Test]:
    """Return what the schema says of each column of a table, in the order of the file."""
    return {field["name"]: cells.of(field) for field in SCHEMAS[name]["fields"]}


def cell_tests(name: str) -> dict[str, Test]:
    """Return {column: (test of one cell, what is expected)} of a table, in the order of the file."""
    tests = columns(name) | ({"quote": cells.QUOTE} if name in (FIGURES, STATEMENTS) else {})
    if name not in PRINTS:
        return tests
    areas, said = frozenset(words("countries")), "ISO3 codes of reference/countries.csv, joined by +"
    area = (lambda v: v == "" or set(v.split("+")) <= areas, said)
    return tests | {
        "reporter": area,
        "partner": area,
        "product": cells.one_of(products(), "the slugs of reference/products.csv and categories.csv"),
        "unit": (lambda v: v == "" or cells.reads(printed.unit, v), "a unit such as m USD, units or percent"),
        "source": cells.one_of(words("sources"), "the slugs of reference/sources.csv"),
    }


_FIELDS = {field["name"]: field for field in SCHEMAS[FIGURES]["fields"]}
ROLES, FLOWS = (tuple(_FIELDS[column]["constraints"]["enum"]) for column in ("role", "flow"))
