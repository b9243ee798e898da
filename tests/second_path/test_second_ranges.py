"""The library's ranges against those of another solver, other equations and another reading of the prints."""

import functools

import pytest

from dualuse.data import load
from dualuse.ranges import bounds, constraints
from dualuse.ranges.programme import Programme
from dualuse.ranges.solved import ALLOWANCES
from second_path.instances import table
from second_path.ranges import Ranges, month_number, unit_of

CLOSE = 1e-6
INSTANCES = 500
MAIN = "CHN-RUS-{}-all-GACC"


def ordinal(month):
    return month_number(month) - 12 * 1970


def same(a, b):
    return a == b or abs(a - b) <= CLOSE


@functools.cache
def model():
    return bounds.Model(load.figures())


def rows_of(case, frame):
    """The rows of a system, found without the library; a count of nothing says that nothing was paid."""
    reporter, partner, product, source = case.system.root
    mine = frame[
        (frame["reporter"] == reporter)
        & (frame["partner"] == partner)
        & (frame["product"] == product)
        & (frame["source"] == source)
        & (frame["role"] == "evidence")
        & (frame["period_start"] != "")
        & (frame["period_end"] != "")
        & ~frame["flow"].isin(["share", "price"])
        & ((frame["value"] != "") | (frame["growth"] != ""))
    ]

    def belongs(row):
        base = unit_of(row["unit"])[1].partition(" per month")[0] if row["unit"] else "USD"
        base = "USD" if base in ("times", "percent") else base
        nothing = (row["value"], base, row["hedge"]) == ("0", "units", "exact")
        return base == case.system.base or (nothing and case.system.base == "USD")

    return [row for row in mine.to_dict("records") if belongs(row)]


def second(case, frame, allowance):
    """The second path's programme of a system: the findings, put right, are the library's."""
    settled = {p.id: p for p in case.settled.prints}
    rows = [row | {"flow": settled[row["id"]].flow} for row in rows_of(case, frame) if row["id"] in settled]
    assert len(rows) == len(settled)
    levels = {p.id: p.level for p in case.errors.system.prints}
    between = {
        key: (p.level.left, p.level.right) for key, p in settled.items() if str(p.level) != str(levels[key])
    }
    return Ranges(rows, case.system.scale, case.programme(allowance).allowance, between=between)


def compare(spans, frame):
    """Compare (series, allowance, vintage, start, end), one system and allowance after the other."""
    others = {}
    for series, allowance, vintage, start, end in spans:
        case, flow = model().series[series]
        if (case, allowance) not in others:
            others[case, allowance] = second(case, frame, allowance)
        span = flow, ordinal(start), ordinal(end), vintage
        found = case.at(allowance, span) or (0.0, float("inf"))
        again = others[case, allowance].range(
            flow, month_number(start), month_number(end), vintage == "revised"
        )
        where = series, allowance, vintage, start, end, found, again
        assert same(found[0], again[0]) and same(found[1], again[1]), where


def test_the_main_series_agree_at_the_default():
    spans = [("2023-01", "2023-06"), ("2023-06", "2023-06"), ("2021-11", "2021-11"), ("2021-12", "2021-12")]
    spans += [("2022-01", "2022-06"), ("2021-01", "2021-12"), ("2023-01", "2023-12"), ("2024-03", "2024-08")]
    series = [MAIN.format(flow) for flow in ("export", "import", "trade")]
    compare(
        [(one, "default", v, *span) for one in series for v in bounds.VINTAGES for span in spans],
        load.figures(),
    )


@pytest.mark.slow
@pytest.mark.parametrize("allowance", ALLOWANCES)
def test_every_bound_of_the_real_data_agrees(allowance):
    whole = bounds.table(model())
    rows = whole[whole["allowance"] == allowance]
    assert len(rows) > 500
    spans = rows[["series", "allowance", "vintage", "period_start", "period_end"]]
    compare(spans.itertuples(index=False), load.figures())


def agree_on(seed):
    """Compare one invented table; return whether it can be true, and how many bounds were compared."""
    frame = table(seed)
    (system,) = constraints.systems(frame)[0].values()
    programme = Programme(system, 1.0)
    other = Ranges(frame.to_dict("records"), system.scale, 1.0)
    possible = programme.feasible()
    assert possible == other.possible(), seed
    if not possible:
        return False, 0
    compared = 0
    for flow in system.flows:
        months = [m for part, m in programme.cells if part in constraints.parts(flow)]
        for start in sorted(set(months))[::5]:
            for end in (start, start + 2):
                vintage = bounds.VINTAGES[seed % 2]
                columns, complete = programme.columns(flow, start, end, vintage)
                mine = (
                    programme.extreme(columns, 1) if columns else 0.0,
                    programme.extreme(columns, -1) if complete else float("inf"),
                )
                theirs = other.range(flow, start + 12 * 1970, end + 12 * 1970, vintage == "revised")
                assert same(mine[0], theirs[0]) and same(mine[1], theirs[1]), (
                    seed,
                    flow,
                    start,
                    end,
                    mine,
                    theirs,
                )
                compared += 2
    return True, compared


@pytest.mark.parametrize("part", range(5))
def test_invented_tables_agree(part):
    seeds = range(part, INSTANCES, 5)
    found = [agree_on(seed) for seed in seeds]
    possible = sum(ok for ok, _ in found)
    assert 20 <= possible <= len(found) - 20, "both kinds must be among them"
    assert sum(n for _, n in found) > 200


def test_growth_agrees_with_a_search_over_ratios():
    """The range of a growth: at its ends the numerator less ratio times the base turns from possible to not."""
    series, case = MAIN.format("export"), model().series[MAIN.format("export")][0]
    growth = model().growth(series, "2023-01", "2023-06", "2022-01")
    other = second(case, load.figures(), "default")
    top = other.sum("export", (month_number("2023-01"), month_number("2023-06")))
    base = other.sum("export", (month_number("2022-01"), month_number("2022-06")), old=True)
    for percent, inside in ((growth.left, 1), (growth.right, -1)):
        for nudge, expected in ((inside * 1e-4, True), (-inside * 1e-4, False)):
            row = other.solver.Add(inside * (top - (1 + (percent + nudge) / 100) * base) <= 0)
            assert other.possible() == expected
            row.SetBounds(-other.solver.infinity(), other.solver.infinity())


def test_no_code_and_no_solver_is_shared():
    from pathlib import Path

    folder = Path(__file__).parent
    text = "".join((folder / name).read_text() for name in ("ranges.py", "instances.py"))
    assert "dualuse" not in text and "highs" not in text.lower()
