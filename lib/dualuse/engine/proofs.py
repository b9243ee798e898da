"""The proof of an end: figures with multipliers, whose sum nothing can pass.

Where the solver says that an end is, a few constraints meet. How many times each counts
is worked out here in fractions, so that the sum is exact, whatever the solver's digits.
Whoever doubts it adds up: `tools/check_proofs.py` does so from the tables, by a reading
of its own. Of a growth g, what is added up is the months less (1 + g) times the base.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import NamedTuple

import highspy
import numpy as np
import pandas as pd

from dualuse.base.series import Series
from dualuse.engine.constraints import (
    LESS,
    ONE,
    Figure,
    Limit,
    Span,
    Sum,
    Unknown,
    list_years,
    subtract,
)
from dualuse.engine.programme import read_end
from dualuse.engine.ranges import Ranges
from dualuse.engine.revisions import NONE, Bands
from dualuse.engine.solver import Model

BASIC = highspy.HighsBasisStatus.kBasic
WAYS = 10  # in which the solver is asked for one proof
SIDES = {"least": 1, "most": -1}
BASE, RIGHT = -1, -2  # places of a growth's base and of an equation's right side
COLUMNS = [
    "system",
    "of",
    "on",
    "end",
    "published",
    "proven",
    "figure",
    "months",
    "beside",
]
COLUMNS += ["side", "multiplier", "bound", "term"]


class Line(NamedTuple):
    """So many times what a figure says, or how far customs revise."""

    limit: Limit
    side: str
    times: Fraction

    @property
    def bound(self) -> Fraction:
        """The number, or the multiple of its base, that a sum of months is held to."""
        end = self.limit.least if self.side == "least" else self.limit.most
        return end or Fraction(0)

    @property
    def term(self) -> Fraction:
        """What the line adds to a sum that is at least as much."""
        return (
            Fraction(0)
            if self.limit.base
            else self.bound * self.times * SIDES[self.side]
        )


class Proof(NamedTuple):
    """An end, what it is the end of, and the lines that add up to it."""

    end: Fraction
    side: str
    span: Span | None
    base: Span | None
    lines: list[Line]


def solve(equations: Sequence[dict[int, Fraction]]) -> dict[int, Fraction]:
    """Return what meets all equations; what they leave open is nought.

    >>> one = Fraction(1)
    >>> solve([{0: one, 1: one, RIGHT: Fraction(3)}, {0: one, RIGHT: one}])
    {0: Fraction(1, 1), 1: Fraction(2, 1)}

    Raises
    ------
    ArithmeticError
        If nothing meets them.
    """
    found: dict[int, dict[int, Fraction]] = {}
    for equation in sorted(equations, key=len):
        row = equation
        for pivot, known in found.items():
            if pivot in row:
                row = subtract(row, known, row[pivot])
        row = {place: times for place, times in row.items() if times}
        if not row:
            continue
        pivot = max(row)
        if pivot == RIGHT:
            raise ArithmeticError("the solver's answer is none, in fractions")
        one = {place: times / row[pivot] for place, times in row.items()}
        for place, known in found.items():
            if pivot in known:
                found[place] = subtract(known, one, known[pivot])
        found[pivot] = one
    values = {pivot: row.get(RIGHT, Fraction(0)) for pivot, row in found.items()}
    return dict(sorted(values.items()))


def prove(
    model: Model, side: str, span: Span, base: Span | None = None
) -> Proof | None:
    """Return the proof of one end of a range, or of a growth; None where it has none.

    The solver's answer is right to many digits, and now and then no sum in fractions:
    then so many times as much is asked for, so that it loses no small multiplier, and on
    other ways to the same end.
    """
    model.restart()
    try:
        for way in range(WAYS):
            with suppress(ArithmeticError):
                return prove_from_here(model, side, span, base, 10.0**way)
            model.solver.clearSolver()
            model.solver.setOptionValue("random_seed", way)
    finally:
        model.solver.setOptionValue("random_seed", 0)
    raise ArithmeticError(f"no sum proves the {side} of {span} on {base}")


def prove_from_here(
    model: Model, side: str, span: Span, base: Span | None, scale: float
) -> Proof | None:
    """Return the same, from where the solver stands, asked for so many times the sum."""
    # its months come before the base is fixed
    asked = {place: times * scale for place, times in model.total(span).items()}
    total = model.rules.add_up(span)
    try:
        with model.fix(base):
            if math.isinf(model.solve(side, asked)):
                return None
            end, lines = add_up(model, side, total, base and model.rules.add_up(base))
    finally:
        model.drop_added_months()
    return Proof(end, side, span, base, lines)


def add_up(
    model: Model, side: str, target: Sum, base: Sum | None
) -> tuple[Fraction, list[Line]]:
    """Return an end and its sum, from the constraints that meet at the solver's answer."""
    lines, sums = {}, {}
    # however little a multiplier seems, fractions tell
    for place in np.flatnonzero(model.multipliers[: len(model.rows)]):
        limit, which = model.rows[place]
        lines[place] = Line(limit, which, Fraction(1))
        sums[place] = model.rules.compare(limit, lines[place].bound)
    if base is not None:
        sums[BASE] = base
    times = solve(list_equations(model, sums, target))
    left = target
    for place, number in times.items():
        left = subtract(left, sums[place], number)
    end = 100 * times.pop(BASE) - 100 if base is not None else Fraction(0)
    if base is None and ONE not in target:
        end = left.pop(ONE, end)
    # How far customs revise is not needed where no less is left without; of several
    # such lines the first may need the last.
    revised = [place for place in times if not lines[place].limit.figure]
    for place in [*revised, *reversed(revised)]:
        without = subtract(left, sums[place], -times[place])
        if is_left(without, side):
            left, times[place] = without, Fraction(0)
    if not is_left(left, side):
        raise ArithmeticError(f"no sum proves the {side} of {target}")
    return end, turn(lines, times, side)


