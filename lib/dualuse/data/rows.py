"""What a row of data/ must be as a whole, and beside the other rows: triples of column, test, what is expected."""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from dualuse.data import cells, printed
from pressroom import files, project
from pressroom.errors import InputError

Row = dict[str, str]
Rule = tuple[str, Callable[[Row], bool], str]

# A slip of scale, not a print: world trade is some 2.4e13 US dollars and 1.2e10 t by sea a year, people some 8e9.
CEILINGS = dict.fromkeys(printed.BASES, 10**10) | dict.fromkeys(printed.CURRENCIES, 10**14)
CEILINGS |= {"RUB": 10**16, "tonnes": 10**11, "percent": 10**4, "times": 10**6}
FIRST_MONTH = "1949-01"  # nothing in this story is older than the state that reports it


def _dated(row: Row) -> bool:
    """Return whether a period ends at most a year after the last month that its release can tell of."""
    last = row["released"][:7] if "-" in row["released"] else f"{row['released']}-12"
    after = f"{int(last[:4]) + 1}{last[4:]}"
    return all(not row[c] or FIRST_MONTH <= row[c] <= after for c in ("period_start", "period_end"))


def _possible(row: Row) -> bool:
    """Return whether a level lies below the ceiling of its unit, below which every print in hand lies by far."""
    if not row["value"] or not cells.reads(printed.interval, row["value"], row["unit"], row["hedge"]):
        return True  # another rule's matter
    factor, base = printed.unit(row["unit"])
    most, numbers = CEILINGS[base.partition(" per ")[0]], re.findall(r"[\d,.]*\d", row["value"])
    return all(float(printed.as_decimal(n)) * factor <= most for n in numbers)


def _told(row: Row) -> bool:
    """Return whether evidence was released after its period had begun to end."""
    whole = row["released"] if "-" in row["released"] else f"{row['released']}-12"
    return row["role"] != "evidence" or row["period_end"] <= whole[:7]


def letters(name: str) -> str:
    """Return a name without case, blanks and marks."""
    return "".join(c for c in name.lower() if c.isalnum())


def under_test() -> set[str]:
    """Return the names of the outlets under test, as story.yml has them, in letters alone."""
    return {letters(name) for a in project.story().articles for name in (a.names or [a.outlet])}


def _independent(row: Row) -> bool:
    by = letters(row["publisher"] + row["outlet"])
    return row["role"] != "evidence" or not any(name in by for name in under_test())


def _marked(row: Row) -> bool:
    """Return whether what the status says can be: a later level, a rate, a record among months before."""
    marks, since = printed.marks(row["status"]), row["status"].rpartition(" since ")[2]
    return bool(
        (row["value"] or not {printed.LATER, printed.CUT} & set(marks))
        and (printed.UNREVISED not in marks or row["growth"])
        and (not re.search(printed.RECORD, row["status"]) or since < row["period_start"] == row["period_end"])
    )


def _both(one: str, other: str, expected: str) -> Rule:
    """Return the rule that a row has both of two cells, or neither."""
    return one, lambda r: bool(r[one]) == bool(r[other]), expected


def _day(column: str) -> Rule:
    return column, lambda r: cells.exists(r[column]), "a day that exists, such as 2023-07-13"


