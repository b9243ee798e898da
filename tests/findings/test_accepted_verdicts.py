"""The published verdicts: each accepted with a reason, each derived from the rule.

What each source and page says is asked; what follows from it is worked out here, from
the table of the rule and by code of its own, under each reading by itself.
"""

import math
import re
from collections import Counter, defaultdict

import pytest
from accept import find_moved, judge_claims, list_verdicts, read_accepted, read_evidence

from dualuse.base.claims import list_parts, read_claims
from dualuse.base.wording import format_period
from dualuse.engine.evidence import ask_sources
from dualuse.engine.verdicts import (
    PAGE_SHOWS,
    WORDS,
    WRITTEN,
    read_words,
)

ACCEPTED = read_accepted()
RULE = {row["situation"]: row["verdict"] for row in WRITTEN["rule"]}
STRONG = ["confirmed", "partly confirmed", "contradicted", "partly contradicted"]
OTHERWISE = "reported otherwise"


def look_up(situation):
    """Return the verdict that the table of the rule has for a situation."""
    return RULE[situation]


@pytest.fixture(scope="module")
def checked():
    return judge_claims()


@pytest.fixture(scope="module")
def evidence():
    return read_evidence()


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


def find_situation(answer, evidence):
    """Return the situation that an answer is in, from its numbers alone."""
    test, own, widest = answer.question.test, answer.own, answer.widest
    says = read_words(test, len(answer.question.goods)).says
    if widest is None:
        bears = evidence.bears(answer.question)
        return "source open" if bears else "source silent"
    near = "near " if answer.question.spec.get("in_part") else ""
    if says.left <= own.left and own.right <= says.right:
        return f"source {near}inside"
    is_exact = math.isfinite(says.left) and math.isfinite(says.right)
    furthest = says.right + says.length / 2 if is_exact else says.right
    touches = widest.right == says.left and not is_exact
    if widest.right < says.left or widest.left > furthest or touches:
        return f"source {near}outside"
    floor = -100 if test["kind"] == "growth" else 0
    is_open = widest.right == math.inf or widest.left <= floor
    if is_open or test["kind"] == "tally":
        return "source open"
    return "source between"


def list_asked(evidence):
    """Yield each part that figures answer, with its answers by reading."""
    for claim in read_claims():
        for part in list_parts(claim):
            if "tests" in part:
                yield part, ask_sources(part, evidence)


def test_each_source_has_the_verdict_of_its_situation(evidence):
    derived = Counter()
    for part, readings in list_asked(evidence):
        for answers in readings.values():
            for answer in answers:
                situation = find_situation(answer, evidence)
                derived[situation] += 1
                word = answer.verdict.word
                assert word == look_up(situation), (part["id"], situation)
                is_otherwise = situation == "source near outside"
                assert (answer.verdict.direction == OTHERWISE) == is_otherwise
    assert sum(derived.values()) > 30
    assert len(derived) >= 5


def find_page_situation(row, asks, evidence):
    """Return the situation that a page is in."""
    is_aggregator = row["outlet"] in evidence.aggregators
    if is_aggregator or row["relation"] == "background" or row["shows"] == "denial":
        return "page beside"
    if row["shows"] in PAGE_SHOWS[asks] and row["relation"] == "supports":
        return "page shows"
    if row["shows"] in PAGE_SHOWS[asks] and row["relation"] == "against":
        return "page shows otherwise"
    if row["relation"] == "against":
        return "page reports otherwise"
    return "page reports"


def list_situations(part, evidence):
    """Return the situations of all that counts on a part, by reading."""
    asks = part.get("asks", "tests")
    if asks == "tests":
        situations = defaultdict(list)
        for reading, answers in ask_sources(part, evidence).items():
            for answer in answers:
                if answer.counts:
                    situations[reading].append(find_situation(answer, evidence))
        return situations
    rows = evidence.list_independent(part["id"])
    return {"": [find_page_situation(row, asks, evidence) for row in rows]}


def combine(situations):
    """Return the word of a part, from the situations of its sources or pages."""
    words = {look_up(situation) for situation in situations}
    reported = {"page reports otherwise", "source near outside"}
    is_doubted = bool(reported.intersection(situations))
    if {"confirmed", "contradicted"} <= words:
        return look_up("sources differ")
    if "confirmed" in words:
        return look_up("sources confirm")
    if "contradicted" in words:
        return look_up("sources contradict")
    if "possible" in words:
        return look_up("reports differ" if is_doubted else "sources allow")
    if is_doubted:
        return look_up("reports otherwise")
    return look_up("sources open" if "not settled" in words else "sources silent")


