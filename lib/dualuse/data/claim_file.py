"""Read data/claims.yaml and refuse what it does not know."""

import re
from datetime import date

from pressroom import files
from pressroom.errors import InputError, near

KINDS = ["level", "growth", "ratio", "count", "comparison", "record", "statement", "judgement"]
TESTS = ["level", "growth", "ratio", "share", "months", "tally"]
NAME = "data/claims.yaml"
AREAS = r"([A-Z]{3}(?:\+[A-Z]{3})*)"
SERIES = re.compile(
    rf"{AREAS}-{AREAS}-(?:export|import|trade)-([a-z0-9]+(?:-[a-z0-9]+)*)-[A-Z][A-Z0-9-]*(?::[A-Za-z ]+)?"
)
EXAMPLE = ("CHN-RUS-export-drones-GACC", "CHN-UKR-export-{}-GACC")
TEXT = {"type": "string", "minLength": 1}
MONTH = {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"}
PERIOD = {"type": "array", "items": MONTH, "minItems": 2, "maxItems": 2}
AREA = {"type": "string", "pattern": r"^[A-Z]{3}(\+[A-Z]{3})*$"}


def _keys(required, optional=None):
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
        "additionalProperties": False,
    }


TEST = _keys(
    {
        "kind": {"enum": TESTS},
        "operator": {"enum": [">", ">=", "=", "<", "<="]},
        "value": TEXT,
        "unit": TEXT,
        "hedge": {
            "enum": ["exact", "about", "more than", "at least", "nearly", "less than", "up to", "between"]
        },
    },
    {"direction": {"enum": ["more", "less"]}},
)
EVIDENCE = {
    **_keys(
        {"source": TEXT},
        {
            "series": TEXT,
            "over": TEXT,
            "tally": TEXT,
            "units": TEXT,
            "official": TEXT,
            "measure": {"enum": ["value", "weight"]},
            "figures": TEXT,
            "calendar": {"type": "array", "minItems": 2, "maxItems": 2},
            "period": PERIOD,
            "fits": {"type": "boolean"},
            "because": TEXT,
        },
    ),
    "oneOf": [{"required": [k]} for k in ("series", "tally", "official", "figures", "calendar")],
}
QUANTITY = _keys({"product": TEXT}, {"exporter": AREA, "importer": AREA, "over": AREA})
CLAIM = _keys(
    {
        "id": {"type": "string", "pattern": "^[ABC][0-9]+$"},
        "slug": {"type": "string", "pattern": "^[a-z0-9-]+$"},
        "claim": TEXT,
        "where": TEXT,
        "seen": {"type": "array", "items": {"enum": ["article", "copy", "retold"]}, "minItems": 1},
        "page": TEXT,
        "kind": {"enum": KINDS},
        "printed": TEXT,
        "settles": TEXT,
        "context": {"type": "array", "items": TEXT},
    },
    {
        "tests": {"type": "array", "items": TEST, "minItems": 1},
        "quantity": QUANTITY,
        "goods": {"type": "array", "items": TEXT, "minItems": 2},
        "periods": {"type": "array", "items": PERIOD, "minItems": 1},
        "evidence": {"type": "array", "items": EVIDENCE, "minItems": 1},
        "statements": {"const": True},
        "denial": TEXT,
        "note": TEXT,
    },
)
LEFT_OUT = _keys({"sentence": TEXT, "page": TEXT, "why": TEXT})


def _refuse(name, item, schema, label):
    """Raise one InputError for the first thing in `item` that `schema` does not allow."""
    import jsonschema

    faults = jsonschema.Draft202012Validator(schema).iter_errors(item)
    fault = next(iter(sorted(faults, key=lambda f: (list(map(str, f.absolute_path)), f.message))), None)
    if fault is None:
        return
    key = ".".join(str(p) for p in fault.absolute_path) or "the entry"
    if fault.validator == "additionalProperties":
        known = sorted(fault.schema["properties"])
        extra = sorted(set(fault.instance) - set(known))
        raise InputError(
            name, f"unknown key {', '.join(extra)} in {key}", f"one of {', '.join(known)}", label
        )
    if fault.validator == "required":
        missing = sorted(set(fault.schema["required"]) - set(fault.instance))
        raise InputError(name, f"no {', '.join(missing)} in {key}", "a value for it", label)
    if fault.validator == "oneOf":
        raise InputError(name, f"{key} names no evidence or more than one", "one of series, tally, …", label)
    expected = {"enum": "one of {}", "pattern": "text like {}", "type": "a value of type {}"}
    text = expected.get(fault.validator, fault.validator + " {}").format(
        ", ".join(map(str, fault.validator_value))
        if isinstance(fault.validator_value, list)
        else fault.validator_value
    )
    raise InputError(name, f"{fault.instance!r} in {key}", text, label)


