"""The first page and the story's page: what they count, group and say of the claims.

The templates hold words; what decides which of them stand there is here.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypedDict

import pandas as pd
from markupsafe import Markup

from dualuse import tables, verdicts, wording
from dualuse.printed import read_level

# After an assertion: the part it makes.
MARK = re.compile(r"\s*\[([A-Z]\d+[a-z]?)\]\s*")
COULD_NOT = "we could not confirm"
HOLDS = "holds up"
HELD = (verdicts.CONFIRMED, verdicts.PARTLY)
REFUTED = (verdicts.CONTRADICTED, verdicts.PARTLY_NOT)
# In a list: what goes against the story, what is open, what holds up, the rest.
ORDER = [verdicts.CONTRADICTED, verdicts.PARTLY_NOT, verdicts.POSSIBLE]
ORDER += [verdicts.CONFIRMED, verdicts.PARTLY, verdicts.NO_EVIDENCE, verdicts.OPINION]
FRACTIONS = {
    "a tenth": 0.1,
    "a fifth": 0.2,
    "a quarter": 0.25,
    "a third": 1 / 3,
    "half": 0.5,
    "two thirds": 2 / 3,
    "three quarters": 0.75,
}
ROOM = 1.2  # the axis of the picture goes on behind the longest bar
CHOICES = ["end", "is_literal", "quorum", "without"]  # of a reading, as in its reasons


class Topic(TypedDict):
    """Claims on one thing: their ids in story.yml's order, and what it is called."""

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


# --- topics and the headline


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
                title=topic["title"],
                of=topic.get("of", ""),
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
        return HOLDS
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
    return COULD_NOT


def tell_lone(number: int, total: int) -> str:
    """Return how many confirmed claims rest on one source, as the end of a sentence.

    >>> tell_lone(0, 2), tell_lone(1, 1), tell_lone(1, 2), tell_lone(2, 2)
    ('', ', on one source', ', one of two claims on one source', ', each claim on one source')
    """
    if not number:
        return ""
    if total == 1:
        return ", on one source"
    count = wording.format_value(number, "word")
    of = f"{count} of {wording.format_value(total, 'word')} claims"
    return f", {'each claim' if number == total else of} on one source"


def write_headline(
    topics: list[Topic], words: dict[str, str], lone: Collection[str] = ()
) -> list[str]:
    """Return the headline: a sentence a topic that has words for one, in their order.

    Of a story without topics it speaks of all claims.

    Parameters
    ----------
    words : dict
        {claim: its verdict}.
    lone : collection of str
        Claims whose verdict rests on one source. Said where a topic holds up.

    Examples
    --------
    >>> trade = {"title": "Trade", "of": "trade", "note": "", "claims": ["A7"]}
    >>> gear = {"title": "Gear", "of": "gear", "note": "", "claims": ["A1"]}
    >>> write_headline([trade, gear], {"A7": "confirmed", "A1": "possible"})
    ['What the story says about trade holds up.', 'We could not confirm what it says about gear.']
    """
    sentences: list[str] = []
    named = [topic for topic in topics if topic["of"]] or topics[:1]
    for topic in named:
        said = [words[name] for name in topic["claims"]]
        if not said:
            continue
        who = "it" if sentences else "the story"
        subject = f"what {who} says"
        if topic["of"]:
            subject += f" about {topic['of']}"
        ending = describe_words(said)
        if ending == COULD_NOT:
            sentences.append(f"We could not confirm {subject}.")
        else:
            if ending == HOLDS:
                number = sum(name in lone for name in topic["claims"])
                rated = [word for word in said if word != verdicts.OPINION]
                ending += tell_lone(number, len(rated))
            sentences.append(f"W{subject[1:]} {ending}.")
    return sentences


def write_tally(words: list[str]) -> str:
    """Return how many claims came to what, as one sentence.

    Examples
    --------
    >>> write_tally(["confirmed", "no evidence found", "no evidence found", "opinion"])
    'We checked four claims. One is confirmed. For two we found nothing that settles the \
question. One is an opinion.'
    """
    counts = Counter(words)
    told = []
    for word in verdicts.WORDS[:5]:
        if counts[word]:
            number = wording.format_value(counts[word], "word")
            verb = "" if told else " is" if counts[word] == 1 else " are"
            told.append(f"{number}{verb} {word}")
    clauses = [wording.join_words(told)] if told else []
    if counts[verdicts.NO_EVIDENCE]:
        number = wording.format_value(counts[verdicts.NO_EVIDENCE], "word")
        clauses.append(f"for {number} we found nothing that settles the question")
    if counts[verdicts.OPINION]:
        number = wording.format_value(counts[verdicts.OPINION], "word")
        are = "is an opinion" if counts[verdicts.OPINION] == 1 else "are opinions"
        clauses.append(f"{number} {are}")
    total = wording.format_value(len(words), "word")
    noun = "claim" if len(words) == 1 else "claims"
    sentences = [
        f"We checked {total} {noun}",
        *[each[:1].upper() + each[1:] for each in clauses],
    ]
    return ". ".join(sentences) + "."


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


