"""Ranges and contradictions: what the real figures must give, and each rule on small invented tables."""

import itertools
import random
import time
from math import inf
from weakref import WeakValueDictionary

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from second_path.instances import COLUMNS, table, typed

from dualuse.data import load, readings
from dualuse.pages import chart_ranges
from dualuse.ranges import bounds, conflicts, constraints, solved
from dualuse.ranges.programme import Programme
from pressroom import kept
from pressroom.errors import InputError

EXPORT, IMPORT, TRADE = (f"CHN-RUS-{flow}-all-GACC" for flow in ("export", "import", "trade"))
BN = 1e9


@pytest.fixture(scope="module")
def model():
    return bounds.Model(load.figures())


@pytest.fixture(scope="module")
def written(model):
    return bounds.table(model)


def rows(*changes):
    """Figures in the schema of figures.csv: exports of one month, 10 bn, unless a change says otherwise."""
    base = dict.fromkeys(COLUMNS, "") | {
        "role": "evidence", "reporter": "CHN", "partner": "RUS", "flow": "export", "product": "all",
        "source": "GACC", "publisher": "one", "released": "2023-07", "value": "10", "unit": "bn USD",
        "hedge": "exact", "period_start": "2023-06", "period_end": "2023-06",
    }  # fmt: skip
    made = [base | {"id": f"T{n}", "page": f"page {n}"} | change for n, change in enumerate(changes)]
    for row in made:
        row["hedge"] = row["hedge"] if row["value"] else ""
    return typed(pd.DataFrame(made, columns=COLUMNS))


def span(start, end):
    return {"period_start": start, "period_end": end}


def one(series, *changes, period=("2023-06", "2023-06"), allowance="none", reading="newspaper"):
    return bounds.Model(rows(*changes), allowance, reading).range(series, *period)


# --- the real figures ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "holds", "within"),
    [
        ("2023-01", "2023-06", (52.284,), (52.28, 52.29)),
        ("2023-06", "2023-06", (9.551,), (9.55, 9.56)),
        ("2022-01", "2022-06", (29.55,), (29.54, 29.56)),
        ("2021-01", "2021-12", (67.57,), (67.4, 67.8)),
        ("2021-11", "2021-11", (), (6.2, 6.9)),
        ("2021-12", "2021-12", (), (8.0, 8.4)),
        ("2023-12", "2023-12", (10.67,), (10.5, 11.1)),  # the year's total less that of eleven months
    ],
)
def test_the_main_series_at_the_default(model, start, end, holds, within):
    found = model.range(EXPORT, start, end)
    assert all(value * BN in found for value in holds), found
    assert within[0] * BN <= found.left <= found.right <= within[1] * BN, found


# What Chinese customs are remembered to hold of whole years, in bn USD, to the last digit or near it.
KNOWN = {EXPORT: (67.57, 76.12, 110.97, 115.5), IMPORT: (79.32, 114.15, 129.14, 129.3)}


@pytest.mark.parametrize("series", KNOWN)
def test_totals_of_the_years_as_now_known_lie_inside(model, series):
    for year, total in zip(range(2021, 2025), KNOWN[series], strict=True):
        found = model.range(series, f"{year}-01", f"{year}-12")
        assert found.left - 0.02 * BN <= total * BN <= found.right + 0.02 * BN, (year, total, found)
        assert found.length < (1.3 if (series, year) == (IMPORT, 2021) else 0.25) * BN


def test_imports_of_early_2022_as_first_printed_and_as_revised(model):
    first = model.range(IMPORT, "2022-01", "2022-06")
    since = model.range(IMPORT, "2022-01", "2022-06", "revised")
    assert 51.125 * BN in first and first.right < 51.2 * BN
    assert 52.12 * BN <= since.left <= since.right <= 52.17 * BN


def accepted(model):
    """Yield (print, its system) of every print that was not set aside; exchanged directions put right."""
    for case in model.cases.values():
        kept = {p.id for p in case.settled.prints}
        yield from ((p, case.settled, case.system) for p in case.errors.system.prints if p.id in kept)


