"""The published verdicts: each accepted with a reason, each derived from the rule."""

import math

import pytest
from accept import find_moved, judge_claims, list_verdicts, read_accepted

from dualuse.verdicts import SHOWS, WORDS, WRITTEN, tabulate_rule

ACCEPTED = read_accepted()
TABLE = tabulate_rule().set_index("situation")["verdict"]
WORDED = {row["situation"]: row["words"] for row in WRITTEN["rule"]}


def look_up(situation):
    """Return the verdict that the README's table has for a situation."""
    return TABLE[WORDED[situation]]


@pytest.fixture(scope="module")
def checked():
    return judge_claims()


@pytest.fixture(scope="module")
def parts(checked):
    return [part for claim in checked for part in claim["parts"]]


def test_every_verdict_is_the_accepted_one(checked):
    moved = find_moved(list_verdicts(checked), ACCEPTED)
    assert moved.empty, moved.to_string()


def test_every_accepted_verdict_is_a_word_of_the_scale_with_a_reason():
    for row in ACCEPTED.itertuples():
        assert row.verdict in WORDS
        assert row.reason.strip()
    assert not ACCEPTED.duplicated(["claim", "part"]).any()


def find_situation(entry, test):
    """Return the situation that an entry is in, from its numbers alone."""
    if entry["low"] is None and entry["high"] is None:
        return "source silent"
    low = -math.inf if entry["low"] is None else entry["low"]
    high = math.inf if entry["high"] is None else entry["high"]
    own_low = -math.inf if entry["own_low"] is None else entry["own_low"]
    own_high = math.inf if entry["own_high"] is None else entry["own_high"]
    least = -math.inf if test["low"] is None else test["low"]
    most = math.inf if test["high"] is None else test["high"]
    if least <= own_low and own_high <= most:
        return "source inside"
    is_exact = math.isfinite(least) and math.isfinite(most)
    furthest = most + (most - least) / 2 if is_exact else most
    if high < least or low > furthest or (high == least and not is_exact):
        return "source outside"
    floor = -100 if test["kind"] == "growth" else 0
    if high == math.inf or low <= floor or test["kind"] == "tally":
        return "source open"
    return "source between"


def test_each_source_has_the_verdict_of_its_situation(parts):
    derived = 0
    for part in parts:
        for entry in part["figures"]:
            (test,) = part["tests"]
            situation = find_situation(entry, test)
            assert entry["verdict"] == look_up(situation), (part["id"], entry["label"])
            derived += 1
    assert derived > 15


def find_page_situation(page, asks):
    """Return the situation that a page is in."""
    if page["relation"] == "background" or page["shows"] == "denial":
        return "page beside"
    if page["shows"] in SHOWS[asks] and page["relation"] == "supports":
        return "page shows"
    if page["shows"] in SHOWS[asks] and page["relation"] == "against":
        return "page shows otherwise"
    return "page beside" if page["relation"] == "against" else "page reports"


def list_words(part):
    """Return the words of all sources or pages of a part."""
    if part["asks"] == "tests":
        return [entry["verdict"] for entry in part["figures"] if entry["counts"]]
    situations = [find_page_situation(page, part["asks"]) for page in part["pages"]]
    return [look_up(situation) for situation in situations]


def test_each_part_has_the_verdict_of_its_sources(parts):
    for part in parts:
        if part["asks"] == "opinion":
            assert part["verdict"] == "opinion"
            continue
        words = set(list_words(part))
        situation = "sources silent"
        if {"confirmed", "contradicted"} <= words:
            situation = "sources differ"
        elif "confirmed" in words:
            situation = "sources confirm"
        elif "contradicted" in words:
            situation = "sources contradict"
        elif "possible" in words:
            situation = "sources allow"
        assert part["verdict"] == look_up(situation), part["id"]


def test_each_claim_has_the_verdict_of_its_parts(checked):
    for claim in checked:
        words = {part["verdict"] for part in claim["parts"]} - {"opinion"}
        situation = "parts silent"
        if not words:
            situation = "parts opinion"
        elif words == {"confirmed"}:
            situation = "parts confirmed"
        elif "confirmed" in words:
            situation = "parts partly"
        elif "contradicted" in words:
            situation = "parts contradicted"
        elif "possible" in words:
            situation = "parts possible"
        assert claim["verdict"] == look_up(situation), claim["id"]


def test_every_verdict_on_one_source_says_so(checked):
    for claim in checked:
        marked = claim["verdict"] in ("confirmed", "contradicted", "partly confirmed")
        is_on_one = marked and claim["sources"] == 1
        assert claim["on_one_source"] == is_on_one
        assert ("one source" in claim["text"]) == is_on_one


def test_a_figure_that_decides_alone_has_a_second_page_or_the_verdict_says_so(parts):
    for part in parts:
        deciding = [
            entry
            for entry in part["figures"]
            if entry["counts"] and entry["verdict"] == part["verdict"]
        ]
        if len(deciding) != 1 or part["verdict"] not in ("confirmed", "contradicted"):
            continue
        assert isinstance(part["on_one_page"], list)
        if part["on_one_page"]:
            assert deciding[0]["figures"]


def test_higher_and_lower_are_told_apart(checked):
    for claim in checked:
        for part in claim["parts"]:
            if part["verdict"] == "contradicted":
                assert part["direction"] in ("lower", "higher", "other words")


def test_what_is_judged_on_pages_names_what_decides_alone(parts):
    by_id = {part["id"]: part for part in parts}
    assert by_id["B12"]["judgements"] == ["J077"]
    assert len(by_id["C6b"]["judgements"]) == 1
    assert by_id["C7"]["judgements"] == []
