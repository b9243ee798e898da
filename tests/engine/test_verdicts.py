"""The rule: each step of it as the second path takes it, and what it does not know."""

import math

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from second_path import desk
from second_path import verdicts as second

from dualuse.engine import verdicts
from dualuse.engine.verdicts import Verdict, judge, read_words

UNITS = {"level": "USD", "growth": "percent", "ratio": "times"}
GROWTH = pd.Interval(46.85, 47.0, closed="both")  # printed as 46.9 per cent


def claim(value, hedge="exact", kind="growth", unit="percent"):
    return read_words({"kind": kind, "value": value, "unit": unit, "hedge": hedge})


def closed(low, high):
    return pd.Interval(low, high, closed="both")


def page(outlet, relation="supports", shows="quotation"):
    return {"source": outlet, "relation": relation, "shows": shows}


@pytest.mark.parametrize(
    ("hedge", "evidence", "direction"),
    [("more than", closed(30, 40), "lower"), ("less than", closed(40, 50), "higher")],
)
def test_ends_that_touch_lie_on_the_side_that_they_are_on(hedge, evidence, direction):
    """More than 40 begins above 40: evidence that ends there is lower, not higher."""
    verdict = judge(claim("40", hedge), evidence, evidence, "growth")
    assert (verdict.word, verdict.direction) == ("contradicted", direction)
    assert verdict.apart == 0


@given(st.data())
def test_both_paths_judge_a_source_alike(data):
    """Against second_path: of each kind and hedge, at the very ends of the words."""
    kind = data.draw(st.sampled_from(["level", "growth", "ratio", "tally"]))
    test = {"kind": kind, "unit": UNITS.get(kind, ""), "value": "", "hedge": "exact"}
    says = allows = desk.Words(2.5, math.inf, "low")  # of five goods more than half
    if kind != "tally":
        test["value"] = data.draw(st.sampled_from(["40", "46.9", "225", "3"]))
        test["hedge"] = data.draw(st.sampled_from(sorted(desk.LITERAL)))
        asked = (kind, "", test["value"], test["unit"], test["hedge"], ())
        says, allows = desk.read_claim(desk.Question(*asked))
    near = [says.low, says.high, allows.low, allows.high, 0.0, 39.0, 60.0, 1e9]
    ends = data.draw(
        st.lists(st.sampled_from(near), min_size=4, max_size=4).map(sorted)
    )
    assume(ends[1] < math.inf)
    own, widest = ends[1:3], [ends[0], ends[3]]
    printed = data.draw(st.booleans())
    least = {"growth": -100, "tally": math.inf}.get(kind, 0)
    expected = desk.judge(says, allows, own, widest, 0, least, printed)
    words = read_words(test, goods=5)
    verdict = judge(words, closed(*own), closed(*widest), kind, printed)
    assert (verdict.word, verdict.direction) == expected


ANSWERS = [
    *[("confirmed", ""), ("contradicted", "lower"), ("no evidence found", "")],
    *[("possible", ""), ("possible", "only if revised")],
    *[("not settled", ""), ("not settled", "reported otherwise")],
]
RATED = st.tuples(st.sampled_from(ANSWERS), st.integers(1, 3))
PLAIN = [answer for answer in ANSWERS if answer[1] in ("", "lower")]
PART = st.tuples(st.sampled_from(PLAIN), st.integers(1, 3))


def compare(verdict, expected):
    assert (verdict.word, verdict.direction, verdict.sources) == expected


@given(st.dictionaries(st.sampled_from("ABC"), st.lists(st.sampled_from(ANSWERS))))
def test_both_paths_combine_sources_alike(answers):
    by_source = {
        source: [Verdict(*answer) for answer in each]
        for source, each in answers.items()
    }
    doubts = [answer for each in answers.values() for answer in each]
    merged = [second.merge_within(each) for each in answers.values()]
    compare(verdicts.combine_sources(by_source), second.merge_sources(merged, doubts))


@given(st.lists(PART | st.just((("opinion", ""), 0)), min_size=1))
def test_both_paths_combine_parts_alike(judged):
    parts = [Verdict(*answer, sources=number) for answer, number in judged]
    expected = second.merge_parts([(*answer, number) for answer, number in judged])
    compare(verdicts.combine_parts(parts), expected)


@given(st.tuples(RATED, RATED))
def test_both_paths_combine_readings_alike(judged):
    readings = dict(zip((TO_JUNE, TO_MAY), judged, strict=True))
    verdict = verdicts.combine_readings(
        {name: Verdict(*said, sources=n) for name, (said, n) in readings.items()}
    )
    expected = second.merge_readings(
        {name: (*said, n) for name, (said, n) in readings.items()}
    )
    compare(verdict, expected[:3])
    assert "; ".join(verdict.conditions) == expected[3]


PAGES = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["bbc", "afp", "tass"]),
        "relation": st.sampled_from(["supports", "in part", "against", "background"]),
        "shows": st.sampled_from(
            ["document", "quotation", "first-hand", "admission", "report", "denial"]
        ),
    }
)


