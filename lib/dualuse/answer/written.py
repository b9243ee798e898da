"""What people wrote, and whether it is still true.

A sentence has facts in braces: "{F205}" as it was printed, "{A1 GACC export to 2023-05
range}" as the build reckons it. What it asserts without a number stands below it as facts
that hold `while` it is true. Each sentence that no longer is, and each number that was
typed, is a fault by name; a build stops at them, all in one run.
"""

import operator
import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple, TypeAlias

from dualuse.answer import cells
from dualuse.base import shapes, tables, units, wording
from dualuse.base.errors import InputError, did_you_mean
from dualuse.base.files import write_text
from dualuse.base.series import SERIES_NAME, Series
from dualuse.base.state import UNTRUE, is_variant
from dualuse.engine.robustness import LEFT_OUT

FINDINGS = "findings.yaml"
WHERE = f"data/{FINDINGS}"
RECKONED = "quoted.csv"
NUMBER = re.compile(r"\d+(?:\.\d+)?")
FACT = re.compile(r"\{([^{}]+)\}")
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
# An amount, a percentage, a multiple: it is in braces, so that the build reckons it
TYPED = re.compile(
    r"[$€£]\s?\d[\d.,]*\w*|\d[\d.,]*\s?"
    r"(?:%|per cent|points|times|thousand|million|billion|trillion|bn\b|tonnes)"
)
THAN = re.compile(r"(<=|>=|<|>) (.+)")
COMPARED = {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge}
# How many figures there are: of a series, or of a family of them, with the months or not
COUNTED = re.compile(
    r"figures ([\w*:+-]+)(?: in (\d{4}-\d{2})| of (\d{4}-\d{2}) to (\d{4}-\d{2}))?"
)
OWN_CLAIM = "claim"  # the role of the story's own figures
UNCHANGED = "as it is"  # a verdict without something that it does not hang on
Sentence: TypeAlias = str | Mapping[str, Any]


class Fact(NamedTuple):
    """A fact by its value, which conditions compare, and in words, for a sentence."""

    value: float | str
    words: str


Facts = Mapping[str, Fact]


def write_sentences(
    file: str, place: str, sentences: Iterable[Sentence], facts: Facts
) -> tuple[list[str], list[InputError]]:
    """Return the sentences that are true, facts in words; and a fault for each other.

    Parameters
    ----------
    file, place : str
        Where they stand, as a fault names it.
    sentences : iterable
        Each a text, or `says` with `while`: {fact: what it must be}; "> 2" and
        "< A1 claimed" compare numbers.

    Examples
    --------
    >>> facts = {"A1": Fact("possible", "possible"), "F1 most": Fact(3e6, "$3m")}
    >>> both = {"says": "At most {F1 most}.", "while": {"A1": "possible", "F1 most": "< 4e6"}}
    >>> write_sentences("claims.yaml", "A1", [both], facts)
    (['At most $3m.'], [])
    >>> _, (fault,) = write_sentences("claims.yaml", "A1", ["It was $3m."], facts)
    >>> print(fault)
    claims.yaml, row A1, sentence 1: found $3m typed; expected a fact in braces
    """
    written, faults = [], []
    for number, sentence in enumerate(sentences, start=1):
        told = add_condition(sentence, {})
        says = " ".join(told["says"].split())
        wrong = find_fault(says, told["while"], facts)
        if wrong:
            faults.append(InputError(file, *wrong, f"{place}, sentence {number}"))
        else:
            written.append(FACT.sub(lambda match: facts[match[1]].words, says))
    return written, faults


