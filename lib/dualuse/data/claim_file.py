"""Read data/claims.yaml and refuse what it does not know.

`asked`   whether the outlets and firms were asked
`claims`   one entry a claim                      `left_out`   sentences that are not claims, and why

A claim makes one assertion or has `parts`. An assertion is tested in one of four ways, and `way` says which:

trade      it has `tests`, each against every source in `evidence`
said       was it said, or does the record say it?
so         is it so, by what public pages report?
opinion    nothing public can settle it
"""

from datetime import date

from dualuse.data import printed
from pressroom import files
from pressroom.errors import InputError

KINDS = ["level", "growth", "ratio", "count", "comparison", "record", "statement", "fact", "judgement"]
TESTS = ["level", "growth", "record", "ratio", "share", "months", "tally"]
WAYS = {"record": "said", "statement": "said", "fact": "so", "judgement": "opinion"}
RELATIONS = ["supports", "qualifies", "contradicts", "context"]
PLAIN = ["percent", "times"]  # units of tests that compare, whatever the series is measured in
COMPARES = {
    "growth": "percent",
    "record": "percent",
    "share": "percent",
    "ratio": "times",
    "months": "months",
}
NAME = "data/claims.yaml"
NAMES = ("series", "tally", "official", "figures", "calendar")  # an item of evidence has one of these
TEXT = {"type": "string", "minLength": 1}
ID = {"type": "string", "pattern": r"^[A-Za-z0-9][A-Za-z0-9-]{0,19}\Z"}
MONTH = {"type": "string", "pattern": r"^[0-9]{4}-(0[1-9]|1[0-2])\Z"}
PERIOD = {"type": "array", "items": MONTH, "minItems": 2, "maxItems": 2}
AREA = {"type": "string", "pattern": r"^[A-Z]{3}(\+[A-Z]{3})*\Z"}


def _keys(required, optional=None):
    known = required | (optional or {})
    return {"type": "object", "properties": known, "required": list(required), "additionalProperties": False}


def _list(items, least=1):
    return {"type": "array", "items": items, "minItems": least}


TEST = _keys(
    {"kind": {"enum": TESTS}},
    {
        "value": TEXT,
        "unit": TEXT,
        "hedge": {"enum": list(printed.HEDGES)},
        "operator": {"enum": [">", ">=", "<", "<="]},
        "direction": {"enum": ["more", "less"]},
        "base": MONTH,
        "since": MONTH,
    },
)
EVIDENCE = _keys(
    {"source": TEXT},
    dict.fromkeys(("series", "over", "tally", "units", "official", "figures", "because", "may_be"), TEXT)
    | {"measure": {"enum": ["value", "weight", "pieces"]}, "base": MONTH}
    | {key: {"type": "boolean"} for key in ("fits", "at_most")}
    | {"calendar": _list(TEXT, 2), "period": PERIOD},
)
TESTED = {
    "tests": _list(TEST),
    "quantity": _keys({"product": TEXT}, {"exporter": AREA, "importer": AREA, "over": AREA}),
    "goods": _list(TEXT, 2),
    "periods": _list(PERIOD),
    "evidence": _list(EVIDENCE),
    "way": {"enum": ["said", "so", "opinion"]},
    "pages": {"type": "object", "additionalProperties": {"enum": RELATIONS}},
    "first": TEXT,
    "note": TEXT,
}
PART = _keys({"id": ID, "says": TEXT}, TESTED)
CLAIM = _keys(
    dict.fromkeys(("claim", "where", "page", "printed", "settles"), TEXT)
    | {"id": ID, "slug": {"type": "string", "pattern": r"^[a-z0-9-]+\Z"}, "group": TEXT}
    | {"seen": _list({"enum": ["article", "copy", "retold"]}), "kind": {"enum": KINDS}}
    | {"context": _list(TEXT, 0)},
    TESTED
    | {"parts": _list(PART, 2), "notes": _list(_keys({"title": TEXT, "text": TEXT})), "denial": TEXT}
    | {"not_counted": TEXT},
)
FILE = _keys(
    {
        "asked": TEXT,
        "claims": _list(CLAIM),
        "left_out": {
            "type": ["array", "null"],
            "items": _keys(dict.fromkeys(("sentence", "page", "why"), TEXT)),
        },
    }
)


