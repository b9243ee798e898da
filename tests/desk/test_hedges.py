"""Hedges, rises and falls before a number are read, each in its own words."""

import pytest

from dualuse.base.errors import InputError
from dualuse.base.hedges import HEDGES, SAME_AS
from dualuse.desk.rates import is_change, split_hedge

UNSAID = ["exact", "rounded", "cut off"]  # nobody says these
SAID = {hedge: hedge for hedge in HEDGES if hedge not in UNSAID} | SAME_AS


@pytest.mark.parametrize(("words", "hedge"), SAID.items())
def test_every_hedge_may_stand_before_its_number(words, hedge):
    for kind, number in (("level", "$5bn"), ("growth", "12%"), ("ratio", "1.5")):
        assert split_hedge(f"{words} {number}", "exact", kind) == (number, hedge)
        assert split_hedge(number, words, kind) == (number, hedge)
    for way, sign in (("rose", ""), ("fell", "-")):
        assert split_hedge(f"{way} by {words} 12%", "exact", "growth") == (
            f"{sign}12%",
            hedge,
        )


def test_two_hedges_are_refused():
    with pytest.raises(InputError, match="one hedge"):
        split_hedge("about $5bn", "more than", "level")


@pytest.mark.parametrize("word", ["doubled", "tripled", "halved"])
def test_a_multiple_without_a_hedge_is_refused_with_its_number(word):
    with pytest.raises(InputError, match="for exactly that"):
        split_hedge(word, "exact", "growth")
    assert split_hedge(f"nearly {word}", "exact", "growth")[1] == "nearly"


@pytest.mark.parametrize(
    "words", ["about $5bn", "30 times", "rose to $5bn", "the third quarter"]
)
def test_other_words_are_of_no_change(words):
    assert not is_change(words)
