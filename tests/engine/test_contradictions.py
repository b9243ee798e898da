"""Which figures are named as wrong, on the real table and where errors are planted."""

import random
import time

import pytest
from seeds import pick_few
from synthetic_figures import list_sources, write_rows

from dualuse.base import tables
from dualuse.base.errors import InputError
from dualuse.engine.contradictions import MOST_WRONG, find_contradictions
from dualuse.engine.ranges import Ranges

EXPORTS = "CHN-RUS-export-all-GACC"
REAL = """
F086  error        trade
F107  one-of-these export
F110  one-of-these export
F115p error        export
F116p error        import
F148p error        export
F149p error        import
"""
# figure, column, what is planted there
PLANTED = """
F158 value        7.883
F297 value        13.0
F057 unit         m_USD
F188 value        2448.1
F093 growth       -32.6
F089 flow         trade
"""
TABLE = """
F1 export 2023-03 2023-03 9.00
F2 import 2023-03 2023-03 11.00
F3 trade  2023-03 2023-03 20.00
F4 export 2023-04 2023-04 9.50
F5 import 2023-04 2023-04 10.50
F6 trade  2023-04 2023-04 20.00
"""


@pytest.fixture(scope="module")
def main(figures):
    rows = figures.query("reporter == 'CHN' and partner == 'RUS' and product == 'all'")
    return rows.reset_index(drop=True)


def search(rows, **kinds):
    return find_contradictions(rows, list_sources(**kinds))


def list_ids(table):
    return set(table["figure"])


def test_the_figures_that_cannot_be_true(set_aside):
    rows = set_aside[["figure", "status", "series"]].sort_values("figure")
    lines = [line.split() for line in REAL.strip().splitlines()]
    expected = [
        [figure, status.replace("-", " "), flow] for figure, status, flow in lines
    ]
    rows["series"] = rows["series"].str.split("-").str[2]
    assert rows.to_numpy().tolist() == expected


def test_directions_that_changed_places_are_one_contradiction(set_aside):
    swapped = set_aside.query("likely_cause == 'swapped direction'")
    pairs = swapped.groupby("contradiction")["figure"].agg(sorted).tolist()
    assert sorted(pairs) == [["F115p", "F116p"], ["F148p", "F149p"]]
    assert (set_aside["by_how_much"] > 0).all() and (set_aside["beside"] != "").all()


def test_neither_the_order_of_rows_nor_ids_decide(main, sources, set_aside):
    shuffled = main.sample(frac=1, random_state=5)
    shuffled["id"] = shuffled["id"].map(lambda figure: f"Z{figure[::-1]}")
    renamed = find_contradictions(shuffled, sources)
    assert {figure[:0:-1] for figure in renamed["figure"]} == list_ids(set_aside)


@pytest.mark.parametrize("line", pick_few(1, PLANTED.strip().splitlines()))
def test_an_error_that_is_planted_is_named_alone(main, sources, set_aside, line):
    figure, column, planted = line.split()
    rows = main.copy()
    rows.loc[rows["id"] == figure, column] = planted.replace("_", " ")
    rows["series"] = [tables.name_series(row) for row in rows.to_dict("records")]
    named = find_contradictions(rows, sources).set_index("figure")
    assert set(named.index) - list_ids(set_aside) == {figure}
    assert named.loc[figure, "status"] == "error"
    assert named.loc[figure, "likely_cause"] == ""


def test_repeats_of_one_number_fall_together_and_outvote_nothing():
    rows = write_rows(
        f"{TABLE}F7 export 2023-03 2023-03 9.001\nF8 export 2023-03 2023-03 7.00"
    )
    rows.loc[0, "value"] = "7.00"
    wrong = search(rows)
    assert list_ids(wrong) == {"F1", "F8"}
    assert wrong["contradiction"].nunique() == 1
    ranges = Ranges(rows, list_sources(), wrong)
    assert ranges.range(EXPORTS, "2023-03", "2023-03", "own").left > 8.9e9


