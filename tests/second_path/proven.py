"""Ends of the library's ranges that the checker of proofs accepts, and no other.

The checker reads figures, hedges and revisions by itself, with fractions. Here it is asked
whether the sum of an end is right; where there is no end, whether there is a way on which
the amount grows for ever. Which spans are asked is the business of `desk.py`.
"""

import math
import sys
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np

from dualuse.base import tables
from dualuse.engine import proofs
from dualuse.engine.constraints import ONE, Span

sys.path.append(str(Path(__file__).resolve().parents[2] / "tools"))
import check_proofs

INFINITE = math.inf
NOISE = 1e-6  # of the solver, on a way on which something grows by one
HEDGES = check_proofs.rows_of(tables.ROOT / "lib/dualuse/base/hedges.csv")


def read_system(rows, wrong, system):
    """A system as the checker reads it."""
    sources = check_proofs.rows_of(tables.DATA / "reference/sources.csv")
    kinds = {row["source"]: row["kind"] for row in sources}
    texts = {row["source"]: row["revisions"] for row in sources}
    hedges = {row["word"]: row for row in HEDGES}
    listed = check_proofs.read_systems(rows, kinds, hedges, wrong)[system]
    bands = check_proofs.read_bands(texts.get(system[3], ""), texts)
    return check_proofs.System(listed, bands)


class Proven:
    """Ranges of one system, in units of `scale`; infinite where nothing bounds them."""

    def __init__(self, ranges, system, rows, wrong):
        self.name, self.model = system, ranges.build_programme(system).model
        self.checked = read_system(rows, wrong, system)
        self.scale = float(self.checked.size)
        self.share = 1.0 if self.checked.bands else 0.0
        self.find_end = cache(self.find_end)

    def range(self, flow, months, release="own"):
        """(least, greatest) of a period; a year less its first months has a floor."""
        span = Span(flow, *months, {"totals": "less"}.get(release, release))
        ends = [self.find_end("least", span), self.find_end("most", span)]
        january = 12 * (months[0] // 12 + 1)
        floor = 0
        if release == "totals" and january <= months[1]:
            floor = max(self.find_end("least", span._replace(start=january)), 0)
        return tuple(max(float(end), float(floor)) / self.scale for end in ends)

    def growth(self, flow, months, base, release="own", base_release="revised"):
        """(least, greatest) growth in per cent, infinite on a base of nothing."""
        words = {"totals": "less"}
        here = Span(flow, *months, words.get(release, release))
        before = Span(flow, *base, words.get(base_release, base_release))
        if self.find_end("most", before) == 0:
            ends = self.find_end("least", here), self.find_end("most", here)
            return tuple(INFINITE if end > 0 else 0.0 for end in ends)
        low, high = [self.find_end(end, here, before) for end in ("least", "most")]
        low, high = max(float(low), -100.0), float(high)
        self.model.restart()
        if not low <= 0 <= high and self.model.may_both_be_nothing(here, before):
            low, high = min(low, 0.0), max(high, 0.0)
        self.model.drop_added_months()
        return low, high

    def find_end(self, side, span, base=None):
        """An end that the checker accepts, exactly."""
        for each in filter(None, (span, base)):
            self.checked.values(*each)  # its months join the system
        proof = proofs.prove(self.model, side, span, base)
        if proof is None:
            assert self.has_no_end(side, span, base), (self.name, side, span, base)
            return INFINITE if side == "most" else 0
        cells = proofs.list_lines(self.name, proof, proof.end)
        lines = [dict(zip(proofs.COLUMNS, row, strict=True)) for row in cells]
        found = [*check_proofs.read_proofs(lines).values(), []]
        key = ("", span.name, base.name if base else "", side, proof.end, proof.end)
        wrong = check_proofs.check_sum(key, found[0], self.checked)
        assert wrong is None, (self.name, key, wrong)
        return proof.end

    def has_no_end(self, side, span, base):
        """Whether amounts that meet all rows, of nought or as printed, grow for ever.

        Of a growth: whether something may come after nothing.
        """
        way, scale = find_way(self.model, side, span, base)
        for rows in self.checked.rows.values():
            for end, total, bound in rows:
                if not way.keys() >= total.keys():
                    continue
                left = check_proofs.measure(total, way) - bound * scale
                if left * (1 if end == "least" else -1) < -NOISE:
                    return False
        return min(way.values()) >= -NOISE


def find_way(model, side, span, base):
    """{unknown: amount} on which a sum grows by one, and how often prints count in it."""
    solver, sign = model.solver, 1 if side == "most" else -1
    model.restart()
    asked = model.total(span)
    rows = [solver.add_row(sign, asked, sign)]
    if base is not None:
        rows.append(solver.add_row(0.0, model.total(base), 0.0))
    solver.changeColBounds(model.scaling, 0, 0 if base is None else math.inf)
    try:
        model.solve("least", {model.scaling: 1.0})
        amounts = np.array(solver.getSolution().col_value)
        way = {each: Fraction(amounts[at]) for each, at in model.places.items()}
    finally:
        for row in reversed(rows):
            solver.removeConstr(row)
        solver.changeColBounds(model.scaling, 1, 1)
        model.drop_added_months()
    scale = way.pop(ONE) / model.size
    return way, scale
