"""What "Check a number yourself" can be asked, with every range that answers it.

The page reads a number as `printed` does and judges it as `verdicts` does; what public
figures allow is worked out here, once, for each series and period that it offers.
"""

import math
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from dualuse.base.claims import list_parts
from dualuse.base.series import (
    FLOWS,
    MONTHS_A_YEAR,
    Series,
    list_covered,
    list_each_month,
)
from dualuse.base.units import FLOW, RATE
from dualuse.base.wording import format_figure, format_period
from dualuse.engine.constraints import widen
from dualuse.engine.evidence import Evidence
from dualuse.engine.question import Question, count_months
from dualuse.press import pages

LEVEL = {"kind": "level"}
COMPARISONS = {
    "more than": "more than",
    "less than": "less than",
    "about": "about",
    "exact": "exactly",
}
ASKED = ["series", "value", "unit", "hedge", "first", "last", "kind"]  # of story.yml


def list_periods(years: list[int]) -> list[tuple[str, str]]:
    """Return every month of some years, and each year up to every month.

    >>> list_periods([2023])[:3]
    [('2023-01', '2023-01'), ('2023-01', '2023-02'), ('2023-02', '2023-02')]
    """
    periods = []
    for year in range(years[0], years[-1] + 1):
        for month in range(1, MONTHS_A_YEAR + 1):
            end = f"{year}-{month:02d}"
            periods += [(f"{year}-01", end), (end, end)]
    return list(dict.fromkeys(periods))


def list_printed_periods(
    series: str, years: list[int], evidence: Evidence
) -> list[tuple[str, str]]:
    """Return the periods of a series that a figure was printed for."""
    periods = set()
    for row in evidence.prints:
        start, end = row["period_start"], row["period_end"]
        is_here = row["series"] == series and row["role"] == "evidence" and start
        if is_here and str(years[0]) <= start and end[:4] <= str(years[-1]):
            periods.add((start, end))
    return sorted(periods)


def write_ends(range: pd.Interval) -> list:
    """Return both ends of a range, None where it is open, and which end is not in it.

    >>> write_ends(pd.Interval(110.5, 112.0, closed="left"))
    [110.5, 112.0, 'high']
    """
    out = {"left": "high", "right": "low"}.get(range.closed, "")
    return [range.left, None if math.isinf(range.right) else range.right, out]


def answer_test(
    series: str, kind: str, period: tuple[str, str], evidence: Evidence
) -> dict[str, list] | None:
    """Return what figures say of a level or a growth; None where nothing is known.

    `allows` are the ends in any release. `shows` is what the first release says, then what
    each print of it says: one of these, wholly inside a claim's words, confirms it.
    `words` is what hedged prints say, held to their words: it confirms alike. `prints`
    are the numbers of a release, as it has them, and `later` the ends up to a year later.
    """
    unit = Series.read(series).unit if kind == "level" else "percent"
    test = {"kind": kind, "unit": unit}
    question = Question({"series": series}, test, [], list(period))
    own = evidence.measure(question, "own")
    widest = evidence.measure(question, "widest")
    if own is None or widest is None or math.isinf(widest.left):  # a base of nothing
        return None
    revised = evidence.measure(question, "revised")
    later = widest if revised is None else widen([own, revised])
    shows, words, prints = [write_ends(own)], [], []
    for row in evidence.find_own_prints(question):
        shows += [write_ends(reads) for reads in evidence.read_print(row, kind)]
        words += [write_ends(said) for said in evidence.read_in_words(row, kind)]
        if kind == "level" and row["hedge"] == "exact":
            prints.append(f"{row['value']} {row['unit']}")
        if kind == "growth" and row["growth_hedge"] == "exact":
            prints.append(f"{row['growth']} percent")
    allows, later_ends = write_ends(widest)[:2], write_ends(later)[:2]
    found = {"allows": allows, "shows": shows, "words": words}
    return found | {"prints": prints, "later": later_ends}


def describe_print(row: dict, evidence: Evidence) -> dict[str, str]:
    """Return a printed figure as the page lists it: a swapped one with its own flow."""
    outlet = evidence.outlets.names.get(row["outlet"], row["outlet"])
    says = format_figure(row)
    printed = Series.read(evidence.rows[row["id"]]["series"]).flow
    read_as = Series.read(row["series"]).flow
    if printed != read_as:
        says += f", printed as {FLOWS[printed]}, read as {FLOWS[read_as]}"
    return {"id": row["id"], "says": says, "by": outlet}


