"""The first page and the story's page: what they count, group and say of the claims.

The templates hold words; what decides which of them stand there is here.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import TypedDict

import pandas as pd
from markupsafe import Markup

from dualuse.base import tables, wording
from dualuse.engine import verdicts
from dualuse.press import pages

# After an assertion: the part it makes.
MARK = re.compile(r"\s*\[([A-Z]\d+[a-z]?)\]\s*")
# In a list: what goes against the story, what is open, what holds up, the rest.
ORDER = [verdicts.CONTRADICTED, verdicts.PARTLY_NOT, verdicts.POSSIBLE]
ORDER += [verdicts.CONFIRMED, verdicts.PARTLY, *verdicts.UNDECIDED, verdicts.OPINION]
CHOICES = ["end", "is_literal", "quorum", "without"]  # of a reading, as in its reasons


class Topic(TypedDict):
    """Claims on one thing: their ids in story.yml's order, and what it is called."""

    id: str
    title: str
    of: str
    note: str
    first: str
    brief: bool
    claims: list[str]


class Passage(TypedDict):
    """An assertion of the article: its words, and the verdict on the part it makes."""

    text: str
    claim: str
    verdict: str
    conditions: list[str]
    on_one_source: bool
    conditional: list[str]


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


# --- topics


def read_topics(claims: list[dict]) -> list[Topic]:
    """Return the topics of story.yml, with the claims that are counted.

    A story that names none has one topic, of all claims.
    """
    counted = [claim["id"] for claim in claims if claim["counted"]]
    everything = [{"title": "The claims", "claims": counted}]
    topics = []
    for topic in tables.read_story().get("topics", everything):
        ids = [name for name in topic["claims"] if name in counted]
        topics.append(
            Topic(
                id=topic.get("id", ""),
                title=topic["title"],
                of=topic.get("of", ""),
                note=topic.get("note", ""),
                first=topic.get("first", ""),
                brief=topic.get("brief", False),
                claims=ids,
            )
        )
    return topics


def group_by_word(claims: list[dict]) -> dict[str, list[dict]]:
    """Return {verdict: the claims that have it}, in the order of the scale.

    >>> list(group_by_word([{"verdict": "possible"}, {"verdict": "confirmed"}]))
    ['confirmed', 'possible']
    """
    groups: dict[str, list[dict]] = {}
    for word in verdicts.WORDS:
        listed = [claim for claim in claims if claim["verdict"] == word]
        if listed:
            groups[word] = listed
    return groups


def tell_in_part(claim: dict, subjects: dict[str, str]) -> str:
    """Return "in part", and which, if a claim's word is that of some of its parts only.

    Partly confirmed says so itself; of what we found nothing on, no part is told apart.

    Examples
    --------
    >>> sent = {"id": "B1b", "verdict": "possible"}
    >>> claim = {"verdict": "possible", "parts": [{**sent, "verdict": "opinion"}, sent]}
    >>> tell_in_part(claim, {}), tell_in_part(claim, {"B1b": "deliveries"})
    ('in part', 'in part: deliveries')
    >>> claim["parts"][0] = {"id": "B1a", "verdict": "no evidence found"}
    >>> tell_in_part(claim, {"B1b": "deliveries", "B1a": "the orders"})
    'in part: deliveries, not the orders'
    """
    alike, others = [], []
    for part in claim.get("parts", []):
        (alike if part["verdict"] == claim["verdict"] else others).append(part)
    if not alike or not others:
        return ""
    if claim["verdict"] in (verdicts.NO_EVIDENCE, verdicts.OPINION):
        return ""
    named = [subjects[part["id"]] for part in alike if part["id"] in subjects]
    rated = [part for part in others if part["verdict"] != verdicts.OPINION]
    missing = [subjects[part["id"]] for part in rated if part["id"] in subjects]
    if len(named) < len(alike):
        return "in part"
    told = f"in part: {wording.join_words(named)}"
    return f"{told}, not {wording.join_words(missing)}" if missing else told


