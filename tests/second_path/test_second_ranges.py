"""The library's ranges against those of another solver, other equations, own reading."""

import math
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from second_path import ranges as second
from seeds import pick_few
from synthetic_figures import list_sources, write_rows

from dualuse.base import printed
from dualuse.base.series import Series, write_month
from dualuse.engine.ranges import Ranges

CLOSE = 1e-6  # of the largest figure of a system
MAIN = ("CHN", "RUS", "all", "GACC", "USD")


@pytest.fixture(scope="module")
def systems(figures):
    return second.list_systems(figures.to_dict("records"))


@pytest.fixture(scope="module")
def kinds(sources):
    return dict(zip(sources["source"], sources["kind"], strict=True))


@pytest.fixture(scope="module")
def findings(set_aside):
    """The rows of each contradiction."""
    rows = set_aside.sort_values("contradiction").to_dict("records")
    groups = groupby(rows, key=lambda row: row["contradiction"])
    return [list(group) for _, group in groups]


@given(
    number=st.decimals(0, 10**6, places=2) | st.integers(0, 2000),
    hedge=st.sampled_from(sorted(set(printed.HEDGES) - {"rounded"})),
    unit=st.sampled_from(["USD", "m USD", "units", "k units", "tonnes"]),
)
def test_both_read_a_printed_number_alike(number, hedge, unit):
    scale, base = second.split(unit)
    assume(scale == 1 or number * scale > 10)  # nobody prints 0.005 k units
    is_count = base in second.WHOLE
    assume(not is_count or number * scale % 1 == 0)  # nor half a thing
    assume(not is_count or scale > 1 or "." not in str(number))  # nor 5.00 things
    level = printed.read_level(str(number), unit, hedge)
    low, high = second.limit(str(number), hedge, is_count and scale == 1)
    low = float(max(low, 0) * scale)
    if is_count:
        low = min(math.ceil(low), float(high * scale))
    assert (level.left, level.right) == pytest.approx((low, float(high * scale)))


def build(systems, kinds, findings, system):
    rows = second.leave_out(systems[system], findings)
    return second.Ranges(rows, kinds[system[3]])


def test_both_know_the_same_systems(ranges, systems):
    assert set(ranges.systems) == set(systems)


def list_periods(rows):
    """Each printed period, and its first and last month."""
    periods = set()
    for row in rows:
        start = second.count_months(row["period_start"])
        end = second.count_months(row["period_end"])
        for part in ("export", "import", row["flow"]):
            if part == row["flow"] or row["flow"] == "trade":
                periods |= {(part, start, end), (part, end, end), (part, start, start)}
    return sorted(periods)


def compare(ranges, systems, kinds, findings, release, every):
    """Compare every so many of the printed periods; return how many were."""
    compared = 0
    for system, rows in systems.items():
        reporter, partner, *rest = system
        other = build(systems, kinds, findings, system)
        size = other.scale
        for flow, start, end in list_periods(rows)[::every]:
            name = str(Series(reporter, partner, flow, *rest))
            period = (write_month(start), write_month(end))
            here = ranges.range(name, *period, release)
            low, high = other.range(flow, (start, end), release)
            where = (name, period, here, low * size, high * size)
            if here is None:
                assert low <= CLOSE and high == second.INFINITE, where
            else:
                assert here.left / size == pytest.approx(low, abs=CLOSE), where
                assert here.right / size == pytest.approx(high, abs=CLOSE), where
            compared += 1
    return compared


@pytest.mark.parametrize("release", pick_few(1, ["own", "sum", "revised"]))
def test_printed_periods_of_every_series_agree(
    ranges, systems, kinds, findings, release
):
    assert compare(ranges, systems, kinds, findings, release, 4) > 100


@pytest.mark.long
@pytest.mark.parametrize("release", ["own", "sum", "revised"])
def test_every_printed_period_of_every_series_agrees(
    ranges, systems, kinds, findings, release
):
    assert compare(ranges, systems, kinds, findings, release, 1) > 300


def test_the_figures_set_aside_are_wrong(systems, kinds, findings):
    """All others can be true; with any contradiction put back they cannot."""
    assert build(systems, kinds, findings, MAIN).can_be_true()
    for finding in findings:
        others = [each for each in findings if each is not finding]
        assert not build(systems, kinds, others, MAIN).can_be_true(), finding


def test_every_other_system_can_be_true_as_it_is(systems, kinds):
    for system in set(systems) - {MAIN}:
        assert build(systems, kinds, [], system).can_be_true(), system


def test_growth_agrees_with_a_search_over_ratios(ranges, systems, kinds, findings):
    """At its ends the total less a multiple of the base turns to impossible."""
    name = "CHN-RUS-export-all-GACC"
    growth = ranges.growth(name, "2023-01", "2023-12", "2022-01")
    other = build(systems, kinds, findings, MAIN)
    year = second.count_months("2023-01"), second.count_months("2023-12")
    before = second.count_months("2022-01"), second.count_months("2022-12")
    total, base = (
        other.add_up("export", year),
        other.add_up("export", before, "revised"),
    )
    for percent, inside in ((growth.left, 1), (growth.right, -1)):
        for nudge, is_possible in ((inside * 1e-4, True), (-inside * 1e-4, False)):
            ratio = 1 + (percent + nudge) / 100
            row = other.solver.Add(inside * (total - ratio * base) <= 0)
            assert other.can_be_true() == is_possible
            row.SetBounds(-other.solver.infinity(), other.solver.infinity())


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_months_of_one_table_are_of_one_release(data):
    """The last release adds up to its table; both paths agree on every release."""
    first = data.draw(st.integers(24_252, 24_270), "first month")
    values = data.draw(st.lists(st.integers(100, 999), min_size=2, max_size=15))
    is_apart = data.draw(st.booleans(), "each month on a page of its own")
    lines = []
    for number, value in enumerate(values):
        month = write_month(first + number)
        lines.append(f"T{number} import {month} {month} {value} -")
    rows = write_rows("\n".join(lines), unit="m USD", released="2024-01")
    if is_apart:
        rows["page"] = rows["id"]
    sources = list_sources()
    library = Ranges(rows, sources)
    other = second.Ranges(rows.to_dict("records"), "customs statistics")
    begin = data.draw(st.integers(0, len(values) - 1), "begin")
    end = data.draw(st.integers(begin, len(values) - 1), "end")
    months = (first + begin, first + end)
    name = "CHN-RUS-import-all-GACC"
    for release in ("own", "sum", "revised"):
        here = library.list_spans(name, *map(write_month, months), release)[0]
        here = library.find_programme(name).range(here)
        low, high = other.range("import", months, release)
        assert here.left == pytest.approx(low * other.scale, rel=CLOSE), release
        assert here.right == pytest.approx(high * other.scale, rel=CLOSE), release
    own = library.range(name, *map(write_month, months), "own")
    total, half = sum(values[begin : end + 1]) * 1e6, (end - begin + 1) * 1e6
    is_alone = is_apart and begin == end
    is_last = not is_apart and end == len(values) - 1
    if is_alone or is_last:
        assert (own.left, own.right) == pytest.approx((total - half / 2, total + half))
    else:  # an earlier month may have been revised since it was first printed
        assert own is None or own.right > total + half


def test_no_code_and_no_solver_is_shared():
    text = (Path(__file__).parent / "ranges.py").read_text(encoding="utf-8")
    assert "dualuse" not in text and "highs" not in text.lower()
