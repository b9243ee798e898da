"""A claim of your own: said in a few words or as claims.yaml writes it, checked as strictly, judged the same way."""

import re
from pathlib import Path

import pandas as pd

from dualuse.data import claim_file, claim_names, load, printed
from dualuse.data.series import Series
from dualuse.desk import asked, kept, words
from pressroom import files, project, wording
from pressroom.errors import InputError, near

OWN = "own"  # id and group of a claim that no article makes
SHORT = ("claim", "says", "series", "over", "period", "base", "figures", "goods")
AS_THEY_ARE = ("printed", "settles", "where", "page", "seen", "context")  # as claims.yaml has them
MULTIPLES = {"doubled": "100", "tripled": "200", "quadrupled": "300", "halved": "-50"}  # growth in per cent
SPELT = {"billion": "bn", "million": "m", "over": "more than", "under": "less than"}
RISES, FALLS = ("rose", "grew", "increased", "up"), ("fell", "dropped", "declined", "shrank", "down")
NUMBER = r"[\d.,]*\d(?:\s*(?:-|–|to|and)\s*[\d.,]*\d)?"
HEDGES = sorted((h for h in printed.HEDGES if h != "exact"), key=len, reverse=True)
SAYABLE = (
    "a level (more than $100m; 30,000 units), growth with base= (doubled; rose by about 69%; fell), a ratio or "
    "comparison with over= (30 times; more than), a share with figures= (33%), a record (highest since 2021) or a "
    "count of goods with goods= (most fell)"
)


def claim(
    said: "str | dict | Path",
    hedge: str = "newspaper",
    allowance: str = "default",
    inferred: bool = True,
    **fields: object,
) -> asked.Checked:
    """Return the verdict on a claim of your own, as `check` does for those of the articles.

    Parameters
    ----------
    said : str, dict or Path
        The claim in words, with `fields`; or all fields as a dict; or a YAML file of them inside the project.
    says : str
        What it asserts, with its hedge: "doubled", "rose by more than 69%", "more than $100m", "30 times",
        "highest since 2021", "more than" (another series), "most fell" (of several goods).
    series : str or list of str
        What it is about, see `series_ids`; each source is judged by itself. With `goods`: an id with {} for the good.
    period, base : str
        Its months as in `words.period`; growth is compared with as many months from `base` on.
    over : str
        The series (or, beside `figures`, the figure) that a ratio or a share is of.
    hedge, allowance, inferred
        The reading of the evidence, as for `check`.

    A dict or file may instead have the keys of data/claims.yaml (`tests`, `evidence`, `quantity`, `periods`, …).

    Raises
    ------
    InputError
        For anything that is unknown, missing or cannot be expressed; it says what can.

    Examples
    --------
    >>> claim("Exports doubled.", series="CHN-RUS-export-all-GACC", says="doubled", period="2023", base="2021").verdict
    'not reproduced'
    """
    where, given = read(said)
    return asked.judge(entry(given | fields, where), hedge, allowance, inferred)


def read(said: "str | dict | Path") -> tuple[str, dict]:
    """Return (where it stands, its fields) of a claim in words, as a dict or in a YAML file."""
    if isinstance(said, dict):
        return "claim", dict(said)
    if not isinstance(said, Path) and not str(said).endswith((".yaml", ".yml")):
        return "claim", {"claim": said}
    path = (project.ROOT / said).resolve()
    if not path.is_relative_to(project.ROOT.resolve()):
        raise InputError("claim", str(said), "a file inside the project, such as my/claim.yaml")
    found = files.document(files.text(path, str(said)), str(said))
    if not isinstance(found, dict):
        raise InputError(str(said), f"a {type(found).__name__}", f"keys such as {', '.join(SHORT)}")
    return str(said), found


