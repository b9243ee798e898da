"""What printed figures say of months, as constraints: pure, and certifiable on paper.

Customs print a month, add it up with those before it in the next release, and revise it
later. So each month of exports and of imports has three unknowns: as first printed
("own"), as the next release had it, as customs had it a year later ("revised"). Every
figure says that a sum of months lies between two numbers, or between two multiples of
another sum; so does how far customs revise. `Rules` writes these down, with fractions:
no solver is needed to read them, and `tools/check_proofs.py` writes them a second time.

A source that does not revise has all three as one, see `revisions`. What one page printed
on one day is one table, of one release, that of its last month.

Months of a flow add up. Of a stock each month has an unknown of its own, the level at its
end, and no sum is asked; of a rate each period has one. A rate is as first printed.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache, cached_property, lru_cache
from typing import Any, NamedTuple, TypeAlias, TypeVar

import pandas as pd

from dualuse.base.errors import InputError
from dualuse.base.printed import read_growth, read_level
from dualuse.base.series import MONTHS_A_YEAR, Series, read_month, write_month
from dualuse.base.units import (
    EXPLAINED,
    FLOW,
    QUANTITIES,
    RATE,
    is_multiple,
    is_whole,
)
from dualuse.engine.revisions import Bands, find_band

RELEASES = ["own", "sum", "revised"]
RELEASES_OF_FIGURES = ["own", "next", "revised"]  # of which a printed amount may be
LESS = "less"  # printed totals of each year, less the earlier total as printed
PARTS = {"trade": ["export", "import"]}  # a flow that is a sum of others
RECORDS = ["declarations", "records", "parts counted"]  # kinds of sources that count
COMPLETE = "complete"  # what the source says of its own count: nothing is missing
# columns that the solver needs of a table of figures
NEEDED = ["id", "series", "source", "role", "page", "period_start", "period_end"]
NEEDED += ["value", "unit", "hedge", "quantity"]
# columns that a table of figures may lack
OPTIONAL = ["flow", "status", "growth", "growth_hedge", "growth_base", "released"]
COLUMNS = [*NEEDED, *OPTIONAL]
ALONE = ["share", "price"]  # flows of figures that belong to no series
NOT_AMOUNTS = ["percent", "USD per unit"]
# "first fall since" stands in one row, and changes no range
HIGHEST = re.compile(r"highest since (\d{4}-\d{2})")
SWAPPED = "swapped direction"
EACH_MONTH = "each month"  # a status: the amount is the least of every month
FIRST_PRINT = "first-print base"  # a status: growth on what was first printed
THIRD = 0.333  # of the finer interval: numbers that share less all but disagree
DIGITS = 12  # that a printed number can have


@dataclass(frozen=True)
class Figure:
    """What one published figure says: a level, a growth in per cent, a record.

    Months are numbers, see `series.read_month`; levels are in USD, pieces, tonnes, ...
    """

    id: str
    flow: str
    start: int
    end: int
    level: pd.Interval | None = None
    growth: pd.Interval | None = None
    base: int = 0  # the first month of what growth is measured on
    status: str = ""
    page: str = ""
    quantity: str = FLOW
    released: str = ""
    until: int = 0  # the last month of the series in the same table

    @property
    def length(self) -> int:
        """The number of months."""
        return self.end - self.start + 1

    @property
    def is_late(self) -> bool:
        """The level stands in a later release than its period's own."""
        return "later print" in self.status

    @property
    def releases(self) -> list[str]:
        """The releases in which its level stands as printed.

        What stands in one table with later months is of the release of these: it need
        not be what was printed first.
        """
        if self.until - self.end >= MONTHS_A_YEAR:
            return ["revised"]
        if self.is_late:
            return []
        return ["next" if self.until > self.end else "own"]

    @property
    def is_of_each_month(self) -> bool:
        """The level is the least of every month, and not only of their sum."""
        return EACH_MONTH in self.status

    @property
    def on_first_release(self) -> bool:
        """An outlet worked the growth out on first releases."""
        return FIRST_PRINT in self.status

    @cached_property
    def table(self) -> tuple:
        """What figures share that one page printed of one flow on one day; none, of one.

        A page that does not say when it was printed may have been added to.
        """
        is_dated = self.page and self.released
        return (self.flow, self.page, self.released) if is_dated else ()

    @cached_property
    def level_key(self) -> tuple:
        """What figures share that print one level, perhaps differently."""
        return self.flow, self.start, self.end, self.is_late

    @cached_property
    def growth_key(self) -> tuple:
        """What figures share that print one growth, perhaps differently."""
        return self.flow, self.start, self.end, self.base, self.on_first_release

    @cached_property
    def keys(self) -> set[tuple]:
        """What it shares with figures that may change what it says."""
        return {self.level_key, self.growth_key, self.table} - {()}


