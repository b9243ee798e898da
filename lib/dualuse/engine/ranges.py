"""The least and the greatest that printed figures allow, by series and months.

The range of a period is what customs gave for its months in any release: when the period
ended ("own"), added up month by month ("sum"), or as revised a year later ("revised").
What figures say is in `constraints`; `solver` looks for the ends, `proofs` proves them.
"""

import math
from collections.abc import Sequence
from functools import cached_property

import pandas as pd

from dualuse.base.errors import InputError, require_id
from dualuse.base.series import (
    MONTHS_A_YEAR,
    Series,
    list_each_month,
    read_month,
    write_month,
)
from dualuse.base.units import FLOW, LARGEST_FALL, STOCK
from dualuse.engine.constraints import (
    LESS,
    PARTS,
    RELEASES,
    Figure,
    Span,
    apply_set_aside,
    join_touching,
    list_years,
    read_systems,
    widen,
)
from dualuse.engine.programme import ANY_VALUE, Programme, share_programme
from dualuse.engine.revisions import NONE, Bands, read_revisions

ANY_GROWTH = pd.Interval(LARGEST_FALL, math.inf, "both")
# A month is told apart from the next where its least is at least half its greatest;
# else so little may lie in it that it may lie in those that follow.
APART = 0.5


class Ranges:
    """The ranges of every series that a table of figures is about.

    Parameters
    ----------
    figures : pandas.DataFrame
        `tables.read_figures()`.
    sources : pandas.DataFrame
        `tables.read_reference("sources")`: which of them revise, which count.
    set_aside : pandas.DataFrame, optional
        What `contradictions.find_contradictions` gives: left out, or put right.
    literal : bool
        Hedged figures have no further end: "more than" may be any number more.
    allowance : float
        How many times the measured revisions are allowed; none can be too few.
    revisions : Mapping, optional
        Other bands than those that sources have, of every source that revises.
    whole : Ranges, optional
        Of more figures, of which these are some: the solver holds one programme of both.

    Examples
    --------
    >>> from dualuse.base import tables
    >>> drones = tables.read_figures(product="drones", source="GACC")
    >>> ranges = Ranges(drones, tables.read_reference("sources"))
    >>> ranges.range("CHN-RUS-export-drones-GACC", "2022-03", "2023-05", "own")
    Interval(31500000.0, 33000000.0, closed='both')
    """

    def __init__(
        self,
        figures: pd.DataFrame,
        sources: pd.DataFrame,
        set_aside: pd.DataFrame | None = None,
        literal: bool = False,
        allowance: float = 1.0,
        revisions: Bands | None = None,
        whole: "Ranges | None" = None,
    ) -> None:
        self.whole = whole
        self.kinds = dict(zip(sources["source"], sources["kind"], strict=True))
        self.allowance = allowance
        self.revisions = read_revisions(sources)
        if revisions is not None:
            self.revisions = dict.fromkeys(self.revisions, revisions)
        self.figures = figures
        self.programmes: dict[tuple, Programme] = {}
        self.relied: dict[tuple, set[str]] = {}  # figures that hold an answer
        self.read = read_systems(figures, self.kinds, literal)
        self.joined: dict[tuple, list[Figure]] = {}  # of the systems that were asked
        self.set_aside = set_aside
        self.doubtful = set() if set_aside is None else set(set_aside["figure"])

    @cached_property
    def systems(self) -> dict[tuple, list[Figure]]:
        """What all systems say."""
        return {system: self.list_figures(system) for system in self.read}

    def list_figures(self, system: tuple) -> list[Figure]:
        """Return what a system's figures say, without what is set aside; none, of none."""
        if system not in self.joined:
            listed = self.read.get(system, [])
            if not self.doubtful.isdisjoint(figure.id for figure in listed):
                listed = apply_set_aside(listed, self.set_aside)
            self.joined[system] = join_touching(listed)
        return self.joined[system]

    @property
    def names(self) -> list[str]:
        """The series that a figure is of."""
        names = set()
        for (reporter, partner, *rest), figures in self.systems.items():
            for flow in {figure.flow for figure in figures}:
                names.add(str(Series(reporter, partner, flow, *rest)))
        return sorted(names)

    def find_programme(self, series: str) -> Programme:
        """Return the programme that a series belongs to, built when first asked for."""
        system = Series.read(series).system
        if system not in self.programmes:
            self.programmes[system] = self.build_programme(system)
        programme = self.programmes[system]
        programme.relied = self.relied.setdefault(system, set())
        return programme

    def find_quantity(self, series: str) -> str:
        """Return what a series is; a flow, where no figure is of it."""
        figures = self.list_figures(Series.read(series).system)
        return figures[0].quantity if figures else FLOW

    def refuse_sum(self, series: str, start: object, end: object) -> None:
        """Refuse the sum of several months of a stock.

        Raises
        ------
        InputError
            With the line to type.
        """
        if str(start) != str(end) and self.find_quantity(series) == STOCK:
            expected = (
                f"one month, at whose end it stood, such as {end}: months of a stock "
                "never add up, and its highest, its lowest or its average cannot be asked"
            )
            raise InputError("period", f"{start} to {end}, of a stock", expected)

    def build_programme(self, system: tuple) -> Programme:
        """Return the programme of a system's figures."""
        bands = self.revisions.get(system[3], NONE)
        allowance = self.allowance if bands else 0.0
        figures = tuple(self.list_figures(system))
        whole = None
        if self.whole is not None:
            whole = self.whole.build_programme(system)
            whole = whole.whole or whole  # all that was left out, of all
            if not {*figures} < {*whole.figures}:
                whole = None
        return share_programme(figures, allowance, tuple(bands.items()), whole)

    def list_relied(self) -> list[str]:
        """Return the figures that held the answers where they are.

        Without any other figure each answer is the same. One whose multiplier is nought
        counts if it prints the months that were asked, for then no other release is asked;
        if it prints the same number, for it may widen the first; and if it is of the same
        table, for it may tell its release.
        """
        relied: set[str] = set()
        for system, active in self.relied.items():
            figures, keys = self.list_figures(system), set()
            for figure in figures:
                if figure.id in active:
                    keys |= figure.keys
            relied.update(each.id for each in figures if keys & each.keys)
        return sorted(relied)

    def range(
        self, series: str, start: object, end: object, release: str = "widest"
    ) -> pd.Interval | None:
        """Return the least and the greatest value of a period.

        Parameters
        ----------
        series : str
            Such as "CHN-RUS-export-all-GACC".
        start, end : str or pandas.Period
            Months such as 2023-01, both included.
        release : {"widest", "own", "sum", "revised"}
            The widest is what customs gave for these months in any release: when the
            period ended, added up month by month, or as revised a year later; and what
            printed totals come to, one less another.

        Returns
        -------
        pandas.Interval or None
            In USD, pieces, tonnes, ...; infinite where nothing caps it. None where no
            figure says anything.
        """
        widest = self.ask(series, (start, end), "", release)
        return None if widest == ANY_VALUE else widest

    def ask(
        self, series: str, period: tuple, base: object, release: str
    ) -> pd.Interval:
        """Return what is allowed in any of the releases that are meant."""
        self.refuse_sum(series, *period)
        programme = self.find_programme(series)
        asked = self.list_asked(series, period, base, release)
        return widen([programme.measure(*spans) for spans in asked])

    def touches(self, series: str, start: object, end: object) -> bool:
        """Tell whether a figure of a series, or of its parts, is of some of the months."""
        line = Series.read(series)
        flows = [line.flow, *PARTS.get(line.flow, [])]
        first, last = read_month(start), read_month(end)
        for figure in self.list_figures(line.system):
            is_here = figure.start <= last and first <= figure.end
            if is_here and figure.flow in flows:
                return True
        return False

    def growth(
        self,
        series: str,
        start: object,
        end: object,
        base: object,
        release: str = "own",
    ) -> pd.Interval | None:
        """Return the growth on as many months from `base` on, in per cent.

        Parameters
        ----------
        release : {"own", "sum", "revised", "widest"}
            Own is a period's own release on the base that whoever prints growth has,
            see `list_bases`. The widest is that, the months as first printed, and
            revised on revised.

        Returns
        -------
        pandas.Interval or None
            None where no figure says anything. On a base of nothing a growth has no
            per cent: it is infinite, or none at all.
        """
        widest = self.ask(series, (start, end), base, release)
        return None if widest == ANY_GROWTH else widest

    def list_asked(
        self, series: str, period: Sequence, base: object, release: str
    ) -> list[tuple[Span, ...]]:
        """Return what is asked: a period by each release that is meant, or with its base.

        Of months that no release gives together (see `Programme.is_given`) what was first
        printed is added up as well, and printed totals give them, one less another.
        """
        asked: list[tuple[Span, ...]] = []
        start, end = period
        for span in list_spans(series, start, end, release):
            if not base:
                asked.append((span,))
                continue
            first = read_month(base)
            base_end = first + span.end - span.start
            for base_release in list_bases(span, first):
                asked.append((span, Span(span.flow, first, base_end, base_release)))
        if release not in ("own", "widest"):
            return asked
        programme = self.find_programme(series)
        own = {span for spans in asked for span in spans if span.release == "own"}
        is_worked_out = not all(map(programme.is_given, own))
        totals = tuple(map(write_difference, asked[0]))
        if release == "own" and is_worked_out:
            asked.append(tuple(span._replace(release="sum") for span in asked[0]))
        if not any(span.release == LESS for span in totals):
            return asked
        may_subtract = release == "widest" and all(map(programme.gives_totals, own))
        if is_worked_out and not may_subtract:
            may_subtract = all(map(programme.knows_what_came_before, totals))
        return [*asked, totals] if may_subtract else asked

    def find_caps(
        self, series: str, start: object, end: object, base: str = ""
    ) -> dict[str, dict[str, float]]:
        """Return who decides either end: {"least": {figure: how much}, ...}.

        Of a range in its own release, or of the growth on a base. See
        `Programme.find_deciding`.
        """
        programme = self.find_programme(series)
        asked = self.list_asked(series, (start, end), base, "own")
        lowest = min(asked, key=lambda spans: programme.measure(*spans).left)
        highest = max(asked, key=lambda spans: programme.measure(*spans).right)
        return {
            "least": programme.find_deciding("least", *lowest),
            "most": programme.find_deciding("most", *highest),
        }

    def tabulate(self, series: str, start: object, end: object) -> pd.DataFrame:
        """Return ranges month by month, in each month's own release.

        Months that no figure tells apart are one average, but for those of a stock or a
        rate: these stand by themselves, where a figure says something of them.

        Returns
        -------
        pandas.DataFrame
            `start` (pandas.Period), `months` (how many), `low`, `high`: the average of a
            month in USD, pieces, tonnes, ...; high is infinite where nothing caps it.
        """
        if self.find_quantity(series) != FLOW:
            return self.tabulate_levels(series, start, end)
        programme = self.find_programme(series)
        flow, month, last, _ = list_spans(series, start, end, "own")[0]
        rows = []
        while month <= last:
            until = month
            while until < last and not is_told_apart(programme, flow, month, until):
                if is_told_apart(programme, flow, until + 1, until + 1):
                    break
                if is_printed_end(programme, Span(flow, month, until), last):
                    break
                until += 1
            spans = [Span(flow, month, until)]
            ends = [programme.measure(span) for span in spans]
            if until > month and ends[0].right == math.inf:
                # a print of each month tells them apart, though nothing caps them
                alone = [Span(flow, each, each) for each in range(month, until + 1)]
                ends_alone = [programme.measure(span) for span in alone]
                if sum(each.left for each in ends_alone) >= ends[0].left > 0:
                    spans, ends = alone, ends_alone
            for span, total in zip(spans, ends, strict=True):
                months = span.end - span.start + 1
                first = pd.Period(write_month(span.start), "M")
                rows.append((first, months, total.left / months, total.right / months))
            month = until + 1
        return pd.DataFrame(rows, columns=["start", "months", "low", "high"])

    def tabulate_levels(self, series: str, start: object, end: object) -> pd.DataFrame:
        """Return the months of a stock or a rate of which a figure says something."""
        rows = []
        for name in list_each_month(start, end):
            level = self.range(series, name, name, "own")
            if level is not None:
                rows.append((pd.Period(name, "M"), 1, level.left, level.right))
        return pd.DataFrame(rows, columns=["start", "months", "low", "high"])

    def constraints(self, series: str) -> pd.DataFrame:
        """Return the programme behind a series, a row a constraint.

        Returns
        -------
        pandas.DataFrame
            The months of a `sum`, and its `least` and `most`: an amount, or so many times
            the months `beside`; infinite where nothing caps it. Rows without a `figure`
            say how far customs may have revised what they printed.
        """
        model = self.find_programme(series).model
        rows = []
        for figure, total, least, most, base in dict(model.rows):
            cap = math.inf if most is None else float(most)
            beside = "" if base is None else base.name
            rows.append([figure, total.name, beside, float(least), cap])
        return pd.DataFrame(rows, columns=["figure", "sum", "beside", "least", "most"])