def entry(given: dict, where: str = "claim") -> dict:
    """Return fields as an entry of claims.yaml, filled up and checked as one.

    Parameters
    ----------
    given : dict
        Either the short fields of `claim` or the keys of claims.yaml.
    where : str
        The file, for what an error says.
    """
    whole = {"tests", "evidence", "parts"} & set(given)
    allowed = set(claim_file.keys()) if whole else {*SHORT, *AS_THEY_ARE}
    for key in given:
        if key not in allowed:
            expected = near(key, allowed, f"key: {', '.join(sorted(allowed))}")
            raise InputError(where, f"unknown key {key!r}", expected)
    if not isinstance(given.get("claim"), str) or not given["claim"].strip():
        raise InputError(where, "no claim", "claim: the sentence, in your words")
    made = dict(given) if whole else _made(given, where)
    kind = made.get("tests", [{"kind": "level"}])[0].get("kind")
    kinds = claim_file.keys()["kind"]["enum"][:5]
    filled = {
        "id": OWN, "slug": OWN, "group": OWN, "where": "a claim of your own", "seen": ["article"], "page": "none",
        "kind": kind if kind in kinds else "comparison", "printed": "see its tests", "context": [],
        "settles": "The official rows, or a figure, of exactly this quantity and period.",
    } | made  # fmt: skip
    return _checked(filled, where)


def _checked(filled: dict, where: str) -> dict:
    """Return an entry that passed every check of data/claims.yaml."""
    import yaml

    whole = {"asked": "Nobody was asked.", "claims": [filled], "left_out": None}
    parsed = claim_file.parse(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False), where)
    claim_names.known(parsed, claim_names.words() | {"page": frozenset(), "group": frozenset({OWN})}, where)
    return parsed["claims"][0]


def _made(given: dict, where: str) -> dict:
    """Return the short fields as tests, evidence, quantity and periods."""
    for key, expected in {"says": SAYABLE, "period": "period: its months, such as 2023 or 2022Q3"}.items():
        if not given.get(key):
            raise InputError(where, f"no {key}", expected)
    start, end = words.period(given["period"])
    test = test_of(given, where)
    if test["kind"] == "growth":
        test["base"] = _base(given, start, end, where)
    elif "base" in given:
        found, expected = f"a base for a {test['kind']}", "a base only with growth, such as says: doubled"
        raise InputError(where, found, expected)
    evidence, quantity = _evidence(given, test, where)
    made = {"claim": given["claim"], "tests": [test], "periods": [[start, end]], "evidence": evidence}
    made |= {"quantity": quantity, "printed": str(given["says"])}
    labels = load.labels()
    sources = wording.words(sorted({labels.get(spec["source"], spec["source"]) for spec in evidence}))
    base = test.get("base")
    since = f" and for {wording.period(base, words.as_long(base, start, end))}" if base else ""
    needed = f"A figure of {sources} for exactly {wording.period(start, end)}{since}, or both countries' official rows."
    return made | {"settles": needed} | {k: given[k] for k in (*AS_THEY_ARE, "goods") if k in given}


def _base(given: dict, start: str, end: str, where: str) -> str:
    """Return the first month of the base of a growth; refuse one that is missing, later or of another length."""
    if "base" not in given:
        raise InputError(where, "a growth without base", "base: what it is compared with, such as 2021")
    first, last = words.period(given["base"])
    length, own = (len(pd.period_range(*ends, freq="M")) for ends in ((first, last), (start, end)))
    if first >= start:
        expected = f"a base before the period, {wording.period(start, end)}"
        raise InputError(where, f"base {given['base']}", expected)
    if length not in (1, own):
        expected = f"as many as the period has, {own} (or its first month)"
        raise InputError(where, f"a base of {length} months", expected)
    return first