def find_fault(
    says: str, asserted: Mapping[str, Any], facts: Facts
) -> tuple[str, str] | None:
    """Return what was found and expected where a sentence is not so, else None."""
    compared = [THAN.fullmatch(str(expected)) for expected in asserted.values()]
    others = [
        each[2] for each in compared if each and not each[2].lstrip("-")[0].isdigit()
    ]
    for name in [*FACT.findall(says), *asserted, *others]:
        if name not in facts:
            return f"the fact {name!r}", did_you_mean(name, facts, "fact")
    for name, expected in asserted.items():
        if not holds(facts[name].value, expected, facts):
            rewrite = f"{expected}, or another sentence than “{says}”"
            return f"{name}: {facts[name].value}", rewrite
    for name in FACT.findall(says):
        if facts[name].value == UNCHANGED:
            return f"{name}: {facts[name].words}, as with it", "another sentence"
    typed = TYPED.search(QUOTED.sub("", FACT.sub("", says)))
    if typed and not says.endswith("?"):  # a question asks for the claim's own
        return f"{typed[0]} typed", "a fact in braces"
    return None


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
    try:
        return COMPARED[sign](float(value), float(beside))
    except (TypeError, ValueError):  # it has no number: the sentence is named
        return False


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
        if NUMBER.fullmatch(row["value"]) and row["unit"]:
            scale, base = units.split_unit(row["unit"])
            amount = float(row["value"]) * scale
            rounded = wording.format_range(amount, amount, base)
            facts[f"{name} amount"] = Fact(amount, rounded)
        if row["value"].isdigit():
            number = int(row["value"])
            facts[f"{name} number"] = Fact(number, f"{number:,}")
        if row["period_start"] and row["period_end"]:
            months = wording.format_period(row["period_start"], row["period_end"])
            facts[f"{name} months"] = Fact(months, months)
    return facts


def list_facts(result: Mapping[str, Any]) -> dict[str, Fact]:
    """Return what a sentence may say of a `findings.Claim`, or assert of it, by name."""
    facts: dict[str, Fact] = {}
    for each in [*result["parts"], result]:
        facts[each["id"]] = Fact(each["text"], each["text"])
    for part in result["parts"]:
        facts |= list_part_facts(part)
    facts["repeated by"] = state_count(len(result["repeated_by"]))
    return facts | list_hanging_facts(result)


def list_part_facts(part: Mapping[str, Any]) -> dict[str, Fact]:
    """Return the facts of one assertion: its test, its sources, its pages."""
    facts = {}
    for test in part["tests"]:
        claimed = test["low"] or test["high"] or 0.0
        facts[f"{part['id']} claimed"] = Fact(claimed, test["text"])
    for entry in part["figures"]:
        name = name_entry(part["id"], entry)
        facts |= list_entry_facts(f"{name} again" if name in facts else name, entry)
    shown = [page for page in part["pages"] if page["relation"] != "background"]
    for page in part["pages"]:
        shows = f"{page['relation']} {page['shows']}"
        facts[f"{part['id']} {page['id']}"] = Fact(shows, shows)
    facts[f"{part['id']} pages"] = state_count(
        sum(page["counts"] for page in part["pages"])
    )
    facts[f"{part['id']} documents"] = state_count(
        sum(page["shows"] == "document" for page in shown)
    )
    facts[f"{part['id']} denials"] = state_count(
        sum(page["shows"] == "denial" for page in part["pages"])
    )
    facts[f"{part['id']} owner"] = Fact(part["one_owner"], part["one_owner"])
    return facts


def list_hanging_facts(result: Mapping[str, Any]) -> dict[str, Fact]:
    """Return what the verdict would be without each outlet, and under other rules.

    What changes nothing is there as well: a sentence that says "without" it is told so.
    """
    unchanged = Fact(UNCHANGED, result["text"])
    facts = {"two sources": unchanged, "taken literally": unchanged}
    for part in result["parts"]:
        prints = [print for entry in part["figures"] for print in entry["printed"]]
        for each in [*prints, *part["pages"]]:
            for name in (each["id"], each["outlet"], each["read_at"]):
                facts[f"without {name}"] = unchanged
    for hang in result["hangs"]:
        without = "without " if hang["kinds"][0] in LEFT_OUT else ""
        becomes = Fact(hang["becomes"], hang["becomes"])
        facts[without + " and ".join(hang["names"])] = becomes
    return facts


def list_counts(
    written: object, rows: Mapping[str, Mapping[str, str]]
) -> dict[str, Fact]:
    """Return how many figures there are of each family that sentences name.

    "figures CHN-RUS-export-drones-* in 2023-06" are those whose months have June in them,
    "... of 2023-01 to 2023-06" those of just these months. The story's own count nowhere.
    """
    facts = {}
    for match in COUNTED.finditer(str(written)):
        series, month, start, end = match.groups()
        number = 0
        for row in rows.values():
            if row["role"] == OWN_CLAIM or not fnmatchcase(row["series"], series):
                continue
            first, last = row["period_start"], row["period_end"]
            is_inside = not month or first <= month <= last
            is_just_so = not start or (first, last) == (start, end)
            number += is_inside and is_just_so
        facts[match[0]] = state_count(number)
    return facts