class Span(NamedTuple):
    """Some months of a flow, in one release."""

    flow: str
    start: int
    end: int
    release: str = "own"

    @property
    def name(self) -> str:
        """What it is called in a table: "export 2022-05 2022-05 own"."""
        months = f"{write_month(self.start)} {write_month(self.end)}"
        return f"{self.flow} {months} {self.release}"


class Unknown(NamedTuple):
    """A month of a flow, as one release has it."""

    flow: str
    month: int
    release: str


Sum: TypeAlias = dict[Unknown, Fraction]  # how many times each is added
Key = TypeVar("Key")
Number = TypeVar("Number", Fraction, float)  # on paper, and in the solver
ONE = Unknown("", 0, "")  # what a number that was printed is a multiple of


class Limit(NamedTuple):
    """A sum of months between two numbers; with a base, two multiples of its sum.

    `most` is None where nothing is the most. Without a figure, it says how far customs
    may have revised.
    """

    figure: str
    span: Span
    least: Fraction
    most: Fraction | None
    base: Span | None = None


def read_systems(
    figures: pd.DataFrame,
    kinds: Mapping[str, str],
    literal: bool = False,
    is_floor: bool = True,
) -> dict[tuple, list[Figure]]:
    """Return the figures of each system: {`Series.system`: what is solved together}.

    Parameters
    ----------
    figures : pandas.DataFrame
        `tables.read_figures()`. Claims, context, and rows without a period say nothing
        here, nor do shares and prices of trade, which are of no series.
    kinds : Mapping
        The kind of each source, such as "declarations".
    literal : bool
        Hedged figures have no further end: "more than" may be any number more.
    is_floor : bool
        What a source counted is the least; not so where its prints are compared.
    """
    systems: dict[tuple, list[Figure]] = {}
    for column in OPTIONAL:
        if column not in figures:
            figures = figures.assign(**{column: ""})
    cells = figures[COLUMNS].astype(object).to_numpy()
    place = COLUMNS.index("source")
    for row in cells.tolist():
        is_record = is_floor and kinds.get(row[place]) in RECORDS
        for system, figure in read_printed(tuple(row), is_record, literal):
            systems.setdefault(system, []).append(figure)
    return {system: date_tables(listed) for system, listed in systems.items()}


def date_tables(figures: list[Figure]) -> list[Figure]:
    """Return the figures of a system, each with the last month of its table.

    What one page printed on one day of a series is one table, of one release.

    Examples
    --------
    >>> may, june = read_month("2022-05"), read_month("2022-06")
    >>> level = pd.Interval(4.5, 5.5, closed="both")
    >>> figure = Figure("F1", "export", may, may, level, page="a", released="2022-07")
    >>> later = replace(figure, id="F2", start=june, end=june)
    >>> [each.until == june for each in date_tables([figure, later])]
    [True, True]
    """
    last: dict[tuple, int] = {}
    for figure in figures:
        last[figure.table] = max(figure.end, last.get(figure.table, 0))
    dated = []
    for figure in figures:
        until = last[figure.table] if figure.table else figure.end
        is_dated = figure.until == until
        dated.append(figure if is_dated else replace(figure, until=until))
    return dated


