"""The range of a period in each release, on the real figures and on synthetic ones."""

import math
import random

import pandas as pd
import pytest
import seeds
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic_figures import MEASURED, list_sources, write_rows

from dualuse import desk
from dualuse.base.errors import InputError
from dualuse.base.printed import read_level
from dualuse.base.series import Series, write_month
from dualuse.engine import solver
from dualuse.engine.constraints import RELEASES, Span
from dualuse.engine.contradictions import find_contradictions
from dualuse.engine.programme import Programme
from dualuse.engine.ranges import Ranges
from dualuse.engine.revisions import read_bands

REVISIONS = read_bands(MEASURED)
EXPORTS = "CHN-RUS-export-all-GACC"
MAIN = ("CHN", "RUS", "all", "GACC", "USD")


def solve(table, kind="customs statistics", **changes):
    """The ranges of synthetic rows."""
    return Ranges(write_rows(table, **changes), list_sources(GACC=kind))


def ends(interval, scale=1e9):
    return pytest.approx((interval.left / scale, interval.right / scale), abs=1e-4)


def test_the_own_release_of_each_figure_lies_in_what_it_says(ranges):
    compared = 0
    for system, figures in ranges.systems.items():
        reporter, partner, *rest = system
        for figure in figures:
            if figure.level is None or "own" not in figure.releases:
                continue
            series = str(Series(reporter, partner, figure.flow, *rest))
            months = map(write_month, (figure.start, figure.end))
            first_release = ranges.range(series, *months, "own")
            close = 1e-7 * max(first_release.left, 1)
            assert first_release.left >= figure.level.left - close, figure
            assert first_release.right <= figure.level.right + close, figure
            compared += 1
    assert compared > 200


AUGUST = """
    F1 export 2022-08 2022-08 5 10
    F2 export 2022-09 2022-09 6 -
"""


@pytest.mark.parametrize(
    ("status", "sums"),
    [
        ("", ["next", "next on revised"]),
        ("first-print base", ["next", "own on own"]),
        ("later print", ["revised", "revised on revised"]),
    ],
)
def test_what_a_later_table_prints_is_of_its_release(status, sums):
    rows = write_rows(AUGUST, released="2022-10-24")
    rows.loc[0, "status"] = status
    lines = Ranges(rows, list_sources()).constraints(EXPORTS).query("figure == 'F1'")
    assert lines["sum"].str.startswith("export 2022-08 2022-08 ").all()
    releases = lines[["sum", "beside"]].map(lambda words: words.rpartition(" ")[2])
    assert releases.agg(" on ".join, axis=1).str.removesuffix(" on ").tolist() == sums


@pytest.mark.parametrize(
    ("months", "kind"),
    [
        (["2022-08", "2022-08"], "month"),
        (["2022-06", "2022-08"], "month"),
        (["2022-01", "2022-08"], "total"),
    ],
)
def test_a_month_printed_again_may_move_as_far_as_months_do(months, kind):
    rows = write_rows(f"F1 export {' '.join(months)} 5 10", status="later print")
    level, growth = Ranges(rows, list_sources()).list_figures(MAIN)[0].level, 1.095
    lines = Ranges(rows, list_sources()).constraints(EXPORTS).query("figure == 'F1'")
    band = 1 + REVISIONS[f"export {kind}"] / 100
    assert lines["least"].tolist() == pytest.approx(
        [level.left * band.left, growth * band.left]
    )


def test_the_least_of_each_month_is_of_the_release_that_printed_it():
    rows = write_rows("F1 export 2024-01 2024-03 5 -", status="each month")
    lines = Ranges(rows, list_sources()).constraints(EXPORTS).query("figure == 'F1'")
    sums = [f"export 2024-0{month} 2024-0{month} next" for month in (1, 2)]
    sums += ["export 2024-03 2024-03 own", "export 2024-01 2024-03 own"]
    assert lines["sum"].tolist() == sums


def test_no_range_of_one_month_is_a_point_unless_whole_things_were_counted(ranges):
    for system, figures in ranges.systems.items():
        reporter, partner, *rest = system
        for figure in figures:
            series = str(Series(reporter, partner, figure.flow, *rest))
            month = write_month(figure.end)
            first_release = ranges.range(series, month, month, "own")
            is_nothing = first_release is not None and first_release.right == 0
            if first_release is not None and rest[-1] == "USD" and not is_nothing:
                assert first_release.length > 0, (series, month)


