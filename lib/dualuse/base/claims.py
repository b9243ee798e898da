"""The claims under test: data/claims.yaml, read and checked.

claims.schema.json says which keys there are. Here stand the rules that it cannot say.
A claim is one assertion or has parts. Each is tested against figures (`tests`), or
judged by pages: was it `said`, is it `so`; or it is an `opinion`.
"""

import copy
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NoReturn

import pandas as pd

from dualuse.base import shapes, tables
from dualuse.base.errors import InputError, did_you_mean
from dualuse.base.files import hash_file
from dualuse.base.parts import COMPARED, MEASURED, list_parts
from dualuse.base.printed import BELOW, read_growth, read_level
from dualuse.base.series import Series
from dualuse.base.units import POINTS, RATE, STOCK, split_unit

CLAIMS = tables.DATA / "claims.yaml"
WHERE = "data/claims.yaml"
SCHEMA = "claims.schema.json"
TAKES = {  # evidence that can answer a kind of test; others take any but these
    "tally": ["tally"],
    "months": ["calendar"],
    "growth": ["official", "series"],
}


def read_claims(path: Path = CLAIMS) -> list[dict]:
    """Return the claims in the order of the file, each with `asked`.

    Raises
    ------
    InputError
        Naming the claim and what is unknown, missing, twice or cannot be tested.

    Examples
    --------
    >>> read_claims()[0]["id"]
    'A1'
    """
    loaded = load_claims(path)
    months = tables.read_story().get("months")
    for claim in loaded["claims"]:
        if months and "quantity" in claim:
            claim.setdefault("periods", months)
        claim["asked"] = loaded["asked"]
    tables.verify_data()
    if path != CLAIMS or not tables.was_checked():
        for fault in list_claim_faults(loaded["claims"]):
            raise fault
    return loaded["claims"]


def list_claim_faults(claims: list[dict]) -> Iterator[InputError]:
    """Yield what is wrong with each claim, the first thing of each."""
    known = list_known_words(tables.read_table(tables.FIGURES))
    judgements = tables.read_other("published/judgements.csv")
    known["judged"] = set(judgements.get("part", []))
    taken: set[str] = set()
    for claim in claims:
        try:
            check_ids(claim, taken, known)
            require_known("group", [claim["group"]], known)
            require_known("figure", claim["context"], known)
            for part in list_parts(claim):
                if "tests" in part:
                    refuse_untestable(part, known)
        except InputError as error:
            found, expected = error.found, error.expected
            yield InputError(WHERE, found, expected, claim["id"])


def read_left_out() -> list[dict]:
    """Return the sentences of the stories that are not among the claims, and why."""
    return load_claims(CLAIMS)["left_out"] or []


def load_claims(path: Path) -> dict:
    """Return the file as it stands, its keys checked."""
    return copy.deepcopy(parse_claims(path, hash_file(path)))


@lru_cache(maxsize=2)
def parse_claims(path: Path, state: str) -> dict:
    """Return the same, parsed once for each state of the file."""
    return shapes.check_shape(WHERE, tables.read_yaml(path), SCHEMA)


def refuse_claim(found: str, expected: str) -> NoReturn:
    """Refuse what a claim says; `read_claims` adds which claim."""
    raise InputError("claim", found, expected)


def list_known_words(figures: pd.DataFrame) -> dict[str, set]:
    """Return the words that claims may use, by what they are."""
    countries = tables.read_reference("countries")
    products = tables.read_reference("products")
    sources = tables.read_reference("sources")
    categories = tables.read_other("reference/categories.csv").get("category", [])
    known = {"area": set(countries["iso3"])}
    known["product"] = {*products["product"], *categories}
    known["source"] = set(sources["source"])
    known["unit"] = set(tables.read_reference("units")["unit"])
    known["figure"] = set(figures["id"])
    known["group"] = set(tables.read_story()["groups"])
    known["year"] = {month[:4] for month in figures["period_start"] if month}
    return known


def require_known(what: str, words: Iterable[str], known: dict[str, set]) -> None:
    """Refuse a word that the tables of data/ do not have; a held-out figure is one."""
    for word in words:
        if word not in known[what]:
            refuse_claim(f"the {what} {word!r}", did_you_mean(word, known[what], what))


def check_ids(claim: dict, taken: set[str], known: dict[str, set]) -> None:
    """Refuse an id or a slug that stands twice, and a part of another claim.

    Pages are judged part by part: nobody would see a judgement on the whole.
    """
    parts = [part["id"] for part in claim.get("parts", [])]
    if parts and claim["id"] in known["judged"]:
        refuse_claim(f"a judgement on {claim['id']}", f"one on {', '.join(parts)}")
    if claim.get("quoted_part") not in (None, *parts):
        refuse_claim(f"the quoted part {claim['quoted_part']}", f"one of {parts}")
    for part in parts:
        if not re.fullmatch(rf"{claim['id']}[a-z]", part):
            refuse_claim(f"the part {part}", f"{claim['id']} and one small letter")
    for name in [claim["id"], claim["slug"], *parts]:
        if name.lower() in taken:
            refuse_claim(f"{name} twice", "it once")
        taken.add(name.lower())


