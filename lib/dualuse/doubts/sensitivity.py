"""Every reading of a claim: which choice changes the verdict, and how far hedged prints lie from exact ones."""

import itertools
from dataclasses import replace
from typing import Any

import pandas as pd

from dualuse.data import claim_file, printed
from dualuse.ranges.bounds import Model
from dualuse.verdicts.book import Book
from dualuse.verdicts.evidence import shifted
from dualuse.verdicts.trade import item, sources
from pressroom import wording

CHOICES = ["period", "hedge", "allowance", "inferred"]
NAMES = {"inferred": "inferred years"}
# "less than" names a small amount, not a near miss
HEDGED = ("more than", "at least", "about", "nearly", "up to")
GRID = ["claim", "test", "source", "series", "measure", "base", "fits", "scope", "period_start", "period_end"]
GRID += [*CHOICES[1:], "low", "high", "unit", "verdict", "apart"]
NARROW = 0.05  # exact figures measure a hedged one where they leave no more than this share of it open


class Ranges:
    """A model that does not say which figures hold a range: the grid has no room for it, and to find it takes long."""

    def __init__(self, model: Model) -> None:
        self.range, self.growth = model.range, model.growth

    def figures(self, *_: str) -> list[str]:
        return []


def grid(claims: list[dict], book: Book) -> pd.DataFrame:
    """Judge claims under every specification: period, hedge reading, allowance, source and inferred years.

    Parameters
    ----------
    claims : list of dict
        As `load.claims()` returns them; only assertions that have tests are tried.
    book : Book
        Its own readings do not matter; all are tried.

    Returns
    -------
    pandas.DataFrame
        One row a specification and test: claim (of one of several parts, the part), test, source, series, measure,
        base, fits, scope, period_start, period_end, hedge, allowance, inferred, low, high, unit, verdict, apart.
    """
    rows = []
    choices = itertools.product(("newspaper", "strict"), ("none", "default", "double"), (True, False))
    books = [replace(book, reading=h, allowance=a, inferred=i) for h, a, i in choices]
    for book in books:
        vars(book)["model"] = Ranges(book.model)
    asked = [(c, p) for c in claims for p in claim_file.parts(c) if p["way"] == "trade"]
    for (claim, part), book in itertools.product(asked, books):
        for spec in sources(part, book):
            for period in [spec["period"]] if "period" in spec else part["periods"]:
                for number, test in enumerate(part["tests"]):
                    tried = {"claim": part["id"] or claim["id"], "test": number, "scope": _scope(spec)}
                    tried |= {"period_start": period[0], "period_end": period[1], "hedge": book.reading}
                    tried |= {"allowance": book.allowance, "inferred": book.inferred}
                    rows.append(tried | vars(item(part, test, spec, book, [period])))
    return pd.DataFrame(rows, columns=GRID)


def _scope(spec: dict) -> str:
    """Return the product that a series measures, in words: "drones and parts"."""
    series = spec.get("series") or spec.get("official") or ""
    return series.partition(":")[0].split("-", 3)[-1].removesuffix(f"-{spec['source']}").replace("-", " ")


def flips(grid: pd.DataFrame) -> pd.DataFrame:
    """Return, for each claim and source with a vote, the verdicts that occur and the choices that change them.

    Parameters
    ----------
    grid : pandas.DataFrame
        As `grid` returns it.

    Returns
    -------
    pandas.DataFrame
        claim, source, tested, verdicts, changed_by, readings, series: one row a claim, source, series, base and
        test; a star stands for each of several goods. A choice is named if changing it alone changes the
        verdict for at least one setting of the others.
    """
    rows = []
    keys = ["claim", "source", "series", "measure", "base", "test"]
    voting = grid[grid["fits"]]
    ends = zip(voting["period_start"], voting["period_end"], strict=True)
    voting = voting.assign(period=[wording.period(*period) for period in ends])
    for (claim, source, series, measure, _, _), part in voting.groupby(keys, sort=False):
        others = {choice: part.groupby([c for c in CHOICES if c != choice])["verdict"] for choice in CHOICES}
        changed = [NAMES.get(c, c) for c, found in others.items() if (found.nunique() > 1).any()]
        verdicts, by = (", ".join(words) for words in (sorted(part["verdict"].unique()), changed))
        rows.append((claim, source, measure, verdicts, by or "nothing", len(part), series.replace("{}", "*")))
    columns = ["claim", "source", "tested", "verdicts", "changed_by", "readings", "series"]
    return pd.DataFrame(rows, columns=columns)