@given(first=st.integers(100, 999), step=st.integers(-15, 15), finer=st.booleans())
@settings(max_examples=20, deadline=None)
def test_two_unequal_numbers_leave_a_third_of_the_finer_interval(first, step, finer):
    second = f"{first + step / 10:.1f}" if finer else f"{first + step}"
    rows = write_rows(
        f"F1 export 2023-05 2023-05 {first}\nF2 export 2023-05 2023-05 {second}"
    )
    sources = list_sources()
    ranges = Ranges(rows, sources, find_contradictions(rows, sources))
    levels = [read_level(number, "bn USD") for number in (str(first), second)]
    finest = min(level.length for level in levels)
    first_release = ranges.range(EXPORTS, "2023-05", "2023-05", "own")
    assert first_release.length >= 0.33 * finest


def test_taken_literally_no_range_is_narrower(ranges, figures, sources, set_aside):
    literal = Ranges(figures, sources, set_aside, literal=True)
    for series in ranges.names:
        as_used = ranges.range(series, "2023-01", "2023-06", "own")
        wider = literal.range(series, "2023-01", "2023-06", "own")
        if wider is not None:
            assert as_used is not None
            assert wider.left <= as_used.left + 1e-7 * abs(as_used.left), series
            assert wider.right >= as_used.right * (1 - 1e-7), series


def test_other_revisions_than_those_measured():
    rows, sources = (
        write_rows("F1 export 2023-01 2023-03 30.0"),
        list_sources(GACC="customs statistics"),
    )
    nothing = {**REVISIONS, "export total": pd.Interval(0, 0, "both")}
    ranges = Ranges(rows, sources, revisions=nothing)
    quarter = (EXPORTS, "2023-01", "2023-03", "revised")
    assert ends(ranges.range(*quarter)) == (29.95, 30.1)
    measured = Ranges(rows, sources).range(*quarter)
    assert ends(measured) == (29.95 * (1 - 0.014), 30.1 * 1.005)
    with pytest.raises(TypeError):
        REVISIONS["export total"] = pd.Interval(0, 0, "both")


def test_a_story_that_is_not_trade():
    rows = write_rows("F1 - 2023-01 2023-03 300\nF2 - 2023-01 2023-02 210")
    rows = rows.assign(unit="persons", source="EUROSTAT")
    rows = rows.drop(columns=["partner", "flow", "growth", "growth_base", "status"])
    rows["series"] = "DEU-asylum-applications-EUROSTAT:persons"
    ranges = Ranges(rows, list_sources(EUROSTAT="official statistics"))
    series = "DEU-asylum-applications-EUROSTAT:persons"
    assert ranges.names == [series]
    assert ranges.range(series, "2023-03", "2023-03") == pd.Interval(90, 90, "both")
    assert set(ranges.constraints(series)["figure"]) == {"F1", "F2"}


def test_no_piece_is_worth_nothing():
    none = solve("F1 export 2023-05 2023-05 0", unit="units")
    assert none.range(EXPORTS, "2023-05", "2023-05") == pd.Interval(0, 0, "both")
    rise = none.growth(EXPORTS, "2024-05", "2024-05", "2023-05")
    assert rise == pd.Interval(0, math.inf, "both")  # from nothing, no fall


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("exports", "2023-01", "2023-06"), "reporter-partner-flow"),
        ((EXPORTS, "2023-13", "2023-06"), "2023-06"),
        ((EXPORTS, "2023-06", "2023-01"), "does not end before"),
        ((EXPORTS, "2023-01", "2023-06", "first"), "widest, revised, sum"),
    ],
)
def test_bad_questions_are_refused(ranges, arguments, expected):
    with pytest.raises(InputError) as refused:
        ranges.range(*arguments)
    assert expected in refused.value.expected


def test_figures_that_contradict_each_other_are_no_range():
    first, may = "F1 export 2023-05 2023-05 9.2", (EXPORTS, "2023-05", "2023-05")
    wrong = solve(f"{first}\nF2 export 2023-05 2023-05 8.7")
    with pytest.raises(InputError, match="F1"):
        wrong.range(*may)
    with pytest.raises(InputError, match="F1"):
        wrong.growth(*may, "2022-05")
    right = wrong.figures[wrong.figures["id"] == "F1"]
    less = Ranges(right, list_sources(GACC="customs statistics"), whole=wrong)
    assert less.range(*may) == solve(first).range(*may)


