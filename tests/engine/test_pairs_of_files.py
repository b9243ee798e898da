"""Two files of one's own, against what a person would mean: right, or refused."""

import random
import re
from collections import defaultdict
from decimal import Decimal

import duckdb
import pandas as pd
import pytest
from seeds import draw_few

from dualuse.base.errors import InputError
from dualuse.engine import official

COLUMNS = ["reporter", "partner", "flow", "period", "hs", "code", "value_usd", "number"]
COLUMNS += ["source"]
MONTHS = [f"2023-0{month}" for month in range(1, 7)]
CODES = ["691010", "691090"]
NUMBERED = "file,relation,other\n*,key,number\n"
NOTHING = "file,relation,other\n"


def draw_rows(chance, count, are_totals):
    """Return rows as a person keeps them: totals of months, or numbered declarations."""
    trades = [(month, code) for month in MONTHS for code in CODES]
    if are_totals:
        trades = chance.sample(trades, min(count, len(trades)))
    else:
        trades = [chance.choice(trades) for _ in range(count)]
    rows = []
    for place, (month, code) in enumerate(trades):
        value = f"{chance.randint(1, 9_999_999)}.{chance.randint(1, 99):02}"
        number = f"10226010/D{place + 1:04}"
        rows.append(["CHN", "RUS", "export", month, "HS22", code, value, number, "OWN"])
    return rows


def write_value(cell, chance):
    """Return a number as Excel may write it, which is the same number."""
    ways = [cell, f"{cell} ", f"{cell}0", f" {cell}", f"{Decimal(cell):,}"]
    return chance.choice(ways)


def wear(row, chance, are_totals):
    """Return a row as another export writes it: the same row to whoever reads it.

    A declaration of the same number is the same one, in whatever month and code it stands.
    """
    row = list(row)
    row[6] = write_value(row[6], chance)
    row[4] = chance.choice(["HS22", "HS22", "HS17"])
    if not are_totals:
        row[3] = chance.choice([row[3], row[3], chance.choice(MONTHS)])
        row[5] = chance.choice([row[5], row[5], chance.choice(CODES)])
    head, number = row[7].split("/D")
    ways = [row[7], row[7].lower(), f"{row[7]} ", f"{row[7]}\u00a0"]
    row[7] = chance.choice([*ways, f"{head}/D{int(number)}", f"0{row[7]}"])
    return row


def write_table(path, rows):
    frame = pd.DataFrame(rows, columns=COLUMNS)
    if path.suffix == ".csv":
        frame.to_csv(path, index=False)
    else:
        duckdb.from_df(frame).write_parquet(str(path))


def sum_months(rows):
    """Return what pandas adds up: {month: dollars}."""
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame["value_usd"] = frame["value_usd"].map(Decimal)
    return frame.groupby("period")["value_usd"].sum().to_dict()


def write_pair(folder, chance):
    """Write two files, and return the sums that whoever wrote them means."""
    are_totals = chance.random() < 0.5
    rows = draw_rows(chance, chance.randint(4, 12), are_totals)
    cut = chance.randint(1, len(rows) - 1)
    way = chance.choice(["parts", "again", "longer", "corrected", "pasted", "replaced"])
    first, second = rows[:cut], rows[cut:]
    meant = rows
    listed = NOTHING if are_totals else NUMBERED
    if way in ("again", "longer"):  # the next export, of all or of more
        first = rows if way == "again" else rows[:cut]
        second = [wear(row, chance, are_totals) for row in rows]
    elif way == "corrected":
        wrong = list(chance.choice(rows))
        wrong[6] = f"{Decimal(wrong[6]) + 1}"
        first, second = rows, [wear(wrong, chance, are_totals)]
    elif way == "pasted":
        first = [*rows, *(wear(row, chance, are_totals) for row in rows[:cut])]
        second = []
    elif way == "replaced":
        first, second = rows, [list(row) for row in rows]
        for row in second:
            row[6] = f"{Decimal(row[6]) * 2}"
        meant = second
    names = chance.choice([["a.csv", "b.csv"], ["data_1.parquet", "data_2.parquet"]])
    if way == "replaced":
        listed += f"{names[1]},replaces,{names[0]}\n"
    for name, each in zip(names, (first, second), strict=True):
        if each:
            write_table(folder / name, each)
    if listed != NOTHING:
        (folder / "files.csv").write_text(listed)
    return way, sum_months(meant)


@pytest.mark.parametrize("seed", draw_few(4, 500))
def test_two_files_are_what_is_meant_or_refused(tmp_path, seed):
    """500 by DRAWS=all; of these some 170 add up, and all others are refused."""
    way, meant = write_pair(tmp_path, random.Random(seed))
    try:
        database = official.connect("6910")
        official.read_rows(database, tmp_path)
        totals = official.add_up_lines(database)
    except InputError as error:
        assert way not in ("parts", "replaced"), error
        told = r"(line|row) \d+: found the key of .* again|found two HS editions"
        assert re.search(told, str(error))
        return
    assert way in ("parts", "replaced")
    sums = totals.set_index("period_start")["value_usd"].to_dict()
    assert {month: f"{dollars:.2f}" for month, dollars in sums.items()} == {
        month: f"{dollars:.2f}" for month, dollars in meant.items()
    }


SLIPS = {  # of one cell: what a tired person, a spreadsheet or a cut-off download does
    "value_usd": ["", "x", "-5", "1.152", "4O0", "1e3", "nan", "1,23", "12 000", "٣"],
    "code": ["", "69", "6910.10", "0691010", "691O10", "69101"],
    "period": ["", "2023", "2023-13", "Jan-23", "202301", "2022-01"],
    "partner": ["", " ", "\u205f", "RU", "CHN", "Russia", "UKR"],
    "reporter": ["", "QQQ", "RUS"],
    "flow": ["", "exports", "import"],
    "hs": ["", "HS99", "H6"],
    "source": ["a b"],
    "number": ["", "10226010/D0001", "10226010/d1"],
}


@pytest.mark.parametrize("seed", draw_few(6, 2_000))
def test_a_cell_that_is_wrong_is_refused_or_said(tmp_path, seed):
    """Each sum is that of pandas, or less is counted and the ledger says so."""
    chance = random.Random(seed)
    rows = draw_rows(chance, 8, are_totals=False)
    column = chance.choice([*SLIPS])
    wrong = chance.choice(rows)
    true, cell = wrong[COLUMNS.index(column)], chance.choice(SLIPS[column])
    wrong[COLUMNS.index(column)] = cell
    write_table(tmp_path / "a.csv", rows)
    (tmp_path / "files.csv").write_text(NUMBERED)
    try:
        database = official.connect("6910")
        ledger = official.read_rows(database, tmp_path)
        totals = official.add_up_lines(database)
    except InputError as error:
        assert "a.csv" in str(error) and "expected" in str(error)
        return
    usable = [row for row in rows if row is not wrong]
    counted = defaultdict(Decimal)
    for row in totals.to_dict("records"):
        if row["series"] == "CHN-RUS-export-6910-OWN" and row["rows"]:
            counted[row["period_start"]] += Decimal(f"{row['value_usd']:.2f}")
    said = ledger.loc[ledger["problem"] != "", "rows"].sum()
    if said:
        assert dict(counted) == sum_months(usable)
    else:  # it is another number, month or country that a row may well have
        assert cell not in ("", " ") or column in ("hs",), (column, true)
        assert len(usable) + 1 == totals["rows"].sum()
