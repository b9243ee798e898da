"""How far customs moved what they had printed: every pair of prints in a system that shows it."""

from pathlib import Path

import pandas as pd

from dualuse.ranges import solved
from dualuse.ranges.constraints import System
from dualuse.ranges.programme import VINTAGES, Programme
from pressroom import kept

NEAR = 1e-6  # the solver's own last digits
COLUMNS = ["kind", "flow", "start", "end", "first", "later", "low", "high"]


def measured(system: System) -> pd.DataFrame:
    """Return every pair of a first print and a later one of the same months.

    Parameters
    ----------
    system : constraints.System
        Its prints are taken as they are: give it one without those that were set aside, as `solved.Case.settled`.

    Returns
    -------
    pandas.DataFrame
        `kind, flow, start, end, first, later, low, high`. The kind is "total": the base of a rate that customs printed
        a year later (level / (1 + rate)), on the first print; "month": the same of one month, whose base is the
        difference of two totals since January; or "next": what one release adds to the months before it, on the
        first print of the last of them. `first` and `later` are figures, `low` and `high` per cent: prints are
        rounded, so a pair gives a range.
    """
    first, held, rows = {}, {}, []
    for p in system.prints:
        if p.level is not None and not p.later:
            _keep(first, (p.flow, p.start, p.end), p.level, p.id)
            if p.growth is not None and not p.unrevised and p.level.right < float("inf"):
                base = p.level.left / (1 + p.growth.right / 100), p.level.right / (1 + p.growth.left / 100)
                _keep(held, (p.flow, p.base, p.base + p.length - 1), pd.Interval(*base, closed="both"), p.id)
    for key, (level, figure) in first.items():
        flow, start, end = key
        if start % 12 == 0 and key in held:  # month 0 of pandas' ordinals is a January
            rows.append(("total", *key, figure, held[key][1], *_change(level, held[key][0])))
        january = end - end % 12
        whole, before = (flow, january, end), (flow, january, end - 1)
        if start < end or end == january:
            continue
        if whole in held and before in held:
            base = _less(held[whole][0], held[before][0])
            rows.append(("month", *key, figure, f"{held[whole][1]} {held[before][1]}", *_change(level, base)))
        last = flow, end - 1, end - 1
        if whole in first and before in first and last in first:
            (one, print_), (total, later), (less, before_) = (first[key] for key in (last, whole, before))
            added = _less(_less(total, less), level)
            ends = (100 * x / one.mid for x in (added.left, added.right))
            rows.append(("next", *last, print_, f"{later} {before_} {figure}", *ends))
    return pd.DataFrame(rows, columns=COLUMNS)


def _keep(known: dict, key: tuple, level: pd.Interval, figure: str) -> None:
    """Keep the most exact of several prints of one number."""
    if key not in known or level.length < known[key][0].length:
        known[key] = level, figure


def _less(a: pd.Interval, b: pd.Interval) -> pd.Interval:
    return pd.Interval(a.left - b.right, a.right - b.left, closed="both")


def _change(first: pd.Interval, later: pd.Interval) -> tuple[float, float]:
    return 100 * (later.left / first.right - 1), 100 * (later.right / first.left - 1)


def left_out(system: System, whole_release: bool = False) -> pd.DataFrame:
    """Return what the other prints leave for each printed period when all prints of it are left out, at the default.

    Parameters
    ----------
    system : constraints.System
        As in `measured`.
    whole_release : bool
        Leave out exports, imports and two-way trade of the period together, not one flow at a time.

    Returns
    -------
    pandas.DataFrame
        `flow, start, end, low, high, missed`, in the system's unit; missed where a print of the period lies outside.
    """
    code = kept.code(*solved.CODE, Path(__file__).parent, libraries=solved.LIBRARIES)
    rows = kept.Kept("left-out", repr(system), code).once(
        f"whole release {whole_release}", lambda: _left_out(system, whole_release)
    )
    return pd.DataFrame(rows, columns=["flow", "start", "end", "low", "high", "missed"])


def _left_out(system: System, whole_release: bool) -> list[tuple]:
    programme, rows = Programme(system, elastic=True), []
    levels = [p for p in system.prints if p.level is not None and not p.later]
    for flow, start, end in dict.fromkeys((p.flow, p.start, p.end) for p in levels):
        same = [p for p in system.prints if (p.start, p.end) == (start, end)]
        columns, _ = programme.columns(flow, start, end, VINTAGES[0])
        with programme.without({p.id for p in same if whole_release or p.flow == flow}):
            low, high = programme.extreme(columns, 1), programme.extreme(columns, -1)
        own = [p.level for p in same if p in levels and p.flow == flow]
        missed = any(i.right < low - NEAR or i.left > high + NEAR for i in own)
        rows.append((flow, start, end, low, high, missed))
    return rows
