"""The second path agrees with the library on every verdict, every part and every interval."""

import functools
import json
import math
from pathlib import Path

import pytest

from dualuse.data import load
from dualuse.official import totals
from dualuse.verdicts import claims
from second_path import verdicts
from second_path.ranges import Ranges
from second_path.test_second_ranges import rows_of

CLAIMS = {c["id"]: c for c in verdicts.claims()}
PUBLISHED = verdicts.DATA.parent / "reports" / "verdicts.json"
PAGES = verdicts.table("published/statements.csv")
CLOSE = {"rel_tol": 2e-6, "abs_tol": 1e-6}
OTHERS = [{"reading": "strict"}, {"allowance": "double"}, {"inferred": False}]


@functools.cache
def book():
    return claims.Book(load.figures(), load.statements(), totals.in_hand(), load.labels())


@functools.cache
def library(claim, **readings):
    found = next(c for c in load.claims() if c["id"] == claim)
    return claims.check(found, book().read_otherwise(**readings)).json()


@functools.cache
def numbers(**readings):
    """The second path's numbers; which prints are wrong, as found and tested elsewhere, is the library's."""
    mine = book().read_otherwise(**readings)
    frame = load.figures()
    frame = frame[frame["id"].isin(mine.used["id"])]
    made = {}

    def of(series):
        if series not in mine.model.series:
            return None
        case, flow = mine.model.series[series]
        rows = rows_of(case, frame)
        if case not in made:
            settled = {p.id: p for p in case.settled.prints}
            levels = {p.id: str(p.level) for p in case.errors.system.prints}
            between = {
                key: (p.level.left, p.level.right)
                for key, p in settled.items()
                if str(p.level) != levels[key]
            }
            stated = [r | {"flow": settled[r["id"]].flow} for r in rows if r["id"] in settled]
            share = case.programme(mine.allowance).allowance
            made[case] = Ranges(stated, case.system.scale, share, mine.reading == "strict", between)
        own = [r for r in rows if r["flow"] == flow and f":{case.system.base}" in f"{series}:USD"]
        return (made[case], flow, own) if own else None

    used = frame[frame["role"] == "evidence"].to_dict("records")
    return verdicts.Numbers(of, used, mine.reading == "strict", mine.allowance)


def same(low, high, found):
    """Tell whether the library's ends (None: open) and the second path's range are the same."""
    if found is None or (low is None and high is None):
        return (found is None or found == (0.0, math.inf)) and low is None and high in (None,)
    ends = zip((low, high), found, strict=True)
    return all(math.isinf(b) if a is None else math.isclose(a, float(b), **CLOSE) for a, b in ends)


def compare(verdict, **readings):
    """Compare both paths on one claim; a mismatch names claim, source and what was tested."""
    again, items = verdicts.claim_again(CLAIMS[verdict["id"]], numbers(**readings), PAGES)
    assert verdict["verdict"] == again[verdict["id"]]
    for part in verdict["parts"]:
        assert part["verdict"] == again[part["id"]], part["id"]
    for part in verdict["parts"] or [verdict | {"id": ""}]:
        mine = [i for i in part["evidence"] if i["kind"] == "trade"]
        assert len(mine) == len(items.get(part["id"], []))
        for item, (_, series, period, found, judged) in zip(mine, items.get(part["id"], []), strict=True):
            where = f"{verdict['id']}, {series}: library {item['low']} to {item['high']}, again {found}"
            assert item["series"] == series and tuple(item["period"]) == period, where
            assert same(item["low"], item["high"], found), where
            assert item["verdict"] == judged, where


@pytest.mark.parametrize("claim", CLAIMS)
def test_each_claim_has_the_same_verdicts_and_ranges_on_both_paths(claim):
    compare(library(claim))


@pytest.mark.parametrize("other", OTHERS, ids=str)
@pytest.mark.parametrize("claim", [i for i in CLAIMS if CLAIMS[i]["kind"] not in ("record", "statement")])
def test_the_paths_agree_under_other_readings_as_well(claim, other):
    compare(library(claim, **other), **other)


@pytest.mark.skipif(not PUBLISHED.exists(), reason="reports/ is not built")
def test_the_published_verdicts_are_those_of_the_second_path():
    published = {v["id"]: v for v in json.loads(PUBLISHED.read_text(encoding="utf-8"))}
    assert set(published) == set(CLAIMS)
    for verdict in published.values():
        compare(verdict)


def test_oil_by_value_and_by_weight_from_the_official_rows_by_sql():
    oil = {"official": "RUS-CHN-export-crude-oil-BACI"}
    value, weight = (
        numbers().official(oil | {"measure": m}, ["2022-01", "2022-12"], "2021-01")
        for m in ("value", "weight")
    )
    assert value[0] > weight[1] > 0  # prices rose: value grew more than weight


def test_nothing_of_the_library_is_in_the_second_path():
    for name in ("ranges.py", "verdicts.py"):
        text = (Path(__file__).parent / name).read_text(encoding="utf-8")
        assert "dualuse" not in text and "highspy" not in text, name
