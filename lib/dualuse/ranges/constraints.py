"""Published figures as the constraints they put on unknown months.

A *system* is everything that must be solved together: exports, imports and two-way trade of one reporter with
one partner, in one product and one unit, as one primary source measures them. Its unknowns are months of
exports and of imports; two-way trade is their sum.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cache

import pandas as pd

from dualuse.data import printed
from pressroom.errors import InputError

FILE = "published/figures.csv"
PARTS = {"trade": ("export", "import")}  # a flow that is a sum; every other flow is its own part
# Outlets that cut digits off: this one printed 33.68 where customs had 33.686 (X-T12 beside F101).
TRUNCATES = frozenset({"TASS via alatharnews"})
ROOT = ["reporter", "partner", "product", "source"]


@dataclass(frozen=True)
class Print:
    """One figure, read. Months are ordinals of pandas Period[M]; levels are in the system's unit."""

    id: str
    flow: str
    start: int
    end: int
    level: pd.Interval | None = None
    step: float = 0.0  # one unit of the last printed digit
    growth: pd.Interval | None = None  # per cent
    base: int | None = None  # first month of the period that the growth is measured against
    page: str = ""
    publisher: str = ""
    released: str = ""
    text: str = ""
    fact: str = ""  # rows that repeat one print share it

    @property
    def length(self):
        return self.end - self.start + 1

    @property
    def months(self):
        """Unknowns that the level sums over: (flow, month)."""
        return cells(self.flow, self.start, self.end)

    @property
    def base_months(self):
        """Unknowns that the growth is measured against; none where no growth was printed."""
        return () if self.base is None else cells(self.flow, self.base, self.base + self.length - 1)


@dataclass
class System:
    """Prints that are solved together, sorted by id."""

    root: tuple
    base: str  # USD, CNY, units, ...
    prints: list = field(default_factory=list)
    scale: float = 1.0
    unit: str = ""

    def series(self, flow):
        """Return the id of a flow of this system."""
        reporter, partner, product, source = self.root
        return series_id(reporter, partner, flow, product, source, self.base)

    @property
    def flows(self):
        """Flows that have a figure, and those that the sum of the others gives."""
        printed_flows = {p.flow for p in self.prints}
        whole = {"export", "import"} <= printed_flows or "trade" in printed_flows
        return sorted(printed_flows | ({"export", "import", "trade"} if whole else set()))

    @property
    def ties(self):
        """Exports, imports and two-way trade of one period on one page: three prints that must add up."""
        pages = defaultdict(dict)
        for p in self.prints:
            if p.level is not None and p.page:
                pages[p.page, p.start, p.end].setdefault(p.flow, []).append(p)
        return [
            (e, i, t)
            for _, found in sorted(pages.items())
            if {"export", "import", "trade"} <= found.keys()
            for e in found["export"]
            for i in found["import"]
            for t in found["trade"]
        ]


def series_id(reporter, partner, flow, product, source, base="USD"):
    """Return `{reporter}-{partner}-{flow}-{product}-{source}`, with `:base` where the base is not USD."""
    return f"{reporter}-{partner}-{flow}-{product}-{source}" + ("" if base == "USD" else f":{base}")


def parts(flow):
    """Return the flows that a flow is the sum of: itself, unless it is two-way trade."""
    return PARTS.get(flow, (flow,))


@cache
def cells(flow, start, end):
    """Return the unknowns that a flow sums over from one month to another."""
    return tuple((part, m) for part in parts(flow) for m in range(start, end + 1))