def name_subjects(
    claims: list[dict], subjects: dict[str, str], with_ids: bool = True
) -> str:
    """Return what claims are about, in Markdown, each with its id.

    And "on one source" or "in part" where it is.

    Parameters
    ----------
    subjects : dict
        story.yml's {claim: a few words}; a claim without any goes by its id.
    with_ids : bool
        If not, a link to the claim's page takes the place of its id.

    Examples
    --------
    >>> oil = {"id": "A8", "on_one_source": True}
    >>> both = [oil, {"id": "A9", "on_one_source": False}]
    >>> name_subjects(both, {"A8": "Russian oil"})
    'Russian oil (A8, on one source) and claim A9'
    >>> name_subjects(both, {"A8": "Russian oil"}, with_ids=False)
    '[Russian oil](claims/A8.html) (on one source) and claim A9'
    """
    names = []
    for claim in claims:
        name = subjects.get(claim["id"], "")
        marks = [claim["id"]] if name and with_ids else []
        if name and not with_ids:
            name = f"[{name}]({pages.find_address(claim['id'])})"
        if claim["on_one_source"]:
            marks.append("on one source")
        in_part = tell_in_part(claim, subjects)
        if in_part:
            marks.append(in_part)
        if not claim.get("counted", True):
            marks.append("not counted on the first page")
        told = "; ".join([", ".join(marks), *claim.get("conditions", [])])
        brackets = f" ({told.removeprefix('; ')})" if told else ""
        names.append((name or f"claim {claim['id']}") + brackets)
    return wording.join_words(names)


def count_by_word(claims: list[dict]) -> str:
    """Return how many claims have each verdict, and how many of these on one source.

    Examples
    --------
    >>> claims = [{"verdict": "confirmed", "on_one_source": True}]
    >>> claims += [{"verdict": "not settled", "on_one_source": False}] * 2
    >>> count_by_word(claims)
    'one confirmed (on one source) and two that we could not settle'
    """
    counted = []
    for word, listed in group_by_word(claims).items():
        number = wording.format_value(len(listed), "word")
        lone = sum(claim["on_one_source"] for claim in listed)
        on_one = ""
        if lone:
            some = (
                f"{wording.format_value(lone, 'word')} of them "
                if lone < len(listed)
                else ""
            )
            on_one = f" ({some}on one source)"
        says = f"{number} {word}"
        if word == verdicts.NOT_SETTLED:
            says = f"{number} that we could not settle"
        elif word == verdicts.NO_EVIDENCE:
            says = f"{word} for {number}"
        counted.append(says + on_one)
    return wording.join_words(counted)


def tell_confirmed(claims: list[dict]) -> str:
    """Return how many claims are confirmed, and how many of these on one source.

    >>> tell_confirmed([{"verdict": "confirmed", "on_one_source": True}])
    'one is confirmed (on one source)'
    >>> tell_confirmed([])
    'none are confirmed'
    """
    listed = group_by_word(claims).get(verdicts.CONFIRMED, [])
    counted = count_by_word(listed) if listed else "none confirmed"
    verb = "is" if len(listed) == 1 else "are"
    return counted.replace(" confirmed", f" {verb} confirmed", 1)


def list_by_word(
    claims: list[dict], subjects: dict[str, str], with_ids: bool = True
) -> str:
    """Return a list of each verdict with the claims that have it, in Markdown.

    Parameters
    ----------
    subjects, with_ids : dict, bool
        As `name_subjects` takes them.

    Examples
    --------
    >>> drones = {"id": "A1", "verdict": "possible", "on_one_source": False}
    >>> drones["conditions"] = ["contradicted if it means January"]
    >>> list_by_word([drones], {"A1": "drones"})
    '- **possible**: drones (A1; contradicted if it means January)'
    """
    told = []
    for word, listed in group_by_word(claims).items():
        told.append(f"- **{word}**: {name_subjects(listed, subjects, with_ids)}")
    return "\n".join(told)


def tell_copies(articles: list[dict]) -> str:
    """Return that all articles were read in copies, if they were."""
    if not all(article.get("copy") for article in articles):
        return ""
    return "We read both in copies." if len(articles) == 2 else "We read it in a copy."


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


def tell_conditional(claims: Sequence[Mapping]) -> dict[str, str]:
    """Return {verdict: how many claims it would be of on a condition, and on what}.

    >>> first = {"conditions": ["contradicted, on one source, if it means January"]}
    >>> tell_conditional([first, {"conditions": []}])
    {'contradicted': '1 on a condition, on one source'}
    """
    caveats: dict[str, list[str]] = {}
    for claim in claims:
        told = "; ".join(claim["conditions"])
        for word in list_conditional_claims(claim["conditions"]):
            caveat = re.search(rf"\b{word}, (on [^,;]+), if ", told)
            caveats.setdefault(word, []).append(caveat[1] if caveat else "")
    counts = {}
    for word, each in caveats.items():
        shared = f", {each[0]}" if each[0] and len(set(each)) == 1 else ""
        counts[word] = f"{len(each)} on a condition{shared}"
    return counts


