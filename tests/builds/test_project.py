"""The commands of the README on a copy of this project: each does what it says."""

import json
import shutil

import pytest
import real_story
import small_story

from dualuse.base import tables

pytestmark = pytest.mark.slow
COMTRADE = "period,reporterCode,flowCode,partnerCode,cmdCode,primaryValue,qty,"
COMTRADE += "qtyUnitCode,netWgt,classificationCode,freqCode,motCode\n"


def read_numbers(reports):
    """Return {name: content} of what is published as numbers, variants apart."""
    numbers = {}
    for path in reports.rglob("*.*"):
        name = path.relative_to(reports)
        if path.suffix in (".json", ".csv") and "variants" not in name.parts:
            numbers[str(name)] = path.read_bytes()
    return numbers


def test_the_committed_numbers_are_what_the_build_makes(whole):
    committed, built = read_numbers(tables.REPORTS), read_numbers(whole / "reports")
    assert committed.keys() == built.keys() and len(built) > 50
    assert [name for name in built if built[name] != committed[name]] == []


def test_a_notebook_runs_with_another_parameter(whole):
    output = real_story.run(whole, "variant", "NOTEBOOK=05", "HEDGE=strict")
    address = output.splitlines()[-1]
    assert address.endswith("05_verify_trade_claims.html")
    assert "Not the published report" in (whole / address).read_text()


def test_own_rows_and_an_added_figure_are_judged(whole, tmp_path):
    """Synthetic: one subheading of drones, and a sum that moves no verdict."""
    root = shutil.copytree(whole, tmp_path / "story")
    fetched = root / "data" / "official" / "fetched"
    fetched.mkdir()
    lines = [
        f"2023{month:02},156,X,643,880699,9,2,5,3,H6,M,0\n" for month in range(1, 7)
    ]
    (fetched / "rows.csv").write_text(COMTRADE + "".join(lines))
    (fetched / ".DS_Store").write_text("of the Finder")
    path = root / "data" / "published" / "figures.csv"
    figures = tables.read_csv(path)
    added = figures[figures["id"] == "F205"].assign(id="F999", value="15", quote="")
    added = added.assign(
        period_start="2023-01", period_end="2023-06", page="https://x.y"
    )
    rows = added.to_csv(index=False, header=False, lineterminator="\n")
    path.write_text(path.read_text() + rows)
    small_story.write_sums(root)
    real_story.build(root, "notebook:05_verify_trade_claims")
    built = root / "data" / "processed" / "claims" / "A1.json"
    claim = json.loads(built.read_text())
    by_rows = []
    for entry in claim["parts"][0]["figures"]:
        if not entry["figures"] and entry["own_low"] is not None:
            by_rows.append((entry["own_low"], entry["own_high"]))
    assert by_rows == [(54.0, None)]
