"""The story's sums beside the public ones: what each mark rests on, what is left."""

from itertools import product

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualuse.answer import comparable
from dualuse.base import tables
from dualuse.base.errors import InputError
from dualuse.press import sieve

MONTHS = [f"2022-{month:02}" for month in range(1, 13)]
SPAN = st.lists(st.sampled_from(MONTHS), min_size=2, max_size=2).map(sorted)
MARKS = st.sampled_from(["yes", "partly", "no"])
GOODS = ("drone", "ceramic", "armour", "helmet", "sight", "thermal", "vest", "sanitary")
SIDES = {"CHN", "RUS"}


@pytest.fixture(scope="module")
def marks():
    return tables.read_comparable()


def make_sum(marks, low=1.0, is_open=False):
    by_demand = dict(zip(comparable.DEMANDS, marks, strict=True))
    told = {name: {"mark": mark} for name, mark in by_demand.items()}
    return {"marks": told, "low": low, "is_open": is_open}


def make_group(sums, low=10.0, verdict="possible"):
    group = {"claim": "A1", "subject": "drones", "verdict": verdict, "sums": sums}
    return group | {"story": {"low": low, "is_open": True}}


@given(SPAN, st.lists(SPAN, max_size=2))
def test_mark_on_months_follows_from_the_months(span, spans):
    """By the months themselves, one by one: a second path."""
    found = comparable.compare_months(span, spans)
    months = {month for month in MONTHS if span[0] <= month <= span[1]}
    meant = [{month for month in MONTHS if a <= month <= b} for a, b in spans]
    if months in meant:
        assert found == "yes"
    elif not meant or any(months & each for each in meant):
        assert found == "partly"
    else:
        assert found == "no"


@given(st.lists(st.tuples(MARKS, MARKS, MARKS), min_size=1, max_size=6))
def test_what_is_left_is_what_the_page_keeps(rows):
    """The sentence counts the rows that the style sheet does not hide, for each choice."""
    group = make_group([make_sum(row) for row in rows])
    kept_by_class = [
        {
            f"ok-{sieve.NAMES[name]}"
            for name, mark in zip(comparable.DEMANDS, row, strict=True)
            if mark == "yes"
        }
        for row in rows
    ]
    states = comparable.list_states([group])
    assert len(states) == 8
    for state in states:
        asked = {f"ok-{sieve.NAMES[name]}" for name in state["demands"]}
        left = sum(asked <= classes for classes in kept_by_class)
        if asked and left:
            assert len(comparable.list_left([group], state["demands"])[0][1]) == left


def test_a_mark_on_months_that_the_periods_do_not_bear_out_is_refused():
    wrong = make_sum(("yes", "yes", "yes")) | {"period": ["2022-01", "2022-12"]}
    wrong["marks"]["months"]["judgement"] = "J999"
    with pytest.raises(InputError, match="J999"):
        comparable.check_marked_months(wrong, [["2023-01", "2023-06"]])


def test_each_sum_on_such_goods_is_decided(marks):
    """No figure in dollars on these goods between the two is left beside the table."""
    figures = tables.read_figures(role="evidence")
    sides = figures[["reporter", "partner"]].apply(set, axis=1)
    is_amount = figures["unit"].str.endswith("USD") & (figures["value"] != "")
    is_near = figures["product"].str.contains("|".join(GOODS))
    is_between = sides.map(lambda pair: pair == SIDES)
    wanted = set(figures.loc[is_amount & is_near & is_between, "id"])
    decided = set(marks["sum"].str.split(" x ").explode())
    assert wanted <= decided, sorted(wanted - decided)


def test_no_judgement_has_the_number_of_another(marks):
    assert not set(marks["judgement"]) & set(tables.read_judgements()["judgement"])


def test_ticks_reach_around_all_sums():
    for least, most in product([7e5, 2e6], [6e7, 2.25e8]):
        ticks = sieve.list_ticks(least, most)
        assert ticks[0] <= least and ticks[-1] > most / 3
        ratios = pd.Series(ticks).pct_change().dropna() + 1
        assert ratios.between(2.9, 3.4).all()
