"""Two files of a reader's own: each sum is what a person means, or they are refused.

Plain pandas adds up the rows that somebody means who lays a second file beside the first.
"""

import random

import duckdb
import numpy as np
import pandas as pd
import pytest
import seeds

from dualuse.base.errors import InputError
from dualuse.engine import official

CELLS = ["source", "reporter", "partner", "flow", "period", "hs", "code"]
TRADE = ["source", "reporter", "partner", "flow", "period"]
ASKED = "8806"
CODES = ["880610", "880621", "880622", "880629", "650610", "690721"]
NAMES = ("2023-07-01", "2023-07-20")


def draw_rows(chance, number):
    """Return declarations of a year: some without a quantity, some of other goods."""
    rows = []
    for _ in range(number):
        row = {
            "source": "OWN",
            "reporter": "CHN",
            "partner": chance.choice(["RUS", "RUS", "KAZ"]),
            "flow": "export",
            "period": f"2023-{chance.randint(1, 4):02}",
            "hs": "HS22",
            "code": chance.choice(CODES),
            "value_usd": chance.randint(1, 9_999_999) / 100,
            "quantity": chance.choice([np.nan, *chance.sample(range(1, 99), 4)]),
            "unit": "units",
        }
        rows.append(row)
    return pd.DataFrame(rows)


