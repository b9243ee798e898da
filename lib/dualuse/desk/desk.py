"""Questions to the evidence, in ids and numbers; each answer is a frame, or prints as one.

    desk.figures(product="drones")
    desk.range_of("CHN-RUS-export-all-GACC", "2022Q2")
    desk.check("A1", without=["F205"])

An id that is not known is one `InputError`, with the three nearest.
"""

import math
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd

from dualuse.answer.findings import Claim, check_claim
from dualuse.base import categories, tables
from dualuse.base import claims as story
from dualuse.base.bearing import list_compared
from dualuse.base.catalogue import describe_series, list_tables
from dualuse.base.errors import InputError, require_id
from dualuse.base.hedges import BETWEEN
from dualuse.base.parts import list_parts
from dualuse.base.periods import read_period
from dualuse.base.printed import read_number
from dualuse.base.series import SERIES_NAME, Series
from dualuse.base.units import FLOW, split_unit
from dualuse.desk.asking import COLUMNS, is_given, list_kinds, read_claim, read_series
from dualuse.desk.evidence import (
    HELD_OUT,
    list_without,
    read_doubted,
    read_evidence,
    read_held_out,
    read_official,
    read_saved,
)
from dualuse.desk.judged import ENDS, Judged
from dualuse.engine import proofs
from dualuse.engine.constraints import (
    RECORDS,
    RELEASES,
    read_row_growth,
    read_row_level,
)
from dualuse.engine.evidence import Evidence
from dualuse.engine.judging import judge_claim
from dualuse.engine.question import MEASURES, Question, find_unit
from dualuse.engine.robustness import Case
from dualuse.engine.rows import measure_rows
from dualuse.engine.verdicts import CONFIRMED, read_words

Ids = str | Iterable[str]
FIRST = ["role", "series", "first", "last", "value", "unit", "low", "high", "hedge"]
FIRST += ["growth", "growth_low", "growth_high", "set_aside", "publisher", "page"]
FIRST += ["quote", "note"]
BESIDE = ["why", "role", "set_aside", "series", "first", "last", "value", "unit"]
BESIDE += ["low", "high", "growth", "publisher"]
SIDES = ["reporter", "partner", "flow"]
SAME = 1e-6  # two numbers that differ by less are one


def keep(
    table: pd.DataFrame, period: object, columns: Mapping[str, Any]
) -> pd.DataFrame:
    """Return the rows that have some ids, and touch a period where one is given."""
    for column, word in columns.items():
        table = tables.keep_rows(table, column, word)
    if period is None:
        return table
    first, last = (pd.Period(month, "M") for month in read_period(period))
    return table[(table["first"] <= last) & (table["last"] >= first)]


def read_ends(row: dict, kinds: Mapping[str, str]) -> dict[str, Any]:
    """Return the numbers that a figure prints and what each allows, in its base unit.

    >>> row = {"value": "32", "unit": "m USD", "hedge": "more than", "status": ""}
    >>> ends = read_ends({**row, "growth": "", "source": "GACC"}, {})
    >>> ends["value"], ends["low"], ends["high"], ends["unit"]
    (32000000.0, 31500000.0, 33000000.0, 'USD')
    """
    names = ["value", "low", "high", "growth", "growth_low", "growth_high"]
    ends: dict[str, Any] = dict.fromkeys(names, math.nan) | {"unit": ""}
    if row["value"]:
        scale, ends["unit"] = split_unit(row["unit"])
        level = read_row_level(row, kinds.get(row["source"]) in RECORDS)
        ends["low"], ends["high"] = level.left, level.right
        if row["hedge"] != BETWEEN:
            ends["value"] = float(read_number(row["value"]) * scale)
    if row["growth"]:
        growth = read_row_growth(row)
        ends["growth_low"], ends["growth_high"] = growth.left, growth.right
        if row["growth_hedge"] != BETWEEN:
            ends["growth"] = float(read_number(row["growth"]))
    return ends