def read_both(words):
    """Return the word that holds under every reading, and the strong ones of some."""
    if len(set(words.values())) == 1:
        return next(iter(words.values())), {}
    strong = {name: word for name, word in words.items() if word in STRONG}
    is_open = not {"not settled", "no evidence found"}.isdisjoint(words.values())
    return look_up("readings open" if is_open else "readings differ"), strong


def test_each_part_has_the_verdict_of_its_sources(parts, evidence):
    published = {part["id"]: part for part in parts}
    for claim in read_claims():
        for part in list_parts(claim):
            result = published[part["id"]]
            if part.get("asks") == "opinion":
                assert result["verdict"] == "opinion"
                continue
            words = {}
            for reading, situations in list_situations(part, evidence).items():
                words[reading] = combine(situations)
            judged = result["verdict"], result["readings"]
            assert judged == read_both(words), part["id"]


def combine_words(words):
    """Return the word of a claim, from those of its parts."""
    rated = set(words) - {"opinion"}
    situation = "parts silent"
    if not rated:
        situation = "parts opinion"
    elif rated == {"confirmed"}:
        situation = "parts confirmed"
    elif "confirmed" in rated:
        situation = "parts partly"
    elif rated == {"contradicted"}:
        situation = "parts contradicted"
    elif "contradicted" in rated:
        situation = "parts partly not"
    elif "possible" in rated:
        situation = "parts possible"
    elif "not settled" in rated:
        situation = "parts open"
    return look_up(situation)


def test_each_claim_has_the_verdict_of_its_parts(checked):
    for claim in checked:
        if not claim["readings"]:
            words = [part["verdict"] for part in claim["parts"]]
            assert claim["verdict"] == combine_words(words), claim["id"]


def judge_under(reading, claim, evidence):
    """Return the word of a claim if it means these months and no others."""
    words = []
    for part in list_parts(claim):
        if part.get("asks") == "opinion":
            words.append("opinion")
            continue
        situations = list_situations(part, evidence)
        words.append(combine(situations.get(reading, situations.get("", []))))
    return words[0] if len(words) == 1 else combine_words(words)


def test_the_counts_of_the_first_page_hold_under_every_reading(checked, evidence):
    """Whichever months the stories mean, each strong word on the first page is true."""
    claims = {claim["id"]: claim for claim in read_claims()}
    readings = set()
    for claim in claims.values():
        readings |= {format_period(*months) for months in claim.get("periods", [])}
    assert len(readings) > 2
    published = Counter(claim["verdict"] for claim in checked)
    for reading in readings:
        counts = Counter()
        for result in checked:
            claim = claims[result["id"]]
            own = [format_period(*months) for months in claim.get("periods", [])]
            months = reading if reading in own else (own or [""])[0]
            word = judge_under(months, claim, evidence)
            counts[word] += 1
            if result["verdict"] in STRONG:
                assert word == result["verdict"], (result["id"], reading)
            elif word in STRONG:
                assert result["readings"][months] == word
        for word in STRONG:
            assert counts[word] >= published[word]


def test_a_condition_stands_wherever_the_verdict_is_told(checked):
    for claim in checked:
        for condition in claim["conditions"]:
            assert f"({condition})" in claim["text"]
            assert f"It is {condition}." in claim["unless"]
        for reading in claim["readings"]:
            assert any(reading in each for each in claim["conditions"])


def test_every_verdict_on_one_source_says_so(checked):
    for claim in checked:
        is_on_one = claim["verdict"] in STRONG and claim["sources"] == 1
        assert claim["on_one_source"] == is_on_one
        is_said = re.search(", on one source(?!, if)", claim["text"])
        assert bool(is_said) == is_on_one


def test_a_figure_that_decides_alone_has_a_second_page_or_the_verdict_says_so(parts):
    for part in parts:
        deciding = [
            entry
            for entry in part["figures"]
            if entry["counts"] and entry["verdict"] == part["verdict"]
        ]
        if len(deciding) != 1 or part["verdict"] not in ("confirmed", "contradicted"):
            continue
        if part["on_one_page"]:
            assert deciding[0]["figures"]


def test_the_word_that_the_legend_leaves_out_is_nobodys(checked):
    """The legend of templates/scale.html.j2 has six words; the rule has a seventh."""
    words = [claim["verdict"] for claim in checked]
    assert "partly contradicted" not in words


def test_higher_and_lower_are_told_apart(checked):
    for claim in checked:
        for part in claim["parts"]:
            if part["verdict"] == "contradicted":
                assert part["direction"] in ("lower", "higher", "other words")


def test_what_is_judged_on_pages_names_what_decides_alone(parts):
    by_id = {part["id"]: part for part in parts}
    assert by_id["B1b"]["judgements"] == ["J178"]
    assert by_id["B12a"]["judgements"] == []
    assert by_id["C6b"]["judgements"] == ["J119"]
    assert by_id["C7"]["judgements"] == []
