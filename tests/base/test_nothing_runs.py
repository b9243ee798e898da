"""Data is never code: what a cell, a name or a sentence says is neither run nor filled."""

from itertools import cycle, islice

import pandas as pd
import pytest
from seeds import pick_few, pick_pairs

from dualuse.answer import written
from dualuse.base import rules, tables
from dualuse.base.errors import InputError
from dualuse.engine import official

CANARY = "canary-of-a-file"
PAYLOADS = [
    "'; COPY (SELECT 1) TO '{path}/made.csv'; --",
    "x') FROM read_csv('{path}/canary.txt'); --",
    "ATTACH '{path}/made.db'",
    "getenv('CANARY')",
    "{{getenv}} {{tables.DATA}} {{0.__class__}}",
    'f\'{{__import__("os").system("touch {path}/made")}}\'',
    "`touch {path}/made`",
    "$(touch {path}/made)",
    "{{{{ lipsum.__globals__ }}}} {{% raw %}}",
    "read_text('{path}/canary.txt')",
]


def list_tables():
    sums = tables.read_sums(tables.DATA / tables.SUMS)
    return [name for name in sums if name.endswith(".csv") and "/GACC" not in name]


def list_text_columns(table):
    return [column for column in table if column not in ("id", "line")]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "canary.txt").write_text(CANARY)
    monkeypatch.setenv("CANARY", CANARY)
    return tmp_path


@pytest.mark.parametrize("first", pick_few(2, range(len(PAYLOADS))))
def test_a_cell_of_any_table_writes_and_reads_nothing(folder, first):
    """Each text column of each table has a payload in its last row; the next has another."""
    cells = cycle(each.format(path=folder) for each in PAYLOADS)
    cells = islice(cells, first, None)
    schemas = tables.read_schemas()
    for name in list_tables():
        table = tables.read_csv(tables.DATA / name)
        for column in list_text_columns(table):
            table.loc[table.index[-1], column] = next(cells)
        faults = rules.list_faults(
            name, table, schemas.get(name, {}), tables.read_other
        )
        said = " ".join(str(fault) for _, fault in faults)
        assert CANARY not in said
    assert [path.name for path in folder.iterdir()] == ["canary.txt"]


@pytest.mark.parametrize(
    ("payload", "key"), pick_pairs(5, PAYLOADS, ["", "*,key,number\n"])
)
def test_a_cell_of_ones_own_rows_writes_and_reads_nothing(folder, payload, key):
    cell = payload.format(path=folder)
    rows = folder / "rows"
    rows.mkdir()
    names = ["reporter", "partner", "flow", "period", "code", "unit", "number", cell]
    frame = pd.DataFrame([[cell] * len(names)] * 2, columns=names)
    frame["value_usd"] = "7"
    frame.to_csv(rows / "own.csv", index=False)
    if key:
        (rows / "files.csv").write_text(f"file,relation,other\n{key}")
    try:
        _, totals = official.read_rows(official.connect(), rows), None
    except InputError as error:
        totals = error
    assert CANARY not in str(totals)
    made = [path.name for path in folder.rglob("*") if path.is_file()]
    assert {*made} <= {"canary.txt", "own.csv", "files.csv"}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_fact_in_braces_is_a_name_and_no_expression(folder, payload):
    cell = payload.format(path=folder)
    facts = {"A1": written.Fact(cell, cell)}
    told, _ = written.write_sentences("x", "A1", ["It is {A1}.", cell], facts)
    assert CANARY not in " ".join(told)
    assert told[0].casefold() == f"It is {cell}.".casefold()
    assert [path.name for path in folder.iterdir()] == ["canary.txt"]


def test_the_database_of_tables_sees_no_file_and_stays_so(folder):
    for statement in (
        f"FROM read_text('{folder}/canary.txt')",
        f"COPY (SELECT 1) TO '{folder}/made.csv'",
        f"ATTACH '{folder}/made.db'",
        "SET enable_external_access = true",
    ):
        with pytest.raises(Exception, match=r"disabled|locked|configuration"):
            rules.open_sealed().cursor().execute(statement)