def known(claims, words, name=NAME):
    """Refuse claims that name an area, a product, a source or a figure that the tables do not have.

    A series with a slip in its name would be one without figures, and its claim `not checkable` without a word.

    Parameters
    ----------
    claims : list of dict
        As `parse` returns them.
    words : dict of {"area", "product", "source", "figure": set}
        What the tables of data/ know.
    """
    for claim in claims:
        label = f"claim {claim['id']}"
        quantity = claim.get("quantity", {})
        used = [("product", claim.get("quantity", {}).get("product"))] if "exporter" in quantity else []
        used += [("product", good) for good in claim.get("goods", [])]
        used += [
            ("area", a) for k in ("exporter", "importer", "over") for a in quantity.get(k, "").split("+") if a
        ]
        used += [("figure", figure) for figure in claim["context"]]
        for spec in claim.get("evidence", []):
            used.append(("source", spec["source"]))
            if "figures" in spec:
                used += [("figure", spec[k]) for k in ("figures", "over") if k in spec]
                continue
            for key in ("series", "over", "tally", "official"):
                if key in spec:
                    used += _parts(spec[key], key, name, label)
        for what, word in used:
            if word not in words[what]:
                raise InputError(name, f"{what} {word!r}", near(word, words[what], what), label)


def _parts(series, key, name, label):
    """Return the words of a series id, as (what, word)."""
    found = SERIES.fullmatch(series.replace("{}", "good")) if series.count("{}") == (key == "tally") else None
    if not found:
        raise InputError(name, f"{key} {series!r}", f"an id like {EXAMPLE[key == 'tally']}", label)
    parts = [("area", area) for side in (1, 2) for area in found[side].split("+")]
    return parts + ([] if key in ("tally", "official") else [("product", found[3])])


def parse(text, name=NAME):
    """Parse and check the claims file.

    Parameters
    ----------
    text : str
        YAML with the keys `claims` and `left_out`.

    Returns
    -------
    dict
        {"claims": [claim, …], "left_out": [sentence, …]} in the order of the file.

    Raises
    ------
    InputError
        Naming the claim and the key, for anything unknown, missing, duplicated or untestable.
    """
    from dualuse.data import printed

    loaded = files.document(text, name)
    if not isinstance(loaded, dict) or set(loaded) != {"claims", "left_out"}:
        raise InputError(name, "other top-level keys", "claims and left_out")
    seen = {}
    for number, claim in enumerate(loaded["claims"] or [], start=1):
        label = f"claim {claim.get('id', number)}" if isinstance(claim, dict) else f"claim {number}"
        _refuse(name, claim, CLAIM, label)
        for key in ("id", "slug"):
            if seen.setdefault((key, claim[key]), number) != number:
                raise InputError(name, f"{key} {claim[key]} twice", f"one claim a {key}", label)
        testable = {"tests", "quantity", "periods", "evidence"} & set(claim)
        if claim["kind"] not in ("record", "statement", "judgement"):
            missing = sorted({"tests", "quantity", "periods", "evidence"} - testable)
            if missing:
                raise InputError(name, f"no {', '.join(missing)}", "a specification of what to test", label)
        elif "statements" not in claim:
            raise InputError(name, "no statements key", "statements: true for records and statements", label)
        for test in claim.get("tests", []):
            if test["kind"] == "tally":
                continue
            if test["hedge"] == "between" and test["operator"] != "=":
                raise InputError(name, f"between with {test['operator']}", "between only with =", label)
            if test["kind"] == "ratio" and any("over" not in spec for spec in claim.get("evidence", [])):
                raise InputError(name, "a ratio without over", "over: what it is a multiple of", label)
            try:
                printed.unit(test["unit"])
                if test["kind"] == "growth":
                    printed.growth(test["value"], test["hedge"])
                else:
                    printed.interval(test["value"], test["unit"], test["hedge"])
            except InputError as error:
                raise InputError(name, error.found, error.expected, label) from error
        for day in (d for spec in claim.get("evidence", []) for d in spec.get("calendar", [])):
            try:
                date.fromisoformat(str(day))
            except ValueError:
                raise InputError(name, f"the day {day!r}", "a day such as 2022-02-24", label) from None
        own = [spec["period"] for spec in claim.get("evidence", []) if "period" in spec]
        for start, end in [*claim.get("periods", []), *own]:
            if end < start:
                raise InputError(name, f"period {start} to {end}", "an end not before its start", label)
    for number, entry in enumerate(loaded["left_out"] or [], start=1):
        _refuse(name, entry, LEFT_OUT, f"left_out {number}")
    return loaded
