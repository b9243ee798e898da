"""What a row of data/ must be as a whole, and beside the other rows: triples of column, test, what is expected."""

import re
from decimal import Decimal

from dualuse.data import cells, printed
from pressroom import files, project
from pressroom.errors import InputError

# A slip of scale, not a print: world trade is some 2.4e13 US dollars and 1.2e10 t by sea a year, people some 8e9.
CEILINGS = dict.fromkeys(printed.BASES, 10**10) | dict.fromkeys(printed.CURRENCIES, 10**14)
CEILINGS |= {"RUB": 10**16, "tonnes": 10**11, "percent": 10**4, "times": 10**6}
FIRST_MONTH = "1949-01"  # nothing in this story is older than the state that reports it
ARTICLES = ("politico", "business insider", "businessinsider")  # the outlets under test


def _last_month(released):
    """Return the last month that a release can tell of: "2023" → "2023-12", "2023-07-13" → "2023-07"."""
    return released[: len("2023-07")] if "-" in released else f"{released}-12"


def _dated(row):
    last = _last_month(row["released"])
    after = f"{int(last[:4]) + 1}{last[4:]}"
    return all(not row[c] or FIRST_MONTH <= row[c] <= after for c in ("period_start", "period_end"))


def _possible(row):
    """Say whether a level lies below the ceiling of its unit, below which every print in hand lies by far."""
    if not row["value"] or not cells.reads(printed.unit, row["unit"]):
        return True  # another rule's matter
    factor, base = printed.unit(row["unit"])
    numbers = re.findall(r"[\d,.]*\d", row["value"])
    return all(
        cells.reads(printed.as_decimal, n)
        and float(n.replace(",", "")) * factor <= CEILINGS[base.partition(" per ")[0]]
        for n in numbers
    )


def _named_for_the_articles(row):
    return any(outlet in f"{row['publisher']} {row['outlet']}".lower() for outlet in ARTICLES)


def _marked(row):
    """Return whether what the status says can be: a later level, a rate, a record among months before."""
    marks, since = printed.marks(row["status"]), row["status"].rpartition(" since ")[2]
    return (
        (row["value"] or not {printed.LATER, printed.CUT} & set(marks))
        and (printed.UNREVISED not in marks or row["growth"])
        and (not re.search(printed.RECORD, row["status"]) or since < row["period_start"] == row["period_end"])
    )


ORDERED = (
    "period_end",
    lambda r: not (r["period_start"] and r["period_end"]) or r["period_start"] <= r["period_end"],
    "a period that does not end before its start",
)
HEDGED = (
    "hedge",
    lambda r: bool(r["hedge"]) == bool(r["value"]),
    "a hedge where there is a value, and only there",
)
PARSED = (
    "value",
    lambda r: (
        not r["value"] or not r["hedge"] or cells.reads(printed.interval, r["value"], r["unit"], r["hedge"])
    ),
    "a number that its unit and hedge allow, such as 14.5 (or 5-7 where the hedge is between)",
)
OF_A_FIGURE = (
    ORDERED,
    ("period_end", _dated, f"months between {FIRST_MONTH} and a year after the release"),
    (
        "released",
        lambda r: r["role"] != "evidence" or r["period_end"] <= _last_month(r["released"]),
        "a release that is not before its period ends",
    ),
    (
        "partner",
        lambda r: not r["partner"] or r["partner"] != r["reporter"],
        "another area than the reporter",
    ),
    (
        "publisher",
        lambda r: r["role"] != "evidence" or not _named_for_the_articles(r),
        "the role claim or context for what an outlet under test prints",
    ),
    HEDGED,
    PARSED,
    ("value", _possible, "a level below the ceiling of its unit (rows.CEILINGS): a slip of scale?"),
    ("growth_hedge", lambda r: bool(r["growth_hedge"]) == bool(r["growth"]), "a hedge for every growth"),
    (
        "growth",
        lambda r: not r["growth"] or r["role"] != "evidence" or r["period_start"],
        "a rate with the period that it is of, and so a base: its own, or the same period a year before",
    ),
    (
        "status",
        _marked,
        "a level printed later or cut off, a rate, or a record of one month since an earlier one",
    ),
    (
        "growth",
        lambda r: not r["growth"] or cells.reads(printed.growth, r["growth"], r["growth_hedge"] or "exact"),
        "a rate in per cent such as 78.1 or -34",
    ),
    ("print", lambda r: bool(r["print"]) == bool(r["value"] or r["growth"]), "kept or assumed"),
    ("value", lambda r: r["role"] == "context" or r["value"] or r["growth"], "a number, by its role"),
)
OF_A_PAGE = (
    ("url", lambda r: bool(r["url"]) == bool(r["page_id"]), "a page for every page id"),
    ("independent", lambda r: bool(r["independent"]) == bool(r["page_id"]), "yes or no for every page"),
)