def name_subjects(claims: list[dict], subjects: dict[str, str]) -> str:
    """Return what claims are about, each with its id, and "on one source" where it is.

    Parameters
    ----------
    subjects : dict
        story.yml's {claim: a few words}; a claim without any goes by its id.

    Examples
    --------
    >>> oil = {"id": "A8", "on_one_source": True}
    >>> name_subjects([oil, {"id": "A9", "on_one_source": False}], {"A8": "Russian oil"})
    'Russian oil (A8, on one source) and claim A9'
    """
    names = []
    for claim in claims:
        mark = claim["id"]
        if claim["on_one_source"]:
            mark += ", on one source"
        subject = subjects.get(claim["id"], "")
        names.append(f"{subject} ({mark})" if subject else f"claim {mark}")
    return wording.join_words(names)


def tell_by_word(claims: list[dict], subjects: dict[str, str]) -> str:
    """Return sentences, in Markdown: for each word, how many claims have it, on what.

    Then what another reading of their words would give.

    Examples
    --------
    >>> drones = {"id": "A1", "verdict": "no evidence found", "on_one_source": False}
    >>> drones["conditions"] = ["contradicted if it means January"]
    >>> tell_by_word([drones], {"A1": "drones"})
    'For one we found **no evidence** that settles it: drones (A1). The claim on drones \
(A1) is contradicted if it means January.'
    """
    told = []
    for word, listed in group_by_word(claims).items():
        number = wording.format_value(len(listed), "word")
        is_one = len(listed) == 1
        if word == verdicts.NO_EVIDENCE:
            which = "it" if is_one else "them"
            count = f"For {number} we found **no evidence** that settles {which}"
        elif word == verdicts.OPINION:
            count = f"{number} {'is an' if is_one else 'are'} **opinion"
            count += "**" if is_one else "s**"
        else:
            count = f"{number} {'is' if is_one else 'are'} **{word}**"
        names = name_subjects(listed, subjects)
        told.append(f"{count[:1].upper()}{count[1:]}: {names}.")
    for claim in claims:
        for condition in claim["conditions"]:
            name = name_subjects([claim], subjects).removeprefix("claim ")
            told.append(f"The claim on {name} is {condition}.")
    return " ".join(told)


def tell_copies(articles: list[dict]) -> str:
    """Return that all articles were read in copies, if they were."""
    if not all(article.get("copy") for article in articles):
        return ""
    return "We read both in copies." if len(articles) == 2 else "We read it in a copy."


def list_conditional(conditions: list[str]) -> list[str]:
    """Return the verdicts that conditions give, each once, in the order of the scale.

    >>> list_conditional(["contradicted on one source if it means January"])
    ['contradicted']
    """
    listed = []
    for word in verdicts.WORDS:
        if any(condition.startswith(f"{word} ") for condition in conditions):
            listed.append(word)
    return listed


def count_conditional(claims: Sequence[Mapping]) -> dict[str, int]:
    """Return {verdict: how many claims it would be of, on a condition}."""
    counts: Counter[str] = Counter()
    for claim in claims:
        counts.update(list_conditional(claim["conditions"]))
    return dict(counts)


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
        added["conditional"] = list_conditional(conditions)
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
        unseen = [claim for claim in listed if is_unseen(claim)]
        if len(unseen) < 2:
            unseen = []
        rows = [claim for claim in listed if claim not in unseen]
        groups.append({**topic, "listed": listed, "rows": rows, "unseen": unseen})
    return groups


# --- the picture of the leading claim


def name_fraction(share: float) -> str:
    """Return a share in words.

    >>> name_fraction(0.33), name_fraction(0.42)
    ('a third', '42%')
    """
    for words, value in FRACTIONS.items():
        if math.isclose(share, value, rel_tol=0.04):
            return words
    return f"{100 * share:.0f}%"


def list_printed(claim: dict, figures: dict[str, dict]) -> list[dict]:
    """Return the figures that count for a leading claim, each once, the largest first.

    Parameters
    ----------
    figures : dict
        {id: row} of published/figures.csv.
    """
    printed: dict[str, dict] = {}
    unit = claim["parts"][0]["tests"][0]["unit"] if claim["parts"][0]["tests"] else ""
    for series in claim["parts"][0]["figures"]:
        for name in series["figures"]:
            row = figures[name]
            if series["counts"] and series["unit"] == unit and row["value"]:
                level = read_level(row["value"], row["unit"], row["hedge"])
                is_open = series["own_high"] is None
                high = math.inf if is_open else float(level.right)
                ends = {"low": float(level.left), "high": high}
                printed.setdefault(name, {**row, **ends, "label": series["label"]})
    return sorted(printed.values(), key=lambda row: row["low"], reverse=True)


