"""Match the second transcription of the published figures against the first."""

from collections import defaultdict

import pandas as pd

from dualuse.data import printed
from pressroom import files

KEY = ["reporter", "partner", "flow", "product", "source"]
PERIOD = ["period_start", "period_end"]
SAME, ROUNDED, DIFFERS, ALONE = "same print", "same within rounding", "differs", "only in the second"
OUTCOMES = (SAME, ROUNDED, DIFFERS, ALONE)


def match(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Say for each row of the second transcription what the first has.

    Two rows are of one fact if they are about the same flow and period as the same source measures it, or if
    `same_fact` in the first says so. Of several, the one that agrees best counts.

    Parameters
    ----------
    first : pandas.DataFrame
        As `load.figures()`; rows that came from the second transcription themselves only lend `same_fact`.
    second : pandas.DataFrame
        As `load.published("second_transcription")`.

    Returns
    -------
    pandas.DataFrame
        One row a row of `second`, in its order: id, first (id, or nothing), outcome (one of OUTCOMES),
        differences (value, growth, hedge, period, unit), resolution.
    """
    repeats = first[first["same_fact"] != ""]
    links = dict(zip(repeats["same_fact"], repeats["id"], strict=True))
    links |= dict(zip(repeats["id"], repeats["same_fact"], strict=True))
    own = first[~first["id"].isin(second["id"])].sort_values("id")
    groups, by_id, lines = defaultdict(list), {row["id"]: row for row in files.records(own)}, []
    for row in by_id.values():
        groups[tuple(row[c] for c in KEY + PERIOD)].append(row)
    for row in files.records(second):
        linked = [by_id[links[row["id"]]]] if links.get(row["id"]) in by_id else []
        found = [f for f in groups.get(tuple(row[c] for c in KEY + PERIOD), []) if _same_unit(row, f)]
        compared = [(f["id"], *_compare(row, f)) for f in (linked or found)]
        best = min(compared, key=lambda c: (OUTCOMES.index(c[1]), c[0]), default=("", ALONE, ""))
        lines.append((row["id"], *best, row["resolution"]))
    return pd.DataFrame(lines, columns=["id", "first", "outcome", "differences", "resolution"])


def _same_unit(a: dict, b: dict) -> bool:
    return printed.unit(a["unit"])[1] == (printed.unit(b["unit"])[1] if b["unit"] else "")


def _compare(row: dict, first: dict) -> tuple[str, str]:
    """Return (outcome, what differs) of two rows of one fact."""
    unit, period = _same_unit(row, first), all(row[c] == first[c] for c in PERIOD)
    hard = [what for what, same in (("unit", unit), ("period", period)) if not same]
    soft: list[str] = []
    values, rates = (bool(row[c] and first[c]) for c in ("value", "growth"))
    if values and unit:
        if row["hedge"] != first["hedge"]:
            hard.append("hedge")
        said = [printed.interval(r["value"], r["unit"], r["hedge"]) for r in (row, first)]
        _sort("value", said, hard, soft)
    if rates:
        _sort("growth", [printed.growth(r["growth"]) for r in (row, first)], hard, soft)
    if (row["value"] or row["growth"]) and not (values or rates):
        hard.append("value")
    return (DIFFERS if hard else ROUNDED if soft else SAME), ", ".join(hard + soft)


def _sort(what: str, said: list[pd.Interval], hard: list[str], soft: list[str]) -> None:
    """Put a quantity among those that differ, or among those that are only rounded otherwise."""
    a, b = said
    if (a.left, a.right) == (b.left, b.right):
        return
    (soft if a.overlaps(b) else hard).append(what)
