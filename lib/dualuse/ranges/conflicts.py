"""Which prints cannot be true beside the others, and how much must have been revised.

A contradiction is found by HiGHS, not by eye, at the default allowance. Who resolves it alone is a suspect; suspects
are compared by how much the other prints must still give way, with no allowance at all, once the suspect is lifted. A
suspect that stands out is named alone; where nothing can tell, the answer is "one of these". Two directions of a page
are said to have changed places only if that explains more than blaming one figure. Nothing here depends on ids or on
the order of rows: ties go by what was printed.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from itertools import combinations

from dualuse.data.readings import ALLOWANCES
from dualuse.ranges.constraints import System
from dualuse.ranges.programme import Programme

ERROR, ONE_OF, REVISED = "error", "one of these", "revised since"
# Suspects whose remaining slack differs by less than this are not told apart. In units of slack: one is a
# print's own half-width and a hundredth of a typical month. Chosen on the kinds and seeds that benchmarks/mutate.py
# calls development; the score is that of the others.
MARGIN = 1.0
STEPS = 20  # of the bisection for the least revision: 4 / 2**20 of the default allowance


@dataclass
class Finding:
    """One contradiction and who is answerable for it; what holds at twice the allowance was "revised since"."""

    suspects: list  # of tuples of ids; one tuple is named alone
    status: str
    swapped: bool = False
    by: dict = field(default_factory=dict)  # {id: how far it must give way, in the system's unit}
    beside: dict = field(default_factory=dict)  # {id: ids it cannot stand beside}

    @property
    def ids(self) -> list[str]:
        return sorted({key for suspect in self.suspects for key in suspect})


def swap(system: System, pair: tuple[str, str]) -> System:
    """Return the system with the directions of two prints exchanged."""
    flows = {p.id: p.flow for p in system.prints if p.id in pair}
    other = dict(zip(flows, reversed(flows.values()), strict=True))
    prints = [replace(p, flow=other.get(p.id, p.flow)) for p in system.prints]
    return replace(system, prints=prints)


def without(system: System, ids: Collection[str]) -> System:
    """Return the system without some of its prints."""
    return replace(system, prints=[p for p in system.prints if p.id not in ids])


def only(system: System, flow: str) -> System:
    """Return the system with the prints of one flow."""
    return replace(system, prints=[p for p in system.prints if p.flow == flow])


class Diagnosis:
    """What is wrong in a system at the default allowance: `findings`, and the `system` with directions put right.

    Parameters
    ----------
    system : System
    found : list of (suspects, status, swapped), optional
        What was found in it before, so that it need not be looked for.
    """

    def __init__(self, system: System, found: list | None = None):
        self.whole = self.system = system
        self.rank = {p.id: n for n, p in enumerate(system.prints)}
        self._kept = set()  # pairs whose directions were exchanged in vain
        self.findings = [Finding([*map(tuple, suspects)], *how) for suspects, *how in found or ()]
        for finding in (f for f in self.findings if f.swapped):
            self.system = swap(self.system, finding.suspects[0])
        while found is None and not self._try(system):
            pass

    def _try(self, system):
        """Find what is wrong; return False where a pair that was exchanged had to go all the same."""
        self.system, self.findings = system, []
        if len(system.prints) == 1:
            return True
        self.work = Programme(system, ALLOWANCES["default"], elastic=True)
        if self.work.feasible():
            return True
        groups = defaultdict(list)
        for p in system.prints:
            groups[p.same].append(p.id)
        self.same = {key: tuple(ids) for ids in groups.values() for key in ids}
        chosen = self._irredundant(self._greedy())
        exchanged = [finding.suspects[0] for finding in self.findings]
        self.strict, self.double = (self.work.at(ALLOWANCES[name]) for name in ("none", "double"))
        for suspect in self._suspects(chosen):
            others = chosen - set(suspect)
            chosen = others | set(self._decide(self._single(others), others))
        if not self._holds(chosen):
            raise ArithmeticError(f"{self.system.series('all flows')}: no prints explain the conflict")
        vain = {pair for pair in exchanged if chosen & set(pair)}
        self._kept |= vain
        return not vain

    def _ranked(self, ids):
        return sorted(ids, key=self.rank.get)

    def _suspects(self, support):
        return list(dict.fromkeys(self.same[key] for key in self._ranked(support)))

    def _holds(self, lifted):
        with self.work.without(lifted):
            return self.work.feasible()

    def _greedy(self):
        """Exchange two directions or lift a print, whichever leaves the least slack, until all others hold."""
        lifted = set()
        while not self._holds(lifted):
            with self.work.without(lifted):
                support = self.work.least_slack()[2]
                left = self.work.slack_without(self._suspects(support))
                best = min(left, key=left.get)
                exchanged = self._exchange(support, lifted, left[best] - MARGIN)
            if not exchanged:
                lifted = lifted | set(best)
        return lifted

    def _exchange(self, support, lifted, least):
        """Exchange the pair of a page that leaves less slack than `least`; say whether there is one."""
        lift_both = self.work.slack_without(self._pairs(support) if least > 0 else ())
        for pair in sorted((p for p in lift_both if lift_both[p] < least), key=lift_both.get):
            exchanged = Programme(swap(self.system, pair), ALLOWANCES["default"], elastic=True)
            exchanged.start_from(self.work)
            with exchanged.without(lifted):
                after, given, _ = exchanged.least_slack()
            if after < least and not given.keys() & set(pair):
                self.findings.append(Finding([pair], ERROR, swapped=True))
                self.work, self.system = exchanged, exchanged.system
                return True
        return False

    def _pairs(self, support):
        pages = defaultdict(list)
        for p in self.system.prints:
            if p.level is not None and p.flow in ("export", "import"):
                pages[p.page, p.start, p.end].append(p)
        for prints in pages.values():
            for e, i in combinations(prints, 2):
                pair = tuple(self._ranked((e.id, i.id)))
                if e.flow != i.flow and support.intersection(pair) and pair not in self._kept:
                    yield pair

    def _irredundant(self, lifted):
        for key in self._ranked(lifted):
            if key in lifted and self._holds(lifted - set(self.same[key])):
                lifted = lifted - set(self.same[key])
        return lifted

    def _single(self, lifted):
        """Return the suspects that resolve alone what is left when `lifted` are out of it."""
        with self.work.without(lifted):
            return [suspect for suspect in self._suspects(self.work.least_slack()[2]) if self._holds(suspect)]

    def _decide(self, suspects, lifted):
        """Record who is answerable; return the ids of the likeliest."""
        with self.strict.without(lifted):
            score = self.strict.slack_without(suspects)
        ranked = sorted(suspects, key=score.get)
        near = [s for s in ranked if score[s] <= score[ranked[0]] + MARGIN]
        with self.double.without(lifted):
            status = REVISED if self.double.feasible() else ERROR if len(near) == 1 else ONE_OF
        self.findings.append(Finding(near, status))
        return ranked[0]

    def measured(self) -> list[Finding]:
        """Return the findings, each with how far its suspects give way, and beside whom, once the others are out."""
        if self.findings and not self.findings[0].by:
            self.work = Programme(self.whole, ALLOWANCES["default"], elastic=True)
            for finding in self.findings:
                self._measure(finding, {key for f in self.findings if f is not finding for key in f.ids})
        return self.findings

    def _measure(self, finding, others):
        for suspect in finding.suspects:
            with self.work.without(others):
                given = self.work.least_slack(suspect)[1]
                for key in suspect:
                    finding.by[key] = given.get(key, 0.0) * self.work.worth[key]
                    finding.beside[key] = self._beside(key, set(suspect) - {key})

    def _beside(self, key, also):
        """Return prints that cannot all be true beside this one, none of which can be spared."""
        before, found = set(self.work.lifted), []
        self.work.lift(also)
        keep = self.work.least_slack()[2] - {key}
        self.work.lift(set(self.work.prints) - keep - {key})
        for other in self._ranked(keep) if not self.work.feasible() else ():
            self.work.lift({other})
            if self.work.feasible():
                self.work.restore({other})
                found.append(other)
        self.work.restore(self.work.lifted - before)
        return found


def least_revision(programme: Programme) -> float:
    """Return the smallest share of the measured revisions at which all prints can be true together.

    Parameters
    ----------
    programme : Programme
        Whose prints can be true together at the default allowance.

    Returns
    -------
    float
        0 where nothing need have been revised.
    """
    low, high = 0.0, ALLOWANCES["default"]
    if len(programme.prints) == 1 or programme.at(low).feasible():
        return low
    for _ in range(STEPS):
        middle = (low + high) / 2
        programme = programme.at(middle)
        low, high = (low, middle) if programme.feasible() else (middle, high)
    return high
