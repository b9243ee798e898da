"""Which prints cannot be true beside the others, and how much must have been revised.

A contradiction is found by HiGHS, not by eye. Who resolves it alone is a suspect; suspects are compared by
how much the other prints must still give way, with no allowance at all, once the suspect is lifted. A suspect
that stands out is named alone; where nothing can tell, the answer is "one of these".
"""

from dataclasses import dataclass, field, replace
from itertools import combinations

from dualuse.ranges.programme import Programme

ERROR, ONE_OF, REVISED = "error", "one of these", "revised since"
# Suspects whose remaining slack differs by less than this are not told apart. In units of slack: one is a
# print's own half-width and allowance. Chosen with benchmarks/mutate.py; benchmarks/mutations.csv has the result.
MARGIN = 1.0
CLOSE = 1e-6  # two totals of slack that differ by less are the same
STEPS = 20  # of the bisection for the least revision: 4 / 2**20 of the default allowance


@dataclass
class Finding:
    """One contradiction and who is answerable for it."""

    suspects: list  # of tuples of ids; one tuple is named alone
    status: str
    swapped: bool = False
    by: dict = field(default_factory=dict)  # {id: how far it must give way, in the system's unit}
    beside: dict = field(default_factory=dict)  # {id: ids it cannot stand beside}

    @property
    def ids(self):
        return sorted({key for suspect in self.suspects for key in suspect})


def swap(system, page):
    """Return the system with the directions of two prints exchanged."""
    e, i = page
    other = {e.id: i.flow, i.id: e.flow}
    prints = [replace(p, flow=other.get(p.id, p.flow)) for p in system.prints]
    return replace(system, prints=prints)


def without(system, ids):
    """Return the system without some of its prints."""
    return replace(system, prints=[p for p in system.prints if p.id not in ids])


def only(system, flow):
    """Return the system with the prints of one flow."""
    return replace(system, prints=[p for p in system.prints if p.flow == flow])


