"""The claim beside the figures: three ticks hold all that is drawn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualuse.engine import verdicts
from dualuse.press import gauges

AMOUNTS = st.floats(1e3, 1e12)


def make_entry(low=0.0, high=33e6, verdict=verdicts.CONTRADICTED, **more):
    entry = {"source": "GACC", "label": "Chinese customs", "counts": True}
    entry |= {"series": "CHN-RUS-export-all-GACC", "period": ["2023-01", "2023-05"]}
    entry |= {"measure": "", "base": "", "unit": "USD", "goods": [], "figures": ["F1"]}
    entry |= {"low": low, "high": high, "own_low": low, "own_high": high}
    entry |= {"verdict": verdict, "direction": "lower", "apart_text": "", "reason": ""}
    entry |= {"in_part": False, "marks": []}
    return entry | more


def make_part(*entries, kind="level", low=1e8, high=None, unit="USD"):
    test = {"kind": kind, "low": low, "high": high, "unit": unit, "text": "as claimed"}
    part = {"id": "A1", "says": "Sold.", "tests": [test], "figures": list(entries)}
    return part | {"verdict": verdicts.CONTRADICTED, "direction": "lower"}


@given(st.lists(st.floats(-100, 1e12), min_size=1, max_size=6))
def test_scale_of_three_ticks_reaches_over_every_end_and_nought(ends):
    first, step = gauges.find_scale(ends)
    last = first + 2 * step
    assert first <= min(0, *ends) and max(0, *ends) <= last
    assert 0 in (first, first + step, last)


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_bars_lie_in_the_picture_and_as_their_ends_do(low, high, claimed):
    low, high = sorted([low, high])
    drawn = gauges.draw_gauge(make_part(make_entry(low, high), low=claimed))
    own = drawn["entries"][0]["own"]
    for bar in own["bars"]:
        assert bar["left"] >= 0 and bar["left"] + bar["width"] <= 100.01
    if high < claimed:
        assert max(own["strokes"]) <= float(drawn["claim"]["left"]) + 0.01


@given(st.floats(-90, 90), st.floats(-90, 90), st.booleans(), st.booleans())
def test_one_glyph_says_what_is_sure_and_what_may_be(low, high, has_low, has_high):
    """At each place of the scale: solid if it is nearer to nought than the whole range."""
    low, high = sorted([low, high])
    ends = (low if has_low else None, high if has_high else None)
    drawn = gauges.place_range(*ends, (-100.0, 100.0))
    least = low if has_low else -100.0
    most = high if has_high else 100.0
    for place in range(-99, 100, 3):
        if min(abs(place - end) for end in (least, most, 0)) < 0.05:
            continue
        at = 50 + place / 2
        kinds = [
            bar["kind"]
            for bar in drawn["bars"]
            if bar["left"] < at < bar["left"] + bar["width"]
        ]
        if least < place < most:
            assert kinds == ["may"]
        elif 0 < place < least or most < place < 0:
            assert kinds == ["sure"]
        else:
            assert kinds == []
    assert len(drawn["strokes"]) == has_low + has_high
    assert ("right" in drawn["open"]) == (not has_high)


def test_open_ends_are_drawn_open_and_what_cannot_be_less_is_no_end():
    drawn = gauges.draw_gauge(make_part(make_entry(14.5e6, None), make_entry(0, 3e7)))
    floor, ceiling = drawn["entries"]
    assert floor["own"]["open"] == ["right"]
    assert [bar["kind"] for bar in floor["own"]["bars"]] == ["sure", "may"]
    assert ceiling["own"]["open"] == []
    assert [bar["kind"] for bar in ceiling["own"]["bars"]] == ["may"]
    assert drawn["claim"]["open"] == "right"
    assert drawn["has_open"]


def test_a_source_that_says_nothing_is_named_and_not_drawn():
    silent = make_entry(None, None, verdicts.NO_EVIDENCE, reason="nothing")
    drawn = gauges.draw_gauge(make_part(make_entry(), silent))
    assert len(drawn["entries"]) == 1
    assert [each["says"] for each in drawn["silent"]] == ["nothing"]


def test_title_says_what_the_figures_show_and_what_was_claimed():
    drawn = gauges.draw_gauge(make_part(make_entry()))
    assert drawn["title"] == "Chinese customs: at most $33m. The claim: as claimed"


@pytest.mark.parametrize(
    "part",
    [
        make_part(make_entry(None, None)),
        make_part(make_entry(), low=0.0),
        make_part(make_entry(unit="months"), kind="months", unit="months"),
        {**make_part(make_entry()), "tests": []},
    ],
)
def test_picture_that_shows_nothing_is_left_out(part):
    assert gauges.draw_gauge(part) is None


def test_what_counts_something_near_the_claim_is_never_solid():
    """And a number that is only as large as the claim is no reason to hatch it."""
    claimed = {"low": 1e8, "high": 1.2e8, "verdict": verdicts.POSSIBLE}
    for in_part, kinds in ((True, {"may"}), (False, {"sure", "may"})):
        part = make_part(make_entry(**claimed, in_part=in_part))
        gauge = gauges.draw_gauge(part)
        drawn = {bar["kind"] for bar in gauge["entries"][0]["own"]["bars"]}
        assert drawn == kinds
        assert gauge["has_other"] == in_part