def measure_revisions(figures):
    """How far customs moved what they had printed, in per cent, by the other figures.

    Growth printed a year later tells what customs then held of its base; the next
    release, what it adds to the months before it. Revisions are left all but free.
    """
    programme = Programme(figures, allowance=10.0, revisions=REVISIONS)
    printed = set()
    for figure in figures:
        is_first = figure.level is not None and not figure.is_late
        if is_first and figure.flow != "trade":
            printed.add(Span(figure.flow, figure.start, figure.end))
    rows = []
    for span in sorted(printed):
        releases = {}
        if span.start % 12 == 0:
            releases["total"] = "revised"
        elif span.start == span.end:
            releases = {"month": "revised", "next": "next"}
        for kind, release in releases.items():
            moved = programme.measure(span._replace(release=release), span)
            if moved is not None:
                start = write_month(span.start)
                ids = programme.model.list_active()
                rows.append([kind, span.flow, start, ids, moved.left, moved.right])
    columns = ["kind", "flow", "start", "figures", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def test_the_revisions_are_those_that_figures_show(ranges):
    """Half a point beyond what was measured to within a point, in whole tenths."""
    shown = measure_revisions(ranges.systems[MAIN]).query("high - low <= 1")
    shown["middle"] = (shown["low"] + shown["high"]) / 2
    shown["kind"] = shown["kind"].replace("next", "month")
    groups = shown.groupby(["flow", "kind"])["middle"]
    assert len(groups) == 4
    for (flow, kind), moved in groups:
        least = math.floor(10 * (min(moved.min(), 0) - 0.5)) / 10
        greatest = math.ceil(10 * (max(moved.max(), 0) + 0.5)) / 10
        allowed = REVISIONS[f"{flow} {kind}"]
        assert (allowed.left, allowed.right) == (least, greatest), (flow, kind)


@given(end=st.fractions(0, 10**12), digits=st.integers(0, 8))
def test_a_rounded_range_holds_its_ends(end, digits):
    found = solver.round_outwards(float(end), float(end), digits)
    off = solver.OFF / 10**digits + 1e-15 * float(end)
    assert found.left - off <= end <= found.right + off
    assert found.length <= 2 / 10**digits + 1e-15 * float(end)


class Interrupted(Exception):
    """What a reader's Ctrl-C raises, for this test."""


def test_a_growth_that_is_interrupted_leaves_the_ranges_as_they_were(monkeypatch):
    table = "F1 export 2023-01 2023-03 30.0\nF2 export 2022-01 2022-03 15.0"
    quarter = (EXPORTS, "2023-01", "2023-03", "own")
    before = solve(table).range(*quarter)
    asked = solve(table)

    def interrupt(*arguments, **options):
        raise Interrupted

    with monkeypatch.context() as patch, pytest.raises(Interrupted):
        patch.setattr(solver.Model, "solve", interrupt)
        asked.growth(EXPORTS, "2023-01", "2023-03", "2022-01")
    assert asked.range(*quarter) == before
    whole = solve(table).growth(EXPORTS, "2023-01", "2023-03", "2022-01")
    assert asked.growth(EXPORTS, "2023-01", "2023-03", "2022-01") == whole


def draw_model(draw, ranges):
    """Draw the programme of a system of more than five figures."""
    systems = [system for system, figures in ranges.systems.items() if len(figures) > 5]
    return ranges.build_programme(draw.choice(sorted(systems))).model


def nearly(ends):
    """Both ends, but for the last digits of the solver."""
    return pytest.approx((ends.left, ends.right), rel=1e-6, abs=1e-6)


def draw_question(draw, model):
    """Draw a question of any kind, on months that figures are about or on others."""
    flows = sorted({figure.flow for figure in model.figures})
    first = min(figure.start for figure in model.figures)
    last = max(figure.end for figure in model.figures)
    start = draw.randint(first - 14, last + 4)
    end = start + draw.randint(0, 12)
    base = start - draw.randint(1, 24)
    flow = draw.choice(flows)
    span = Span(flow, start, end, draw.choice(RELEASES))
    before = Span(flow, base, base + end - start, draw.choice(RELEASES))
    return draw.choice([("range", span), ("growth", span, before)])


@settings(max_examples=12 if seeds.ALL else 4)
@given(seed=st.integers(0, 10**6))
def test_no_answer_hangs_on_what_was_asked_before(ranges, seed):
    """To the last digit, and to the figures that hold it."""
    draw = random.Random(seed)
    model = draw_model(draw, ranges)
    lines = len(model.rows), model.solver.getNumCol()
    for _ in range(12):
        question = draw_question(draw, model)
        anew = solver.Model(model.figures, model.rules.allowance, model.rules.revisions)
        assert repr(model.answer(question)) == repr(anew.answer(question)), question
        assert lines == (len(model.rows), model.solver.getNumCol())


@settings(max_examples=12 if seeds.ALL else 2)
@given(seed=st.integers(0, 10**6))
def test_figures_that_say_nothing_for_now_are_left_out(ranges, seed):
    """The same range as of the others alone; and afterwards they say what they said."""
    draw = random.Random(seed)
    model = draw_model(draw, ranges)
    for _ in range(8):
        question = draw_question(draw, model)
        number = draw.randint(1, len(model.figures) - 2)
        less = {figure.id for figure in draw.sample(list(model.figures), number)}
        others = [figure for figure in model.figures if figure.id not in less]
        alone = solver.Model(
            others, model.rules.allowance, model.rules.revisions
        ).answer(question)
        before = repr(model.answer(question))
        found = model.answer(question, less)
        assert (found.ends.left, found.ends.right) == nearly(alone.ends), question
        assert less.isdisjoint(found.holders)
        assert repr(model.answer(question)) == before
        assert repr(model.answer(question, less)) == repr(found)


@settings(max_examples=12 if seeds.ALL else 2)
@given(seed=st.integers(0, 10**6))
def test_without_figures_that_do_not_hold_an_answer_it_is_the_same(ranges, seed):
    """So a claim is not judged anew without them."""
    draw = random.Random(seed)
    model = draw_model(draw, ranges)
    for _ in range(8):
        question = draw_question(draw, model)
        answer = model.answer(question)
        free = {figure.id for figure in model.figures}.difference(answer.holders)
        for less in (free, draw.sample(sorted(free), draw.randint(0, len(free)))):
            ends = model.answer(question, less).ends
            assert (ends.left, ends.right) == nearly(answer.ends), (question, less)


@settings(max_examples=60 if seeds.ALL else 6)
@given(seed=st.integers(0, 10**6))
def test_without_a_figure_that_is_not_relied_on_the_answer_is_the_same(
    figures, sources, set_aside, seed
):
    """Of its own release or any: also which releases are asked hangs on these alone."""
    draw = random.Random(seed)
    asked = Ranges(figures, sources, set_aside)
    name = draw.choice(asked.names)
    listed = asked.list_figures(Series.read(name).system)
    start = draw.choice(listed).start + draw.randint(-6, 6)
    end = start + (draw.randint(0, 11) if asked.find_quantity(name) == "flow" else 0)
    months = (name, write_month(start), write_month(end))
    release = draw.choice(["own", "widest"])
    base = (
        [write_month(start - draw.choice([12, 12, 18]))] if draw.random() < 0.7 else []
    )
    kind = "growth" if base else "range"
    answer = getattr(asked, kind)(*months, *base, release)
    others = {figure.id for figure in listed}.difference(asked.list_relied())
    for other in draw.sample(sorted(others), min(5, len(others))):
        less = Ranges(figures[figures["id"] != other], sources, set_aside)
        found = getattr(less, kind)(*months, *base, release)
        if found is None or answer is None:
            assert found is answer, (months, base, release, other)
        else:
            ends = found.left, found.right
            assert ends == nearly(answer), (months, base, release, other)


@pytest.mark.slow
def test_a_month_of_a_sum_with_an_end_has_an_end(ranges):
    """The solver called October 2022 endless, of fifteen months that came to $33m."""
    asked = set()
    for system, figures in ranges.systems.items():
        for figure in figures:
            if figure.level is None or figure.level.right == math.inf:
                continue
            for month in range(figure.start, figure.end + 1):
                asked.add((system, figure.flow, month))
    names = {}
    for name in desk.series().query("figures > 0").index:
        line = Series.read(name)
        names[line.system, line.flow] = name
    checked = 0
    for system, flow, month in sorted(asked):
        name = names.get((system, flow))
        if name is None:
            continue
        for release in RELEASES:
            found = ranges.range(name, write_month(month), write_month(month), release)
            assert found is not None and found.right < math.inf, (name, month, release)
            checked += 1
    assert checked > 2000


def test_months_of_an_earlier_year_take_no_floor_away(ranges):
    """Of what was sold since January some was sold; with months before, not less."""
    rng = random.Random("floors")
    asked = 0
    for series in rng.sample([*desk.series().query("figures > 0").index], 60):
        if ranges.find_quantity(series) != "flow":
            continue
        year = rng.choice([2022, 2023, 2024])
        last, first = (
            f"{year}-{rng.randint(1, 12):02}",
            f"{year - 1}-{rng.randint(2, 12):02}",
        )
        since = ranges.range(series, f"{year}-01", last)
        whole = ranges.range(series, first, last)
        if since is not None and since.left > 0:
            asked += 1
            assert whole.left >= since.left * (1 - 1e-6), (series, first, last)
    assert asked > 5


def test_where_an_amount_is_printed_the_solver_finds_that_there_was_something(ranges):
    """Of each system, in each release: so a growth need not ask it of the base."""
    asked = 0
    for system in ranges.systems:
        model = ranges.build_programme(system).model
        some = random.Random(str(system)).sample(
            model.figures, min(5, len(model.figures))
        )
        for figure in some:
            for release in RELEASES:
                span = Span(figure.flow, figure.start, figure.end, release)
                if model.find_something(span):
                    total = model.total(span)
                    assert model.solve("most", total) > 0
                    asked += 1
    assert asked > 200