OF_A_SENTENCE = (
    ("why", lambda r: bool(r["claims"] or r["why"].strip()), "a claim that holds it, or why none does"),
)


def figures(records):
    """Rules on a figure beside the others: what it repeats, and what the articles print."""
    by_id = {r["id"]: r for r in records}
    claims = [r for r in records if r["role"] == "claim" and r["value"]]

    def repeats(r):
        other = by_id.get(r["same_fact"]) if r["same_fact"] else None
        return not r["same_fact"] or (other is not None and _repeats(r, other))

    def own(r):
        alike = claims if r["role"] == "evidence" and r["value"] else ()
        return not any(_says_the_same(r, claim) for claim in alike)

    return (
        (
            "same_fact",
            repeats,
            "the id of another row of the same series that repeats none itself, or nothing",
        ),
        ("value", own, "role claim: product, period and value are those of the article's own figure"),
    )


def _repeats(row, other):
    """Say whether a row can repeat another: evidence the same series, context the same flow at least."""
    if other is row or other["same_fact"] or (row["role"] == "claim") != (other["role"] == "claim"):
        return False
    series = ("product", "source", "role") if row["role"] == "evidence" else ()
    return all(row[c] == other[c] for c in ("reporter", "partner", "flow", *series))


def _says_the_same(row, claim):
    period = all(claim[c] in ("", row[c]) for c in ("period_start", "period_end"))
    return period and claim["product"] == row["product"] and _amount(claim) == _amount(row)


def _amount(row):
    """Return a printed value in its base unit as (number, base), or the text itself if it is a range."""
    factor, base = printed.unit(row["unit"])
    try:
        return printed.as_decimal(row["value"]) * Decimal(factor), base
    except InputError:
        return row["value"], base


def statements(records):
    """A page speaks to a claim that there is."""
    known = claim_ids()
    return (("claim_id", lambda r: r["claim_id"] in known, "the id of a claim of data/claims.yaml"),)


def sentences(records):
    """A sentence of the article is held by claims that there are, and no number is passed over."""
    known, numbers = claim_ids(), [str(n) for n in range(1, len(records) + 1)]
    whole = [r["number"] for r in records] == numbers
    return (
        ("claims", lambda r: set(r["claims"].split()) <= known, "ids of claims of data/claims.yaml"),
        ("number", lambda r: whole, f"each number from 1 to {len(records)}, in order"),
    )


def claim_ids():
    """Return the ids of data/claims.yaml, read without parsing the file."""
    return set(re.findall(r"^(?:  )?- id: ([\w-]+)$", _claims_file(), re.MULTILINE))


def categories(records):
    """No product of a claim may lose its last code: its series would be one without rows."""
    lost = ", ".join(sorted(products_of_claims() - {r["category"] for r in records}))
    return (("category", lambda r: not lost, f"lines for {lost} as well, of which claims speak"),)


def products_of_claims():
    """Return the products of traded quantities in data/claims.yaml, read without parsing the file."""
    text = _claims_file()
    traded = re.findall(r"quantity: *\{[^}]*importer[^}]*product: *([a-z0-9-]+)", text)
    goods = ",".join(re.findall(r"goods: *\[([^\]]*)\]", text))
    # a word that products.csv does not know is refused where claims.yaml is read, under its own name
    known = set(
        files.table(project.DATA / "reference/products.csv", "data/reference/products.csv")["product"]
    )
    return known & {*traded, *map(str.strip, goods.split(","))} - {"all"}


def _claims_file():
    return files.text(project.DATA / "claims.yaml", "data/claims.yaml")


def countries(records):
    """A number belongs to one area in each of the lists; BACI has Comtrade's; neither is another area's in M49."""
    area = {n: r["iso3"] for r in records for n in r["m49"].split()}

    def own(r):
        return all(area.get(n, r["iso3"]) == r["iso3"] for n in r["comtrade"].split())

    rules = []
    for column in ("m49", "comtrade", "baci", "customs"):
        held = [n for r in records for n in r[column].split()]
        twice = {n for n in held if held.count(n) > 1}
        rules.append((column, lambda r, c=column, t=twice: not set(r[c].split()) & t, "a number of one area"))
    return (
        *rules,
        ("comtrade", own, "a number that is no other area's M49"),
        (
            "baci",
            lambda r: r["iso3"] == "WLD" or r["baci"] == r["comtrade"],
            "Comtrade's number: BACI uses it",
        ),
    )
