"""Which figures cannot be true beside the others, and what may have gone wrong.

HiGHS finds a contradiction, not the eye. Every figure may give way, at a price; the
figures that a proof of the contradiction needs are suspects. Compared is how much the
others must still give way, had nothing been revised, once a suspect is left out: one
that stands out is an error, and where none does, it is one of these. Two directions of
a page have changed places only if that explains more than blaming one figure.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, pairwise
from statistics import median

import pandas as pd

from dualuse.errors import InputError
from dualuse.printed import NUMBER
from dualuse.ranges import (
    ACTIVE,
    CUSTOMS,
    OPTIMAL,
    SWAPPED,
    Figure,
    Programme,
    Span,
    choose_scale,
    join_touching,
    read_figure,
    read_systems,
    swap_flows,
)
from dualuse.series import Series

ERROR, ONE_OF, REVISED = "error", "one of these", "revised since"
COLUMNS = [
    "figure",
    "status",
    "likely_cause",
    "beside",
    "by_how_much",
    "unit",
    "series",
    "contradiction",
]
ROUGH = 0.01  # a figure gives way by at least this share of a typical month, at price 1
# Suspects are not told apart where the others must give way by as much, within one: a
# figure's own half-width and a hundredth of a typical month. Chosen on planted errors
# at 09c4f38, and scored there on others.
MARGIN = 1.0
MOST = 30  # figures of a system that may be wrong; with more, the table itself is
NARROW = 0.05  # a range wider than this, of its middle, would fit some slip by chance
UNIT_SLIPS = [10.0**power for power in (3, -3, 6, -6, 9, -9)]
POINT_SLIPS = [10.0, 0.1, 100.0, 0.01]


@dataclass
class Contradiction:
    """Who may be answerable for a contradiction: figures, or repeats of one figure."""

    suspects: list[tuple[str, ...]]
    status: str
    is_swapped: bool = False

    @property
    def ids(self) -> set[str]:
        """The figures of all suspects."""
        return {figure for suspect in self.suspects for figure in suspect}


def find_contradictions(figures: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return the figures that cannot be true beside the others.

    Parameters
    ----------
    figures, sources : pandas.DataFrame
        `tables.read_figures()`, `tables.read_reference("sources")`.

    Returns
    -------
    pandas.DataFrame
        One row a figure: `figure`; `status` (error, one of these, or revised since, if
        twice the measured revisions would explain it); `likely_cause` (swapped
        direction, unit slip, digit slip, wrong period, unknown: a guess); `beside`, ids
        of figures that it cannot stand beside; `by_how_much` it must give way, in
        `unit`; `series`; and `contradiction`, a number that its suspects share.

    Raises
    ------
    InputError
        If more than `MOST` figures of a system would have to be wrong.

    Examples
    --------
    >>> from dualuse import tables
    >>> drones = tables.read_figures(product="drones")
    >>> find_contradictions(drones, tables.read_reference("sources")).empty
    True
    """
    kinds = dict(zip(sources["source"], sources["kind"], strict=True))
    records = figures.set_index("id", drop=False).to_dict("index")
    rows: list[list] = []
    number = 0
    for system, listed in sorted(read_systems(figures, kinds).items()):
        is_revised = kinds.get(system[3]) == CUSTOMS
        search = Search(system, join_touching(listed), is_revised, records)
        for finding in search.find_contradictions():
            number += 1
            rows += [[*row, number] for row in search.describe(finding)]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.sort_values(["series", "figure"], ignore_index=True)


def weigh_figures(figures: list[Figure]) -> dict[str, float]:
    """Return how far each figure gives way for a price of one, in the base unit.

    Its own half-width, and a share of what the figures of its flow say of a month at
    the median, not of its own level, which may be the one that is wrong. Repeats of one
    figure share its vote: each gives way the more cheaply.
    """
    months: dict[str, list[float]] = {}
    for figure in figures:
        if figure.level is not None:
            length = figure.end - figure.start + 1
            months.setdefault(figure.flow, []).append(figure.level.left / length)
    repeats = group_repeats(figures)
    worth = {}
    for figure in figures:
        length = figure.end - figure.start + 1
        typical = median(months.get(figure.flow, [1.0])) * length or 1.0
        width = 0.0
        if figure.level is not None and figure.level.right < math.inf:
            width = figure.level.length
        elif figure.growth is not None:
            width = typical * min(figure.growth.length, 100) / 100
        worth[figure.id] = (ROUGH * typical + width / 2) * len(repeats[figure.id])
    return worth


