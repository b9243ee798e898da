"""Which figures cannot be true beside the others.

HiGHS finds a contradiction, not the eye. Every figure may give way, at a price; the
figures that a proof of the contradiction needs are suspects. Compared is what the
others must still pay, had nothing been revised, once a suspect is left out: one that
stands out is an error, and where none does, it is one of these. Two directions of a
page have changed places only if that explains more than blaming one figure.
"""

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from statistics import median
from typing import Any, NamedTuple

import pandas as pd

from dualuse.errors import InputError
from dualuse.printed import read_growth, read_level, split_unit
from dualuse.ranges import (
    ACTIVE,
    CUSTOMS,
    HIGHEST,
    SWAPPED,
    Figure,
    Programme,
    join_touching,
    read_systems,
    swap_flow,
)
from dualuse.series import Series

ERROR, ONE_OF, REVISED = "error", "one of these", "revised since"
TWIN = "another print"  # two prints of one fact say another thing
KNOWN = "as printed"  # somebody looked: it is a slip of its page
FIRST_PRINT = "first-print base"
COLUMNS = """figure status likely_cause beside by_how_much unit series
    contradiction""".split()
ROUGH = 0.01  # a figure gives way by at least this share of a typical month, at price 1
TOO_SMALL = 1e-6  # a solver drops what is smaller
DEAR = 1000.0  # what giving way costs a figure that is not the one in question
# Suspects are not told apart where the others must pay as much, within one: a figure's
# own half-width and a hundredth of a typical month. Chosen on planted errors at
# 09c4f38, and scored there on others.
MARGIN = 1.0
# Figures of a system that may be wrong; with more, the table itself is. Without an outlet
# that printed many, up to 35 pay at first, though seven are named in the end.
MOST = 60


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
        twice the measured revisions would explain it); `likely_cause` ("swapped
        direction", a guess, or nothing); `beside`, ids of figures that it cannot stand
        beside; `by_how_much` it must give way, in `unit`; `series`; and
        `contradiction`, a number that its suspects share.

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
    kinds = sources.set_index("source")["kind"]
    rows = []
    number = 0
    for system, listed in sorted(read_systems(figures, kinds, is_floor=False).items()):
        is_revised = kinds.get(system[3]) == CUSTOMS
        search = Search(system, merge_repeats(join_touching(listed)), is_revised)
        for finding in search.find_contradictions():
            number += 1
            rows += [[*row, number] for row in search.describe(finding)]
    found = {row[0] for row in rows}
    for pair in list_unlike(figures):
        if found.intersection(row["id"] for row in pair):
            continue
        number += 1
        for row, other in (pair, pair[::-1]):
            _, unit = split_unit(row["unit"])
            said = [row["id"], ONE_OF, TWIN, other["id"], 0.0, unit, row["series"]]
            rows.append([*said, number])
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.sort_values(["series", "figure"], ignore_index=True)


def list_unlike(figures: pd.DataFrame) -> Iterator[tuple[dict, dict]]:
    """Yield two prints of one fact that differ in level, growth or months.

    A print that somebody has found to be a slip says so in its status.
    """
    if "same_fact" not in figures:
        return
    known = figures["status"].str.contains(KNOWN) | (figures["role"] == "claim")
    rows = figures[~known].set_index("id", drop=False).to_dict("index")
    for row in rows.values():
        first = rows.get(row.get("same_fact"))
        if first is not None and is_unlike(row, first):
            yield row, first


def is_unlike(row: dict, other: dict) -> bool:
    """Tell whether two rows cannot be prints of one fact: of its months, level, growth."""
    for end in ("period_start", "period_end"):
        if row[end] and other[end] and row[end] != other[end]:
            return True
    levels, rates = {}, {}
    for each in (row, other):
        if each["value"]:
            level = read_level(each["value"], each["unit"], each["hedge"])
            levels.setdefault(split_unit(each["unit"])[1], []).append(level)
        if each["growth"]:
            rate = read_growth(each["growth"], each["growth_hedge"] or "exact")
            basis = (each["growth_base"], FIRST_PRINT in each["status"])
            rates.setdefault(basis, []).append(rate)
    pairs = [pair for pair in (*levels.values(), *rates.values()) if len(pair) > 1]
    return any(not one.overlaps(two) for one, two in pairs)


def merge_repeats(figures: list[Figure]) -> list[Figure]:
    """Return figures that differ; one that repeats another adds its id to the other's.

    They are sorted by what they say, so that neither ids nor the order of rows decide.
    """
    merged = {}
    for figure in sorted(figures, key=lambda figure: str(replace(figure, id=""))):
        record = str(HIGHEST.findall(figure.status))
        words = (figure.number, figure.level, figure.rate, figure.growth, record)
        if words in merged:
            ids = f"{merged[words].id} {figure.id}"
            figure = replace(merged[words], id=ids)
        merged[words] = figure
    return list(merged.values())


def weigh_figures(figures: list[Figure]) -> dict[str, float]:
    """Return how far each figure gives way for a price of one, in the base unit.

    Its own half-width, and a share of what the figures of its flow say of a month at
    the median, not of its own level, which may be the one that is wrong. Repeats of one
    figure share its vote: each gives way the more cheaply.
    """
    months = {}
    for figure in figures:
        if figure.level is not None:
            month = figure.level.left / figure.length
            months.setdefault(figure.flow, []).append(month)
    worth = {}
    for figure in figures:
        typical = median(months.get(figure.flow, [1.0])) * figure.length or 1.0
        width = 0.0
        if figure.level is not None and figure.level.right < math.inf:
            width = figure.level.length
        elif figure.growth is not None:
            width = typical * min(figure.growth.length, 100) / 100
        repeats = len(figure.id.split())
        worth[figure.id] = (ROUGH * typical + width / 2) * repeats
    return worth


class Payment(NamedTuple):
    """The least that figures must pay to make room for each other, and who pays.

    `needed` are the figures that a proof needs: whoever alone resolves it is among them.
    """

    price: float
    shares: dict[str, float]
    needed: list[str]


class Doubts(Programme):
    """The programme of a system in which figures give way, at a price."""

    def __init__(self, figures: list[Figure], allowance: float = 1.0) -> None:
        self.worth = weigh_figures(figures)
        self.slack = {}
        super().__init__(figures, allowance)

    def add_figure(self, figure: Figure) -> None:
        """Add what a figure says, and how far it gives way up and down."""
        up = self.solver.addVariable(lb=0)
        down = self.solver.addVariable(lb=0)
        self.slack[figure.id] = (up, down)
        super().add_figure(figure)

    def give_way(self, figure: str) -> tuple[Any, Any]:
        """Return how far a figure may give way at its least and its greatest."""
        if figure not in self.slack:
            return 0, 0
        worth = max(self.worth[figure] / self.size, TOO_SMALL)
        up, down = self.slack[figure]
        return worth * up, worth * down

    def pay(self, lifted: Collection[str] = (), alone: str = "") -> Payment:
        """Let all figures be true together for the least price.

        Parameters
        ----------
        lifted : collection of str
            Figures that say nothing, so that giving way costs them nothing.
        alone : str
            The figure that should pay for all, if it can.
        """
        prices = []
        for figure, slack in self.slack.items():
            if figure not in lifted:
                dear = DEAR if alone and figure != alone else 1.0
                prices += [dear * variable for variable in slack]
        price = self.solve(self.solver.minimize, self.solver.qsum(prices), 0.0)
        values = self.solver.getSolution().col_value
        shares = {}
        for figure, slack in self.slack.items():
            share = sum(values[variable.index] for variable in slack)
            if share > ACTIVE and figure not in lifted:
                shares[figure] = share
        return Payment(round(price, 6), shares, self.list_active())


@dataclass
class Contradiction:
    """Who may be answerable for a contradiction."""

    suspects: list[str]
    status: str
    is_swapped: bool = False


class Search:
    """The search for what is wrong in one system.

    Parameters
    ----------
    system : tuple
        Its name, see `ranges.read_systems`.
    figures : list of Figure
        No two that say the same.
    is_revised : bool
        The source is customs, which revise what they printed.
    """

    def __init__(self, system: tuple, figures: list[Figure], is_revised: bool) -> None:
        self.system = system
        self.figures = self.whole = figures
        self.allowance = 1.0 if is_revised else 0.0
        self.findings = []

    def find_contradictions(self) -> list[Contradiction]:
        """Return what is wrong: directions that changed places, and figures."""
        self.doubts = self.printed = Doubts(self.figures, self.allowance)
        lifted = self.lift_figures()
        if lifted:
            self.strict = Doubts(self.figures, 0.0)
            self.double = Doubts(self.figures, 2 * self.allowance)
        for figure in self.sort(lifted):
            others = lifted - {figure}
            finding = self.decide(others)
            self.findings.append(finding)
            lifted = {*others, finding.suspects[0]}
        return self.findings

    def sort(self, ids: Collection[str]) -> list[str]:
        """Return figures in the order of what they say."""
        return [figure.id for figure in self.figures if figure.id in ids]

    def lift_figures(self) -> set[str]:
        """Lift figures, or exchange two directions, until all others can be true.

        Whatever leaves the others the least to pay goes first.
        """
        lifted = set()
        payment = self.doubts.pay()
        while payment.price > 0:
            self.limit(len(payment.shares) + len(lifted))
            suspects = self.sort(payment.needed)
            prices = {each: self.doubts.pay(lifted | {each}).price for each in suspects}
            likeliest = min(suspects, key=lambda each: prices[each])
            if not self.exchange(suspects, lifted, prices[likeliest] - MARGIN):
                lifted.add(likeliest)
            payment = self.doubts.pay(lifted)
        for figure in self.sort(lifted):
            if self.doubts.pay(lifted - {figure}).price == 0:
                lifted.remove(figure)
        return lifted

    def limit(self, number: int) -> None:
        """Refuse a system in which too many figures would have to be wrong."""
        if number > MOST:
            where = f"figures of {'-'.join(self.system)}"
            problem = f"{number} of {len(self.figures)} that contradict the others"
            raise InputError(where, problem, f"at most {MOST}; check the table first")

    def exchange(self, suspects: list[str], lifted: set[str], most: float) -> bool:
        """Exchange two directions of a page, if that leaves less than `most` to pay."""
        if most <= 0:
            return False
        pairs = [pair for pair in self.list_pairs() if set(pair) & set(suspects)]
        prices = {pair: self.doubts.pay(lifted | set(pair)).price for pair in pairs}
        for pair in sorted(pairs, key=lambda each: prices[each]):
            if prices[pair] >= most:
                break
            figures = []
            for figure in self.figures:
                is_one = figure.id in pair
                figures.append(swap_flow(figure) if is_one else figure)
            doubts = Doubts(figures, self.allowance)
            payment = doubts.pay(lifted)
            if payment.price < most and not set(payment.shares) & set(pair):
                self.figures, self.doubts = figures, doubts
                self.findings.append(Contradiction(list(pair), ERROR, True))
                return True
        return False

    def list_pairs(self) -> list[tuple[str, str]]:
        """Return exports and imports that a page prints for one period."""
        pages = {}
        for figure in self.figures:
            if figure.level is not None and figure.flow in ("export", "import"):
                page = (figure.page, figure.start, figure.end)
                pages.setdefault(page, []).append(figure)
        pairs = []
        for group in pages.values():
            for one, other in combinations(group, 2):
                if one.flow != other.flow:
                    pairs.append((one.id, other.id))
        return pairs

    def decide(self, others: set[str]) -> Contradiction:
        """Return who may be answerable for what is wrong beside the others."""
        suspects = []
        for figure in self.sort(self.doubts.pay(others).needed):
            if self.doubts.pay(others | {figure}).price == 0:
                suspects.append(figure)
        prices = {each: self.strict.pay(others | {each}).price for each in suspects}
        suspects.sort(key=lambda each: prices[each])
        most = prices[suspects[0]] + MARGIN
        suspects = [figure for figure in suspects if prices[figure] <= most]
        status = ERROR if len(suspects) == 1 else ONE_OF
        if self.double.pay(others).price == 0:
            status = REVISED
        return Contradiction(suspects, status)

    def describe(self, finding: Contradiction) -> Iterator[list]:
        """Yield one row a figure of a finding, see `find_contradictions`."""
        reporter, partner, *rest = self.system
        lifted = set()
        for each in self.findings:
            lifted |= set(each.suspects)
        cause = SWAPPED
        if not finding.is_swapped:
            cause = ""
            lifted -= set(finding.suspects)
        for figure in self.whole:
            if figure.id not in finding.suspects:
                continue
            payment = self.printed.pay(lifted - {figure.id}, alone=figure.id)
            share = payment.shares.get(figure.id, 0.0)
            way = round(share * self.printed.worth[figure.id], self.printed.decimals)
            beside = [each for each in self.sort(payment.needed) if each != figure.id]
            series = str(Series(reporter, partner, figure.flow, *rest))
            for name in figure.id.split():
                row = [name, finding.status, cause, " ".join(beside), way]
                yield [*row, rest[-1], series]