def correct(rows, chance):
    rows = rows.copy()
    few = chance.sample(range(len(rows)), chance.randint(1, max(1, len(rows) // 2)))
    rows.loc[few, "value_usd"] = (rows.loc[few, "value_usd"] * 1.5 + 0.01).round(2)
    return rows


def append(rows, chance):
    return pd.concat(
        [rows, draw_rows(chance, chance.randint(1, 20))], ignore_index=True
    )


def revise(rows, chance):
    amounts = (rows["value_usd"] * 1.01 + 0.01).round(2)
    return rows.assign(value_usd=amounts)


def shuffle(rows, chance):
    return rows.sample(frac=1, random_state=chance.randint(1, 99))


def follow(rows, chance):
    """Return rows of the month after, and some of the last."""
    later = draw_rows(chance, len(rows)).assign(period="2023-05")
    return pd.concat([rows[rows["period"] == "2023-04"], later], ignore_index=True)


def draw_others(**other):
    """Return what makes rows of the same months that differ from the first in a column."""

    def draw(rows, chance):
        return draw_rows(chance, len(rows)).assign(**other)

    return draw


def divide(rows, chance):
    """Return the same in lines of eight digits."""
    return rows.assign(code=rows["code"] + "00")


KINDS = {
    "a copy in another order": shuffle,
    "some rows corrected": correct,
    "rows appended": append,
    "every row revised": revise,
    "the next month, and the last again": follow,
    "lines of the same codes": divide,
    "another edition": draw_others(hs="HS17"),
    "another unit": draw_others(unit="kg", period="2023-04", partner="BLR"),
    "another unit of the same months": draw_others(unit="kg", hs="HS17"),
    "another partner": draw_others(partner="UKR"),
    "another flow": draw_others(flow="re-export"),
    "another source": draw_others(source="GACC"),
    "other months": draw_others(period="2022-11"),
}


def write(folder, name, rows, chance):
    """Write rows as a newsroom may: in either form, columns in any order, more of them."""
    rows = rows.assign(firm="A & B")
    rows = rows[chance.sample([*rows.columns], len(rows.columns))]
    if chance.random() < 0.3:
        duckdb.from_df(rows).write_parquet(str(folder / f"{name}.parquet"))
        return f"{name}.parquet"
    names = {"value_usd": chance.choice(["value_usd", "value", "Value_USD"])}
    rows = rows.rename(columns=names)
    rows.to_csv(folder / f"{name}.csv", index=False, float_format="%.2f")
    return f"{name}.csv"


def list_asked(rows):
    return rows[rows["code"].str.startswith(ASKED)]


def share_sums(first, second):
    """Tell whether both have rows of one trade, month and edition, and of one code."""
    keys = [*TRADE, "hs"]
    both = list_asked(first).merge(list_asked(second), on=keys)
    return any(
        one.startswith(other) or other.startswith(one)
        for one, other in zip(both["code_x"], both["code_y"], strict=True)
    )


def lacks_months(first, second):
    keys = ["reporter", "partner", "flow", "period"]
    first, second = (
        set(map(tuple, list_asked(rows)[keys].to_numpy())) for rows in (first, second)
    )
    return not first <= second


def add_up_by_hand(rows):
    """Return value, rows and quantity of each trade and month: of one unit, or none."""
    sums = {}
    for key, group in list_asked(rows).groupby(TRADE):
        counted = group.dropna(subset=["quantity"])
        quantity = np.nan
        if counted["unit"].nunique() == 1:
            quantity = counted["quantity"].sum()
        worth = counted["value_usd"].sum()
        sums[key] = [group["value_usd"].sum(), len(group), quantity, worth]
    return sums


def check_pair(folder, kind, seed):
    """Check one pair; return what became of it."""
    chance = random.Random(f"{kind} {seed}")
    first = draw_rows(chance, chance.randint(5, 60))
    second = KINDS[kind](first, chance)
    if chance.random() < 0.5:
        first, second = second, first
    files = [
        write(folder, name, rows, chance)
        for name, rows in zip(NAMES, (first, second), strict=True)
    ]
    relation = chance.choice(["", "", official.NEWER, official.BESIDE])
    if relation:
        line = f"{files[1]},{relation},{files[0]}\n"
        columns = ",".join(official.FILES_COLUMNS)
        (folder / official.FILES).write_text(f"{columns}\n{line}", encoding="utf-8")
    meant = pd.concat([first, second], ignore_index=True)
    if relation == official.NEWER:
        meant = second
        is_refused = lacks_months(first, second)
    else:
        is_refused = not relation and share_sums(first, second)
    if not len(list_asked(meant)):
        return "nothing of the kind"
    database = official.connect(ASKED)
    if is_refused:
        with pytest.raises(InputError) as refusal:
            official.read_rows(database, folder)
        assert files[1] in str(refusal.value) and files[0] in str(refusal.value)
        return "refused"
    if kind == "lines of the same codes" and relation == official.BESIDE:
        return "nothing of the kind"  # a code beside its lines of the same sum
    ledger = official.read_rows(database, folder)
    totals = official.add_up_lines(database)
    by_hand = add_up_by_hand(meant)
    assert len(totals) == len(by_hand)
    for row in totals.to_dict("records"):
        key = (*(row[name] for name in TRADE[:4]), row["period_start"])
        value, rows, quantity, worth = by_hand[key]
        assert row["value_usd"] == pytest.approx(value)
        assert row["rows"] == rows
        assert row["quantity"] == pytest.approx(quantity, nan_ok=True)
        assert row["value_counted_usd"] == pytest.approx(worth)
        assert row["own"]
    check_ledger(ledger, totals, first, second, relation)
    return relation or "added"


def check_ledger(ledger, totals, first, second, relation):
    """Every row is in the ledger once, and what it calls used is the totals."""
    assert ledger["rows"].sum() == len(first) + len(second)
    everything = first["value_usd"].sum() + second["value_usd"].sum()
    assert float(ledger["sum_of_rows_usd"].sum()) == pytest.approx(everything)
    used = ledger[ledger["problem"] == ""]
    assert float(used["sum_of_rows_usd"].sum()) == pytest.approx(
        float(totals["value_usd"].sum())
    )
    aside = ledger[ledger["problem"].str.startswith("set aside")]
    assert aside["rows"].sum() == (len(first) if relation == official.NEWER else 0)


FEW, MANY = 2, 44  # rounds of each of 13 kinds


@pytest.mark.parametrize("kind", KINDS)
def test_two_files_add_up_to_what_a_person_means(tmp_path, kind):
    """Some pairs of the day, two of which there is something to ask of."""
    outcomes = []
    for seed in seeds.begin(kind).sample(range(MANY), MANY):
        folder = tmp_path / str(seed)
        folder.mkdir()
        outcome = check_pair(folder, kind, seed)
        if outcome != "nothing of the kind":
            outcomes.append(outcome)
        if len(outcomes) == FEW:
            return
    raise AssertionError(outcomes)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_five_hundred_pairs_add_up_to_what_a_person_means(tmp_path, kind):
    for seed in range(MANY):
        folder = tmp_path / str(seed)
        folder.mkdir()
        check_pair(folder, kind, seed)