def make_periods(cells: pd.Series) -> pd.PeriodIndex:
    """Return months as periods; none where a figure names none."""
    return pd.PeriodIndex(cells.where(cells != "", None), freq="M")


@tables.hold_data()
def figures(period: object = None, **columns: str) -> pd.DataFrame:
    """Return the printed figures, by id, as numbers in base units (USD, units, tonnes).

    Parameters
    ----------
    period : optional
        Those that touch these months: "2023", "2022-03/2023-05", a pandas.Period.
    **columns : str
        A word of a column: product="drones", partner="RUS", role="evidence".

    Returns
    -------
    pandas.DataFrame
        role (evidence; context, claim and held out are none), series, first, last, value
        with what it allows (`low`, `high`), growth in per cent with its own ends,
        set_aside (not empty: it cannot be true beside the others), ... A unit "USD per
        month" is an average, "times" a multiple: never add these up, nor roles, nor
        months that overlap.

    Examples
    --------
    >>> drones = figures(product="drones", role="evidence")
    >>> drones.loc["F205", ["low", "high"]].astype(int).tolist()
    [31500000, 33000000]
    """
    return keep(tabulate_figures(tables.verify_data()), period, columns).copy()


@lru_cache(maxsize=1)
def tabulate_figures(_: str) -> pd.DataFrame:
    """Return all figures as numbers, those held out among them, of a state of data/."""
    printed, wrong = read_doubted()
    rows = pd.concat([printed, read_held_out()], ignore_index=True).fillna("")
    for side in SIDES:  # a story that is not about trade has fewer
        rows[side] = rows.get(side, "")
    marks = dict(zip(wrong["figure"], wrong["status"], strict=True))
    kinds = list_kinds()
    records = rows.astype(object).to_dict("records")
    numbers = pd.DataFrame([read_ends(row, kinds) for row in records], rows.index)
    table = rows.assign(
        **numbers,
        first=make_periods(rows["period_start"]),
        last=make_periods(rows["period_end"]),
        set_aside=[marks.get(name, "") for name in rows["id"]],
    )
    table = table.drop(
        columns=["period_start", "period_end", "start", "end"], errors="ignore"
    )
    table = table.set_index("id")
    return table[[*FIRST, *table.columns.difference(FIRST, sort=False)]]


@tables.hold_data()
def series(**columns: str) -> pd.DataFrame:
    """Return what can be asked about: the series of figures, and those of official rows.

    Returns
    -------
    pandas.DataFrame
        By code: reporter, partner, flow, product, source, unit, quantity (flow, stock,
        rate), figures (how many are evidence), rows (how many official totals), first,
        last, title. Of a series without figures there is no range, but by its rows.

    Examples
    --------
    >>> series(product="drones", partner="RUS").loc["CHN-RUS-export-drones-GACC", "title"]
    "China's exports to Russia, drones, by Chinese customs"
    """
    printed = figures(role="evidence").reset_index()
    is_one = printed["series"].str.fullmatch(SERIES_NAME.pattern)
    columns_of = ["series", "first", "last", "quantity"]
    counts = [printed.loc[is_one, columns_of].assign(figures=1, rows=0)]
    totals = read_official()
    if totals is not None:
        counts.append(list_measured(totals).assign(figures=0, rows=1, quantity=FLOW))
    listed = (
        pd.concat(counts)
        .groupby("series")
        .agg(
            quantity=("quantity", "first"),
            figures=("figures", "sum"),
            rows=("rows", "sum"),
            first=("first", "min"),
            last=("last", "max"),
        )
    )
    lines = pd.DataFrame([Series.read(name) for name in listed.index], listed.index)
    titles = [describe_series(name) for name in listed.index]
    return keep(lines.join(listed).assign(title=titles), None, columns)


