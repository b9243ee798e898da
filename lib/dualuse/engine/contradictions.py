"""Which figures cannot be true beside the others.

Figures contradict each other where no amounts of the months satisfy them all. Two
newsrooms may print 9.2 and 8.7 of one month; five figures may add up to a sixth that
differs. The search has four steps.

1. Relax: each figure may miss what it says, at a cost in its own width. The least total
   cost (a linear programme) is nought where all figures can be true.
2. Exclude: while it is not nought, leave out the figure whose absence makes the others
   cheapest. If a page prints exports as imports and imports as exports, and swapping
   them makes the others cheaper still, by more than a margin, they are swapped instead.
3. Name suspects: put one excluded figure back. Every figure that would resolve the
   contradiction by its absence alone is a suspect.
4. Tell suspects apart: leave each out in turn, and let customs have revised nothing.
   The one without which the others fit best is an error; where several are as good, one
   of these is wrong. Where twice the measured revisions resolve it, nobody need be.
"""

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from statistics import median
from typing import NamedTuple

import pandas as pd

from dualuse.base.errors import InputError
from dualuse.base.printed import read_growth, read_level
from dualuse.base.series import Series
from dualuse.base.units import split_unit
from dualuse.engine import solved
from dualuse.engine.constraints import (
    FIRST_PRINT,
    HIGHEST,
    SWAPPED,
    Figure,
    join_touching,
    read_systems,
    swap_flow,
)
from dualuse.engine.revisions import NONE, Bands, read_revisions
from dualuse.engine.solver import ACTIVE, Model, Total

