"""Synthetic bulletins and a synthetic query of Chinese customs judge A3, A4 and A5: both ways, part by part."""

import pytest
import synthetic_customs as synthetic

from dualuse.data import load
from dualuse.official import observations
from dualuse.official import totals as official
from dualuse.verdicts import claims

CLAIMS = ("A3", "A4", "A5")
ROOM = 0.01  # how far customs may revise a level


def judged(folder):
    """Return {claim or part: verdict} of the library, and the whole verdicts."""
    found = official.table(observations.read(folder=folder)[0])
    book = claims.Book(load.figures(), load.statements(), found, load.labels())
    whole = {c["id"]: claims.check(c, book) for c in load.claims() if c["id"] in CLAIMS}
    verdicts = {v.id: v.verdict for v in whole.values()}
    return verdicts | {p["id"]: p["verdict"] for v in whole.values() for p in v.parts}, whole


def compared(low, high, least, most):
    """The verdict of a range on a claim, by the words of the first page."""
    if least < low and high < most:
        return "reproduced"
    return "not reproduced" if high < least or low > most else "consistent"


def plain(name):
    """Return {claim or part: verdict} worked out from the planted numbers alone."""
    planted, found = synthetic.PLANTED[name], {}
    said = {"RUS": ("A3", (225e6, 226e6), (68.5, 69.5)), "UKR": ("A4", (4.5e6, 5.5e6), (-61.5, -60.5))}
    for country, (claim, level, growth) in said.items():
        then, now = (planted["chapter"][year][country] * 1000 for year in (2022, 2023))
        low, high = (100 * (now * (1 + s * ROOM) / (then * (1 - s * ROOM)) - 1) for s in (-1, 1))
        found[f"{claim}a"] = compared(now * (1 - ROOM), now * (1 + ROOM), *level)
        found[f"{claim}b"] = compared(low, high, *growth)
    share = planted["armour"] * (1 + ROOM) / (planted["chapter"][2023]["RUS"] * (1 - ROOM))
    found["A3c"] = "not reproduced" if share < 0.5 else "not checkable"
    ceramics = [planted["chapter"][year]["UKR"] for year in (2022, 2023)]
    fell = sum(b < a for a, b in [ceramics, *zip(*planted["goods"].values(), strict=True)])
    found["A5"] = "reproduced" if fell + 1 > 5 / 2 else "not reproduced"  # drones fell by printed figures
    for claim in ("A3", "A4"):
        parts = {v for k, v in found.items() if k[:-1] == claim}
        mild = parts == {"reproduced", "consistent"}
        found[claim] = "consistent" if mild else parts.pop() if len(parts) == 1 else "parts differ"
    return found


@pytest.mark.parametrize("name", synthetic.PLANTED)
def test_planted_rows_judge_the_claims_part_by_part_on_both_paths(tmp_path, name):
    synthetic.plant(tmp_path / "rows", name)
    verdicts, whole = judged(tmp_path / "rows")
    assert verdicts == plain(name) == synthetic.VERDICTS[name]
    for verdict in whole.values():  # nothing that was judged stands without its range
        ranged = [i for i in verdict.evidence if i.kind == "trade" and i.source == "Chinese customs"]
        assert ranged and all((i.low, i.high) != (None, None) for i in ranged)


@pytest.mark.parametrize("lost", ["69091100", "65061000", "90131010", "62114300"])
def test_a_code_that_is_missing_unsettles_its_category_and_no_other(tmp_path, monkeypatch, lost):
    for name in ("ARMOUR", "HELMETS", "VESTS", "SIGHTS"):
        codes = getattr(synthetic, name)
        monkeypatch.setattr(synthetic, name, [c for c in codes if not lost.startswith(c)])
    synthetic.plant(tmp_path / "rows", "does not follow")
    verdicts, whole = judged(tmp_path / "rows")
    assert verdicts["A3c"] == ("not checkable" if lost.startswith("69") else "not reproduced")
    tally = next(i for i in whole["A5"].evidence if i.kind == "trade" and "GACC" in i.series)
    assert len(tally.detail) == (5 if lost.startswith("69") else 4)
