"""The bench of scale at tiny sizes: what is drawn is drawn whole, and both ways give the same sums."""

import json

import pandas as pd
import pytest
import scale

from dualuse.data import load

REAL = """t,i,j,k,v,q
2022,156,643,260111,1000.5,2.5
2022,156,643,280110,7,NA
2023,156,643,260111,3.25,1
2023,643,156,270900,99,5
2023,643,156,880610,1,1
"""


@pytest.fixture
def real(tmp_path):
    (tmp_path / "BACI_HS92_real.csv").write_text(REAL)
    return tmp_path


def test_rows_in_a_folder_a_year_give_the_same_sums_as_by_hand(real):
    folder = scale.partitioned(real, 5_000)
    assert sorted(p.name for p in folder.iterdir()) == ["t=2022", "t=2023"]
    ours, sql = scale.ours(folder), scale.sql(folder)
    columns = ["period", "reporter", "partner", "code", "value_usd", "rows"]
    pd.testing.assert_frame_equal(
        ours[columns].sort_values(columns, ignore_index=True),
        sql[columns].sort_values(columns, ignore_index=True),
        check_dtype=False,
    )
    assert len(ours) == 4 and 0 < ours["rows"].sum() < 5_000  # drones are in none of the categories


def test_a_folder_and_a_file_of_as_many_rows_hold_the_same(real):
    table, parquet = scale.generate(real, 3_000)
    sums = [scale.ours(path)["value_usd"].sum() for path in (table, parquet, scale.partitioned(real, 3_000))]
    assert sums[0] == sums[1] == sums[2] > 0


def test_many_stories_are_the_real_figures_under_other_words(monkeypatch, capsys):
    few = load.figures().head(40)
    monkeypatch.setattr(load, "figures", lambda: few)
    many = scale.stories(100)
    assert len(many) == 100 and many["id"].is_unique
    assert set(many["product"].str.removesuffix("-1").str.removesuffix("-2")) == set(few["product"])
    found = []
    for count in (40, 80):
        scale.figures(count)
        found.append(json.loads(capsys.readouterr().out))
    assert found[1]["ranges"] == 2 * found[0]["ranges"] > 0 and found[1]["figures"] == 80


def test_the_goals_are_told_when_they_are_missed():
    best = {
        "sql": {"seconds": 1.0, "cpu": 1, "megabytes": 9},
        "ours": {"seconds": 1.5, "cpu": 1, "megabytes": 2000},
    }
    text, missed = scale.report({(200_000_000, "Parquet, a folder a year"): best})
    assert "| 200,000,000 | Parquet, a folder a year |" in text and len(missed) == 2