def group_repeats(figures: list[Figure]) -> dict[str, tuple[str, ...]]:
    """Return {id: the ids of all figures that say the same}."""
    groups: dict[tuple, list[str]] = {}
    for figure in figures:
        words = (figure.number, str(figure.level), str(figure.growth))
        groups.setdefault(words, []).append(figure.id)
    return {each: tuple(group) for group in groups.values() for each in group}


class Doubts(Programme):
    """The programme of a system in which figures can give way, at a price."""

    def __init__(
        self, figures: list[Figure], is_revised: bool, allowance: float = 1.0
    ) -> None:
        self.worth = weigh_figures(figures)
        self.slack: dict[str, tuple] = {}
        self.lifted: set[str] = set()
        super().__init__(figures, is_revised, allowance)

    def add_figure(self, figure: Figure) -> None:
        """Add what a figure says, and how far it gives way up and down: not yet."""
        up = self.solver.addVariable(lb=0, ub=0)
        down = self.solver.addVariable(lb=0, ub=0)
        self.slack[figure.id] = (up, down)
        super().add_figure(figure)

    def give_way(self, figure: str) -> tuple:
        """Return how far a figure may give way at its least and its greatest."""
        if figure not in self.slack:
            return 0, 0
        worth = self.worth[figure] / self.size
        up, down = self.slack[figure]
        return worth * up, worth * down

    def limit_slack(self, figures: Iterable[str], most: float) -> None:
        """Set how far figures may give way, as a price."""
        for figure in figures:
            for variable in self.slack[figure]:
                self.solver.changeColBounds(variable.index, 0, most)

    def lift(self, figures: set[str]) -> None:
        """Let these figures say nothing, and all others speak again."""
        self.limit_slack(self.lifted - figures, 0)
        self.limit_slack(figures - self.lifted, math.inf)
        self.lifted = set(figures)

    def can_be_true(self, lifted: set[str]) -> bool:
        """Tell whether all figures but those that are lifted can be true together."""
        self.lift(lifted)
        self.solver.minimize(self.one + 0)
        return self.solver.getModelStatus() == OPTIMAL

    def price(self, figures: Iterable[str]) -> float:
        """Return the least that figures must pay in all to make room for each other."""
        slack = [variable for figure in figures for variable in self.slack[figure]]
        self.solver.minimize(self.solver.qsum(slack))
        return self.solver.getInfo().objective_function_value

    def find_least(
        self, lifted: set[str], figures: Iterable[str] | None = None
    ) -> tuple[float, dict[str, float], list[str]]:
        """Let figures (all that count) give way as little as possible in total.

        Returns
        -------
        tuple
            The price; {figure: its share}, where it pays; and the figures that a proof
            of the contradiction needs: whoever alone resolves it is among them.
        """
        self.lift(lifted)
        free = set(self.slack if figures is None else figures) - lifted
        self.limit_slack(free, math.inf)
        total = self.price(free)
        values = self.solver.getSolution().col_value
        shares = {}
        for figure in free:
            share = sum(values[variable.index] for variable in self.slack[figure])
            if share > ACTIVE:
                shares[figure] = share
        needed = self.list_active()
        self.limit_slack(free, 0)
        return total, shares, needed

    def compare(
        self, lifted: set[str], suspects: Iterable[tuple[str, ...]]
    ) -> dict[tuple[str, ...], float]:
        """Return {suspect: what all others must still pay once it is lifted as well}."""
        self.lift(lifted)
        free = set(self.slack) - lifted
        self.limit_slack(free, math.inf)
        prices = {}
        for suspect in suspects:
            prices[suspect] = round(self.price(free - set(suspect)), 6)
        self.limit_slack(free, 0)
        return prices


