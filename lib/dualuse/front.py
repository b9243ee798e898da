"""The first page and the story's page: what they count, group and say of the statements.

The templates hold words; what decides which of them stand there is here.
"""

import re
from collections import Counter
from typing import TypedDict

import pandas as pd

from dualuse import tables, verdicts, wording

MARK = re.compile(
    r"\s*\[([A-Z]\d+[a-z]?)\]\s*"
)  # after an assertion: the part it makes
HELD = (verdicts.CONFIRMED, verdicts.PARTLY)
REFUTED = (verdicts.CONTRADICTED, verdicts.PARTLY_NOT)


class Topic(TypedDict):
    """Statements on one thing: their ids in story.yml's order, and what it is called."""

    title: str
    of: str
    note: str
    claims: list[str]


class Passage(TypedDict):
    """An assertion of the article: its words, and the verdict on the part it makes."""

    text: str
    claim: str
    verdict: str
    conditions: list[str]


class Sentence(TypedDict):
    """A sentence of the article; one without passages says why it was not tested.

    `marks` has each verdict of its passages once, with all conditions on it.
    """

    number: str
    text: str
    passages: list[Passage]
    marks: dict[str, list[str]]
    finding: str
    why: str
    is_marked: bool


# --- topics and the headline


def read_topics(claims: list[dict]) -> list[Topic]:
    """Return the topics of story.yml, with the statements that are counted.

    A story that names none has one topic, of all statements.
    """
    counted = [claim["id"] for claim in claims if claim["counted"]]
    everything = [{"title": "The statements", "of": "", "claims": counted}]
    topics = []
    for topic in tables.read_story().get("topics", everything):
        ids = [name for name in topic["claims"] if name in counted]
        topics.append(
            Topic(
                title=topic["title"],
                of=topic["of"],
                note=topic.get("note", ""),
                claims=ids,
            )
        )
    return topics


def describe_words(words: list[str]) -> str:
    """Return what the verdicts on a topic come to, as the end of a sentence.

    Examples
    --------
    >>> describe_words(["confirmed", "confirmed"])
    'holds up'
    >>> describe_words(["no evidence found", "possible", "opinion"])
    'we could not confirm'
    >>> describe_words(["confirmed", "contradicted", "possible"])
    'holds up in part and is contradicted in part'
    """
    rated = [word for word in words if word != verdicts.OPINION]
    if not rated:
        return "is opinion, which we do not rate"
    confirmed = rated.count(verdicts.CONFIRMED)
    held = sum(word in HELD for word in rated)
    refuted = sum(word in REFUTED for word in rated)
    if confirmed == len(rated):
        return "holds up"
    if rated.count(verdicts.CONTRADICTED) == len(rated):
        return "is contradicted by public evidence"
    if held and refuted:
        return "holds up in part and is contradicted in part"
    if refuted:
        return "is contradicted in part"
    if 2 * held > len(rated):
        return "mostly holds up"
    if held:
        return "holds up in part"
    return "we could not confirm"


def write_headline(topics: list[Topic], words: dict[str, str]) -> list[str]:
    """Return the headline: a sentence a topic that has words for one.

    Parameters
    ----------
    words : dict
        {claim: its verdict}.

    Examples
    --------
    >>> trade = {"title": "Trade", "of": "trade", "note": "", "claims": ["A7"]}
    >>> gear = {"title": "Gear", "of": "gear", "note": "", "claims": ["A1"]}
    >>> write_headline([trade, gear], {"A7": "confirmed", "A1": "possible"})
    ['What the story says of trade holds up.', 'What it says of gear we could not confirm.']
    """
    sentences = []
    for topic in topics:
        said = [words[name] for name in topic["claims"]]
        if not said:
            continue
        who = "it" if sentences else "the story"
        subject = f"What {who} says"
        if topic["of"]:
            subject += f" of {topic['of']}"
        sentences.append(f"{subject} {describe_words(said)}.")
    return sentences


# --- the story, sentence by sentence


def list_conditions(readings: dict[str, str]) -> list[str]:
    """Return what a verdict would be if the words meant something else.

    >>> list_conditions({"January to May 2023": "contradicted"})
    ['contradicted if it means January to May 2023']
    """
    return [f"{word} if it means {reading}" for reading, word in readings.items()]