def systems(figures, reading="newspaper"):
    """Read figures into systems.

    Parameters
    ----------
    figures : pandas.DataFrame
        Rows of published/figures.csv with the typed columns of `load.figures()` (`start`, `end`).
        Their order does not matter.
    reading : {"newspaper", "strict"}

    Returns
    -------
    dict of {(reporter, partner, product, source, base): System}
    pandas.DataFrame
        `id, reason` of the rows that constrain nothing.

    Raises
    ------
    InputError
        A number, unit or hedge that cannot be read, an end before its start, an id that stands twice.
    """
    found, unused, seen = {}, [], set()
    for row in figures.sort_values("id", kind="stable").to_dict("records"):
        if row["id"] in seen:
            raise InputError(FILE, f"the id {row['id']} twice", "ids that differ", row=row["id"])
        seen.add(row["id"])
        try:
            if reason := _why_not(row):
                unused.append((row["id"], reason))
                continue
            base, one = _read(row, reading)
        except InputError as error:
            raise InputError(FILE, error.found, error.expected, row=row["id"]) from error
        root = tuple(row[c] for c in ROOT)
        found.setdefault((*root, base), System(root, base)).prints.append(one)
        if base in printed.COUNTS and one.level is not None and one.level.right == 0:
            # No unit, no value; any other count says nothing about value.
            found.setdefault((*root, "USD"), System(root, "USD")).prints.append(replace(one, growth=None))
    for system in found.values():
        _scale(system)
    return found, pd.DataFrame(unused, columns=["id", "reason"])


def _why_not(row):
    if row["role"] != "evidence":
        return f"role {row['role']}"
    if pd.isna(row["start"]) or pd.isna(row["end"]):
        return "no period"
    if not row["value"] and not row["growth"]:
        return "no number"
    base = printed.unit(row["unit"])[1] if row["unit"] else "USD"
    additive = base not in ("percent", "USD per unit") or (row["growth"] and not row["value"])
    if row["flow"] in ("share", "price") or not additive:
        return "a share or a price: months do not add up"
    return ""


def _read(row, reading):
    """Return (base unit, Print with its level in the base unit)."""
    start, end = row["start"].ordinal, row["end"].ordinal
    if end < start:
        found = f"{row['period_start']} to {row['period_end']}"
        raise InputError(FILE, found, "a period that ends after it starts")
    level = growth = base_start = None
    step, factor, base, average = 0.0, 1.0, "USD", ""
    if row["unit"]:
        factor, base = printed.unit(row["unit"])
        base, average, _ = base.partition(" per month")
    if row["value"]:
        cut = row["publisher"] in TRUNCATES
        level = printed.interval(row["value"], row["unit"], row["hedge"], reading, cut)
        step = 0.0 if row["hedge"] == "between" else float(printed.step(row["value"])) * factor
    if row["growth"]:
        growth = printed.growth(row["growth"], row["growth_hedge"] or "exact", reading)
    if average:  # a monthly average says what the months of its period add up to
        level, step = _times(level, end - start + 1), step * (end - start + 1)
    if base == "times":  # "tripled" is a growth of 200 per cent
        growth, level = pd.Interval(100 * level.left - 100, 100 * level.right - 100, level.closed), None
    if growth is not None:
        given = row["growth_base"]
        base_start = pd.Period(given, "M").ordinal if given else start - 12
    one = Print(
        **{k: row[k] for k in ("id", "flow", "page", "publisher", "released")},
        **{"start": start, "end": end, "level": level, "step": step, "growth": growth, "base": base_start},
        text=row["value"],
        fact=row["same_fact"] or row["id"],
    )
    return ("USD" if base in ("times", "percent") else base), one


def _times(interval, factor):
    return interval and pd.Interval(interval.left * factor, interval.right * factor, interval.closed)


def _scale(system):
    """Put levels in the unit that the largest of them is read in: bn, m, k or none."""
    top = max((p.level.left for p in system.prints if p.level is not None), default=0.0)
    large = [("bn", 1e9), ("m", 1e6)] if system.base in (*printed.CURRENCIES, "tonnes") else []
    names = large + ([("k", 1e3)] if system.base in printed.CURRENCIES else [])
    name, system.scale = next(((n, s) for n, s in names if top >= s), ("", 1.0))
    system.unit = f"{name} {system.base}".strip()
    system.prints = [
        replace(p, level=_times(p.level, 1 / system.scale), step=p.step / system.scale) for p in system.prints
    ]
