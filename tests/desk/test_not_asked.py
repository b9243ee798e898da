"""The series that an answer names as not asked: those of its trade, with their months."""

import random
from functools import cache

import pytest
import seeds

from dualuse.base import catalogue, tables
from dualuse.base.series import Series, read_month, write_month
from dualuse.desk import desk

MIRROR = {"export": "import", "import": "export"}


@cache
def list_spans():
    """Return {series: its months} by plain pandas, of figures and of official rows."""
    figures = tables.read_figures(role="evidence")
    figures = figures[figures["series"].isin(catalogue.list_series().index)]
    spans = {}
    for rows in (figures, desk.read_official()):
        for code, of_code in [] if rows is None else rows.groupby("series"):
            ends = of_code[["period_start", "period_end"]]
            ends = ends[(ends != "").all(axis=1)]
            spans.setdefault(code, []).extend(map(tuple, ends.to_numpy().tolist()))
    return spans


def name_trade(code):
    """Return who sold what to whom, whoever counted it."""
    line = Series.read(code)
    sides = (line.reporter, line.partner)
    if line.flow in MIRROR and line.flow == "import":
        sides = sides[::-1]
    if line.flow == "trade":
        sides = tuple(sorted(sides))
    return (*sides, "trade" if line.flow == "trade" else bool(line.flow), line.product)


def list_named(code, asked=()):
    words = catalogue.list_others(code, asked, desk.read_official())
    named = {}
    for each in words:
        name, _, remark = each.rpartition(": ")[2].partition(" ")
        named[name] = remark
    return named


@pytest.mark.parametrize("seed", seeds.draw_few(1, 12))
def test_each_series_names_every_other_of_its_trade_and_they_name_it(seed):
    spans = list_spans()
    trades = {}
    for code in spans:
        trades.setdefault(name_trade(code), set()).add(code)
    counted_twice = sorted(
        code for each in trades.values() if len(each) > 1 for code in each
    )
    assert len(counted_twice) > 20
    for code in random.Random(f"others {seed}").sample(counted_twice, 8):
        assert {*list_named(code)} == trades[name_trade(code)] - {code}


@pytest.mark.parametrize("seed", seeds.draw_few(1, 12))
def test_a_series_with_nothing_in_the_months_asked_says_so(seed):
    spans = list_spans()
    chance = random.Random(f"months {seed}")
    figures = [*catalogue.list_series().index]
    remarks = set()
    for code in chance.sample(figures, 20):
        first = chance.randint(read_month("2019-01"), read_month("2025-06"))
        start, end = write_month(first), write_month(first + chance.randint(0, 14))
        for name, remark in list_named(code, [(start, end)]).items():
            is_there = any(low <= end and start <= high for low, high in spans[name])
            assert remark == ("" if is_there else "(none of these months)"), name
            remarks.add(is_there)
    assert remarks == {True, False}


def test_all_answers_name_reconciled_statistics_beside_those_of_customs():
    ours, theirs = "CHN-RUS-import-crude-oil-GACC", "RUS-CHN-export-crude-oil-BACI"
    if desk.read_official() is None:
        pytest.skip("no build has added up official rows")
    for asked, other in ((ours, theirs), (theirs, ours)):
        answer = desk.claim(asked, "10", "bn USD", "more than", "2022")
        assert other in " ".join(answer.also)
    assert theirs in repr(desk.range_of(ours, "2022"))
    assert theirs in desk.months(ours, "2022").note


@pytest.mark.parametrize("seed", seeds.draw_few(1, 8))
def test_figures_on_goods_named_alike_are_told_by_the_months_of_a_growth(seed):
    """Two lists, all but the same, did not say of which year each was."""
    chance = random.Random(f"alike {seed}")
    rows = tables.read_figures().set_index("id")
    code, year = "CHN-RUS-export-drones-GACC", "2023"
    if seed:
        code = chance.choice([*catalogue.list_series().index])
        year = chance.choice(["2022", "2023", "2024"])
    before = str(int(year) - 1)
    sides = [(code, (f"{each}-01", f"{each}-12")) for each in (year, before)]
    listed = desk.list_narrower(sides)
    assert len(listed) == 2 or seed
    for words in listed:
        months, _, told = words.partition(": ")
        assert months in (year, before, f"{year} and {before}")
        for each in told.split("; "):
            for name in each.partition(" (")[0].split(", "):
                for end in months.split(" and "):
                    assert rows["period_start"][name] <= f"{end}-12", words
                    assert rows["period_end"][name] >= f"{end}-01", words
    alone = desk.list_narrower(sides[:1])
    assert [
        words.partition(": ")[2] for words in listed if words.startswith(year)
    ] == alone