OF_A_PRINT = (
    _day("released"),
    (
        "period_end",
        lambda r: not (r["period_start"] and r["period_end"]) or r["period_start"] <= r["period_end"],
        "a period that does not end before its start",
    ),
    (  # what only helps to read others may be of one moment: a price, a stock
        "period_start",
        lambda r: bool(r["period_start"] or not r["period_end"] or r.get("role") == "context"),
        "the month that the period begins",
    ),
    _both("hedge", "value", "a hedge where there is a value, and only there"),
    (
        "value",
        lambda r: not r["value"] or cells.reads(printed.interval, r["value"], r["unit"], r["hedge"]),
        "a number that its unit and hedge allow, such as 14.5 (or 5-7 where the hedge is between)",
    ),
)
OF_A_FIGURE = (
    *OF_A_PRINT,
    ("value", _possible, "a level below the ceiling of its unit (rows.CEILINGS): a slip of scale?"),
    ("partner", lambda r: r["role"] != "evidence" or bool(r["reporter"] and r["partner"]), "two areas"),
    ("period_end", _dated, f"months between {FIRST_MONTH} and a year after the release"),
    ("released", _told, "a release that is not before its period ends"),
    (
        "partner",
        lambda r: not r["partner"] or r["partner"] != r["reporter"],
        "another area than the reporter",
    ),
    ("publisher", _independent, "the role claim or context for what an outlet under test prints"),
    _both("growth_hedge", "growth", "a hedge for every growth"),
    (
        "growth",
        lambda r: not r["growth"] or r["role"] != "evidence" or bool(r["period_start"]),
        "a rate with the period that it is of, and so a base: its own, or the same period a year before",
    ),
    (
        "status",
        _marked,
        "a level printed later or cut off, a rate, or a record of one month since an earlier one",
    ),
    (
        "growth",
        lambda r: not r["growth"] or cells.reads(printed.growth, r["growth"], r["growth_hedge"]),
        "a rate in per cent such as 78.1 or -34",
    ),
    ("print", lambda r: bool(r["print"]) == bool(r["value"] or r["growth"]), "kept or assumed"),
    ("value", lambda r: r["role"] == "context" or bool(r["value"] or r["growth"]), "a number, by its role"),
)
OF_A_PAGE = (
    _day("published_date"),
    _both("url", "page_id", "a page for every page id"),
    _both("independent", "page_id", "yes or no for every page"),
)


def figures(records: list[Row]) -> list[Rule]:
    """Rules on a figure beside the others: what it repeats, and what the articles print."""
    by_id = {r["id"]: r for r in records}
    claims = [r for r in records if r["role"] == "claim" and r["value"]]

    def repeats(r: Row) -> bool:
        other = by_id.get(r["same_fact"])
        return not r["same_fact"] or (other is not None and _repeats(r, other))

    def own(r: Row) -> bool:
        alike = claims if r["role"] == "evidence" and r["value"] else ()
        return not any(_says_the_same(r, claim) for claim in alike)

    another = "the id of another row of the same series that repeats none itself, or nothing"
    articles = "role claim: product, period and value are those of the article's own figure"
    return [*OF_A_FIGURE, ("same_fact", repeats, another), ("value", own, articles)]


def _repeats(row: Row, other: Row) -> bool:
    """Say whether a row can repeat another: evidence the same series, context the same flow at least."""
    if other is row or other["same_fact"] or (row["role"] == "claim") != (other["role"] == "claim"):
        return False
    series = ("product", "source", "role") if row["role"] == "evidence" else ()
    return all(row[c] == other[c] for c in ("reporter", "partner", "flow", *series))


def _says_the_same(row: Row, claim: Row) -> bool:
    period = all(claim[c] in ("", row[c]) for c in ("period_start", "period_end"))
    return period and claim["product"] == row["product"] and _amount(claim) == _amount(row)


def _amount(row: Row) -> tuple[Decimal | str, str]:
    """Return a printed value in its base unit as (number, base), or the text itself if it is a range."""
    factor, base = printed.unit(row["unit"])
    try:
        return printed.as_decimal(row["value"]) * Decimal(factor), base
    except InputError:
        return row["value"], base


def statements(records: list[Row]) -> list[Rule]:
    """A page speaks to a claim that there is."""
    known = claim_ids()
    return [
        *OF_A_PAGE,
        ("claim_id", lambda r: r["claim_id"] in known, f"the id of a claim of data/claims.yaml; {REMOVED}"),
    ]