@pytest.mark.parametrize("allowance", bounds.ALLOWANCES)
def test_every_accepted_print_lies_in_the_range_of_its_own_period(allowance):
    """Each level in the first print of its period, each rate in its growth, each later base in what was revised."""
    model, compared = bounds.Model(load.figures(), allowance), [0, 0, 0]
    near = 1e-5
    for p, system, _ in accepted(model):
        series, months = system.series(p.flow), [pd.Period(ordinal=m, freq="M") for m in (p.start, p.end)]
        if p.level is not None:
            found = [
                model.range(series, *months, v) for v in bounds.VINTAGES[: 1 + p.later]
            ]  # later: between
            low, high = min(r.left for r in found) / system.scale, max(r.right for r in found) / system.scale
            assert low - near <= p.level.right and p.level.left <= high + near, (p.id, found)
            compared[0] += 1
        if p.growth is not None:
            base = pd.Period(ordinal=p.base, freq="M")
            found = model.growth(series, *months, base, base=bounds.VINTAGES[not p.unrevised])
            assert found.left - near <= p.growth.right and p.growth.left <= found.right + near, (p.id, found)
            compared[1] += 1
        if p.growth is not None and p.level is not None and not p.unrevised:
            found = model.range(series, base, base + p.length - 1, "revised")
            low, high = p.level.left / (1 + p.growth.right / 100), p.level.right / (1 + p.growth.left / 100)
            assert found.left / system.scale - near <= high and low <= found.right / system.scale + near, p.id
            compared[2] += 1
    assert compared[0] > 270 and compared[1] > 140 and compared[2] > 75, compared


def test_no_page_prints_november_or_december_2021():
    frame = load.figures(
        role="evidence", reporter="CHN", partner="RUS", product="all", source="GACC", flow="export"
    )
    alone = frame[(frame["period_start"] == frame["period_end"]) & (frame["value"] != "")]
    assert not {"2021-11", "2021-12"} & set(alone["period_start"])


def test_the_wrong_prints_are_found_and_no_right_one_is_called_an_error(model):
    found = model.set_aside.set_index("figure")
    swapped = {"F115p", "F116p", "F148p", "F149p"}
    assert set(found.index[found["status"] == "error"]) == {"F086"} | swapped
    assert set(found.index[found["likely_cause"] == "swapped direction"]) == swapped
    # 36.7 where 15.04 and 18.65 were printed beside it: 3 bn apart, less the rounding and the allowance.
    assert set(found.loc["F086", "beside"].split()) in (
        {"F084", "F085"},
        {"F084", "F088"},
    )  # F088 repeats F085
    assert 2.5 < found.loc["F086", "by_how_much"] < 3.01 and found.loc["F086", "unit"] == "bn USD"
    # 42.94 and 42.96 bn for the same five months: nothing can tell.
    assert set(found.index[found["status"] == "one of these"]) <= {"F107", "F110"}
    assert not (found["status"] == "revised since").any()


def test_one_of_these_leaves_the_range_that_either_answer_gives():
    frame = load.figures(product="drones", source="GACC")
    frame.loc[frame["id"] == "F210p", ["role", "hedge", "same_fact"]] = ["evidence", "exact", ""]
    # 2 m and 32 m for the same drones, each printed once (planted: the page says over 2 m): nothing can tell.
    model = bounds.Model(frame)
    found = model.set_aside.set_index("figure")
    assert set(found.index[found["status"] == "one of these"]) == {"F205", "F210p"}
    found = model.range("CHN-RUS-export-drones-GACC", "2022-03", "2023-05")
    assert found.left < 2e6 and 32e6 < found.right < 34e6


def test_the_table_holds_every_month_half_and_year_of_the_main_series(written):
    main = written[(written["series"] == EXPORT) & (written["allowance"] == "default")]
    have = set(zip(main["period_start"], main["period_end"], strict=True))
    for year in range(2021, 2025):
        want = {(f"{year}-{m:02d}",) * 2 for m in range(1, 13)}
        want |= {(f"{year}-01", f"{year}-06"), (f"{year}-07", f"{year}-12"), (f"{year}-01", f"{year}-12")}
        assert want <= have
    assert set(main["unit"]) == {"bn USD"}
    assert list(written.columns) == [
        "series",
        "period_start",
        "period_end",
        "vintage",
        "allowance",
        "low",
        "high",
        "unit",
    ]
    for column in ("low", "high"):
        values = written[column].dropna()
        assert (values == values.round(6)).all()
    assert (written["low"] <= written["high"].fillna(inf)).all()


