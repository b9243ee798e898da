"""The claims under test: data/claims.yaml, read and checked.

claims.schema.json says which keys there are. Here stand the rules that it cannot say.
A claim is one assertion or has parts. Each is tested against figures (`tests`), or
judged by pages: was it `said`, is it `so`; or it is an `opinion`.
"""

import json
import math
from collections.abc import Iterable
from pathlib import Path

import fastjsonschema
import pandas as pd

from dualuse import tables
from dualuse.errors import InputError, did_you_mean
from dualuse.printed import read_growth, read_level, split_unit
from dualuse.series import Series

CLAIMS = tables.DATA / "claims.yaml"
WHERE = "data/claims.yaml"
SCHEMA = Path(__file__).with_name("claims.schema.json")
SHARED = ["quantity", "goods", "periods", "evidence"]  # of a claim, for all its parts
COMPARED = {  # units of tests that compare, whatever their series is measured in
    "growth": "percent",
    "share": "percent",
    "ratio": "times",
    "months": "months",
}
SERIES_KEYS = ["series", "official", "tally"]
LARGEST_CHANGE = 100  # times within a year; beyond it the unit is wrong


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
    figures = tables.read_figures()
    known = list_known(figures)
    require_unique(loaded["claims"])
    for claim in loaded["claims"]:
        check_names(claim, known)
        for part in list_parts(claim):
            check_part(part, claim, known)
        check_sizes(claim, figures)
        claim["asked"] = loaded["asked"]
    return loaded["claims"]


def read_left_out(path: Path = CLAIMS) -> list[dict]:
    """Return the sentences of the stories that are not among the claims, and why."""
    return load_claims(path)["left_out"] or []


def list_parts(claim: dict) -> list[dict]:
    """Return the assertions of a claim, each with all that it is tested by.

    A part has the periods, evidence and goods of its claim where it gives none. A claim
    without parts is its own only one.

    Examples
    --------
    >>> claim = {"id": "X1", "claim": "They sold more.", "asks": "so"}
    >>> list_parts(claim)
    [{'id': 'X1', 'says': 'They sold more.', 'asks': 'so'}]
    """
    shared = {key: claim[key] for key in SHARED if key in claim}
    if "parts" not in claim:
        tested = {key: claim[key] for key in ("asks", "tests", "note") if key in claim}
        return [{"id": claim["id"], "says": claim["claim"]} | shared | tested]
    return [shared | part for part in claim["parts"]]


def load_claims(path: Path) -> dict:
    """Return the file as it stands, its keys checked."""
    loaded = tables.read_yaml(path)
    validate = fastjsonschema.compile(json.loads(SCHEMA.read_text(encoding="utf-8")))
    try:
        return validate(loaded)
    except fastjsonschema.JsonSchemaValueException as error:
        row = name_claim(loaded, error.path)
        raise InputError(
            WHERE, error.message, f"what {SCHEMA.name} allows", row
        ) from None


def name_claim(loaded: dict, path: list) -> str:
    """Return the id of the claim that a place in the file belongs to."""
    if len(path) < 3 or path[1] != "claims":
        return ""
    claim = loaded["claims"][int(path[2])]
    return str(claim.get("id", path[2])) if isinstance(claim, dict) else path[2]


def list_known(figures: pd.DataFrame) -> dict[str, set]:
    """Return the words that claims may use, by what they are."""
    held_out = tables.DATA / "published" / "held_out.csv"
    years = {month[:4] for month in figures["period_start"] if month}
    known = {
        "area": set(tables.read_reference("countries")["iso3"]),
        "product": set(tables.read_reference("products")["product"]),
        "source": set(tables.read_reference("sources")["source"]),
        "figure": set(figures["id"]),
        "group": set(tables.read_story()["groups"]),
        "year": years | {"2022"},
        "held-out figure": set(),
    }
    if held_out.is_file():
        known["held-out figure"] = set(
            tables.read_table("published/held_out.csv")["id"]
        )
    return known


def require_unique(claims: list[dict]) -> None:
    """Refuse an id or a slug that stands twice; parts begin with their claim's id."""
    ids = set()
    for claim in claims:
        names = [claim["id"], claim["slug"]]
        for part in claim.get("parts", []):
            if not part["id"].startswith(claim["id"]):
                found, expected = f"the part {part['id']}", f"{claim['id']}a, ..."
                raise InputError(WHERE, found, expected, claim["id"])
            names.append(part["id"])
        for name in names:
            if name.lower() in ids:
                raise InputError(WHERE, f"{name} twice", "it once", claim["id"])
            ids.add(name.lower())


def require_known(
    what: str, words: Iterable[str], known: dict[str, set], row: str
) -> None:
    """Refuse a word that the tables of data/ do not have."""
    for word in words:
        if word in known["held-out figure"]:
            expected = "a figure that is not held out"
            raise InputError(WHERE, f"the held-out figure {word}", expected, row)
        if word not in known[what]:
            expected = did_you_mean(word, known[what], what)
            raise InputError(WHERE, f"the {what} {word!r}", expected, row)


def check_names(claim: dict, known: dict[str, set]) -> None:
    """Refuse a claim of an unknown group, or with unknown figures beside it."""
    require_known("group", [claim["group"]], known, claim["id"])
    require_known("figure", claim["context"], known, claim["id"])


