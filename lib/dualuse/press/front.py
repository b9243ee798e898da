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

from dualuse.base import tables, wording
from dualuse.base.printed import read_level
from dualuse.engine import verdicts

# After an assertion: the part it makes.
MARK = re.compile(r"\s*\[([A-Z]\d+[a-z]?)\]\s*")
COULD_NOT = "we could not confirm"
HOLDS = "holds up"
NO_SUBJECTS: Mapping[str, str] = {}
HELD = (verdicts.CONFIRMED, verdicts.PARTLY)
REFUTED = (verdicts.CONTRADICTED, verdicts.PARTLY_NOT)
# In a list: what goes against the story, what is open, what holds up, the rest.
ORDER = [verdicts.CONTRADICTED, verdicts.PARTLY_NOT, verdicts.POSSIBLE]
ORDER += [verdicts.CONFIRMED, verdicts.PARTLY, *verdicts.UNDECIDED, verdicts.OPINION]
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
    ('', ', on one source', ', though one of two claims rests on one source', ', each ...')
    """
    if not number:
        return ""
    if total == 1:
        return ", on one source"
    count = wording.format_value(number, "word")
    if number == total:
        return ", each claim on one source"
    of = f"{count} of {wording.format_value(total, 'word')} claims"
    return f", though {of} {'rests' if number == 1 else 'rest'} on one source"


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
    for word in verdicts.WORDS[: verdicts.WORDS.index(verdicts.NO_EVIDENCE)]:
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
            name = f"[{name}](claims/{claim['id']}.html)"
        if claim["on_one_source"]:
            marks.append("on one source")
        in_part = tell_in_part(claim, subjects)
        if in_part:
            marks.append(in_part)
        brackets = f" ({', '.join(marks)})" if marks else ""
        names.append((name or f"claim {claim['id']}") + brackets)
    return wording.join_words(names)


def tell_uncounted(claims: list[dict]) -> str:
    """Return how many of some claims the first page counts, if not all of them.

    >>> tell_uncounted([{"counted": True}, {"counted": False}, {"counted": True}])
    ' (the first page counts two of them)'
    >>> tell_uncounted([{"counted": True}]), tell_uncounted([{"counted": False}])
    ('', ' (the first page does not count it)')
    """
    counted = sum(claim.get("counted", True) for claim in claims)
    if counted == len(claims):
        return ""
    if len(claims) == 1:
        return " (the first page does not count it)"
    number = wording.format_value(counted, "word") if counted else "none"
    return f" (the first page counts {number} of them)"


def tell_by_word(
    claims: list[dict], subjects: dict[str, str], with_ids: bool = True
) -> str:
    """Return sentences, in Markdown: for each word, how many claims have it, on what.

    Then what another reading of their words would give.

    Parameters
    ----------
    subjects, with_ids : dict, bool
        As `name_subjects` takes them.

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
        count += tell_uncounted(listed)
        names = name_subjects(listed, subjects, with_ids)
        told.append(f"{count[:1].upper()}{count[1:]}: {names}.")
    for claim in claims:
        for condition in claim["conditions"]:
            name = name_subjects([claim], subjects, with_ids).removeprefix("claim ")
            told.append(f"The claim on {name} is {condition}.")
    return " ".join(told)


def tell_rules(moved: Mapping[str, tuple[int, int]]) -> str:
    """Return how many verdicts each rule changes, and how many of these in the word.

    Parameters
    ----------
    moved : dict
        {what we would do: how many verdicts that changes, in how many of them the word}.

    Examples
    --------
    >>> tell_rules({"rounding": (0, 0), "leaving out": (0, 0), "asking two": (8, 6)})
    'Asking two changes eight, six of them in the word. Neither of the other two rules \
changes one.'
    >>> tell_rules({"rounding": (1, 0), "asking two": (6, 6)})
    'Asking two changes six, all in the word; rounding changes one, but not its word.'
    """
    most_first = sorted(moved.items(), key=lambda item: item[1], reverse=True)
    told = []
    for rule, (number, in_word) in most_first:
        if number:
            count = wording.format_value(number, "word")
            told.append(f"{rule} changes {count}, {tell_in_word(number, in_word)}")
    unmoved = len(moved) - len(told)
    if not told:
        whose, verb = tell_share(0, unmoved, "rules that we tried")
        return f"{whose[:1].upper()}{whose[1:]} {verb} enough to change a verdict."
    sentence = "; ".join(told)
    sentence = f"{sentence[:1].upper()}{sentence[1:]}."
    if unmoved == 1:
        sentence += " The other rule changes none."
    elif unmoved:
        whose, _ = tell_share(0, unmoved, "rules")
        whose = whose.replace(" the ", " the other ")
        sentence += f" {whose[:1].upper()}{whose[1:]} changes one."
    return sentence