def test_a_wider_allowance_never_narrows_a_range(written):
    written = written[written["vintage"] == "first print"]
    wide = written.pivot_table(
        index=["series", "period_start", "period_end"], columns="allowance", values="low"
    )
    assert (wide["none"] >= wide["default"] - 2e-6).all() and (wide["default"] >= wide["double"] - 2e-6).all()
    high = written.assign(high=written["high"].fillna(inf)).pivot_table(
        index=["series", "period_start", "period_end"], columns="allowance", values="high"
    )
    assert (high["none"] <= high["default"] + 2e-6).all() and (high["default"] <= high["double"] + 2e-6).all()


def test_neither_the_order_of_rows_nor_their_ids_change_anything(model, written):
    """Ranges, findings and who holds a range: ids are drawn anew, so that they sort in another order."""
    frame = load.figures()
    names = random.Random(5).sample(range(10_000), len(frame))
    new = {old: f"F{name:04d}" for old, name in zip(frame["id"], names, strict=True)}
    frame = frame.assign(id=frame["id"].map(new), same_fact=frame["same_fact"].map(new).fillna(""))
    other = bounds.Model(frame.sample(frac=1, random_state=7))
    assert bounds.table(other).to_csv() == written.to_csv()
    back = {name: old for old, name in new.items()}
    aside = other.set_aside.assign(figure=lambda rows: rows["figure"].map(back))
    aside["beside"] = [" ".join(sorted(back[key] for key in ids.split())) for ids in aside["beside"]]
    expected = model.set_aside.assign(beside=[" ".join(sorted(x.split())) for x in model.set_aside["beside"]])
    aside = aside.sort_values(["series", "figure"]).reset_index(drop=True)
    assert aside.to_csv() == expected.to_csv()
    held = other.figures(EXPORT, "2021-01", "2021-12")
    assert sorted(back[key] for key in held) == model.figures(EXPORT, "2021-01", "2021-12")


def test_all_bounds_of_all_series_take_about_a_second():
    # Measured: under one second of the processor's time where it is idle. The guard is three times that, for others.
    figures, times = load.figures(), [inf]
    while min(times) >= 1.0 and len(times) < 4:  # the processor's time, and again where it was shared
        start = time.process_time()
        bounds.table(bounds.Model(figures))
        times.append(time.process_time() - start)
    assert min(times) < 3.0, times


def test_what_rests_on_no_revision_is_what_another_model_finds_at_that_allowance(written):
    """A range found at one allowance and taken over to a wider one is the one that is found there from nothing."""
    for allowance in ("default", "double"):
        model = bounds.Model(load.figures(), allowance)
        rows = written[(written["allowance"] == allowance) & (written["vintage"] == "first print")]
        for row in rows[rows["series"] == IMPORT].itertuples():
            found = model.range(IMPORT, row.period_start, row.period_end)
            assert (found.left / BN, found.right / BN) == pytest.approx((row.low, row.high), abs=2e-6)


def test_the_growth_of_the_half_year(model):
    found = model.growth(EXPORT, "2023-01", "2023-06", "2022-01")
    assert 78.1 in found and found.length < 0.2
    imports = model.growth(IMPORT, "2023-01", "2023-06", "2022-01")
    assert 19.4 in imports
    # On the first print of the base it would be 62.263 / 51.125: customs had revised that since.
    assert 21.785 in model.growth(IMPORT, "2023-01", "2023-06", "2022-01", base="first print")


