"""The first page and the story's page: what they count, group and say of the claims.

The templates hold words; what decides which of them stand there is here.
"""

import re
from typing import Any

import pandas as pd

from dualuse.base import tables
from dualuse.engine import verdicts

# After an assertion: the part it makes.
MARK = re.compile(r"\s*\[([A-Z]\d+[a-z]?)\]\s*")
# In a list: what goes against the story, what is open, what holds up, the rest.
ORDER = [verdicts.CONTRADICTED, verdicts.PARTLY_NOT, verdicts.POSSIBLE]
ORDER += [verdicts.CONFIRMED, verdicts.PARTLY, *verdicts.UNDECIDED, verdicts.OPINION]


Row = dict[str, Any]


# --- topics


def read_topics(claims: list[dict]) -> list[Row]:
    """Return the topics of story.yml, with the ids of their claims that are counted.

    A story that names none has one topic, of all claims.
    """
    counted = [claim["id"] for claim in claims if claim["counted"]]
    everything = [{"title": "The claims", "claims": counted}]
    blank = dict.fromkeys(["id", "of", "note", "first"], "")
    topics = []
    for topic in tables.read_story().get("topics", everything):
        ids = [name for name in topic["claims"] if name in counted]
        topics.append({**blank, **topic, "claims": ids})
    return topics


def list_conditional_claims(conditions: list[str]) -> list[str]:
    """Return the verdicts that conditions give, each once, in the order of the scale.

    >>> list_conditional_claims(["contradicted, on one source, if it means January"])
    ['contradicted']
    """
    listed = []
    for word in verdicts.WORDS:
        if any(
            condition.startswith((f"{word} ", f"{word},")) for condition in conditions
        ):
            listed.append(word)
    return listed


def sort_claims(claims: list[dict]) -> list[dict]:
    """Return claims as the lists show them: what goes against the story first."""
    return sorted(claims, key=lambda claim: ORDER.index(claim["verdict"]))


def list_groups(topics: list[Row], claims: list[dict]) -> list[dict]:
    """Return the topics, each with its claims as they are listed."""
    by_id = {claim["id"]: claim for claim in claims}
    groups = []
    for topic in topics:
        listed = sort_claims([by_id[name] for name in topic["claims"]])
        listed.sort(key=lambda claim: claim["id"] != topic["first"])
        groups.append({**topic, "listed": listed})
    return groups


# --- the story, sentence by sentence


def index_parts(claims: list[dict]) -> dict[str, dict]:
    """Return {id: verdict and conditions} of all claims and of their parts."""
    known = {}
    for claim in claims:
        for each in [*claim["parts"], claim]:  # a single part has the id of its claim
            known[each["id"]] = {
                "claim": claim["id"],
                "verdict": each["verdict"],
                "conditions": each["conditions"],
                "on_one_source": each["on_one_source"],
            }
    return known


def split_passages(sentence: str, parts: dict[str, dict]) -> list[Row]:
    """Return the assertions of a sentence of the map; a mark stands after each.

    Examples
    --------
    >>> known = {"claim": "C5", "verdict": "confirmed", "conditions": []}
    >>> known["on_one_source"] = False
    >>> split_passages("They were short of shells. [C5a]", {"C5a": known})[0]["text"]
    'They were short of shells.'
    """
    pieces = MARK.split(sentence)
    passages = []
    for text, mark in zip(pieces[::2], pieces[1::2], strict=False):
        conditional = list_conditional_claims(parts[mark]["conditions"])
        passages.append({**parts[mark], "text": text, "conditional": conditional})
    return passages


def read_article(
    rows: pd.DataFrame, claims: list[dict], marked: list[str]
) -> list[Row]:
    """Return the sentences of the article in its order, each with today's verdicts.

    `marks` has each verdict of its passages once, with all conditions on it; `findings`
    are the lines of its claims, as data/findings.yaml has them. One without passages
    says why it was not tested.

    Parameters
    ----------
    rows : pandas.DataFrame
        article_map.csv.
    claims : list of dict
        What notebooks found: processed/claims/*.json.
    marked : list of str
        Claims whose sentences are underlined.
    """
    parts = index_parts(claims)
    lines = {claim["id"]: claim["line"] or claim["we_found"] for claim in claims}
    sentences = []
    for row in rows.to_dict("records"):
        passages = split_passages(row["sentence"], parts)
        claimed = dict.fromkeys(passage["claim"] for passage in passages)
        marks: dict[str, list[str]] = {}
        for passage in passages:
            alike = [each for each in passages if each["verdict"] == passage["verdict"]]
            lone = all(each["on_one_source"] for each in alike)
            is_told = lone and passage["verdict"] == verdicts.CONFIRMED
            conditions = marks.setdefault(
                passage["verdict"], ["on one source"] if is_told else []
            )
            conditions += [
                each for each in passage["conditions"] if each not in conditions
            ]
        sentences.append(
            {
                "number": row["number"],
                "text": row["sentence"] if not passages else "",
                "passages": passages,
                "marks": marks,
                "findings": [lines[claim] for claim in claimed],
                "why": row["why"],
                "is_marked": not claimed.keys().isdisjoint(marked),
            }
        )
    return sentences


def list_elsewhere(sentences: list[Row], claims: list[dict]) -> dict[str, list]:
    """Return the claims that no sentence holds, by where they were read."""
    held = {each["claim"] for sentence in sentences for each in sentence["passages"]}
    elsewhere: dict[str, list] = {}
    for claim in claims:
        if claim["id"] not in held:
            elsewhere.setdefault(claim["where"], []).append(claim)
    return elsewhere


def list_square_marks(sentences: list[Row], claims: list[dict]) -> list[str]:
    """Return the words that rows of the story's page have, in the scale's order.

    They have no numbers: the headline counts passages, and a row holds several.
    """
    marks = {word for sentence in sentences for word in sentence["marks"]}
    marks |= {claim["verdict"] for claim in claims}
    return [word for word in verdicts.WORDS if word in marks]
