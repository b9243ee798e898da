"""Questions that a reporter asks, one line each.

    desk.figures(product="drones", country="Russia")
    desk.range_of("CHN-RUS-export-all-GACC", "April to June 2022")
    desk.check("A1", without=["F205"])

A series is named by its code or in words: "China exports to Russia, all goods". A
question that cannot be answered is one `InputError` with what is possible; it is never
answered as another question.
"""

import difflib
import math
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd

from dualuse.answer import sentences
from dualuse.answer.findings import check_claim
from dualuse.base import categories, tables, wording
from dualuse.base.catalogue import (
    CUSTOMS,
    RECONCILED,
    TOTALS,
    describe_series,
    find_country,
    find_note_between,
    find_series,
    keep_country,
    list_namesakes,
    list_near,
    list_near_codes,
    list_others,
    list_own_goods,
    list_series,
    list_tables_on,
    mark_own,
    name_area,
    name_left_out,
    name_product,
    name_source,
    offer_build,
    offer_on_goods,
    offer_tables,
    read_labels,
    refuse_changed,
    require_one,
    write_changed,
)
from dualuse.base.claims import list_claims_on, list_parts, read_claims
from dualuse.base.errors import InputError, did_you_mean
from dualuse.base.files import read_json
from dualuse.base.periods import parse_period
from dualuse.base.printed import NUMBER, read_number, spread_digit, spread_noughts
from dualuse.base.series import (
    MONTHS_A_YEAR,
    SERIES_NAME,
    Series,
    list_covered,
    list_each_month,
)
from dualuse.base.units import FLOW
from dualuse.desk.answer import Answer, write_sides
from dualuse.desk.occurrences import (
    HELD_OUT,
    UNNAMED,
    describe_print,
    find_named,
    find_printed_words,
    find_prints,
    list_coded,
    list_held_out,
    list_occurrences,
    list_other_names,
    list_prints,
    read_set_aside,
)
from dualuse.desk.questions import (
    CANNOT,
    find_untested,
    is_move,
    read_question,
)
from dualuse.desk.replies import (
    MOST_FIGURES,
    NEAR,
    PARTLY,
    Months,
    Range,
    Table,
    show_figures,
    show_months,
    spread_months,
    tabulate_figures,
    write_figure,
    write_notes,
    write_printed,
)
from dualuse.engine import contradictions
from dualuse.engine.evidence import (
    Evidence,
    Question,
    find_base_period,
    find_measure,
    is_part,
    judge_claim,
    leave_out_figures,
    measure_rows,
    shift,
)
from dualuse.engine.ranges import RECORDS, Ranges
from dualuse.engine.robustness import Case
from dualuse.engine.verdicts import (
    CONFIRMED,
    CONTRADICTED,
    DECIDED,
    ONLY_REVISED,
    read_words,
)

IS_LITERAL = {"newspaper": False, "strict": True}  # whether evidence is read literally
STRICTLY = "figures held to their words: “more than” is any larger number"
READ_AS_RANGE = "a print is read as a range, and shows no more than that"
LESS = "What we wrote on this is of all the evidence, and stands on the claim's page."
# A number with its signs and units: "$9.551bn", "129.1 billion dollars"
NUMBER_IN_WORDS = re.compile(rf"(?<![\w.]){NUMBER}(?!\w)")
AMOUNT = re.compile(
    rf"[^\w\s]?\s*(?P<number>{NUMBER})\s*(?:tn|bn|m|k|trillion|billion|million|thousand)?"
    r"\s*(?:usd|dollars|yuan|%|per cent)?"
)
MOST_ASIDE = 2  # held-out prints of a side that an answer names
WELL_KNOWN = 0.01  # in proportion: more digits of it hardly help


def keep_period(rows: pd.DataFrame, period: str) -> pd.DataFrame:
    """Return the rows that touch a period; all, if it is empty."""
    if not period:
        return rows
    start, end = parse_period(period)
    # "1" comes after nothing: a figure without months touches no period
    return rows[rows["period_start"].between("1", end) & (rows["period_end"] >= start)]


@tables.hold_data()
def figures(product: str = "", country: str = "", period: str = "") -> pd.DataFrame:
    """Return the published figures on a product, a country, a period, as numbers.

    Returns
    -------
    pandas.DataFrame
        One row a printed number, by id. `first` and `last` are months; `value` with its
        ends `low` and `high` in `unit`, `growth` with its own in per cent. A growth that
        stands alone has no value, "between" two numbers is their ends. `used_by` names
        the claims that it decides, in the last build. `set_aside` says of one that
        cannot be true beside the others: error, one of these, or revised since, and its
        likely cause. A figure that names no months touches no period.

    Examples
    --------
    >>> drones = figures("drones", "Russia")
    >>> drones.loc["F205", ["low", "high"]].astype(int).tolist()
    [31500000, 33000000]
    """
    rows = tables.read_figures()
    if product:
        words = find_goods(product)
        rows = rows[rows["product"].isin(words)]
    of_goods = rows
    whole = keep_period(rows, period)
    rows = keep_country(whole, country)
    table = tabulate_figures(rows, read_doubted()[1], read_used_by())
    note = ""
    held_out = pd.DataFrame(list_held_out(), columns=rows.columns)
    if product:
        held_out = held_out[held_out["product"].isin(words)]
    ids = [*keep_period(keep_country(held_out, country), period)["id"]]
    if rows.empty and product:
        found = search(product)
        note = (
            f"No figure. {len(found)} rows of desk.search({product!r}) have the word. "
        )
    if ids:
        some = ", ".join(ids[:MOST_CODES]) + (", ..." if len(ids) > MOST_CODES else "")
        note += sentences.write("held_out", len(ids), some) + " "
    if "claim" in {*rows["role"]}:
        note += "A row of the role claim is what a story says itself: no evidence. "
    if product:
        narrower = note_narrower(product, [country], period)
        note += f"{PARTLY}: {narrower}. " if narrower else ""
        note += note_official(product, country)
    if country:
        note += note_route(whole.drop(rows.index), country)
    if period:
        note += note_unnamed(keep_country(of_goods, country))
    note = note_known(rows, note)
    asked = write_asked("printed figures on", product, country, period)
    in_series = {*tables.read_figures(role="evidence")["series"]}
    return Table(table).answering(asked, note, shown=show_figures(table, in_series))


def note_known(rows: pd.DataFrame, note: str) -> str:
    """Return what is known of figures before a note; of many, of those in doubt alone."""
    noted = rows if len(rows) <= MOST_NOTED else keep_doubted(rows)
    if len(noted) < len(rows):
        note += "Of so many rows the notes stand in the column note. "
    if not read_used_by():
        note += (
            "Which claims a figure decides (used_by) is known after `make reports`. "
        )
    told = write_notes(noted.to_dict("records"))
    return "\n  ".join(["On these figures:", *told]) + f"\n{note}" if told else note


def keep_doubted(rows: pd.DataFrame, without: Iterable[str] = ()) -> pd.DataFrame:
    """Return the figures that may be wrong: slips, those set aside, those disputed.

    What is said of these stands beside a table of any length.

    >>> keep_doubted(tables.read_figures(product="drones"))["id"].tolist()
    ['F210p', 'F260', 'N540']
    """
    _, wrong = read_doubted(*without)
    is_doubted = rows["status"].str.contains(contradictions.KNOWN_SLIP)
    is_doubted |= rows["id"].isin(wrong["figure"])
    return rows[is_doubted | rows["note"].str.contains(DISPUTED)]


def note_official(product: str, country: str) -> str:
    """Return the series of official rows on a product, of which there is no figure."""
    series = [*list_rows_series(product, country).index][:MOST_FIGURES]
    if not series:
        return ""
    return f"{sentences.write('official_rows', ', '.join(series), product)} "


def note_unnamed(rows: pd.DataFrame) -> str:
    """Return the figures that do not say of which months they are, or until when.

    >>> note_unnamed(tables.read_figures(product="ceramics"))
    'Of months that are not stated, or have no end: F193, F194, CLAIM-C1 and CLAIM-C2. '
    """
    ids = [*rows.loc[rows["period_end"] == "", "id"]]
    if not ids:
        return ""
    more = [f"{len(ids) - MOST_CODES} more"] if len(ids) > MOST_CODES else []
    named = wording.join_words([*ids[:MOST_CODES], *more])
    return f"Of months that are not stated, or have no end: {named}. "