def missing(grid: pd.DataFrame, published: list[tuple[str, dict]]) -> list[dict]:
    """Return the published evidence that the grid does not hold with the same range and verdict.

    Parameters
    ----------
    grid : pandas.DataFrame
        The default readings of the grid.
    published : list of (str, dict)
        Claim and an item of its evidence that has numbers.
    """
    columns = ["series", "measure", "base", "low", "high", "verdict"]
    held = {
        (r["claim"], r["period_start"], r["period_end"], *(_end(r[c]) for c in columns))
        for r in grid.to_dict("records")
    }
    return [
        item
        for claim, item in published
        if (item["part"] or claim, *item["period"], *(item[c] for c in columns)) not in held
    ]


def _end(value: Any) -> Any:
    return None if pd.isna(value) else value


def calibration(figures: pd.DataFrame) -> pd.DataFrame:
    """Return hedged prints whose number exact prints of the same thing give: how far beyond the hedge it lies.

    The rule for hedges is this project's own. These are all the cases in the table that could speak against it.

    Parameters
    ----------
    figures : pandas.DataFrame
        As `load.figures()`. Hedged prints of any role but `claim`; exact ones that are evidence, or that repeat one.

    Returns
    -------
    pandas.DataFrame
        One row a hedged print: figure, printed, exact (the ids that give the number), low and high (by how many
        per cent, or of a growth by how many points, the exact number lies above the printed one), holds (the
        newspaper reading has it).
    """
    hedges = figures["hedge"].isin(HEDGED), figures["growth_hedge"].isin(HEDGED)
    plain = figures[
        ~hedges[0] & ~hedges[1] & ((figures["role"] == "evidence") | (figures["same_fact"] != ""))
    ]
    model = Model(plain.assign(role="evidence"), allowance="none")
    words, rows = printed.as_printed(figures), []
    timed = (figures["role"] != "claim") & (figures["same_fact"] == "")
    timed &= (figures[["period_start", "period_end"]] != "").all(axis=1)
    for row in figures[timed & hedges[0]].to_dict("records"):
        number = float(printed.as_decimal(row["value"])) * printed.unit(row["unit"])[0]
        said, found = printed.interval(row["value"], row["unit"], row["hedge"]), model.range(*_period(row))
        if found.right - found.left <= NARROW * number and found.left > 0:
            ends = [100 * (e / number - 1) for e in (found.left, found.right)]
            exact = " ".join(model.figures(*_period(row)))
            rows.append((row["id"], words[row["id"]], exact, *ends, said.overlaps(found)))
    for row in figures[timed & hedges[1]].to_dict("records"):
        base = row["growth_base"] or shifted(row["period_start"], -12)
        said, found = printed.growth(row["growth"], row["growth_hedge"]), model.growth(*_period(row), base)
        if found is not None and found.right - found.left <= 100 * NARROW:
            words_ = f"{row['growth_hedge']} {printed.growth_printed(figures, row['id'])}"
            ends = [e - float(row["growth"]) for e in (found.left, found.right)]
            exact = " ".join(model.figures(*_period(row)))
            rows.append((row["id"], words_, exact, *ends, said.overlaps(found)))
    return pd.DataFrame(rows, columns=["figure", "printed", "exact", "low", "high", "holds"])


def _period(row: dict) -> tuple[str, str, str]:
    return row["series"], row["period_start"], row["period_end"]