def is_of_series(row: Mapping[str, str]) -> bool:
    """Tell whether a row of figures.csv says something of a series."""
    has_months = row["period_start"] and row["period_end"]
    if row["role"] != "evidence" or not has_months or row["flow"] in ALONE:
        return False
    if row["value"]:
        return row["quantity"] == RATE or row["unit"] not in NOT_AMOUNTS
    return row["growth"] != ""


@lru_cache(maxsize=10_000)  # leaving one out, all others say the same
def read_printed(
    cells: tuple, is_record: bool, literal: bool
) -> list[tuple[tuple, Figure]]:
    """Return what a row says, as `read_figure` does, each beside its system."""
    row = dict(zip(COLUMNS, cells, strict=True))
    if not is_of_series(row):
        return []
    if row["quantity"] not in QUANTITIES:
        found = f"quantity {row['quantity']!r}"
        raise InputError("figures", found, EXPLAINED, row["id"])
    system = Series.read(row["series"]).system
    figure = read_figure(row, is_record, literal)
    says = [(system, figure)]
    if is_whole(system[-1]) and row["value"] == "0":
        worthless = replace(figure, growth=None)  # zero pieces are worth zero
        says.append(((*system[:-1], "USD"), worthless))
    return says


def read_figure(
    row: Mapping[str, str], is_record: bool = False, literal: bool = False
) -> Figure:
    """Return what a row of figures.csv says.

    Parameters
    ----------
    is_record : bool
        The source counts records, filings or finds: its sums have no upper end.
    """
    start, end = read_month(row["period_start"]), read_month(row["period_end"])
    level: Any = None
    growth: Any = None
    if row["value"]:
        level = read_row_level(row, is_record, literal)
        if row["unit"].endswith(" per month"):
            level = level * (end - start + 1)
        if is_multiple(row["unit"]):
            level, growth = None, level * 100 - 100  # "tripled" is 200 per cent more
    if row["growth"]:
        growth = read_row_growth(row, literal)
    base = start - MONTHS_A_YEAR
    if row["growth_base"]:
        base = read_month(row["growth_base"])
    words = (row["status"], row["page"], row.get("quantity", FLOW))
    released = row.get("released", "")
    figure = (row["id"], row["flow"], start, end, level, growth, base, *words)
    return Figure(*figure, released)


def read_row_level(
    row: Mapping[str, str], is_record: bool = False, literal: bool = False
) -> pd.Interval:
    """Return the values that the amount of a row allows, in the unit that it is in.

    Of "bn USD per month" that is the average of a month.

    Parameters
    ----------
    is_record : bool
        The source counts records, filings or finds: its sums have no upper end, unless
        it says that nothing is missing.

    Examples
    --------
    >>> row = {"value": "9.3", "unit": "bn USD", "hedge": "exact", "status": "cut off"}
    >>> read_row_level(row), read_row_level({**row, "status": "each month"})
    (Interval(9300000000.0, 9400000000.0, closed='both'), Interval(9250000000.0, inf, ...))
    """
    hedge = "cut off" if "cut off" in row["status"] else row["hedge"]
    printed = (row["value"], row["unit"], hedge)
    # both sides of a share, or of a price, were counted: either may lack the missed
    is_share = is_multiple(row["unit"]) or row["unit"] in NOT_AMOUNTS
    is_floor = is_record and COMPLETE not in row["status"] and not is_share
    readings = [False, True] if literal else [False]
    level = widen([read_level(*printed, each, is_floor) for each in readings])
    if EACH_MONTH in row["status"]:
        # The least of several months is near the number; the others may be any more.
        level = pd.Interval(level.left, math.inf, closed="both")
    return level


def read_row_growth(row: Mapping[str, str], literal: bool = False) -> pd.Interval:
    """Return the rates that the growth of a row allows, in per cent."""
    hedge = row["growth_hedge"] or "exact"
    readings = [False, True] if literal else [False]
    return widen([read_growth(row["growth"], hedge, each) for each in readings])