def list_unknown(series: str, period: tuple[str, str], evidence: Evidence) -> list[str]:
    """Return the months of a period that no figure of the series covers, in words."""
    spans = []
    for row in evidence.prints:
        if row["series"] == series and row["role"] == "evidence" and row["period_end"]:
            spans.append((row["period_start"], row["period_end"]))
    covered = list_covered(spans)
    missing = [month for month in list_each_month(*period) if month not in covered]
    return [format_period(month, month) for month in missing]


def list_claims(
    series: str, claims: list[dict], questions: dict[str, str]
) -> list[list[str]]:
    """Return the story's own claims on a series: value, unit, kind, address, question."""
    found = []
    for claim in claims:
        for part in list_parts(claim):
            specs = [
                spec for spec in part.get("evidence", []) if spec.get("counts", True)
            ]
            if series not in [spec.get("series") for spec in specs]:
                continue
            for test in part.get("tests", []):
                if test["kind"] in ("level", "growth"):
                    asked = [test["value"], test["unit"], test["kind"]]
                    question = questions.get(claim["id"], "")
                    found.append([*asked, pages.find_address(claim["id"]), question])
    return found


def answer_period(
    series: str, period: tuple[str, str], evidence: Evidence, is_asked: bool = False
) -> dict[str, Any] | None:
    """Return all that the page needs for one period; None where nothing is known.

    Parameters
    ----------
    is_asked : bool
        The story asks of these months, so that nothing is known is an answer too.
    """
    level = answer_test(series, "level", period, evidence)
    growth = None
    if evidence.ranges.find_quantity(series) != RATE:
        growth = answer_test(series, "growth", period, evidence)
    if level is None and is_asked:
        level = {"allows": [0.0, None], "shows": [[0.0, None, ""]], "prints": []}
        level |= {"words": [], "later": [0.0, None]}
    if level is None and growth is None:
        return None
    printed = evidence.find_printed(
        Question({"series": series}, LEVEL, [], list(period))
    )
    return {
        "start": period[0],
        "months": count_months(*period),
        "level": level,
        "growth": growth,
        "figures": [describe_print(row, evidence) for row in printed],
        "unknown": list_unknown(series, period, evidence),
    }


def answer_series(name: str, about: dict, years: list[int], evidence: Evidence) -> dict:
    """Return every answer on a series.

    Parameters
    ----------
    about : dict
        Of story.yml: `words`, and `every_month` where months and years so far are
        offered beside the periods that were printed.
    years : list of int
        The first and the last.
    """
    periods = {*list_printed_periods(name, years, evidence)}
    asked = [tuple(each) for each in about.get("months", [])]
    if evidence.ranges.find_quantity(name) == FLOW:  # other months add up to nothing
        every = list_periods(years) if about.get("every_month") else []
        periods |= {*asked, *every}
    line = Series.read(name)
    rows = []
    for period in sorted(periods):
        row = answer_period(name, period, evidence, period in asked)
        if row:
            rows.append(row)
    source = evidence.labels.get(line.source, line.source)
    facts = {"name": name, "words": about["words"], "source": source}
    return facts | {"unit": line.unit, "rows": rows}


def answer_all(check: dict, evidence: Evidence) -> list[dict]:
    """Return every answer that the page can give.

    Parameters
    ----------
    check : dict
        `check` of story.yml: `years` and `series`.
    """
    answers = []
    for name, about in check["series"].items():
        answers.append(answer_series(name, about, check["years"], evidence))
    return [each for each in answers if each["rows"]]


def read_asked(ask: list[str]) -> dict[str, str]:
    """Return a question of story.yml as a claim of the desk; see `write_address`.

    >>> read_asked(["CHN-...", "50", "", "about", "2022-01", "2022-12", "growth"])["unit"]
    'percent'
    """
    fields = dict(zip(ASKED, ask, strict=True))
    return fields | {"unit": fields["unit"] or "percent"}


def write_address(ask: list[str]) -> str:
    """Return what the page's address holds of a question, behind the hash.

    Parameters
    ----------
    ask : list of str
        Series, value, unit, hedge, first month, last month, "level" or "growth".
    """
    series, value, unit, hedge, start, end, kind = ask
    fell = value.startswith("-")
    verb = "was"
    if kind == "growth":
        verb = "fell" if fell else "rose"
    fields = {"series": series, "from": start, "to": end, "kind": verb}
    fields |= {"hedge": hedge, "value": value.lstrip("-"), "unit": unit or "percent"}
    return urlencode(fields)
