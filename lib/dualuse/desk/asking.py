"""A claim of one's own, in the columns of figures.csv and claims.yaml.

Ids alone are taken: nothing is guessed of a word that is none.
"""

import math
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from dualuse.base import claims
from dualuse.base.errors import InputError, require_id
from dualuse.base.hedges import BETWEEN, HEDGES, SAME_AS, read_hedge
from dualuse.base.periods import read_period
from dualuse.base.series import Series, list_each_month
from dualuse.base.tables import read_figures, read_reference
from dualuse.base.units import split_unit
from dualuse.engine.evidence import Evidence
from dualuse.engine.question import find_measure, is_part
from dualuse.engine.verdicts import read_words

KINDS = ["level", "growth", "ratio", "share"]
COMPARING = ["ratio", "share"]
COLUMNS = ["series", "period", "first", "last", "kind", "value", "unit", "hedge"]
COLUMNS += ["operator", "low", "high", "base", "over"]
A_MONTH = " per month"  # of a level: the average of its months
CUSTOMS, RECONCILED = "customs statistics", "reconciled statistics"


def is_given(cell: Any) -> bool:
    """Tell whether a cell of a claim holds something."""
    return not (pd.api.types.is_scalar(cell) and (pd.isna(cell) or cell == ""))


def read_claim(fields: Mapping[str, Any], evidence: Evidence) -> dict:
    """Return a claim as claims.yaml has one, with the official rows that answer it."""
    given = {name: cell for name, cell in fields.items() if is_given(cell)}
    for name in given:
        require_id("claim", name, COLUMNS)
    first, last = read_months(given)
    kind = require_id("kind", given.get("kind", "level"), KINDS)
    name = read_series("series", given.get("series", ""), evidence)
    line = Series.read(name)
    spec = {"source": line.source, "series": name}
    if (kind in COMPARING) != ("over" in given):
        raise InputError("over", f"a {kind}", "over, of a ratio or a share alone")
    if kind in COMPARING:
        spec["over"] = read_series("over", given["over"], evidence)
        refuse_unlike(line, Series.read(spec["over"]))
    test = read_test(given, kind, line, claims.find_compared(kind, spec))
    if "base" in given and kind != "growth":
        raise InputError("base", repr(given["base"]), f"nothing, of a {kind}")
    if "base" in given:
        test["base"] = read_base(given["base"], first, last)
    claims.check_test(test, {"evidence": [spec]})
    entry: dict[str, Any] = {
        "id": "own",
        "claim": name,
        "kind": kind,
        "tests": [test],
        "periods": [[first, last]],
        "evidence": [spec],
        "quantity": {"product": line.product},
    }
    refuse_more_than_all(test, spec)
    add_official(entry, evidence)
    for each in entry["evidence"]:
        if is_reconciled(each, kind):
            each["in_part"] = True
    return entry


def read_months(given: Mapping[str, Any]) -> tuple[str, str]:
    """Return the months of a claim: its period, or its first and its last."""
    if "period" in given:
        return read_period(given["period"])
    if "first" not in given:
        raise InputError("period", "nothing", "period, or first and last")
    return read_period([given["first"], given.get("last", given["first"])])


def read_series(field: str, name: Any, evidence: Evidence) -> str:
    """Return the code of a series that figures or official rows are of."""
    rows = [*evidence.official]
    if str(name).partition(":")[0] in rows:
        return str(name)
    known = read_figures(role="evidence")["series"]  # what is left out is known
    return require_id(field, name, [*known, *rows])


def refuse_unlike(line: Series, over: Series) -> None:
    """Refuse a ratio of what two sources count, or of two units."""
    if (over.source, over.unit) != (line.source, line.unit) or over == line:
        expected = f"another series of {line.source} in {line.unit}"
        raise InputError("over", str(over), expected)


def read_test(
    given: Mapping[str, Any], kind: str, line: Series, unit: str
) -> dict[str, Any]:
    """Return the test of a claim: a printed number with its hedge, or plain ends.

    `unit` is that of a test that compares, nothing of a level.
    """
    expected = unit or f"a unit of {line.unit}, such as {line.unit} or m {line.unit}"
    if given.get("unit", "") == "" or (unit and given["unit"] != unit):
        raise InputError("unit", repr(given.get("unit", "")), expected)
    plain, per, _ = str(given["unit"]).partition(A_MONTH)
    test: dict[str, Any] = {"kind": kind, "unit": plain}
    if per:
        count = len(list_each_month(*read_months(given)))
        test |= {"per": "month", "times": count}
    if "operator" in given:
        operator = require_id("operator", given["operator"], [">", ">=", "<"])
        if kind != "growth" or "hedge" in given or str(given.get("value", 0)) != "0":
            raise InputError("operator", operator, "a growth, without value or hedge")
        return test | {"value": "0", "operator": operator}
    if "value" not in given:
        return test | read_plain_ends(
            given, None if unit else split_unit(test["unit"])[0]
        )
    if "low" in given or "high" in given:
        raise InputError("value", "value beside low or high", "the one or the other")
    value = given["value"]
    if isinstance(value, float) and not value.is_integer():
        expected = f"text with its digits, such as {value!r} in quotation marks, or low and high"
        raise InputError("value", repr(value), expected)
    if isinstance(value, float):
        value = int(value)  # a column with a gap in it is one of floats
    hedge = require_id(
        "hedge", given.get("hedge", "exact"), [*HEDGES, *SAME_AS, BETWEEN]
    )
    text = str(value).replace("\u2212", "-")
    return test | {"value": text, "hedge": read_hedge(hedge)}


