"""Whether an end of a range is reached, or only come near to: an end of a print may be open ("more than")."""

import numpy as np

from dualuse.ranges.programme import ACTIVE, Programme


def reached(programme: Programme, span: tuple, sense: int) -> bool:
    """Return whether the least (sense 1) or greatest (sense -1) value of a span can be had with no open end touched.

    An open end that bears on the value keeps it from there. One that is only met on the way may be left at the same
    value, so the answer does not depend on which of several optima the solver came to.
    """
    row, _ = programme.columns(*span)
    if not (row and programme.open):
        return True
    value = programme.extreme(row, sense)
    dual, values = (getattr(programme.highs.getSolution(), name) for name in ("row_dual", "row_value"))
    touched = [n for n in programme.open if values[n] < ACTIVE]
    if not touched or any(abs(dual[n]) > ACTIVE for n in touched):
        return not touched
    with programme.held(row, *((-np.inf, value) if sense > 0 else (value, np.inf))):
        return all(programme.extreme(programme.open[n], -1) > ACTIVE for n in touched)