def refuse_untestable(part: dict, known: dict[str, set]) -> None:
    """Refuse an assertion that cannot be tested as it stands."""
    for key in ("quantity", "periods", "evidence"):
        if key not in part:
            refuse_claim("tests alone", f"{key} for them")
    quantity = part["quantity"]
    require_known("product", part.get("goods", []), known)
    if "importer" in quantity or "place" in quantity:
        require_known("product", [quantity["product"]], known)
    for role in quantity.keys() - {"product"}:
        require_known("area", quantity[role].split("+"), known)
    for spec in part["evidence"]:
        check_evidence(spec, known)
    for test in part["tests"]:
        check_test(test, part)
    check_months(part, known)
    refuse_sums(part)


def refuse_sums(part: dict) -> None:
    """Refuse the months of a stock as one sum."""
    for spec in part["evidence"]:
        if "series" not in spec:
            continue
        line = Series.read(spec["series"])
        quantity = tables.find_quantity(line.product, line.unit)
        periods = [spec["period"]] if "period" in spec else part["periods"]
        for start, end in periods:
            if quantity == STOCK and start != end:
                expected = (
                    f"[{end}, {end}]: a stock stands at the end of one month, and its "
                    "highest, its lowest or its average of several cannot be asked"
                )
                refuse_claim(f"{start} to {end} of a stock", expected)


def check_evidence(spec: dict, known: dict[str, set]) -> None:
    """Refuse evidence of an unknown source, series or figure."""
    source = spec["source"]
    require_known("source", [source, spec.get("same_file_as", source)], known)
    if "figures" in spec:
        named = [spec[key] for key in ("figures", "over") if key in spec]
        require_known("figure", named, known)
        return
    if "units" in spec:
        require_known("unit", [spec["units"]], known)
    for key in ("series", "official", "tally", "over"):
        if key not in spec:
            continue
        series = Series.read(spec[key].replace("{}", "goods"))
        require_known("unit", [series.unit], known)
        areas = f"{series.reporter}+{series.partner}".strip("+")
        require_known("area", areas.split("+"), known)
        if key != "tally":
            require_known("product", [series.product], known)
        if key != "over" and series.source != source:
            refuse_claim(f"the series {series}", f"one of {source}")


def check_months(part: dict, known: dict[str, set]) -> None:
    """Refuse months outside the years of the figures, and bases that are no bases."""
    entries = part["tests"] + part["evidence"]
    periods = [entry["period"] for entry in entries if "period" in entry]
    periods += part["periods"]
    bases = [entry["base"] for entry in entries if "base" in entry]
    first, last = min(known["year"]), max(known["year"])
    for start, end in periods:
        if not f"{first}-01" <= start <= end <= f"{last}-12":
            expected = f"months of {first} to {last}, as figures have, in their order"
            refuse_claim(f"{start} to {end}", expected)
    # growth in the first year tells of the one before
    earliest = f"{int(first) - 1}-01"
    latest, _ = max(periods)
    for base in bases:
        if not earliest <= base < latest:
            refuse_claim(
                f"the base {base}", f"a month from {earliest} on, before {latest}"
            )


def check_test(test: dict, part: dict) -> None:
    """Refuse a number that cannot be read, or in another unit than its evidence."""
    kind = test["kind"]
    for spec in part["evidence"]:
        check_entry(spec, test)
    if kind == "tally":
        if "goods" not in part:
            refuse_claim("a tally", "goods: what is counted")
        return
    unit, hedge = test["unit"], test.get("hedge", "exact")
    if kind == "growth":
        said = read_growth(test["value"], hedge, literal=True, unit=unit)
        if hedge in BELOW and said.right <= 0 <= said.left:  # less than nothing
            refuse_claim(f"a growth of {hedge} 0", 'operator: "<" for what fell')
    else:
        read_level(test["value"], unit, hedge)


def find_compared(kind: str, spec: dict) -> str:
    """Return the unit of a test that compares, "" of a level: points, of a rate's growth.

    >>> find_compared("growth", {"series": "ENG-seen-in-time-NHSE:percent"})
    'points'
    >>> find_compared("growth", {"series": "CHN-RUS-export-all-GACC"})
    'percent'
    """
    if kind == "growth" and "series" in spec:
        line = Series.read(spec["series"])
        if tables.find_quantity(line.product, line.unit) == RATE:
            return POINTS
    return COMPARED.get(kind, "")


def check_entry(spec: dict, test: dict) -> None:
    """Refuse evidence that cannot answer a test, or is measured in another unit."""
    kind = test["kind"]
    takes = TAKES.get(kind, ["figures", "official", "series"])
    if not spec.keys() & takes:
        refuse_claim(f"{' and '.join(spec)}, of a {kind}", " or ".join(takes))
    if "figures" not in spec and ("over" in spec) != (kind in ("ratio", "share")):
        refuse_claim(
            f"a {kind} over {spec.get('over', 'nothing')}",
            "over, of a ratio or a share alone",
        )
    compared = find_compared(kind, spec)
    if compared not in ("", test.get("unit")):
        refuse_claim(f"the unit {test.get('unit')} of a {kind}", compared)
    if "official" in spec and kind == "level":
        measure = spec.get("measure", "value")
        asked = split_unit(test["unit"])[1]
        if MEASURED.get(measure) != asked:
            refuse_claim(f"the unit {asked} of rows by {measure}", MEASURED[measure])
    if "series" in spec and kind != "growth":
        measured = Series.read(spec["series"]).unit
        asked = split_unit(test["unit"])[1]
        if "over" in spec:
            asked = Series.read(spec["over"]).unit
        if asked != measured:
            refuse_claim(f"the unit {asked}", f"a unit of {measured}")