def note_route(rows: pd.DataFrame, country: str) -> str:
    """Return figures of other countries that name one: what went through it.

    >>> note_route(tables.read_figures(product="body-armour"), "Turkey")
    'Turkey is named in F237 (more than 12 tonnes: body armour ..., through Turkey) as well. '
    """
    name = name_area(find_country(country))
    is_named = rows["product_text"].str.contains(rf"\b{re.escape(name)}\b")
    named = rows[is_named].to_dict("records")
    if not named:
        return ""
    told = [
        f"{row['id']} ({write_printed(row)}: {row['product_text']})" for row in named
    ]
    return f"{name} is named in {wording.join_words(told[:MOST_FIGURES])} as well. "


def find_goods(product: str) -> list[str]:
    """Return the products that a word names; refuse one that no row is about."""
    require_one("product", product)
    if SERIES_NAME.fullmatch(product.strip()):
        goods = Series.read(product.strip()).product
        expected = f"goods, such as {goods!r}; desk.search({product!r}) finds a series"
        raise InputError("product", f"{product!r}, a series", expected)
    try:
        return categories.find_products(product)
    except InputError as error:
        searched = f"; or a word that desk.search({product!r}) finds"
        has_word = list_occurrences(product.strip().casefold())
        offer = searched if has_word else offer_code() + offer_tables()
        expected = f"{error.expected}{offer}"
        raise InputError("product", repr(product), expected) from None


def read_used_by() -> dict[str, str]:
    """Return the claims that each figure decides, as the last build saved them."""
    used: dict[str, list[str]] = {}
    for path in sorted((tables.PROCESSED / "claims").glob("*.json")):
        name = f"claims/{path.name}"
        if not tables.is_as_built(name):
            return {}
        checked = tables.read_built_json(name)
        for part in checked["parts"]:
            for entry in part["figures"]:
                for figure in entry["figures"]:
                    used.setdefault(figure, []).append(checked["id"])
    return {figure: ", ".join(dict.fromkeys(ids)) for figure, ids in used.items()}


def note_narrower(product: str, countries: Iterable[str], period: str) -> str:
    """Return which figures are on a part of a product: on helmets of one buyer."""
    asked = {*categories.find_products(product)}
    starts = tuple(f"{each}-" for each in asked)
    listed = tables.read_reference("products").reindex(columns=["product", "goods"])
    goods = dict(listed.fillna("").to_numpy())
    parts = {name for name in goods if asked & {*goods[name].split()}}
    rows = tables.read_figures()
    ends = tuple(f"-{each}" for each in asked)
    is_part = rows["product"].str.startswith(starts) | rows["product"].isin(parts)
    is_part |= rows["product"].str.endswith(ends)
    rows = rows[is_part & ~rows["product"].isin(asked)]
    for country in countries:
        rows = keep_country(rows, country)
    rows = keep_period(rows, period)
    if rows.empty:
        return ""
    told = []
    for name, group in rows.groupby("product", sort=False):
        told.append(f"{', '.join(group['id'])} ({name_product(str(name))})")
    return "; ".join(told)


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


@tables.hold_data()
def search(word: str) -> pd.DataFrame:
    """Return where a word or a number occurs: claims, figures, pages and HS codes.

    One thing and several are one word: "flak jacket" and "flak jackets". A name of goods
    finds their other names as well, and whatever is on them. A number finds the figures
    that print it, and of what; an HS code, what has it; an id finds its claim, figure,
    page or series.

    Returns
    -------
    pandas.DataFrame
        kind (claim, left out, figure, page, code, series, table), id, words. What is left
        out are the story's sentences that are not among the claims, with why. A figure
        says if it is no evidence; a table is opened by hand, by its path.

    Examples
    --------
    >>> search("helmets")["kind"].unique().tolist()
    ['claim', 'left out', 'series', 'figure', 'page', 'code']
    >>> search("129.1")["words"].iloc[0]
    "$129.1bn, up 12.7%: China's imports from Russia, all goods, 2023 (...)"
    """
    wanted = require_one("word", word).strip().casefold()
    if not re.search(r"\w", wanted):
        raise InputError("word", repr(word), "a word such as helmets, or a number")
    official_series = list_official_series()
    amount = AMOUNT.fullmatch(wanted)
    coded = list_coded(wanted, official_series)
    if amount or coded:
        rows = list_prints(amount["number"]) if amount else []
        asked = ""
        if amount:
            number = amount["number"]
            asked = f"which figures print {number}"
            if rows and not find_prints(number):
                asked = f"which figures print a number that is rounded to {number}"
            said = list_occurrences(wanted) if wanted != number else []
            if said:  # "80 million" of a note, of which no figure is
                asked = f"where {wanted!r} occurs, and {asked}"
                known = [row[:2] for row in rows]
                rows = [*(row for row in said if row[:2] not in known), *rows]
        if coded:
            asked += f"{', and ' if amount else ''}what has HS code {categories.read_code(wanted)}"
        rows += [row for row in coded if row not in rows]
        return Table(rows, columns=["kind", "id", "words"]).answering(asked)
    printed = find_printed_words(wanted) if re.search(r"\d", wanted) else []
    rows = list_occurrences(wanted, official_series)
    rows = [*printed, *(row for row in rows if row not in printed)]
    found = Table(rows, columns=["kind", "id", "words"])
    asked = f"where {wanted!r} occurs in claims, figures, pages and HS codes"
    products = find_named(wanted)
    others = [name for name in list_other_names(products) if name != wanted]
    if others:
        goods = wording.join_words(name_product(each) for each in products)
        asked += f", or another name of {goods}: {', '.join(others)}"
    return found.answering(asked, hint_search(word) if found.empty else "")


def hint_search(word: str) -> str:
    """Return what to search for, where a word occurs nowhere."""
    wanted = word.strip().casefold()
    words = wanted.split()
    parts = [word for word in words if len(words) > 1 and list_occurrences(word)]
    named = NUMBER_IN_WORDS.search(wanted)
    if named and find_prints(named[0]):
        parts = [named[0], *(part for part in parts if part != named[0])]
    untested = find_untested(wanted)
    if untested and not (untested == "record" and parts):
        return f"A {untested} is not tested. Expected {CANNOT[untested]}."
    if parts:
        alone = " and ".join(f"desk.search({part!r})" for part in parts)
        return f"{word!r} occurs nowhere together; by single words: {alone}."
    spellings = categories.read_spellings()["spelling"]
    known = did_you_mean(wanted, spellings, "product", categories.MISSPELT)
    known += f"{offer_code()}{offer_tables()}"
    return f"{word!r} occurs nowhere in our words; expected {known}"


