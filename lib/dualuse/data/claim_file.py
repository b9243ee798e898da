"""Read data/claims.yaml and refuse what it does not know: claims.schema.json says which keys there are.

`asked`   whether the outlets and firms were asked
`claims`   one entry a claim                      `left_out`   sentences that are not claims, and why

A claim makes one assertion or has `parts`. An assertion is tested in one of four ways, and `way` says which:

trade      it has `tests`, each against every source in `evidence`
said       was it said, or does the record say it?
so         is it so, by what public pages report?
opinion    nothing public can settle it
"""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from dualuse.data import cells, printed
from pressroom import files
from pressroom.errors import InputError

SCHEMA = Path(__file__).parent / "claims.schema.json"
NAME = "data/claims.yaml"
WAYS = {"record": "said", "statement": "said", "fact": "so", "judgement": "opinion"}
# units of tests that compare, whatever the series is measured in
COMPARES = dict.fromkeys(("growth", "record", "share"), "percent") | {"ratio": "times", "months": "months"}
NAMES = ("series", "tally", "official", "figures", "calendar")  # an item of evidence has one of these
# what tests an assertion; the first four are a claim's own where a part gives none
SHARED = ("quantity", "goods", "periods", "evidence")
TESTED = ("tests", *SHARED, "way", "pages", "first", "note")


@cache
def keys() -> dict:
    """Return the keys of a claim, as claims.schema.json describes them."""
    return json.loads(SCHEMA.read_text(encoding="utf-8"))["definitions"]["claim"]["properties"]


def parts(claim: dict) -> list[dict]:
    """Return the assertions of a claim, each with all that it is tested by; `id` is "" where there is one.

    A part has the tests, evidence, periods, goods and quantity of its claim where it gives none of its own.

    Examples
    --------
    >>> [p["id"] for p in parts({"id": "X1", "kind": "level", "claim": "", "tests": []})]
    ['']
    """
    own = {k: claim[k] for k in TESTED if k in claim}
    if "parts" not in claim:
        return [{"id": "", "says": claim["claim"], "way": WAYS.get(claim["kind"], "trade")} | own]
    shared = {k: own[k] for k in SHARED if k in own}
    return [{"way": "trade"} | shared | part for part in claim["parts"]]


def parse(text: str, name: str = NAME) -> dict:
    """Parse and check the claims file.

    Parameters
    ----------
    text : str
        YAML; see the module's docstring.

    Returns
    -------
    dict
        {"claims": [claim, …], "left_out": [sentence, …], "asked": …}, in the order of the file.

    Raises
    ------
    InputError
        Naming the claim and the key, for anything unknown, missing, duplicated or untestable.
    """
    loaded = files.document(text, name)
    files.shaped(loaded, SCHEMA, name)
    seen: set = set()
    for claim in loaded["claims"]:
        label = f"claim {claim['id']}"
        ids = [("id", p["id"].lower()) for p in [claim, *claim.get("parts", [])]]
        _once([("slug", claim["slug"]), *ids], name, label, seen)
        for part in parts(claim):
            _part(part, name, f"claim {part['id'] or claim['id']}")
    claims = [claim | {"asked": loaded["asked"]} for claim in loaded["claims"]]
    return loaded | {"claims": claims, "left_out": loaded["left_out"] or []}


def _once(words: Iterable[tuple[str, str]], name: str, label: str, seen: set) -> None:
    """Refuse what stood before; `words` are (what, word)."""
    for what, word in words:
        if (what, word) in seen:
            raise InputError(name, f"{what} {word} twice", f"one {what} once", label)
        seen.add((what, word))


def _part(part: dict, name: str, label: str) -> None:
    """Refuse an assertion that nothing tests, and tests and evidence that contradict themselves."""
    if part["way"] != "trade":
        if "tests" in part:
            raise InputError(name, f"tests and way {part['way']}", "one of the two", label)
        return
    if missing := [k for k in ("tests", "quantity", "periods", "evidence") if k not in part]:
        expected = "what to test, or `way: said`, so or opinion"
        raise InputError(name, f"no {', '.join(missing)}", expected, label)
    specs, keys = part["evidence"], (*NAMES, "over", "period", "measure", "base")
    listed = [(what, str(given)) for what in ("good", "test", "period") for given in part.get(f"{what}s", [])]
    _once([*listed, *(("evidence", str([s.get(k) for k in keys])) for s in specs)], name, label, set())
    for spec in specs:
        _evidence(spec, name, label)
    for start, end in [*part["periods"], *(s["period"] for s in specs if "period" in s)]:
        if end < start:
            raise InputError(name, f"period {start} to {end}", "an end not before its start", label)
    for test in part["tests"]:
        _test(test, part, name, label)


def _evidence(spec: dict, name: str, label: str) -> None:
    """Refuse evidence that names no series or several, and days that do not exist."""
    if len([k for k in NAMES if k in spec]) != 1:
        found = "evidence that names nothing or several"
        raise InputError(name, found, f"one of {', '.join(NAMES)}", label)
    for day in spec.get("calendar", []):
        if not cells.exists(day):
            raise InputError(name, f"the day {day!r}", "a day such as 2022-02-24", label)


def _test(test: dict, part: dict, name: str, label: str) -> None:
    """Refuse a test that cannot be carried out: its number, its hedge or relation, its unit, its base."""
    kind, unit, hedge, operator = test["kind"], test.get("unit"), test.get("hedge"), test.get("operator")
    number = kind not in ("record", "tally")
    one = "a hedge for a printed number, or an operator for a bare relation"
    found = expected = ""
    if kind == "tally" and "goods" not in part:
        found, expected = "a tally without goods", "goods: what is counted"
    elif kind == "record" and "since" not in test:
        found, expected = "a record without since", "since: the first month"
    elif number and (hedge is None) == (operator is None):
        found, expected = f"hedge {hedge} with operator {operator}", one
    elif number and not {"value", "unit"} <= set(test):
        found, expected = f"a {kind} without value and unit", "both"
    elif number and unit != COMPARES.get(kind, unit):
        found, expected = f"unit {unit} of a {kind}", COMPARES[kind]
    elif kind == "ratio" and any("over" not in spec for spec in part["evidence"]):
        found, expected = "a ratio without over", "over: what it is a multiple of"
    if found:
        raise InputError(name, found, expected, label)
    if number:
        _number(test, part, name, label)


def _number(test: dict, part: dict, name: str, label: str) -> None:
    """Refuse a number that cannot be read, and a level in another base than its series."""
    unit, words = test["unit"], (test["value"], test["unit"], test.get("hedge", "exact"))
    try:
        base = printed.unit(unit)[1]
        printed.growth(*words[::2]) if test["kind"] == "growth" else printed.interval(*words)
    except InputError as error:
        raise InputError(name, error.found, error.expected, label) from error
    for spec in part["evidence"] if test["kind"] == "level" else []:
        if (of := spec.get("series", spec.get("official", "")).partition(":")[2] or "USD") != base:
            raise InputError(name, f"unit {unit} with a series in {of}", f"a unit of {of}", label)