# --- each rule on an invented table -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "reading", "allowance", "expected"),
    [
        ({}, "newspaper", "none", (9.5, 10.5, "both")),
        ({"value": "10.0"}, "newspaper", "double", (9.95, 10.05, "both")),
        ({"hedge": "more than"}, "newspaper", "none", (10, 11, "neither")),
        ({"hedge": "more than"}, "strict", "none", (10, inf, "neither")),
        ({"hedge": "at least"}, "strict", "default", (10, inf, "left")),
        ({"hedge": "nearly"}, "strict", "none", (0, 10, "left")),
        ({"value": "5-7", "hedge": "between"}, "newspaper", "none", (5, 7, "both")),
        ({"status": "cut off"}, "newspaper", "none", (10, 11, "left")),
    ],
)
def test_a_figure_alone_says_what_was_printed(change, reading, allowance, expected):
    found = one(EXPORT, change, reading=reading, allowance=allowance)
    assert (found.left / BN, found.right / BN) == pytest.approx(expected[:2])
    assert found.closed == expected[2]


def test_a_figure_alone_as_revised_since_is_wider_by_what_was_measured():
    (low, high), print_ = readings.TOTAL["export"], {"value": "10.0"} | span("2023-01", "2023-06")
    for allowance, share in (("none", 0), ("default", 1), ("double", 2)):
        model = bounds.Model(rows(print_), allowance)
        found = model.range(EXPORT, "2023-01", "2023-06", "revised")
        ends = 9.95 * (1 + share * low), 10.05 * (1 + share * high)
        assert (found.left / BN, found.right / BN) == pytest.approx(ends)
    # A later print says what was held at some release between: the first print may lie off it the other way.
    later = bounds.Model(rows(print_ | {"status": "later print"}))
    since, first = (
        later.range(EXPORT, "2023-01", "2023-06", vintage) for vintage in ("revised", "first print")
    )
    assert since.left / BN == pytest.approx(9.95 * (1 + low)) and since.right / BN == pytest.approx(
        10.05 * (1 + high)
    )
    assert first.left < since.left and since.right < first.right


def test_records_are_inequalities_between_months():
    year = {"value": "12.0"} | span("2022-01", "2022-12")
    peak = {"value": "1.50"} | span("2023-02", "2023-02")
    assert one(EXPORT, year, peak, period=("2022-12", "2022-12")).right == pytest.approx(12.05 * BN)
    highest = peak | {"status": "highest since 2022-01"}
    assert one(EXPORT, year, highest, period=("2022-12", "2022-12")).right == pytest.approx(1.505 * BN)
    before = {"value": "2.00"} | span("2021-12", "2021-12")
    fell = {"value": "1.50", "status": "first fall since 2022-12"} | span("2023-01", "2023-01")
    assert one(EXPORT, year, before, fell, period=("2022-12", "2022-12")).left == pytest.approx(1.995 * BN)


def test_a_monthly_average_says_what_its_months_add_up_to():
    average = {"value": "5-7", "hedge": "between", "unit": "m USD per month"} | span("2023-01", "2023-12")
    found = one(EXPORT, average, period=("2023-01", "2023-12"))
    assert (found.left, found.right) == (60e6, 84e6)


def test_months_are_split_by_totals_around_them():
    half = {"value": "60.0"} | span("2023-01", "2023-06")
    five = {"value": "50.0"} | span("2023-01", "2023-05")
    found = one(EXPORT, half, five)
    assert (found.left / BN, found.right / BN) == pytest.approx((9.9, 10.1))


def test_a_growth_rate_ties_a_period_to_the_year_before():
    base = {"value": "10.00", "page": "a"} | span("2022-06", "2022-06")
    grew = {"value": "", "growth": "50.0", "growth_hedge": "exact"}
    found = one(EXPORT, base, grew)
    assert (found.left / BN, found.right / BN) == pytest.approx((9.995 * 1.4995, 10.005 * 1.5005))
    # The base is what customs held by then; an agency that reckons for itself takes the first print.
    low, high = readings.MONTH["export"]
    found = one(EXPORT, base, grew, allowance="default")
    assert (found.left / BN, found.right / BN) == pytest.approx(
        (9.995 * (1 + low) * 1.4995, 10.005 * (1 + high) * 1.5005), abs=1e-6
    )
    found = one(EXPORT, base, grew | {"status": "first-print base"}, allowance="double")
    assert (found.left / BN, found.right / BN) == pytest.approx((9.995 * 1.4995, 10.005 * 1.5005), abs=1e-6)
    tripled = {"value": "3", "unit": "times"}
    found = one(EXPORT, base, tripled)
    assert (found.left / BN, found.right / BN) == pytest.approx((9.995 * 2.5, 10.005 * 3.5))
    other_base = grew | {"growth_base": "2023-05"}
    found = one(EXPORT, base | span("2023-05", "2023-05"), other_base)
    assert found.left / BN == pytest.approx(9.995 * 1.4995)


