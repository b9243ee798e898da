"""Errors planted in the real figures: the committed table is what the code gives, and reaches the aims."""

import mutate
import pandas as pd
import pytest

from dualuse.data import load

EACH = 2


@pytest.fixture(scope="module")
def committed():
    return pd.read_csv(mutate.OUT / "mutations.csv", dtype=str, keep_default_na=False)


def test_the_summary_is_that_of_the_table_and_reaches_the_aims(committed):
    summary = mutate.summary(committed)
    written = pd.read_csv(mutate.OUT / "mutations_summary.csv")
    pd.testing.assert_frame_equal(summary, written)
    assert set(summary["kind"]) == {*mutate.KINDS, "all"}
    kept = summary[summary["set"] == "kept"].set_index("kind")
    whole = kept.loc["all"]
    assert len(kept) == len(mutate.KINDS) + 1 and whole["planted"] >= 150
    assert whole["noticed"] >= 0.93 * whole["large_enough"]
    assert whole["right"] + whole["in_set"] >= 0.88 * whole["large_enough"]
    assert whole["wrong"] <= 0.04 * whole["large_enough"]
    assert kept.loc["two outlets alike", "wrong"] == 0


def test_figures_that_carry_verdicts_have_a_table_of_their_own():
    carrying = pd.read_csv(mutate.OUT / "mutations_verdicts.csv", dtype=str, keep_default_na=False)
    assert len(carrying) >= 30 and not (carrying["outcome"] == "wrong").any()
    known = {c["id"] for c in load.claims()}
    assert {c for ids in carrying["claims"] for c in ids.split()} <= known


@pytest.mark.slow
def test_the_first_mutations_of_each_kind_come_out_as_committed(committed):
    again = mutate.run(EACH)
    first = committed.groupby(["set", "kind"], sort=False).head(EACH).reset_index(drop=True)
    pd.testing.assert_frame_equal(again.astype(str), first.astype(str))


@pytest.mark.parametrize(
    ("new", "changed", "expected"),
    [
        (set(), {"a"}, "not noticed"),
        ({(frozenset({"a"}), False)}, {"a"}, "right"),
        ({(frozenset({"a", "b"}), False)}, {"a", "b"}, "right"),
        ({(frozenset({"a", "b", "c"}), True)}, {"a"}, "in a set"),
        ({(frozenset({"a", "b", "c", "d"}), True)}, {"a"}, "wide"),
        ({(frozenset({"b"}), False)}, {"a"}, "wrong"),
        ({(frozenset({"a"}), False), (frozenset({"b"}), False)}, {"a"}, "wrong"),
        ({(frozenset({"b", "c"}), True)}, {"a"}, "noticed only"),
        ({(frozenset({"a"}), False)}, {"a", "b"}, "right"),
        ({(frozenset({"x", "y"}), True)}, {"a"}, "noticed only"),  # x is wrong without anything planted
    ],
)
def test_how_an_outcome_is_named(new, changed, expected):
    before = {(frozenset({"x"}), False)}
    assert mutate.outcome(before, before | new, changed, False) == expected
    assert mutate.outcome(before, before | new, changed, True) == "hidden"
