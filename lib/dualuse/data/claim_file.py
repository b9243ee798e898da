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
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from dualuse.data import cells, printed
from pressroom import files
from pressroom.errors import InputError

Fault = tuple[str, str]  # what was found, what is expected
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
        ids = [("id", p["id"].lower()) for p in [claim, *claim.get("parts", [])]]
        _refuse(_twice([("slug", claim["slug"]), *ids], seen), name, claim["id"])
        for part in parts(claim):
            _refuse(_of_part(part), name, part["id"] or claim["id"])
    claims = [claim | {"asked": loaded["asked"]} for claim in loaded["claims"]]
    return loaded | {"claims": claims, "left_out": loaded["left_out"] or []}


def _refuse(faults: Iterator[Fault], name: str, entry: str) -> None:
    for found, expected in faults:
        raise InputError(name, found, expected, f"claim {entry}")


def _twice(words: Iterable[tuple[str, str]], seen: set) -> Iterator[Fault]:
    """Yield what stood before; `words` are (what, word)."""
    for what, word in words:
        if (what, word) in seen:
            yield f"{what} {word} twice", f"one {what} once"
        seen.add((what, word))


def _of_part(part: dict) -> Iterator[Fault]:
    """Yield why an assertion is tested by nothing, and what in its tests and evidence contradicts itself."""
    if part["way"] != "trade":
        if "tests" in part:
            yield f"tests and way {part['way']}", "one of the two"
        return
    if missing := [k for k in ("tests", "quantity", "periods", "evidence") if k not in part]:
        yield f"no {', '.join(missing)}", "what to test, or `way: said`, so or opinion"
    specs, keys = part["evidence"], (*NAMES, "over", "period", "measure", "base")
    listed = [(what, str(given)) for what in ("good", "test", "period") for given in part.get(f"{what}s", [])]
    yield from _twice([*listed, *(("evidence", str([s.get(k) for k in keys])) for s in specs)], set())
    if any(len([k for k in NAMES if k in spec]) != 1 for spec in specs):
        yield "evidence that names nothing or several", f"one of {', '.join(NAMES)}"
    days = [day for spec in specs for day in spec.get("calendar", []) if not cells.exists(day)]
    yield from ((f"the day {day!r}", "a day such as 2022-02-24") for day in days)
    for start, end in [*part["periods"], *(s["period"] for s in specs if "period" in s)]:
        if end < start:
            yield f"period {start} to {end}", "an end not before its start"
    for test in part["tests"]:
        yield from _of_test(test, part)


def _of_test(test: dict, part: dict) -> Iterator[Fault]:
    """Yield why a test cannot be carried out: its number, its hedge or relation, its unit, its base."""
    kind, hedge, operator = test["kind"], test.get("hedge"), test.get("operator")
    number, unit = kind not in ("record", "tally"), test.get("unit", "nothing")
    one = "a hedge for a printed number, or an operator for a bare relation"
    alone = any("over" not in spec for spec in part["evidence"])
    for wrong, found, expected in (
        (kind == "tally" and "goods" not in part, "a tally without goods", "goods: what is counted"),
        (kind == "record" and "since" not in test, "a record without since", "since: the first month"),
        (number and (hedge is None) == (operator is None), f"hedge {hedge} with operator {operator}", one),
        (number and not {"value", "unit"} <= set(test), f"a {kind} without value and unit", "both"),
        (number and unit != COMPARES.get(kind, unit), f"unit {unit} of a {kind}", COMPARES.get(kind, "")),
        (kind == "ratio" and alone, "a ratio without over", "over: what it is a multiple of"),
    ):
        if wrong:
            yield found, expected
    if number:
        yield from _of_number(test, part)


def _of_number(test: dict, part: dict) -> Iterator[Fault]:
    """Yield why a number cannot be read, or that a level is in another base than its series."""
    value, unit, hedge = test["value"], test["unit"], test.get("hedge", "exact")
    try:
        base = printed.unit(unit)[1]
        printed.growth(value, hedge) if test["kind"] == "growth" else printed.interval(value, unit, hedge)
    except InputError as error:
        yield error.found, error.expected
    for spec in part["evidence"] if test["kind"] == "level" else []:
        if (of := spec.get("series", spec.get("official", "")).partition(":")[2] or "USD") != base:
            yield f"unit {unit} with a series in {of}", f"a unit of {of}"
