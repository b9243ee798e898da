"""What a hostile tester did at 42ea43e, in the tester's own steps: none goes through.

The rest of the tester's table has a test where it belongs: writers at once in
test_writers.py, no network in test_fetch.py, damaged official files in test_official.py,
notebooks in test_damaged_notebooks.py, reviews in test_review.py, 155 honest mistakes in
faults/honest.py, a rule or a schema of another shape in test_shapes.py.
"""

import json

import pandas as pd
import pytest

from dualuse.base import claims, rules, shapes, tables, units
from dualuse.base.errors import InputError
from dualuse.engine import official

FIGURES = "published/figures.csv"
SLIPS = {"F113": "62263", "F014": "34129", "F114": "11.547"}  # each was an IndexError


def check(name, table):
    schema = tables.read_schemas()[name]
    rules.check_table(f"data/{name}", table, schema, tables.read_other)


def read(name):
    return tables.read_csv(tables.DATA / name)


@pytest.mark.parametrize("figure", SLIPS)
def test_a_slip_of_a_half_year_is_refused_by_its_row(figure):
    figures = read(FIGURES)
    figures.loc[figures["id"] == figure, "value"] = SLIPS[figure]
    with pytest.raises(InputError, match=r"figures\.csv, row F"):
        check(FIGURES, figures)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("published/held_out.csv", "published/pages.csv"),
        ("published/hedge_pairs.csv", "published/held_out.csv"),
        ("published/second_transcription.csv", "reference/outlets.csv"),
        ("reference/units.csv", "reference/outlets.csv"),
    ],
)
def test_the_content_of_another_table_is_refused_by_its_columns(name, other):
    with pytest.raises(InputError, match=rf"data/{name}: found (the|no) column"):
        check(name, read(other))


def write_units(folder, monkeypatch, change):
    rows = read("reference/units.csv")
    rows = change(rows)
    (folder / "reference").mkdir()
    rows.to_csv(folder / "reference" / "units.csv", index=False)
    monkeypatch.setattr(units, "DATA", folder)
    units.read_units.cache_clear()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda rows: rows.replace("rate", "Supports"), "kind 'Supports'"),
        (lambda rows: pd.concat([rows, rows.loc[[2]]]), "one row for each"),
        (lambda rows: read("reference/outlets.csv"), "no column 'unit'"),
    ],
    ids=["another kind", "a row twice", "another table"],
)
def test_units_with_a_fault_are_refused(tmp_path, monkeypatch, change, words):
    write_units(tmp_path, monkeypatch, change)
    with pytest.raises(InputError, match=words):
        units.read_units()
    units.read_units.cache_clear()


def test_an_escape_in_the_id_of_a_claim_is_refused(tmp_path):
    path = tmp_path / "claims.yaml"
    text = tables.read_text(claims.CLAIMS).replace("id: A3", 'id: "\\x1b[2J"', 1)
    path.write_text(text)
    with pytest.raises(InputError, match=r"claims\.yaml: .* letters that can be seen"):
        claims.load_claims(path)


PACKAGE = [  # each was a traceback
    ("fields", 5, "type", "percent"),
    ("fields", 1, "type", "\u202estring"),
]


@pytest.mark.parametrize(("key", "number", "word", "value"), PACKAGE)
def test_a_datapackage_with_a_fault_is_refused(key, number, word, value):
    package = json.loads(tables.read_text(tables.DATA / tables.PACKAGE))
    figures = next(each for each in package["resources"] if each["path"] == FIGURES)
    figures["schema"][key][number][word] = value
    with pytest.raises(InputError, match=r"datapackage\.json: found"):
        shapes.check_package("data/datapackage.json", package)


def test_a_total_within_a_word_is_refused():
    package = json.loads(tables.read_text(tables.DATA / tables.PACKAGE))
    totals = [each["totals"] for each in package["resources"] if "totals" in each]
    totals[0][0]["within"] = "\\d{1,3}( \\d{1,3})*"
    with pytest.raises(InputError, match="within"):
        shapes.check_package("data/datapackage.json", package)


ROW = {
    **{"freqCode": "M", "period": "202301", "reporterCode": 156, "flowCode": "X"},
    **{"partnerCode": 643, "partner2Code": 0, "classificationCode": "H6"},
    **{"cmdCode": "880622", "customsCode": "C00", "motCode": 0, "qtyUnitCode": 8},
    **{"qty": 2.5, "netWgt": 2.5, "primaryValue": 1000.25},
}
DAMAGES = [
    ("reporterCode", "6909111"),
    ("motCode", "\u0668\u0668\u0660\u0666"),
    ("netWgt", "-inf"),
    ("primaryValue", "NaN"),
    ("period", "RUS"),
    ("cmdCode", "True"),
    ("partner2Code", "643"),
    ("partnerCode", "1,000"),
    ("qtyUnitCode", "x" * 30),
]


@pytest.mark.parametrize(("column", "text"), DAMAGES)
def test_a_damaged_cell_of_comtrade_is_set_aside_and_counted(tmp_path, column, text):
    """Synthetic rows: the good one counts, the damaged one does not."""
    damaged = {**ROW, "cmdCode": "880621", column: text}
    path = tmp_path / "156-X-202301.json"
    path.write_text(json.dumps({"count": 2, "data": [ROW, damaged]}))
    database = official.connect()
    ledger = official.read_rows(database, tmp_path)
    aside = ledger[~ledger["problem"].isin(["", "in no category"])]
    unknown = ledger[ledger["problem"] == "in no category"]
    assert aside["rows"].sum() + unknown["rows"].sum() == 1
    totals = official.add_up_lines(database).set_index("category")
    assert float(totals.loc["drones", "value_usd"]) == 1000.25


def exchange(one, other):
    def change(rows):
        for row in rows:
            row[one], row[other] = row[other], row[one]
        return {"count": len(rows), "data": rows}

    return change


def set_all(column, text):
    def change(rows):
        return {"count": len(rows), "data": [{**row, column: text} for row in rows]}

    return change


WHOLE = {  # such files moved the words of a verdict or its evidence, unsaid
    "months and procedures exchanged": exchange("period", "customsCode"),
    "partners and units exchanged": exchange("partnerCode", "qtyUnitCode"),
    "editions and months exchanged": exchange("classificationCode", "period"),
    "a reporter in Arabic digits": set_all("reporterCode", "\u0668\u0668\u0660\u0666"),
    "a code that is none": set_all("cmdCode", "True"),
    "a second partner": set_all("partner2Code", "643"),
    "nothing in it": lambda rows: {},
    "no rows": lambda rows: {"count": 0, "data": []},
}


@pytest.mark.parametrize("damage", WHOLE)
def test_a_file_of_comtrade_that_is_damaged_as_a_whole_is_named(tmp_path, damage):
    """Synthetic rows: none of them can be used."""
    path = tmp_path / "156-X-202301.json"
    rows = [dict(ROW), {**ROW, "cmdCode": "880621"}]
    path.write_text(json.dumps(WHOLE[damage](rows)))
    database = official.connect()
    with pytest.raises(InputError, match=r"156-X-202301\.json: found "):
        official.read_rows(database, tmp_path)
        official.add_up_lines(database)


def test_a_file_of_comtrade_that_is_cut_is_named(tmp_path):
    path = tmp_path / "156-X-202301.json"
    text = json.dumps({"count": 1, "data": [ROW]})
    for length in (0, 1, len(text) // 2, len(text) - 1):
        path.write_text(text[:length])
        with pytest.raises(InputError, match=r"156-X-202301\.json: found "):
            official.read_rows(official.connect(), tmp_path)
