"""Questions that a reporter asks, one line each.

    desk.figures(product="drones", country="Russia")
    desk.range_of("CHN-RUS-export-all-GACC", "April to June 2022")
    desk.check("A1", without=["F205"])

A series is named by its code or in words: "China exports to Russia, all goods". A
question that cannot be answered is one `InputError` with what is possible; it is never
answered as another question.
"""

import math
import re
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd

from dualuse.answer import sentences
from dualuse.answer.findings import check_claim
from dualuse.base import categories, claims, tables, wording
from dualuse.base.catalogue import (
    OWN,
    describe_series,
    find_country,
    find_series,
    keep_country,
    list_namesakes,
    list_others,
    list_series,
    name_area,
    name_left_out,
    name_product,
    name_source,
    require_one,
)
from dualuse.base.errors import InputError, did_you_mean
from dualuse.base.periods import parse_base, parse_period
from dualuse.base.printed import UNHEDGED, read_number
from dualuse.base.series import MONTHS_A_YEAR, Series, read_month
from dualuse.base.units import FLOW, split_unit
from dualuse.desk.amounts import read_amount, require_unit
from dualuse.desk.minimums import Side
from dualuse.desk.occurrences import find_named, list_names, list_rows
from dualuse.desk.questions import (
    is_move,
    read_question,
    refuse_nought,
    write_hedge_note,
)
from dualuse.desk.replies import (
    FIGURE_COLUMNS,
    Checked,
    First,
    Range,
    Table,
    show_months,
    tabulate_figures,
)
from dualuse.desk.settles import (
    find_same_number,
    list_on_file,
    list_sides,
    write_settles,
    write_sides,
)
from dualuse.engine import contradictions
from dualuse.engine.evidence import (
    Evidence,
    Question,
    count_months,
    find_base_period,
    find_measure,
    judge_claim,
    leave_out_figures,
    measure_rows,
    shift,
)
from dualuse.engine.likely import add_likely, write_held_out
from dualuse.engine.ranges import CUSTOMS, FIRST_PRINT, PARTS, RELEASES, Ranges
from dualuse.engine.robustness import Case, tell_verdict
from dualuse.engine.verdicts import CONFIRMED, DIFFER, ONLY_REVISED, POSSIBLE

IS_LITERAL = {"newspaper": False, "strict": True}  # whether evidence is read literally
PASSED = ["more than", "at least", "less than"]
SET_ASIDE = "set_aside.csv"
LESS = "What we wrote on this is of all the evidence, and stands on the claim's page."
SLIPPED = 500  # times: millions in place of billions are a thousand, near enough
IN_WORDS = {"USD": "US dollars", "CNY": "yuan", "EUR": "euros"}
IN_RELEASE = {
    "own": "as first released",
    "sum": "added up month by month",
    "revised": "a year later, as revised",
    "widest": "in any release",
}


def keep_period(rows: pd.DataFrame, period: str) -> pd.DataFrame:
    """Return the rows that touch a period; all, if it is empty."""
    if not period:
        return rows
    start, end = parse_period(period)
    # "1" comes after nothing: a figure without months touches no period
    return rows[rows["period_start"].between("1", end) & (rows["period_end"] >= start)]


def figures(
    product: str = "", country: str = "", period: str = "", full: bool = False
) -> pd.DataFrame:
    """Return the published figures on a product, a country, a period.

    Parameters
    ----------
    full : bool
        Every column: also hedge, status, outlet, where it was read, quotation.

    Returns
    -------
    pandas.DataFrame
        One row a printed number, by id: as printed, its growth, series, months,
        publisher, role, page; `set_aside` says of one that cannot be true beside the
        others: error, one of these, or revised since, and its likely cause. Of a swapped
        direction nothing is left out: it is read as the other direction. A figure that
        names no months touches no period.

    Examples
    --------
    >>> figures(product="drones", country="Russia").loc["F205", "printed"]
    'more than $32m'
    """
    rows = tables.read_figures()
    if product:
        words = categories.find_products(require_one("product", product))
        rows = rows[rows["product"].isin(words)]
    rows = keep_period(keep_country(rows, country), period)
    rows = tabulate_figures(rows, read_figures()[1])
    if not full:
        rows = rows[FIGURE_COLUMNS]
    note = ""
    if rows.empty and product:
        found = search(product)
        note = (
            f"No figure. {len(found)} rows of desk.search({product!r}) have the word. "
        )
    if "claim" in {*rows["role"]}:
        note += "A row of the role claim is what a story says itself: no evidence. "
    if product:
        note += note_narrower(product, country, period)
    asked = write_asked("printed figures on", product, country, period)
    return Table(rows).answering(asked, note)


def note_narrower(product: str, country: str, period: str) -> str:
    """Return which figures are on a part of a product: on helmets of one buyer."""
    starts = tuple(f"{each}-" for each in categories.find_products(product))
    rows = tables.read_figures()
    rows = rows[rows["product"].str.startswith(starts)]
    rows = keep_period(keep_country(rows, country), period)
    if rows.empty:
        return ""
    told = []
    for name, group in rows.groupby("product", sort=False):
        told.append(f"{', '.join(group['id'])} ({name_product(str(name))})")
    return f"On a part of it, or on it and more: {'; '.join(told)}."


def write_asked(things: str, product: str, country: str = "", period: str = "") -> str:
    """Return what a table was asked for, and how its words are read.

    >>> write_asked("printed figures on", "body armor", "RUS", "2023Q2")
    'printed figures on vests ..., helmets and ...; of Russia; April to June 2023'
    """
    words = [things.rpartition(" ")[0]]
    if product:
        products = categories.find_products(product)
        names = wording.join_words(name_product(each) for each in products)
        words = [f"{things} {names}"]
    if country:
        words.append(f"of {name_area(find_country(country))}")
    if period:
        words.append(wording.format_period(*parse_period(period)))
    return "; ".join(words)