class Search:
    """The search for what is wrong in one system of figures.

    Parameters
    ----------
    system : tuple
        Its name, see `ranges.read_systems`.
    figures : list of Figure
    is_revised : bool
    records : dict of {id: row of figures.csv}
    """

    def __init__(
        self, system: tuple, figures: list[Figure], is_revised: bool, records: dict
    ) -> None:
        self.system = system
        # sorted by what they say, so that neither ids nor the order of rows decide
        self.whole = sorted(figures, key=lambda figure: str(replace(figure, id="")))
        self.figures = self.whole
        self.is_revised = is_revised
        self.records = records
        self.repeats = group_repeats(self.whole)
        self.in_vain: set[tuple] = set()  # pairs that changed places and helped nothing

    def find_contradictions(self) -> list[Contradiction]:
        """Return what is wrong; a pair that changed places and is wrong still has not."""
        if len(self.figures) == 1:
            return []
        programme = Programme(self.figures, self.is_revised)
        programme.solver.minimize(programme.one + 0)
        if programme.solver.getModelStatus() == OPTIMAL:
            return []
        while True:
            swapped, lifted = self.find_wrong()
            in_vain = {pair for pair in swapped if lifted & set(pair)}
            if not in_vain:
                break
            self.in_vain |= in_vain
        findings = [Contradiction([pair], ERROR, is_swapped=True) for pair in swapped]
        strict = Doubts(self.figures, self.is_revised, 0)
        double = Doubts(self.figures, self.is_revised, 2)
        for suspect in self.list_suspects(lifted):
            others = lifted - set(suspect)
            finding = self.decide(others, strict, double)
            findings.append(finding)
            lifted = others | set(finding.suspects[0])
        self.findings = findings
        self.doubts = Doubts(self.whole, self.is_revised)
        return findings

    def find_wrong(self) -> tuple[list[tuple], set[str]]:
        """Lift figures, or exchange two directions, until all others can be true.

        Whatever leaves the others the least to pay goes first.
        """
        self.figures = self.whole
        self.doubts = Doubts(self.figures, self.is_revised)
        swapped, lifted = [], set()
        while not self.doubts.can_be_true(lifted):
            _, shares, needed = self.doubts.find_least(lifted)
            self.limit(len(shares) + len(lifted))
            prices = self.doubts.compare(lifted, self.list_suspects(needed))
            likeliest = min(prices, key=prices.get)
            pair = self.find_swap(needed, lifted, prices[likeliest] - MARGIN)
            if pair:
                swapped.append(pair)
            else:
                lifted |= set(likeliest)
        for suspect in self.list_suspects(lifted):
            if self.doubts.can_be_true(lifted - set(suspect)):
                lifted -= set(suspect)
        return swapped, lifted

    def limit(self, number: int) -> None:
        """Refuse a system in which too many figures would have to be wrong."""
        if number > MOST:
            where = f"figures of {'-'.join(self.system)}"
            problem = f"{number} of {len(self.figures)} that contradict the others"
            raise InputError(where, problem, f"at most {MOST}; check the table first")

    def list_suspects(self, figures: Iterable[str]) -> list[tuple[str, ...]]:
        """Return figures with their repeats, in the order of what they say."""
        wanted = set(figures)
        suspects = [self.repeats[each.id] for each in self.figures if each.id in wanted]
        return list(dict.fromkeys(suspects))

    def find_swap(self, needed: list[str], lifted: set[str], most: float) -> tuple:
        """Exchange the two directions of a page that leave the others the least to pay.

        Returns
        -------
        tuple
            Two ids; none if all pairs leave `most` or more.
        """
        if most <= 0:
            return ()
        pairs = [pair for pair in self.list_pairs() if set(pair) & set(needed)]
        prices = self.doubts.compare(lifted, pairs)
        for pair in sorted(pairs, key=prices.get):
            if prices[pair] >= most:
                break
            exchanged = self.swap(pair)
            doubts = Doubts(exchanged, self.is_revised)
            price, shares, _ = doubts.find_least(lifted)
            if price < most and not shares.keys() & set(pair):
                self.figures, self.doubts = exchanged, doubts
                return pair
        return ()

    def swap(self, pair: tuple[str, ...]) -> list[Figure]:
        """Return the figures, the directions of two exchanged."""
        exchanged = []
        for figure in self.figures:
            is_one = figure.id in pair
            exchanged += swap_flows([figure]) if is_one else [figure]
        return exchanged

    def list_pairs(self) -> list[tuple[str, str]]:
        """Return exports and imports that a page prints for one period."""
        pages: dict[tuple, list[Figure]] = {}
        for figure in self.figures:
            if figure.level is not None and figure.flow in ("export", "import"):
                page = (self.records[figure.id]["page"], figure.start, figure.end)
                pages.setdefault(page, []).append(figure)
        pairs = []
        for group in pages.values():
            for one, other in combinations(group, 2):
                pair = (one.id, other.id)
                if one.flow != other.flow and pair not in self.in_vain:
                    pairs.append(pair)
        return pairs

    def decide(self, others: set[str], strict: Doubts, double: Doubts) -> Contradiction:
        """Return who may be answerable for what is wrong beside the others."""
        _, _, needed = self.doubts.find_least(others)
        suspects = []
        for suspect in self.list_suspects(needed):
            if self.doubts.can_be_true(others | set(suspect)):
                suspects.append(suspect)
        prices = strict.compare(others, suspects)
        suspects.sort(key=prices.get)
        least = prices[suspects[0]]
        near = [each for each in suspects if prices[each] <= least + MARGIN]
        status = ERROR if len(near) == 1 else ONE_OF
        if double.can_be_true(others):
            status = REVISED
        return Contradiction(near, status)

    def describe(self, finding: Contradiction) -> Iterator[list]:
        """Yield one row a figure of a finding, see `find_contradictions`."""
        flows = {figure.id: figure.flow for figure in self.whole}
        reporter, partner, *rest = self.system
        scale, worth = choose_scale(self.doubts.size, rest[-1])
        unit = f"{scale} {rest[-1]}".strip()
        others = {each for one in self.findings for each in one.ids} - finding.ids
        for suspect in finding.suspects:
            _, shares, _ = self.doubts.find_least(others, suspect)
            for figure in suspect:
                way = shares.get(figure, 0.0) * self.doubts.worth[figure] / worth
                lifted = others | set(suspect) - {figure}
                beside = " ".join(self.find_beside(figure, lifted))
                cause = SWAPPED
                if not finding.is_swapped:
                    cause = self.guess_slip(figure, suspect)
                series = str(Series(reporter, partner, flows[figure], *rest))
                row = [figure, finding.status, cause, beside]
                yield [*row, round(way, 6), unit, series]

    def find_beside(self, figure: str, lifted: set[str]) -> list[str]:
        """Return figures beside which one cannot be true, none of which can be spared."""
        _, _, needed = self.doubts.find_least(lifted)
        needed = [each.id for each in self.whole if each.id in needed]
        silent = set(self.doubts.slack) - set(needed) - {figure}
        beside = []
        if self.doubts.can_be_true(silent):
            return beside
        for other in needed:
            if other == figure:
                continue
            if self.doubts.can_be_true(silent | {other}):
                beside.append(other)
            else:
                silent.add(other)
        return beside

    def guess_slip(self, figure: str, suspect: tuple[str, ...]) -> str:
        """Name the slip that would turn what fits there into what was printed."""
        printed = next(each for each in self.figures if each.id == figure)
        wrong = set(suspect)
        for finding in self.findings:
            if suspect not in finding.suspects and not finding.is_swapped:
                wrong |= finding.ids
        right = [each for each in self.figures if each.id not in wrong]
        programme = Programme(right, self.is_revised)
        ranges = {}
        for cause, candidate in list_slips(printed, self.records[figure]):
            span = Span(candidate.flow, candidate.start, candidate.end)
            if span not in ranges:
                ranges[span] = programme.range(span)
            if fits(candidate.level, ranges[span]):
                return cause
        return "unknown"