def test_exports_and_imports_make_two_way_trade():
    found = one(IMPORT, {"value": "9.0"}, {"flow": "trade", "value": "20.0"})
    assert (found.left / BN, found.right / BN) == pytest.approx((10.9, 11.1))


def test_first_prints_of_a_period_add_up_within_rounding():
    page = [
        {"flow": f, "value": v} for f, v in [("export", "9.551"), ("import", "11.280"), ("trade", "20.8")]
    ]
    assert bounds.Model(rows(*page)).set_aside.empty
    page[2]["value"] = "21.25"
    found = bounds.Model(rows(*page)).set_aside
    assert set(found["figure"]) == {"T0", "T1", "T2"} and set(found["status"]) == {"one of these"}


def test_no_unit_counted_means_no_value_and_a_count_says_nothing_else():
    none = {"value": "0", "unit": "units"} | span("2022-03", "2022-12")
    some = {"value": "5", "unit": "units"} | span("2023-01", "2023-08")
    money = {"value": "904", "unit": "k USD"} | span("2022-01", "2022-02")
    model = bounds.Model(rows(none, some, money))
    found = model.range(EXPORT, "2022-04", "2022-06")
    assert (found.left, found.right) == (0, 0)
    assert model.range(EXPORT, "2023-01", "2023-08").right == inf
    assert model.range(EXPORT + ":units", "2023-01", "2023-08").right == 5.5


def test_other_units_are_other_quantities():
    model = bounds.Model(rows({"unit": "bn CNY", "value": "66.8"}, {"value": "9.5"}))
    assert set(model.series) == {EXPORT, EXPORT + ":CNY"}
    assert model.range(EXPORT, "2023-06", "2023-06").right < 10 * BN


def test_claims_context_and_figures_without_a_period_never_enter():
    model = bounds.Model(rows({"role": "claim"}, {"role": "context"}, span("2023-01", ""), {"flow": "share"}))
    assert not model.series and list(model.unused["id"]) == ["T0", "T1", "T2", "T3"]
    assert list(model.unused["reason"])[:3] == ["role claim", "role context", "no period"]


def test_nothing_known_is_from_zero_to_unbounded(model):
    for period in (("2019-01", "2019-06"), ("2030-01", "2030-01")):
        assert model.range(EXPORT, *period) == bounds.NOTHING
        assert model.figures(EXPORT, *period) == []
    assert model.range("no such series", "2023-01", "2023-06") == bounds.NOTHING
    assert model.growth("no such series", "2023-01", "2023-06", "2022-01").right == inf
    # Half of the period is known: what is known is the least, and there is no greatest.
    found = one(EXPORT, {}, period=("2023-06", "2023-07"))
    assert found.left == 9.5 * BN and found.right == inf


def test_growth_of_what_rests_on_growth_alone_and_on_nothing():
    fell = {"value": "", "growth": "-31", "growth_hedge": "exact"}
    model = bounds.Model(rows(fell), "none")
    found = model.growth(EXPORT, "2023-06", "2023-06", "2022-06")
    assert (found.left, found.right) == (-31.5, -30.5)
    none = {"value": "0", "unit": "units"} | span("2022-06", "2022-06")
    assert bounds.Model(rows({}, none)).growth(EXPORT, "2023-06", "2023-06", "2022-06") is None


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"value": "ten"}, "ten"),
        ({"unit": "bn drones"}, "bn drones"),
        ({"hedge": "roughly"}, "roughly"),
        (span("2023-07", "2023-06"), "2023-07 to 2023-06"),
        ({"growth": "much", "growth_hedge": "exact"}, "much"),
    ],
)
def test_a_figure_that_cannot_be_read_is_named(change, found):
    with pytest.raises(InputError) as error:
        bounds.Model(rows({}, change))
    assert error.value.row == "T1" and error.value.found == found


