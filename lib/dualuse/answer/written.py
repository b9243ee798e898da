"""What a person wrote, and whether it is still true.

A sentence has facts in braces: "{F205}" as it was printed, "{A1 GACC export to 2023-05
range}" as the build reckons it. What it asserts without a number stands below it as facts
that hold `while` it is true. The build stops at the first that no longer does, and names
it; so it does where a number was typed, or a verdict moved.
"""

import operator
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from dualuse.answer import cells
from dualuse.base import wording
from dualuse.base.errors import InputError, did_you_mean
from dualuse.base.series import SERIES_NAME, Series
from dualuse.engine.robustness import LEFT_OUT

CLAIMS = "data/claims.yaml"
FACT = re.compile(r"\{([^{}]+)\}")
QUOTED = re.compile(r"“[^”]*”")
# An amount, a percentage, a multiple: it is in braces, so that the build reckons it
TYPED = re.compile(
    r"[$€£]\s?\d[\d.,]*\w*|\d[\d.,]*\s?(?:%|per cent|million|billion|bn\b)"
)
THAN = re.compile(r"(<=|>=|<|>) (.+)")
COMPARED = {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge}


class Fact(NamedTuple):
    """A fact by its value, which conditions compare, and in words, for a sentence."""

    value: float | str
    words: str


Facts = Mapping[str, Fact]


def write_sentences(
    file: str, place: str, sentences: Iterable[str | Mapping[str, Any]], facts: Facts
) -> list[str]:
    """Return sentences with their facts in words, if all of them are true.

    Parameters
    ----------
    file, place : str
        Where they stand, as an error names it.
    sentences : iterable
        Each a text, or `says` with `while`: {fact: what it must be}; "> 2" and
        "< A1 claimed" compare numbers.

    Raises
    ------
    InputError
        For a fact that moved, one that nobody knows, and a number that was typed.

    Examples
    --------
    >>> facts = {"A1": Fact("possible", "possible"), "F1 most": Fact(3e6, "$3m")}
    >>> both = {"says": "At most {F1 most}.", "while": {"A1": "possible", "F1 most": "< 4e6"}}
    >>> write_sentences("claims.yaml", "A1", [both], facts)
    ['At most $3m.']
    >>> write_sentences("claims.yaml", "A1", ["It was $3m."], facts)
    Traceback (most recent call last):
    dualuse.base.errors.InputError: claims.yaml: A1, sentence 1: found $3m typed; expected ...
    """
    written = []
    for number, sentence in enumerate(sentences, start=1):
        where = f"{place}, sentence {number}"
        told: Mapping[str, Any] = {"says": sentence}
        if not isinstance(sentence, str):
            told = sentence
        says = " ".join(told["says"].split())
        asserted = told.get("while", {})
        for name in [*FACT.findall(says), *asserted]:
            if name not in facts:
                known = did_you_mean(name, facts, "fact")
                raise InputError(file, f"the fact {name!r}", known, where)
        for name, expected in asserted.items():
            if not holds(facts[name].value, expected, facts):
                found = f"{name}: {facts[name].value}"
                rewrite = f"{expected}, or another sentence than “{says}”"
                raise InputError(file, found, rewrite, where)
        typed = TYPED.search(QUOTED.sub("", FACT.sub("", says)))
        if typed and not says.endswith("?"):  # a question asks for the claim's own
            raise InputError(file, f"{typed[0]} typed", "a fact in braces", where)
        text = FACT.sub(lambda match: facts[match[1]].words, says)
        written.append(cells.begin(text))
    return written


def holds(value: float | str, expected: float | str, facts: Facts) -> bool:
    """Tell whether a fact is what a sentence needs it to be.

    >>> holds(2.9, ">= 2.5", {}), holds(2.9, "< F1", {"F1": Fact(2, "two")}), holds(1, 1, {})
    (True, False, True)
    """
    compared = THAN.fullmatch(str(expected))
    if not compared:
        return str(value) == str(expected)
    sign, other = compared.groups()
    beside = facts[other].value if other in facts else other
    return COMPARED[sign](float(value), float(beside))


# --- the facts of a claim


def name_entry(part: str, entry: Mapping[str, Any]) -> str:
    """Return the name of what a source says: "A8a GACC import by weight to 2022-12".

    >>> entry = {"source": "GACC", "series": "CHN-RUS-export-drones-GACC", "measure": ""}
    >>> name_entry("A1", entry | {"period": ["2023-01", "2023-05"], "base": ""})
    'A1 GACC export to 2023-05'
    """
    words = [part, entry["source"]]
    if SERIES_NAME.fullmatch(entry["series"]):
        words.append(Series.read(entry["series"]).flow)
    if entry["measure"]:
        words.append(f"by {entry['measure']}")
    words.append(f"to {entry['period'][1]}")
    if entry["base"]:
        words.append(f"on {entry['base']}")
    return " ".join(filter(None, words))