def test_what_twice_the_revisions_explain_was_revised_since():
    """9.9 of March in a later release is a revision that customs made, near enough."""
    rows = "F1 export 2023-01 2023-03 10.00\nF2 export 2024-01 2024-03 11.85 20.0"
    assert search(write_rows(rows)).empty
    wrong = search(write_rows(rows.replace("11.85", "11.70")))
    assert set(wrong["status"]) == {"revised since"}
    declared = search(write_rows(rows), GACC="declarations")
    assert set(declared["status"]) <= {"error", "one of these"} and len(declared)


@pytest.mark.parametrize("power", range(-3, 7))
def test_a_slip_of_any_scale_is_named_and_ends_in_no_traceback(power):
    """The solver, going on from its last basis, once called a least sum unbounded."""
    rows = write_rows(f"{TABLE}F7 export 2023-03 2023-03 9.001")
    rows["value"] = rows["value"].astype(object)
    rows.loc[0, "value"] = f"{7 * 10.0**power:.6f}"
    wrong = search(rows)
    assert (wrong["figure"].tolist(), wrong["status"].tolist()) == (["F1"], ["error"])


def test_too_many_wrong_figures_are_refused_before_the_search():
    draw = random.Random(1)
    lines = []
    for number in range(2000):
        month = f"{2015 + number % 5}-{number % 12 + 1:02d}"
        lines.append(f"F{number} export {month} {month} {draw.uniform(1, 99):.2f}")
    rows = write_rows("\n".join(lines))
    start = time.perf_counter()
    with pytest.raises(InputError, match=f"at most {MOST_WRONG}"):
        search(rows)
    assert time.perf_counter() - start < 60


def draw_table(seed):
    """Synthetic rows of a few months, some of which cannot be true."""
    draw = random.Random(seed)
    noise = draw.choice([0.0, 0.01, 0.05])
    months = {}
    for flow in ("export", "import"):
        months[flow] = [draw.uniform(1, 9) for _ in range(6)]
    months["trade"] = [sum(pair) for pair in zip(*months.values(), strict=True)]
    lines = []
    for number in range(draw.randint(4, 10)):
        flow = draw.choice(list(months))
        first = draw.randint(0, 5)
        last = draw.randint(first, 5)
        amount = sum(months[flow][first : last + 1]) * draw.uniform(
            1 - noise, 1 + noise
        )
        period = f"2023-{first + 1:02d} 2023-{last + 1:02d}"
        lines.append(f"F{number} {flow} {period} {amount:.{draw.randint(1, 3)}f}")
    return write_rows("\n".join(lines))


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_wrong_the_others_can_be_true(seed):
    rows = draw_table(seed)
    wrong = search(rows)
    ranges = Ranges(rows, list_sources(), wrong)
    for series in ranges.names:
        ranges.range(series, "2023-01", "2023-06")
    if len(wrong):
        with pytest.raises(InputError):
            Ranges(rows, list_sources()).range(series, "2023-01", "2023-06")


def test_suspects_are_told_apart_by_a_margin_of_one():
    """Table 38 tells the wrong figure from its neighbour; thrice the margin would not."""
    wrong = search(draw_table(38)).set_index("figure")["status"]
    assert wrong.to_dict() == {
        "F1": "error",
        "F3": "one of these",
        "F9": "one of these",
    }


SETTLED_BY_ONE = """
F1 export 2022-03 2022-03 4.5    -21.7
F2 export 2022-01 2022-03 12.92  -25.2
F3 export 2023-01 2023-02 10.19  21.1
F4 export 2023-03 2023-03 5.780  29.8
F5 export 2023-01 2023-03 15.843 24.6
F6 export 2023-01 2023-03 15.84  24.6
F7 export 2022-01 2022-02 8.53   -26.9
"""


def test_a_figure_that_settles_two_contradictions_stops_nothing():
    """Put another in the place of the first, and the second has no suspect left."""
    rows = write_rows(SETTLED_BY_ONE)
    rows.loc[rows["id"].isin(["F1", "F4"]), "status"] = "first-print base"
    wrong = search(rows)
    assert len(wrong)
    Ranges(rows, list_sources(), wrong).range(EXPORTS, "2023-01", "2023-03")