def list_measured(totals: pd.DataFrame) -> pd.DataFrame:
    """Return each official total under the series of each measure that it has."""
    dated = totals.assign(
        first=make_periods(totals["period_start"]),
        last=make_periods(totals["period_end"]),
    )
    frames = []
    for unit, measure in MEASURES.items():
        name = "" if unit == "USD" else f":{unit}"
        rows = dated[measure_rows(totals, measure).notna()]
        frames.append(rows.assign(series=rows["series"] + name))
    return pd.concat(frames)[["series", "first", "last"]]


@tables.hold_data()
def range_of(
    series: str,
    period: object,
    base: object = None,
    over: str = "",
    without: Ids = (),
    literal: bool = False,
) -> pd.DataFrame:
    """Return what the evidence allows for a series in a period: a row a release.

    Parameters
    ----------
    base : optional
        Then it is the growth on as many months from there on, in per cent, of a rate in
        points; each release
        with the base that it has: never divide two ranges by hand.
    over : str
        Then it is how many times another series of the same source and unit.
    without : list of str
        Ids of figures, outlets, sources to leave out.
    literal : bool
        Figures held to their words: "more than 32" has no upper end.

    Returns
    -------
    pandas.DataFrame
        By release: `own` (first release), `revised` (a year later), `widest` (any):
        low, high, unit, `prints` of these very months (none: it is worked out of others),
        figures that decide the first. NaN: nothing is known. High may be inf: a floor. Of a
        printed series `attrs["proof"]` has the lines that prove each end, as rows of
        proofs.csv.

    Examples
    --------
    >>> drones = range_of("CHN-RUS-export-drones-GACC", "2022-03/2023-05")
    >>> drones.loc["own", ["low", "high"]].tolist()
    [31500000.0, 33000000.0]
    """
    evidence = read_evidence(without, literal)
    fields = {"series": series, "period": period, "base": base, "over": over}
    question = ask(fields, evidence)
    ids = ", ".join(evidence.find_figures(question))
    prints = ", ".join(row["id"] for row in evidence.find_printed(question))
    rows = []
    for release in [*(name for name in RELEASES if name != "sum"), "widest"]:
        allowed = evidence.measure(question, release)
        ends = [math.nan] * 2 if allowed is None else [allowed.left, allowed.right]
        rows.append([release, *ends, find_unit(question.test), prints, ids])
    columns = ["release", "low", "high", "unit", "prints", "figures"]
    allowed = pd.DataFrame(rows, columns=columns).set_index("release")
    if "series" in question.spec and not over:
        lines = []
        for months, of_base in question.sides:
            asked = question.series, months, of_base
            lines += proofs.tabulate(evidence.ranges, *asked).to_dict("records")
        allowed.attrs["proof"] = lines
    return allowed


def ask(fields: Mapping[str, Any], evidence: Evidence) -> Question:
    """Return a question on a series that claims nothing."""
    name = read_series("series", fields["series"], evidence)
    kind = "growth" if is_given(fields["base"]) else "level"
    kind = "ratio" if fields["over"] else kind
    ends = {
        "low": 0,
        "unit": story.find_compared(kind, {"series": name}) or Series.read(name).unit,
        "kind": kind,
    }
    entry = read_claim({**fields, **ends}, evidence)
    (test,), (months,) = entry["tests"], entry["periods"]
    return Question(entry["evidence"][0], test, [], months)


@tables.hold_data()
def months(series: str, period: object, without: Ids = ()) -> pd.DataFrame:
    """Return a period month by month, as first released: a row a month, or several.

    Months that no figure tells apart are one row, and `months` is how many: `total_low`
    and `total_high` are what they come to, and add up (each row's ends: `range_of` may
    be narrower). `month_low` and `month_high` are of a month that stands alone, else
    blank: take the highest month of these, and never a sum. Months of a stock or a rate
    add up to nothing: they have no total. `release` is that of each row: customs revise
    the first months before they print a half-year, so what rows add up to is not what
    `range_of` has as the half-year's own release.

    Examples
    --------
    >>> months("CHN-RUS-export-all-GACC", "2023Q1")["months"].tolist()
    [2, 1]
    """
    evidence = read_evidence(without)
    name = read_series("series", series, evidence)
    table = evidence.ranges.tabulate(name, *read_period(period))
    count = table["months"]
    alone = table[["low", "high"]].where(count == 1)
    is_flow = evidence.ranges.find_quantity(name) == FLOW
    total = table[["low", "high"]].mul(count if is_flow else math.nan, axis=0)
    return pd.DataFrame(
        {
            "first": table["start"],
            "last": [row.start + row.months - 1 for row in table.itertuples()],
            "months": count,
            "total_low": total["low"],
            "total_high": total["high"],
            "month_low": alone["low"],
            "month_high": alone["high"],
            "unit": Series.read(name).unit,
            "release": "own",
        }
    )