def test_other_bad_input():
    with pytest.raises(InputError, match="twice"):
        bounds.Model(rows({}, {"id": "T0"}))
    with pytest.raises(InputError, match="allowance"):
        bounds.Model(rows({}), "triple")
    for period in (("2023-07", "2023-06"), ("June", "2023-07")):
        with pytest.raises(InputError, match="period"):
            bounds.Model(rows({})).range(EXPORT, *period)


# --- contradictions -----------------------------------------------------------------------------------


def test_a_print_that_three_others_contradict_is_an_error_and_what_it_stands_beside_is_named():
    parts = [{"value": "10.0"} | span(f"2023-0{m}", f"2023-0{m}") for m in (4, 5, 6)]
    model = bounds.Model(
        rows(
            *parts,
            {"value": "13.0"} | span("2023-05", "2023-05"),
            {"value": "30.0"} | span("2023-04", "2023-06"),
        )
    )
    found = model.set_aside.set_index("figure")
    assert list(found.index) == ["T3"] and found.loc["T3", "status"] == "error"
    assert found.loc["T3", "beside"] == "T1"
    assert found.loc["T3", "by_how_much"] == pytest.approx(12.95 - 10.05, abs=1e-6)


def test_two_prints_of_one_fact_and_nothing_to_tell_them_apart():
    found = bounds.Model(rows({"value": "32"}, {"value": "20"})).set_aside
    assert list(found["figure"]) == ["T0", "T1"] and set(found["status"]) == {"one of these"}


def test_copies_of_one_number_fall_together_and_do_not_outvote_it():
    copies = [{"value": "13.0"}, {"value": "13.0"}]
    found = bounds.Model(rows(*copies, {"value": "10.0"})).set_aside
    assert list(found["figure"]) == ["T0", "T1", "T2"] and set(found["status"]) == {"one of these"}
    others = [{"value": "5.0", "flow": "import"}, {"value": "15.0", "flow": "trade"}]
    found = bounds.Model(rows(*copies, {"value": "10.0"}, *others)).set_aside
    assert list(found["figure"]) == ["T0", "T1"] and set(found["status"]) == {"error"}


def test_what_twice_the_allowance_explains_was_revised_since_and_is_no_error():
    first = {"value": "10.00"} | span("2022-01", "2022-06")
    grew = {"value": "11.00", "growth": "7.0", "growth_hedge": "exact"} | span("2023-01", "2023-06")
    found = bounds.Model(rows(first, grew | {"growth": "9.0"})).set_aside  # a base of 10.09
    assert set(found["status"]) == {"revised since"} and set(found["figure"]) == {"T0", "T1"}
    model = bounds.Model(rows(first, grew))  # of 10.28
    assert set(model.set_aside["status"]) == {"one of these"}
    # Both are set aside: nothing is left that says anything.
    assert model.range(EXPORT, "2023-01", "2023-06") == bounds.NOTHING
    assert (bounds.table(model)["low"] == 0).all() and bounds.table(model)["high"].isna().all()


def test_no_revision_unless_prints_contradict_it_and_then_the_least():
    first = {"value": "10.000"} | span("2022-01", "2022-06")
    grew = {"value": "10.000", "growth": "0.50", "growth_hedge": "exact"} | span("2023-01", "2023-06")
    for order in ((first, grew), (grew, first)):
        model = bounds.Model(rows(*order), "none")
        found = model.range(EXPORT, "2022-01", "2022-06", "revised")
        assert (found.left / BN, found.right / BN) == pytest.approx((10.0005 / 1.00495,) * 2, abs=2e-4)
        least = bounds.least_revisions(model)["least"].item()
        low = (1 - 10.0005 / 1.00495 / 9.9995) / -readings.TOTAL["export"][0]
        assert least == pytest.approx(low, abs=1e-4)


@pytest.mark.parametrize(
    ("value", "cause"),
    [
        ("9551", "unit slip"),
        ("95.51", "digit slip"),
        ("9.515", "digit slip"),
        ("5.951", "digit slip"),
        ("9.051", "digit slip"),
    ],
)
def test_the_likely_slip_is_named(value, cause):
    right = [{"value": "9.551"}, {"value": "9.552"}, {"value": "9.55"}]
    found = bounds.Model(rows(*right, {"value": value})).set_aside
    assert list(found["likely_cause"]) == ([cause] if cause != "unknown" else [])


