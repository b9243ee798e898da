"""HiGHS as this project uses it: small linear programmes, asked many questions one after the other."""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import highspy

OPTIONS = {
    "output_flag": False,
    "threads": 1,
    "presolve": "off",  # nothing to gain at this size, and it would throw the basis away
    "rebuild_refactor_solution_error_tolerance": -1.0,  # a basis is factored anew without weighing whether it must be
    "simplex_update_limit": 100,  # of a basis: few questions need a fresh one
    "simplex_scale_strategy": 0,  # months of one quantity are of one size
    "simplex_primal_edge_weight_strategy": 0,  # a plain rule: a handful of steps each, and cheaper ones
    "simplex_strategy": 4,  # primal: after a new objective the last solution is still feasible
    "primal_simplex_bound_perturbation_multiplier": 0.0,  # it would be undone, and cost steps, after each question
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}


@cache
def _library():
    import highspy  # here, because printed numbers alone need no solver

    return highspy


def table(low: np.ndarray, high: np.ndarray, rows: list[dict]) -> "highspy.HighsLp":
    """Return a programme from column bounds and rows of {column: coefficient}, sums that are not negative."""
    library = _library()
    lp = library.HighsLp()
    lp.num_col_, lp.num_row_ = len(low), len(rows)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.zeros(len(low)), low, high
    lp.row_lower_, lp.row_upper_ = np.zeros(len(rows)), np.full(len(rows), np.inf)
    lp.a_matrix_.format_ = library.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *map(len, rows)]).astype(np.int32)
    lp.a_matrix_.index_ = np.array([c for row in rows for c in row], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([v for row in rows for v in row.values()], dtype=float)
    return lp


def solver(programme: "highspy.HighsLp") -> "highspy.Highs":
    """Return a HiGHS instance that holds a programme."""
    # The class under `highspy.Highs`: that one registers callbacks, which prints a banner into a running notebook.
    highs = _library().highs._Highs()
    for option, value in OPTIONS.items():
        highs.setOptionValue(option, value)
    highs.passModel(programme)
    return highs


def solve(highs: "highspy.Highs") -> float | None:
    """Return the least cost, -inf where it is unbounded, None where there is no solution."""
    highs.run()
    status, known = highs.getModelStatus(), _library().HighsModelStatus
    if status == known.kOptimal:
        return highs.getInfo().objective_function_value
    if status in (known.kUnbounded, known.kUnboundedOrInfeasible):
        return -np.inf
    return None