@tables.hold_data()
def plot(series: str, period: object, without: Ids = ()) -> Any:
    """Return a picture of the range of each month: `plot(...).savefig("exports.png")`."""
    # matplotlib takes a second, and a question that draws nothing needs none
    from dualuse.press import charts

    evidence = read_evidence(without)
    name = read_series("series", series, evidence)
    fig, ax = charts.new()
    charts.draw_months(ax, evidence.ranges.tabulate(name, *read_period(period)))
    charts.mark_events(ax)
    title = ", without ".join([describe_series(name), *list_without(without)])
    fig.suptitle(title, size="medium", wrap=True)
    ax.set_ylabel(f"{Series.read(name).unit}, each month in its first release")
    ax.yaxis.set_major_formatter("{x:,.15g}")
    return fig


@tables.hold_data()
def check(
    claim: str | Mapping[str, Any] | pd.DataFrame | Path | None = None,
    /,
    *,
    without: Ids = (),
    literal: bool = False,
    **fields: Any,
) -> Judged | pd.DataFrame:
    """Return the verdict on a claim: of the stories, or of your own; or on a table of them.

    Parameters
    ----------
    claim : str, dict, pandas.DataFrame or path of a CSV file
        An id of the stories' claims, "A1"; or the fields of one, or a row each.
    without : list of str
        Ids of figures, pages, outlets, sources to leave out.
    literal : bool
        Figures held to their words.
    **fields
        Of a claim of one's own, as figures.csv and claims.yaml have them: `series`;
        `period`, or `first` and `last`; `kind` (level, growth, ratio, share); `unit`
        ("bn USD", "percent", "times", "points" of the growth of a rate), always; and
        either `value` (text, as printed) with `hedge` ("exact" if absent), or the plain
        ends `low`, `high`, both in it, in `unit`; a growth of no number has `operator`
        ">" (rose) or "<" (fell). `base` of a growth (a year before, if absent); `over`
        of a ratio or a share.

    Returns
    -------
    Judged, or for a table the same rows with
        verdict, flags, own_low, own_high, any_low, any_high, range_unit, figures,
        refused.

    Examples
    --------
    >>> exports = {"series": "CHN-RUS-export-all-GACC", "period": "2023"}
    >>> rise = check(exports, kind="growth", high=40, unit="percent")
    >>> rise.verdict, round(rise.find_first()["own_low"], 1)
    ('contradicted', 46.9)
    """
    if isinstance(claim, pd.DataFrame):
        return judge_table(claim, without, literal)
    if isinstance(claim, Path) or str(claim).endswith(".csv"):
        return judge_table(tables.read_csv(Path(str(claim))), without, literal)
    if isinstance(claim, str):
        if fields:
            raise InputError("claim", f"{claim!r} with fields", "one or the other")
        return judge_story(claim, without, literal)
    if claim is not None and not isinstance(claim, Mapping):
        raise InputError(
            "claim", repr(claim), "an id, the fields of a claim, or a table"
        )
    evidence = read_evidence(without, literal)
    return judge_own({**(claim or {}), **fields}, evidence, list_without(without))


