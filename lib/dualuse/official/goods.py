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
HS6 = 6  # digits that all countries share; below them each has its own


def lines(hs: str, table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the categories and codes of an HS edition, from `categories.table()` if it was not read before."""
    table = categories.table() if table is None else table
    table = table[table["hs_edition"].isin([hs, "any"])]
    return pd.concat(
        [
            table[["category", "hs_code"]].drop_duplicates(),
            pd.DataFrame({"category": [ALL_GOODS], "hs_code": ["TOTAL"]}),
        ]
    )


def by_code(rows: Any) -> pd.DataFrame:
    """Return official rows added up by source, pair, flow, period, edition and code, on the engine that holds them.

    Codes of no category are left out. What comes back is small, whatever the number of rows. `asked` says of each
    that `make data` or `make data-baci` asked for it, and so for every code of the plan.
    """
    listed = categories.table()
    wanted = pd.concat([lines(hs, listed)["hs_code"] for hs in formats.editions()])
    frame = nw.from_native(rows).lazy()
    dated = "retrieved" in frame.collect_schema().names()
    asked = (nw.col("retrieved").fill_null("") != "") if dated else nw.lit(False)
    by = [*KEYS, "hs", "code", "asked"]
    return sums.totals(frame.with_columns(asked.alias("asked")), by, MEASURES, within=sorted(set(wanted)))


def by_category(added: pd.DataFrame) -> pd.DataFrame:
    """Return sums by code as totals of categories; a code below another of its own pair and category does not count."""
    listed = categories.table()
    table = pd.concat([lines(hs, listed).assign(hs=hs) for hs in sorted(set(added["hs"]))], ignore_index=True)
    engine = duckdb.connect()
    for name, frame in {"added": added, "lines": table, "parts": parts(added)}.items():
        engine.register(name, frame)
    keys = ", ".join(f"m.{k}" for k in (*KEYS, "hs", "category"))
    same = " AND ".join(f"above.{k} = m.{k}" for k in [*KEYS, "hs", "category"])
    place = ", ".join([*PLACE, "category"])

    def exact(measure: str) -> str:  # whole cents and grams: no order of rows moves the last digit
        return f"sum(round({measure} * {sums.SCALES[measure]})::BIGINT) / {sums.SCALES[measure]}"

    one = "count(DISTINCT coalesce(m.unit, '')) = 1 AND count(*) = count(m.unit)"
    found = engine.sql(
        f"""WITH m AS (FROM added JOIN lines ON lines.hs = added.hs AND starts_with(added.code, lines.hs_code)
                SELECT DISTINCT added.*, category)
            SELECT {keys}, {exact("value_usd")} AS value_usd, {exact("net_weight_kg")} AS net_weight_kg,
                CASE WHEN {one} THEN {exact("quantity")} END AS quantity,
                {exact("value_weighed_usd")} AS value_weighed_usd,
                sum(rows)::BIGINT AS rows, CASE WHEN {one} THEN any_value(m.unit) END AS unit
            FROM m ANTI JOIN parts USING ({place}) WHERE NOT EXISTS (SELECT 1 FROM m AS above
                WHERE {same} AND above.code <> m.code AND starts_with(m.code, above.code))
            GROUP BY {keys} ORDER BY {keys}"""
    ).df()
    return found.drop(columns="hs")


def parts(added: pd.DataFrame) -> pd.DataFrame:
    """Return the categories (`PLACE`, category) of which only a part is in hand, and which codes that is.

    No total is made of a part; notebook 04 lists what that leaves out.

    What the plan asked for is whole: a code without rows is nothing there. BACI is one release for all countries,
    so that what one exporter does not sell another's rows show to be in it.
    """
    release = added["source"].str.startswith("BACI")
    held = added.assign(reporter=added["reporter"].mask(release, ""))
    unasked = {place: set(rows["code"]) for place, rows in held.groupby(PLACE) if not rows["asked"].any()}
    listed = categories.table()
    codes = {hs: lines(hs, listed).groupby("category")["hs_code"].agg(set) for hs in set(added["hs"])}
    named = {hs: frozenset().union(*categorised) for hs, categorised in codes.items()}
    lost = {place: list(_lost(there, codes[place[1]], named[place[1]])) for place, there in unasked.items()}
    found = [
        (*place, *some)
        for place in added[PLACE].drop_duplicates().itertuples(index=False, name=None)
        for some in lost.get(place, lost.get((*place[:2], "", *place[3:]), []))
    ]
    return pd.DataFrame(found, columns=[*PLACE, "category", "codes"], dtype=object)


def _lost(there: set[str], codes: pd.Series, named: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield (category, codes in hand) of each category of which the codes that are there make up a part."""
    for category, wanted in codes.items():
        near = {c for c in there if c.startswith(tuple(wanted))}
        if near and not all(_whole(code, near, named) for code in wanted):
            yield category, " ".join(sorted(near))


@cache
def _below(code: str, named: frozenset[str]) -> set[str]:
    """Return the codes below a chapter or a heading, in this edition and in categories.csv's words on another.

    A heading that is not divided has one, ending in 00.
    """
    below = {c for c in named if c.startswith(code) and len(c) == len(code) + 2}
    return (categories.headings(code) | below) or {f"{code}00"}


def _whole(code: str, held: set[str], named: frozenset[str]) -> bool:
    """Say whether a code is in hand: itself, or all that is below it.

    Below six digits each country divides as it likes: an end of noughts is a code that is not divided, and of a
    divided one (in China's tariff as in others) the last stands for the rest and ends in 9 or 90.
    """
    if code in held:
        return True
    below = {c for c in held if c.startswith(code)}
    if len(code) < HS6:
        return bool(below) and all(_whole(c, below, named) for c in _below(code, named))
    ends = {c[HS6:].rstrip("0") for c in below}
    return "" in ends or (len(ends) > 1 and any(e.endswith("9") for e in ends))
