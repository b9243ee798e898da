"""A range that the desk gives has its proof, which the checker accepts."""

import random
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest
import seeds

from dualuse.base import tables
from dualuse.base.series import read_month, write_month
from dualuse.desk import desk
from dualuse.desk.evidence import read_evidence
from dualuse.engine.proofs import tabulate_contradictions

sys.path.append(str(Path(__file__).resolve().parents[2] / "tools"))
import check_proofs

TABLES = ["published/figures", "reference/sources", "reference/products"]
TABLES = [f"data/{name}.csv" for name in TABLES]
FIRST, LAST = read_month("2021-06"), read_month("2024-06")


@pytest.fixture(scope="module")
def why_wrong(set_aside):
    """The sums of what is set aside, which the checker asks for."""
    printed = tables.read_figures(), tables.read_reference("sources")
    return tabulate_contradictions(*printed, set_aside)


@pytest.mark.parametrize("seed", seeds.draw_few(1, 500))
def test_four_ranges_of_ones_own_are_proven(seed, tmp_path, set_aside, why_wrong):
    chance = random.Random(f"own {seed}")
    ranges = read_evidence().ranges
    names = [name for name in ranges.names if ranges.find_quantity(name) == "flow"]
    frames = []
    while len(frames) < 4:
        start = chance.randrange(FIRST, LAST)
        period = [write_month(start), write_month(start + chance.randrange(13))]
        base = write_month(start - 12) if chance.random() < 0.4 else None
        found = desk.range_of(chance.choice(names), "/".join(period), base)
        if found.attrs.get("proof"):
            frames.append(found)
    assert len(pd.concat(frames)) == sum(map(len, frames))
    lines = [line for found in frames for line in found.attrs["proof"]]
    for name in TABLES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(tables.ROOT / name, tmp_path / name)
    (tmp_path / "data/processed").mkdir()
    set_aside.to_csv(tmp_path / "data/processed/set_aside.csv", index=False)
    path = tmp_path / "proofs.csv"
    found = pd.concat([pd.DataFrame(lines).drop_duplicates(), why_wrong])
    found.to_csv(path, index=False)
    assert check_proofs.main(tmp_path, tmp_path) == []