def read_plain_ends(given: Mapping[str, Any], scale: int | None) -> dict[str, Any]:
    """Return a test of plain ends, both in it: low, high or both, in the unit given.

    >>> read_plain_ends({"low": 100}, 10**9)["low"]
    100000000000.0
    """
    ends = {}
    for name in ("low", "high"):
        if name in given:
            try:
                ends[name] = float(given[name])
            except (TypeError, ValueError):
                raise InputError(name, repr(given[name]), "a number") from None
    if not ends or any(math.isnan(end) for end in ends.values()):
        raise InputError("value", "nothing", "value and hedge, or low or high")
    least = -math.inf if scale is None else 0.0
    low, high = ends.get("low", least), ends.get("high", math.inf)
    if low > high:
        raise InputError("low", f"{low} beside high {high}", "low up to high")
    # the nearest words: sentences of pages have them, and no answer of the desk
    end, hedge = (low, "at least") if "low" in ends else (high, "up to")
    words = {"value": f"{Decimal(repr(end)):f}", "hedge": hedge}
    return words | {"low": low * (scale or 1), "high": high * (scale or 1)}


def read_base(base: Any, first: str, last: str) -> str:
    """Return the first month of what a growth is on: as many months, and earlier."""
    start, end = read_period(base)
    months = [pd.Period(month, "M") for month in (first, last, start, end)]
    length, of_base = (months[1] - months[0]).n, (months[3] - months[2]).n
    if start >= first or of_base not in (0, length):
        expected = f"a month before {first}, or as many months as {first}/{last}"
        raise InputError("base", repr(base), expected)
    return start


def refuse_more_than_all(test: dict[str, Any], spec: Mapping[str, str]) -> None:
    """Refuse a part that is more than its whole: 90 may be meant as per cent."""
    if "over" not in spec or not is_part(spec["series"], spec["over"]):
        return
    whole = 100 if test["kind"] == "share" else 1
    if read_words(test).says.left > whole:
        expected = f"at most {whole}, as a part of {spec['over']}"
        raise InputError("value", test["value"], expected)


def add_official(entry: dict, evidence: Evidence) -> None:
    """Add the official rows that answer a claim of one's own: of the same trade.

    They are of the source that was asked, rows of one's own, or what the same country
    sent to the United Nations.
    """
    (spec,), (months,) = entry["evidence"], entry["periods"]
    measure = find_measure(entry)
    line, kinds = Series.read(spec["series"]), list_kinds()
    same = [
        name for name in sorted(evidence.official) if Series.read(name)[:4] == line[:4]
    ]
    if not measure or not same:
        return
    # where rows of one source are of these months, those of another are of no use
    there = [name for name in same if has_rows(name, months, evidence)]
    for name in there or same:
        source = Series.read(name).source
        if source != spec["source"] and kinds.get(source, CUSTOMS) != CUSTOMS:
            continue
        rows = {"source": source, "official": name, "measure": measure}
        rows["same_file_as"] = spec["source"]
        if "over" in spec:
            over = Series.read(spec["over"])._replace(source=source, unit="USD")
            rows["over"] = str(over)
        entry["evidence"].append(rows)
    printed = evidence.figures.loc[evidence.figures["role"] == "evidence", "series"]
    if spec["series"] not in {*printed}:  # then no figure can answer
        entry["evidence"].remove(spec)


def is_reconciled(spec: Mapping[str, str], kind: str) -> bool:
    """Tell whether evidence bears on a growth or a weight, and does not count the same.

    A source that reconciles two countries' reports goes on with one where the other
    stops, and reckons a weight that neither gave from the value.
    """
    name = spec.get("official") or spec["series"]
    is_weight = Series.read(name).unit == "tonnes" or spec.get("measure") == "weight"
    is_of_both = list_kinds().get(spec["source"]) == RECONCILED
    return is_of_both and (kind == "growth" or is_weight)


def list_kinds() -> dict[str, str]:
    """Return {source: its kind}."""
    return read_reference("sources").set_index("source")["kind"].to_dict()


def has_rows(series: str, months: Collection[str], evidence: Evidence) -> bool:
    """Tell whether official rows are of one of some months."""
    rows = evidence.official_rows.iloc[evidence.official[series]]
    start, end = months
    return bool(((rows["period_start"] <= end) & (rows["period_end"] >= start)).any())