def draw_bars(claim: dict, printed: list[dict]) -> dict[str, Any]:
    """Return the picture: a bar for the story, one a figure, and the axis, in per cent.

    It is empty where a picture would show nothing: no number, or no figure.
    """
    tests = claim["parts"][0]["tests"]
    if not printed or not tests or not tests[0]["low"]:
        return {}
    test = tests[0]
    longest = max([test["low"], *[row["low"] for row in printed]])
    end = ROOM * longest
    bars = []
    for row in printed:
        is_open = math.isinf(row["high"])
        bars.append({"row": row, "width": scale(row["low"], end), "is_open": is_open})
    ticks = []
    for value in (0, test["low"] / 2, test["low"]):
        label = wording.format_range(value, value, test["unit"]) if value else "0"
        ticks.append({"left": scale(value, end), "label": label})
    story = {"left": scale(test["low"], end), "is_open": test["high"] is None}
    return {"story": story, "bars": bars, "ticks": ticks, "text": test["text"]}


def scale(value: float, end: float) -> float:
    """Return where a value stands on an axis, in per cent."""
    return round(100 * value / end, 2)


def write_picture_title(claim: dict, printed: list[dict], lead: dict) -> str:
    """Return what the picture shows: the largest figure, and what none of them covers."""
    claimed = claim["parts"][0]["tests"][0]["low"]
    largest = printed[0]
    most = largest["low"] if math.isinf(largest["high"]) else largest["high"]
    counted = lead.get("counted") or f"the {lead['things']}"
    if most >= claimed:
        return f"The largest public figure we found on {counted} reaches the {lead['amount']}"
    months = [largest["period_start"], largest["period_end"]]
    title = f"One public figure puts {counted} at “{wording.format_figure(largest)}” "
    title += f"for {wording.format_period(*months)}"
    if not any(is_whole(row) for row in printed):
        title += ". We found none with an upper limit for the story’s months"
    return title


def is_whole(row: dict) -> bool:
    """Tell whether a figure is for months that the story may mean, with an upper end."""
    periods = tables.read_story().get("months", [])
    months = [row["period_start"], row["period_end"]]
    return months in periods and math.isfinite(row["high"])


# --- other readings