def _refuse(loaded, name):
    """Raise one InputError for the first thing that the schema does not allow."""
    import fastjsonschema

    try:
        fastjsonschema.compile(FILE)(loaded)
    except fastjsonschema.JsonSchemaValueException as fault:
        path = [str(p) for p in fault.path[1:]]
        entry = None
        if path[:1] in (["claims"], ["left_out"]) and len(path) > 1:
            entry, path = f"{path[0].removesuffix('s')} {_name(loaded, *path[:2])}", path[2:]
        key = ".".join(path) or "the entry"
        rule, value = fault.rule, fault.rule_definition
        if rule == "additionalProperties":
            extra = ", ".join(sorted(map(str, set(fault.value) - set(fault.definition["properties"]))))
            known = ", ".join(sorted(fault.definition["properties"]))
            raise InputError(name, f"unknown key {extra} in {key}", f"one of {known}", entry) from None
        if rule == "required":
            lost = ", ".join(sorted(set(value) - set(fault.value)))
            raise InputError(name, f"no {lost} in {key}", "a value for it", entry) from None
        expected = {"enum": "one of {}", "pattern": "text like {}", "type": "a value of type {}"}
        words = ", ".join(map(str, value)) if isinstance(value, list) else value
        text = expected.get(rule, rule + " {}").format(words)
        raise InputError(name, f"{str(fault.value)[:60]!r} in {key}", text, entry) from None


def _name(loaded, key, number):
    entry = loaded[key][int(number)]
    return entry.get("id", int(number) + 1) if isinstance(entry, dict) else int(number) + 1


def parts(claim):
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
    shared = {k: own[k] for k in ("quantity", "goods", "periods", "evidence") if k in own}
    return [{"way": "trade"} | shared | part for part in claim["parts"]]


def parse(text, name=NAME):
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
    if not isinstance(loaded, dict) or set(loaded) != set(FILE["properties"]):
        raise InputError(name, "other top-level keys", ", ".join(FILE["properties"]))
    _refuse(loaded, name)
    seen = {}
    for claim in loaded["claims"]:
        label = f"claim {claim['id']}"
        _once(seen, [("slug", claim["slug"])], name, label)
        _once(seen, [("id", p["id"].lower()) for p in [claim, *claim.get("parts", [])]], name, label)
        for part in parts(claim):
            _part(part, name, f"claim {part['id'] or claim['id']}")
    claims = [claim | {"asked": loaded["asked"]} for claim in loaded["claims"]]
    return loaded | {"claims": claims, "left_out": loaded["left_out"] or []}


def _once(seen, words, name, label):
    """Refuse what stood before; `words` are (what, word)."""
    for what, word in words:
        if (what, word) in seen:
            raise InputError(name, f"{what} {word} twice", f"one {what} once", label)
        seen[what, word] = label


def _part(part, name, label):
    """Refuse an assertion that nothing tests, and tests and evidence that contradict themselves."""
    if part["way"] != "trade":
        if "tests" in part:
            raise InputError(name, f"tests and way {part['way']}", "one of the two", label)
        return
    if missing := [k for k in ("tests", "quantity", "periods", "evidence") if k not in part]:
        raise InputError(
            name, f"no {', '.join(missing)}", "what to test, or `way: said`, so or opinion", label
        )
    _once({}, [("good", good) for good in part.get("goods", [])], name, label)
    for what in ("test", "period"):
        _once({}, [(what, str(given)) for given in part[f"{what}s"]], name, label)
    keys = ("over", "period", "measure", "base")
    _once({}, [("evidence", str([s.get(k) for k in (*NAMES, *keys)])) for s in part["evidence"]], name, label)
    for spec in part["evidence"]:
        _evidence(spec, name, label)
    for start, end in [*part["periods"], *(s["period"] for s in part["evidence"] if "period" in s)]:
        if end < start:
            raise InputError(name, f"period {start} to {end}", "an end not before its start", label)
    for test in part["tests"]:
        _test(test, part, name, label)


def _evidence(spec, name, label):
    """Refuse evidence that names no series or several, and days that do not exist."""
    if len([k for k in NAMES if k in spec]) != 1:
        found = "evidence that names nothing or several"
        raise InputError(name, found, f"one of {', '.join(NAMES)}", label)
    for day in spec.get("calendar", []):
        try:
            date.fromisoformat(day)
        except ValueError:
            raise InputError(name, f"the day {day!r}", "a day such as 2022-02-24", label) from None


def _test(test, part, name, label):
    """Refuse a test that cannot be carried out: its number, its hedge or relation, its unit, its base."""
    kind, hedge, operator = (test.get(key) for key in ("kind", "hedge", "operator"))
    counts = kind in ("record", "tally")
    lonely = kind == "ratio" and any("over" not in spec for spec in part["evidence"])
    unit = test.get("unit")
    for wrong, found, expected in (
        (kind == "tally" and "goods" not in part, "a tally without goods", "goods: what is counted"),
        (kind == "record" and "since" not in test, "a record without since", "since: the first month"),
        (
            not counts and (hedge is None) == (operator is None),
            f"hedge {hedge} with operator {operator}",
            "a hedge for a printed number, or an operator for a bare relation",
        ),
        (not counts and not {"value", "unit"} <= set(test), f"a {kind} without value and unit", "both"),
        (not counts and unit != COMPARES.get(kind, unit), f"unit {unit} of a {kind}", COMPARES.get(kind)),
        (lonely, "a ratio without over", "over: what it is a multiple of"),
    ):
        if wrong:
            raise InputError(name, found, expected, label)
    if not counts:
        _number(test, part, name, label)


def _number(test, part, name, label):
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