def test_a_total_that_belongs_to_the_month_before_is_a_wrong_period():
    right = [{"value": f"{10 * n}.0"} | span("2023-01", f"2023-{n:02d}") for n in (3, 4, 5, 6)]
    right += [{"value": f"{10 * n}.1"} | span("2023-01", f"2023-{n:02d}") for n in (3, 4, 5, 6)]
    found = bounds.Model(rows(*right, {"value": "40.0"} | span("2023-01", "2023-05"))).set_aside
    assert list(found["figure"]) == ["T8"] and list(found["likely_cause"]) == ["wrong period"]


def test_directions_that_changed_places_are_put_right():
    sides = [{"flow": "export", "value": "9.6"}, {"flow": "import", "value": "11.3"}]
    page = [
        {"page": "p", "flow": "export", "value": "11.280"},
        {"page": "p", "flow": "import", "value": "9.551"},
    ]
    model = bounds.Model(rows(*sides, *page), "none")
    found = model.set_aside
    assert set(found["figure"]) == {"T2", "T3"} and set(found["likely_cause"]) == {"swapped direction"}
    assert 9.551 * BN in model.range(EXPORT, "2023-06", "2023-06")


# --- properties ---------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 400))
def test_more_figures_never_widen_a_range(seed):
    frame = table(seed)
    whole = next(iter(constraints.systems(frame)[0].values()))
    some = conflicts.without(whole, {random.Random(seed).choice(whole.prints).id})
    from dualuse.ranges.programme import Programme

    few, many = Programme(some, 1.0), Programme(whole, 1.0)
    if not some.prints or not many.feasible():
        return
    for cell in few.cells:
        flow, month = cell
        a, b = (
            few.columns(flow, month, month, "first print")[0],
            many.columns(flow, month, month, "first print")[0],
        )
        assert few.extreme(a, 1) <= many.extreme(b, 1) + 1e-7
        assert few.extreme(a, -1) >= many.extreme(b, -1) - 1e-7


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_whatever_is_wrong_in_a_table_it_ends_in_ranges(seed):
    """Also where several prints are wrong: the findings explain the contradiction, in any order of rows."""
    frame = table(seed)
    models = [bounds.Model(f) for f in (frame, frame.iloc[::-1])]
    assert models[0].set_aside.to_csv() == models[1].set_aside.to_csv()
    for series, allowance in itertools.product(models[0].series, ("none", "default", "double")):
        found = models[0].at(allowance).range(series, "2021-01", "2021-02")
        assert 0 <= found.left <= found.right


# --- what the notebook shows --------------------------------------------------------------------------


def test_months_that_no_print_tells_apart_are_one_average(model):
    exports = bounds.monthly(model, EXPORT, "2023-01", "2024-12")
    default = exports[exports["allowance"] == "default"].set_index("start")
    assert [(str(m), n) for m, n in default["months"].items() if n > 1] == [("2023-01", 2), ("2024-01", 2)]
    both = model.range(EXPORT, "2023-01", "2023-02")
    assert default.loc[pd.Period("2023-01", "M"), "high"] == pytest.approx(both.right / 2 / BN)
    for flow in (IMPORT, TRADE):  # no page prints the months of March, April, September or October 2024 alone
        frame = bounds.monthly(model, flow, "2024-01", "2024-12")
        blocks = frame.loc[(frame["allowance"] == "none") & (frame["months"] > 1), "start"].astype(str)
        assert list(blocks) == ["2024-01", "2024-03", "2024-09"]


def test_least_revisions_of_every_quantity(model):
    found = bounds.least_revisions(model).set_index("series")["least"]
    assert 0.5 < found[EXPORT] < found[IMPORT] < 1 and found.le(1).all()
    assert found["RUS-CHN-import-all-FCS"] == 0


