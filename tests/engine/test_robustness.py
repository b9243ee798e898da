"""What an answer hangs on is what leaving out says, for every thing one by one."""

from itertools import product

import pytest
from seeds import pick_few

from dualuse.answer.hangs import find_hangs
from dualuse.base import tables
from dualuse.base.bearing import find_bearing
from dualuse.base.claims import read_claims
from dualuse.base.parts import list_parts
from dualuse.base.wording import format_period
from dualuse.engine.contradictions import find_contradictions
from dualuse.engine.evidence import Evidence
from dualuse.engine.judging import judge_claim
from dualuse.engine.robustness import (
    FIGURE,
    JUDGEMENT,
    LEFT_OUT,
    MONTHS,
    OUTLET,
    Case,
    choose_months,
    read_otherwise,
    tell_verdict,
)

CLAIMS = {claim["id"]: claim for claim in read_claims()}
FIGURES, SOURCES = tables.read_figures(), tables.read_reference("sources")
PAGES, JUDGEMENTS = tables.read_pages(), tables.read_judgements()
EVIDENCE = Evidence(FIGURES, SOURCES, None, PAGES, JUDGEMENTS)
QUICK = ["A1", "A3", "A6", "A9", "A10", "B1", "B12", "C2", "C5", "C6", "C10", "C13"]
OTHERS = [name for name in CLAIMS if name not in QUICK]


def find_wrong(figures):
    return find_contradictions(figures, SOURCES)


def judge_without(claim, figures, name):
    """Judge a claim on all the evidence but one thing, and search again what is wrong."""
    is_out = figures[["id", "outlet", "read_at"]].eq(name).any(axis=1)
    wrong = find_wrong(figures[~is_out])
    evidence = Evidence(figures, SOURCES, wrong, PAGES, JUDGEMENTS, without=[name])
    return tell_verdict(judge_claim(claim, evidence))


def list_everything(figures, judgements, pages):
    """Return every figure, outlet and judgement there is on a claim."""
    names = dict.fromkeys(figures["id"], FIGURE)
    for rows in (figures, pages):
        names |= dict.fromkeys(rows["outlet"], OUTLET)
        names |= dict.fromkeys(rows["read_at"], OUTLET)
    names |= dict.fromkeys(judgements["judgement"], JUDGEMENT)
    names.pop("", None)
    return names


def find_pages(claim):
    """Return the judgements on a claim, and their pages."""
    parts = [part["id"] for part in list_parts(claim)]
    judgements = JUDGEMENTS[JUDGEMENTS["part"].isin(parts)]
    return judgements, PAGES[PAGES["id"].isin(judgements["page"])]


def compare(name):
    claim = CLAIMS[name]
    figures = tables.keep_bearing(FIGURES, find_bearing(list_parts(claim)))
    wrong = find_wrong(figures)
    case = Case(claim, Evidence(figures, SOURCES, wrong, PAGES, JUDGEMENTS))
    changes = case.list_changes()
    alone = {}
    for change in changes:
        if len(change.things) == 1 and change.things[0].kind in LEFT_OUT:
            alone[change.things[0].name] = change.becomes
    published = tell_verdict(case.verdict)
    everything = list_everything(case.figures, *find_pages(claim))
    for thing in everything:
        becomes = judge_without(claim, figures, thing)
        expected = becomes if becomes != published else None
        assert alone.get(thing) == expected, (name, thing)
    assert set(alone) <= set(everything)
    return alone


@pytest.mark.parametrize("name", pick_few(2, QUICK))
def test_what_an_answer_hangs_on_is_what_leaving_out_says(name):
    compare(name)


@pytest.mark.long
@pytest.mark.parametrize("name", OTHERS)
def test_it_is_so_for_every_claim_figure_outlet_and_judgement(name):
    compare(name)


@pytest.mark.parametrize(
    ("name", "things", "word"),
    [
        ("C10", ["export-law-blog", "J174"], "no evidence found"),
        ("C4", ["us-defense-department", "afp"], "possible"),
    ],
)
def test_two_things_together(name, things, word):
    claim = CLAIMS[name]
    case = Case(claim, EVIDENCE)
    hangs = find_hangs(case)
    found = {tuple(hang["names"]): hang["becomes"] for hang in hangs}
    assert found[tuple(things)] == word
    evidence = Evidence(FIGURES, SOURCES, None, PAGES, JUDGEMENTS, without=things)
    assert judge_claim(claim, evidence).word == word
    for thing in things:
        one = Evidence(FIGURES, SOURCES, None, PAGES, JUDGEMENTS, without=[thing])
        assert judge_claim(claim, one).word == case.verdict.word


def test_months_that_would_decide_are_named():
    case = Case(CLAIMS["A1"], EVIDENCE)
    by_kind = {change.things[0]: change.becomes for change in case.list_changes()}
    months = {
        thing.name: word for thing, word in by_kind.items() if thing.kind == MONTHS
    }
    expected = format_period("2023-01", "2023-05")
    assert months == {expected: "contradicted"}


def test_what_nobody_speaks_to_hangs_on_nothing():
    case = Case(CLAIMS["A3"], EVIDENCE)
    assert find_hangs(case) == []


def test_an_opinion_hangs_on_nothing():
    case = Case(CLAIMS["C9"], EVIDENCE)
    assert find_hangs(case) == []


def test_a_case_says_what_the_page_says(published_rows):
    """With all evidence, official rows among it: the same words on as many sources."""
    _, totals = published_rows
    wrong = find_wrong(FIGURES)
    read = [FIGURES, SOURCES, wrong, PAGES, JUDGEMENTS, totals]
    for name in ("A1", "A2", "A5", "A7", "A8", "A9"):
        case = Case(CLAIMS[name], Evidence(*read))
        verdict = judge_claim(CLAIMS[name], Evidence(*read))
        assert case.verdict == verdict, name


@pytest.mark.long
def test_each_reading_gives_what_all_evidence_gives_anew(set_aside):
    known = [FIGURES, SOURCES, set_aside, PAGES, JUDGEMENTS]
    whole = Evidence(*known)
    for literal, quorum in product([False, True], [1, 2]):
        anew = Evidence(*known, literal=literal, quorum=quorum)
        less = read_otherwise(whole, literal=literal, quorum=quorum)
        for claim in CLAIMS.values():
            for last in ("", "2023-05", "2023-06", "2023-07"):
                asked = choose_all_months(claim, last)
                found = judge_claim(asked, less)
                expected = judge_claim(asked, anew)
                assert str(found) == str(expected), (claim["id"], literal, quorum, last)


def choose_all_months(claim, last):
    claim = choose_months(claim, last)
    parts = [choose_months(part, last) for part in claim.get("parts", [])]
    return {**claim, "parts": parts} if parts else claim


def test_a_month_is_chosen_where_it_is_open():
    part = {"id": "A1", "periods": [["2023-01", "2023-06"], ["2023-01", "2023-05"]]}
    assert choose_months(part, "2023-05")["periods"] == [["2023-01", "2023-05"]]
    fixed = {"id": "A7", "periods": [["2023-01", "2023-06"]]}
    assert choose_months(fixed, "2023-05") == fixed
    assert choose_months(part, "") == part
