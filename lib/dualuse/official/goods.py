"""Official rows as totals of categories of goods: added up by code where they are, then by category.

A row counts for every category whose code its own begins with; under a heading that is there itself, none of its
subheadings counts again. A part never passes for the whole: where the rows alone tell what was asked for, a category
counts in a period only if each of its codes is there, itself or by all that the nomenclature has below it.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd

from dualuse.data import categories
from dualuse.official import formats, sums

KEYS = ["source", "reporter", "partner", "flow", "period"]
ALL_GOODS = "all"
MEASURES = ("value_usd", "net_weight_kg", "quantity")
PLACE = ["source", "hs", "reporter", "flow", "period"]  # within which rows tell what was asked for
RELEASE = "BACI"  # one of these is for all countries
HS6 = 6  # digits that all countries share; below them each has its own


def codes(hs: str, table: pd.DataFrame | None = None) -> dict[str, set[str]]:
    """Return {category: its codes} in an HS edition, from `categories.table()` if it was not read before."""
    table = categories.table() if table is None else table
    found: dict[str, set[str]] = {ALL_GOODS: {"TOTAL"}}
    for category, edition, code in table[["category", "hs_edition", "hs_code"]].to_numpy():
        if edition in (hs, "any"):
            found.setdefault(category, set()).add(code)
    return found


def by_code(rows: Any) -> duckdb.DuckDBPyRelation:
    """Return official rows added up by source, pair, flow, period, edition and code, on the engine that holds them.

    Codes of no category are left out. What comes back is small, whatever the number of rows. `asked` says of each
    that `make data` or `make data-baci` asked for it, and so for every code of the plan.
    """
    listed = categories.table()
    wanted = {c for hs in formats.editions() for of in codes(hs, listed).values() for c in of}
    frame = nw.from_native(rows).lazy()
    dated = "retrieved" in frame.collect_schema().names()
    asked = (nw.col("retrieved").fill_null("") != "") if dated else nw.lit(False)
    by = [*KEYS, "hs", "code", "asked"]
    return sums.added(frame.with_columns(asked.alias("asked")).to_native(), by, MEASURES, within=wanted)


def categorised(rows: duckdb.DuckDBPyRelation, table: pd.DataFrame) -> set[tuple[str, str, str]]:
    """Return edition, code and category of each code that rows have and a category counts."""
    there = rows.project("hs, code").distinct().fetchall()
    of = {hs: codes(hs, table) for hs in {hs for hs, _ in there}}
    return {(hs, code, c) for hs, code in there for c, ways in of[hs].items() if code.startswith(tuple(ways))}


def by_category(added: duckdb.DuckDBPyRelation) -> pd.DataFrame:
    """Return sums by code as totals of categories; a code below another of its own pair and category does not count."""
    listed = categories.table()
    found = categorised(added, listed)
    pairs = [
        (hs, code[:n], c, code)
        for hs, code, c in found
        for n in range(1, len(code))
        if (hs, code[:n], c) in found
    ]
    return _counted(
        added,
        pd.DataFrame(sorted(found), columns=["hs", "code", "category"], dtype=object),
        pd.DataFrame(pairs, columns=["hs", "code", "category", "below"], dtype=object),
        parts(added, listed),
    )


def _counted(
    added: duckdb.DuckDBPyRelation, named: pd.DataFrame, pairs: pd.DataFrame, parts: pd.DataFrame
) -> pd.DataFrame:
    """Return the totals of categories; DuckDB finds the four tables by their names."""
    keys, place = ", ".join([*KEYS, "hs", "category"]), ", ".join([*PLACE, "category"])

    def exact(measure: str) -> str:  # whole cents and grams: no order of rows moves the last digit
        return f"sum(round({measure} * {sums.SCALES[measure]})::BIGINT) / {sums.SCALES[measure]}"

    one = "min(unit) = max(unit) AND count(*) = count(unit)"
    return duckdb.sql(
        f"""WITH m AS (FROM added JOIN named USING (hs, code) ANTI JOIN parts USING ({place})),
            again AS (FROM m JOIN pairs USING (hs, category, code) SELECT DISTINCT {keys}, below AS code)
            SELECT {", ".join(KEYS)}, category,
                {exact("value_usd")} AS value_usd, {exact("net_weight_kg")} AS net_weight_kg,
                CASE WHEN {one} THEN {exact("quantity")} END AS quantity,
                {exact("value_weighed_usd")} AS value_weighed_usd,
                sum(rows)::BIGINT AS rows, CASE WHEN {one} THEN any_value(unit) END AS unit
            FROM m ANTI JOIN again USING ({keys}, code) GROUP BY {keys} ORDER BY {keys}"""
    ).df()


def parts(added: duckdb.DuckDBPyRelation, table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the categories (`PLACE`, category) of which only a part is in hand, and which codes that is.

    No total is made of a part; notebook 04 lists what that leaves out.

    What the plan asked for is whole: a code without rows is nothing there. BACI is one release for all countries,
    so that what one exporter does not sell another's rows show to be in it.
    """
    whose = f"CASE WHEN starts_with(source, {formats.quote(RELEASE)}) THEN '' ELSE reporter END"
    place = f"source, hs, {whose}, flow, period"
    held = added.aggregate(f"{place}, list_sort(list(DISTINCT code)), bool_or(asked)", place).fetchall()
    table = categories.table() if table is None else table
    of = {hs: codes(hs, table) for hs in {row[1] for row in held}}
    named = {hs: frozenset().union(*ways.values()) for hs, ways in of.items()}
    unasked = {tuple(where): (where[1], tuple(there)) for *where, there, asked in held if not asked}
    lost = {key: list(_lost(set(key[1]), of[key[0]], named[key[0]])) for key in set(unasked.values())}
    found = [
        (*where, *some)
        for where in added.project(", ".join(PLACE)).distinct().order(", ".join(PLACE)).fetchall()
        for some in lost.get(unasked.get(where) or unasked.get((*where[:2], "", *where[3:]), ("", ())), [])
    ]
    return pd.DataFrame(found, columns=[*PLACE, "category", "codes"], dtype=object)


