"""What the public evidence allows for the quantity of a claim: one item for each source and test."""

import math
from dataclasses import dataclass, replace

import pandas as pd

from dualuse.data import printed
from dualuse.data.series import Series
from dualuse.verdicts.book import Book

MEASURES = {"value": "value_usd", "weight": "net_weight_kg", "pieces": "quantity"}
NO_FIGURE = "no independent figure was found"
NO_ROWS = "no official rows are in hand for the whole of the period"


@dataclass(frozen=True)
class Trade:
    """What one source says on one test; README.md of this folder says what each field means."""

    part: str
    source: str
    measure: str
    series: str
    period: tuple
    base: str
    low: float | None
    high: float | None
    unit: str
    verdict: str
    distance: str
    apart: float | None
    figures: tuple
    fits: bool
    because: str
    reason: str
    needed: dict | None
    detail: tuple
    kind: str = "trade"


@dataclass(frozen=True)
class Page:
    """What one page that is independent of the articles says; see README.md of this folder."""

    part: str
    source: str
    speaker: str
    page: str
    id: str
    relation: str
    bears_on: str
    seen: str
    says: str
    quote: str
    verdict: str
    figures: tuple
    fits: bool
    kind: str = "page"


@dataclass(frozen=True)
class Found:
    """A range with where it comes from; `range` is None where nothing can be said, and `reason` says why."""

    range: pd.Interval | None
    figures: tuple = ()
    only_contained: bool = False
    reason: str = ""
    detail: tuple = ()


def shifted(month: str, by: int) -> str:
    """Return the month that lies `by` months later: ("2023-01", -12) gives "2022-01"."""
    return str(pd.Period(month, "M") + by)


def months_between(start: str, end: str) -> int:
    """Return the number of months from `start` to `end`, both counted."""
    return (pd.Period(end, "M") - pd.Period(start, "M")).n + 1


def base_of(spec: dict, test: dict, period: tuple[str, ...]) -> str:
    """Return the first month of the period that a growth is measured against: a year before, if none is named."""
    return spec.get("base") or test.get("base") or shifted(period[0], -12)


def level(spec: dict, test: dict, period: tuple[str, ...], book: Book, key: str = "series") -> Found:
    """Range of a series over a period, in its base unit."""
    if "official" in spec:
        return _official("total", spec["official" if key == "series" else key], spec, period, book)
    series = spec[key]
    rows = book.of[series]
    if rows.empty:
        return Found(None, reason=NO_FIGURE)
    found, ids = book.model.range(series, *period), tuple(book.model.figures(series, *period))
    if math.isinf(found.right) and found.left <= 0:
        return Found(found, ids, reason="no printed figure covers these months")
    very = (rows["period_start"] == period[0]) & (rows["period_end"] == period[1])
    return Found(found, ids, only_contained=not very.any())


def _official(
    function: str, series: str, spec: dict, period: tuple[str, ...], book: Book, **base: str
) -> Found:
    """Return what official rows say, by a function of `totals`."""
    named = Series.read(series)
    rows = book.rows_of(named.product if named else "")
    if series not in rows.places:
        return Found(None, reason=NO_ROWS)
    # it loads DuckDB, which a verdict without official rows does not need
    from dualuse.official import totals

    measure = MEASURES[spec.get("measure", "value")]
    found = getattr(totals, function)(rows[series], series, *period, measure, book.allowance, **base)
    return Found(found, reason="" if found else NO_ROWS)


def growth(spec: dict, test: dict, period: tuple[str, ...], book: Book) -> Found:
    """Growth of a series on a base of as many months, in per cent."""
    base = base_of(spec, test, period)
    if "official" in spec:
        return _official("growth", spec["official"], spec, period, book, base=base)
    if book.of[spec["series"]].empty:
        return Found(None, reason=NO_FIGURE)
    found = book.model.growth(spec["series"], period[0], period[1], base)
    ids = tuple(book.model.figures(spec["series"], *period))
    if found is None or (math.isinf(found.right) and found.left <= -100):
        return Found(None, ids, reason="no printed figure gives the base")
    return Found(found, ids)


def record(spec: dict, test: dict, period: tuple[str, ...], book: Book) -> Found:
    """By how many per cent a period stands above the highest of as many months since `since`.

    Periods before it are counted back from its own: of a quarter, the quarters before it.
    """
    step, base, grew = months_between(*period), period[0], []
    while (base := shifted(base, -step)) >= test["since"]:
        grew.append(growth(spec | {"base": base}, test, period, book))
    if not grew or any(found.range is None for found in grew):
        return Found(None, reason="not every earlier period has figures")
    ranges = [found.range for found in grew]
    ids = dict.fromkeys(f for found in grew for f in found.figures)
    least, most = (min(getattr(r, end) for r in ranges) for end in ("left", "right"))
    return Found(pd.Interval(least, most, closed="both"), tuple(ids))


def ratio(spec: dict, test: dict, period: tuple[str, ...], book: Book) -> Found:
    """One quantity over another, in times; undefined where the second can be zero."""
    over, under = (level(spec, test, period, book, key) for key in ("series", "over"))
    ids = tuple(dict.fromkeys(over.figures + under.figures))
    if over.range is None or under.range is None:
        return Found(None, ids, reason=NO_ROWS if "official" in spec else "one of the two was not printed")
    found = printed.quotient(over.range, under.range)
    if found is None:
        return Found(None, ids, reason="the second value is unknown or can be zero, so no ratio is defined")
    return Found(found, ids, only_contained=over.only_contained or under.only_contained)


