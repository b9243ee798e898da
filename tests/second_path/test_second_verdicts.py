"""The second path agrees with the library on every trade verdict and every interval."""

import json
import math
import sys
from functools import cache
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import verdicts

from dualuse.data import load
from dualuse.official import totals
from dualuse.verdicts import claims

CLAIMS = {c["id"]: c for c in verdicts.claims()}
PUBLISHED = verdicts.DATA.parent / "reports" / "verdicts.json"
CLOSE = {"rel_tol": 2e-6, "abs_tol": 1e-6}


@cache
def library():
    """Return the library's book."""
    return claims.Book(load.figures(), load.statements(), totals.in_hand(), load.labels())


@cache
def evidence(**readings):
    return verdicts.Evidence(**readings)


def same(low, high, found):
    """Tell whether the library's ends (None: open) and the second path's range are the same."""
    if found is None or (low is None and high is None):
        return found is None and low is None and high is None
    ends = zip((low, high), found, strict=True)
    return all(math.isinf(b) if a is None else math.isclose(a, float(b), **CLOSE) for a, b in ends)


def compare(claim, book, again):
    """Compare both paths on one claim; a mismatch names claim, source and what was tested."""
    verdict, items = claims.trade(next(c for c in load.claims() if c["id"] == claim), book)
    headline, others = verdicts.claim_again(CLAIMS[claim], again)
    assert len(items) == len(others)
    for item, (source, measure, series, period, found, judged) in zip(items, others, strict=True):
        where = (
            f"{claim}, {source}, {series or measure}: library {item['low']} to {item['high']}, again {found}"
        )
        assert tuple(item["period"]) == period, where
        assert same(item["low"], item["high"], found), where
        assert item["verdict"] == judged, where
    assert verdict == headline


@pytest.mark.parametrize("claim", CLAIMS)
def test_each_trade_claim_has_the_same_ranges_and_verdict_on_both_paths(claim):
    compare(claim, library(), evidence())


OTHERS = [{"reading": "strict"}, {"allowance": "double"}, {"inferred": False}]


@pytest.mark.parametrize("other", OTHERS, ids=str)
def test_the_paths_agree_under_other_readings_as_well(other):
    for claim in CLAIMS:
        compare(claim, library().read_otherwise(**other), evidence(**other))


@pytest.mark.skipif(not PUBLISHED.exists(), reason="reports/ is not built")
@pytest.mark.parametrize("claim", CLAIMS)
def test_the_published_verdicts_are_those_of_the_second_path(claim):
    published = {v["id"]: v for v in json.loads(PUBLISHED.read_text(encoding="utf-8"))}[claim]
    headline, others = verdicts.claim_again(CLAIMS[claim], evidence())
    items = [i for i in published["evidence"] if "series" in i]
    assert published["verdict"] == headline
    for item, (_, measure, series, period, found, judged) in zip(items, others, strict=True):
        where = f"{claim}, {series or measure}: published {item['low']} to {item['high']}, again {found}"
        assert tuple(item["period"]) == period and item["verdict"] == judged, where
        assert same(item["low"], item["high"], found), where


def test_oil_by_value_and_by_weight_from_the_official_rows_by_sql():
    _, items = verdicts.claim_again(CLAIMS["A8"], evidence())
    ranges = {measure: found for _, measure, _, _, found, _ in items}
    assert ranges["value"][0] > ranges["weight"][1] > 0  # prices rose: value grew more than weight


def test_nothing_of_the_library_is_in_the_second_path():
    for name in ("prints.py", "programme.py", "verdicts.py"):
        text = (Path(__file__).parent / name).read_text(encoding="utf-8")
        assert "dualuse" not in text and "highspy" not in text, name
