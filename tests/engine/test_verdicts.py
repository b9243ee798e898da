"""The rule, situation by situation."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualuse.engine import verdicts
from dualuse.engine.verdicts import Verdict, judge, read_words

GROWTH = pd.Interval(46.85, 47.0, closed="both")  # printed as 46.9 per cent


def claim(value, hedge="exact", kind="growth", unit="percent"):
    return read_words({"kind": kind, "value": value, "unit": unit, "hedge": hedge})


def closed(low, high):
    return pd.Interval(low, high, closed="both")


def page(outlet, relation="supports", shows="quotation"):
    return {"source": outlet, "relation": relation, "shows": shows}


def test_the_scale_has_eight_words_with_a_sign_of_their_own():
    words = [word.word for word in verdicts.SCALE]
    assert words == [
        "confirmed",
        "partly confirmed",
        "possible",
        "partly contradicted",
        "contradicted",
        "not settled",
        "no evidence found",
        "opinion",
    ]
    assert len({word.symbol for word in verdicts.SCALE}) == 8


@pytest.mark.parametrize(
    ("value", "hedge", "text"),
    [
        ("46.9", "exact", "confirmed"),
        ("47", "about", "confirmed"),
        ("40", "more than", "confirmed"),
        ("40", "exact", "contradicted (higher)"),
        ("40", "less than", "contradicted (higher)"),
        ("60", "exact", "contradicted (lower)"),
        ("46.92", "exact", "possible"),
        ("46.9", "more than", "possible"),
    ],
)
def test_growth_that_is_known_to_a_digit(value, hedge, text):
    is_printed_so = value == "46.9" and hedge == "exact"
    verdict = judge(claim(value, hedge), GROWTH, GROWTH, "growth", is_printed_so)
    assert str(verdict) == text


def test_confirmed_on_what_was_printed_contradicted_only_outside_every_release():
    words = claim("76", kind="level", unit="bn USD")
    own, widest = closed(75.9e9, 76.1e9), closed(74e9, 78e9)
    assert judge(words, own, widest).word == "confirmed"
    assert judge(words, closed(77.5e9, 77.9e9), widest).word == "possible"
    outside = closed(77.5e9, 78e9)
    assert judge(words, outside, outside).word == "contradicted"


def test_an_exact_claim_is_contradicted_only_if_nothing_cuts_off_to_it():
    words = claim("46")
    assert judge(words, GROWTH, GROWTH, "growth").word == "possible"
    far = closed(47.05, 47.2)
    assert judge(words, far, far, "growth").word == "contradicted"


@pytest.mark.parametrize(
    "evidence", [closed(28.2e6, math.inf), closed(0.0, 300e6)], ids=["floor", "ceiling"]
)
def test_a_range_open_at_one_end_never_makes_possible(evidence):
    words = claim("225", "more than", "level", "m USD")
    assert judge(words, evidence, evidence).word == "not settled"


def test_a_floor_can_confirm_and_a_ceiling_contradict():
    words = claim("225", "more than", "level", "m USD")
    floor, ceiling = closed(250e6, math.inf), closed(0.0, 33e6)
    assert judge(words, floor, floor).word == "confirmed"
    verdict = judge(words, ceiling, ceiling)
    assert (verdict.word, verdict.direction) == ("contradicted", "lower")
    assert verdict.apart == pytest.approx(225 / 33)


@pytest.mark.parametrize(
    ("hedge", "evidence", "direction"),
    [("more than", closed(30, 40), "lower"), ("less than", closed(40, 50), "higher")],
)
def test_ends_that_touch_lie_on_the_side_that_they_are_on(hedge, evidence, direction):
    """More than 40 begins above 40: evidence that ends there is lower, not higher."""
    verdict = judge(claim("40", hedge), evidence, evidence, "growth")
    assert (verdict.word, verdict.direction) == ("contradicted", direction)
    assert verdict.apart == 0


def test_a_tally_confirms_contradicts_or_says_nothing():
    words = read_words({"kind": "tally"}, goods=5)
    answers = {
        (3, 5): "confirmed",
        (0, 2): "contradicted",
        (1, 5): "not settled",
    }
    for ends, word in answers.items():
        fallen = closed(*ends)
        assert judge(words, fallen, fallen, "tally").word == word


def test_no_range_is_no_evidence():
    assert judge(claim("40"), None, None, "growth").word == "no evidence found"
    open_one = judge(claim("40"), None, None, "growth", bears=True)
    assert open_one.word == "not settled"


def test_what_only_a_revision_could_make_so_says_that():
    words, widest = claim("40"), closed(30, 41)
    assert str(judge(words, closed(39.8, 42), widest, "growth")) == "possible"
    verdict = judge(words, closed(30, 39), widest, "growth")
    assert str(verdict) == "possible, only if revised"
    beside = {"A": [verdict], "B": [Verdict("possible")]}
    assert str(verdicts.combine_sources(beside)) == "possible"
    readings = {TO_JUNE: verdict, TO_MAY: verdict}
    assert str(verdicts.combine_readings(readings)) == "possible, only if revised"


def test_distance_of_shares_and_growth_is_in_points():
    verdict = judge(claim("60"), GROWTH, GROWTH, "growth")
    assert verdict.apart == pytest.approx(59.5 - 47.0)


@pytest.mark.parametrize("word", ["confirmed", "contradicted"])
def test_one_source_is_enough_on_either_side_and_says_so(word):
    one = verdicts.combine_sources({"GACC": [Verdict(word)], "NYT": []})
    two = verdicts.combine_sources({"GACC": [Verdict(word)], "NYT": [Verdict(word)]})
    assert str(one) == f"{word}, on one source"
    assert str(two) == word
    assert (one.sources, two.sources) == (1, 2)


def test_sources_that_differ_make_possible_and_say_so():
    both = {"A": [Verdict("confirmed")], "B": [Verdict("contradicted", "lower")]}
    verdict = verdicts.combine_sources(both)
    assert str(verdict) == "not settled (sources differ)"
    assert verdict.sources == 2


def test_sources_that_contradict_in_two_ways_name_neither():
    both = {
        "A": [Verdict("contradicted", "lower", 2.0)],
        "B": [Verdict("contradicted", "higher", 3.0)],
    }
    verdict = verdicts.combine_sources(both)
    assert str(verdict) == "contradicted (lower and higher)"
    assert math.isnan(verdict.apart)


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


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (["confirmed", "confirmed"], "confirmed, on one source"),
        (
            ["confirmed", "contradicted"],
            "partly confirmed (1 confirmed, 1 contradicted), on one source",
        ),
        (["confirmed", "opinion"], "confirmed, on one source"),
        (["contradicted", "contradicted"], "contradicted, on one source"),
        (["contradicted", "opinion"], "contradicted, on one source"),
        (
            ["contradicted", "possible"],
            "partly contradicted (1 possible, 1 contradicted), on one source",
        ),
        (
            ["contradicted", "no evidence found"],
            "partly contradicted (1 contradicted, 1 no evidence found), on one source",
        ),
        (["possible", "not settled"], "possible"),
        (["not settled", "no evidence found"], "not settled"),
        (["no evidence found", "opinion"], "no evidence found"),
        (["opinion", "opinion"], "opinion"),
    ],
)
def test_parts(parts, text):
    judged = [Verdict(word, sources=1) for word in parts]
    verdict = verdicts.combine_parts(judged)
    assert str(verdict) == text
    assert sum(number for _, number in verdict.parts) == len(parts)


def test_parts_of_two_sources_lose_the_mark_only_together():
    judged = [Verdict("confirmed", sources=2), Verdict("confirmed", sources=1)]
    assert verdicts.combine_parts(judged).on_one_source
    judged = [Verdict("confirmed", sources=2), Verdict("confirmed", sources=3)]
    assert not verdicts.combine_parts(judged).on_one_source


@pytest.mark.parametrize(
    ("pages", "asks", "text"),
    [
        ([page("bbc")], "said", "confirmed, on one source"),
        ([page("bbc"), page("afp")], "said", "confirmed"),
        (
            [page("bbc"), page("bbc", shows="report")],
            "said",
            "confirmed, on one source",
        ),
        ([page("bbc")], "so", "possible"),
        ([page("bbc", shows="first-hand")], "so", "confirmed, on one source"),
        ([page("tass", shows="admission")], "so", "confirmed, on one source"),
        ([page("mfa", "against", "denial")], "so", "no evidence found"),
        ([page("bbc", shows="report")], "said", "possible"),
        ([page("bbc", "in part")], "said", "possible"),
        (
            [page("bbc", "against", "report")],
            "said",
            "not settled (reported otherwise)",
        ),
        (
            [page("bbc", shows="report"), page("afp", "against", "report")],
            "said",
            "not settled (reports differ)",
        ),
        (
            [page("bbc"), page("afp", "against", "report")],
            "said",
            "confirmed, on one source",
        ),
        ([page("bbc", shows="denial")], "so", "no evidence found"),
        (
            [page("bbc", "against")],
            "said",
            "contradicted (other words), on one source",
        ),
        ([page("bbc", "background", "document")], "so", "no evidence found"),
        ([page("bbc"), page("afp", "against")], "said", "not settled (sources differ)"),
        ([], "said", "no evidence found"),
    ],
)
def test_pages(pages, asks, text):
    assert str(verdicts.judge_pages(pages, asks)) == text


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


@pytest.mark.parametrize(
    ("june", "may", "text"),
    [
        ("confirmed", "confirmed", "confirmed, on one source"),
        ("contradicted", "contradicted", "contradicted, on one source"),
        ("possible", "no evidence found", "not settled"),
        ("not settled", "not settled", "not settled"),
        (
            "not settled",
            "contradicted",
            f"not settled (contradicted, on one source, if it means {TO_MAY})",
        ),
        (
            "confirmed",
            "no evidence found",
            f"not settled (confirmed, on one source, if it means {TO_JUNE})",
        ),
        (
            "confirmed",
            "possible",
            f"possible (confirmed, on one source, if it means {TO_JUNE})",
        ),
        (
            "confirmed",
            "contradicted",
            f"possible (confirmed, on one source, if it means {TO_JUNE}) "
            f"(contradicted, on one source, if it means {TO_MAY})",
        ),
    ],
)
def test_a_word_holds_under_every_reading(june, may, text):
    judged = {TO_JUNE: Verdict(june, sources=1), TO_MAY: Verdict(may, sources=1)}
    assert str(verdicts.combine_readings(judged)) == text


def test_readings_that_contradict_in_two_ways_name_neither():
    judged = {
        TO_JUNE: Verdict("contradicted", "lower", 2.0, 1),
        TO_MAY: Verdict("contradicted", "higher", 2.0, 2),
    }
    verdict = verdicts.combine_readings(judged)
    assert (verdict.direction, verdict.sources) == ("lower and higher", 1)


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


def test_a_count_of_something_near_weighs_as_a_report():
    outside = Verdict("contradicted", "lower", 2.0)
    near = verdicts.bear_in_part(outside)
    assert str(near) == "not settled (reported otherwise)"
    shown = verdicts.bear_in_part(Verdict("confirmed"))
    both = {"A": [shown], "B": [near]}
    assert str(verdicts.combine_sources(both)) == "not settled (reports differ)"
    against = {"A": [near], "B": [outside]}
    assert verdicts.combine_sources(against).word == "contradicted"
    silent = Verdict("no evidence found")
    assert verdicts.bear_in_part(silent) == silent


def test_goods_of_which_nothing_is_known_may_have_fallen():
    growths = [closed(-100, -99), closed(-5, 5), closed(3, 4), None]
    assert verdicts.count_fallen(growths) == closed(1, 3)


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
