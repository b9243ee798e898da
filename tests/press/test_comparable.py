"""The table of public sums beside the story's: every sum is decided, once."""

import pytest

from dualuse.base import tables

GOODS = ("drone", "ceramic", "armour", "helmet", "sight", "thermal", "vest", "sanitary")
SIDES = {"CHN", "RUS"}


@pytest.fixture(scope="module")
def marks():
    return tables.read_table("published/comparable.csv")


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