def judge_story(claim: str, without: Ids, literal: bool) -> Judged:
    """Return the verdict on a claim of the stories: the last build's, if it is the same."""
    entries = {entry["id"]: entry for entry in story.read_claims()}
    entry = entries[require_id("claim", claim, entries)]
    ids = list_without(without)
    saved = {} if ids or literal else read_saved([claim])
    evidence = read_evidence(ids, literal)
    checked = saved.get(claim) or check_claim(entry, evidence)
    return Judged(checked, tabulate_tests(entry), figures(), left_out=ids)


def judge_own(
    fields: Mapping[str, Any], evidence: Evidence, left_out: list[str]
) -> Judged:
    """Return the verdict on a claim of one's own, with what stands beside it."""
    entry = read_claim(fields, evidence)
    checked = check_claim(entry, evidence)
    beside = list_beside(entry, checked, evidence)
    return Judged(
        checked,
        tabulate_tests(entry),
        figures(),
        beside,
        list_sides(entry, evidence),
        left_out,
        by_print=checked["verdict"] == CONFIRMED and is_by_print(entry, evidence),
    )


def is_by_print(entry: dict, evidence: Evidence) -> bool:
    """Tell whether a print has the number, and the range reaches beyond the words."""
    (test,), spec, (months,) = entry["tests"], entry["evidence"][0], entry["periods"]
    question = Question(spec, test, [], months)
    own = evidence.measure(question, "own")
    is_inside = own is not None and own in read_words(test).says
    return not is_inside and evidence.is_printed(question)


def list_sides(entry: dict, evidence: Evidence) -> pd.DataFrame:
    """Return what is known of either side of a claim that compares; none of a level."""
    (test,), (months,) = entry["tests"], entry["periods"]
    if test["kind"] == "level":
        return pd.DataFrame()
    rows = []
    for spec in entry["evidence"]:
        question = Question(spec, test, [], months)
        periods = [months, question.base_period] if question.base else [months]
        for name, span in product(list_compared(spec), periods):
            row = {"source": spec["source"], "series": name}
            row |= {"first": span[0], "last": span[1]}
            for release, ends in (("own", ENDS[:2]), ("widest", ENDS[2:4])):
                level = evidence.level(question, name, span, release)
                row |= dict.fromkeys(ends, math.nan)
                if level is not None:
                    row |= dict(zip(ends, (level.left, level.right), strict=True))
            rows.append(row | {"unit": Series.read(name).unit})
    return pd.DataFrame(rows)


def tabulate_tests(entry: dict) -> pd.DataFrame:
    """Return what a claim says, a row a test: the ends of its words, in the base unit."""
    rows = []
    for part in list_parts(entry):
        for test in part.get("tests", []):
            words = read_words(test, len(part.get("goods", [])))
            spec = part["evidence"][0]
            first, last = part["periods"][0]
            rows.append(
                {
                    "part": part["id"],
                    "kind": test["kind"],
                    "series": spec.get("series") or spec.get("official", ""),
                    "over": spec.get("over", ""),
                    "first": first,
                    "last": last,
                    "base": test.get("base", ""),
                    "says_low": words.says.left,
                    "says_high": words.says.right,
                    "closed": words.says.closed,
                    "allows_high": words.allows.right,
                    "unit": find_unit(test),
                }
            )
    return pd.DataFrame(rows)


def list_beside(entry: dict, checked: Claim, evidence: Evidence) -> pd.DataFrame:
    """Return what is printed of the trade and months of a claim, and decides nothing.

    `why`: it prints the same number, of whatever; or it is of the same trade, by either
    side, in either direction.
    """
    (test,), spec = entry["tests"], entry["evidence"][0]
    line = Series.read(spec.get("series") or spec["official"])
    used = {
        figure for each in checked["parts"][0]["figures"] for figure in each["figures"]
    }
    table = figures()
    is_held_out = table["role"].eq(HELD_OUT) & ~table["outlet"].isin(evidence.without)
    is_there = table.index.isin([*evidence.rows]) | is_held_out
    table = table[is_there & table["role"].ne("claim")]
    number = table["growth" if test["kind"] == "growth" else "value"]
    is_same = number.sub(read_claimed(test)).abs() < SAME
    near = keep(table[~is_same & ~table.index.isin(used)], entry["periods"][0], {})
    sides = [line.reporter, line.partner]
    is_trade = near["reporter"].isin(sides) & near["partner"].isin(sides)
    is_alike = near["product"].add("-").str.startswith(f"{line.product}-")
    near = near[is_trade & is_alike].sort_values("first")
    same = table[is_same].assign(why="same number")
    return pd.concat([same, near.assign(why="same trade")])[BESIDE]


