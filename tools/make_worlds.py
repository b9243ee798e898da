"""Make a world for each proven end: monthly values that meet all figures and reach it.

    python tools/make_worlds.py         into data/processed/worlds.csv

A world shows that an end is not too wide: `tools/check_proofs.py` puts it into every
figure. Worlds are large, and none is kept: `make verify` makes them anew.
"""

import csv
import sys
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import highspy

from dualuse.base import tables
from dualuse.base.series import read_month
from dualuse.engine.constraints import ONE, Span, subtract
from dualuse.engine.ranges import Ranges

BASIC = highspy.HighsBasisStatus.kBasic
COLUMNS = ["system", "of", "on", "end", "flow", "month", "release", "amount"]


def read_span(text):
    """Return what a cell such as "export 2022-05 2022-05 own" names."""
    if not text:
        return None
    flow, first, last, release = text.rsplit(" ", 3)
    return Span(flow, read_month(first), read_month(last), release)


def solve(equations):
    """Return what meets as many equations as there are unknowns, the shortest first."""
    rows = [dict(equation) for equation, _ in equations]
    right = [number for _, number in equations]
    uses = defaultdict(set)
    for number, row in enumerate(rows):
        for place in row:
            uses[place].add(number)
    waiting, order = set(range(len(rows))), []
    while waiting:
        number = min(waiting, key=lambda each: len(rows[each]))
        row = rows[number]
        pivot = min(row, key=lambda place: len(uses[place]))
        waiting.discard(number)
        order.append((number, pivot))
        for place in row:
            uses[place].discard(number)
        for other in list(uses[pivot]):
            times = rows[other][pivot] / row[pivot]
            right[other] -= times * right[number]
            for place, value in row.items():
                left = rows[other].get(place, 0) - times * value
                if left:
                    rows[other][place] = left
                    uses[place].add(other)
                else:
                    rows[other].pop(place, None)
                    uses[place].discard(other)
    found = {}
    for number, pivot in reversed(order):
        rest = sum(v * found[k] for k, v in rows[number].items() if k != pivot)
        found[pivot] = (right[number] - rest) / rows[number][pivot]
    return found


def list_equations(model, base):
    """Return what meets at the solver's answer: figures, and amounts of nought."""
    basis, equations = model.solver.getBasis(), []
    for place, status in enumerate(basis.row_status):
        if status == BASIC:
            continue
        if place == len(model.rows):  # a growth's base is one
            equations.append((model.rules.add_up(base), Fraction(1)))
            continue
        limit, side = model.rows[place]
        total = model.rules.compare(limit, getattr(limit, side))
        equations.append(({k: v for k, v in total.items() if v}, Fraction(0)))
    for unknown, place in model.places.items():
        if basis.col_status[place] != BASIC:
            is_one = unknown == ONE and base is None
            equations.append(({unknown: Fraction(1)}, Fraction(is_one)))
    return equations


def find_world(model, side, span, base):
    """Return {unknown: amount} of a world that reaches an end; none if it is only neared.

    A growth that is only neared may be that of nothing on nothing.
    """
    world = reach(model, side, model.rules.add_up(span), base)
    if world or base is None:
        return world
    both = subtract(model.rules.add_up(span), model.rules.add_up(base), Fraction(-1))
    return reach(model, "least", both, None)


def reach(model, side, total, base):
    """Return a world in which a sum is the least, or the most; none if it is neared."""
    model.restart()
    try:
        asked = model.place(total)  # its months come before the base is fixed
        with model.fix(base):
            model.solve(side, asked)
            values = solve(list_equations(model, base))
    finally:
        model.drop_added_months()
    scale = values.pop(ONE)
    return {name: value / scale for name, value in values.items()} if scale else {}


def make(proofs, ranges):
    """Yield the rows of worlds.csv."""
    programmes = {}
    for key in (
        proofs[["system", "of", "on", "end"]].drop_duplicates().itertuples(index=False)
    ):
        if not key.of:
            continue
        if key.system not in programmes:
            programmes[key.system] = ranges.build_programme(
                tuple(key.system.split("|"))
            )
        model = programmes[key.system].model
        world = find_world(model, key.end, read_span(key.of), read_span(key.on))
        for unknown, amount in world.items():
            yield [*key, *unknown, amount]


def main(reports=tables.REPORTS):
    proofs = tables.read_csv(reports / "proofs.csv", may_be_empty=True)
    figures, sources = tables.read_figures(), tables.read_reference("sources")
    ranges = Ranges(figures, sources, tables.read_built("set_aside.csv"))
    path = tables.DATA / "processed" / "worlds.csv"
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(make(proofs, ranges))
    return 0


if __name__ == "__main__":
    sys.exit(main())
