"""What the public evidence allows for the quantity of a claim: one item for each source and part."""

import math
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import pandas as pd

from dualuse.data import printed

MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Book:
    """Everything that verdicts are drawn from, under one set of readings.

    Parameters
    ----------
    figures : pandas.DataFrame
        As `load.figures()` returns it; only rows with role evidence are used in ranges.
    statements : pandas.DataFrame
        As `load.statements()` returns it.
    official : pandas.DataFrame
        As notebook 04 writes it (processed/official_totals.csv), if there is any.
    labels : dict, optional
        Source slug to the name that readers see; the slug itself otherwise.
    reading : {"newspaper", "strict"}
        How one-sided hedges are read.
    allowance : {"none", "default", "double"}
        How far customs may have revised a print.
    inferred : bool
        False leaves out figures of which something, such as the year, had to be inferred.
    """

    figures: pd.DataFrame
    statements: pd.DataFrame
    official: pd.DataFrame | None = None
    labels: dict = field(default_factory=dict)
    reading: str = "newspaper"
    allowance: str = "default"
    inferred: bool = True
    _shared: dict = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def used(self):
        """Figures that may enter a range: role evidence, inferred ones only if asked for."""
        rows = self.figures[self.figures["role"] == "evidence"]
        return rows if self.inferred else rows[rows["inferred"] == ""]

    @cached_property
    def model(self):
        """The bounds model of the figures used; books that differ in the allowance alone share the work."""
        from dualuse.ranges.bounds import Model

        key = self.reading, self.inferred
        if key not in self._shared:
            others = tuple(self._shared.values())
            self._shared[key] = Model(self.used, reading=self.reading, like=others)
        return self._shared[key].at(self.allowance)

    def read_otherwise(self, **readings):
        """Return the same book under another reading, allowance or choice about inferred figures."""
        return replace(self, **readings)

    def of(self, series):
        """Return the used figures of one series."""
        return self.used[self.used["series"] == series]

    def printed_for(self, series, start, end):
        """Tell whether some figure of the series was printed for exactly this period."""
        rows = self.of(series)
        return bool(((rows["period_start"] == start) & (rows["period_end"] == end)).any())


@dataclass(frozen=True)
class Found:
    """A range with where it comes from; `range` is None where nothing can be said, and `reason` says why."""

    range: pd.Interval | None
    figures: tuple = ()
    only_contained: bool = False
    reason: str = ""
    detail: tuple = ()


def a_year_before(month):
    """Return the same month a year earlier: "2023-01" → "2022-01"."""
    return f"{int(month[:4]) - 1}{month[4:]}"


def months_between(start, end):
    """Return the number of months from `start` to `end`, both counted."""
    return (int(end[:4]) - int(start[:4])) * MONTHS_A_YEAR + int(end[5:7]) - int(start[5:7]) + 1


def level(spec, period, book):
    """Range of a series over a period, in the series' base unit."""
    series = spec["series"]
    rows = book.of(series)
    if rows.empty:
        return Found(None, reason="no independent figure was found")
    found = book.model.range(series, *period)
    ids = tuple(book.model.figures(series, *period))
    if math.isinf(found.right) and found.left <= 0:
        return Found(found, ids, reason="no printed figure covers these months")
    return Found(found, ids, only_contained=not book.printed_for(series, *period))


def growth(spec, period, book):
    """Growth of a series over the same months a year before, in per cent."""
    series = spec["series"]
    rows = book.of(series)
    if rows.empty:
        return Found(None, reason="no independent figure was found")
    base = a_year_before(period[0])
    found = book.model.growth(series, *period, base)
    ids = tuple(book.model.figures(series, *period))
    if found is None or (math.isinf(found.right) and found.left <= -100):
        return Found(None, ids, reason="no printed figure gives the base, the year before")
    return Found(found, ids)


def ratio(spec, period, book):
    """One importer's purchases over another's, in times; undefined where the second can be zero."""
    over, under = (level({"series": spec[key]}, period, book) for key in ("series", "over"))
    ids = tuple(dict.fromkeys(over.figures + under.figures))
    if over.range is None or under.range is None:
        return Found(None, ids, reason="one of the two was not printed")
    found = printed.quotient(over.range, under.range)
    if found is None:
        return Found(None, ids, reason="the second value is unknown or can be zero, so no ratio is defined")
    return Found(found, ids, only_contained=over.only_contained or under.only_contained)


def share(spec, period, book):
    """A printed share, or one printed number over another, in per cent."""
    rows = book.used.set_index("id")
    ids = [spec[key] for key in ("figures", "over") if key in spec]
    if not set(ids) <= set(rows.index):
        return Found(None, reason="no independent figure was found")
    parts = [printed.interval(*rows.loc[i, ["value", "unit", "hedge"]], book.reading) for i in ids]
    if len(parts) == 1:
        return Found(parts[0], tuple(ids))
    part = printed.quotient(*parts)
    return Found(pd.Interval(part.left * 100, part.right * 100, closed=part.closed), tuple(ids))


