"""One system of figures: what is wrong in it, and the range of any of its periods at each allowance."""

from functools import cached_property
from itertools import product

from dualuse.data.readings import ALLOWANCES
from dualuse.ranges import conflicts, constraints, slips
from dualuse.ranges.programme import VINTAGES, Programme

DIGITS = 6  # of a bound, in the unit it is written in
CALENDAR = (1, 6, 12)  # months, half-years and years; month 0 of pandas' ordinals is a January
FEW = 12  # printed periods that are listed beside those; more are monthly releases, which months cover
MOST_VARIANTS = 9  # of "one of these" answers followed one by one; beyond, all suspects are left out


class Case:
    """One system, what is wrong in it, and its programmes at each allowance."""

    def __init__(self, system):
        self.system, self.known, self._programmes = system, {}, {}

    def spans(self, flow):
        """Return the periods (start, end) of a flow that `bounds.table` lists."""
        prints, flows = self.system.prints, {p.flow for p in self.system.prints}
        spans = {(p.start, p.end) for p in prints if p.flow == flow and p.level is not None}
        if len(prints) == 1 or (flow not in flows and len(flows) == 1):
            return spans
        spans = spans if len(spans) <= FEW else set()
        months = {m for p in prints for part, m in constraints.cells(p.flow, p.start, p.end) if part in constraints.parts(flow)}
        first, last, shortest = min(months), max(months), min(p.length for p in prints)
        for n in (n for n in CALENDAR if n >= shortest):
            spans |= {(m, m + n - 1) for m in range(-(-first // n) * n, last - n + 2, n)}
        return spans

    @cached_property
    def errors(self):
        return conflicts.Diagnosis(self.system)

    @cached_property
    def variants(self):
        """Systems without what was set aside: more than one where the answer is "one of these"."""
        choices = [finding.suspects for finding in self.errors.findings if not finding.swapped]
        count = 1
        for suspects in choices:
            count *= len(suspects)
        if count > MOST_VARIANTS:
            choices = [[tuple(key for s in suspects for key in s)] for suspects in choices]
        gone = [{key for suspect in chosen for key in suspect} for chosen in product(*choices)]
        return [conflicts.without(self.errors.system, ids) for ids in gone]

    def programmes(self, allowance):
        if allowance not in self._programmes:
            share = ALLOWANCES[allowance]
            self._programmes[allowance] = [
                Programme(v, share or conflicts.least_revision(v)) for v in self.variants
            ]
        return self._programmes[allowance]

    def at(self, allowance, spans):
        """Return {span: (low, high, closed, scale)} of (flow, start, end, vintage), in the system's unit.

        None stands where nothing is known. All least values are found first, which is much faster.
        """
        new = [span for span in spans if (allowance, span) not in self.known]
        ends = [
            [[end(programme, *span) for span in new] for programme in self.programmes(allowance)]
            for end in (_least, _greatest)
        ]
        for n, span in enumerate(new):
            self.known[allowance, span] = self._hull(*([case[n] for case in part] for part in ends))
        return {span: self.known[allowance, span] for span in spans}

    def _hull(self, lows, highs):
        """Join what each variant allows; ends are (value, it is attained)."""
        low, left = min(lows, key=lambda end: (end[0], not end[1]))
        high, right = max(highs)
        if low == 0 and high == float("inf"):
            return None
        low, high = rounded(low), rounded(high)
        if low >= high:
            return low, low, "both", self.system.scale
        closed = {(True, True): "both", (True, False): "left", (False, True): "right"}
        return low, high, closed.get((left, right), "neither"), self.system.scale

    def set_aside(self):
        for finding in self.errors.findings:
            for key in finding.ids:
                p = next(p for p in self.system.prints if p.id == key)
                yield {
                    "figure": key,
                    "by_how_much": round(finding.by[key], DIGITS),
                    "unit": self.system.unit,
                    "beside": " ".join(finding.beside[key]),
                    "likely_cause": self._cause(p, finding),
                    "status": finding.status,
                    "series": self.system.series(p.flow),
                }

    def _cause(self, p, finding):
        if finding.swapped:
            return "swapped direction"
        gone = {key for other in self.errors.findings for key in other.ids if not other.swapped}
        own = next(suspect for suspect in finding.suspects if p.id in suspect)
        beside = Programme(conflicts.without(self.errors.system, gone - set(finding.ids) | set(own)))

        def fits(candidate):
            period = candidate.flow, candidate.start, candidate.end, VINTAGES[candidate.later]
            low, high = _least(beside, *period)[0], _greatest(beside, *period)[0]
            narrow = 0 < high < float("inf") and high - low <= slips.NARROW * (high + low) / 2
            return narrow and candidate.level.left <= high and candidate.level.right >= low

        return slips.likely(p, fits)


def rounded(value):
    """Round to DIGITS; what only the solver's last bits decide is settled the same way each time."""
    return round(round(value, DIGITS + 3), DIGITS)


def _least(programme, *span):
    """Return (the least value of a period, it is attained)."""
    columns, _ = programme.columns(*span)
    return (programme.extreme(columns, 1), programme.attained()) if columns else (0.0, True)


def _greatest(programme, *span):
    """Return (the greatest value of a period, it is attained)."""
    columns, whole = programme.columns(*span)
    high = programme.extreme(columns, -1) if whole else float("inf")
    return high, high < float("inf") and programme.attained()


def holders(programme, *span):
    """Return the ids of the prints that hold either end of a period's range."""
    programme.forget()
    columns, whole = programme.columns(*span)
    ids = set()
    if columns and programme.extreme(columns, 1) > 0:
        ids |= programme.active()
    if columns and whole and programme.extreme(columns, -1) < float("inf"):
        ids |= programme.active()
    return ids