@given(st.lists(PAGES), st.sampled_from(["said", "so"]))
def test_both_paths_judge_pages_alike(pages, asks):
    rows, listed = [], {}
    for name, each in enumerate(pages):
        rows.append({**each, "page": name, "judgement": name, "part": "X1"})
        listed[name] = {"independent": "yes", "outlet": each["source"]}
    outlets = {name: {"kind": "", "owner": ""} for name in ("bbc", "afp", "tass")}
    part = {"id": "X1", "asks": asks}
    expected = second.judge_pages(part, rows, listed, outlets)
    compare(verdicts.judge_pages(pages, asks), expected)


@pytest.mark.parametrize("answer", ANSWERS)
def test_both_paths_weigh_a_count_of_something_near_alike(answer):
    verdict = verdicts.bear_in_part(Verdict(*answer))
    expected = second.bear_in_part(desk.Answer(*answer))
    assert (verdict.word, verdict.direction) == tuple(expected)


def test_distance_of_a_level_is_a_factor():
    ceiling = closed(0.0, 33e6)
    verdict = judge(claim("225", "more than", "level", "m USD"), ceiling, ceiling)
    assert verdict.apart == pytest.approx(225 / 33)


def test_distance_of_shares_and_growth_is_in_points():
    verdict = judge(claim("60"), GROWTH, GROWTH, "growth")
    assert verdict.apart == pytest.approx(59.5 - 47.0)


def test_sources_that_contradict_in_one_way_say_how_far_at_least():
    both = {
        "A": [Verdict("contradicted", "lower", 2.0)],
        "B": [Verdict("contradicted", "lower", 3.0)],
    }
    assert verdicts.combine_sources(both).apart == 2.0


@pytest.mark.parametrize(
    ("word", "below"),
    [("confirmed", "possible"), ("contradicted", "not settled")],
)
def test_below_the_quorum_nothing_is_shown(word, below):
    one = {"A": [Verdict(word)]}
    assert verdicts.combine_sources(one, quorum=2).word == below
    two = one | {"B": [Verdict(word)]}
    assert verdicts.combine_sources(two, quorum=2).word == word


def test_pages_have_a_quorum_as_well():
    assert verdicts.judge_pages([page("bbc")], "said", quorum=2).word == "possible"


def test_one_page_is_said_beside_one_source():
    verdict = Verdict("confirmed", sources=1, lone_pages=1)
    assert str(verdict) == "confirmed, on one source and one page"
    verdict = Verdict("contradicted", "lower", sources=2, lone_pages=1)
    assert str(verdict) == "contradicted (lower), on one page"
    verdict = Verdict("confirmed", sources=1, lone_pages=2)
    assert str(verdict) == "confirmed, on one source and two pages, both needed"


TO_JUNE, TO_MAY = "January to June 2023", "January to May 2023"


def test_parts_mean_the_same_months():
    """Each part would fall under one reading, the claim under neither."""
    shown, silent = Verdict("confirmed", sources=1), Verdict("no evidence found")
    first = {TO_JUNE: shown, TO_MAY: silent}
    second = {TO_JUNE: silent, TO_MAY: shown}
    verdict = verdicts.combine_parts_and_readings([first, second])
    assert verdict.word == "partly confirmed"
    assert verdict.parts == (("not settled", 2),)
    verdict = verdicts.combine_parts_and_readings([first, first])
    assert verdict.word == "not settled"
    assert verdict.readings == ((TO_JUNE, "confirmed"),)
    verdict = verdicts.combine_parts_and_readings([first, {"": shown}])
    assert verdict.readings == ((TO_JUNE, "confirmed"), (TO_MAY, "partly confirmed"))


@given(st.lists(st.sampled_from(["confirmed", "contradicted", "possible"]), min_size=2))
def test_only_a_whole_of_which_every_part_is_contradicted_lies_off(words):
    """In one direction, with the distance of the part that rests on fewest sources."""
    parts = []
    for number, word in enumerate(words, 1):
        off = (
            {"direction": "lower", "apart": number / 10} if word[:6] == "contra" else {}
        )
        parts.append(verdicts.Verdict(word, sources=number, **off))
    whole = verdicts.combine_parts(parts)
    is_off = set(words) == {"contradicted"}
    assert whole.direction == ("lower" if is_off else "")
    assert is_off or math.isnan(whole.apart)


@given(st.lists(st.none() | st.tuples(st.integers(-9, 9), st.integers(0, 9))))
def test_goods_that_fell_are_counted_at_least_and_at_most(ends):
    growths = [end and pd.Interval(end[0], sum(end), "both") for end in ends]
    surely = sum(growth is not None and growth.right < 0 for growth in growths)
    maybe = sum(growth is None or growth.left < 0 for growth in growths)
    counted = verdicts.count_fallen(growths)
    assert (counted.left, counted.right) == (surely, maybe)
