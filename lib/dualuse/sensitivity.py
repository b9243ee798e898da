"""Every reading of a claim: which choice changes the verdict."""

import pandas as pd

from . import phrases

CHOICES = ["period", "hedge", "allowance", "inferred"]
NAMES = {"inferred": "inferred years"}


def _with_period(grid):
    periods = [phrases.period(a, b) for a, b in zip(grid["period_start"], grid["period_end"], strict=True)]
    return grid.assign(period=periods)


def flips(grid):
    """Return, for each claim and source with a vote, the verdicts that occur and the choices that change them.

    Parameters
    ----------
    grid : pandas.DataFrame
        As `claims.grid` returns it.

    Returns
    -------
    pandas.DataFrame
        claim, source, tested, readings, verdicts, changed_by: one row a claim, source, series and test.
        A choice is named if changing it alone changes the verdict for at least one setting of the others.
    """
    rows = []
    keys = ["claim", "source", "series", "measure", "test"]
    for (claim, source, series, measure, _), part in _with_period(grid[grid["fits"]]).groupby(
        keys, sort=False
    ):
        changed = []
        for choice in CHOICES:
            others = [c for c in CHOICES if c != choice]
            if (part.groupby(others)["verdict"].nunique() > 1).any():
                changed.append(NAMES.get(choice, choice))
        rows.append(
            {
                "claim": claim,
                "source": source,
                "tested": measure,
                "series": series,
                "readings": len(part),
                "verdicts": ", ".join(sorted(part["verdict"].unique())),
                "changed_by": ", ".join(changed) or "nothing",
            }
        )
    return pd.DataFrame(rows)


def readings(grid, claim, test=0):
    """Return the readings of one test of a claim, sorted by result, with the period in words.

    Rows come in the order of their upper then lower end, open ends last; those without a range after all.
    """
    part = _with_period(grid[(grid["claim"] == claim) & (grid["test"] == test) & grid["fits"]])
    none = part["low"].isna() & part["high"].isna()
    order = part.assign(none=none, top=part["high"].fillna(float("inf")), base=part["low"].fillna(0))
    by = ["none", "top", "base", "source", "period", "hedge", "allowance", "inferred"]
    return part.loc[order.sort_values(by, kind="stable").index].reset_index(drop=True)


def missing(grid, published):
    """Return the published evidence items that the grid does not hold with the same range and verdict.

    Parameters
    ----------
    grid : pandas.DataFrame
        The default readings of the grid.
    published : dict
        Claim id to evidence items, as `claims.trade` gives them.
    """
    held = {
        (r.claim, r.series, r.measure, r.period_start, r.period_end, _end(r.low), _end(r.high), r.verdict)
        for r in grid.itertuples()
    }
    return [
        item
        for claim, items in published.items()
        for item in items
        if (
            claim,
            item["series"],
            item["measure"],
            *item["period"],
            item["low"],
            item["high"],
            item["verdict"],
        )
        not in held
    ]


def _end(value):
    return None if pd.isna(value) else value