def search(word: str) -> pd.DataFrame:
    """Return where a word occurs: claims first, then figures, pages and HS codes.

    One thing and several are one word: "flak jacket" and "flak jackets". A name of goods
    finds their other names as well, and whatever is on them.

    Returns
    -------
    pandas.DataFrame
        kind (claim, left out, figure, page, code), id, words. What is left out are the
        story's sentences that are not among the claims, with why. A figure says if it
        is no evidence.

    Examples
    --------
    >>> search("helmets")["kind"].unique().tolist()
    ['claim', 'left out', 'figure', 'page', 'code']
    """
    wanted = require_one("word", word).strip().casefold()
    if not wanted:
        raise InputError("word", "nothing", "a word such as helmets")
    found = Table(list_rows(wanted), columns=["kind", "id", "words"])
    words = wanted.split() if found.empty else []
    parts = [word for word in words if len(words) > 1 and list_rows(word)]
    asked = f"where {wanted!r} occurs in claims, figures, pages and HS codes"
    products = find_named(wanted)
    others = [name for name in list_names(products) if name != wanted]
    if others:
        goods = wording.join_words(name_product(each) for each in products)
        asked += f", or another name of {goods}: {', '.join(others)}"
    note = ""
    if found.empty:
        known = did_you_mean(wanted, categories.read_spellings()["spelling"], "product")
        note = f"{word!r} occurs nowhere. {known}"
        if parts:
            alone = " and ".join(f"desk.search({part!r})" for part in parts)
            note = f"{word!r} occurs nowhere together; by single words: {alone}."
    return found.answering(asked, note)