def sentences(records: list[Row]) -> list[Rule]:
    """A sentence of the article is held by claims that there are, or says why not; no number is passed over."""
    known, numbers = claim_ids(), [str(n) for n in range(1, len(records) + 1)]
    whole = [r["number"] for r in records] == numbers
    return [
        (
            "why",
            lambda r: bool(r["claims"].strip() or r["why"].strip()),
            "a claim that holds it, or why none does",
        ),
        (
            "claims",
            lambda r: set(r["claims"].split()) <= known,
            f"ids of claims of data/claims.yaml; {REMOVED}",
        ),
        ("number", lambda r: whole, f"each number from 1 to {len(records)}, in order"),
    ]


REMOVED = "`make remove-claim` takes a claim away with all that belongs to it"


def claim_ids() -> set[str]:
    """Return the ids of data/claims.yaml, read without parsing the file."""
    return set(re.findall(r"^(?:  )?- id: ([\w-]+)$", _claims_file(), re.MULTILINE))


def categories(records: list[Row]) -> list[Rule]:
    """No product of a claim may lose its last code: its series would be one without rows."""
    known = products()  # a slip in a category's name would take one of its codes out of its sum
    lost = ", ".join(sorted(products_of_claims() - {r["category"] for r in records}))
    return [
        ("category", lambda r: r["category"] in known, "a slug of reference/products.csv"),
        ("category", lambda r: not lost, f"lines for {lost} as well, of which claims speak"),
    ]


def products() -> set[str]:
    """Return the slugs of reference/products.csv."""
    where = "reference/products.csv"
    return set(files.table(project.DATA / where, f"data/{where}")["product"])


def products_of_claims() -> set[str]:
    """Return the products of traded quantities in data/claims.yaml, read without parsing the file."""
    text = _claims_file()
    traded = re.findall(r"quantity: *\{[^}]*importer[^}]*product: *([a-z0-9-]+)", text)
    goods = ",".join(re.findall(r"goods: *\[([^\]]*)\]", text))
    # a word that products.csv does not know is refused where claims.yaml is read, under its own name
    return products() & {*traded, *map(str.strip, goods.split(","))} - {"all"}


def _claims_file() -> str:
    return files.text(project.DATA / "claims.yaml", "data/claims.yaml")


def countries(records: list[Row]) -> list[Rule]:
    """A number belongs to one area in each of the lists; BACI has Comtrade's; neither is another area's in M49."""
    area = {n: r["iso3"] for r in records for n in r["m49"].split()}
    rules: list[Rule] = []
    for column in ("m49", "comtrade", "baci", "customs"):
        held = [n for r in records for n in r[column].split()]
        rules.append(_alone(column, {n for n in held if held.count(n) > 1}))
    return [
        *rules,
        # a country that lost a number would lose its rows; M49 has none for areas not elsewhere specified (S19)
        ("m49", lambda r: bool(r["m49"]) or r["iso3"] == "S19", "the area's number"),
        (
            "comtrade",
            lambda r: (
                bool(r["comtrade"]) and {area.get(n, r["iso3"]) for n in r["comtrade"].split()} == {r["iso3"]}
            ),
            "a number, and no other area's M49",
        ),
        (
            "baci",
            lambda r: r["iso3"] == "WLD" or r["baci"] == r["comtrade"],
            "Comtrade's number: BACI uses it",
        ),
    ]


def _alone(column: str, twice: set[str]) -> Rule:
    return column, lambda r: not set(r[column].split()) & twice, "a number of one area"


def rules(name: str, records: list[Row]) -> Iterable[Rule]:
    """Return what the rows of a table must be, beside the schema of their cells."""
    of: Callable[[list[Row]], Iterable[Rule]] = RULES.get(name, lambda _: ())
    return of(records)


RULES = {
    "article_map.csv": sentences,
    "published/figures.csv": figures,
    "published/second_transcription.csv": lambda _: (
        *OF_A_PRINT,
        ("partner", lambda r: bool(r["reporter"] and r["partner"]), "two areas"),
    ),
    "published/statements.csv": statements,
    "reference/categories.csv": categories,
    "reference/countries.csv": countries,
}