def add_conditions(claims: list[dict]) -> list[dict]:
    """Return claims with what a row adds to the word.

    `conditions` says what other readings would give, `conditional` their words; `marks`
    names the parts and their verdicts.
    """
    parts = index_parts(claims)
    shown = []
    for claim in claims:
        marks = []
        if len(claim["parts"]) > 1:
            for part in claim["parts"]:
                letter = part["id"].removeprefix(claim["id"])
                says = f"({letter}) {part['verdict']}"
                marks.append({"verdict": part["verdict"], "says": says})
        conditions = parts[claim["id"]]["conditions"]
        added = {"conditions": conditions, "marks": marks}
        added["conditional"] = list_conditional_claims(conditions)
        shown.append({**claim, **added})
    return shown


def sort_claims(claims: list[dict]) -> list[dict]:
    """Return claims as the lists show them: what goes against the story first."""
    return sorted(claims, key=lambda claim: ORDER.index(claim["verdict"]))


def is_unseen(claim: dict) -> bool:
    """Tell whether only the story has it: nothing that we found speaks of it."""
    if claim["verdict"] != verdicts.NO_EVIDENCE:
        return False
    for part in claim["parts"]:
        speaking = [page for page in part["pages"] if page["counts"]]
        if speaking or part["figures"]:
            return False
    return True


def list_groups(topics: list[Topic], claims: list[dict]) -> list[dict]:
    """Return the claims of each topic: those to read, those only the story has."""
    by_id = {claim["id"]: claim for claim in claims}
    groups = []
    for topic in topics:
        listed = sort_claims([by_id[name] for name in topic["claims"]])
        listed.sort(key=lambda claim: claim["id"] != topic["first"])
        unseen = [claim for claim in listed if is_unseen(claim)]
        unseen = [claim for claim in unseen if claim["id"] != topic["first"]]
        if len(unseen) < 2:
            unseen = []
        rows = [claim for claim in listed if claim not in unseen]
        groups.append({**topic, "listed": listed, "rows": rows, "unseen": unseen})
    return groups


# --- other readings


def pack_readings(saved: dict) -> dict:
    """Return what the switches of the first page show: only what the build computed.

    Parameters
    ----------
    saved : dict
        processed/every_reading.json: `ends`, `outlets`, `addresses` and `moves`.

    Returns
    -------
    dict
        `states`: by address, what moves: {claim: [word, conditions, reasons, words that
        the conditions give, whether on one source]}; `words` of the scale with sign and
        class.
    """
    by_address: dict[str, list[dict]] = {name: [] for name in saved["addresses"]}
    for move in saved["moves"]:
        by_address[move["address"]].append(move)
    states = {}
    for address, moves in by_address.items():
        moved = {}
        for move in moves:
            code = verdicts.WORDS.index(move["word"])
            conditions = "; ".join(move["conditions"])
            reasons = [CHOICES.index(name) for name in move["reasons"]]
            conditional = []
            for word in list_conditional_claims(move["conditions"]):
                conditional.append(verdicts.WORDS.index(word))
            row = [code, conditions, reasons, conditional, int(move["on_one_source"])]
            moved[move["claim"]] = row
        states[address] = moved
    scale_words = []
    for word in verdicts.SCALE:
        scale_words.append([word.word, word.symbol, word.word.replace(" ", "-")])
    return {
        "words": scale_words,
        "states": states,
    }


def write_json(packed: dict) -> Markup:
    """Return data as a page holds it: nothing in it can end its element."""
    text = json.dumps(packed, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))


def name_ends(ends: list[str]) -> dict[str, str]:
    """Return {month: its name} of the last months that the story may mean."""
    return {end: wording.format_period(end, end) for end in ends}


def list_words(saved: dict) -> list[str]:
    """Return the words that some claim has under another reading."""
    return sorted({move["word"] for move in saved["moves"]})


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


def split_passages(sentence: str, parts: dict[str, dict]) -> list[Passage]:
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
        part = parts[mark]
        passages.append(
            Passage(
                text=text,
                claim=part["claim"],
                verdict=part["verdict"],
                conditions=part["conditions"],
                on_one_source=part["on_one_source"],
                conditional=list_conditional_claims(part["conditions"]),
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


def list_square_marks(sentences: list[Sentence], claims: list[dict]) -> list[str]:
    """Return the words that rows of the story's page have, in the scale's order.

    They have no numbers: the headline counts passages, and a row holds several.
    """
    marks = {word for sentence in sentences for word in sentence["marks"]}
    marks |= {claim["verdict"] for claim in claims}
    return [word for word in verdicts.WORDS if word in marks]
