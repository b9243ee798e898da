"""What a row of data/ must be as a whole, and beside the others: triples of column, whether it is so, what is expected.

For each table with such rules there is a function: it takes all rows and yields, row by row, what that one must be.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal

from dualuse.data import cells, printed
from pressroom import files, project
from pressroom.errors import InputError

Row = dict[str, str]
Rule = tuple[str, object, str]

# A slip of scale, not a print: world trade is some 2.4e13 US dollars and 1.2e10 t by sea a year, people some 8e9.
CEILINGS = dict.fromkeys(printed.BASES, 10**10) | dict.fromkeys(printed.CURRENCIES, 10**14)
CEILINGS |= {"RUB": 10**16, "tonnes": 10**11, "percent": 10**4, "times": 10**6}
FIRST_MONTH = "1949-01"  # nothing in this story is older than the state that reports it
DAY = "a day that exists, such as 2023-07-13"
REMOVED = "`make remove-claim` takes a claim away with all that belongs to it"


def _possible(row: Row) -> bool:
    """Return whether a level lies below the ceiling of its unit, below which every print in hand lies by far."""
    if not row["value"] or not cells.reads(printed.interval, row["value"], row["unit"], row["hedge"]):
        return True  # another rule's matter
    factor, base = printed.unit(row["unit"])
    most, numbers = CEILINGS[base.partition(" per ")[0]], re.findall(r"[\d,.]*\d", row["value"])
    return all(float(printed.as_decimal(n)) * factor <= most for n in numbers)


def letters(name: str) -> str:
    """Return a name without case, accents, blanks and marks."""
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if c.isalnum())


def under_test() -> set[str]:
    """Return the names of the outlets under test, as story.yml has them, in letters alone."""
    return {letters(name) for a in project.story().articles for name in (a.names or [a.outlet])}


def _marked(row: Row) -> bool:
    """Return whether what the status says can be: a later level, a rate, a record among months before."""
    marks, since = printed.marks(row["status"]), row["status"].rpartition(" since ")[2]
    return bool(
        (row["value"] or not {printed.LATER, printed.CUT} & set(marks))
        and (printed.UNREVISED not in marks or row["growth"])
        and (not re.search(printed.RECORD, row["status"]) or since < row["period_start"] == row["period_end"])
    )


def _of_a_print(r: Row) -> list[Rule]:
    start, end, level = r["period_start"], r["period_end"], (r["value"], r["unit"], r["hedge"])
    number = "a number that its unit and hedge allow, such as 14.5 (or 5-7 where the hedge is between)"
    return [
        ("released", cells.exists(r["released"]), DAY),
        ("period_end", not (start and end) or start <= end, "a period that does not end before its start"),
        # what only helps to read others may be of one moment: a price, a stock
        ("period_start", start or not end or r.get("role") == "context", "the month that the period begins"),
        ("hedge", bool(r["hedge"]) == bool(r["value"]), "a hedge where there is a value, and only there"),
        ("value", not r["value"] or cells.reads(printed.interval, *level), number),
    ]


def _of_a_figure(r: Row, tested: set[str]) -> list[Rule]:
    evidence, ends = r["role"] == "evidence", [r[c] for c in ("period_start", "period_end") if r[c]]
    # the last month it can tell of
    told = r["released"][:7] if "-" in r["released"] else f"{r['released']}-12"
    after, by = f"{int(told[:4]) + 1}{told[4:]}", letters(r["publisher"] + r["outlet"])
    dated = all(FIRST_MONTH <= month <= after for month in ends)
    own = evidence and any(name in by for name in tested)
    rate = not r["growth"] or cells.reads(printed.growth, r["growth"], r["growth_hedge"])
    base = "a rate with the period that it is of, and so a base: its own, or the same period a year before"
    marks = "a level printed later or cut off, a rate, or a record of one month since an earlier one"
    number = bool(r["value"] or r["growth"])
    return [
        *_of_a_print(r),
        ("value", _possible(r), "a level below the ceiling of its unit (rows.CEILINGS): a slip of scale?"),
        ("partner", not evidence or (r["reporter"] and r["partner"]), "two areas"),
        ("period_end", dated, f"months between {FIRST_MONTH} and a year after the release"),
        ("released", not evidence or r["period_end"] <= told, "a release that is not before its period ends"),
        ("partner", not r["partner"] or r["partner"] != r["reporter"], "another area than the reporter"),
        ("publisher", not own, "the role claim or context for what an outlet under test prints"),
        ("growth_hedge", bool(r["growth_hedge"]) == bool(r["growth"]), "a hedge for every growth"),
        ("growth", not r["growth"] or not evidence or r["period_start"], base),
        ("status", _marked(r), marks),
        ("growth", rate, "a rate in per cent such as 78.1 or -34"),
        ("print", bool(r["print"]) == number, "kept or assumed"),
        ("value", number or r["role"] == "context", "a number, by its role"),
    ]


def figures(records: list[Row]) -> Iterator[list[Rule]]:
    """A figure, and beside the others: what it repeats, and what the articles print."""
    by_id, tested = {r["id"]: r for r in records}, under_test()
    claims = [r for r in records if r["role"] == "claim" and r["value"]]
    another = "the id of another row of the same series that repeats none itself, or nothing"
    articles = "role claim: product, period and value are those of the article's own figure"
    for r in records:
        rules, other = _of_a_figure(r, tested), by_id.get(r["same_fact"])
        repeats = not r["same_fact"] or (other is not None and _repeats(r, other))
        alike = claims if r["role"] == "evidence" and r["value"] else ()
        own = any(_says_the_same(r, claim) for claim in alike)
        yield [*rules, ("same_fact", repeats, another), ("value", not own, articles)]


def _repeats(row: Row, other: Row) -> bool:
    """Say whether a row can repeat another: evidence the same series, context the same flow at least."""
    if other is row or other["same_fact"] or (row["role"] == "claim") != (other["role"] == "claim"):
        return False
    series = ("product", "source", "role") if row["role"] == "evidence" else ()
    return all(row[c] == other[c] for c in ("reporter", "partner", "flow", *series))


def _says_the_same(row: Row, claim: Row) -> bool:
    alike = claim["product"] == row["product"]
    period = alike and all(claim[c] in ("", row[c]) for c in ("period_start", "period_end"))
    return period and _amount(claim) == _amount(row)


def _amount(row: Row) -> tuple[Decimal | str, str]:
    """Return a printed value in its base unit as (number, base), or what stands there if it is no one number."""
    try:
        factor, base = printed.unit(row["unit"])
        return printed.as_decimal(row["value"]) * Decimal(factor), base
    except InputError:
        return row["value"], row["unit"]


def transcriptions(records: list[Row]) -> Iterator[list[Rule]]:
    """A print that was read a second time."""
    for r in records:
        yield [*_of_a_print(r), ("partner", r["reporter"] and r["partner"], "two areas")]


def statements(records: list[Row]) -> Iterator[list[Rule]]:
    """A page speaks to a claim that there is."""
    known, page = claim_ids(), "a page for every page id"
    for r in records:
        yield [
            ("published_date", cells.exists(r["published_date"]), DAY),
            ("url", bool(r["url"]) == bool(r["page_id"]), page),
            ("independent", bool(r["independent"]) == bool(r["page_id"]), "yes or no for every page"),
            ("claim_id", r["claim_id"] in known, f"the id of a claim of data/claims.yaml; {REMOVED}"),
        ]


def sentences(records: list[Row]) -> Iterator[list[Rule]]:
    """A sentence of the article is held by claims that there are, or says why not; no number is passed over."""
    known, numbers = claim_ids(), [str(n) for n in range(1, len(records) + 1)]
    whole = [r["number"] for r in records] == numbers
    for r in records:
        held = r["claims"].split()
        yield [
            ("why", held or r["why"].strip(), "a claim that holds it, or why none does"),
            ("claims", set(held) <= known, f"ids of claims of data/claims.yaml; {REMOVED}"),
            ("number", whole, f"each number from 1 to {len(records)}, in order"),
        ]


def claim_ids() -> set[str]:
    """Return the ids of data/claims.yaml, read without parsing the file."""
    return set(re.findall(r"^(?:  )?- id: ([\w-]+)$", _claims_file(), re.MULTILINE))


def categories(records: list[Row]) -> Iterator[list[Rule]]:
    """No product of a claim may lose its last code: its series would be one without rows."""
    known = cells.words("products")  # a slip in a category's name would take one of its codes out of its sum
    lost = ", ".join(sorted(products_of_claims() - {r["category"] for r in records}))
    for r in records:
        yield [
            ("category", r["category"] in known, "a slug of reference/products.csv"),
            ("category", not lost, f"lines for {lost} as well, of which claims speak"),
        ]


def products_of_claims() -> set[str]:
    """Return the products of traded quantities in data/claims.yaml, read without parsing the file."""
    text = _claims_file()
    traded = re.findall(r"quantity: *\{[^}]*importer[^}]*product: *([a-z0-9-]+)", text)
    goods = ",".join(re.findall(r"goods: *\[([^\]]*)\]", text))
    # a word that products.csv does not know is refused where claims.yaml is read, under its own name
    return set(cells.words("products")) & {*traded, *map(str.strip, goods.split(","))} - {"all"}


def _claims_file() -> str:
    return files.text(project.DATA / "claims.yaml", "data/claims.yaml")


def countries(records: list[Row]) -> Iterator[list[Rule]]:
    """A number belongs to one area in each of the lists; BACI has Comtrade's; neither is another area's in M49."""
    area = {n: r["iso3"] for r in records for n in r["m49"].split()}
    lists = ("m49", "comtrade", "baci", "customs")
    held = {column: Counter(n for r in records for n in r[column].split()) for column in lists}
    for r in records:
        own, world = r["iso3"], r["iso3"] == "WLD"
        alone = [(c, all(held[c][n] == 1 for n in r[c].split()), "a number of one area") for c in lists]
        # a country that lost a number would lose its rows; M49 has none for areas not elsewhere specified (S19)
        others = {area.get(n, own) for n in r["comtrade"].split()} - {own}
        yield [
            *alone,
            ("m49", r["m49"] or own == "S19", "the area's number"),
            ("comtrade", r["comtrade"] and not others, "a number, and no other area's M49"),
            ("baci", world or r["baci"] == r["comtrade"], "Comtrade's number: BACI uses it"),
        ]


# For each table that has such rules.
RULES: dict[str, Callable[[list[Row]], Iterator[list[Rule]]]] = {
    "article_map.csv": sentences,
    "published/figures.csv": figures,
    "published/second_transcription.csv": transcriptions,
    "published/statements.csv": statements,
    "reference/categories.csv": categories,
    "reference/countries.csv": countries,
}
