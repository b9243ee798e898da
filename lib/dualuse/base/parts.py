"""A claim as the engine takes it: its parts, and what a test compares.

It reads no file: `claims` reads and checks claims.yaml.
"""

import pandas as pd

# Of a claim, for all its parts.
SHARED = ["quantity", "about", "goods", "periods", "evidence"]
COMPARED = {  # units of tests that compare, whatever their series is measured in
    "growth": "percent",
    "share": "percent",
    "ratio": "times",
    "months": "months",
}
MEASURED = {"value": "USD", "weight": "tonnes", "pieces": "units"}  # official rows
OWN = "OWN"  # the source of rows that name none


def list_parts(claim: dict) -> list[dict]:
    """Return the assertions of a claim, each with all that it is tested by.

    A part has the periods, evidence and goods of its claim where it gives none. A claim
    without parts is its own only one.

    Examples
    --------
    >>> list_parts({"id": "X1", "claim": "They sold more.", "asks": "so"})
    [{'id': 'X1', 'says': 'They sold more.', 'asks': 'so'}]
    """
    shared = {key: claim[key] for key in SHARED if key in claim}
    if "parts" in claim:
        return [shared | part for part in claim["parts"]]
    only = {"id": claim["id"], "says": claim["claim"]} | shared
    for key in ("asks", "tests"):
        if key in claim:
            only[key] = claim[key]
    return [only]


def list_rows(table: pd.DataFrame) -> list[dict]:
    """Return the rows of a table as maps; pandas' own way takes cells one by one.

    >>> list_rows(pd.DataFrame({"id": ["F1", "F2"], "value": ["32", ""]}))
    [{'id': 'F1', 'value': '32'}, {'id': 'F2', 'value': ''}]
    """
    columns = list(table.columns)
    rows = table.astype(object).to_numpy().tolist()
    return [dict(zip(columns, cells, strict=True)) for cells in rows]