def months(spec, period, book):
    """The time between two dates, in whole months and the part of one begun, both ends."""
    first, last = (date.fromisoformat(str(d)) for d in spec["calendar"])
    whole = (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month
    begun, after = (pd.Timestamp(first) + pd.DateOffset(months=whole + n) for n in (0, 1))
    if begun > pd.Timestamp(last):
        whole, begun, after = whole - 1, pd.Timestamp(first) + pd.DateOffset(months=whole - 1), begun
    found = whole + (pd.Timestamp(last) - begun) / (after - begun)
    return Found(pd.Interval(found, found, closed="both"))


MEASURES = {"value": "value_usd", "weight": "net_weight_kg"}


def official(spec, test, period, book):
    """What official rows say: a level, a growth rate on the year before, or one series over another."""
    from dualuse.official import totals

    nothing = Found(None, reason="no official rows are in hand for the whole of the period")
    if book.official is None or book.official.empty:
        return nothing
    measure = MEASURES[spec.get("measure", "value")]
    if test["kind"] == "growth":
        found = totals.growth(book.official, spec["official"], *period, measure, book.allowance)
    else:
        found = totals.total(book.official, spec["official"], *period, measure, book.allowance)
        if test["kind"] == "ratio" and found is not None:
            under = totals.total(book.official, spec["over"], *period, measure, book.allowance)
            found = printed.quotient(found, under)
    return nothing if found is None else Found(found)


def in_hand(claim, book):
    """Return a specification for each official series in hand that measures the claim's own quantity.

    Exports of the seller and imports of the buyer are two sources each; those named in data/claims.yaml
    already are left alone.
    """
    quantity, rows = claim["quantity"], book.official
    named = {spec.get("official") for spec in claim["evidence"]}
    if rows is None or rows.empty or "exporter" not in quantity:
        return []
    kinds = {test["kind"] for test in claim["tests"]}
    specs = []
    for source in sorted(set(rows["source"])):
        for flow, mirror in (("export", False), ("import", True)):
            series = _official_series(quantity, quantity["importer"], flow, mirror, source)
            over = _official_series(quantity, quantity.get("over", ""), flow, mirror, source)
            wanted = {series, over} if "ratio" in kinds else {series}
            if kinds <= {"level", "growth", "ratio"} and not named & wanted and wanted <= set(rows["series"]):
                label = f"{book.labels.get(source, source)}, the buyer's imports"
                spec = {"official": series, "source": label if mirror else source}
                specs.append(spec | ({"over": over} if "ratio" in kinds else {}))
    return specs


def _official_series(quantity, importer, flow, mirror, source):
    pair = (importer, quantity["exporter"]) if mirror else (quantity["exporter"], importer)
    return "-".join([*pair, flow, quantity["product"], source])


def tally(spec, period, goods, book):
    """How many of several goods fell, at least and at most; the goods that have figures are in `detail`."""
    fell, unknown, ids, detail = 0, 0, [], []
    for good in goods:
        for suffix in ("", ":" + spec["units"]) if "units" in spec else ("",):
            series = spec["tally"].format(good) + suffix
            found = growth({"series": series}, period, book)
            if found.range is not None:
                break
        ids += found.figures
        if found.range is None:
            unknown += 1
        else:
            fell += found.range.right < 0
            unknown += found.range.left < 0 <= found.range.right
            detail.append({"good": good, "series": series, "range": found.range, "figures": found.figures})
    counted = pd.Interval(fell, fell + unknown, closed="both")
    reason = f"figures were printed for {len(detail)} of the {len(goods)} goods"
    return Found(counted, tuple(dict.fromkeys(ids)), reason=reason, detail=tuple(detail))


GATHER = {"level": level, "growth": growth, "ratio": ratio, "share": share, "months": months}


def gather(spec, test, period, claim, book):
    """Return what one source says on one test of a claim over one period, as `Found`."""
    if "tally" in spec:
        return tally(spec, period, claim["goods"], book)
    if "official" in spec:
        return official(spec, test, period, book)
    return GATHER[test["kind"]](spec, period, book)


def told_apart(items):
    """Return evidence items, with the flow or the measure in the source's name where only that tells two apart."""
    words = {"export": "exports", "import": "imports", "trade": "both ways"}
    flows = [words.get([*item["series"].split("-"), "", "", ""][2], "") for item in items]
    for told in (flows, [item["measure"] for item in items]):
        names = [item["source"] for item in items]
        if len(set(zip(names, told, strict=True))) > len(set(names)):
            items = [
                item | {"source": f"{item['source']}, {word}"} if word else item
                for item, word in zip(items, told, strict=True)
            ]
    return items


def needed_of_the_rest(test, claimed, spec, period, wider, found, book):
    """Return what the months not seen of the wider period would have to hold for a `more than` claim, in US dollars.

    The average month is that of the earliest figure that covers the months seen, at its greatest. None if the
    claim is of another kind, the months seen are enough, or a range is open at the top.
    """
    if test["kind"] != "level" or not test["operator"].startswith(">") or "series" not in spec:
        return None
    start, end = wider
    if start != period[0] or end <= period[1] or math.isinf(found.range.right):
        return None
    unseen = months_between(*wider) - months_between(*period)
    least = claimed.left - found.range.right
    rows = book.of(spec["series"])
    rows = rows[
        (rows["period_start"] <= period[0]) & (rows["period_end"] >= period[1]) & (rows["value"] != "")
    ]
    if least <= 0 or rows.empty:
        return None
    span = rows.sort_values(["period_start", "period_end", "id"]).iloc[0]
    whole = (span["period_start"], span["period_end"])
    average = book.model.range(spec["series"], *whole).right / months_between(*whole)
    if math.isinf(average):
        return None
    first = pd.Period(period[1], "M") + 1
    return {
        "unseen": [str(first), end],
        "least": round(float(least), 6),
        "average_month": round(float(average), 6),
        "times_average": round(float(least / unseen / average), 6),
    }