class Diagnosis:
    """What is wrong in a system at an allowance: `findings`, and the `system` with directions put right."""

    def __init__(self, system, allowance, status):
        self.allowance, self.status = allowance, status
        self._kept = set()  # pairs whose directions were exchanged in vain
        while not self._try(system):
            pass

    def _try(self, system):
        """Find what is wrong; return False where a pair that was exchanged had to go all the same."""
        self.system, self.findings = system, []
        if len(system.prints) == 1:
            return True
        self.work = Programme(system, self.allowance, elastic=True)
        if self.work.feasible():
            return True
        self._swaps()
        exchanged = [finding.suspects[0] for finding in self.findings]
        self.strict = Programme(self.system, 0.0, elastic=True)
        groups = {}
        for p in self.system.prints:
            groups.setdefault((p.fact, p.text, str(p.growth)), []).append(p.id)
        self.same = {key: tuple(ids) for ids in groups.values() for key in ids}
        self._lifts()
        blamed = {key for finding in self.findings[len(exchanged) :] for key in finding.ids}
        vain = {pair for pair in exchanged if blamed & set(pair)}
        self._kept |= vain
        if not vain:
            self._measure(system)
        return not vain

    # --- directions that changed places ---------------------------------------------------------------

    def _swaps(self):
        """Exchange the directions of a page where that resolves as much as leaving both prints out."""
        while found := self._swap():
            pair, self.work = found
            self.findings.append(Finding([tuple(sorted(p.id for p in pair))], self.status, swapped=True))
            self.system = self.work.system

    def _swap(self):
        """Return the pair whose exchange resolves most, with the programme after it, or None."""
        total, _, support = self.work.least_slack()
        left = {}
        for pair in self._pairs(support) if total else ():
            ids = {p.id for p in pair}
            self.work.lift(ids)
            left[pair] = self.work.least_slack()[0]
            self.work.restore(ids)
        for pair in sorted(left, key=lambda pair: (round(left[pair], 6), pair[0].id, pair[1].id)):
            if left[pair] > total - MARGIN:
                break
            exchanged = Programme(swap(self.system, pair), self.allowance, elastic=True)
            after, given, _ = exchanged.least_slack()
            if after < total - MARGIN and not given.keys() & {p.id for p in pair}:
                return pair, exchanged
        return None

    def _pairs(self, support):
        pages = {}
        for p in self.system.prints:
            if p.level is not None and p.flow in ("export", "import"):
                pages.setdefault((p.page, p.start, p.end), []).append(p)
        for _, prints in sorted(pages.items()):
            for e, i in combinations(sorted(prints, key=lambda p: (p.flow, p.id)), 2):
                kept = tuple(sorted((e.id, i.id))) in self._kept
                if e.flow != i.flow and {e.id, i.id} & support and not kept:
                    yield e, i

    # --- prints that must go --------------------------------------------------------------------------

    def _lifts(self):
        if self.work.feasible():
            return
        suspects = self._single(set())
        if suspects:
            self._decide(suspects, set())
            return
        chosen = self._irredundant(self._greedy())
        for key in sorted(chosen):
            if key in chosen:
                others = chosen - set(self.same[key])
                chosen = others | set(self._decide(self._single(others), others))
        if not self._holds(chosen):
            raise ArithmeticError(f"{self.system.series('all flows')}: no prints explain the conflict")

    def _holds(self, lifted):
        self.work.lift(lifted)
        holds = self.work.feasible()
        self.work.restore(lifted)
        return holds

    def _greedy(self):
        """Lift, one after the other, the print that leaves the least total slack, until all others hold."""
        lifted = set()
        while not self._holds(lifted):
            self.work.lift(lifted)
            left = {}
            for suspect in sorted({self.same[key] for key in self.work.least_slack()[2]}):
                self.work.lift(suspect)
                left[suspect] = round(self.work.least_slack()[0], 6)
                self.work.restore(suspect)
            self.work.restore(lifted)
            lifted = lifted | set(min(left, key=lambda suspect: (left[suspect], suspect)))
        return lifted

    def _irredundant(self, lifted):
        for key in sorted(lifted):
            if key in lifted and self._holds(lifted - set(self.same[key])):
                lifted = lifted - set(self.same[key])
        return lifted

    def _single(self, lifted):
        """Return the suspects that resolve alone what is left when `lifted` are out of it."""
        self.work.lift(lifted)
        support = self.work.least_slack()[2]
        found = []
        for suspect in sorted({self.same[key] for key in support}):
            self.work.lift(suspect)
            if self.work.feasible():
                found.append(suspect)
            self.work.restore(suspect)
        self.work.restore(lifted)
        return found

    def _decide(self, suspects, lifted):
        """Record who is answerable; return the ids of the likeliest."""
        score = {}
        for suspect in suspects:
            self.strict.lift(lifted | set(suspect))
            score[suspect] = self.strict.least_slack()[0]
            self.strict.restore(lifted | set(suspect))
        ranked = sorted(suspects, key=lambda s: (round(score[s], 6), s))
        near = [s for s in ranked if score[s] <= score[ranked[0]] + MARGIN]
        self.scores = score
        status = self.status if len(near) == 1 or self.status == REVISED else ONE_OF
        self.findings.append(Finding(near, status))
        return ranked[0]

    # --- how far, and beside whom ---------------------------------------------------------------------

    def _measure(self, system):
        """Say of each suspect how far it gives way, and beside whom, once the other findings are out."""
        self.work = Programme(system, self.allowance, elastic=True)
        for finding in self.findings:
            others = {key for other in self.findings if other is not finding for key in other.ids}
            for suspect in finding.suspects:
                self.work.lift(others)
                given = self.work.least_slack(suspect)[1]
                for key in suspect:
                    finding.by[key] = given.get(key, 0.0) * self.work.worth[key]
                    finding.beside[key] = self._beside(key, set(suspect) - {key})
                self.work.restore(others)

    def _beside(self, key, also):
        """Return prints that cannot all be true beside this one, none of which can be spared."""
        before = set(self.work.lifted)
        self.work.lift(also)
        keep = self.work.least_slack()[2] - {key}
        self.work.lift(set(self.work.prints) - keep - {key})
        found = []
        if not self.work.feasible():
            for other in sorted(keep):
                self.work.lift({other})
                if self.work.feasible():
                    self.work.restore({other})
                    found.append(other)
        self.work.restore(self.work.lifted - before)
        return found


def least_revision(system, lifted=(), top=4.0):
    """Return the smallest allowance, in multiples of the default, at which all prints can be true together.

    Parameters
    ----------
    system : constraints.System
    lifted : ids that do not count
    top : float
        Where to give up.

    Returns
    -------
    float or None
        0 where nothing need have been revised; None where not even `top` is enough.
    """
    programme = Programme(without(system, set(lifted)), top)
    if not programme.feasible():
        return None
    programme.allow(0.0)
    if programme.feasible():
        return 0.0
    low, high = 0.0, top
    for _ in range(STEPS):
        middle = (low + high) / 2
        programme.allow(middle)
        low, high = (low, middle) if programme.feasible() else (middle, high)
    return high


def newest_stand(system):
    """Return {id: allowance} at which nothing was revised, except what newer prints contradict.

    Prints are taken from the newest release to the oldest, ties by id; one that cannot hold as printed beside
    those before it keeps the default allowance.
    """
    if len(system.prints) == 1:
        return {system.prints[0].id: 0.0}
    order = sorted(system.prints, key=lambda p: p.id)
    order = [p.id for p in sorted(order, key=lambda p: p.released, reverse=True)]
    allowance = dict.fromkeys(order, 1.0)
    programme = Programme(system, allowance)
    for key in order:
        allowance[key] = 0.0
        programme.allow(allowance)
        if not programme.feasible():
            allowance[key] = 1.0
    return allowance
