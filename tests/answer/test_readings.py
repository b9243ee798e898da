"""A claim under other readings, asked another way."""

import pytest

from dualuse.answer import readings
from dualuse.base import claims, tables
from dualuse.engine.evidence import Evidence, judge_claim


@pytest.mark.long
def test_each_reading_gives_what_all_evidence_gives_anew(figures, sources, set_aside):
    known = {"figures": figures, "sources": sources, "set_aside": set_aside}
    known |= {"pages": tables.read_pages(), "judgements": tables.read_judgements()}
    whole = Evidence(**known)
    anew = [
        Evidence(**known, literal=literal, quorum=quorum)
        for literal, quorum in readings.CHOICES
    ]
    for claim in claims.read_claims():
        for end, found in readings.read_grid(claim, whole).items():
            asked = choose_all_months(claim, end)
            expected = [judge_claim(asked, evidence) for evidence in anew]
            assert [str(each) for each in found] == [str(each) for each in expected]


def choose_all_months(claim, end):
    claim = readings.choose_months(claim, end)
    parts = [readings.choose_months(part, end) for part in claim.get("parts", [])]
    return {**claim, "parts": parts} if parts else claim


def test_a_month_is_chosen_where_it_is_open():
    part = {"id": "A1", "periods": [["2023-01", "2023-06"], ["2023-01", "2023-05"]]}
    chosen = readings.choose_months(part, "2023-05")["periods"]
    assert chosen == [["2023-01", "2023-05"]]
    fixed = {"id": "A7", "periods": [["2023-01", "2023-06"]]}
    assert readings.choose_months(fixed, "2023-05") == fixed
    assert readings.choose_months(part, "") == part
