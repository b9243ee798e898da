"""The sentences that a person writes of all claims, and whether they are still true.

story.yml has them, with counts in braces, "We checked {all} claims", and figures as they
were printed, "{F234}". What a sentence asserts without a number, "we could not confirm",
it states below as a count that holds `while` it is true. The build stops at each
that no longer does, and names it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dualuse.answer import cells, written
from dualuse.base.errors import InputError
from dualuse.base.parts import list_parts
from dualuse.engine import verdicts

ALL = "all"
OTHER = "other"  # passages on anything but the first topic
LONE = " on one source"
SAID_ALONE = "one source"  # in a sentence that counts what rests on one
STRONG = verdicts.TELLING  # a reader must know where one of these rests on one source


def count_verdicts(name: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return how many rows there are, of each verdict, and of these on one source.

    Parameters
    ----------
    name : str
        Before each word; `ALL` goes without.

    Examples
    --------
    >>> rows = [{"verdict": "confirmed", "on_one_source": True}]
    >>> counts = count_verdicts("gear", rows)
    >>> counts["gear"], counts["gear confirmed"], counts["gear confirmed on one source"]
    (1, 1, 1)
    """
    rows = list(rows)
    counts = {name: len(rows)}
    before = "" if name == ALL else f"{name} "
    for word in verdicts.WORDS:
        alike = [row for row in rows if row["verdict"] == word]
        counts[before + word] = len(alike)
        lone = [row for row in alike if row["on_one_source"]]
        counts[before + word + LONE] = len(lone)
    return counts


def count_claims(topics: Sequence[Mapping], claims: Sequence[dict]) -> dict[str, int]:
    """Return the counts of the claims that count: of all, and of each topic with an id."""
    counted = [claim for claim in claims if claim["counted"]]
    counts = count_verdicts(ALL, counted)
    for topic in topics:
        if topic["id"]:
            own = [claim for claim in counted if claim["id"] in topic["claims"]]
            counts |= count_verdicts(topic["id"], own)
    return counts


def count_passages(topic: Mapping, sentences: Sequence[Mapping]) -> dict[str, int]:
    """Return the counts of the passages of an article that are rated: on a topic, other."""
    every, own, other = [], [], []
    for sentence in sentences:
        for passage in sentence["passages"]:
            if passage["verdict"] != verdicts.OPINION:
                every.append(passage)
                (own if passage["claim"] in topic["claims"] else other).append(passage)
    counts = count_verdicts(ALL, every) | count_verdicts(OTHER, other)
    return counts | (count_verdicts(topic["id"], own) if topic["id"] else {})


def write_findings(
    where: str,
    findings: Sequence[Mapping[str, Any]],
    counts: Mapping[str, int],
    figures: Iterable[dict] = (),
) -> list[str]:
    """Return the sentences with their counts in words, if all of them are true.

    Examples
    --------
    >>> counts = count_verdicts("gear", [{"verdict": "possible", "on_one_source": False}])
    >>> findings = [{"says": "{gear} claim, not confirmed.", "while": {"gear confirmed": 0}}]
    >>> write_findings("finding", findings, counts)
    ['One claim, not confirmed.']
    """
    told, faults = fill_findings(where, findings, counts, figures)
    written.refuse(faults)
    return told


def fill_findings(
    where: str,
    findings: Sequence[Mapping[str, Any]],
    counts: Mapping[str, int],
    figures: Iterable[dict] = (),
) -> tuple[list[str], list[InputError]]:
    """Return the sentences that are true, counts in words; and a fault for each other.

    Parameters
    ----------
    where : str
        Key of story.yml, as a fault names it.
    findings : sequence of mapping
        Each with `says`, and perhaps `while`, as `written.write_sentences` takes them.
    figures : iterable of dict
        Rows of figures.csv that a sentence may quote by their ids.
    """
    rows = {row["id"]: row for row in figures}
    facts = {name: written.state_count(number) for name, number in counts.items()}
    facts |= written.list_figure_facts(rows)
    facts |= written.list_counts(findings, rows)
    told, faults = written.write_sentences("story.yml", where, findings, facts)
    for number, finding in enumerate(findings, start=1):
        place = f"{where}, sentence {number}"
        faults += list_quiet_counts(place, finding, counts)
    return [cells.begin(text) for text in told], faults


def list_quiet_counts(
    place: str, finding: Mapping[str, Any], counts: Mapping[str, int]
) -> list[InputError]:
    """Return the counts of a sentence whose one source it keeps quiet."""
    faults = []
    for name in [*written.FACT.findall(finding["says"]), *finding.get("while", {})]:
        lone = counts.get(name + LONE, 0)
        is_strong = name.endswith(tuple(STRONG)) and counts.get(name, 0) > 0
        if is_strong and lone and SAID_ALONE not in finding["says"]:
            found = f"{name}: {counts[name]}, of which {lone} on one source"
            expected = f"“{SAID_ALONE}” in “{finding['says']}”"
            faults.append(InputError("story.yml", found, expected, place))
    return faults


def hash_claim(claim: dict) -> str:
    """Return eight letters of what a claim says and tests: other ones when it changes."""
    parts = [[part.get("says"), part.get("tests")] for part in list_parts(claim)]
    text = json.dumps([claim["claim"], parts])
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def list_old_questions(
    claims: Sequence[dict], story: Mapping[str, Any]
) -> list[InputError]:
    """Return the questions of a story that were written of another claim than today's."""
    old = []
    for claim in claims:
        name, today = claim["id"], hash_claim(claim)
        if story["asked_of"].get(name, today) != today:
            expected = f"of: {today}, once it asks what the claim says now"
            question = story["questions"][name]
            old.append(InputError("story.yml", question, expected, name))
    return old