def list_entry_facts(name: str, entry: Mapping[str, Any]) -> dict[str, Fact]:
    """Return the facts of what one source says, by name."""
    verdict = f"{entry['verdict']} {entry['direction']}".strip()
    facts = {name: Fact(verdict, verdict)}
    facts[f"{name} range"] = Fact(entry["says"], entry["says"])
    facts[f"{name} revised"] = Fact(entry["revised"], entry["revised"])
    facts[f"{name} counts"] = Fact(str(entry["counts"]), "")
    ends = {"least": entry["own_low"], "most": entry["own_high"]}
    if entry["needed"]:
        ends["needed"] = entry["needed"]["least"]
    for end, number in ends.items():
        if number is not None:
            words = wording.format_range(number, number, entry["unit"])
            facts[f"{name} {end}"] = Fact(number, words)
    if entry["apart"] is not None:
        words = cells.tell_apart(entry["apart"], entry["unit"])
        facts[f"{name} apart"] = Fact(entry["apart"], words)
    for good in entry["goods"]:
        words = cells.tell_change(good)
        facts[f"{name} {good['good']}"] = Fact(words, words)
    if entry["covers"]:
        listed = wording.join_words(entry["covers"])
        facts[f"{name} covers"] = Fact(listed, listed)
    return facts


def list_figure_facts(rows: Mapping[str, Mapping[str, str]]) -> dict[str, Fact]:
    """Return the facts of printed figures: their words, months and how we read them."""
    facts = {}
    for name, row in rows.items():
        words = wording.format_figure(dict(row))
        facts[name] = Fact(words, words)
        facts[f"{name} access"] = Fact(row["access"], row["access"])
        if row["value"].isdigit():
            number = int(row["value"])
            facts[f"{name} number"] = Fact(number, f"{number:,}")
        if row["period_start"] and row["period_end"]:
            months = wording.format_period(row["period_start"], row["period_end"])
            facts[f"{name} months"] = Fact(months, months)
    return facts


def list_facts(result: Mapping[str, Any], rows: Mapping[str, Any]) -> dict[str, Fact]:
    """Return all that a sentence on a claim may say or assert, by name.

    Parameters
    ----------
    result : dict
        A `findings.Claim` with what it hangs on.
    rows : dict
        The figures by id.
    """
    facts = list_figure_facts(rows)
    for each in [*result["parts"], result]:
        facts[each["id"]] = Fact(each["text"], each["text"])
    for part in result["parts"]:
        for test in part["tests"]:
            facts[f"{part['id']} claimed"] = Fact(
                test["low"] or test["high"], test["text"]
            )
        for entry in part["figures"]:
            name = name_entry(part["id"], entry)
            facts |= list_entry_facts(f"{name} again" if name in facts else name, entry)
        for page in part["pages"]:
            shows = f"{page['relation']} {page['shows']}"
            facts[f"{part['id']} {page['id']}"] = Fact(shows, shows)
        counted = [page for page in part["pages"] if page["counts"]]
        facts[f"{part['id']} pages"] = count(len(counted))
        facts[f"{part['id']} owner"] = Fact(part["one_owner"], part["one_owner"])
    facts["repeated by"] = count(len(result["repeated_by"]))
    hangs = result["hangs"]
    for kinds, names, becomes in zip(
        hangs["kinds"], hangs["sets"], hangs["then"], strict=True
    ):
        without = "without " if kinds[0] in LEFT_OUT else ""
        facts[without + " and ".join(names)] = Fact(
            becomes, wording.spell_parts(becomes)
        )
    return facts


def count(number: int) -> Fact:
    """Return a number of things, in words; "none" for nought."""
    return Fact(number, wording.format_value(number, "word") if number else "none")


def add_written(
    result: Any,
    claim: Mapping[str, Any],
    rows: Mapping[str, Any],
    is_strict: bool = True,
) -> None:
    """Add to the answer on a claim what a person wrote of it.

    Where it is not strict, as under another reading, what is not true is left out: the
    table of its sources says what is.
    """
    finding = claim.get("finding")
    if not finding:
        return
    try:
        if finding["verdict"] != result["text"]:
            expected = f"{finding['verdict']!r}, of which its finding is written"
            raise InputError(
                CLAIMS, f"the verdict {result['text']!r}", expected, claim["id"]
            )
        facts = list_facts(result, rows)
        place = f"{claim['id']}, finding"
        told = write_sentences(CLAIMS, place, finding["says"], facts)
        place = f"{claim['id']}, depends"
        depends = write_sentences(CLAIMS, place, finding.get("depends", []), facts)
    except InputError:
        if is_strict:
            raise
        return
    result["finding"], result["depends"], result["we_found"] = told, depends, told[0]
