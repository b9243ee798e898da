"""The picture of a claim: bars from nought, as long as their numbers are."""

import json

import pytest

from dualuse import tables
from dualuse.press import picture

CLAIMS = sorted(path.stem for path in tables.REPORTS.glob("claims/*.json"))


@pytest.mark.parametrize("name", CLAIMS)
def test_bars_are_as_long_as_their_numbers_on_one_axis_from_nought(name):
    claim = json.loads((tables.REPORTS / "claims" / f"{name}.json").read_text("utf-8"))
    drawn = picture.draw_picture(claim)
    if not drawn:
        return
    assert drawn["ticks"][0]["left"] == 0 and drawn["ticks"][-1]["left"] == 100
    known = [bar for bar in drawn["bars"] if bar["high"] or bar["low"]]
    scales = set()
    for bar in known:
        assert bar["solid"] + bar["hatched"] <= 100.1
        end = bar["high"] if bar["high"] is not None else bar["low"]
        place = bar["solid"] + (0 if bar["high"] is None else bar["hatched"])
        scales.add(round(place / end * max(each["low"] or 0 for each in known), 0))
        if bar["is_open"]:
            assert round(bar["solid"] + bar["hatched"]) == 100
    assert len(scales) <= 2, scales  # rounding of places


def test_the_leading_claim_is_drawn_beside_both_counts():
    claim = json.loads((tables.REPORTS / "claims" / "A1.json").read_text("utf-8"))
    bars = picture.draw_picture(claim)["bars"]
    told = [(bar["says"], bar["is_open"]) for bar in bars]
    assert told == [
        ("more than $100m", True),
        ("at most $33m", False),
        ("at least $14.5m", True),
    ]


def test_what_no_source_numbers_has_no_picture():
    test = {"text": "most fell", "low": 1.0, "high": None, "unit": "goods"}
    claim = {"where": "The Paper", "parts": [{"tests": [test], "figures": []}]}
    assert picture.draw_picture(claim) is None