def read_figures(*without: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the figures, and which of them cannot be true beside the others.

    Figures left out contradict none of the others; what repeats one takes its place.
    """
    figures, wrong = doubt_figures(tables.verify_data(), *without)
    return figures.copy(), wrong.copy()


@cache
def doubt_figures(state: str, *without: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what `read_figures` does, once for each state of data/.

    What is wrong among all figures notebook 01 has found.
    """
    rows = leave_out_figures(tables.read_figures(), without)
    if not without and tables.is_as_built(SET_ASIDE):
        return rows, tables.read_built(SET_ASIDE)
    return rows, contradictions.find_contradictions(rows, read_sources())


def read_sources() -> pd.DataFrame:
    """Return the table of sources."""
    return tables.read_reference("sources")


def is_literal(hedge: str) -> bool:
    """Return whether evidence is read literally."""
    if hedge not in IS_LITERAL:
        raise InputError("hedge", repr(hedge), " or ".join(IS_LITERAL))
    return IS_LITERAL[hedge]


def list_without(without: str | Iterable[str]) -> list[str]:
    """Return the ids of what is left out; refuse what is not known.

    A word that names a source and an outlet leaves out both: all that the source
    counted, whoever printed it, and all that the outlet printed. The id of an outlet is
    the outlet alone.

    Examples
    --------
    >>> list_without("The New York Times"), list_without("new-york-times")
    (['new-york-times', 'NYT'], ['new-york-times'])
    """
    words = [without] if isinstance(without, str) else list(without)
    if not words:
        return []
    outlets = {*tables.read_reference("outlets")["id"]}
    alone = {*tables.read_figures()["id"], *tables.read_pages()["id"], *outlets}
    named = list_namesakes()
    ids = []
    for word in words:
        meant = [word] if word in alone else named.get(word.casefold(), [])
        if not meant:
            known = alone | {*read_sources()["source"], *read_sources()["label"]}
            known |= {*tables.read_reference("outlets")["name"]}
            near = did_you_mean(word, known, "figure, page, outlet or source")
            raise InputError("without", repr(word), near)
        ids += meant
    return list(dict.fromkeys(ids))


def write_without(without: str | Iterable[str]) -> str:
    """Return what an answer leaves out, as its first line says it.

    >>> write_without(["tass", "F205"])
    ', without TASS and F205'
    """
    names = name_left_out(list_without(without))
    return f", without {wording.join_words(names)}" if names else ""


def read_ranges(hedge: str = "newspaper", without: str | Iterable[str] = ()) -> Ranges:
    """Return the ranges of all series, less figures, outlets or sources left out."""
    literal = is_literal(hedge)
    rows, wrong = read_figures(*list_without(without))
    return Ranges(rows, read_sources(), wrong, literal=literal)


def series(product: str = "", country: str = "") -> pd.DataFrame:
    """Return the series that there are figures of, with how many and for which months.

    Those of rows of one's own have no figure; a claim can be tested on them.

    Examples
    --------
    >>> series(product="drones", country="RUS").loc["CHN-RUS-export-drones-GACC", "words"]
    "China's exports to Russia, drones, by Chinese customs"
    """
    own = list_own_series(product, country)
    rows = pd.concat([list_series(product, country), own])
    rows = rows.assign(words=[describe_series(name) for name in rows.index])
    note = ""
    if len(own):
        note = (
            "Of rows of your own there is no figure, and no range: desk.claim(...) tests "
            "a claim on them, desk.official(...) has their totals."
        )
    return Table(rows).answering(write_asked("series of", product, country), note)


def names_own_file(files: str) -> bool:
    """Tell whether a total is of a file that this project does not come with.

    >>> names_own_file("helmets.csv"), names_own_file("2 files, from a.csv to b.csv")
    (True, True)
    """
    names = re.split(r" and | to |.* from ", files)
    ours = {path.name for path in (tables.DATA / "official").iterdir()}
    return any(name and name not in ours for name in names)


def list_own_series(product: str, country: str) -> pd.DataFrame:
    """Return the series of rows of one's own, as `list_series` has those of figures."""
    rows = read_official()
    if rows is None:
        return pd.DataFrame()
    # beside those that are here already: a reader's file may name its source
    is_own = rows["source"].eq(OWN) | rows["files"].map(names_own_file)
    rows = keep_country(
        rows[is_own & ~rows["series"].isin(list_series().index)], country
    )
    if product:
        rows = rows[rows["category"].isin(categories.find_products(product))]
    frames = [rows]
    for measure, unit in (("pieces", "units"), ("weight", "tonnes")):
        is_measured = measure_rows(rows, measure).notna()
        frames.append(rows[is_measured].assign(series=rows["series"] + f":{unit}"))
    return (
        pd.concat(frames)
        .assign(figures=0)
        .groupby("series")
        .agg(
            figures=("figures", "sum"),
            first=("period_start", "min"),
            last=("period_end", "max"),
        )
    )


def find_printed(series: str, field: str = "series") -> str:
    """Return the code of a series that figures are of; say so where rows alone are."""
    with suppress(InputError):
        return find_series(series, field)
    totals = read_official()
    rows = [] if totals is None else [*totals["series"].unique()]
    code = find_series(series, field, rows)
    expected = (
        f"desk.official({Series.read(code).product!r}) for totals of these rows, or "
        f"desk.claim({code!r}, ...) to test a claim on them: a range is reckoned from "
        "what was printed"
    )
    raise InputError(field, f"{series!r}, of official rows", expected)


def range_of(
    series: str,
    period: str,
    hedge: str = "newspaper",
    without: str | Iterable[str] = (),
) -> Range:
    """Return what the figures allow for a series in a period.

    Parameters
    ----------
    series : str
        Its code, or words: "China exports to Russia, all goods".
    without : list of str
        Ids of figures, outlets or sources to leave out.

    Examples
    --------
    >>> range_of("CHN-RUS-export-drones-GACC", "2022-03 to 2023-05")
    You asked: China's exports to Russia, drones, by Chinese customs, March 2022 ...
    By the release of May 2023: $31.5m to $33.0m
    In any release: $30.4m to $34.2m
    Figures that cap it:
      F205: more than $32m, March 2022 to May 2023 (Asia Financial ...), least
      F205: more than $32m, March 2022 to May 2023 (Asia Financial ...), most
    On these figures: F205: Covers fifteen months. ...
    Not asked, of the same trade:
      China's exports to Russia, drones, in units, by Chinese customs: CHN-RUS-...
      China's exports to Russia, drones, by New York Times' count: CHN-RUS-...
    """
    name = find_printed(series)
    ranges = read_ranges(hedge, without)
    return Range(name, *parse_period(period), ranges, write_without(without))


def months(
    series: str,
    period: str,
    unit: str = "",
    rate: float = 1.0,
    without: str | Iterable[str] = (),
) -> pd.DataFrame:
    """Return the range of each month by its own release; of months not told apart, averages.

    `months` says how many a row stands for: its sum is `low` and `high` times as much.
    Where the figures are many, `probably_low` and `probably_high` are meant to hold
    8 of 10 numbers; the line below says how many they held.

    Parameters
    ----------
    unit, rate : str, float
        Another unit, and what one of the series' own is worth in it: "EUR", 0.92.

    Examples
    --------
    >>> months("CHN-RUS-export-all-GACC", "2023Q2").columns.tolist()
    ['start', 'months', 'low', 'high', 'probably_low', 'probably_high']
    """
    require_rate(unit, rate)
    name = find_printed(series)
    start, end = parse_period(period)
    ranges = read_ranges(without=without)
    table = add_likely(ranges.tabulate(name, start, end), name, ranges)
    notes = []
    if (table["months"] > 1).any():
        notes.append("A row of several months is their average.")
    notes += note_years(ranges, name, table)
    ends = [column for column in table if column.endswith(("low", "high"))]
    table[ends] *= rate
    if "probably_low" in ends and table["probably_low"].notna().any():
        held = write_held_out(name, ranges)
        notes.append(f"Probably, by the release of the month: {held}.")
    own_unit = Series.read(name).unit
    if unit:
        notes.append(f"In {unit}, at {rate:g} to one {own_unit}.")
    others = list_others(name)
    if others:
        notes.append(f"Not asked, of the same trade: {'; '.join(others)}.")
    notes.append("The columns low and high have all digits.")
    asked = f"{describe_series(name)}: each month, {wording.format_period(start, end)}"
    asked += f", in {IN_WORDS.get(unit or own_unit, unit or own_unit)}"
    asked += write_without(without)
    shown = show_months(table, unit or own_unit)
    return Table(table).answering(asked, " ".join(notes), shown=shown)


def require_rate(unit: str, rate: float) -> None:
    """Refuse another unit without its rate, and a rate without its unit."""
    if not isinstance(rate, (int, float)) or not 0 < rate < float("inf"):
        raise InputError("rate", repr(rate), "a number above nought, such as 0.92")
    if bool(unit) != (rate != 1.0):
        raise InputError(
            "unit and rate", f"{unit or 'no unit'}, {rate}", "both or none"
        )
    if unit:
        split_unit(unit)


def note_years(ranges: Ranges, name: str, table: pd.DataFrame) -> list[str]:
    """Return a line on each whole year that its months do not add up to."""
    unit = Series.read(name).unit
    notes: list[str] = []
    if ranges.find_quantity(name) != FLOW:
        return notes
    for year, rows in table.groupby(table["start"].dt.year):
        total = ranges.range(name, f"{year}-01", f"{year}-12", "own")
        if rows["months"].sum() < MONTHS_A_YEAR or total is None:
            continue
        low = (rows["low"] * rows["months"]).sum()
        high = (rows["high"] * rows["months"]).sum()
        if high < total.left or total.right < low:
            months_sum = wording.format_range(low, high, unit, places=2)
            whole = wording.format_range(total.left, total.right, unit, places=2)
            notes.append(
                f"The months of {year} as first released add up to {months_sum}, the "
                f"year's own release says {whole}: customs had revised earlier months."
            )
    return notes


def first(
    series: str,
    hedge: str,
    value: str,
    period: str = "",
    without: str | Iterable[str] = (),
) -> First:
    """Return from which month to which one it can have been that a mark was passed first.

    Before the first of them no month can have passed it, in any release; by the end of
    the last one has surely, as first released. A sum of two months says that of one.

    Parameters
    ----------
    hedge : {"more than", "at least", "less than"}
    value : str
        The mark with its unit: "9 bn USD".
    period : str, optional
        Where to look; else all months that a figure speaks of.

    Examples
    --------
    >>> mark = first("CHN-RUS-export-all-GACC", "more than", "9 bn USD", "2022 to 2023")
    >>> mark.earliest, mark.latest
    ('2022-01', '2023-03')
    """
    if hedge not in PASSED:
        raise InputError("hedge", repr(hedge), " or ".join(PASSED))
    name = find_printed(series)
    line = Series.read(name)
    number, unit = read_amount(value, hedge, line)
    refuse_nought(number, hedge, "level")
    unit = unit or line.unit
    require_unit(unit, line, value)
    scale, _ = split_unit(unit)
    known = list_series().loc[name]
    span = (known["first"], known["last"])
    if period:
        span = parse_period(period)
    ranges = read_ranges(without=without)
    mark = float(number) * scale
    return First(name, hedge, mark, ranges, span, write_without(without))


def share_of_growth(
    part: str,
    whole: str,
    period: str,
    base: str = "",
    without: str | Iterable[str] = (),
) -> pd.DataFrame:
    """Return what part of the growth of one series came from another, in per cent.

    Parameters
    ----------
    part, whole : str
        Two series of one source: imports, and two-way trade.
    base : str, optional
        Months as many as the period has, earlier; else a year before.

    Examples
    --------
    >>> share = share_of_growth(
    ...     "CHN-RUS-import-all-GACC", "CHN-RUS-trade-all-GACC", "2023")
    >>> share.loc["own"].round(1).tolist()
    [29.0, 29.3]
    """
    names = [find_printed(part, "part"), find_printed(whole, "whole")]
    refuse_other_part(*names)
    start, end = parse_period(period)
    base_start = parse_base(base, start, end) if base else shift(start, -MONTHS_A_YEAR)
    before = wording.format_period(*find_base_period([start, end], base_start))
    months = wording.format_period(start, end)
    evidence = read_evidence(without=without)
    ranges = evidence.ranges
    shares = {}
    for release in RELEASES:
        share = ranges.share_of_growth(
            names[0], names[1], (start, end), base_start, release
        )
        shares[release] = [math.nan, math.nan]
        if share is not None:
            shares[release] = [share.left, share.right]
    table = pd.DataFrame.from_dict(shares, orient="index", columns=["low", "high"])
    if table.loc["own"].isna().any():
        growth = ranges.growth(names[1], start, end, base_start, "own")
        refuse_no_growth(names[1], months, before, growth)
    ends = [table["low"].min(skipna=False), table["high"].max(skipna=False)]
    table.loc["widest"] = ends
    asked = (
        f"how much of the growth of {describe_series(names[1])}, in {months} on "
        f"{before}{write_without(without)}, came from "
        f"{describe_series(names[0], with_source=False)}"
    )
    note = "In per cent of the growth of the whole; the table has all digits."
    if table["high"].max() > 100:
        note += " More than 100% means that the rest of the whole fell."
    if table["low"].min() < 0:
        note += " Less than nought means that the part fell while the whole grew."
    pairs = ranges.list_growths(names[1], (start, end), read_month(base_start), "own")
    if {before.release for _, before in pairs} == {"revised"}:
        note += " Customs measure this growth on the base as they had revised it."
    if table.isna().any(axis=None):
        note += " Not known where the whole may not have grown by that release."
    spans = [(start, end), find_base_period([start, end], base_start)]
    note += note_prints(names, spans, evidence)
    shown = show_shares(table)
    answer = f"as first released, {shown['of the growth'].iloc[0]} of the growth"
    return Table(table).answering(asked, note, answer, shown)


def note_prints(names: list[str], spans: list[Any], evidence: Evidence) -> str:
    """Return which figures print the very months of some series, as they are read."""
    ids = []
    for name in names:
        for start, end in spans:
            rows = evidence.prints_by_place.get(("evidence", name, start, end), [])
            ids += [row["id"] for row in rows]
    ids = list(dict.fromkeys(ids))
    return f" Figures printed for these months: {', '.join(ids)}." if ids else ""


def show_shares(table: pd.DataFrame) -> pd.DataFrame:
    """Return shares of a growth in words, one row a release."""
    words = []
    for low, high in table[["low", "high"]].to_numpy().tolist():
        if math.isnan(low):
            words.append("not known: the whole may not have grown")
        else:
            words.append(wording.format_range(low, high, "percent"))
    index = pd.Index([IN_RELEASE[name] for name in table.index])
    return pd.DataFrame({"of the growth": words}, index)


def refuse_other_part(part: str, whole: str) -> None:
    """Refuse a series that is no part of another, with those that are."""
    line, of = Series.read(part), Series.read(whole)
    flows = PARTS.get(of.flow, [])
    if line.system == of.system and line.flow in flows:
        return
    asked = f"{describe_series(part)}, as a part of {describe_series(whole)}"
    if flows:
        parts = [str(of._replace(flow=flow)) for flow in flows]
        expected = f"{' or '.join(parts)}: two-way trade is exports and imports"
    else:
        expected = (
            "two-way trade as the whole: it is exports and imports. What one good added "
            "to a flow is not computed; by hand: desk.range_of(goods, period) less the "
            "same a year before, over that of all goods"
        )
    raise InputError("part", asked, expected)


def refuse_no_growth(
    whole: str, months: str, before: str, growth: pd.Interval | None
) -> NoReturn:
    """Refuse a share of a growth that may be none, with what is known of it."""
    asked = f"what part of the growth of {describe_series(whole)} in {months}"
    if growth is None:
        why = f"no figure says how much it grew on {before}"
    else:
        ends = [growth.left, growth.right]
        known = [end if math.isfinite(end) else None for end in ends]
        change = wording.speak_change(*known)
        so = "did not grow" if growth.right <= 0 else "may not have grown"
        why = f"as first released it was {change} on {before}, so it {so}"
    expected = "months in which it surely grew: of a fall there is no such part"
    raise InputError("whole", f"{asked}; {why}", expected)


def plot(
    series: str,
    period: str,
    unit: str = "",
    rate: float = 1.0,
    width: int = 0,
    without: str | Iterable[str] = (),
) -> Any:
    """Return a picture of the monthly range of a series, with title, unit and source.

    It is matplotlib's: `plot(...).savefig("exports.png")`; its numbers are `months(...)`.

    Parameters
    ----------
    unit, rate : str, float
        As in `months`.
    width : int, optional
        Pixels of the picture that `savefig` writes.
    """
    # matplotlib takes a second, and a question that draws nothing needs none
    from dualuse.press import charts

    name = find_printed(series)
    line = Series.read(name)
    table = months(name, period, unit, rate, without)
    about = describe_series(name, with_source=False)
    title = f"{about}, {wording.format_period(*parse_period(period))}"
    source = name_source(line.source) + write_without(without)
    if unit:
        source += f"; converted at {rate:g} to one {line.unit}"
    picture = charts.plot_months(table, title, unit or line.unit, source)
    if width:
        picture.set_dpi(width / picture.get_figwidth())
    return picture


def find_claim(word: str) -> dict:
    """Return a claim of data/claims.yaml by its id or slug, in capitals or not."""
    known = {}
    for entry in claims.read_claims():
        known[entry["id"]] = known[entry["slug"]] = entry
    by_letters = {name.casefold(): entry for name, entry in known.items()}
    asked = word.strip().casefold()
    entry = by_letters.get(asked)
    if entry is None:
        for whole in claims.read_claims():
            if asked in [part["id"].casefold() for part in claims.list_parts(whole)]:
                expected = (
                    f"{whole['id']}: its answer has a block for each of its parts"
                )
                raise InputError("claim", f"a part of a claim, {word!r}", expected)
        raise InputError("claim", repr(word), did_you_mean(word, known, "claim"))
    return entry


def read_evidence(
    hedge: str = "newspaper", without: str | Iterable[str] = ()
) -> Evidence:
    """Return what speaks to a claim, less figures, pages or outlets left out.

    Official rows speak as soon as `make reports` has added them up.
    """
    ids = list_without(without)
    rows, wrong = read_figures(*ids)
    return Evidence(
        rows,
        read_sources(),
        wrong,
        tables.read_pages(),
        tables.read_judgements(),
        read_official(),
        literal=is_literal(hedge),
        without=ids,
    )


def check(
    claim: str, hedge: str = "newspaper", without: str | Iterable[str] = ()
) -> Checked:
    """Return the verdict on a claim of the articles.

    Parameters
    ----------
    claim : str
        Its id or slug: "A1", "drones-to-russia".
    hedge : {"newspaper", "strict"}
        How evidence is read: as its writers use words, or literally.
    without : list of str
        Ids of figures or pages, or outlets, to leave out.

    Examples
    --------
    >>> check("A8")["verdict"]
    'confirmed'
    """
    word, ids = require_one("claim", claim), list_without(without)
    saved = None if ids or is_literal(hedge) else find_saved(word)
    if saved is not None:
        return saved
    entry = find_claim(word)
    if ids:
        entry = drop_notes(entry)
    evidence = read_evidence(hedge, without)
    queries = entry.get("queries", [])
    checked = check_claim(entry, evidence)
    return Checked(checked, evidence, entry["claim"], queries=queries)


def drop_notes(entry: dict) -> dict:
    """Return a claim without what we wrote on all its evidence: some of it is left out."""
    less = dict(entry)
    if less.get("note"):
        less["note"] = LESS
    if "parts" in less:
        less["parts"] = [drop_notes(part) for part in less["parts"]]
    return less


def find_saved(word: str) -> Checked | None:
    """Return the answer that the last build saved, if it is that of today's data."""
    state = tables.verify_data()
    for path in sorted((tables.PROCESSED / "claims").glob("*.json")):
        name = f"claims/{path.name}"
        is_id = word.isupper()
        if is_id and path.stem != word:
            continue
        if not tables.is_as_built(name):
            return None
        checked = tables.read_built_json(name)
        if is_id or checked["slug"] == word:
            asked, queries = checked["claim"], checked["queries"]
            entries = [entry for part in checked["parts"] for entry in part["figures"]]
            # of rows, not of figures: only they have a measure
            is_of_rows = any(entry["measure"] for entry in entries)
            shown = read_shown(state, is_of_rows)
            return Checked(checked, shown, asked, queries=queries)
    return None


@cache
def read_shown(state: str, is_of_rows: bool) -> Evidence:
    """Return the figures that answers show, once for each state of data/.

    With the totals of official rows, which are many, only where an answer is of them.
    """
    rows, wrong = read_figures()
    official = read_official() if is_of_rows else None
    return Evidence(rows, read_sources(), wrong, official=official)


def read_official() -> pd.DataFrame | None:
    """Return the totals of official rows; None before `make reports` has added them up."""
    with suppress(InputError):
        return tables.read_built("official_totals.csv")
    return None


def without(left_out: str | Iterable[str], hedge: str = "newspaper") -> pd.DataFrame:
    """Return what moves in all verdicts if figures, pages or outlets are left out.

    Returns
    -------
    pandas.DataFrame
        One row a claim that moves, by id: its words, its verdict now, and without.
    """
    entries = claims.read_claims()
    whole = read_evidence(hedge)
    less = read_evidence(hedge, left_out)
    rows = []
    for entry in entries:
        now, then = str(judge_claim(entry, whole)), str(judge_claim(entry, less))
        if now != then:
            rows.append([entry["id"], entry["claim"], now, then])
    columns = ["id", "claim", "verdict", "without it"]
    moved = Table(rows, columns=columns).set_index("id")
    unmoved = len(entries) - len(moved)
    note = f"{unmoved} of {len(entries)} verdicts stay as they are."
    if moved.empty:
        note = f"No verdict changes: {unmoved} of {len(entries)} stay as they are."
    shown = moved[["verdict", "without it"]]  # the words of a claim would cut them off
    asked = f"all verdicts{write_without(left_out)}"
    return Table(moved).answering(asked, note, shown=shown)


def without_each(hedge: str = "newspaper") -> pd.DataFrame:
    """Return what moves in all verdicts if each outlet is left out by itself.

    All outlets that printed a figure or a page are meant; those that no answer rests on
    move none. An outlet that is also a source keeps what others printed of its counts:
    `without` leaves out that as well, and says besides where one source is left.

    Returns
    -------
    pandas.DataFrame
        One row an outlet and a claim that moves without it: the outlet's name, the id
        of the claim, its verdict now, and without.

    Examples
    --------
    >>> moved = without_each().set_index("claim")
    >>> moved.loc["A9", ["outlet", "without it"]].tolist()
    ['RUSI', 'no evidence found']
    """
    rows, wrong = read_figures()
    sources, official_rows = read_sources(), read_official()
    pages, judgements = tables.read_pages(), tables.read_judgements()
    literal = is_literal(hedge)
    names = tables.read_reference("outlets").set_index("id")["name"]
    moved = []
    for entry in claims.read_claims():
        case = Case(
            entry, rows, sources, wrong, pages, judgements, official_rows, literal
        )
        for change in case.list_outlets_that_decide():
            outlet = names[change.things[0].name]
            verdict = tell_verdict(case.verdict)
            moved.append([outlet, entry["id"], verdict, change.becomes])
    columns = ["outlet", "claim", "verdict", "without it"]
    table = Table(moved, columns=columns)
    number, tried = table["outlet"].nunique(), len(list_printers(rows))
    note = (
        f"{tried} outlets were left out, one at a time; without {number} of them a "
        "verdict changes."
    )
    return table.answering("all verdicts, without each outlet", note)


def list_printers(figures: pd.DataFrame) -> set[str]:
    """Return the outlets that printed figures or pages, or where they were read."""
    printers: set[str] = set()
    for rows in (figures, tables.read_pages()):
        printers |= {*rows["outlet"], *rows["read_at"]}
    return printers - {""}


def claim(
    series: str,
    value: object = "",
    unit: str = "",
    hedge: str = "exact",
    period: str = "",
    kind: str = "level",
    without: str | Iterable[str] = (),
    **fields: str,
) -> Checked:
    """Return the verdict on a claim of your own.

    Parameters
    ----------
    series : str
        What it is about, by its code or in words; `desk.series()` lists them.
    value, unit, hedge : str
        As it is said: "100", "bn USD", "more than"; or "$100bn" at once. Growth is in
        per cent: "100" is doubled; of a fall, "-20", a hedge is of its size: it fell by
        more than 20%. Or as people say it: "fell by more than 20%", "nearly doubled".
        Without a number: "rose", "fell", "unchanged".
    period : str
        Its months.
    kind : {"level", "growth", "ratio"}
        A share of all trade cannot be asked: no series has China's trade with the world.
    without : list of str
        Ids of figures, outlets or sources to leave out.
    **fields : str
        `base` of a growth (a year before, if absent), `over` of a ratio.

    Examples
    --------
    >>> rise = claim("CHN-RUS-export-all-GACC", "about", hedge="about")
    Traceback (most recent call last):
    dualuse.errors.InputError: period: found nothing; expected the period of the claim
    >>> rise = claim("CHN-RUS-export-all-GACC", "40", hedge="less than",
    ...     period="2023", kind="growth")
    >>> rise["text"].startswith("contradicted (higher)")
    True
    """
    evidence = read_evidence(without=without)
    rows = list(evidence.official)
    entry = read_question(series, value, unit, hedge, period, kind, rows, **fields)
    refuse_percentage(entry, evidence)
    spec, period = entry["evidence"][0], entry["periods"][0]
    question = Question(spec, entry["tests"][0], [], period)
    entry["settles"] = write_settles(question, evidence)
    note = explain_hedge(entry, evidence)
    add_official(entry, evidence)
    checked = check_claim(entry, evidence)
    if checked["direction"] == DIFFER:
        sides = write_sides(list_sides(question))
        checked["settles"] = f"The source's own table: {sides}."
    notes = [] if checked["verdict"] == CONFIRMED else [note]
    notes.append(explain_size(entry, checked["parts"][0]))
    notes.append(explain_possible(checked["parts"][0]))
    checked["parts"][0]["note"] = " ".join(filter(None, notes))
    return Checked(
        checked,
        evidence,
        entry["asked"],
        entry["reading"],
        also=list_not_asked(question, evidence),
        on_file=list_on_file(question, evidence),
        over=spec.get("over", ""),
    )


def list_not_asked(question: Question, evidence: Evidence) -> list[str]:
    """Return the other series of the trade that a question is of, each once."""
    periods: dict[str, list[list[str]]] = {}
    for side, months in list_sides(question):
        for words in list_others(side):
            periods.setdefault(words, []).append(months)
    others = []
    for words, asked in periods.items():
        code = words.rpartition(": ")[2]
        words += find_same_number(question, code, evidence)
        others.append(words + note_span(code, asked))
    return others


def note_span(code: str, periods: list[list[str]]) -> str:
    """Return of which months a series has figures, where of none of those asked.

    >>> note_span("RUS-CHN-import-all-FCS", [["2023-07", "2023-12"]])
    '; its figures are of 2021'
    """
    known = list_series().loc[code]
    first, last = known["first"], known["last"]
    if any(first <= end and start <= last for start, end in periods):
        return ""
    return f"; its figures are of {wording.format_period(first, last)}"


def refuse_percentage(entry: dict, evidence: Evidence) -> None:
    """Refuse a percentage on months that came to nothing; that they rose is a claim."""
    (test,), (spec,), (months,) = entry["tests"], entry["evidence"], entry["periods"]
    if test["kind"] != "growth" or is_move(test):
        return
    base = Question(spec, test, [], months).base_period
    before = evidence.ranges.range(spec["series"], *base)
    if before is None and find_measure(entry):
        rows = spec["series"].partition(":")[0]
        before = Side(rows, base, find_measure(entry)).add_up(evidence)
    if before is not None and before.right <= 0:
        found = (
            f"{test['value']}% on {wording.format_period(*base)}, which came to nothing"
        )
        raise InputError(
            "value",
            found,
            "rose, fell or unchanged: from nought no per cent can be worked out",
        )


def explain_hedge(entry: dict, evidence: Evidence) -> str:
    """Return why a figure with the very words of a claim does not confirm it.

    What is printed is read as newsrooms use words, a claim is held to its own: "more
    than $32m" may be $31.6m that was rounded, and a claim of it says more than $32m.
    """
    (test,), (spec,), (months,) = entry["tests"], entry["evidence"], entry["periods"]
    hedge = test.get("hedge", "exact")
    question = Question(spec, test, [], months)
    if hedge in UNHEDGED and test["kind"] == "growth":
        return explain_rate(test.get("value", ""), evidence.find_printed(question))
    if hedge in UNHEDGED or test["kind"] not in ("level", "growth"):
        return ""
    system = evidence.ranges.systems.get(Series.read(spec["series"]).system, [])
    figures = {figure.id: figure for figure in system}
    is_level = test["kind"] == "level"
    multiples = [] if is_level else evidence.find_multiples(question)
    for row in [*evidence.find_printed(question), *multiples]:
        printed = (row["growth"], row["growth_hedge"], test["unit"])
        if is_level:
            printed = (*add_up_months(row, test["unit"]), test["unit"])
        if (
            row in multiples and row["hedge"] != "between"
        ):  # nearly six times is up by nearly 500%
            rate = 100 * read_number(row["value"]) - 100
            printed = (f"{rate.normalize():f}", row["hedge"], test["unit"])
        if printed != (test["value"], hedge, test["unit"]) or row["id"] not in figures:
            continue
        figure = figures[row["id"]]
        range = figure.growth if test["kind"] == "growth" else figure.level
        if range is not None:
            return write_hedge_note(row["id"], range, test)
    return ""


def explain_size(entry: dict, part: Any) -> str:
    """Return that a claim is hundreds of times off, as it is where a unit slipped."""
    (test,) = entry["tests"]
    if test["kind"] != "level" or test["hedge"] == "between":
        return ""
    claimed = float(read_number(test["value"])) * split_unit(test["unit"])[0]
    for found in part["figures"]:
        low, high = found["own_low"], found["own_high"]
        if found["reason"] or not claimed:
            continue
        if low and low / claimed >= SLIPPED:
            times = f"at least {wording.format_number(low // claimed)} times"
            return f"What was found is {times} the number asked: is its unit right?"
        if high and claimed / high >= SLIPPED:
            times = f"at least {wording.format_number(claimed // high)} times"
            return f"The number asked is {times} what was found: is its unit right?"
    return ""


def explain_possible(part: Any) -> str:
    """Return that the first release does not allow a claim, and only a later one may."""
    if part["direction"] != ONLY_REVISED:
        return ""
    test = part["tests"][0]
    open_ones = [entry for entry in part["figures"] if entry["verdict"] == POSSIBLE]
    side = sentences.find_first_side(open_ones[0], test)
    beside = sentences.tell_beside(open_ones[0], test)
    return sentences.write("possible_by_revision", side, beside)


def add_up_months(row: dict, unit: str) -> tuple[str, str]:
    """Return the amount of a figure in a unit and its hedge; one a month is added up.

    >>> row = {"value": "300", "unit": "m USD per month", "hedge": "more than"}
    >>> row |= {"period_start": "2024-01", "period_end": "2024-04"}
    >>> add_up_months(row, "bn USD")
    ('1.2', 'more than')
    """
    if row["unit"] == unit:
        return row["value"], row["hedge"]
    scale, base = split_unit(row["unit"])
    asked_scale, asked_base = split_unit(unit)
    if base != f"{asked_base} per month" or row["hedge"] == "between":
        return "", ""
    months = count_months(row["period_start"], row["period_end"])
    total = read_number(row["value"]) * scale * months / asked_scale
    return f"{total.normalize():f}", row["hedge"]


def explain_rate(value: str, rows: list[dict]) -> str:
    """Return why a growth that is printed is not confirmed: customs' own goes before it."""
    own = [row["id"] for row in rows if FIRST_PRINT not in row["status"]]
    for row in rows:
        if row["id"] not in own and row["growth"] == value and own:
            return (
                f"{row['id']} prints this very growth, which its outlet worked out on "
                f"first releases; customs' own goes before it: {wording.join_words(own)}."
            )
    return ""


def add_official(entry: dict, evidence: Evidence) -> None:
    """Add the official rows that answer a claim of one's own: of the same trade.

    They are of the source that was asked, rows of one's own, or what the same country
    sent to the United Nations; reconciled statistics are another thing.
    """
    (spec,) = entry["evidence"]
    measure = find_measure(entry)
    if not measure:
        return
    kinds = read_sources().set_index("source")["kind"]
    same_trade = Series.read(spec["series"])[:4]
    names = [
        name
        for name in sorted(evidence.official)
        if Series.read(name)[:4] == same_trade
    ]
    # where rows of one source are of these months, those of another are of no use
    (months,) = entry["periods"]
    there = [name for name in names if has_rows(name, months, evidence)]
    for name in there or names:
        source = Series.read(name).source
        if source == spec["source"] or kinds.get(source, CUSTOMS) == CUSTOMS:
            official = {"source": source, "official": name, "measure": measure}
            official["same_file_as"] = spec["source"]
            if "over" in spec:
                over = Series.read(spec["over"])._replace(source=source)
                official["over"] = str(over._replace(unit="USD"))
            entry["evidence"].append(official)
    if spec["series"] not in list_series().index:  # then no figure can answer
        entry["evidence"].remove(spec)


def has_rows(series: str, months: list[str], evidence: Evidence) -> bool:
    """Tell whether official rows are of one of some months."""
    rows = evidence.official_rows.iloc[evidence.official[series]]
    start, end = months
    return bool(((rows["period_start"] <= end) & (rows["period_end"] >= start)).any())


def check_own(path: str | Path, without: str | Iterable[str] = ()) -> Checked:
    """Return the verdict on a claim of your own from a YAML file; see CONTRIBUTING.md."""
    given = tables.read_yaml(Path(path))
    if not isinstance(given, dict):
        raise InputError(str(path), type(given).__name__, "fields of one claim")
    words = given.pop("claim", "")
    for name, word in given.items():
        if isinstance(word, float):  # YAML reads 111.00 as 111.0, another number
            raise InputError(name, word, "a number in quotation marks")
    fields = {name: str(word) for name, word in given.items()}
    fields.setdefault("series", "")
    checked = claim(**fields, without=without)
    if words:
        checked["claim"] = words
    return checked


def codes(product: str | Iterable[str]) -> pd.DataFrame:
    """Return the HS codes of a product word, or of several, with the reason for each.

    Examples
    --------
    >>> codes("helmets")["hs_code"].tolist()
    ['650610']
    """
    words = [product] if isinstance(product, str) else list(product)
    if len(words) > 1:  # "body armor", typed at a shell as two words
        with suppress(InputError):
            categories.find_products(" ".join(words))
            words = [" ".join(words)]
    frames = [categories.list_codes(word) for word in words]
    asked = wording.join_words(write_asked("HS codes for", word) for word in words)
    return Table(pd.concat(frames, ignore_index=True)).answering(asked)


def official(product: str, country: str = "", period: str = "") -> pd.DataFrame:
    """Return the totals of official rows on a product; `part` marks a floor.

    Examples
    --------
    After `make reports`:

    >>> official("crude-oil", "China")["source"].unique().tolist()  # doctest: +SKIP
    ['BACI']
    """
    totals = tables.read_built("official_totals.csv")
    rows = totals[totals["category"].isin(categories.find_products(product))]
    rows = keep_period(keep_country(rows, country), period)
    if rows.empty:
        raise InputError(
            "official rows",
            f"none on {product}",
            "another country or period, or rows that `make data` brings",
        )
    asked = write_asked("totals of official rows on", product, country, period)
    note = ""
    is_partly = rows["value_weighed_usd"].fillna(0) < rows["value_usd"]
    if (is_partly & rows["net_weight_kg"].notna()).any():
        note = "Where value_weighed_usd is below value_usd, net_weight_kg is a minimum."
    if rows["part"].any():
        note += " A part is a minimum: codes or rows are missing."
    rows = rows.reset_index(drop=True)
    return Table(rows).answering(asked, note.strip(), shown=show_totals(rows))


def show_totals(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what people read of totals of official rows."""
    months = zip(rows["period_start"], rows["period_end"], strict=True)
    shown = {
        "series": rows["series"],
        "months": [wording.format_period(start, end) for start, end in months],
        "US dollars": [write_whole(value) for value in rows["value_usd"]],
        "kilograms": [write_whole(weight) for weight in rows["net_weight_kg"]],
        "part": rows["part"],
    }
    return pd.DataFrame(shown)


def write_whole(amount: float) -> str:
    """Return an amount without its decimals, a dash where none was reported.

    >>> write_whole(1234.4), write_whole(math.nan)
    ('1,234', '-')
    """
    return "-" if pd.isna(amount) else wording.format_number(float(amount), 0)


def ask() -> Any:
    """Return a pick-list, for JupyterLab: series in words, months, hedge, number.

    It shows the answer, a picture of the months, and the line of Python that asks it.
    """
    # widgets take a second, and nobody else needs them
    from dualuse.desk import ask as pick_list

    rows = series().query("figures > 0")  # a picture is of figures
    rows = rows.sort_values("figures", ascending=False, kind="stable")
    named = {words: code for code, words in rows["words"].items()}
    outlets = tables.read_reference("outlets")
    printed = set(tables.read_figures(role="evidence")["outlet"])
    outlets = outlets[outlets["id"].isin(printed)].sort_values("name")
    by_name = dict(zip(outlets["name"], outlets["id"], strict=True))
    return pick_list.Form(named, by_name, claim, plot).box
