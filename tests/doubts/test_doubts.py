"""What if it were otherwise: other readings, revisions and figures, on the real ones."""

import add_figure
import adding
import pandas as pd
import pytest

from dualuse.data import load, readings
from dualuse.doubts import moves, revisions, sensitivity
from dualuse.official import totals
from dualuse.ranges import bounds
from dualuse.verdicts import claims

FIGURES = load.figures()
FIGURES = FIGURES[~FIGURES["id"].isin(adding.added(add_figure.HEADING))]  # those that were reviewed


def test_the_revisions_that_are_assumed_are_those_that_the_pairs_show():
    """Pairs that show it to within a point, their extremes rounded to a tenth, zero, and half a point beyond."""
    case, _ = bounds.Model(FIGURES).series["CHN-RUS-export-all-GACC"]
    pairs = revisions.measured(case.settled)
    exact = pairs[pairs["high"] - pairs["low"] <= 1]
    middle = (exact["low"] + exact["high"]) / 2
    for assumed, kinds in ((readings.TOTAL, ["total"]), (readings.MONTH, ["month", "next"])):
        for flow, (low, high) in assumed.items():
            mine = middle[(exact["flow"] == flow) & exact["kind"].isin(kinds)]
            assert low * 100 == pytest.approx(min(0, round(mine.min(), 1)) - 0.5)
            assert high * 100 == pytest.approx(max(0, round(mine.max(), 1)) + 0.5)
    both = [*readings.TOTAL.values(), *readings.MONTH.values()]
    assert (min(low for low, _ in both), max(high for _, high in both)) == readings.OTHER


def test_hedged_prints_beside_exact_ones_are_few_and_agree():
    pairs = sensitivity.calibration(FIGURES)
    assert set(pairs["figure"]) >= {"F203"} and pairs["holds"].all() and len(pairs) < 10


def test_the_published_readings_are_in_the_grid():
    some = [claim for claim in load.claims() if claim["id"] in ("A1", "A2", "A8")]
    book = claims.Book(FIGURES, load.statements(), totals.in_hand(), load.labels())
    grid = sensitivity.grid(some, book)
    default = grid[(grid["hedge"] == "newspaper") & (grid["allowance"] == "default") & grid["inferred"]]
    published = [(c["id"], item) for c in some for item in claims.check(c, book).json()["evidence"]]
    published = [(i, item) for i, item in published if item["kind"] == "trade"]
    assert not sensitivity.missing(default, published)
    flips = sensitivity.flips(grid)
    chinese = flips[(flips["claim"] == "A1") & (flips["source"] == "Chinese customs")].iloc[0]
    assert chinese["changed_by"] == "period, hedge"
    published[0][1]["high"] += 1
    assert len(sensitivity.missing(default, published)) == 1


def test_ranges_that_differ_are_said():
    columns = ["series", "period_start", "period_end", "vintage", "allowance", "low", "high", "unit"]
    same = ("a-b", "2023-01", "2023-01", bounds.VINTAGES[0], "default", 1.0, 2.0, "m USD")
    was = [same, ("a-b", "2023-01", "2023-06", bounds.VINTAGES[0], "default", 9.0, None, "m USD")]
    now = [same, ("a-b", "2023-01", "2023-06", bounds.VINTAGES[0], "default", 9.0, 10.5, "m USD")]
    frames = [pd.DataFrame(rows, columns=columns) for rows in (was, now)]
    assert moves.ranges(*frames) == ["a-b, January to June 2023: 9 m USD or more becomes 9 to 10.5 m USD"]
    assert moves.ranges(frames[0], frames[0]) == []
    assert moves.ranges(frames[0].head(1), frames[0]) == [
        "a-b, January to June 2023: unknown becomes 9 m USD or more"
    ]
