"""Growth that a reader can redo with a calculator from printed figures.

A rate is the sum of some months over that of as many months before. Customs print both,
and often the earlier sum as they held it a year later: the later sum over its own rate.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from dualuse.base.printed import read_level
from dualuse.base.series import Series
from dualuse.base.units import POINTS, is_whole
from dualuse.base.wording import format_figure, format_number
from dualuse.engine.question import find_base_period, shift

Rows = Mapping[str, dict[str, str]]
EXACT = ["", "exact", "about", "nearly", "just over"]


def list_divided_levels(
    series: str, period: list[str], rows: Rows
) -> list[dict[str, str]]:
    """Return the printed sums of a series for some months."""
    found = []
    for row in rows.values():
        is_sum = row["value"] and row["hedge"] in EXACT and row["role"] == "evidence"
        months = [row["period_start"], row["period_end"]]
        is_here = row["series"] == series and months == period
        if is_sum and is_here and "later print" not in row["status"]:
            found.append(row)
    return found


def list_terms(series: str, period: list[str], rows: Rows) -> Iterator[list[dict]]:
    """Yield the figures that give the sum of some months: one, or the two flows."""
    for row in list_divided_levels(series, period, rows):
        yield [row]
    line = Series.read(series)
    if line.flow != "trade":
        return
    flows = [str(line._replace(flow=flow)) for flow in ("export", "import")]
    both = [list_divided_levels(flow, period, rows) for flow in flows]
    if all(both):
        yield [both[0][0], both[1][0]]


def count(terms: list[dict]) -> float:
    """Return the sum of printed figures, as a reader types them."""
    middle = 0.0
    for row in terms:
        each = read_level(row["value"], row["unit"], "rounded")
        middle += each.mid
    return middle


def write_terms(terms: list[dict]) -> str:
    """Return printed sums as one types them: "$28.946bn + $34.129bn"."""
    words = [format_figure({**row, "growth": "", "hedge": ""}) for row in terms]
    text = " + ".join(words)
    return f"({text})" if len(words) > 1 else text


def make_line(later: list, earlier: list, rate: dict | None = None) -> dict[str, Any]:
    """Return one way to work the growth out: its words, its figures, its rate."""
    over, factor = write_terms(earlier), 1.0
    figures = [row["id"] for row in [*later, *earlier]]
    if rate:
        factor = 1 + float(rate["growth"]) / 100
        over = f"({over} ÷ {factor:g})"
        figures[-1] = rate["id"]
    ratio = count(later) / (count(earlier) / factor)
    words = f"{write_terms(later)} ÷ {over} = {format_number(ratio, 3)}"
    return {
        "words": words,
        "figures": list(dict.fromkeys(figures)),
        "percent": 100 * (ratio - 1),
        "is_revised": rate is not None,
    }


def make_difference(later: list, earlier: list) -> dict[str, Any]:
    """Return how the change of a rate is worked out: one printed rate less another."""
    points = f"{count(later) - count(earlier):.6g}".replace("-", "−")
    return {
        "words": f"{write_terms(later)} − {write_terms(earlier)} = {points} points",
        "figures": [row["id"] for row in [*later, *earlier]],
        "is_revised": False,
    }


def redo_growth(entry: dict, rows: Rows) -> list[dict[str, Any]]:
    """Return the ways in which a growth can be redone from printed figures.

    Parameters
    ----------
    entry : dict
        What a source says of a growth, as a claim's JSON has it.
    rows : dict
        {id: row of figures.csv}, those alone that may be shown.

    Returns
    -------
    list of dict
        `words` such as "$114bn ÷ $63bn = 1.82", the `figures` in them, and the
        `percent` that comes out.
    """
    series, period = entry["series"], entry["period"]
    base = find_base_period(period, entry["base"])
    lines = []
    laters = list(list_terms(series, period, rows))[:1]
    for later in laters:
        for earlier in list(list_terms(series, base, rows))[:1]:
            make = make_difference if entry["unit"] == POINTS else make_line
            lines.append(make(later, earlier))
        # the base as customs held it when they printed the rate of the year after it
        between = [shift(base[0], 12), shift(base[1], 12)]
        for row in (
            list_divided_levels(series, between, rows) if between != period else []
        ):
            if row["growth"] and row["growth_base"] in ("", base[0]):
                lines.append(make_line(later, [row], row))
                break
    return lines


def redo_ratio(entry: dict, rows: Rows) -> list[dict[str, Any]]:
    """Return how a share or a multiple of two printed figures is worked out."""
    top, under = [rows[name] for name in entry["figures"]]
    one, two = count([top]), count([under])
    if not two:
        return []
    ratio = one / two
    is_share = entry["unit"] == "percent"
    result = f"{format_number(100 * ratio, 1)}%" if is_share else f"{ratio:.3g} times"
    words = f"{write_terms([top])} ÷ {write_terms([under])} = {result}"
    if is_share and is_whole(top["unit"]) and is_whole(under["unit"]):
        words = f"{one:g} of {two:g} = {result}"
    return [{"words": words, "figures": entry["figures"], "is_revised": False}]
