"""The verdict rules, at their edges."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualuse.verdicts import judge

INF = math.inf
MORE_THAN_100 = pd.Interval(100, INF, closed="neither")
OVER_100 = pd.Interval(100, 110, closed="neither")
ABOUT_30 = pd.Interval(29.5, 30.5, closed="left")


def closed(low, high):
    return pd.Interval(low, high, closed="both")


@pytest.mark.parametrize(
    "claim, evidence, sense, options, verdict, apart",
    [
        (MORE_THAN_100, closed(101, 110), ">", {}, "reproduced", None),
        (MORE_THAN_100, closed(100, 110), ">", {}, "consistent", None),
        (MORE_THAN_100, pd.Interval(100, 110, closed="right"), ">", {}, "reproduced", None),
        (MORE_THAN_100, closed(90, 110), ">", {}, "consistent", None),
        (MORE_THAN_100, closed(0, 50), ">", {}, "not reproduced", 2.0),
        (MORE_THAN_100, closed(0, 100), ">", {}, "not reproduced", 1.0),
        (MORE_THAN_100, closed(0, 0), ">", {}, "not reproduced", INF),
        # Open on the side that could refute: it could not have gone against the claim.
        (MORE_THAN_100, closed(32, INF), ">", {}, "not checkable", None),
        (MORE_THAN_100, closed(101, INF), ">", {}, "reproduced", None),
        (MORE_THAN_100, closed(0, INF), ">", {}, "not checkable", None),
        # No tighter than zero and a total that contains the period.
        (MORE_THAN_100, closed(0, 150), ">", {"only_contained": True}, "not checkable", None),
        (MORE_THAN_100, closed(0, 150), ">", {}, "consistent", None),
        (MORE_THAN_100, closed(0, 50), ">", {"only_contained": True}, "not reproduced", 2.0),
        (MORE_THAN_100, None, ">", {}, "not checkable", None),
        # As newspapers read it, "more than 100" ends at 110: beyond it the evidence exceeds the claim.
        (OVER_100, closed(101, 109), ">", {}, "reproduced", None),
        (OVER_100, closed(120, 130), ">", {}, "exceeds", 120 / 110),
        (OVER_100, closed(105, 130), ">", {}, "consistent", None),
        (OVER_100, closed(0, 50), ">", {}, "not reproduced", 2.0),
        (OVER_100, closed(32, INF), ">", {}, "not checkable", None),
        (pd.Interval(90, 100, closed="both"), closed(50, 60), "<", {}, "exceeds", 1.5),
        (ABOUT_30, closed(61, 73), "=", {"kind": "ratio", "direction": "more"}, "exceeds", 2.0),
        (ABOUT_30, closed(61, 73), "=", {"kind": "ratio"}, "not reproduced", 2.0),
        (ABOUT_30, closed(1, 5.9), "=", {"kind": "ratio", "direction": "more"}, "not reproduced", 5.0),
        (ABOUT_30, closed(30, INF), "=", {"kind": "ratio", "direction": "more"}, "consistent", None),
        (
            closed(-61.5, -60.5),
            closed(-99, -70.5),
            "=",
            {"kind": "growth", "direction": "less"},
            "exceeds",
            9,
        ),
        (closed(68.5, 69.5), closed(-100, INF), "=", {"kind": "growth"}, "not checkable", None),
    ],
)
def test_verdicts(claim, evidence, sense, options, verdict, apart):
    found, distance = judge.judge(claim, evidence, sense, **options)
    assert found == verdict
    assert distance is None if apart is None else distance == pytest.approx(apart, rel=0.02)


@given(st.floats(0, 200), st.floats(0, 200), st.floats(0, 50))
def test_narrower_evidence_never_turns_a_reproduced_claim(a, b, shrink):
    low, high = sorted((a, b))
    wide = judge.judge(MORE_THAN_100, closed(low, high), ">")[0]
    middle = (low + high) / 2
    narrow = closed(max(low, middle - shrink), min(high, middle + shrink))
    found = judge.judge(MORE_THAN_100, narrow, ">")[0]
    if wide in ("reproduced", "not reproduced"):
        assert found == wide


def test_what_a_test_says():
    test = {"kind": "level", "value": "100", "unit": "m USD", "hedge": "more than"}
    assert (judge.said(test).left, judge.said(test).right) == (100e6, 110e6)
    assert judge.said(test, "strict").right == INF
    fell = {"kind": "growth", "operator": "<", "value": "0", "unit": "percent"}
    for reading in ("newspaper", "strict"):  # a bare relation has no hedge to read
        assert (judge.said(fell, reading).left, judge.said(fell, reading).right) == (-100, 0)
    at_least = {"kind": "level", "operator": ">=", "value": "5", "unit": "units"}
    assert judge.said(at_least).closed == "both" and 5 in judge.said(at_least)
    assert judge.said({"kind": "tally"}, goods=5).left == 2.5


@pytest.mark.parametrize(
    "word, sense",
    [("more than", ">"), ("at least", ">"), ("up to", "<"), ("exact", "="), ("about", "="), ("nearly", "=")],
)
def test_a_hedge_says_which_way_a_claim_points(word, sense):
    assert judge.sense({"kind": "level", "hedge": word}) == sense


def test_a_source_holds_only_if_every_part_holds():
    assert judge.together(["reproduced", "not checkable"]) == "not checkable"
    assert judge.together(["reproduced", "not reproduced", "not checkable"]) == "not reproduced"
    assert judge.together(["reproduced", "reproduced"]) == "reproduced"
    assert judge.together(["reproduced", "exceeds"]) == "exceeds"
    assert judge.together([]) == "not checkable"


def votes(*verdicts):
    return [(f"source {n}", verdict) for n, verdict in enumerate(verdicts)]


def test_the_headline_is_shared_or_sources_disagree():
    assert judge.headline([]) == "not checkable"
    assert judge.headline(votes("not checkable", "reproduced")) == "reproduced"
    assert judge.headline(votes("reproduced", "consistent")) == "consistent"
    assert judge.headline(votes("reproduced", "not reproduced")) == "sources disagree"
    assert judge.headline(votes("exceeds", "reproduced")) == "sources disagree"


def test_beyond_a_claim_takes_two_independent_sources():
    assert judge.headline(votes("exceeds", "exceeds")) == "exceeds"
    assert judge.headline(votes("exceeds", "not checkable")) == "not checkable"
    assert judge.headline(votes("exceeds"), allowed=True) == "consistent"
    one_file = [("GACC", "exceeds"), ("GACC", "exceeds")]
    assert judge.headline(one_file) == "not checkable"


def test_parts_that_differ_are_not_one_verdict():
    assert judge.whole(["reproduced"]) == "reproduced"
    assert judge.whole(["reproduced", "consistent"]) == "consistent"
    assert judge.whole(["reproduced", "not reproduced"]) == "parts differ"
    assert judge.whole(["consistent", "not checkable"]) == "parts differ"


def test_a_number_with_separators_is_a_number():
    test = {"kind": "level", "value": "30,000", "unit": "units", "hedge": "more than"}
    assert judge.said(test).left == 30_000