def list_reckoned_facts() -> dict[str, Fact]:
    """Return what notebooks reckoned for sentences to quote: processed/quoted.csv."""
    if not (tables.PROCESSED / RECKONED).is_file():
        return {}
    rows = tables.read_built(RECKONED).to_dict("records")
    return {row["fact"]: Fact(row["value"], row["words"]) for row in rows}


def state_count(number: int) -> Fact:
    """Return a number of things, in words; "none" for nought."""
    return Fact(number, wording.format_value(number, "word") if number else "none")


# --- what people wrote of claims


def read_findings() -> dict[str, dict]:
    """Return what people wrote of each claim: data/findings.yaml, none in a small story."""
    if not (tables.DATA / FINDINGS).is_file():
        return {}
    findings = tables.read_yaml(tables.DATA / FINDINGS)
    shapes.check_shape(WHERE, findings, "findings.schema.json")
    return findings


def fill(
    claims: Iterable[Any],
    findings: Mapping[str, Mapping],
    figures: Iterable[dict],
) -> list[InputError]:
    """Give claims what people wrote of them, and return what of it is not so.

    Parameters
    ----------
    claims : iterable of dict
        `findings.Claim`s, as processed/claims/*.json has them: each gets `subject`,
        `line`, `finding`, `depends`, `notes`, `denial`, `settles`, and its parts a `note`. What
        is not so is left out; without a first sentence, `we_found` stays what the
        verdict's word means.
    findings : dict
        `read_findings()`.
    figures : iterable of dict
        All rows of figures.csv.
    """
    rows = {row["id"]: row for row in figures}
    printed = list_figure_facts(rows) | list_reckoned_facts()
    faults: list[InputError] = []
    for claim in claims:
        finding = findings.get(claim["id"], {})
        facts = printed | list_facts(claim) | list_counts(finding, rows)
        faults += fill_claim(claim, finding, facts)
    return faults


def fill_claim(claim: Any, finding: Mapping, facts: Facts) -> list[InputError]:
    """Give one claim what people wrote of it, and return what of it is not so."""
    faults: list[InputError] = []

    def write(key: str, written: Any) -> list[str]:
        told, wrong = write_sentences(
            WHERE, f"{claim['id']}, {key}", as_list(written), facts
        )
        faults.extend(wrong)
        return told

    verdict = {claim["id"]: finding.get("verdict", claim["text"])}
    of_the_verdict = {
        key: [add_condition(each, verdict) for each in as_list(finding.get(key, []))]
        for key in ("line", "says", "depends")
    }
    claim["subject"] = finding.get("subject", "")
    claim["line"] = " ".join(write("line", of_the_verdict["line"]))
    claim["finding"] = [
        cells.begin(told) for told in write("says", of_the_verdict["says"])
    ]
    claim["depends"] = write("depends", of_the_verdict["depends"])
    claim["denial"] = " ".join(write("denial", finding.get("denial", [])))
    claim["settles"] = " ".join(write("settles", finding.get("settles", [])))
    claim["notes"] = []
    for note in finding.get("notes", []):
        text = " ".join(write(f"note “{note['title']}”", note["text"]))
        if text:
            claim["notes"].append({"title": note["title"], "text": text})
    for part in claim["parts"]:
        note = finding.get("note", {}).get(part["id"], [])
        part["note"] = " ".join(write(f"note {part['id']}", note))
    if claim["finding"]:
        claim["we_found"] = claim["finding"][0]
    return faults


def as_list(written: Any) -> list[Any]:
    """Return one sentence, or several, as a list of them."""
    return [*written] if isinstance(written, list) else [written]


def add_condition(sentence: Sentence, condition: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sentence that holds only while something else does as well."""
    told: Mapping[str, Any] = {"says": sentence}
    if not isinstance(sentence, str):
        told = sentence
    return {**told, "while": {**condition, **told.get("while", {})}}


def refuse(faults: Sequence[InputError]) -> None:
    """Stop for what is not so, all of it by name.

    Rows of one's own may make untrue what people wrote of the published ones: it is left
    out then, stops nothing, and is listed at the head of the page.
    """
    if not faults:
        return
    if is_variant():
        listed = tables.OUTPUT / UNTRUE
        earlier = tables.read_text(listed) if listed.exists() else ""
        write_text(listed, earlier + "".join(f"{fault}\n" for fault in faults))
        return
    first = faults[0]
    error = InputError(first.where, first.found, first.expected, first.row)
    error.args = (" / ".join(str(fault) for fault in faults),)
    raise error