def tell_in_word(number: int, in_word: int) -> str:
    """Return in how many of some changed verdicts the word itself changes.

    >>> tell_in_word(8, 6), tell_in_word(3, 0), tell_in_word(1, 1), tell_in_word(2, 2)
    ('six of them in the word', 'none in the word', 'in its word', 'both in the word')
    """
    if number == 1:
        return "in its word" if in_word else "but not its word"
    if not in_word:
        return "none in the word"
    if in_word == number:
        return f"{'both' if number == 2 else 'all'} in the word"
    return f"{wording.format_value(in_word, 'word')} of them in the word"


def tell_copies(articles: list[dict]) -> str:
    """Return that all articles were read in copies, if they were."""
    if not all(article.get("copy") for article in articles):
        return ""
    return "We read both in copies." if len(articles) == 2 else "We read it in a copy."


def list_conditional(conditions: list[str]) -> list[str]:
    """Return the verdicts that conditions give, each once, in the order of the scale.

    >>> list_conditional(["contradicted, on one source, if it means January"])
    ['contradicted']
    """
    listed = []
    for word in verdicts.WORDS:
        if any(
            condition.startswith((f"{word} ", f"{word},")) for condition in conditions
        ):
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


def split_rated(
    topic: Topic, sentences: list[Sentence]
) -> tuple[list[Passage], list[Passage]]:
    """Return the rated passages on a topic, and all others; no opinion is rated."""
    own: list[Passage] = []
    others: list[Passage] = []
    for sentence in sentences:
        for each in sentence["passages"]:
            if each["verdict"] != verdicts.OPINION:
                (own if each["claim"] in topic["claims"] else others).append(each)
    return own, others


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
    >>> held = {**passage, "claim": "A7", "verdict": "confirmed"}
    >>> gear = {"title": "", "of": "gear", "note": "", "claims": ["A1"]}
    >>> count_confirmed(gear, [{"passages": [passage]}])
    'The one passage on gear that we rate is not confirmed.'
    >>> count_confirmed(gear, [{"passages": [passage, passage, passage, held]}])
    'None of the three passages on gear that we rate is confirmed; the other one is.'
    """
    own, others = split_rated(topic, sentences)
    about = f" on {topic['of']}" if topic["of"] else ""
    confirmed = count_words(own)[verdicts.CONFIRMED]
    headline = f"We rate no passage{about}"
    if own:
        noun = "passage" if len(own) == 1 else "passages"
        subject, verb = tell_share(confirmed, len(own), f"{noun}{about} that we rate")
        headline = f"{subject[:1].upper()}{subject[1:]} {verb} confirmed"
    if others:
        confirmed = count_words(others)[verdicts.CONFIRMED]
        headline += f"; {tell_others(confirmed, len(others))}"
        if not own:
            headline += " confirmed"
    return f"{headline}."


def count_words(passages: list[Passage]) -> Counter[str]:
    """Return {verdict: how many passages have it}."""
    return Counter(each["verdict"] for each in passages)


def tell_share(number: int, total: int, noun: str) -> tuple[str, str]:
    """Return how many of a total, as a subject, and its verb.

    Examples
    --------
    >>> tell_share(0, 11, "claims"), tell_share(1, 11, "claims")
    (('none of the 11 claims', 'is'), ('one of the 11 claims', 'is'))
    >>> tell_share(0, 2, "claims"), tell_share(2, 2, "claims")
    (('neither of the two claims', 'is'), ('both claims', 'are'))
    >>> tell_share(3, 3, "claims"), tell_share(0, 1, "claim"), tell_share(1, 1, "claim")
    (('all three claims', 'are'), ('the one claim', 'is not'), ('the one claim', 'is'))
    """
    all_of_them = wording.format_value(total, "word")
    if total == 1:
        return f"the one {noun}", "is" if number else "is not"
    if number == total:
        return f"both {noun}" if total == 2 else f"all {all_of_them} {noun}", "are"
    count = wording.format_value(number, "word")
    if not number:
        count = "neither" if total == 2 else "none"
    return f"{count} of the {all_of_them} {noun}", "are" if number > 1 else "is"


def tell_others(number: int, total: int) -> str:
    """Return how many of all others are, as the end of a sentence.

    >>> tell_others(13, 19), tell_others(0, 19), tell_others(1, 1), tell_others(2, 2)
    ('of the other 19, 13 are', 'of the other 19, none is', 'the other one is', 'the other two are')
    """
    all_of_them = wording.format_value(total, "word")
    if total == 1:
        return "the other one is" if number else "the other one is not"
    if number == total:
        return f"the other {all_of_them} are"
    count = wording.format_value(number, "word") if number else "none"
    return f"of the other {all_of_them}, {count} {'are' if number > 1 else 'is'}"


def tell_conditions(passages: list[Passage]) -> str:
    """Return how many passages another reading contradicts; nothing if none.

    >>> passage = {"text": "", "claim": "A7", "verdict": "possible"}
    >>> tell_conditions([passage | {"conditions": ["contradicted if it means January"]}])
    'One other passage is contradicted on a condition, which stands beside it.'
    """
    count = count_conditional(passages).get(verdicts.CONTRADICTED, 0)
    if not count:
        return ""
    number = wording.format_value(count, "word").capitalize()
    noun, verb = ("passage", "is") if count == 1 else ("passages", "are")
    beside = "it" if count == 1 else "them"
    return (
        f"{number} other {noun} {verb} {verdicts.CONTRADICTED} on a condition, which "
        f"stands beside {beside}."
    )


def tell_unconfirmed(
    passages: list[Passage], subjects: Mapping[str, str] = NO_SUBJECTS
) -> str:
    """Return the other verdicts of some passages, as a clause; nothing if none.

    How many of them would be of another word on a condition is said last.

    Examples
    --------
    >>> january = ["contradicted, on one source, if it means January"]
    >>> drones = {"verdict": "no evidence found", "conditions": january}
    >>> vests = {"verdict": "possible", "conditions": []}
    >>> tell_unconfirmed([drones, drones, drones | {"conditions": []}, vests])
    'one is possible; for three we found no evidence, but two of these are contradicted on a condition'
    >>> tell_unconfirmed([vests, {"verdict": "confirmed", "conditions": []}])
    'one is possible'
    """
    others = count_words(passages)
    del others[verdicts.CONFIRMED]
    plain, conditional = [], []
    for word, number in others.most_common():
        alike = [each for each in passages if each["verdict"] == word]
        count = wording.format_value(number, "word")
        piece = f"{count} {'is' if number == 1 else 'are'} {word}"
        if word == verdicts.NO_EVIDENCE:
            piece = f"for {count} we found no evidence"
        for other, on_condition in count_conditional(alike).items():
            which = "it is" if number == 1 else "each is"
            if on_condition < number:
                some = wording.format_value(on_condition, "word")
                which = f"{some} of these {'is' if on_condition == 1 else 'are'}"
            condition = f"{other} on a condition"
            claim = find_one_claim(alike)
            if on_condition < number and claim:
                both = "both" if on_condition == 2 else "all"
                about = f"on {subjects[claim]}" if claim in subjects else "of one claim"
                which = f"{some} of these, {both} {about}, are"
                condition = find_condition(alike, other)
            piece += f", but {which} {condition}"
        (conditional if ", but " in piece else plain).append(piece)
    return "; ".join([*plain, *conditional])


def find_condition(passages: list[Passage], word: str) -> str:
    """Return the words of the first condition under which passages are of a word."""
    for passage in passages:
        for condition in passage["conditions"]:
            if condition.startswith((f"{word} ", f"{word},")):
                return condition.replace(" if it means ", " if the story means ")
    return f"{word} on a condition"


def find_one_claim(passages: list[Passage]) -> str:
    """Return the claim that several passages with a condition all make, if it is one.

    >>> drones = {"claim": "A1", "conditions": ["contradicted if it means January"]}
    >>> find_one_claim([drones, drones, {"claim": "B1", "conditions": []}])
    'A1'
    >>> find_one_claim([drones]), find_one_claim([drones, drones | {"claim": "A2"}])
    ('', '')
    """
    made = [each.get("claim", "") for each in passages if each["conditions"]]
    return made[0] if len(made) > 1 and len({*made}) == 1 else ""


def tell_rest(
    topic: Topic, sentences: list[Sentence], subjects: Mapping[str, str] = NO_SUBJECTS
) -> str:
    """Return what passages on a topic are, and what a condition changes, in sentences.

    Examples
    --------
    >>> passage = {"text": "", "claim": "A1", "verdict": "possible", "conditions": []}
    >>> gear = {"title": "", "of": "gear", "note": "", "claims": ["A1"]}
    >>> tell_rest(gear, [{"passages": [passage, passage]}])
    'On gear, two are possible.'
    """
    own, others = split_rated(topic, sentences)
    rest = tell_unconfirmed(own, subjects)
    if rest:
        rest = f"On {topic['of']}, {rest}." if topic["of"] else f"{rest}."
        rest = rest[:1].upper() + rest[1:]
    return " ".join(each for each in (rest, tell_conditions(others)) if each)


def list_marks(sentences: list[Sentence], claims: list[dict]) -> list[str]:
    """Return the words that rows of the story's page have, in the scale's order.

    They have no numbers: the headline counts passages, and a row holds several.
    """
    marks = {word for sentence in sentences for word in sentence["marks"]}
    marks |= {claim["verdict"] for claim in claims}
    return [word for word in verdicts.WORDS if word in marks]