ERROR, ONE_OF, REVISED = "error", "one of these", "revised since"
OTHER_PRINT = "another print"  # two prints of one fact say different things
WRONG = "which figures cannot be true"  # what is kept of a system
KNOWN_SLIP = "as printed"  # a status: somebody looked, and it is a slip of its page
SET_ASIDE_COLUMNS = [
    "figure",
    "status",
    "likely_cause",
    "beside",
    "by_how_much",
    "unit",
    "series",
    "contradiction",
]
# At a cost of one a figure may miss by half of its own width, and by this share of a
# typical month: so one that was printed to the last dollar can miss as well.
TOLERANCE = 0.01
SMALLEST_COEFFICIENT = 1e-6  # the solver drops what is smaller
COST_OF_OTHERS = 1000.0  # of missing, where one figure should be the one that misses
# Suspects are not told apart where the others cost as much without one as without the
# other, within this. Chosen on planted errors at 09c4f38, and scored there on others.
MARGIN = 1.0
# Figures of a system that may be wrong; with more, the table itself is. Without an outlet
# that printed many, up to 35 miss at first, though seven are named in the end.
MOST_WRONG = 60


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
        direction", a guess, "another print", or nothing); `beside`, ids of figures that
        it cannot stand beside; `by_how_much` it must be wrong, in `unit`; `series`; and
        `contradiction`, a number that its suspects share.

    Raises
    ------
    InputError
        If more than `MOST_WRONG` figures of a system would have to be wrong.

    Examples
    --------
    >>> from dualuse.base import tables
    >>> drones = tables.read_figures(product="drones")
    >>> find_contradictions(drones, tables.read_reference("sources")).empty
    True
    """
    kinds = dict(zip(sources["source"], sources["kind"], strict=True))
    revisions = read_revisions(sources)
    rows = []
    contradiction = 0
    # Figures that no amounts of the months satisfy.
    for system, listed in sorted(read_systems(figures, kinds, is_floor=False).items()):
        bands = tuple(revisions.get(system[3], NONE).items())
        for finding in search_system(system, tuple(listed), bands):
            contradiction += 1
            rows += [[*row, contradiction] for row in finding]
    # Rows that the table calls one fact, and that differ.
    named = {row[0] for row in rows}
    for first, second in list_unlike_twins(figures):
        if named & {first["id"], second["id"]}:
            continue
        contradiction += 1
        for row, other in [(first, second), (second, first)]:
            _, unit = split_unit(row["unit"])
            cells = [row["id"], ONE_OF, OTHER_PRINT, other["id"], 0.0, unit]
            rows.append([*cells, row["series"], contradiction])
    table = pd.DataFrame(rows, columns=SET_ASIDE_COLUMNS)
    return table.sort_values(["series", "figure"], ignore_index=True)


@lru_cache(maxsize=500)
def search_system(
    system: tuple, figures: tuple[Figure, ...], revisions: tuple
) -> list[list[list]]:
    """Return the rows of each contradiction in one system.

    It is remembered, and a build keeps it: without an outlet, or with one figure changed,
    most systems are what they were.
    """
    kept = solved.Answers(("contradictions", system, figures, revisions))
    if WRONG not in kept:
        search = Search(
            system, merge_repeats(join_touching([*figures])), dict(revisions)
        )
        findings = search.find_contradictions()
        kept[WRONG] = [list(search.list_rows(finding)) for finding in findings]
    return kept[WRONG]


def list_unlike_twins(figures: pd.DataFrame) -> Iterator[tuple[dict, dict]]:
    """Yield two prints of one fact that differ in level, growth or months.

    A print that somebody has found to be a slip says so in its status.
    """
    if "same_fact" not in figures:
        return
    is_slip = figures["status"].str.contains(KNOWN_SLIP)
    is_claim = figures["role"] == "claim"
    rows = figures[~is_slip & ~is_claim].set_index("id", drop=False).to_dict("index")
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
        words = (
            figure.level_key,
            figure.level,
            figure.growth_key,
            figure.growth,
            record,
        )
        if words in merged:
            ids = f"{merged[words].id} {figure.id}"
            until = max(merged[words].until, figure.until)
            figure = replace(merged[words], id=ids, until=until)
        merged[words] = figure
    return list(merged.values())


def find_tolerances(figures: list[Figure]) -> dict[str, float]:
    """Return by how much each figure may miss at a cost of one, in the base unit.

    Half of its own width, and a share of what the figures of its flow say of a month at
    the median: not of its own level, which may be the one that is wrong. A figure that
    five outlets repeat misses five times as cheaply: it has one vote, not five.
    """
    months = {}
    for figure in figures:
        if figure.level is not None:
            month = figure.level.left / figure.length
            months.setdefault(figure.flow, []).append(month)
    tolerances = {}
    for figure in figures:
        typical = median(months.get(figure.flow, [1.0])) * figure.length or 1.0
        width = 0.0
        if figure.level is not None and figure.level.right < math.inf:
            width = figure.level.length
        elif figure.growth is not None:
            width = typical * min(figure.growth.length, 100) / 100
        repeats = len(figure.id.split())
        tolerances[figure.id] = (TOLERANCE * typical + width / 2) * repeats
    return tolerances


class Misses(NamedTuple):
    """By how much figures must miss what they say, to be true together.

    `cost` is the least total, in tolerances; `shares` is what each figure adds to it.
    `proof` lists the figures that a proof of this cost needs: any figure whose absence
    alone resolves the contradiction is among them.
    """

    cost: float
    shares: dict[str, float]
    proof: list[str]


class ElasticModel(Model):
    """The programme of a system in which each figure may miss what it says, at a cost.

    An "elastic" linear programme in the field's own word: every constraint has slack.
    """

    def __init__(
        self, figures: list[Figure], allowance: float = 1.0, revisions: Bands = NONE
    ) -> None:
        self.tolerances = find_tolerances(figures)
        self.slack: dict[str, tuple[int, int]] = {}
        super().__init__(figures, allowance, revisions)

    def add_figure(self, figure: Figure) -> None:
        """Add what a figure says, and by how much it misses that below and above."""
        below = self.solver.add_unknown()
        above = self.solver.add_unknown()
        self.slack[figure.id] = (below, above)
        super().add_figure(figure)

    def find_slack(self, figure: str) -> tuple[Total, Total]:
        """Return by how much a figure may be missed below and above, in tolerances.

        How far customs may revise is no figure, and has no slack.
        """
        if figure not in self.slack:
            return {}, {}
        tolerance = self.tolerances[figure] / float(self.size)
        tolerance = max(tolerance, SMALLEST_COEFFICIENT)
        below, above = self.slack[figure]
        return {below: tolerance}, {above: -tolerance}

    def minimize_misses(
        self, excluded: Collection[str] = (), preferred: str = ""
    ) -> Misses:
        """Let all figures be true together by missing as little as they can.

        Parameters
        ----------
        excluded : collection of str
            Figures that say nothing: missing costs them nothing.
        preferred : str
            The figure that should do all the missing, if it can.
        """
        costs: Total = {}
        for figure, slack in self.slack.items():
            if figure in excluded:
                continue
            is_other = preferred and figure != preferred
            cost = COST_OF_OTHERS if is_other else 1.0
            costs |= dict.fromkeys(slack, cost)
        least = self.solve("least", costs)
        values = self.solver.getSolution().col_value
        shares = {}
        for figure, slack in self.slack.items():
            share = sum(values[unknown] for unknown in slack)
            if share > ACTIVE and figure not in excluded:
                shares[figure] = share
        return Misses(round(least, 6), shares, self.list_active())


@dataclass
class Contradiction:
    """The figures of which one is wrong, or two that changed places."""

    suspects: list[str]
    status: str
    is_swapped: bool = False


class Search:
    """The search for what is wrong in one system.

    Parameters
    ----------
    system : tuple
        Its name, see `constraints.read_systems`.
    figures : list of Figure
        No two that say the same.
    revisions : Mapping
        By how many per cent its source may move what it printed; empty: it does not.
    """

    def __init__(self, system: tuple, figures: list[Figure], revisions: Bands) -> None:
        self.system = system
        self.figures = figures  # directions that changed places are put right here
        self.figures_as_printed = figures
        self.revisions = revisions
        self.allowance = 1.0 if revisions else 0.0
        self.findings = []

    def find_contradictions(self) -> list[Contradiction]:
        """Return what is wrong: directions that changed places, and figures."""
        self.programme = ElasticModel(self.figures, self.allowance, self.revisions)
        self.programme_as_printed = self.programme
        # Leave out figures until all others can be true.
        excluded = self.exclude_until_possible()
        if excluded:
            self.unrevised = ElasticModel(self.figures, 0.0, self.revisions)
            self.twice_revised = ElasticModel(
                self.figures, 2 * self.allowance, self.revisions
            )
        # Put each back, and see who else might be wrong in its place.
        for figure in self.sort_ids(excluded):
            others = excluded - {figure}
            # The suspect taken out for one before it may have settled this one too.
            if self.programme.minimize_misses(others).cost == 0:
                excluded = others
                continue
            finding = self.find_suspects(others)
            self.findings.append(finding)
            excluded = {*others, finding.suspects[0]}
        return self.findings

    def sort_ids(self, ids: Collection[str]) -> list[str]:
        """Return figures in the order of what they say."""
        return [figure.id for figure in self.figures if figure.id in ids]

    def exclude_until_possible(self) -> set[str]:
        """Exclude figures, or swap two directions, until all others can be true.

        The figure without which the others miss least goes first.
        """
        excluded = set()
        misses = self.programme.minimize_misses()
        while misses.cost > 0:
            self.require_few(len(misses.shares) + len(excluded))
            costs = {}
            for figure in self.sort_ids(misses.proof):
                without = self.programme.minimize_misses(excluded | {figure})
                costs[figure] = without.cost
            likeliest = min(costs, key=lambda figure: costs[figure])
            limit = costs[likeliest] - MARGIN
            if not self.swap_directions(list(costs), excluded, limit):
                excluded.add(likeliest)
            misses = self.programme.minimize_misses(excluded)
        # Take back those that a later exclusion has made unnecessary.
        for figure in self.sort_ids(excluded):
            if self.programme.minimize_misses(excluded - {figure}).cost == 0:
                excluded.remove(figure)
        return excluded

    def require_few(self, number: int) -> None:
        """Refuse a system in which too many figures would have to be wrong."""
        if number > MOST_WRONG:
            where = f"figures of {'-'.join(self.system)}"
            problem = f"{number} of {len(self.figures)} that contradict the others"
            raise InputError(
                where, problem, f"at most {MOST_WRONG}; check the table first"
            )

    def swap_directions(
        self, suspects: list[str], excluded: set[str], limit: float
    ) -> bool:
        """Swap two directions of a page, if the others then cost less than a limit.

        Returns
        -------
        bool
            Whether two were swapped.
        """
        if limit <= 0:
            return False
        # Leaving both out is no dearer than swapping them: try the cheapest first.
        costs = {}
        for pair in self.list_pairs():
            if set(pair) & set(suspects):
                without = self.programme.minimize_misses(excluded | set(pair))
                costs[pair] = without.cost
        for pair in sorted(costs, key=lambda pair: costs[pair]):
            if costs[pair] >= limit:
                break
            figures = []
            for figure in self.figures:
                is_one = figure.id in pair
                figures.append(swap_flow(figure) if is_one else figure)
            swapped = ElasticModel(figures, self.allowance, self.revisions)
            misses = swapped.minimize_misses(excluded)
            if misses.cost < limit and not set(misses.shares) & set(pair):
                self.figures = figures
                self.programme = swapped
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

    def find_suspects(self, excluded: set[str]) -> Contradiction:
        """Return which figures may be wrong, once these others are excluded."""
        # Whoever alone resolves the contradiction is a suspect.
        suspects = []
        for figure in self.sort_ids(self.programme.minimize_misses(excluded).proof):
            if self.programme.minimize_misses(excluded | {figure}).cost == 0:
                suspects.append(figure)
        # Had nothing been revised, without whom would the others fit best?
        costs = {}
        for figure in suspects:
            without = self.unrevised.minimize_misses(excluded | {figure})
            costs[figure] = without.cost
        suspects.sort(key=lambda figure: costs[figure])
        limit = costs[suspects[0]] + MARGIN
        suspects = [figure for figure in suspects if costs[figure] <= limit]
        status = ERROR if len(suspects) == 1 else ONE_OF
        # Nobody need be wrong where a larger revision than any measured explains it.
        if self.twice_revised.minimize_misses(excluded).cost == 0:
            status = REVISED
        return Contradiction(suspects, status)

    def list_rows(self, finding: Contradiction) -> Iterator[list]:
        """Yield one row a figure of a finding, see `find_contradictions`."""
        reporter, partner, *rest = self.system
        excluded = set()
        for each in self.findings:
            excluded |= set(each.suspects)
        cause = SWAPPED
        if not finding.is_swapped:
            cause = ""
            # One suspect is left out at a time: the others stand.
            excluded -= set(finding.suspects)
        programme = self.programme_as_printed
        for figure in self.figures_as_printed:
            if figure.id not in finding.suspects:
                continue
            # How far would this figure alone have to miss?
            misses = programme.minimize_misses(
                excluded - {figure.id}, preferred=figure.id
            )
            share = misses.shares.get(figure.id, 0.0)
            distance = share * programme.tolerances[figure.id]
            distance = round(distance, programme.decimals)
            beside = [each for each in self.sort_ids(misses.proof) if each != figure.id]
            series = str(Series(reporter, partner, figure.flow, *rest))
            for name in figure.id.split():
                row = [name, finding.status, cause, " ".join(beside), distance]
                yield [*row, rest[-1], series]
