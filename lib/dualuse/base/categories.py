"""What a newsroom's product word can mean in the Harmonized System (HS).

data/reference/categories.csv gives each category its codes, with the edition that has
them and the reason; spellings.csv, other words for it. The tiers of the Common High
Priority List are categories too. Categories of one `group` exclude each other.
"""

import pandas as pd

from dualuse.base import rules, tables
from dualuse.base.errors import InputError, did_you_mean

EDITION = "HS22"  # in force since 2022; the priority list names its codes
HIGH_PRIORITY = "high-priority-goods"
# A story that is not about trade has none of these lists.
LINES = ["category", "group", "hs_edition", "hs_code", "official", "reason", "source"]
LISTED = ["hs_code", "tier", "list_date", "publisher", "page"]
SPELLINGS = ["spelling", "product"]


def read_list(name: str, columns: list[str]) -> pd.DataFrame:
    """Return a table of data/reference; no rows where the story does without it."""
    if not (tables.DATA / "reference" / f"{name}.csv").is_file():
        return pd.DataFrame(columns=columns, dtype=str)
    return tables.read_reference(name)


def read_categories() -> pd.DataFrame:
    """Return every category, one row a code.

    Returns
    -------
    pandas.DataFrame
        category, group, hs_edition ("any" where editions agree), hs_code, reason,
        source.
    """
    lines = read_list("categories", LINES)
    lines = lines.drop(columns="official", errors="ignore")  # `describe_code` has it
    listed = read_list("priority_list", LISTED)
    whole = pd.DataFrame(
        {
            "category": HIGH_PRIORITY,
            "group": "",
            "hs_edition": EDITION,
            "hs_code": listed["hs_code"],
            "reason": "On the list of " + listed["list_date"] + ".",
            "source": listed["publisher"],
        }
    )
    tiers = whole.assign(
        category="high-priority-" + listed["tier"].str[0],
        group="high-priority",
    )
    return pd.concat([lines, tiers, whole], ignore_index=True)


def read_spellings() -> pd.DataFrame:
    """Return every word for every product: spelling, product. The best known first."""
    lines, products = read_categories(), tables.read_reference("products")
    words = [read_list("spellings", SPELLINGS)]
    words.append(lines.assign(spelling=lines["category"], product=lines["category"]))
    words.append(products.assign(spelling=products["product"]))
    words.append(products.assign(spelling=products["label"]))
    return pd.concat(words, ignore_index=True)[["spelling", "product"]]


def list_codes(word: str, edition: str = EDITION) -> pd.DataFrame:
    """Return the HS codes that a product can mean, with the reason for each.

    Parameters
    ----------
    word : str
        A category, a label or another spelling, in whatever case: "drones", "body armor".
    edition : str
        "HS22", "HS17", ...

    Returns
    -------
    pandas.DataFrame
        category, hs_code, description (the HS's own words), reason. Where a word can
        mean several goods, each has its rows: their codes differ.

    Examples
    --------
    >>> list_codes("bulletproof vests")["hs_code"].to_list()
    ['621133', '621143', '630790']
    >>> list_codes("body armor")["category"].unique().tolist()
    ['armour-ceramics', 'helmets', 'vests']
    """
    words = read_spellings()
    products = words.loc[words["spelling"].str.casefold() == word.casefold(), "product"]
    if products.empty:
        known = did_you_mean(word, words["spelling"], "product")
        raise InputError("product", repr(word), known)
    lines = read_categories()
    is_meant = lines["hs_edition"].isin([edition, "any"])
    is_meant &= lines["category"].isin(products)
    codes = lines[is_meant].sort_values(["category", "hs_code"], ignore_index=True)
    if codes.empty:
        known = did_you_mean(word, lines["category"], "product with HS codes")
        expected = f"{known}; or a word that desk.search({word!r}) finds"
        raise InputError("HS codes", f"none for {word!r} in {edition}", expected)
    codes["description"] = codes["hs_code"].map(describe_code)
    return codes[["category", "hs_code", "description", "reason"]]


def describe_code(code: str) -> str:
    """Return the HS's own words for a code, or nothing for a code it has not.

    Examples
    --------
    >>> describe_code("8806")
    'Unmanned aircraft'
    """
    return rules.find_official_texts([code])[0]