def check_part(part: dict, claim: dict, known: dict[str, set]) -> None:
    """Refuse an assertion that cannot be tested as it stands."""
    row = part["id"]
    if "tests" not in part:
        return
    for key in ("quantity", "periods", "evidence"):
        if key not in part:
            raise InputError(WHERE, f"tests without {key}", key, row)
    quantity = part["quantity"]
    areas = [
        quantity[key] for key in ("exporter", "importer", "over") if key in quantity
    ]
    require_known("area", "+".join(areas).split("+") if areas else [], known, row)
    require_known("product", part.get("goods", []), known, row)
    for spec in part["evidence"]:
        check_evidence(spec, known, row)
    for test in part["tests"]:
        check_test(test, part, row)
    check_months(part, known, row)


def check_evidence(spec: dict, known: dict[str, set], row: str) -> None:
    """Refuse evidence of an unknown source, series or figure."""
    require_known("source", [spec["source"]], known, row)
    if "figures" in spec:
        over = [spec["over"]] if "over" in spec else []
        require_known("figure", [spec["figures"], *over], known, row)
        return
    for key in (*SERIES_KEYS, "over"):
        if key not in spec:
            continue
        series = Series.read(spec[key].replace("{}", "goods"))
        if key != "over" and series.source != spec["source"]:
            expected = f"a series of {spec['source']}"
            raise InputError(WHERE, f"{key} {spec[key]}", expected, row)
        areas = "+".join([series.reporter, series.partner]).strip("+")
        require_known("area", areas.split("+"), known, row)


def check_months(part: dict, known: dict[str, set], row: str) -> None:
    """Refuse months outside the years of the figures, and bases that are no bases."""
    periods = list(part["periods"])
    bases = [test["base"] for test in part["tests"] if "base" in test]
    for spec in part["evidence"]:
        if "period" in spec:
            periods.append(spec["period"])
        if "base" in spec:
            bases.append(spec["base"])
    for start, end in periods:
        if end < start:
            raise InputError(WHERE, f"{start} to {end}", "an end after its start", row)
    starts = [start for start, _ in periods]
    for base in bases:
        if base >= max(starts):
            expected = f"a base before {max(starts)}"
            raise InputError(WHERE, f"the base {base}", expected, row)
    first, last = min(known["year"]), max(known["year"])
    for month in [month for period in periods for month in period] + bases:
        if not first <= month[:4] <= last:
            expected = f"a month of {first} to {last}, which the figures cover"
            raise InputError(WHERE, f"the month {month}", expected, row)


def check_test(test: dict, part: dict, row: str) -> None:
    """Refuse a number that cannot be read, or in another unit than its evidence."""
    kind = test["kind"]
    if kind == "tally" and "goods" not in part:
        raise InputError(WHERE, "a tally", "goods: what is counted", row)
    if "value" not in test:
        return
    unit, hedge = test["unit"], test.get("hedge", "exact")
    expected = COMPARED.get(kind, unit)
    if unit != expected:
        raise InputError(WHERE, f"the unit {unit} of a {kind}", expected, row)
    try:
        if kind == "growth":
            read_growth(test["value"], hedge)
        else:
            read_level(test["value"], unit, hedge)
    except InputError as error:
        raise InputError(WHERE, error.found, error.expected, row) from None
    for spec in part["evidence"]:
        if kind == "ratio" and "over" not in spec:
            raise InputError(WHERE, "a ratio", "over: what it is a multiple of", row)
        if kind == "level" and "series" in spec:
            measured = Series.read(spec["series"]).unit
            if split_unit(unit)[1] != measured:
                raise InputError(
                    WHERE, f"the unit {unit}", f"a unit of {measured}", row
                )


def check_sizes(claim: dict, figures: pd.DataFrame) -> None:
    """Compare a claim's sum and growth with what was printed of the year before.

    A slip of the unit makes a sum a thousand times too large, and a slip of the sign
    makes it grow while it falls. Where customs' level of the base year is printed, both
    show.
    """
    levels, growths = [], []
    for part in list_parts(claim):
        for test in part.get("tests", []):
            if test.get("hedge") and test["kind"] == "level":
                levels.append(read_level(test["value"], test["unit"]))
            if test.get("hedge") and test["kind"] == "growth":
                growths.append(read_growth(test["value"]))
    for base in find_bases(claim, figures):
        for level in levels:
            if not base.left / LARGEST_CHANGE < level.mid < base.right * LARGEST_CHANGE:
                expected = f"a sum nearer to the year before, {base.mid:,.0f}"
                raise InputError(WHERE, f"{level.mid:,.0f}", expected, claim["id"])
            for growth in growths:
                grew = level.left > base.right
                fell = level.right < base.left
                if (grew and growth.right < 0) or (fell and growth.left > 0):
                    expected = f"the other sign: the year before had {base.mid:,.0f}"
                    raise InputError(WHERE, f"{growth.mid:g}%", expected, claim["id"])


def find_bases(claim: dict, figures: pd.DataFrame) -> list[pd.Interval]:
    """Return the printed levels of the same months a year before."""
    bases = []
    for part in list_parts(claim):
        if not any(test["kind"] == "level" for test in part.get("tests", [])):
            continue
        start, end = [str(pd.Period(month, "M") - 12) for month in part["periods"][0]]
        series = [spec["series"] for spec in part["evidence"] if "series" in spec]
        rows = figures[figures["series"].isin(series) & (figures["value"] != "")]
        rows = rows.query("period_start == @start and period_end == @end")
        for row in rows.itertuples():
            level = read_level(row.value, row.unit, row.hedge)
            if 0 < level.left and level.right < math.inf:
                bases.append(level)
    return bases