def pack_readings(saved: dict, claims: list[dict], topics: list[Topic]) -> dict:
    """Return what the switches of the first page show: only what the build computed.

    Parameters
    ----------
    saved : dict
        processed/every_reading.json: `ends`, `outlets`, `addresses` and `moves`.

    Returns
    -------
    dict
        `states`: by address, the headline and the tally (places in `headlines` and
        `tallies`) and what moves: {claim: [word, conditions, reasons, words that the
        conditions give, whether on one source]}; `words` of the scale with sign and
        class.
    """
    published = {claim["id"]: claim["verdict"] for claim in claims}
    alone = {claim["id"] for claim in claims if claim["on_one_source"]}
    counted = [claim["id"] for claim in claims if claim["counted"]]
    by_address: dict[str, list[dict]] = {name: [] for name in saved["addresses"]}
    for move in saved["moves"]:
        by_address[move["address"]].append(move)
    headlines: dict[str, int] = {}
    tallies: dict[str, int] = {}
    states = {}
    for address, moves in by_address.items():
        words = published | {move["claim"]: move["word"] for move in moves}
        lone = alone - {move["claim"] for move in moves}
        lone |= {move["claim"] for move in moves if move["on_one_source"]}
        headline = " ".join(write_headline(topics, words, lone))
        tally = write_tally([words[name] for name in counted])
        moved = {}
        for move in moves:
            code = verdicts.WORDS.index(move["word"])
            conditions = "; ".join(move["conditions"])
            reasons = [CHOICES.index(name) for name in move["reasons"]]
            conditional = []
            for word in list_conditional(move["conditions"]):
                conditional.append(verdicts.WORDS.index(word))
            row = [code, conditions, reasons, conditional, int(move["on_one_source"])]
            moved[move["claim"]] = row
        places = [
            headlines.setdefault(headline, len(headlines)),
            tallies.setdefault(tally, len(tallies)),
        ]
        states[address] = [*places, moved]
    scale_words = []
    for word in verdicts.SCALE:
        scale_words.append([word.word, word.symbol, word.word.replace(" ", "-")])
    return {
        "words": scale_words,
        "headlines": list(headlines),
        "tallies": list(tallies),
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


def tell_published(saved: dict, topic: Topic) -> str:
    """Return what the switches say before one is moved: what no reading changes."""
    line = "This is what we publish."
    for move in saved["moves"]:
        if move["claim"] in topic["claims"] and move["word"] in HELD:
            return line
    return (
        f"{line} Whatever you choose, no claim under “{topic['title']}” is confirmed."
    )


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
                conditional=list_conditional(part["conditions"]),
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

    Opinions are not rated, so they are not among them.

    Parameters
    ----------
    topic : Topic
        Counted by itself, before all others.

    Examples
    --------
    >>> passage = {"text": "", "claim": "A1", "verdict": "possible", "conditions": []}
    >>> gear = {"title": "", "of": "gear", "note": "", "claims": ["A1"]}
    >>> count_confirmed(gear, [{"passages": [passage]}])
    'Of one passage on gear that we rate, none is confirmed (one possible).'
    """
    passages = [each for sentence in sentences for each in sentence["passages"]]
    rated: dict[bool, list[Passage]] = {True: [], False: []}
    for each in passages:
        if each["verdict"] != verdicts.OPINION:
            rated[each["claim"] in topic["claims"]].append(each)
    own, others = rated[True], rated[False]
    number = wording.format_value(len(own), "word")
    noun = "passage" if len(own) == 1 else "passages"
    about = f" on {topic['of']}" if topic["of"] else ""
    headline = f"Of {number} {noun}{about} that we rate, {tell_number(own)}"
    headline += f" confirmed{list_unconfirmed(own)}."
    if others:
        rest = wording.format_value(len(others), "word")
        headline += f" Of the other {rest}, {tell_number(others)}."
    return headline


def tell_number(passages: list[Passage]) -> str:
    """Return how many of some passages are confirmed: "none is", "two are"."""
    words = [each["verdict"] for each in passages]
    confirmed = words.count(verdicts.CONFIRMED)
    if not confirmed:
        return "none is"
    number = wording.format_value(confirmed, "word")
    return f"{number} is" if confirmed == 1 else f"{number} are"


def tell_conditions(sentences: list[Sentence]) -> str:
    """Return how many passages another reading contradicts; nothing if none.

    >>> condition = "contradicted if it means January"
    >>> passage = {"text": "", "claim": "A1", "verdict": "possible"}
    >>> tell_conditions([{"passages": [passage | {"conditions": [condition]}]}])
    'One passage is contradicted on a condition, which stands beside it.'
    """
    count = 0
    for sentence in sentences:
        for each in sentence["passages"]:
            count += verdicts.CONTRADICTED in list_conditional(each["conditions"])
    if not count:
        return ""
    number = wording.format_value(count, "word").capitalize()
    noun, verb = ("passage", "is") if count == 1 else ("passages", "are")
    beside = "it" if count == 1 else "them"
    word = verdicts.CONTRADICTED
    return (
        f"{number} {noun} {verb} {word} on a condition, which stands beside {beside}."
    )


def list_unconfirmed(passages: list[Passage]) -> str:
    """Return the other verdicts of some passages, in brackets; nothing if none.

    How many of them would be of another word on a condition is said beside each.

    Examples
    --------
    >>> january = ["contradicted on one source if it means January"]
    >>> drones = {"verdict": "no evidence found", "conditions": january}
    >>> vests = {"verdict": "possible", "conditions": []}
    >>> list_unconfirmed([drones, drones, drones | {"conditions": []}, vests])
    ' (three no evidence found, but two of these contradicted on a condition; one possible)'
    >>> list_unconfirmed([vests, {"verdict": "confirmed", "conditions": []}])
    ' (one possible)'
    """
    others = Counter(each["verdict"] for each in passages)
    del others[verdicts.CONFIRMED]
    told = []
    for word, number in others.most_common():
        alike = [each for each in passages if each["verdict"] == word]
        piece = f"{wording.format_value(number, 'word')} {word}"
        for other, count in count_conditional(alike).items():
            if count == number:
                which = "on a condition" if number == 1 else "each on a condition"
                piece += f", but {other} {which}"
            else:
                some = wording.format_value(count, "word")
                piece += f", but {some} of these {other} on a condition"
        told.append(piece)
    mark = "; " if any("," in piece for piece in told) else ", "
    return f" ({mark.join(told)})" if told else ""


def count_marks(sentences: list[Sentence], claims: list[dict]) -> dict[str, int]:
    """Return how many rows of the story's page have each word."""
    counts = Counter(word for sentence in sentences for word in sentence["marks"])
    counts.update(claim["verdict"] for claim in claims)
    return {word: counts[word] for word in verdicts.WORDS if counts[word]}