def list_spans(series: str, start: object, end: object, release: str) -> list[Span]:
    """Return a period of a series in the releases that are meant: one, or all."""
    first, last = read_month(start), read_month(end)
    if last < first:
        expected = "a period that does not end before it starts"
        raise InputError("period", f"{start} to {end}", expected)
    require_id("release", release, [*RELEASES, "widest"])
    releases = RELEASES if release == "widest" else [release]
    flow = Series.read(series).flow
    return [Span(flow, first, last, each) for each in releases]


def is_difference(span: Span) -> bool:
    """Tell whether printed totals give some months only by arithmetic."""
    is_of_january = span.start % MONTHS_A_YEAR == 0
    return not is_of_january or len(list_years(span)) > 1


def write_difference(span: Span) -> Span:
    """Return months as printed totals give them: one less another, or as they stand."""
    return span._replace(release=LESS if is_difference(span) else "own")


def list_bases(span: Span, base: int) -> list[str]:
    """Return the releases of a base that growth may be measured on.

    Customs print the growth of the year so far, on the year before as they hold it now.
    All other growth newsrooms work out: on that, or on what was first printed.
    """
    if span.release != "own":
        return [span.release]
    if span.start - base < MONTHS_A_YEAR:
        return ["own"]
    is_total = span.start % MONTHS_A_YEAR == 0 and span.end > span.start
    if is_total and span.start - base == MONTHS_A_YEAR:
        return ["revised"]
    return ["own", "revised"]


def is_told_apart(programme: Programme, flow: str, first: int, last: int) -> bool:
    """Tell whether figures tell some months from those that follow."""
    for part in PARTS.get(flow, [flow]):
        total = programme.measure(Span(part, first, last))
        if total.left < APART * total.right:
            return False
    return True


def is_printed_end(programme: Programme, span: Span, last: int) -> bool:
    """Tell whether a printed amount ends with some months, or another begins after them.

    One that ends with them counts if it caps them, and nothing caps one month more.
    """
    flow, end = span.flow, span.end
    for figure in programme.figures:
        if figure.flow != flow or figure.level is None:
            continue
        if figure.start == end + 1 < figure.end <= last:
            following = programme.measure(Span(flow, figure.start, figure.end))
            if following.left >= APART * following.right:
                return True
        if figure.end == end and math.isfinite(programme.measure(span).right):
            longer = programme.measure(span._replace(end=end + 1))
            if math.isinf(longer.right):
                return True
    return False
