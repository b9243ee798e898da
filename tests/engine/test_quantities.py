"""Flows, stocks and rates: what may be asked of each. The rows here are synthetic."""

import pandas as pd
import pytest
from synthetic_figures import list_sources, write_rows

from dualuse.base import rules, tables
from dualuse.base.errors import InputError
from dualuse.engine.contradictions import find_contradictions
from dualuse.engine.ranges import Ranges

NHS = {"reporter": "GBR", "partner": "", "product": "waiting-list", "source": "NHSE"}
STOCK = {**NHS, "unit": "m cases", "quantity": "stock"}
RATE = {**NHS, "unit": "percent", "quantity": "rate"}
LIST = "GBR-waiting-list-NHSE:cases"
SHARE = "GBR-waiting-list-NHSE:percent"
LEVELS = """
    N1 - 2023-01 2023-01 7.21 -
    N2 - 2023-09 2023-09 7.77 -
    N3 - 2024-01 2024-01 - 5
"""
SHARES = """
    R1 - 2023-01 2023-12 58.9 -
    R2 - 2023-01 2023-01 56.6 -
"""


def rows_of(table, quantity):
    """Synthetic rows of a place alone."""
    return write_rows(table, **quantity)


def read_ranges(table=LEVELS, quantity=STOCK, kind="official statistics"):
    sources = list_sources(NHSE=kind)
    rows = rows_of(table, quantity)
    return Ranges(rows, sources, find_contradictions(rows, sources))


def test_months_of_a_stock_never_add_up():
    ranges = read_ranges()
    january = ranges.range(LIST, "2023-01", "2023-01")
    assert (january.left, january.right) == (7_205_000, 7_220_000)
    with pytest.raises(
        InputError, match="one month, at whose end it stood, such as 20"
    ):
        ranges.range(LIST, "2023-01", "2023-12")
    with pytest.raises(InputError, match="of a stock"):
        ranges.growth(LIST, "2023-01", "2023-12", "2022-01")


@pytest.mark.parametrize("kind", ["official statistics", "customs statistics"])
def test_a_month_of_a_stock_says_nothing_of_another(kind):
    ranges = read_ranges(kind=kind)
    assert ranges.range(LIST, "2023-05", "2023-05") is None
    table = ranges.tabulate(LIST, "2023-01", "2024-01")
    assert table["start"].astype(str).tolist() == ["2023-01", "2023-09", "2024-01"]


def test_a_rate_is_of_its_own_period_alone():
    ranges = read_ranges(SHARES, RATE)
    assert ranges.range(SHARE, "2023-01", "2023-12").left == 58.85
    assert ranges.range(SHARE, "2023-01", "2023-01").left == 56.55
    assert ranges.range(SHARE, "2023-02", "2023-02") is None
    assert ranges.range(SHARE, "2023-01", "2023-11") is None
    assert ranges.growth(SHARE, "2023-01", "2023-12", "2022-01") is None


def test_a_series_whose_quantity_is_not_said_is_refused_with_the_three_words():
    rows = rows_of(LEVELS, STOCK | {"quantity": ""})
    with pytest.raises(InputError, match=r"flow .*; stock .*; rate "):
        Ranges(rows, list_sources(NHSE="official statistics"))


WORDS = {
    "reference/products.csv": pd.DataFrame(
        {
            "product": ["waiting-list", "share", "else"],
            "quantity": ["stock", "rate", ""],
        }
    )
}
ROWS = {
    "quantity_is_said": {"product": "else", "unit": "times"},
    "stock_is_of_one_month": {"period_end": "2023-12"},
    "rate_has_no_growth": {"product": "share", "growth": "4"},
}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_that_says_otherwise_is_refused(name, monkeypatch):
    assert_wrong = getattr(rules, name)
    row = {"role": "evidence", "value": "7.2", "growth": "", "flow": ""}
    row |= {"product": "waiting-list", "unit": "m cases"}
    row |= {"period_start": "2023-01", "period_end": "2023-01"}
    # a unit of which nothing is said, and no table says it of the product either
    silent = {"times": rules.units.Unit("rate", "time", "times")}
    read = rules.units.read_units() | silent
    monkeypatch.setattr(rules.units, "read_units", lambda: read)
    monkeypatch.setattr(rules.units, "find_measured", lambda unit, value: unit)
    right, wrong = pd.DataFrame([row]), pd.DataFrame([row | ROWS[name]])
    assert not assert_wrong(right, WORDS.get).any()
    assert assert_wrong(wrong, WORDS.get).all()


def test_the_first_story_says_what_its_series_are():
    figures = tables.read_figures(role="evidence")
    assert set(figures["quantity"]) == {"flow", "rate"}
