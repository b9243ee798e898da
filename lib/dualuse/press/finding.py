"""The sentences that a person writes of all claims, and whether they are still true.

story.yml has them, with counts in braces, "We checked {all} claims", and figures as they
were printed, "{F234}". What a sentence asserts without a number, "we could not confirm",
it states below as a count that holds `while` it is true. The build stops at the first
that no longer does, and names it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dualuse.base import wording
from dualuse.base.errors import InputError, did_you_mean
from dualuse.engine import verdicts

ALL = "all"
OTHER = "other"  # passages on anything but the first topic
LONE = " on one source"
SAID_ALONE = "one source"  # in a sentence that counts what rests on one
STRONG = verdicts.TELLING  # a reader must know where one of these rests on one source
COUNT = re.compile(r"\{([^{}]+)\}")


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

    Parameters
    ----------
    where : str
        Key of story.yml, as an error names it.
    findings : sequence of mapping
        Each with `says`, and perhaps `while`: {count: what it must be}.
    figures : iterable of dict
        Rows of figures.csv that a sentence may quote by their ids.

    Raises
    ------
    InputError
        For a count that moved, one that nobody knows, and a sentence that counts what
        rests on one source and does not say so.

    Examples
    --------
    >>> counts = count_verdicts("gear", [{"verdict": "possible", "on_one_source": False}])
    >>> findings = [{"says": "{gear} claim, not confirmed.", "while": {"gear confirmed": 0}}]
    >>> write_findings("finding", findings, counts)
    ['One claim, not confirmed.']
    >>> findings[0]["while"] = {"gear possible": 2}
    >>> write_findings("finding", findings, counts)
    Traceback (most recent call last):
    dualuse.base.errors.InputError: story.yml: finding 1: found gear possible: 1; expected ...
    """
    sentences = []
    printed = {row["id"]: wording.format_figure(row) for row in figures}
    for number, finding in enumerate(findings, start=1):
        place = f"{where} {number}"
        asserted = finding.get("while", {})
        named = [name for name in COUNT.findall(finding["says"]) if name not in printed]
        for name in [*named, *asserted]:
            check_count(place, name, finding["says"], counts)
        for name, expected in asserted.items():
            if counts[name] != expected:
                found = f"{name}: {counts[name]}"
                rewrite = f"{expected}, or another sentence than “{finding['says']}”"
                raise InputError("story.yml", found, rewrite, place)
        words = printed | {name: spell(counts[name]) for name in named}
        text = COUNT.sub(r"{words[\1]}", finding["says"]).format(words=words)
        sentences.append(text[:1].upper() + text[1:])
    return sentences


def spell(number: int) -> str:
    """Return a count in words; "none" for nought."""
    return wording.format_value(number, "word") if number else "none"


def check_count(place: str, name: str, says: str, counts: Mapping[str, int]) -> None:
    """Refuse a count that nobody knows, or whose one source the sentence keeps quiet."""
    if name not in counts:
        known = did_you_mean(name, counts, "count")
        raise InputError("story.yml", f"the count {name!r}", known, place)
    if not name.endswith(tuple(STRONG)) or not counts[name]:
        return
    lone = counts.get(name + LONE, 0)
    if lone and SAID_ALONE not in says:
        found = f"{name}: {counts[name]}, of which {lone} on one source"
        raise InputError("story.yml", found, f"“{SAID_ALONE}” in “{says}”", place)
