"""Published figures as the constraints they put on unknown months.

A *system* is everything that must be solved together: exports, imports and two-way trade of one reporter with
one partner, in one product and one unit, as one primary source measures them. Its unknowns are months of
exports and of imports; two-way trade is their sum.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache
from statistics import median

import pandas as pd

from dualuse.data import printed, rules
from dualuse.data.series import Series
from pressroom.errors import InputError

FILE = "published/figures.csv"
PARTS = {"trade": ("export", "import")}  # a flow that is a sum; every other flow is its own part
ROUGH = 0.01  # a print's own uncertainty in units of slack is at least this share of a typical month
ROOT = ["reporter", "partner", "product", "source"]


@dataclass(frozen=True)
class Print:
    """One figure, read. Months are ordinals of pandas Period[M]; levels are in the system's unit."""

    id: str
    flow: str
    start: int
    end: int
    level: pd.Interval | None = None
    growth: pd.Interval | None = None  # per cent
    base: int | None = None  # first month of the period that the growth is measured against
    later: bool = False  # the level was printed at a later release
    unrevised: bool = False  # the growth was reckoned on the first print of its base
    record: tuple = ()  # ((start, end), (start, end)): the first period is no less than the second
    page: str = ""
    text: str = ""
    copies: int = 1  # how many rows do

    @property
    def length(self) -> int:
        return self.end - self.start + 1

    @property
    def same(self) -> tuple:
        """What rows that repeat one print share."""
        return self.flow, self.start, self.end, self.text, str(self.level), str(self.growth)

    @property
    def cells(self) -> set:
        """Every unknown that the print is about: (flow, month)."""
        spans = [(self.start, self.end), *(span for pair in self.record for span in pair)]
        if self.base is not None:
            spans.append((self.base, self.base + self.length - 1))
        return {cell for span in spans for cell in cells(self.flow, *span)}


@dataclass
class System:
    """Prints that are solved together, sorted by what they say."""

    root: tuple
    base: str  # USD, CNY, units, ...
    prints: list = field(default_factory=list)
    scale: float = 1.0
    unit: str = ""

    def series(self, flow: str) -> str:
        """Return the id of a flow of this system."""
        reporter, partner, product, source = self.root
        return str(Series(reporter, partner, flow, product, source, self.base))

    @property
    def flows(self) -> list[str]:
        """Flows that have a figure, and those that the sum of the others gives."""
        printed_flows = {p.flow for p in self.prints}
        whole = {"export", "import"} <= printed_flows or "trade" in printed_flows
        return sorted(printed_flows | ({"export", "import", "trade"} if whole else set()))

    def worth(self) -> dict:
        """Return {id: what one unit of slack is worth}: a print's own half-width, and a share of a typical value.

        The share is reckoned on the median of what prints of a flow say of a month, not on the print, which may be
        the one that is wrong. Rows that repeat one print share its vote: each gives way the more cheaply.
        """
        months, found = {}, {}
        for p in self.prints:
            if p.level is not None:
                months.setdefault(p.flow, []).append(p.level.left / p.length)
        for p in self.prints:
            typical = median(months.get(p.flow, [1.0])) * p.length or 1.0
            own = ROUGH * typical
            if p.level is not None and p.level.right < float("inf"):
                own += p.level.length / 2
            elif p.growth is not None:
                own += typical * min(p.growth.length, 100) / 200
            found[p.id] = own * p.copies
        return found


def parts(flow: str) -> tuple[str, ...]:
    """Return the flows that a flow is the sum of: itself, unless it is two-way trade."""
    return PARTS.get(flow, (flow,))


@cache
def cells(flow: str, start: int, end: int) -> tuple:
    """Return the unknowns that a flow sums over from one month to another."""
    return tuple((part, m) for part in parts(flow) for m in range(start, end + 1))


def systems(figures: pd.DataFrame, reading: str = "newspaper") -> tuple[dict, pd.DataFrame]:
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
    for row in rules.records(figures.sort_values("id", kind="stable")):
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
    base, average, marks = "USD", "", printed.marks(row["status"])
    if row["unit"]:
        base, average, _ = printed.unit(row["unit"])[1].partition(" per month")
    if row["value"]:
        level = printed.interval(row["value"], row["unit"], row["hedge"], reading, printed.CUT in marks)
    if row["growth"]:
        growth = printed.growth(row["growth"], row["growth_hedge"] or "exact", reading)
    if average:  # a monthly average says what the months of its period add up to
        level = _times(level, end - start + 1)
    if base == "times":  # "tripled" is a growth of 200 per cent
        growth, level = pd.Interval(100 * level.left - 100, 100 * level.right - 100, level.closed), None
    if growth is not None:
        given = row["growth_base"]
        base_start = pd.Period(given, "M").ordinal if given else start - 12
    marked = {"later": printed.LATER in marks, "unrevised": printed.UNREVISED in marks}
    marked["record"] = tuple(pair for mark in marks for pair in _record(mark, start))
    said = start, end, level, growth, base_start
    one = Print(row["id"], row["flow"], *said, **marked, page=row["page"], text=row["value"])
    return ("USD" if base in ("times", "percent") else base), one


def _record(mark, month):
    """Yield pairs of periods of which the first is no less than the second; none where the mark is no record."""
    kind, _, since = mark.partition(" since ")
    first = pd.Period(since, "M").ordinal if since else month
    if kind == "highest":
        yield from (((month, month), (m, m)) for m in range(first, month))
    elif kind == "first fall":
        for m in (m for m in range(first, month) if m % 12):  # January is printed with February, in its place
            start = m - (m % 12 == 1)
            yield (start, m), (start - 12, m - 12)


def _times(interval, factor):
    return interval and pd.Interval(interval.left * factor, interval.right * factor, interval.closed)


def _scale(system):
    """Put levels in the unit that the largest of them is read in (bn, m, k or none), and prints in their order."""
    levels = [p.level for p in system.prints if p.level is not None]
    top = max((i.left or (i.right if i.right < float("inf") else 0.0) for i in levels), default=0.0)
    large = [("bn", 1e9), ("m", 1e6)] if system.base in (*printed.CURRENCIES, "tonnes") else []
    names = large + ([("k", 1e3)] if system.base in printed.CURRENCIES else [])
    name, system.scale = next(((n, s) for n, s in names if top >= s), ("", 1.0))
    system.unit = f"{name} {system.base}".strip()
    # What was printed gives the order, never an id. The same number for the same period is one print, however many
    # outlets carry it.
    system.prints.sort(key=lambda p: (p.same, p.base or 0, p.later, p.unrevised, p.record, p.page))
    votes, scale = Counter(p.same for p in system.prints), 1 / system.scale
    system.prints = [replace(p, level=_times(p.level, scale), copies=votes[p.same]) for p in system.prints]