def widen(ranges: list[pd.Interval]) -> pd.Interval:
    """Return the range from the least to the greatest of several."""
    least = min(each.left for each in ranges)
    greatest = max(each.right for each in ranges)
    return pd.Interval(least, greatest, closed="both")


def apply_set_aside(figures: list[Figure], set_aside: pd.DataFrame) -> list[Figure]:
    """Return the figures without those that cannot be true, and directions put right.

    Where nothing tells which of several is wrong, and they print one number, it lies
    somewhere between theirs.

    Parameters
    ----------
    figures : list of Figure
        Of one system.
    set_aside : pandas.DataFrame
        What `contradictions.find_contradictions` gives.
    """
    for _, contradiction in set_aside.groupby("contradiction"):
        ids = set(contradiction["figure"])
        doubtful = [figure for figure in figures if figure.id in ids]
        figures = [figure for figure in figures if figure.id not in ids]
        if SWAPPED in set(contradiction["likely_cause"]):
            figures += [swap_flow(figure) for figure in doubtful]
            continue
        numbers = {(*each.level_key, str(each.growth)) for each in doubtful}
        levels = {each.level for each in doubtful if each.level is not None}
        if len(numbers) == 1 and len(levels) > 1:
            either = widen(list(levels))
            figures += [replace(figure, level=either) for figure in doubtful]
    return figures


def swap_flow(figure: Figure) -> Figure:
    """Return a figure with exports for imports, and imports for exports."""
    other = {"export": "import", "import": "export"}
    return replace(figure, flow=other[figure.flow])


def join_touching(figures: list[Figure]) -> list[Figure]:
    """Return the figures, those widened that print one number and all but disagree.

    "9.3" and "9.24" meet in 9.25 alone: rounded or cut off, one of the two is not quite
    what customs printed, and a range without width would say more than both.
    """
    levels, growths = {}, {}
    for figure in figures:
        levels.setdefault(figure.level_key, []).append(figure.level)
        growths.setdefault(figure.growth_key, []).append(figure.growth)
    joined = []
    for figure in figures:
        level = join_interval(figure.level, levels[figure.level_key])
        growth = join_interval(figure.growth, growths[figure.growth_key])
        if (level, growth) != (figure.level, figure.growth):
            figure = replace(figure, level=level, growth=growth)
        joined.append(figure)
    return joined


def join_interval(interval: pd.Interval | None, others: list) -> pd.Interval | None:
    """Return an interval, widened by those that share too little of it."""
    if interval is None or len(others) == 1:
        return interval
    touching = [interval]
    for other in set(others) - {None, interval}:
        shared = min(other.right, interval.right) - max(other.left, interval.left)
        if 0 <= shared < THIRD * min(other.length, interval.length):
            touching.append(other)
    return widen(touching)


@cache
def exact(number: float) -> Fraction:
    """Return a number as it was printed, not as a computer holds it.

    >>> exact(0.1), exact(52.2835e9)
    (Fraction(1, 10), Fraction(52283500000, 1))
    """
    return Fraction(f"{number:.{DIGITS}g}")


def subtract(
    total: dict[Key, Number], base: Mapping[Key, Number], times: Number
) -> dict[Key, Number]:
    """Return a sum of unknowns less so many times another."""
    less = dict(total)
    for unknown, number in base.items():
        less[unknown] = less.get(unknown, 0) - times * number
    return less


def exact_ends(interval: Any) -> tuple[Fraction, Fraction | None]:
    """Return the two ends of a range as they were printed; None where it has no most."""
    is_open = math.isinf(interval.right)
    return exact(interval.left), None if is_open else exact(interval.right)


def scale_ends(
    ends: tuple[Fraction, Fraction | None], least: Fraction, most: Fraction
) -> tuple[Fraction, Fraction | None]:
    """Return two ends, so many times."""
    low, high = ends
    return low * least, None if high is None else high * most