def turn(
    lines: Mapping[int, Line], times: Mapping[int, Fraction], side: str
) -> list[Line]:
    """Return the lines that count, each so many times what it says of its own side."""
    turned = []
    for place, number in times.items():
        sign = SIDES[lines[place].side] * SIDES[side]
        if number * sign < 0:
            raise ArithmeticError(f"{lines[place]} holds no end")
        if number:
            turned.append(lines[place]._replace(times=number * sign))
    return turned


def list_equations(
    model: Model, sums: Mapping[int, Sum], target: Sum
) -> list[dict[int, Fraction]]:
    """Return how often each unknown that is more than nought has to be counted."""
    statuses = model.solver.getBasis().col_status
    counts: dict[Unknown, dict[int, Fraction]] = {}
    for place, total in {RIGHT: target, **sums}.items():
        for unknown, number in total.items():
            counts.setdefault(unknown, {})[place] = number
    found = []
    for unknown, count in counts.items():
        if statuses[model.find_place(unknown)] == BASIC:
            found.append(count)
    return found


def is_left(left: Sum, side: str) -> bool:
    """Tell whether what a sum leaves of each unknown is on the right side of nought."""
    return all(number.numerator * SIDES[side] >= 0 for number in left.values())


def refute(figures: Sequence[Figure], allowance: float, revisions: Bands) -> list[Line]:
    """Return the sum of nought that is at least something, of few of the figures.

    Of figures that can all be true it is empty. A world of theirs, made smaller and
    smaller, is one of them still; of others nothing but nought is.
    """
    needed = list(figures)
    lines = refute_all(needed, allowance, revisions)
    for figure in figures:
        others = [each for each in needed if each is not figure]
        found = refute_all(others, allowance, revisions) if lines else []
        if found:
            needed, lines = others, found
    return lines


def refute_all(
    figures: Sequence[Figure], allowance: float, revisions: Bands
) -> list[Line]:
    """Return the sum of nought that is at least something, of all these figures."""
    model = Model(figures, allowance, revisions)
    model.solver.changeColBounds(model.scaling, 0.0, 1.0)
    if model.solve("most", {model.scaling: 1.0}) > 0.5:
        return []
    _, lines = add_up(model, "most", {ONE: Fraction(1)}, None)
    unit = min(line.times for line in lines if line.limit.base is None)
    return [line._replace(times=line.times / unit) for line in lines]


def tabulate(
    ranges: Ranges,
    series: str,
    period: Sequence,
    base: str = "",
    release: str = "widest",
) -> pd.DataFrame:
    """Return the proofs of a range, or of a growth, one row a line.

    Returns
    -------
    pandas.DataFrame
        `system`; `of` (flow, months, release) and `on`, the base of a growth; `end`
        (least or most), as `published`, and exactly, as `proven`; and of each line the
        `figure` (none: how far customs revise), its `months`, those `beside` that it is a
        multiple of, its `side`, how many times it counts, its `bound`, and the `term`
        that it adds.
    """
    programme = ranges.find_programme(series)
    system = Series.read(series).system
    rows = []
    asked = ranges.list_asked(series, period, base, release)
    # a month, and all that nobody revises, is one question by several names
    for question in dict.fromkeys(programme.name_question(*each) for each in asked):
        answer = programme.measure(*question[1:])
        for side in SIDES:
            published = read_end(answer, side)
            for proof in list_proofs(programme.model, side, *question[1:]):
                if round_end(programme.model, proof) == published:
                    rows += list_lines(system, proof, published)
                    break
    return pd.DataFrame(rows, columns=COLUMNS)