def _lost(there: set[str], codes: dict[str, set[str]], named: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield (category, codes in hand) of each category of which the codes that are there make up a part."""
    for category, wanted in codes.items():
        near = {c for c in there if c.startswith(tuple(wanted))}
        if near and not all(_whole(code, near, named) for code in wanted):
            yield category, " ".join(sorted(near))


def _below(code: str, named: frozenset[str]) -> Iterator[str]:
    """Yield the codes below a chapter or a heading, in categories.csv's words on this edition and in the current one.

    The nomenclature is long to load, and comes last: it is not asked where a code before it is lacking. A chapter or
    heading that nothing names has one, ending in 00.
    """
    words = [c for c in named if c.startswith(code) and len(c) == len(code) + 2]
    yield from words
    yield from _headings(code) or ([] if words else [f"{code}00"])


_headings = cache(categories.headings)


def _whole(code: str, held: set[str], named: frozenset[str]) -> bool:
    """Say whether a code is in hand: itself, or all that is below it.

    A heading that is not divided has one code below it, ending in 00.
    Below six digits each country divides as it likes: an end of noughts is a code that is not divided, and of a
    divided one (in China's tariff as in others) the last stands for the rest and ends in 9 or 90.
    """
    if code in held:
        return True
    below = {c for c in held if c.startswith(code)}
    if len(code) < HS6:
        if not below or (len(code) == HS6 - 2 and _whole(f"{code}00", below, named)):
            return bool(below)
        return all(_whole(c, below, named) for c in _below(code, named))
    ends = {c[HS6:].rstrip("0") for c in below}
    return "" in ends or (len(ends) > 1 and any(e.endswith("9") for e in ends))
