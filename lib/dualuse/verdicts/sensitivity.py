"""Every reading of a claim: which choice changes the verdict."""

import itertools

import pandas as pd

from dualuse.verdicts.claims import item
from dualuse.verdicts.evidence import in_hand
from pressroom import wording

CHOICES = ["period", "hedge", "allowance", "inferred"]
NAMES = {"inferred": "inferred years"}


def grid(claims, book):
    """Judge claims under every specification: period, hedge reading, allowance, source and inferred years.

    Parameters
    ----------
    claims : list of dict
        Claims that have tests.
    book : Book
        Its own readings do not matter; all are tried.

    Returns
    -------
    pandas.DataFrame
        One row a specification and test: claim, test, source, series, measure, fits, scope, period_start,
        period_end, hedge, allowance, inferred, low, high, unit, verdict, apart.
    """
    rows = []
    choices = itertools.product(("newspaper", "strict"), ("none", "default", "double"), (True, False))
    books = [book.read_otherwise(reading=h, allowance=a, inferred=i) for h, a, i in choices]
    for claim, book in itertools.product(claims, books):
        for spec in [*claim["evidence"], *in_hand(claim, book)]:
            for period in [spec["period"]] if "period" in spec else claim["periods"]:
                for number, test in enumerate(claim["tests"]):
                    found = item(claim, test, spec, book, [period])
                    rows.append(
                        {"claim": claim["id"], "test": number}
                        | {k: found[k] for k in ("source", "series", "measure", "fits")}
                        | {"scope": _scope(spec)}
                        | {"period_start": period[0], "period_end": period[1], "hedge": book.reading}
                        | {"allowance": book.allowance, "inferred": book.inferred}
                        | {k: found[k] for k in ("low", "high", "unit", "verdict", "apart")}
                    )
    return pd.DataFrame(rows)


def _scope(spec):
    """Return the product that a series measures, in words: "drones and parts"."""
    series = spec.get("series") or spec.get("official") or ""
    return series.split("-", 3)[-1].removesuffix(f"-{spec['source']}").replace("-", " ")


def _with_period(grid):
    periods = [wording.period(a, b) for a, b in zip(grid["period_start"], grid["period_end"], strict=True)]
    return grid.assign(period=periods)


def flips(grid):
    """Return, for each claim and source with a vote, the verdicts that occur and the choices that change them.

    Parameters
    ----------
    grid : pandas.DataFrame
        As `grid` returns it.

    Returns
    -------
    pandas.DataFrame
        claim, source, tested, verdicts, changed_by, readings, series: one row a claim, source, series and
        test; a star stands for each of several goods. A choice is named if changing it alone changes the
        verdict for at least one setting of the others.
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
                "verdicts": ", ".join(sorted(part["verdict"].unique())),
                "changed_by": ", ".join(changed) or "nothing",
                "readings": len(part),
                "series": series.replace("{}", "*"),
            }
        )
    return pd.DataFrame(rows)


def readings(grid, claim, test=0):
    """Return the readings of one test of a claim, sorted by result, with the period in words.

    Rows come in the order of their upper then lower end, open ends last; those without a range after all.
    Series without a vote, such as a wider product, are among them: the column `fits` says so.
    """
    part = _with_period(grid[(grid["claim"] == claim) & (grid["test"] == test)])
    none = part["low"].isna() & part["high"].isna()
    order = part.assign(none=none, top=part["high"].fillna(float("inf")), base=part["low"].fillna(0))
    by = ["none", "top", "base", "source", "scope", "period", "hedge", "allowance", "inferred"]
    return part.loc[order.sort_values(by, kind="stable").index].reset_index(drop=True)


def tally(readings):
    """Return how many readings give each verdict, in words, the most frequent first: "9 consistent, 2 exceeds"."""
    return ", ".join(f"{n} {verdict}" for verdict, n in readings["verdict"].value_counts().items())


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
