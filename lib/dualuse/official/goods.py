"""Official rows as totals of categories of goods: added up by code where they are, then by category.

A row counts for every category whose code its own begins with; under a heading that is there itself, none of its
subheadings counts again.
"""

import duckdb
import pandas as pd

from dualuse.data import categories
from dualuse.official import formats, sums

KEYS = ["source", "reporter", "partner", "flow", "period"]
ALL_GOODS = "all"
MEASURES = ("value_usd", "net_weight_kg", "quantity")
PLACE = ["source", "hs", "reporter", "flow", "period"]  # within which the rows of a query tell what was asked
# Sources whose files do not say what was asked for: only their rows tell what they cover.
UNASKED = ("GACC", "SHIPMENTS")


def lines(hs, table=None):
    """Return the categories and codes of an HS edition, from `categories.table()` if it was not read before."""
    table = categories.table() if table is None else table
    table = table[table["hs_edition"].isin([hs, "any"])]
    return pd.concat(
        [
            table[["category", "hs_code"]].drop_duplicates(),
            pd.DataFrame({"category": [ALL_GOODS], "hs_code": ["TOTAL"]}),
        ]
    )


def by_code(rows):
    """Return official rows added up by source, pair, flow, period, edition and code, on the engine that holds them.

    Codes of no category are left out. What comes back is small, whatever the number of rows.
    """
    listed = categories.table()
    wanted = pd.concat([lines(hs, listed)["hs_code"] for hs in formats.editions()])
    return sums.totals(rows, [*KEYS, "hs", "code"], (*MEASURES,), within=sorted(set(wanted)))


def by_category(added):
    """Return sums by code as totals of categories; a code below another of its own pair and category does not count."""
    listed = categories.table()
    table = pd.concat([lines(hs, listed).assign(hs=hs) for hs in sorted(set(added["hs"]))], ignore_index=True)
    engine = duckdb.connect()
    for name, frame in {"added": added, "lines": table, "parts": _parts(added)}.items():
        engine.register(name, frame)
    keys = ", ".join(f"m.{k}" for k in (*KEYS, "hs", "category"))
    same = " AND ".join(f"above.{k} = m.{k}" for k in [*KEYS, "hs", "category"])
    place = " AND ".join(f"parts.{k} = added.{k}" for k in PLACE)

    def exact(measure):  # whole cents and grams: no order of rows moves the last digit
        return f"sum(round({measure} * {sums.SCALES[measure]})::BIGINT) / {sums.SCALES[measure]}"

    one = "count(DISTINCT coalesce(m.unit, '')) = 1 AND count(*) = count(m.unit)"
    found = engine.sql(
        f"""WITH m AS (SELECT added.*, category FROM added JOIN lines
                ON lines.hs = added.hs AND starts_with(added.code, lines.hs_code)
                WHERE lines.hs_code = added.code OR NOT EXISTS (
                    FROM parts WHERE {place} AND parts.chapter = lines.hs_code))
            SELECT {keys}, {exact("value_usd")} AS value_usd, {exact("net_weight_kg")} AS net_weight_kg,
                CASE WHEN {one} THEN {exact("quantity")} END AS quantity,
                {exact("value_weighed_usd")} AS value_weighed_usd,
                sum(rows)::BIGINT AS rows, CASE WHEN {one} THEN any_value(m.unit) END AS unit
            FROM (SELECT DISTINCT * FROM m) AS m WHERE NOT EXISTS (SELECT 1 FROM m AS above
                WHERE {same} AND above.code <> m.code AND starts_with(m.code, above.code))
            GROUP BY {keys} ORDER BY {keys}"""
    ).df()
    return found.drop(columns="hs")


def _parts(added):
    """Return the chapters of which a source that does not say what was asked has some headings but not all.

    A part never passes for the whole: a download by heading is the chapter, and 6910 alone is not.
    """
    deep = added[
        added["source"].isin(UNASKED) & (added["code"].str.len() > len("69")) & (added["code"] != "TOTAL")
    ]
    deep = deep.assign(chapter=deep["code"].str[:2], heading=deep["code"].str[:4])
    held = deep.groupby([*PLACE, "chapter"])["heading"].agg(set).reset_index()
    headings = {c: categories.headings(c) for c in set(held["chapter"])}
    broken = [not headings[c] <= h for c, h in zip(held["chapter"], held["heading"], strict=True)]
    return held.loc[broken, [*PLACE, "chapter"]].astype(object)