def test_of(given: dict, where: str = "claim") -> dict:
    """Return what `says` asserts as a test of claims.yaml.

    Examples
    --------
    >>> test_of({"says": "more than doubled", "base": "2021"})
    {'kind': 'growth', 'value': '100', 'unit': 'percent', 'hedge': 'more than', 'direction': 'more'}
    """
    text = " ".join(SPELT.get(word, word) for word in str(given["says"]).casefold().split())
    if found := re.fullmatch(r"(?:the )?highest since (.+)", text):
        return {"kind": "record", "since": words.period(found[1])[0]}
    if re.fullmatch(r"most (?:of them )?fell", text) and "goods" in given:
        return {"kind": "tally"}
    if text in ("more than", "less than") and "over" in given:
        return {"kind": "ratio", "operator": "><"[text == "less than"], "value": "1", "unit": "times"}
    verb = re.match(rf"({'|'.join(RISES + FALLS)})\b(?: by)? ?", text)
    rest = text[verb.end() :] if verb else text
    fall = verb is not None and verb[1] in FALLS
    if verb and not rest:
        return {"kind": "growth", "operator": "><"[fall], "value": "0", "unit": "percent"}
    hedge = next((h for h in HEDGES if rest.startswith(f"{h} ")), "")
    rest = rest.removeprefix(hedge).strip()
    if rest in MULTIPLES:
        return _growth(MULTIPLES[rest], hedge or "about")
    number = re.fullmatch(rf"(\$?)({NUMBER})\s*(.*)", rest)
    if not number:
        raise InputError(where, f"says {given['says']!r}", SAYABLE)
    value, hedge = re.sub(r"\s*(?:–|to|and)\s*", "-", number[2]), hedge or "exact"
    unit = f"{number[3]} USD".strip() if number[1] else re.sub(r"^(?:%|per cent)$", "percent", number[3])
    if unit == "percent" and (verb or "base" in given):
        return _growth(f"-{value}" if fall else value, hedge)
    if unit == "percent":
        return {"kind": "share", "value": value, "unit": unit, "hedge": hedge}
    if unit.startswith("times"):
        return {"kind": "ratio", "value": value, "unit": "times", "hedge": hedge, "direction": "more"}
    usual = {u.casefold(): u for s in ("", "bn ", "m ", "k ") for b in printed.BASES for u in [s + b]}
    return {"kind": "level", "value": value, "unit": usual.get(unit.casefold(), unit), "hedge": hedge}


def _growth(value: str, hedge: str) -> dict:
    way = "less" if value.startswith("-") else "more"
    return {"kind": "growth", "value": value, "unit": "percent", "hedge": hedge, "direction": way}


def _evidence(given: dict, test: dict, where: str) -> tuple[list, dict]:
    """Return the evidence and the quantity of short fields."""
    if "figures" in given:
        rows = kept.figures().set_index("id")
        figure = words.known("figure", given["figures"], rows.index)
        spec = {"figures": figure, "source": rows.loc[figure, "source"]}
        spec |= {"over": given["over"]} if "over" in given else {}
        return [spec], {"product": rows.loc[figure, "product"]}
    series = given.get("series") or []
    series = [series] if isinstance(series, str) else list(series)
    if not series or test["kind"] == "share":
        told = ("a share of series", "figures: the ids of the printed share or part")
        raise InputError(where, *(told if series else ("no series", "series: see desk.series_ids()")))
    specs = []
    for name in series:
        name = name if "{}" in name else words.series_id(name)
        found = Series.read(name.replace("{}", "good"))
        if not found:
            raise InputError(where, f"series {name!r}", "an id like CHN-RUS-export-{}-GACC")
        specs.append({("tally" if "{}" in name else "series"): name, "source": found.source})
        if "over" in given:
            specs[-1]["over"] = words.series_id(given["over"])
        elif test["kind"] == "ratio":
            raise InputError(where, "a ratio without over", "over: the series that it is a multiple of")
    if "goods" in given:
        return specs, {"product": given["goods"][0]}
    exporter, importer = found[:2] if found.flow == "export" else found[1::-1]
    sides = {} if found.flow == "trade" else {"exporter": exporter, "importer": importer}
    return specs, {"product": found.product} | sides