def fits(level: pd.Interval, allowed: pd.Interval) -> bool:
    """Tell whether a level lies in a range that is narrow enough to mean something."""
    if not 0 < allowed.right < math.inf:
        return False
    is_narrow = allowed.length <= NARROW * allowed.mid
    return is_narrow and level.left <= allowed.right and level.right >= allowed.left


def list_slips(figure: Figure, row: dict[str, str]) -> Iterator[tuple[str, Figure]]:
    """Yield what may have been meant by a figure, likely slips first."""
    text = row["value"].replace(",", "")
    level = figure.level
    if level is None or level.right == math.inf or not re.fullmatch(NUMBER, text):
        return
    if Decimal(text) == 0:
        return
    for factor in UNIT_SLIPS:
        yield "unit slip", replace(figure, level=level * factor)
    for factor in POINT_SLIPS:
        yield "digit slip", replace(figure, level=level * factor)
    for other in exchange_digits(text):
        yield "digit slip", reprint(figure, row, other)
    is_total = figure.start % 12 == 0 and figure.end > figure.start
    for step in (1, -1):
        start = figure.start + (0 if is_total else step)
        yield "wrong period", replace(figure, start=start, end=figure.end + step)
    for other in alter_digits(text):
        yield "digit slip", reprint(figure, row, other)


def reprint(figure: Figure, row: dict[str, str], text: str) -> Figure:
    """Return a figure with another number of the same precision."""
    changed = dict(row, value=text)
    return replace(figure, level=read_figure(changed).level)


def exchange_digits(text: str) -> Iterator[str]:
    """Yield a number with two neighbouring digits exchanged."""
    digits = [place for place, letter in enumerate(text) if letter.isdigit()]
    for first, second in pairwise(digits):
        letters = list(text)
        letters[first], letters[second] = letters[second], letters[first]
        yield "".join(letters)


def alter_digits(text: str) -> Iterator[str]:
    """Yield a number with one digit changed, and with one put before it."""
    for digit in "0123456789":
        for place, letter in enumerate(text):
            if letter.isdigit() and letter != digit:
                yield text[:place] + digit + text[place + 1 :]
        if digit != "0":
            yield digit + text