def read_claimed(test: Mapping[str, Any]) -> float:
    """Return the number of a claim in its base unit; NaN of plain ends and of two."""
    if "low" in test or test.get("hedge") == BETWEEN or "operator" in test:
        return math.nan
    scale = 1 if test["kind"] == "growth" else split_unit(test["unit"])[0]
    return float(read_number(test["value"]) * scale)


RESULTS = ["verdict", "direction", "on_one_source", "on_one_page", "only_if_revised"]
RESULTS += ["own_low", "own_high", "any_low", "any_high"]
RESULTS += ["range_unit", "figures", "refused"]


def judge_table(table: pd.DataFrame, without: Ids, literal: bool) -> pd.DataFrame:
    """Return the rows of a table, each with its verdict, or why it is refused."""
    evidence, left_out = read_evidence(without, literal), list_without(without)
    rows = []
    for row in table.to_dict("records"):
        fields = {name: row[name] for name in COLUMNS if name in row}
        cells: dict[str, Any] = dict.fromkeys(RESULTS, "")
        try:
            judged = judge_own(fields, evidence, left_out)
        except InputError as error:
            rows.append(row | cells | {"refused": str(error)})
            continue
        cells |= judged.summarise()
        rows.append(row | {name: cells[name] for name in RESULTS})
    return pd.DataFrame(rows)


@tables.hold_data()
def claims() -> pd.DataFrame:
    """Return the verdicts on the stories' claims, a row a claim, by id.

    Returns
    -------
    pandas.DataFrame
        group, claim, quote, sources, verdict, direction, on_one_source, on_one_page,
        only_if_revised, ..., own_low, own_high, any_low, any_high, range_unit of the
        first source that counts, figures.

    Examples
    --------
    >>> claims().loc["A8", "verdict"]
    'confirmed'
    """
    entries = {entry["id"]: entry for entry in story.read_claims()}
    saved, table, rows = read_saved(entries), figures(), []
    evidence = read_evidence()
    for name, entry in entries.items():
        checked = saved.get(name) or check_claim(entry, evidence)
        row = {"id": name, "group": entry["group"], "claim": entry["claim"]}
        row |= {"quote": entry.get("quote", ""), "sources": checked["sources"]}
        rows.append(row | Judged(checked, pd.DataFrame(), table).summarise())
    return pd.DataFrame(rows).set_index("id")


@tables.hold_data()
def without(left_out: Ids = (), literal: bool = False) -> pd.DataFrame:
    """Return which verdicts on the stories' claims move without figures, pages, outlets.

    Parameters
    ----------
    left_out : list of str
        Ids, left out together; empty: each outlet by itself.

    Returns
    -------
    pandas.DataFrame
        A row a claim that moves: left_out, claim, verdict, becomes.
    """
    whole, ids = read_evidence(literal=literal), list_without(left_out)
    less = read_evidence(ids, literal) if ids else None
    rows = []
    for entry in story.read_claims():
        now = str(judge_claim(entry, whole))
        moved = [(", ".join(ids), str(judge_claim(entry, less)))] if less else []
        if less is None:
            changes = Case(entry, whole).list_outlets_that_decide()
            moved = [(each.things[0].name, str(each.becomes)) for each in changes]
        rows += [[name, entry["id"], now, then] for name, then in moved if now != then]
    return pd.DataFrame(rows, columns=["left_out", "claim", "verdict", "becomes"])