def list_proofs(
    model: Model, side: str, span: Span, base: Span | None = None
) -> Iterator[Proof]:
    """Yield the proof of an end, or that of the later years, which are its floor."""
    if base is not None:
        model.restart()
        is_something = model.may_be_something(base)
        model.drop_added_months()
        if not is_something:
            return
    spans = [span]
    if span.release == LESS and base is None:
        spans += [span._replace(start=year.start) for year in list_years(span)[1:2]]
    for each in spans:
        proof = prove(model, side, each, base)
        if proof is not None:
            yield proof


def round_end(model: Model, proof: Proof) -> float:
    """Return a proven end as it is published: rounded outwards."""
    decimals = 6 if proof.base is not None else model.decimals
    times = Fraction(10) ** decimals
    whole = math.floor if proof.side == "least" else math.ceil
    return float(whole(proof.end * times) / times)


def show_lines(lines: pd.DataFrame, printed: Mapping[str, str]) -> pd.DataFrame:
    """Return the lines of one end as a page shows them, the largest term first.

    Parameters
    ----------
    lines : pandas.DataFrame
        Rows of `tabulate`, of one `of`, `on` and `end`.
    printed : Mapping
        The words of each figure, by id.

    Returns
    -------
    pandas.DataFrame
        `figure` (none: how far customs revise, all of one `bound` in one row), what it
        `printed`, its `months`, those `beside` that it is a multiple of, its `side`, its
        `bound`, `multiplier`, what it `adds`, and of how many `lines` it is.
    """
    shown = lines.assign(
        printed=lines["figure"].map(printed).fillna(""),
        bound=lines["bound"].astype(float),
        multiplier=lines["multiplier"].map(Fraction).astype(float),
        adds=lines["term"].astype(float),
    )
    shown.loc[shown["figure"] == "", ["months", "beside"]] = ""
    alike = ["figure", "printed", "months", "beside", "side", "bound"]
    groups = shown.groupby(alike, sort=False)
    steps = groups.agg(
        multiplier=("multiplier", "max"), adds=("adds", "sum"), lines=("end", "size")
    )
    return steps.sort_values(
        "adds", key=abs, ascending=False, kind="stable"
    ).reset_index()


def tabulate_contradictions(
    figures: pd.DataFrame, sources: pd.DataFrame, set_aside: pd.DataFrame
) -> pd.DataFrame:
    """Return why figures cannot all be true, one row a line, see `tabulate`.

    Each is a sum of nought (`of` is empty) that would be at least something.
    """
    printed = Ranges(figures, sources)
    rows = []
    for _, finding in set_aside.groupby("contradiction", sort=False):
        system = Series.read(finding["series"].iloc[0]).system
        ids = {*finding["figure"], *" ".join(finding["beside"]).split()}
        listed = [each for each in printed.list_figures(system) if each.id in ids]
        bands = printed.revisions.get(system[3], NONE)
        lines = refute(listed, 1.0 if bands else 0.0, bands)
        end = sum((line.term for line in lines), Fraction(0))
        proof = Proof(end, "least", None, None, lines)
        rows += list_lines(system, proof, math.floor(proof.end))
    return pd.DataFrame(rows, columns=COLUMNS)


def list_lines(system: tuple, proof: Proof, published: float) -> list[list]:
    """Return the lines of a proof as plain cells."""
    named = ["|".join(system), *map(name, (proof.span, proof.base)), proof.side]
    rows = []
    for line in proof.lines:
        limit = line.limit
        numbers = map(write, (line.bound, line.term * SIDES[proof.side]))
        rows.append(
            [
                *named,
                repr(published),
                str(proof.end),
                limit.figure,
                *map(name, (limit.span, limit.base)),
                line.side,
                str(line.times),
                *numbers,
            ]
        )
    return rows


def write(number: Fraction) -> str:
    """Return a number in digits, for whoever reads along."""
    return f"{float(number):.12g}"


def name(span: Span | None) -> str:
    """Return what a cell calls a sum of months; nothing, where there is none."""
    return span.name if span is not None else ""
