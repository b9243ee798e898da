"""Sums over official rows: the same on every engine, and none that mixes what must not be mixed."""

import subprocess

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dualuse.official import observations, sums
from pressroom import project
from pressroom.errors import InputError

BY = ["source", "period", "reporter", "partner", "code"]
WITHIN = ["26", "27", "2709", "284690", "81"]


@pytest.fixture(scope="module")
def rows():
    return observations.in_hand()[0]


def some(**columns):
    """Two rows of China's exports to Russia, with columns changed: a value for both or a list."""
    given = {
        "reporter": "CHN",
        "partner": "RUS",
        "flow": "export",
        "period": "2023",
        "hs": "HS22",
        "code": "690911",
    }
    given |= {"value_usd": [1.5, 2.25], "valuation": "FOB", "source": "GACC", "net_weight_kg": [2.0, None]}
    return pd.DataFrame(given | columns)


def test_duckdb_and_pandas_agree_to_the_last_digit(rows):
    lazy = sums.totals(rows, BY, within=WITHIN)
    pd.testing.assert_frame_equal(lazy, sums.totals(rows.df(), BY, within=WITHIN))
    assert len(lazy) > 1000 and {c[:2] for c in lazy["code"]} == {"26", "27", "28", "81"}


@pytest.mark.slow
def test_spark_agrees_to_the_last_digit(rows, tmp_path):
    """Spark has an environment of its own, which `make test-all` makes."""
    rows.write_parquet(str(tmp_path / "rows.parquet"))
    python = project.ROOT / ".venv-cluster/bin/python"
    command = [str(python), "tests/official/spark_totals.py", str(tmp_path), ",".join(BY), ",".join(WITHIN)]
    done = subprocess.run(command, cwd=project.ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    for name, expected in {
        "with": sums.totals(rows, BY, within=WITHIN),
        "without": sums.totals(rows.filter("source = 'BACI'"), ["source", "period"]),  # one level alone
    }.items():
        found = pd.read_json(tmp_path / f"{name}.json", orient="table", precise_float=True)
        pd.testing.assert_frame_equal(found, expected, check_dtype=False)
    assert "two sources tell the same trade twice" in (tmp_path / "refused.txt").read_text()


def test_by_hand(rows):
    oil = rows.filter("reporter = 'RUS' AND partner = 'CHN' AND code = '270900'")
    found = sums.totals(oil, ["period"]).set_index("period")
    assert [round(found.loc[y, "value_usd"] / 1e9, 1) for y in ("2021", "2022", "2023")] == [36.2, 58.4, 60.7]
    assert found.loc["2022", "net_weight_kg"] == 86_248_060_000
    every = rows.filter("period = '2022'").df()
    whole = sums.totals(every, ["period"]).iloc[0]
    assert whole["rows"] == len(every)
    assert whole["value_usd"] == round(every["value_usd"].sum(), 2)
    assert whole["value_weighed_usd"] == round(
        every.loc[every["net_weight_kg"].notna(), "value_usd"].sum(), 2
    )


def test_only_rows_within_the_codes_asked_for_are_added_up():
    frame = some(code=["270900", "690911"])
    assert sums.totals(frame, ["code"], within=["27", "6907"])["value_usd"].tolist() == [1.5]
    assert sums.totals(frame, ["code"], within=["TOTAL"]).empty


def test_a_quantity_in_two_units_is_none():
    same = sums.totals(some(quantity=[3.0, 4.0], unit="units"), ["period"], measures=["quantity"])
    assert same[["quantity", "unit"]].values.tolist() == [[7.0, "units"]]
    mixed = sums.totals(some(quantity=[3.0, 4.0], unit=["units", "kg"]), ["period"], measures=["quantity"])
    assert mixed["quantity"].isna().all() and mixed["unit"].isna().all()


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ({"flow": ["export", "re-export"]}, "flow export and re-export"),
        ({"valuation": ["FOB", "CIF"]}, "valuation FOB and CIF"),
        ({"source": ["GACC", "COMTRADE"]}, "source COMTRADE and GACC"),
        ({"code": ["69", "690911"]}, "level 2 digits and 6 digits"),
        ({"code": ["TOTAL", "690911"]}, "level 0 digits and 6 digits"),
        ({"partner": ["WLD", "RUS"]}, "partner partners and World"),
        ({"period": ["2023", "2023-01"]}, "period 4 characters and 7 characters"),
        ({"flow": "transit"}, "an unknown flow"),
        ({"source": "EUROSTAT"}, "an unknown source"),
        ({"problem": [None, "no value"]}, r"rows with a problem \(reporter CHN\)"),
    ],
)
@pytest.mark.parametrize("engine", ["pandas", "duckdb"])
def test_what_must_not_be_mixed_is_refused(columns, found, engine):
    import duckdb

    frame = some(**columns)
    for column in frame.columns.intersection(["problem"]):
        frame[column] = frame[column].astype(object)
    native = frame if engine == "pandas" else duckdb.from_df(frame)
    with pytest.raises(InputError, match=found):
        sums.totals(native, ["reporter"])


def test_what_is_kept_apart_is_not_mixed():
    assert len(sums.totals(some(partner=["WLD", "RUS"]), ["partner"])) == 2
    assert len(sums.totals(some(code=["69", "690911"]), ["code"])) == 2
    assert len(sums.totals(some(flow=["export", "import"]), ["flow"])) == 2
    assert len(sums.totals(some(source=["EUROSTAT", "GACC"]), ["source"])) == 2


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(InputError, match="no column exporter"):
        sums.totals(some(), ["exporter"])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(cents, random):
    values = [c / 100 for c in cents]
    frame = pd.DataFrame({"period": "2023", "value_usd": values})
    random.shuffle(values)
    turned = pd.DataFrame({"period": "2023", "value_usd": values})
    one, other = (sums.totals(f, ["period"], measures=["value_usd"]) for f in (frame, turned))
    pd.testing.assert_frame_equal(one, other)
    assert one["value_usd"][0] == sum(cents) / 100


def test_rows_with_a_problem_never_reach_a_sum(tmp_path):
    (tmp_path / "BACI_HS22.csv").write_text(
        "t,i,j,k,v,q\n2022,156,643,690911,5,1\n2022,156,643,690912,-5,1\n"
    )
    rows, ledger = observations.read(folder=tmp_path)
    assert sums.totals(rows, ["period"])["value_usd"].tolist() == [5000.0]
    assert ledger["rows"].tolist() == [1, 1]
