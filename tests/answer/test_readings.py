"""Every reading of the site: what the first page shows, asked another way."""

import random

import pytest

from dualuse.answer import readings
from dualuse.answer.readings import PUBLISHED, Reading
from dualuse.base import claims, tables
from dualuse.engine.evidence import Evidence, judge_claim

SEED = 20261128
DRAWN = 3  # readings, each judged from all evidence anew


@pytest.fixture(scope="module")
def known(figures, sources, set_aside):
    pages, judgements = tables.read_pages(), tables.read_judgements()
    known = {"figures": figures, "sources": sources, "set_aside": set_aside}
    return known | {"pages": pages, "judgements": judgements}


@pytest.fixture(scope="module")
def judge(known):
    return readings.Judge(claims.read_claims(), Evidence(**known))


def judge_anew(claim, reading, known):
    """Return a verdict from evidence that was gathered for one reading alone."""
    evidence = Evidence(
        **known,
        literal=reading.is_literal,
        quorum=reading.quorum,
        without=[reading.without] if reading.without else [],
    )
    return judge_claim(choose_all_months(claim, reading.end), evidence)


def choose_all_months(claim, end):
    claim = readings.choose_months(claim, end)
    parts = [readings.choose_months(part, end) for part in claim.get("parts", [])]
    return {**claim, "parts": parts} if parts else claim


@pytest.mark.long
def test_each_reading_gives_what_all_evidence_gives_anew(judge, known):
    outlets = sorted(set().union(*judge.outlets.values()))
    drawn = random.Random(SEED)
    ends = readings.list_ends()
    for _ in range(DRAWN):
        reading = Reading(
            drawn.choice(["", *ends]),
            drawn.choice([False, True]),
            drawn.choice([1, 2]),
            drawn.choice(["", *outlets]),
        )
        for claim in claims.read_claims():
            expected = judge_anew(claim, reading, known)
            found = judge.judge(claim["id"], reading)
            assert found.word == expected.word, (claim["id"], reading.address)
            assert found.readings == expected.readings, (claim["id"], reading.address)
            assert found.on_one_source == expected.on_one_source, reading.address


def test_the_published_reading_asks_for_nothing_else():
    assert PUBLISHED.address == "" and PUBLISHED.list_changes() == []
    first, *others = readings.list_readings(["2023-05"], ["tass"])
    assert first == PUBLISHED
    addresses = [reading.address for reading in others]
    assert len(set(addresses)) == len(others) == 15


def test_a_reason_gives_the_verdict_by_itself_and_nothing_less_does(judge):
    reading = Reading("2023-05", is_literal=False, quorum=2, without="npr")
    for claim in judge.parts:
        word = judge.judge(claim, reading).word
        reasons = readings.find_reason(judge, claim, reading)
        assert judge.judge(claim, reading.keep(tuple(reasons))).word == word
        for few in [()] if reasons else []:
            assert judge.judge(claim, reading.keep(few)).word != word


def test_a_month_is_chosen_where_it_is_open():
    part = {"id": "A1", "periods": [["2023-01", "2023-06"], ["2023-01", "2023-05"]]}
    chosen = readings.choose_months(part, "2023-05")["periods"]
    assert chosen == [["2023-01", "2023-05"]]
    fixed = {"id": "A7", "periods": [["2023-01", "2023-06"]]}
    assert readings.choose_months(fixed, "2023-05") == fixed
    assert readings.choose_months(part, "") == part