@tables.hold_data()
def official(period: object = None, code: str = "", **columns: str) -> pd.DataFrame:
    """Return the totals of official rows: `low` and `high` of each in US dollars.

    Parameters
    ----------
    code : str
        An HS code of 2 to 10 digits, added up anew; else the goods of the story.
    **columns : str
        A word of a column: category="crude-oil", reporter="CHN", source="BACI".

    Returns
    -------
    pandas.DataFrame
        series, first, last, `months` that a row covers, low, high (inf where `part`: codes
        or rows are missing, it is a floor), unit, quantity, net_weight_kg, files, own,
        ... Rows of a year stand beside rows of its months: do not add these up.
    """
    if code:
        # DuckDB takes a while, and nobody else needs it
        from dualuse.engine import official as rows_of_files

        rows = rows_of_files.add_up_code(code)
    else:
        totals = read_official()
        if totals is None:
            raise InputError("official rows", "no build", "`make reports` first")
        rows = totals
    first, last = make_periods(rows["period_start"]), make_periods(rows["period_end"])
    is_floor = rows["part"].astype(bool)
    table = rows.assign(
        first=first,
        last=last,
        months=[(end - start).n + 1 for start, end in zip(first, last, strict=True)],
        low=rows["value_usd"],
        high=rows["value_usd"].astype(float).mask(is_floor, math.inf),
    )
    order = ["series", "first", "last", "months", "low", "high"]
    table = table[[*order, *table.columns.difference(order, sort=False)]]
    return keep(table.reset_index(drop=True), period, columns)


@tables.hold_data()
def search(text: str) -> pd.DataFrame:
    """Return where a text or a regular expression occurs, in whatever case.

    Returns
    -------
    pandas.DataFrame
        kind (claim, left out, figure, page, series, code, product, outlet, source, table),
        id, text. A number finds the figures that print it.

    Examples
    --------
    >>> search("helmets")["kind"].unique().tolist()
    ['claim', 'left out', 'figure', 'page', 'series', 'code', 'product']
    """
    text = str(text)
    try:
        re.compile(text)
    except re.error as error:
        raise InputError("text", repr(text), f"a text, or a pattern: {error}") from None
    table = list_searched(tables.verify_data())
    return table[table["text"].str.contains(text, case=False, regex=True)]


@lru_cache(maxsize=1)
def list_searched(_: str) -> pd.DataFrame:
    """Return what can be searched, of a state of data/: kind, id and text of each."""
    printed = pd.concat([tables.read_figures(), read_held_out()])
    words = ["id", "role", "series", "period_start", "period_end", "value", "unit"]
    words += ["hedge", "growth", "product_text", "publisher", "quote", "note"]
    lines = categories.read_list("categories", categories.LINES)
    searched = {  # the first column of each is its id
        "figure": printed.reindex(columns=words),
        "page": tables.read_pages()[["id", "outlet", "says", "quote", "quote_english"]],
        "series": series().reset_index()[["series", "title"]],
        "code": lines[["hs_code", *lines.columns.drop("hs_code")]],
        "product": categories.read_spellings()[["product", "spelling"]],
        "outlet": tables.read_reference("outlets"),
        "source": tables.read_reference("sources"),
    }
    rows = []
    for entry in story.read_claims():
        says = [part.get("says", "") for part in list_parts(entry)]
        cells = [entry["claim"], entry["slug"], entry.get("topic", ""), *says]
        rows.append(["claim", entry["id"], join_texts([entry["id"], *cells])])
    for entry in story.read_left_out():
        rows.append(["left out", "", join_texts([entry["sentence"], entry["why"]])])
    for kind, table in searched.items():
        for cells in table.fillna("").astype(str).to_numpy().tolist():
            rows.append([kind, cells[0], join_texts(cells)])
    rows += [["table", path, title] for path, title in list_tables().items()]
    return pd.DataFrame(rows, columns=["kind", "id", "text"])


def join_texts(cells: Iterable[str]) -> str:
    """Return the texts of a row as one, each once."""
    return " | ".join(
        dict.fromkeys(" ".join(str(cell).split()) for cell in cells if cell)
    )