def test_pictures_draw_every_range_given(model):
    frames = {name: bounds.monthly(model, name, "2021-01", "2021-12") for name in (EXPORT, IMPORT)}
    points = pd.DataFrame(
        {"start": pd.period_range("2021-01", "2021-12", freq="M"), "value": 5.0, "label": "x"}
    )
    fig = chart_ranges.months(frames, "bn USD a month", points)
    drawn = [sum(len(boxes.get_paths()) for boxes in ax.collections) for ax in fig.axes]
    assert drawn == [len(f) for f in frames.values()]
    assert len(fig.axes[0].lines[0].get_xdata()) == len(points)


@pytest.mark.parametrize(("value", "hedge"), [("30,000", "exact"), ("30000", "exact"), ("29-31", "between")])
def test_a_contradiction_of_any_print_has_a_cause_or_none(value, hedge):
    period = {"period_start": "2023-06", "period_end": "2023-06", "unit": "units"}
    pair = rows(period | {"value": value, "hedge": hedge}, period | {"value": "45000"})
    aside = bounds.Model(pair).set_aside
    assert len(aside) == 2 and set(aside["likely_cause"]) <= {
        "digit slip",
        "unit slip",
        "wrong period",
        "unknown",
    }


# --- what a build keeps ------------------------------------------------------------------------------------


@pytest.fixture
def alone(monkeypatch):
    """Return what makes a model that shares nothing with those of other tests."""

    def made(figures):
        monkeypatch.setattr(solved, "_cases", WeakValueDictionary())
        return bounds.Model(figures)

    return made


def test_a_system_that_was_listed_holds_no_programme_and_answers_as_before(alone):
    before, after = (alone(load.figures(partner="RUS")) for _ in range(2))
    bounds.table(after)
    held = [v for case in after.cases.values() for v in case._found.values() if isinstance(v, Programme)]
    assert not held
    said = [
        (m.range(EXPORT, "2022-01", "2022-06"), m.figures(EXPORT, "2022-02", "2022-02"))
        for m in (before, after)
    ]
    assert said[0] == said[1]


def asked(model, monkeypatch):
    """Return what a model says, as text, and how many answers were found anew."""
    found, add = [], kept.Kept.add
    with monkeypatch.context() as patch:
        patch.setattr(kept.Kept, "add", lambda self, answers: (found.extend(answers), add(self, answers)))
        said = [bounds.table(model), model.set_aside, bounds.least_revisions(model)]
        one = [model.range(EXPORT, "2022-01", "2022-06"), model.figures(EXPORT, "2022-01", "2022-06")]
        one.append(model.growth(EXPORT, "2023-01", "2023-06", "2022-01"))
    return "".join(table.to_csv() for table in said) + repr(one), len(found)


def test_one_digit_changed_finds_one_system_anew_and_the_rest_as_it_was_kept(tmp_path, monkeypatch, alone):
    figures, other = load.figures(), load.figures()
    other.loc[other["id"] == "F112", "value"] = "52.285"
    plain, changed = (asked(alone(frame), monkeypatch)[0] for frame in (figures, other))
    monkeypatch.setattr(kept, "folder", lambda: tmp_path)
    monkeypatch.setenv("PRESSROOM_NOTEBOOK", "01_any")
    first, again = (asked(alone(figures), monkeypatch) for _ in range(2))
    assert first[0] == again[0] == plain != changed
    assert first[1] > 1000 and again[1] == 0
    before = set(tmp_path.iterdir())
    said, anew = asked(alone(other), monkeypatch)
    assert said == changed and 0 < anew < first[1]
    (new,) = set(tmp_path.iterdir()) - before
    assert new.name.startswith("CHN-RUS-all-GACC-")


def test_the_order_of_questions_decides_no_open_end(alone):
    spans = [(s, f"{y}-{m:02d}") for s in (EXPORT, IMPORT, TRADE) for y in (2022, 2023) for m in range(1, 13)]
    found = []
    for order in (spans, spans[::-1], random.Random(3).sample(spans, len(spans))):
        model = alone(load.figures(inferred=""))
        said = {(s, m, v): model.range(s, m, m, v) for s, m in order for v in bounds.VINTAGES}
        found.append(sorted(said.items()))
    assert found[0] == found[1] == found[2]