def index_parts(claims: list[dict]) -> dict[str, dict]:
    """Return {id: verdict and conditions} of all claims and of their parts."""
    known = {}
    for claim in claims:
        conditions = []
        for part in claim["parts"]:
            of_part = list_conditions(part["readings"])
            known[part["id"]] = {
                "claim": claim["id"],
                "verdict": part["verdict"],
                "conditions": of_part,
            }
            conditions += of_part
        known[claim["id"]] = {
            "claim": claim["id"],
            "verdict": claim["verdict"],
            "conditions": conditions,
        }
    return known


def split_passages(sentence: str, parts: dict[str, dict]) -> list[Passage]:
    """Return the assertions of a sentence of the map; a mark stands after each.

    Examples
    --------
    >>> known = {"claim": "C5", "verdict": "confirmed", "conditions": []}
    >>> split_passages("They were short of shells. [C5a]", {"C5a": known})[0]["text"]
    'They were short of shells.'
    """
    pieces = MARK.split(sentence)
    passages = []
    for text, mark in zip(pieces[::2], pieces[1::2], strict=False):
        part = parts[mark]
        passages.append(
            Passage(
                text=text,
                claim=part["claim"],
                verdict=part["verdict"],
                conditions=part["conditions"],
            )
        )
    return passages


def read_article(
    rows: pd.DataFrame, claims: list[dict], marked: list[str]
) -> list[Sentence]:
    """Return the sentences of the article in its order, each with today's verdicts.

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
    sentences = []
    for row in rows.to_dict("records"):
        passages = split_passages(row["sentence"], parts)
        claimed = {passage["claim"] for passage in passages}
        marks: dict[str, list[str]] = {}
        for passage in passages:
            conditions = marks.setdefault(passage["verdict"], [])
            conditions += [
                each for each in passage["conditions"] if each not in conditions
            ]
        sentences.append(
            Sentence(
                number=row["number"],
                text=row["sentence"] if not passages else "",
                passages=passages,
                marks=marks,
                finding=row["finding"],
                why=row["why"],
                is_marked=not claimed.isdisjoint(marked),
            )
        )
    return sentences


def list_elsewhere(sentences: list[Sentence], claims: list[dict]) -> dict[str, list]:
    """Return the claims that no sentence holds, by where they were read."""
    held = {each["claim"] for sentence in sentences for each in sentence["passages"]}
    parts = index_parts(claims)
    elsewhere: dict[str, list] = {}
    for claim in claims:
        if claim["id"] not in held:
            row = {**claim, "conditions": parts[claim["id"]]["conditions"]}
            elsewhere.setdefault(claim["where"], []).append(row)
    return elsewhere


def count_confirmed(topic: Topic, sentences: list[Sentence]) -> str:
    """Return the headline of the story's page: how many passages are confirmed.

    Parameters
    ----------
    topic : Topic
        Counted by itself, before all others.

    Examples
    --------
    >>> passage = {"text": "", "claim": "A1", "verdict": "possible", "conditions": []}
    >>> gear = {"title": "", "of": "gear", "note": "", "claims": ["A1"]}
    >>> count_confirmed(gear, [{"passages": [passage]}])
    'Of one passage on gear none is confirmed.'
    """
    passages = [each for sentence in sentences for each in sentence["passages"]]
    words: dict[bool, list[str]] = {True: [], False: []}
    for each in passages:
        words[each["claim"] in topic["claims"]].append(each["verdict"])
    number = wording.format_value(len(words[True]), "word")
    noun = "passage" if len(words[True]) == 1 else "passages"
    about = f" on {topic['of']}" if topic["of"] else ""
    headline = f"Of {number} {noun}{about} {tell_number(words[True])} confirmed."
    if words[False]:
        rest = wording.format_value(len(words[False]), "word")
        headline += f" Of the other {rest} {tell_number(words[False])}."
    return headline


def tell_number(words: list[str]) -> str:
    """Return how many of some verdicts are confirmed: "none is", "two are"."""
    confirmed = words.count(verdicts.CONFIRMED)
    if not confirmed:
        return "none is"
    number = wording.format_value(confirmed, "word")
    return f"{number} is" if confirmed == 1 else f"{number} are"


def count_marks(sentences: list[Sentence], claims: list[dict]) -> dict[str, int]:
    """Return how many rows of the story's page have each word."""
    counts = Counter(word for sentence in sentences for word in sentence["marks"])
    counts.update(claim["verdict"] for claim in claims)
    return {word: counts[word] for word in verdicts.WORDS if counts[word]}
