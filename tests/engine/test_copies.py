"""What a copy makes of a number, told on random numbers and on the committed pairs."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dualuse.base import tables
from dualuse.engine import copies

CENTS = st.integers(100, 99_999)


def make_row(value, unit="m USD", hedge="exact"):
    return {"value": str(value), "unit": unit, "hedge": hedge}


@given(CENTS, st.sampled_from(["exact", "about", "more than"]))
def test_a_number_in_another_scale_is_kept(cents, hedge):
    number = Decimal(cents) / 100
    row = make_row(number, "m USD", hedge)
    scaled = make_row(number * 1000, "k USD", hedge)
    assert copies.compare_numbers(row, scaled) == copies.KEPT


@given(CENTS, st.integers(0, 1))
def test_what_is_rounded_or_cut_is_no_other_number(cents, digits):
    number = Decimal(cents) / 100
    step = Decimal(1).scaleb(-digits)
    for rounding in ("ROUND_DOWN", "ROUND_HALF_UP"):
        coarser = number.quantize(step, rounding)
        outcome = copies.compare_numbers(make_row(coarser), make_row(number))
        assert outcome == (copies.KEPT if coarser == number else copies.COARSER)


@given(CENTS, st.integers(1, 50))
def test_a_number_as_precise_that_differs_is_another(cents, more):
    one, other = Decimal(cents) / 100, Decimal(cents + more) / 100
    rows = make_row(f"{one:.2f}"), make_row(f"{other:.2f}")
    assert copies.compare_numbers(*rows) == copies.NUMBER


@given(CENTS, st.integers(1, 500), st.integers(0, 1))
def test_two_numbers_are_compared_end_by_end(cents, more, digits):
    """ "Between" was read as one number, and refused."""
    ends = [Decimal(cents) / 100, Decimal(cents + more) / 100]
    step = Decimal(1).scaleb(-digits)
    cut = [end.quantize(step, "ROUND_DOWN") for end in ends]
    printed = make_row("{:.2f}-{:.2f}".format(*ends), hedge="between")
    assert copies.compare_numbers(printed, printed) == copies.KEPT
    alone = make_row(ends[0])
    assert copies.compare_numbers(printed, alone) == copies.NUMBER
    assert copies.compare_numbers(alone, printed) == copies.NUMBER
    wider = make_row(f"{ends[0]:.2f}-{ends[1] + step:.2f}", hedge="between")
    assert copies.compare_numbers(printed, wider) == copies.NUMBER
    if cut[0] < cut[1]:
        coarser = make_row("{}-{}".format(*cut), hedge="between")
        outcome = copies.compare_numbers(coarser, printed)
        assert outcome == (copies.KEPT if cut == ends else copies.COARSER)


def test_a_hedge_and_a_currency_are_told_apart():
    dollars = make_row("2", hedge="just over")
    assert copies.compare_numbers(make_row("2", hedge="about"), dollars) == copies.HEDGE
    assert copies.compare_numbers(make_row("2", "m GBP"), dollars) == copies.UNIT
    assert copies.compare_numbers(make_row(""), dollars) == copies.LACKING


def make_growth(growth, hedge="exact"):
    return {**make_row(""), "growth": growth, "growth_hedge": hedge}


def test_a_growth_that_stands_alone_is_compared_with_another():
    rate = make_growth("17.9")
    assert copies.compare_numbers(make_growth("17.9"), rate) == copies.KEPT
    assert copies.compare_numbers(make_growth("17.9", "about"), rate) == copies.HEDGE
    assert copies.compare_numbers(make_growth("18"), rate) == copies.COARSER
    assert copies.compare_numbers(make_growth("17.6"), rate) == copies.NUMBER
    assert copies.compare_numbers(make_row("17.9"), rate) == copies.LACKING


def test_pairs_of_the_table():
    figures = tables.read_figures()
    pairs = {pair.figure: pair for pair in copies.list_copied(figures)}
    assert pairs["F077b"][2:] == (copies.COPY, copies.KEPT)  # a growth alone
    assert pairs["F235p"].outcome == copies.UNIT  # pounds for dollars
    assert pairs["N540"].outcome == copies.NUMBER  # $32m to $2m
    assert pairs["N503"].outcome == copies.HEDGE  # "at least" to nothing
    assert pairs["X-T12"][2:] == (copies.RELEASE, copies.COARSER)
    assert "X-05" not in pairs  # the page of F201, read twice
    assert len(pairs) + 1 == (figures["same_fact"] != "").sum()
