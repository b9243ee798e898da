"""What is left out of an answer is not in it: a source, an outlet, or both of one name."""

import random

import pytest
from seeds import pick_few

from dualuse import desk
from dualuse.base import tables
from dualuse.base.series import SERIES_NAME
from dualuse.desk.evidence import list_without
from dualuse.engine.evidence import leave_out_figures

FIGURES = tables.read_figures(role="evidence")
SOURCES = tables.read_reference("sources")
PRINTERS = ["outlet", "read_at"]


def test_what_is_left_out_are_the_rows_of_the_outlets_and_no_other():
    """Of random outlets, whose report a row is or on whose site it was read."""
    figures = tables.read_figures()
    draws = random.Random(3)
    printers = sorted({*figures["outlet"], *figures["read_at"]} - {""})
    for _ in range(100):
        outlets = draws.sample(printers, draws.randint(1, 4))
        kept = leave_out_figures(figures, list_without(outlets))
        is_theirs = figures[PRINTERS].isin(outlets).any(axis=1)
        gone = {*figures["id"]} - {*kept["id"]}
        assert gone == {*figures.loc[is_theirs, "id"]}, outlets


GROWTHS = FIGURES[(FIGURES["value"] == "") & FIGURES["id"].str.endswith("b")]
TWINS = GROWTHS.assign(twin=GROWTHS["id"].str[:-1]).merge(
    FIGURES[FIGURES["value"] != ""], left_on="twin", right_on="id", suffixes=["", "_of"]
)
TWINS = TWINS[TWINS["outlet"] != TWINS["outlet_of"]]
WITHIN = TWINS[TWINS["period_start"] == TWINS["period_start_of"]]


@pytest.mark.parametrize("row", pick_few(1, WITHIN.to_dict("records")))
def test_a_growth_goes_with_the_outlet_that_printed_it(row):
    """And stays without the one that printed the amount of the same months."""
    asked = {"kind": "growth", "unit": "percent", "value": row["growth"]}
    asked |= {"first": row["period_start"], "last": row["period_end"]}
    for outlet, stays in {row["outlet"]: "twin", row["outlet_of"]: "id"}.items():
        less = desk.check(asked, series=row["series"], without=outlet)
        told = {*less.figures, *", ".join(less.rows["prints"]).split(", ")}
        assert {row["id"], row["twin"]} & told == {row[stays]}


def test_the_growths_of_other_outlets_are_known():
    assert len(WITHIN) > 8


@pytest.mark.parametrize("word", sorted(set(FIGURES["source"])))
def test_a_series_without_its_only_source_has_no_number(word):
    for row in FIGURES[FIGURES["source"] == word].head(1).to_dict("records"):
        if row["period_start"] and SERIES_NAME.fullmatch(row["series"]):
            months = [row["period_start"], row["period_end"]]
            allowed = desk.range_of(row["series"], months, without=word)
            assert allowed[["low", "high"]].isna().all(axis=None)


def test_what_customs_counted_moves_what_rests_on_it():
    assert {*desk.without("GACC")["claim"]} >= {"A1", "A7", "A8"}
