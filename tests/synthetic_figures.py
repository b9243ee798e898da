"""Synthetic rows of figures.csv, for tests of numbers only: none was ever printed."""

import pandas as pd

from dualuse.base import tables

SOURCES = tables.read_reference("sources").set_index("source")
MEASURED = SOURCES.loc["GACC", "revisions"]  # how far customs revise
FIXED = {
    "role": "evidence",
    "reporter": "CHN",
    "partner": "RUS",
    "product": "all",
    "source": "GACC",
    "unit": "bn USD",
    "hedge": "exact",
    "quantity": "flow",
    "page": "a page",
}
TEXT = ["growth", "growth_hedge", "growth_base", "status"]
COLUMNS = ["id", "flow", "period_start", "period_end", "value", "growth"]


def write_rows(table, **changes):
    """Rows from lines of "id flow start end value growth", - for nothing.

    A period of one month needs no end. Changes are of columns, for all rows.
    """
    rows = []
    for line in table.strip().splitlines():
        cells = [cell.replace("-", "", cell == "-") for cell in line.split()]
        rows.append(dict(zip(COLUMNS, cells, strict=False)))
    frame = pd.DataFrame(rows, columns=COLUMNS, dtype=str).fillna("")
    frame = frame.assign(**FIXED).assign(**dict.fromkeys(TEXT[1:], ""))
    frame = frame.assign(**changes)
    frame["series"] = [tables.name_series(row) for row in frame.to_dict("records")]
    return frame


def list_sources(**kinds):
    """The table of sources: customs, unless a kind is given."""
    kinds = {"GACC": "customs statistics", **kinds}
    frame = pd.DataFrame({"source": list(kinds), "kind": list(kinds.values())})
    is_customs = frame["kind"] == "customs statistics"
    return frame.assign(revisions=is_customs.map({True: MEASURED, False: ""}))