def read_doubted(*without: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the figures, and which of them cannot be true beside the others.

    Figures left out contradict none of the others; what repeats one takes its place.
    """
    figures, wrong = doubt_figures(tables.verify_data(), *without)
    return figures.copy(), wrong.copy()


@cache
def doubt_figures(state: str, *without: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what `read_doubted` does, once for each state of data/."""
    if not without:
        return tables.read_figures(), read_set_aside()
    rows = leave_out_figures(tables.read_figures(), without)
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
    ids = tuple(list_without(without))
    return make_ranges(tables.verify_data(), is_literal(hedge), *ids).ask_anew()


@lru_cache(maxsize=20)
def make_ranges(state: str, literal: bool, *without: str) -> Ranges:
    """Return the ranges of all series, of a state of data/; nothing is asked of them."""
    rows, wrong = read_doubted(*without)
    return Ranges(rows, read_sources(), wrong, literal=literal)


@tables.hold_data()
def series(product: str = "", country: str = "") -> pd.DataFrame:
    """Return the series that there are figures of, with how many and for which months.

    Those of official rows have no figure; a claim can be tested on them. They are
    listed where goods are named; without a name, those of rows of one's own alone.

    Examples
    --------
    >>> series(product="drones", country="RUS").loc["CHN-RUS-export-drones-GACC", "words"]
    "China's exports to Russia, drones, by Chinese customs"
    """
    goods = find_goods(product) if product else []
    official_rows = list_rows_series(product, country)
    rows = pd.concat([list_series(product, country), official_rows])
    near: list[str] = []
    if product:
        narrower = list_series(country=country)
        starts = tuple(f"{each}-" for each in goods)
        is_part = [
            Series.read(name).product.startswith(starts) for name in narrower.index
        ]
        near = [name for name in list_near_codes(rows.index) if name not in rows.index]
        is_near = narrower.index.isin(near)
        rows = pd.concat([rows, narrower[is_part], narrower[is_near]])
        rows = rows[~rows.index.duplicated()]
    rows = rows.assign(words=[describe_series(name) for name in rows.index])
    note = ""
    if near:
        note = f"Close to it: {', '.join(near)}. "
    if len(official_rows):
        is_own = {*official_rows.index} <= {*list_rows_series("", country).index}
        whose = "rows of your own" if is_own else "official rows"
        note += (
            f"Of {whose} there is no figure, and no range: desk.claim(...) tests "
            "a claim on them, desk.official(...) has their totals."
        )
    if product and rows.empty:
        note += begin_offer(offer_on_goods(product))
    elif rows.empty:
        lines = [Series.read(name) for name in list_series().index]
        places = {side for line in lines for side in (line.reporter, line.partner)}
        named = wording.join_words(sorted(name_area(side) for side in places if side))
        note += f"None. The series are of {named}."
    if product and read_official() is None:
        note += " Those of official rows are here after `make reports`."
    note += f" {write_changed()}"
    return Table(rows).answering(
        write_asked("series of", product, country), note.strip()
    )


def begin_offer(offer: str) -> str:
    """Return an offer that follows a refusal as a sentence of its own.

    >>> begin_offer("; desk.figures('LNG') shows what was printed"), begin_offer("")
    ("None; desk.figures('LNG') shows ...", 'None, and no figure or claim is of it.')
    """
    return f"None{offer or ', and no figure or claim is of it'}."


def list_official_series() -> list[str]:
    """Return the series of official rows."""
    rows = read_official()
    return [] if rows is None else [*rows["series"].unique()]


def list_rows_series(product: str, country: str) -> pd.DataFrame:
    """Return the series of official rows, as `list_series` has those of figures.

    Without a product, those of rows of one's own.
    """
    rows = read_official()
    if rows is None:
        return pd.DataFrame()
    # beside those that are here already: a reader's file may name its source
    is_listed = rows["series"].isin(list_series().index)
    rows = keep_country(rows[~is_listed], country)
    is_meant = mark_own(rows)
    if product:
        is_meant = rows["category"].isin(categories.find_products(product))
    rows = rows[is_meant]
    frames = [rows]
    for measure, unit in (("pieces", "units"), ("weight", "tonnes")):
        measured = rows[measure_rows(rows, measure).notna()]
        frames.append(measured.assign(series=measured["series"] + f":{unit}"))
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


def find_figure_series(series: str) -> str:
    """Return the code of a series that figures are of; say so where rows alone are."""
    with suppress(InputError):
        return find_series(series, "series")
    totals = read_official()
    rows = [] if totals is None else [*totals["series"].unique()]
    code = find_series(series, "series", rows)
    expected = (
        f"desk.official({Series.read(code).product!r}) for totals of these rows, or "
        f"desk.claim({code!r}, ...) to test a claim on them: a range is reckoned from "
        "what was printed"
    )
    raise InputError("series", f"{series!r}, of official rows", expected)


@tables.hold_data()
def range_of(
    series: str,
    period: str,
    hedge: str = "newspaper",
    without: str | Iterable[str] = (),
) -> Range:
    """Return what the figures allow for a series in a period.

    `low` and `high` are of any release; `releases.loc["own"]` has those of its own. For a
    growth take the earlier year as revised by then, `releases.loc["revised"]`, or ask
    `claim(..., kind="growth")`.

    Parameters
    ----------
    series : str
        Its code or its title: "China exports to Russia, all goods".
    hedge : {"newspaper", "strict"}
        How figures are read: as their writers use words, or literally.
    without : list of str
        Ids of figures, outlets or sources to leave out.

    Examples
    --------
    >>> drones = range_of("CHN-RUS-export-drones-GACC", "2022-03 to 2023-05")
    >>> drones
    You asked: China's exports to Russia, drones, by Chinese customs, March 2022 ...
    By the release of May 2023: $31.5m to $33.0m
    In any release: $30.4m to $34.2m
    Figures that cap it, in any release:
      F205: more than $32m, March 2022 to May 2023 (Asia Financial ...), least
      F205: more than $32m, March 2022 to May 2023 (Asia Financial ...), most
    On these figures: F205: Covers fifteen months. ...
    Not asked, of the same trade:
      China's exports to Russia, drones, in units, by Chinese customs: CHN-RUS-...
      China's exports to Russia, drones, by New York Times' count: CHN-RUS-...
    >>> drones.releases.loc["own"].tolist(), drones.figures
    ([31500000.0, 33000000.0], ['F205'])
    """
    name = find_figure_series(series)
    start, end = parse_asked_period(period)
    asked = Range(name, start, end, read_ranges(hedge, without), write_without(without))
    evidence = read_evidence(hedge, without)
    asked.list_also = lambda: list_with_prints(
        {name: [(start, end)]}, evidence, read_official()
    )
    ids = list_without(without)
    if ids and asked.is_like(Range(name, start, end, read_ranges(hedge))):
        asked.untouched = name_left_out(ids)
    return asked


def explain(
    series: str, period: str, without: str | Iterable[str] = ()
) -> pd.DataFrame:
    """Return the figures that cap a range, which end each caps, and their own numbers.

    Examples
    --------
    >>> explain("CHN-RUS-export-drones-GACC", "2022-03 to 2023-05")["caps"].tolist()
    ['least', 'most']
    """
    asked = range_of(series, period, without=without)
    caps = asked.explain().set_index("figure")
    table = figures()
    columns = ["printed", "first", "last", "value", "unit", "low", "high"]
    columns += ["growth", "growth_low", "growth_high", "publisher"]
    told = caps[["caps", "read_as"]].join(table[columns])
    about = wording.format_period(asked.start, asked.end)
    words = f"which figures cap {describe_series(asked.series)}, {about}{asked.less}"
    unit = Series.read(asked.series).unit
    words += f", in any release: {wording.format_range(asked.low, asked.high, unit)}"
    return Table(told).answering(words)


@tables.hold_data()
def months(series: str, period: str, without: str | Iterable[str] = ()) -> Months:
    """Return the range of each month as first released, one row a month.

    Months that no figure tells apart have one `group`: no number of their own, but the
    group's ends. A sum over `low` leaves them out; `.total()` adds the groups up, each
    once. That is the sum of first releases: what a release says of the whole is
    `range_of`.

    Returns
    -------
    pandas.DataFrame
        By month: group, low, high, group_low, group_high, in the unit of the series.

    Examples
    --------
    >>> trade = months("CHN-RUS-export-all-GACC", "2023Q1")
    >>> trade["group"].tolist(), int(trade["low"].isna().sum())
    ([1, 1, 2], 2)
    """
    name = find_figure_series(series)
    start, end = parse_asked_period(period)
    ranges = read_ranges(without=without)
    table = spread_months(ranges.tabulate(name, start, end))
    notes = []
    if table["low"].isna().any():
        notes.append("Months that stand together have no number of their own.")
    notes += note_years(ranges, name, table)
    capping: dict[str, None] = {}
    for _, group in table.groupby("group"):
        caps = ranges.find_caps(name, group.index[0], group.index[-1])
        capping |= dict.fromkeys(figure for figure, _ in caps)
    noted = ranges.rows.loc[[*capping]]
    if len(noted) > MOST_NOTED:
        noted = keep_doubted(noted, list_without(without))
        told = "no notes stand here: fewer months have them."
        if len(noted):
            told = "only those in doubt have a note here: fewer months have the others."
        notes.append(f"Of so many figures {told}")
    notes += write_notes(noted.to_dict("records"))
    others = list_others(name, [(start, end)], read_official())
    if others:
        notes.append(f"Not asked, of the same trade: {'; '.join(others)}.")
    near = list_near(name)
    if near:
        notes.append(f"{NEAR}: {'; '.join(near)}")
    asked = f"{describe_series(name)}: each month, {wording.format_period(start, end)}"
    asked += f", as first released{write_without(without)}"
    shown = show_months(table, Series.read(name).unit)
    return Months(table).answering(asked, " ".join(notes), shown=shown)


def note_years(ranges: Ranges, name: str, table: pd.DataFrame) -> list[str]:
    """Return a line on each whole year that its months do not add up to."""
    unit = Series.read(name).unit
    notes: list[str] = []
    if ranges.find_quantity(name) != FLOW:
        return notes
    groups = table.drop_duplicates("group")
    for year, rows in groups.groupby(groups.index.year):
        total = ranges.range(name, f"{year}-01", f"{year}-12", "own")
        if (table.index.year == year).sum() < MONTHS_A_YEAR or total is None:
            continue
        low, high = rows["group_low"].sum(), rows["group_high"].sum()
        added = ranges.range(name, f"{year}-01", f"{year}-12", "sum")
        # each month's ends together may be none that are true of all months at once
        if added is not None and not added.overlaps(total):
            months_sum = wording.format_range(low, high, unit, places=2)
            whole = wording.format_range(total.left, total.right, unit, places=2)
            notes.append(
                f"The months of {year} as first released add up to {months_sum}, the "
                f"year's own release says {whole}: customs had revised earlier months."
            )
    return notes


def plot(series: str, period: str, without: str | Iterable[str] = ()) -> Any:
    """Return a picture of the monthly range of a series, with title, unit and source.

    It is matplotlib's: `plot(...).savefig("exports.png")`; its numbers are those of
    `months(...)`, an average where months are known only together.
    """
    # matplotlib takes a second, and a question that draws nothing needs none
    from dualuse.press import charts

    name = find_figure_series(series)
    line = Series.read(name)
    start, end = parse_asked_period(period)
    ranges = read_ranges(without=without)
    table = ranges.tabulate(name, start, end)
    if not has_limit(table):
        refuse_unlimited(name, (start, end), ranges)
    about = describe_series(name, with_source=False)
    title = f"{about}, {wording.format_period(start, end)}"
    source = name_source(line.source) + write_without(without)
    return charts.plot_months(table, title, line.unit, source)


def has_limit(table: pd.DataFrame) -> bool:
    """Tell whether figures set an upper limit to some months of a table of months."""
    return bool((table["high"] < math.inf).any())


def refuse_unlimited(name: str, months: tuple[str, str], ranges: Ranges) -> NoReturn:
    """Refuse months to which no figure sets a limit, with those that have one."""
    known = list_series().loc[name]
    first, last = known["first"], known["last"]
    product = Series.read(name).product
    expected = f"desk.figures({product!r}): none of this series sets an upper limit"
    if has_limit(ranges.tabulate(name, first, last)):
        expected = (
            f"period={wording.format_period(first, last)!r}, of which figures are"
        )
    asked = f"{wording.format_period(*months)}, to which no figure sets a limit"
    raise InputError("period", asked, expected)


def parse_asked_period(period: object) -> tuple[str, str]:
    """Return the months of a question: at most those of the figures, and one beside.

    >>> parse_asked_period("1900 to 2999")
    Traceback (most recent call last):
    dualuse.base.errors.InputError: period: found '1900 to 2999'; expected months from ...
    """
    start, end = parse_period(period)
    known = list_series()
    first = shift(known["first"].min(), -MONTHS_A_YEAR)
    last = shift(known["last"].max(), MONTHS_A_YEAR)
    if start < first or end > last:
        expected = f"months from {first} to {last}: the figures speak of no others"
        raise InputError("period", repr(period), expected)
    return start, end


def find_claim(word: str) -> dict:
    """Return a claim of data/claims.yaml by its id or slug, in capitals or not."""
    known = {}
    for entry in read_claims():
        known[entry["id"]] = known[entry["slug"]] = entry
    by_letters = {name.casefold(): entry for name, entry in known.items()}
    asked = word.strip().casefold()
    entry = by_letters.get(asked)
    if entry is None:
        for whole in read_claims():
            if asked in [part["id"].casefold() for part in list_parts(whole)]:
                expected = (
                    f"{whole['id']}: its answer has a block for each of its parts"
                )
                raise InputError("claim", f"a part of a claim, {word!r}", expected)
        near = did_you_mean(word, known, "claim")
        expected = f"{near}; desk.search({word!r}) finds the claims that have a word"
        raise InputError("claim", repr(word), expected)
    return entry


def read_evidence(
    hedge: str = "newspaper", without: str | Iterable[str] = ()
) -> Evidence:
    """Return what speaks to a claim, less figures, pages or outlets left out.

    Official rows speak as soon as `make reports` has added them up.
    """
    ids = list_without(without)
    rows, wrong = read_doubted(*ids)
    evidence = Evidence(
        rows,
        read_sources(),
        wrong,
        tables.read_pages(),
        tables.read_judgements(),
        read_official(),
        literal=is_literal(hedge),
        without=ids,
    )
    figures = tables.read_figures()
    evidence.lost |= {*figures.loc[~figures["id"].isin(rows["id"]), "series"]}
    return evidence


@tables.hold_data()
def check(
    claim: str, hedge: str = "newspaper", without: str | Iterable[str] = ()
) -> Answer:
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
        refuse_changed_rows(saved)
        return saved
    entry = find_claim(word)
    if ids:
        entry = drop_notes(entry)
    evidence = read_evidence(hedge, without)
    checked = check_claim(entry, evidence)
    refuse_changed_rows(checked)
    untouched = list_untouched(entry, without, lambda: read_evidence(hedge))
    sides = list_sides(checked) if ids else []
    return Answer(
        checked,
        evidence,
        entry["claim"],
        STRICTLY if evidence.literal else "",
        untouched=untouched,
        beside=note_unbuilt([entry["id"]], evidence),
        kept_aside=list_kept_aside(sides, evidence),
    )


def note_unbuilt(ids: Iterable[str], evidence: Evidence) -> list[str]:
    """Return that official rows bear on some of the stories' claims, and are not read.

    They do where the published answer has a number that no printed figure gives.
    """
    if evidence.official_rows is not None:
        return []
    for name in ids:
        path = tables.REPORTS / "claims" / f"{name}.json"
        published = read_json(path) if path.is_file() else {"parts": []}
        for part in published["parts"]:
            for entry in part["figures"]:
                if entry["counts"] and not (entry["figures"] or entry["reason"]):
                    return [sentences.write("unbuilt")]
    return []


def list_sides(checked: Any) -> list[Any]:
    """Return the series and months of an answer that are left without a number."""
    sides = []
    for part in checked["parts"]:
        for entry in part["figures"]:
            is_open = entry["counts"] and entry["reason"]
            if not (entry["series"] and is_open) or "{" in entry["series"]:
                continue  # one of several goods has no series of its own
            sides.append((entry["series"], tuple(entry["period"])))
            if entry["base"]:
                base = find_base_period(entry["period"], entry["base"])
                sides.append((entry["series"], tuple(base)))
    return [*dict.fromkeys(sides)]


def refuse_changed_rows(checked: Any) -> None:
    """Refuse an answer on rows of one's own that are not those of the last build.

    Which goods are in rows of some codes, any other rows may say; a tally is of many.
    """
    goods = set()
    for part in checked["parts"]:
        for entry in part["figures"]:
            if entry["covers"]:
                goods.update(categories.read_categories()["category"])
            elif entry["goods"]:
                goods.update(each["good"] for each in entry["goods"])
            elif entry["series"]:
                goods.add(Series.read(entry["series"]).product)
    refuse_changed(goods)


def drop_notes(entry: dict) -> dict:
    """Return a claim without what we wrote on all its evidence: some of it is left out."""
    less = dict(entry)
    if less.get("note"):
        less["note"] = LESS
    less.pop("limit", None)  # it may quote what is left out
    if "parts" in less:
        less["parts"] = [drop_notes(part) for part in less["parts"]]
    return less


def find_saved(word: str) -> Answer | None:
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
            return Answer(checked, read_shown(state), checked["claim"])
    return None


@cache
def read_shown(state: str) -> Evidence:
    """Return the figures that answers show, once for each state of data/."""
    rows, wrong = read_doubted()
    return Evidence(rows, read_sources(), wrong)


def read_official() -> pd.DataFrame | None:
    """Return the totals of official rows; None before `make reports` has added them up."""
    with suppress(InputError):
        totals = tables.read_built(TOTALS)
        # a column without one number was read as text
        measured = totals[["quantity", "net_weight_kg"]].apply(pd.to_numeric)
        return totals.assign(**measured)
    return None


@tables.hold_data()
def without(left_out: str | Iterable[str], hedge: str = "newspaper") -> pd.DataFrame:
    """Return what moves in all verdicts if figures, pages or outlets are left out.

    Returns
    -------
    pandas.DataFrame
        One row a claim that moves, by id: its words, its verdict now, and without.
    """
    entries = read_claims()
    refuse_changed(list_own_goods())
    whole = read_evidence(hedge)
    less = read_evidence(hedge, left_out)
    rows = []
    for entry in entries:
        now, then = str(judge_claim(entry, whole)), str(judge_claim(entry, less))
        if now != then:
            rows.append([entry["id"], entry["claim"], now, then])
    columns = ["id", "claim", "verdict", "without it"]
    moved = Table(rows, columns=columns).set_index("id")
    # as the README counts them: of some it only says that they were looked at
    counted = {entry["id"] for entry in entries if "not_counted" not in entry}
    unmoved = len(counted - {*moved.index})
    note = f"{unmoved} of {len(counted)} verdicts stay as they are."
    if moved.empty:
        note = f"No verdict changes: {unmoved} of {len(counted)} stay as they are."
    shown = moved[["verdict", "without it"]]  # the words of a claim would cut them off
    read_as = ", hedges taken literally" if is_literal(hedge) else ""
    asked = f"all verdicts{read_as}{write_without(left_out)}"
    return Table(moved).answering(asked, note, shown=shown)


@tables.hold_data()
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
    refuse_changed(list_own_goods())
    evidence = read_evidence(hedge)
    names = tables.read_reference("outlets").set_index("id")["name"]
    moved = []
    for entry in read_claims():
        case = Case(entry, evidence)
        for change in case.list_outlets_that_decide():
            outlet = names[change.things[0].name]
            moved.append([outlet, entry["id"], str(case.verdict), change.becomes])
    columns = ["outlet", "claim", "verdict", "without it"]
    table = Table(moved, columns=columns)
    number, tried = table["outlet"].nunique(), len(list_printers(evidence.figures))
    note = (
        f"{tried} outlets were left out, one at a time; without {number} of them a "
        "verdict changes. Whether one source is left is told by desk.without(outlet)."
    )
    read_as = ", hedges taken literally" if evidence.literal else ""
    return table.answering(f"all verdicts{read_as}, without each outlet", note)


def list_printers(figures: pd.DataFrame) -> set[str]:
    """Return the outlets that printed figures or pages, or where they were read."""
    printers: set[str] = set()
    for rows in (figures, tables.read_pages()):
        printers |= {*rows["outlet"], *rows["read_at"]}
    return printers - {""}


@tables.hold_data()
def claim(
    series: str,
    value: object = "",
    unit: str = "",
    hedge: str = "exact",
    period: str = "",
    kind: str = "level",
    without: str | Iterable[str] = (),
    **fields: str,
) -> Answer:
    """Return the verdict on a claim of your own.

    Parameters
    ----------
    series : str
        What it is about, by its code or its title; `desk.series()` lists them.
    value, unit, hedge : str
        As it is said: "100", "bn USD", "more than"; or "$100bn" at once. "bn USD per
        month", or per day, is the average of the period. Growth is in per cent: "100" is
        doubled; of a fall, "-20", a hedge is of its size. Without a number: "rose",
        "fell", "unchanged".
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
    dualuse.base.errors.InputError: period: found nothing; expected the period of the claim
    >>> rise = claim("CHN-RUS-export-all-GACC", "40", hedge="less than",
    ...     period="2023", kind="growth")
    >>> rise.verdict, round(rise.low, 1)
    ('contradicted', 46.9)
    """
    evidence = read_evidence(without=without)
    rows = list(evidence.official)
    entry = read_question(series, value, unit, hedge, period, kind, rows, **fields)
    refuse_percentage(entry, evidence)
    refuse_more_than_all(entry)
    spec, asked = entry["evidence"][0], entry["periods"][0]
    question = Question(spec, entry["tests"][0], [], asked)
    sides = [(question.series, asked)]
    if question.base:
        sides.append((question.series, question.base_period))
    if "over" in spec:
        sides.append((spec["over"], asked))
    lacking = write_sides(list_open(sides, evidence))
    kinds = [evidence.ranges.kinds.get(Series.read(code).source) for code, _ in sides]
    # one record more than that is enough where no upper end is claimed
    is_floor = kind == "level" and math.isinf(read_words(question.test).says.right)
    is_record = any(each in RECORDS for each in kinds) and not is_floor
    entry["settles"] = sentences.write("own_settles", lacking, is_record)
    add_official(entry, evidence)
    count_in_part(entry)
    refuse_changed({Series.read(side).product for side, _ in sides})
    also = list_not_asked(entry, sides, evidence)
    codes = [side for side, _ in sides]
    near = []
    for code in dict.fromkeys(codes):
        months = [span for side, span in sides if side == code]
        for words in list_near(code, codes):
            named = words.partition(" (")[0]  # its title and its code
            prints = list_prints_of(named, months, evidence)
            near.append(f"{words}; {prints}" if prints else words)
    checked = check_claim(entry, evidence)
    refuse_changed_rows(checked)
    is_shown = checked["verdict"] == CONFIRMED  # of these months its figures print it
    is_open = checked["verdict"] not in DECIDED
    rounded = judge_rounded(entry, checked["verdict"], evidence)
    lines = [Series.read(side) for side, _ in sides]
    countries = {each for line in lines for each in (line.reporter, line.partner)}
    tested = list_claims_on({line.product for line in lines}, countries)
    return Answer(
        checked,
        evidence,
        entry["asked"],
        entry["reading"],
        also,
        list_prints_elsewhere(entry["tests"][0], question, evidence, is_shown),
        near,
        find_note_between(question.series, spec.get("over", "")),
        list_untouched(entry, without, read_evidence),
        [
            *note_unbuilt(tested, evidence),
            *list_only_summed(question, checked["text"], evidence),
            *list_prints_that_confirm(question, checked, evidence),
            *(sentences.write("if_round", *each) for each in rounded),
            *list_other_counts(question, checked["verdict"], evidence),
        ],
        list_tables_on(question.series) if is_silent(checked) else [],
        list_kept_aside(sides, evidence) if is_open else [],
        tested,
        list_narrower(sides) if is_open else [],
    )


def list_narrower(sides: list[Any]) -> list[str]:
    """Return the figures on a part of the goods of a claim, of its months.

    Of a growth there are two lists, which say of which months each is.
    """
    told: dict[str, list[str]] = {}
    for code, (start, end) in sides:
        line = Series.read(code)
        both = [line.reporter, *line.partner.split("+")]
        narrower = note_narrower(line.product, both, f"{start} to {end}")
        if narrower:
            told.setdefault(narrower, []).append(wording.format_period(start, end))
    if len({tuple(months) for _, months in sides}) == 1:
        return [*told]
    return [f"{wording.join_words(months)}: {each}" for each, months in told.items()]


def list_not_asked(entry: dict, sides: list[Any], evidence: Evidence) -> list[str]:
    """Return the other series of the trades of a claim, but for rows that answer it.

    What is printed of the very months stands beside: of a trade both countries count.
    """
    rows = evidence.official_rows
    if rows is not None:
        answering = [each.get("official", "") for each in entry["evidence"]]
        rows = rows[~rows["series"].isin(answering)]
    spans: dict[str, list[Any]] = {}
    for code, months in sides:
        spans.setdefault(code, []).append(months)
    return list_with_prints(spans, evidence, rows)


def list_with_prints(
    spans: Mapping[str, list[Any]], evidence: Evidence, rows: Any = None
) -> list[str]:
    """Return the other series of some trades, each with what is printed of the months."""
    told = []
    for code, months in spans.items():
        for words in list_others(code, months, rows):
            prints = list_prints_of(words, months, evidence)
            told.append(f"{words}; {prints}" if prints else words)
    return [*dict.fromkeys(told)]


def list_kept_aside(sides: list[Any], evidence: Evidence) -> list[str]:
    """Return what is held out of the trades and months of a claim, the longest first.

    No range is reckoned from these; but whoever says that no public figure has it errs.
    """
    prints = [row for row in list_held_out() if row["outlet"] not in evidence.without]
    told = []
    for code, (first, last) in sides:
        unnamed = str(Series.read(code)._replace(source=UNNAMED))
        inside = []
        for row in prints:
            start, end = row["period_start"], row["period_end"]
            if row["series"] == unnamed and first <= start and end <= last:
                inside.append((len(list_each_month(start, end)), row))
        inside.sort(key=lambda each: -each[0])
        told += [
            f"{row['id']}: {describe_print(row)}" for _, row in inside[:MOST_ASIDE]
        ]
    return [*dict.fromkeys(told)]


def list_prints_of(words: str, months: list[Any], evidence: Evidence) -> str:
    """Return what figures print of the series that words name, of the very months.

    Where none does, of some of them; or else of months that these are among.
    """
    code = words.rpartition(": ")[2]
    found: dict[str, list[Any]] = {OF_THESE: [], OF_SOME: [], OF_MORE: []}
    for first, last in months:
        for row in evidence.prints:
            if row["series"] != code or row["role"] != "evidence":
                continue
            start, end = row["period_start"], row["period_end"]
            if (start, end) == (first, last):
                found[OF_THESE].append(row)
            elif first <= start and "" < end <= last:
                found[OF_SOME].append(row)
            elif "" < start <= first and last <= end:
                found[OF_MORE].append(row)
    for which, rows in found.items():
        if rows:
            told = "; ".join(write_figure(row) for row in rows[:MOST_FIGURES])
            return f"of {which}: {told}"
    return ""


def is_silent(checked: Any) -> bool:
    """Tell whether no figure and no row says anything on a claim of one's own."""
    entries = [entry for part in checked["parts"] for entry in part["figures"]]
    return all(entry["reason"] for entry in entries)


def judge_rounded(
    entry: dict, verdict: str, evidence: Evidence
) -> list[tuple[str, str]]:
    """Return another verdict on a round number, if its first two digits are meant.

    With the ends that it has then; none where it is the same.

    Whoever says "$300m a day" hardly denies $304m; who says $100bn does deny $111bn.
    """
    (test,) = entry["tests"]
    if verdict == CONFIRMED or not spread_noughts(test["value"], test.get("hedge", "")):
        return []
    number = read_number(test["value"])
    noughts = number.adjusted() - 1
    if noughts < 1 or number % 10**noughts:
        return []
    ends = spread_digit(number, noughts)
    rounded = {**test, "value": ends, "hedge": "between"}
    becomes = judge_claim({**entry, "tests": [rounded]}, evidence).word
    if becomes == verdict:
        return []
    return [(ends, becomes)]


def list_only_summed(question: Question, text: str, evidence: Evidence) -> list[str]:
    """Return that only the months as first printed, added up, reach a claimed amount.

    The verdict says "only if revised" of whatever another release may give.
    """
    if ONLY_REVISED not in text or question.test["kind"] != "level":
        return []
    allows = read_words(question.test).allows
    start, end = question.period
    held = evidence.ranges.range(question.series, start, end, "revised")
    if held is None or held.overlaps(allows):
        return []
    unit = Series.read(question.series).unit
    amount = wording.format_range(held.left, held.right, unit, marks=[allows.left])
    return [sentences.write("only_summed", amount)]


def list_prints_that_confirm(
    question: Question, checked: Any, evidence: Evidence
) -> list[str]:
    """Return the print that confirms a claim of which the range does not lie in its words.

    A release that gives the very number confirms it, whatever others allow.
    """
    if checked["verdict"] != CONFIRMED or not evidence.is_printed(question):
        return []
    words, kind = read_words(question.test), question.test["kind"]
    (entry,) = [each for part in checked["parts"] for each in part["figures"]][:1]
    low, high = entry["low"], entry["high"]
    if low is None or (low in words.says and (high is None or high in words.says)):
        return []
    told = []
    for row in evidence.find_own_prints(question):
        other = "value" if kind == "growth" else "growth"
        if any(reads in words.says for reads in evidence.read_print(row, kind)):
            printed = wording.format_figure({**row, other: ""})
            told.append(sentences.write("by_print", printed, row["id"]))
    return told[:1]


def list_other_counts(
    question: Question, verdict: str, evidence: Evidence
) -> list[str]:
    """Return what others print of the trade and months of a claim, if it speaks against
    its verdict: Russian customs have more imports than Chinese customs have exports.
    """
    kind = question.test["kind"]
    if verdict not in DECIDED or kind not in ("level", "growth"):
        return []
    allows = read_words(question.test).allows
    unit = Series.read(question.series).unit
    told = []
    for words in list_others(question.series):
        code = words.rpartition(": ")[2]
        if Series.read(code).unit != unit:
            continue
        there = replace(question, spec={**question.spec, "series": code})
        for row in evidence.find_printed(there):
            ranges = evidence.read_print(row, kind)
            is_allowed = any(allows.overlaps(each) for each in ranges)
            if ranges and is_allowed == (verdict == CONTRADICTED):
                label = sentences.add_article(evidence.labels[row["source"]])
                other = "value" if kind == "growth" else "growth"
                printed = wording.format_figure({**row, other: ""})
                facts = label, printed, row["id"], is_allowed
                told.append(sentences.write("other_count", *facts))
    return told


def list_untouched(
    entry: dict, without: str | Iterable[str], read: Callable[[], Evidence]
) -> list[str]:
    """Return what was left out, in words, without which an answer is what it was.

    It is the same in each range, figure and page: nothing of it was from there.
    """
    words = [without] if isinstance(without, str) else list(without)
    if not words:
        return []
    whole = read()
    parts = check_claim(entry, whole)["parts"]
    untouched = []
    for word in words:
        ids = list_without(word)
        if check_claim(entry, whole.leave_out(ids))["parts"] == parts:
            untouched += name_left_out(ids)
    return untouched


def list_open(sides: list[Any], evidence: Evidence) -> list[Any]:
    """Return the sides of a claim that no figure bounds well; all, if each is known."""
    lacking = []
    for series, months in sides:
        amount = evidence.ranges.range(series, months[0], months[1], "own")
        if amount is None or amount.length > WELL_KNOWN * amount.left:
            lacking.append((series, months))
    return lacking or sides


def list_prints_elsewhere(
    test: dict,
    question: Question,
    evidence: Evidence,
    is_shown: bool,
) -> list[str]:
    """Return where the number of a claim is printed, of its months and of others.

    `is_shown`: those of its months are shown already. What is left out is not told.
    """
    if "operator" in test or not re.fullmatch(NUMBER, test["value"]):
        return []
    unnamed = str(Series.read(question.series)._replace(source=UNNAMED))
    asked = [(name, *question.period) for name in (question.series, unnamed)]
    told = []
    unit = test["unit"] + (f" per {test['per']}" if "per" in test else "")
    for figure, row in find_prints(test["value"]).items():
        words, is_held_out = describe_print(row), row["role"] == HELD_OUT
        cell = row["growth"] if test["kind"] == "growth" else row["value"]
        is_printed = re.fullmatch(NUMBER, cell) is not None
        is_alike = is_printed and read_number(cell) == read_number(test["value"])
        if test["kind"] != "growth":
            is_alike = is_alike and row["unit"] == unit
        is_asked = (row["series"], row["period_start"], row["period_end"]) in asked
        if is_asked and question.base:  # of these months, perhaps on others
            base = row["growth_base"] or shift(row["period_start"], -MONTHS_A_YEAR)
            is_asked = base == question.base
        is_left_out = figure not in evidence.rows
        if is_held_out:
            is_left_out = row["outlet"] in evidence.without
        if not is_alike or row["role"] == "claim" or is_left_out:
            continue
        if is_asked and is_held_out:
            words = f"{words}, of these very months: no range is reckoned from it"
        elif is_asked and is_shown:
            continue
        elif is_asked:  # why is it not confirmed, then?
            words = f"{words}, of these very months; {READ_AS_RANGE}"
        told.append(f"{figure}: {words}")
    return told[:MOST_FIGURES]


SHORT = 48  # letters of what a code is of
MOST_NOTED = 12  # figures of which a table prints the notes
# In a note, of what no table sets aside: the two are in two currencies.
DISPUTED = "one of the two is wrong"
OF_THESE, OF_SOME = "these months", "some of these months"
OF_MORE = "months that these are among"
MOST_CODES = 12  # that a line lists
CLAIM_COLUMNS = ["series", "value", "unit", "hedge", "period", "kind", "base", "over"]
CLAIM_COLUMNS += ["without"]
LIKE = 0.8  # how like a column's name is one that would have been read


def claims(table: pd.DataFrame | str | Path) -> pd.DataFrame:
    """Return the verdicts on many claims: a claim a row, of a frame or of a CSV file.

    Parameters
    ----------
    table : pandas.DataFrame or path
        Columns as `claim` takes them: series, value, unit, hedge, period, kind, base,
        over, without. Those that all rows lack may be missing; others are kept and not
        read, and one whose name is all but the same is refused.

    Returns
    -------
    pandas.DataFrame
        The rows as they came, and how each is read, verdict, caveat, low and high in `range_unit`, figures,
        what was found in words, notes on these figures, what the verdict would be
        without, which other figures print the very number, which series not asked are
        close to it; `refused` has the reason where a row is no question.

    Examples
    --------
    >>> asked = {"series": "CHN-RUS-export-all-GACC", "unit": "bn USD", "period": "2023"}
    >>> table = pd.DataFrame([asked | {"value": "111"}, asked | {"value": "many"}])
    >>> claims(table)[["verdict", "refused"]].iloc[0].tolist()
    ['confirmed', '']
    """
    if not isinstance(table, pd.DataFrame):
        table = tables.read_csv(Path(table))
    kept = [str(name) for name in table.columns if name not in CLAIM_COLUMNS]
    for name in kept:
        near = difflib.get_close_matches(name.strip().lower(), CLAIM_COLUMNS, 1, LIKE)
        if near:
            expected = f"{near[0]!r}, or a name unlike it: a column of another name is not read"
            raise InputError("table", f"a column {name!r}", expected)
    rows = []
    for row in table.to_dict("records"):
        fields = {}
        for name in CLAIM_COLUMNS:
            cell = row.get(name, "")
            if isinstance(cell, float) and cell.is_integer():
                cell = int(cell)  # a column with a gap is one of floats: 2023.0
            is_one = pd.api.types.is_scalar(cell)  # `without` may be a list
            if not (is_one and (pd.isna(cell) or cell == "")):
                fields[name] = cell
        rows.append(row | answer_row(fields))
    note = f"Kept, and not read: {', '.join(kept)}." if kept else ""
    return Table(rows).answering(f"{len(rows)} claims", note)


def answer_row(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the answer to one claim of a table, or why it is refused."""
    answered = {
        "reading": "",
        "verdict": "",
        "caveat": "",
        "low": math.nan,
        "high": math.nan,
    }
    first = ["range_unit", "figures", "other_figures", "found", "notes", "unless"]
    answered |= dict.fromkeys(first, "")
    later = ["settles", "story_claims", "printed_elsewhere", "close_to_it", "refused"]
    answered |= dict.fromkeys(later, "")
    try:
        answer = claim(**{"series": "", **fields})
    except InputError as error:
        return answered | {"refused": str(error)}
    return {
        "reading": answer.reading,
        "verdict": answer.verdict,
        "caveat": answer.caveat,
        "low": answer.low,
        "high": answer.high,
        "range_unit": answer.unit,
        "figures": ", ".join(answer.list_decided_by()),
        "other_figures": ", ".join(answer.list_others()),
        "found": " ".join(answer.lines),
        "notes": " ".join(answer.notes),
        "unless": answer["unless"],
        "settles": answer.settles,
        "story_claims": ", ".join(answer.tested),
        "printed_elsewhere": "; ".join(answer.elsewhere),
        "close_to_it": "; ".join(
            [*answer.compared, *answer.kept_aside, *answer.also, *answer.near]
        ),
        "refused": "",
    }


def refuse_percentage(entry: dict, evidence: Evidence) -> None:
    """Refuse a percentage on months that came to nothing; that they rose is a claim."""
    (test,), (spec,), (months,) = entry["tests"], entry["evidence"], entry["periods"]
    if test["kind"] != "growth" or is_move(test):
        return
    base = Question(spec, test, [], months).base_period
    before = evidence.ranges.range(spec["series"], *base)
    if before is None and find_measure(entry):
        rows = spec["series"].partition(":")[0]
        before = evidence.find_total(rows, base[0], base[1], find_measure(entry))
    if before is not None and before.right <= 0:
        found = (
            f"{test['value']}% on {wording.format_period(*base)}, which came to nothing"
        )
        raise InputError(
            "value",
            found,
            "rose, fell or unchanged: from nought no per cent can be worked out",
        )


def refuse_more_than_all(entry: dict) -> None:
    """Refuse a part that is more than its whole: 90 may be meant as per cent."""
    (test,), (spec,) = entry["tests"], entry["evidence"]
    if test["kind"] != "ratio" or not is_part(spec["series"], spec["over"]):
        return
    for number in re.findall(NUMBER, test["value"]):
        share = read_number(number)
        if share > 1:
            expected = f"a part of {spec['over']}, at most 1: of {share} per cent type "
            expected += f"value='{share / 100}'"
            raise InputError("value", test["value"], expected)


def count_in_part(entry: dict) -> None:
    """Say which evidence bears on a claim of one's own, and does not count the same.

    A source that reconciles two countries' reports goes on with one where the other
    stops, and reckons a weight that neither gave from the value, at one price: neither
    its growth nor its weight is a count.
    """
    kinds = read_sources().set_index("source")["kind"]
    (test,) = entry["tests"]
    for spec in entry["evidence"]:
        name = spec.get("official") or spec["series"]
        is_weight = (
            Series.read(name).unit == "tonnes" or spec.get("measure") == "weight"
        )
        is_reconciled = kinds.get(spec["source"]) == RECONCILED
        if is_reconciled and (test["kind"] == "growth" or is_weight):
            spec["in_part"] = True


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


def check_own(path: str | Path, without: str | Iterable[str] = ()) -> Answer:
    """Return the verdict on a claim of your own from a YAML file; see CONTRIBUTING.md."""
    given = tables.read_yaml(Path(path))
    if not isinstance(given, dict):
        raise InputError(str(path), type(given).__name__, "fields of one claim")
    words = given.pop("claim", "")
    for name, word in given.items():
        if (
            isinstance(word, float) and name in CLAIM_COLUMNS
        ):  # YAML reads 111.00 as 111.0, another number
            raise InputError(name, word, "a number in quotation marks")
    fields = {name: str(word) for name, word in given.items()}
    fields.setdefault("series", "")
    checked = claim(**fields, without=without)
    if words:
        checked["claim"] = words
    return checked


@tables.hold_data()
def codes(product: str | Iterable[str]) -> pd.DataFrame:
    """Return the HS codes of a product word, or of several, with the reason for each.

    Examples
    --------
    >>> codes("helmets")["hs_code"].tolist()
    ['650610']
    """
    words = [product] if isinstance(product, str) else list(product)
    if not words:
        raise InputError("product", "no word", "a word such as drones")
    if len(words) > 1:  # "body armor", typed at a shell as two words
        with suppress(InputError):
            categories.find_products(" ".join(words))
            words = [" ".join(words)]
    for word in words:
        find_goods(word)
    lines = pd.concat([categories.list_codes(word) for word in words])
    lines = lines.drop_duplicates(ignore_index=True)  # two words of one product
    asked = wording.join_words(
        dict.fromkeys(write_asked("HS codes for", word) for word in words)
    )
    return Table(lines).answering(asked)


@tables.hold_data()
def official(product: str, country: str = "", period: str = "") -> pd.DataFrame:
    """Return the totals of official rows on a product; `part` marks a floor.

    Goods that are in no category are asked by their HS code, of 2 to 10 digits.

    Examples
    --------
    After `make reports`:

    >>> official("crude-oil", "China")["source"].unique().tolist()  # doctest: +SKIP
    ['BACI']
    """
    is_code = product.strip().isdecimal()
    if is_code:
        # DuckDB takes a while, and nobody else needs it
        from dualuse.engine import official as rows_of_files

        try:
            rows, aside = rows_of_files.add_up_code(product.strip())
        except InputError as error:
            expected = f"{error.expected}{offer_tables()}"
            raise InputError(error.where, error.found, expected, error.row) from None
    else:
        products = find_goods(product)
        refuse_changed(products)
        totals = read_official()
        if totals is None:
            expected = f"a file of a build: run `make reports` first{offer_build()}"
            raise InputError(f"processed/{TOTALS}", "no such file", expected)
        rows = totals[totals["category"].isin(products)]
    rows = keep_period(keep_country(rows, country), period)
    if rows.empty:
        raise InputError(
            "official rows",
            f"none on {product}",
            f"another country or period, rows that `make data` brings, or goods by their "
            f"HS code{give_example()}{offer_build()}",
        )
    if is_code:
        things = f"totals of official rows on HS {product.strip()} "
        asked = write_asked(things, "", country, period)
    else:
        asked = write_asked("totals of official rows on", product, country, period)
    note = ""
    for worth, amount in (
        ("value_weighed_usd", "net_weight_kg"),
        ("value_counted_usd", "quantity"),
    ):
        is_partly = rows[worth].fillna(0) < rows["value_usd"]
        if (is_partly & rows[amount].notna()).any():
            note += f"Where {worth} is below value_usd, {amount} is a minimum. "
    note += note_floors(rows)
    note += note_gaps(rows, period)
    note += note_weights(rows)
    note += note_own_rows(rows)
    note += note_files(rows)
    if is_code:  # added up anew
        note += note_aside(keep_country(aside, country))
        note += note_claimed(product.strip(), rows)
    else:
        note += f" {write_changed()}"
    rows = rows.reset_index(drop=True)
    return Table(rows).answering(asked, note.strip(), shown=show_totals(rows))


def note_weights(rows: pd.DataFrame) -> str:
    """Return whose weights may be no count."""
    kinds = read_sources().set_index("source")["kind"]
    weighed = rows.loc[rows["net_weight_kg"].notna(), "series"]
    sources = {Series.read(name).source for name in weighed}
    reconciled = sorted(name for name in sources if kinds.get(name) == RECONCILED)
    labels = [name_source(name) for name in reconciled]
    told = [sentences.write("reconciled_weight", label) for label in labels]
    return "".join(f" {each}" for each in told)


def note_files(rows: pd.DataFrame) -> str:
    """Return which files of data/official/ the rows are in, and where that is said of them."""
    files = wording.join_words(rows.loc[~rows["own"], "files"].unique()[:MOST_FIGURES])
    return " " + sentences.write("of_files", files) if files else ""


def note_own_rows(rows: pd.DataFrame) -> str:
    """Return in how many totals rows of one's own are, and of which files."""
    own = rows[rows["own"]]
    if own.empty:
        return ""
    files = wording.join_words(own["files"].unique())
    return " " + sentences.write("own_totals", len(own), len(rows), files)


def note_aside(aside: pd.DataFrame) -> str:
    """Return which rows of a code are in no total, as another file has them."""
    told = []
    for (file, problem), rows in aside.groupby(["file", "problem"]):
        total = rows["value_usd"].sum()
        amount = wording.format_range(total, total, "USD")
        told.append(
            sentences.write(
                "rows_aside", int(rows["rows"].sum()), file, amount, problem
            )
        )
    return "".join(f" {each}" for each in told)


def note_claimed(code: str, rows: pd.DataFrame) -> str:
    """Return the series of the same goods that a claim can be asked of, trade by trade."""
    goods = categories.find_coded(code)
    trades = {Series.read(name)[:3] for name in rows["series"]}
    names = []
    for name in [*list_series().index, *list_official_series()]:
        line = Series.read(name)
        if line.product in goods and line[:3] in trades and name not in names:
            names.append(name)
    if not names:
        return ""
    listed = names[:MOST_FIGURES]
    if len(names) > MOST_FIGURES:
        listed.append(f"{len(names) - MOST_FIGURES} more (desk.series({code!r}))")
    return " " + sentences.write("claimed_as", code, wording.join_words(listed))


def offer_code() -> str:
    """Return how goods of no category are asked."""
    return f"; goods of no category are asked by their HS code{give_example()}"


def give_example() -> str:
    """Return a code that official rows are here of; nothing where there are none."""
    totals = read_official()
    if totals is None or totals.empty:
        return ""
    lines = categories.read_categories()
    codes = lines.loc[lines["category"] == totals["category"].iloc[0], "hs_code"]
    return f", as in desk.official({codes.iloc[0]!r})"


def note_floors(rows: pd.DataFrame) -> str:
    """Return which codes alone totals are of that lack others, and which rows they lack."""
    told = []
    is_short = rows["unread_rows"] > 0
    by = rows[rows["part"] & ~is_short].groupby(["category", "source"])
    labels = read_labels("sources", "source", "label")
    for (category, source), floors in by:
        cells = floors["codes"].str.split(", ")
        here = sorted({code for codes in cells for code in codes})
        others = set(rows.loc[rows["category"] == category, "source"]) - {source}
        who = labels.get(source, source) if others else ""
        told.append(note_codes(str(category), here, who))
    for first in rows[is_short].head(1).to_dict("records"):
        number = int(first["unread_rows"])
        told.append(sentences.write("rows_missing", number, first["unread"]))
    return " ".join(told)


def note_gaps(rows: pd.DataFrame, period: str) -> str:
    """Return which months a series lacks, of those asked or between its own."""
    told = []
    for name, totals in rows.groupby("series"):
        first, last = totals["period_start"].min(), totals["period_end"].max()
        if period:
            first, last = parse_period(period)
        here = list_covered(totals[["period_start", "period_end"]].to_numpy())
        lacking = [month for month in list_each_month(first, last) if month not in here]
        if lacking:
            told.append((name, wording.write_runs(lacking)))
    if not told:
        return ""
    return " " + sentences.write("months_lacking", *told[0], len(told) - 1)


def note_codes(category: str, here: list[str], who: str = "") -> str:
    """Return which of the codes of a category, or of a code that was asked, are here.

    `who` is the source, where there are rows of others as well.
    """
    lines = categories.read_categories()
    goods = name_product(category)
    whole = sorted({*lines.loc[lines["category"] == category, "hs_code"]})
    if not whole:
        whole, goods = [category], f"HS {category}"
    if {*whole} <= {*here}:
        return sentences.write("codes_missing", goods)
    words = [describe_short(code) for code in here[:MOST_FIGURES]]
    if len(here) > MOST_FIGURES:
        words.append(f"{len(here) - MOST_FIGURES} more")
    listed = name_codes(whole)
    facts = wording.join_words(words), len(here) == 1, listed, goods, who
    return sentences.write("only_codes", *facts)


def describe_short(code: str) -> str:
    """Return a code with what it is of, as the Harmonized System has it.

    >>> describe_short("69109000")
    '69109000 (Ceramic sinks, wash basins, wash basin ...)'
    """
    words = categories.describe_code(code) or categories.describe_code(code[:6])
    words = words or categories.describe_code(code[:4])
    return f"{code} ({textwrap.shorten(words, SHORT, placeholder=' ...')})"


def name_codes(codes: list[str]) -> str:
    """Return codes with what they are called, or how many they are.

    >>> name_codes(["69"]), name_codes(["621133", "630790"])
    ('chapter 69', 'codes 621133 and 630790')
    """
    if len(codes) > MOST_CODES:
        return f"its {len(codes)} codes"
    names = {2: "chapter", 4: "heading"}
    kinds = {names.get(len(code), "code") for code in codes}
    kind = kinds.pop() if len(kinds) == 1 else "code"
    several = "s" if len(codes) > 1 else ""
    return f"{kind}{several} {wording.join_words(codes)}"


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
    if rows["part"].any():
        shown["codes"] = rows["codes"]
    return pd.DataFrame(shown)


def write_whole(amount: float) -> str:
    """Return an amount without its decimals, a dash where none was reported.

    >>> write_whole(1234.4), write_whole(math.nan)
    ('1,234', '-')
    """
    return "-" if pd.isna(amount) else wording.format_number(float(amount), 0)