def share(spec: dict, test: dict, period: tuple[str, ...], book: Book) -> Found:
    """A printed share, or one quantity over another, in per cent; `at_most`: a ceiling, which supports nothing."""
    ids = tuple(spec[key] for key in ("figures", "over") if key in spec)
    if "figures" not in spec:
        found, ids = ratio(spec, test, period, book), ()
    elif not set(ids) <= set(book.used["id"]):
        return Found(None, reason=NO_FIGURE)
    else:
        rows = book.used.set_index("id").loc[list(ids), ["value", "unit", "hedge"]].to_numpy()
        says = [printed.interval(value, unit, hedge, book.reading) for value, unit, hedge in rows]
        found = Found(says[0] if len(says) == 1 else printed.quotient(*says), ids)
    if found.range is None or len(ids) == 1:
        return found
    whole = pd.Interval(found.range.left * 100, found.range.right * 100, closed=found.range.closed)
    if spec.get("at_most"):
        return replace(found, range=pd.Interval(0.0, whole.right, closed="both"), only_contained=True)
    return replace(found, range=whole)


def months(spec: dict, test: dict, period: tuple[str, ...], book: Book) -> Found:
    """The time between two dates, in whole months and the part of one begun, both ends."""
    first, last = map(pd.Timestamp, spec["calendar"])
    whole = (last.year - first.year) * 12 + last.month - first.month
    whole -= first + pd.DateOffset(months=whole) > last
    begun, after = (first + pd.DateOffset(months=whole + n) for n in (0, 1))
    found = whole + (last - begun) / (after - begun)
    return Found(pd.Interval(found, found, closed="both"))


def tally(spec: dict, period: tuple[str, ...], goods: list[str], book: Book) -> Found:
    """How many of several goods fell, at least and at most; the goods that have figures are in `detail`."""
    fell, unknown, ids, detail = 0, 0, [], []
    for good in goods:
        name = spec["tally"].format(good)
        names = [{"series": name}, *([{"series": f"{name}:{spec['units']}"}] if "units" in spec else [])]
        tried = [growth(one, {}, period, book) for one in [*names, {"official": name}]]
        found = next((one for one in tried if one.range is not None), tried[-2])
        ids += found.figures
        if found.range is None:
            unknown += 1
        else:
            fell += found.range.right < 0
            unknown += found.range.left < 0 <= found.range.right
            change = {"good": good, "low": end(found.range.left), "high": end(found.range.right)}
            detail.append(change | {"unit": "percent", "figures": found.figures})
    counted = pd.Interval(fell, fell + unknown, closed="both")
    reason = f"figures were printed for {len(detail)} of the {len(goods)} goods"
    return Found(counted, tuple(dict.fromkeys(ids)), reason=reason, detail=tuple(detail))


GATHER = {f.__name__: f for f in (level, growth, record, ratio, share, months)}


def gather(spec: dict, test: dict, period: tuple[str, ...], goods: list[str], book: Book) -> Found:
    """Return what one source says on one test over one period, as `Found`."""
    if "tally" in spec:
        return tally(spec, period, goods, book)
    return GATHER[test["kind"]](spec, test, period, book)


def end(value: float | None) -> float | None:
    """Return a finite end rounded to 6 decimals, None for an open one."""
    return None if value is None or math.isinf(value) else round(float(value), 6)


def in_hand(part: dict, book: Book) -> list[dict]:
    """Return a specification for each official series in hand that measures an assertion's own quantity.

    Exports of the seller and imports of the buyer are two sources each; those named in data/claims.yaml
    already are left alone.
    """
    quantity, named = part["quantity"], {spec.get("official") for spec in part["evidence"]}
    kinds = {test["kind"] for test in part["tests"]}
    if "exporter" not in quantity or not kinds <= {"level", "growth", "ratio"}:
        return []
    specs, seller, goods = [], quantity["exporter"], quantity["product"]
    known = set(book.rows_of(goods).places)
    buyers = [quantity.get(k, "") for k in ("importer", "over")]
    for source in sorted({series.rpartition("-")[2] for series in known}):
        for flow, mirror in (("export", False), ("import", True)):
            pairs = [(buyer, seller) if mirror else (seller, buyer) for buyer in buyers]
            series, over = (str(Series(a, b, flow, goods, source)) for a, b in pairs)
            wanted = {series, over} if "ratio" in kinds else {series}
            if not named & wanted and wanted <= known:
                label = f"{book.label(source)}, the buyer's imports"
                spec = {"official": series, "source": label if mirror else source}
                specs.append(spec | ({"over": over} if "ratio" in kinds else {}))
    return specs


def needed_of_the_rest(
    least: float, part: dict, test: dict, spec: dict, period: tuple[str, ...], book: Book
) -> dict | None:
    """Return what the months not seen of the wider period would have to hold for a `more than` claim, in base units.

    `least` is by how much the months seen, at their greatest, miss the claim. The average month is that of the earliest
    figure that covers the months seen, at its greatest. None if the claim is of another kind, its first period holds no
    other months, or that figure has no greatest value.
    """
    start, last = part["periods"][0]
    if test["kind"] != "level" or "series" not in spec or start != period[0] or last <= period[1]:
        return None
    rows = book.of[spec["series"]]
    covers = (rows["period_start"] <= period[0]) & (rows["period_end"] >= period[1]) & (rows["value"] != "")
    if least <= 0 or not covers.any():
        return None
    order = ["period_start", "period_end", "id"]
    whole = tuple(rows[covers].sort_values(order).iloc[0][order[:2]])
    average = book.model.range(spec["series"], *whole).right / months_between(*whole)
    if math.isinf(average):
        return None
    unseen = [shifted(period[1], 1), last]
    return {
        "unseen": unseen,
        "least": end(least),
        "average_month": end(average),
        "average_of": list(whole),
        "times_average": end(least / months_between(*unseen) / average),
    }