@dataclass(frozen=True)
class Rules:
    """What the months of a system are, and what a figure says of them.

    Parameters
    ----------
    quantity : str
        A flow, a stock or a rate.
    allowance : float
        How many times the measured revisions are allowed; 0 where nothing is revised.
    revisions : Mapping
        By how many per cent the source may move what it printed: {"export month": ...}.

    Examples
    --------
    >>> may = read_month("2022-05")
    >>> figure = Figure("F1", "export", may, may, pd.Interval(4.5, 5.5, closed="both"))
    >>> [limit] = Rules().list_limits(figure)
    >>> limit.span.name, float(limit.least), float(limit.most)
    ('export 2022-05 2022-05 own', 4.5, 5.5)
    """

    quantity: str = FLOW
    allowance: float = 0.0
    revisions: Bands = field(default_factory=dict)

    @property
    def is_revised(self) -> bool:
        """Tell whether a month is another number in later releases."""
        return bool(self.allowance) and self.quantity != RATE

    def is_after_january(self, month: int) -> bool:
        """Tell whether there is a total since January that has more than the month."""
        return self.quantity == FLOW and month % MONTHS_A_YEAR > 0

    def list_unknowns(self, flow: str, month: int) -> list[Unknown]:
        """Return what a month of a flow is: a number, or one of each release."""
        releases = RELEASES_OF_FIGURES if self.is_revised else ["own"]
        return [Unknown(flow, month, release) for release in releases]

    def add_up(self, span: Span) -> Sum:
        """Return the months of a span as a release gives them.

        The release of the last month ("own") has those before as they then stood.
        """
        if self.quantity == RATE:  # a year's rate is none of its months'
            period = f"{span.flow} from {write_month(span.start)}"
            return {Unknown(period, span.end, "own"): Fraction(1)}
        if span.release == LESS:
            return self.subtract_totals(span)
        total, once = {}, Fraction(1)
        for part in PARTS.get(span.flow, [span.flow]):
            for month in range(span.start, span.end + 1):
                release = span.release
                if release == "own" and month < span.end:
                    release = "next"
                if release == "sum" or not self.is_revised:
                    release = "own"
                total[Unknown(part, month, release)] = once
        return total

    def subtract_totals(self, span: Span) -> Sum:
        """Return months as newsrooms work them out, of totals as they were printed.

        The total of each year up to the last of its months, less the total up to the
        month before the first. Both were printed when they ended: what customs revised
        of the earlier months meanwhile is in the difference.
        """
        total: Sum = {}
        for until, before in list_totals(span):
            total |= subtract(self.add_up(until), self.add_up(before), Fraction(1))
        return {unknown: times for unknown, times in total.items() if times}

    def compare(self, limit: Limit, end: Fraction) -> Sum:
        """Return a sum of months less so many times another, or less a number."""
        base = {ONE: Fraction(1)} if limit.base is None else self.add_up(limit.base)
        return subtract(self.add_up(limit.span), base, end)

    def list_revisions(self, flow: str, month: int) -> Iterator[Limit]:
        """Yield how far customs may have moved a month, and the year so far."""
        if not self.is_revised:
            return
        printed = Span(flow, month, month)
        for release in ("next", "revised"):
            yield self.allow(printed, release, "month")
        # The total since January moves less than its months do.
        if self.is_after_january(month):
            january = month - month % MONTHS_A_YEAR
            yield self.allow(Span(flow, january, month), "revised", "total")

    def allow(self, printed: Span, release: str, kind: str) -> Limit:
        """Return how far customs may have moved what they had printed."""
        factors = self.find_factors(printed.flow, kind)
        return Limit("", printed._replace(release=release), *factors, printed)

    def find_factors(self, flow: str, kind: str) -> tuple[Fraction, Fraction]:
        """Return the factors by which customs may move what they had printed.

        Never to less than nothing: this keeps each later release of a month above nought.
        """
        band: Any = find_band(self.revisions, f"{flow} {kind}".strip())
        allowance = exact(self.allowance) / 100
        least = 1 + exact(band.left) * allowance
        most = 1 + exact(band.right) * allowance
        return max(least, Fraction(0)), max(most, Fraction(0))

    def list_limits(self, figure: Figure) -> Iterator[Limit]:
        """Yield what a figure says of its level, its growth, and the months before it."""
        if figure.level is not None:
            ends = exact_ends(figure.level)
            if figure.is_of_each_month:
                share = Fraction(1, figure.length)
                for month in range(figure.start, figure.end + 1):
                    alone = replace(figure, start=month, end=month)
                    yield from self.list_prints(alone, scale_ends(ends, share, share))
            yield from self.list_prints(figure, ends)
        if figure.growth is not None:
            least, most = exact_ends(figure.growth)
            times = 1 + least / 100, None if most is None else 1 + most / 100
            yield from self.list_prints(figure, times, self.find_base(figure))
        # "highest since 2021-03": no month from then on was more
        record = HIGHEST.search(figure.status)
        if record:
            printed = Span(figure.flow, figure.start, figure.end)
            for month in range(read_month(record[1]), figure.end):
                earlier = Span(figure.flow, month, month)
                yield Limit(figure.id, printed, Fraction(1), None, earlier)

    def list_prints(
        self,
        figure: Figure,
        ends: tuple[Fraction, Fraction | None],
        base: Span | None = None,
    ) -> Iterator[Limit]:
        """Yield what was printed of a period, in its own release or in a later one.

        Of a growth the ends are multiples of a base. An outlet that worked it out on
        first releases may say it again a month later: it is of these still.
        """
        printed = Span(figure.flow, figure.start, figure.end)
        is_first = base is not None and figure.on_first_release
        releases = figure.releases
        if is_first or not self.allowance:  # unrevised, all releases are one
            releases = ["own"]
        for release in releases:
            yield Limit(figure.id, printed._replace(release=release), *ends, base)
        if not releases:
            # A later release may have been revised again until a year had passed.
            january = figure.end - figure.end % MONTHS_A_YEAR
            is_total = figure.start == january and self.is_after_january(figure.end)
            kind = "total" if is_total else "month"
            ends = scale_ends(ends, *self.find_factors(figure.flow, kind))
            yield Limit(figure.id, printed._replace(release="revised"), *ends, base)

    def find_base(self, figure: Figure) -> Span:
        """Return what growth is measured on.

        Customs measure it on the year before as they hold it by now, revised. What is
        younger than a year is not yet revised for good, and some newsrooms measure on
        what was first printed.
        """
        base_end = figure.base + figure.length - 1
        age = max(figure.until, figure.end) - base_end
        is_first = figure.on_first_release or age < MONTHS_A_YEAR or not self.allowance
        release = "own" if is_first else "revised"
        return Span(figure.flow, figure.base, base_end, release)


def list_years(span: Span) -> list[Span]:
    """Return the months of a span, a span for each year.

    >>> start, end = read_month("2022-07"), read_month("2023-06")
    >>> [each.end - each.start + 1 for each in list_years(Span("export", start, end))]
    [6, 6]
    """
    years = []
    first = span.start
    while first <= span.end:
        december = first - first % MONTHS_A_YEAR + MONTHS_A_YEAR - 1
        last = min(december, span.end)
        years.append(span._replace(start=first, end=last))
        first = last + 1
    return years


def list_totals(span: Span) -> list[tuple[Span, Span]]:
    """Return of each year the total up to the last of its months, and that before them.

    Nothing came before January: a span that ends before it begins.

    >>> july, year = read_month("2022-07"), read_month("2022-12")
    >>> [(until, before)] = list_totals(Span("export", july, year))
    >>> until.name, before.name
    ('export 2022-01 2022-12 own', 'export 2022-01 2022-06 own')
    """
    totals = []
    for flow, first, last, _ in list_years(span):
        january = first - first % MONTHS_A_YEAR
        totals.append((Span(flow, january, last), Span(flow, january, first - 1)))
    return totals
