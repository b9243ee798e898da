"""The first page and the story's page: what they count, and that each headline is true."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualuse.base import tables
from dualuse.base.wording import format_value
from dualuse.engine import verdicts
from dualuse.press import front

WORDS = st.lists(st.sampled_from(verdicts.WORDS), min_size=1, max_size=8)
HELD = {"confirmed", "partly confirmed"}
REFUTED = {"contradicted", "partly contradicted"}


def make_topic(number):
    claims = [f"A{place}" for place in range(number)]
    return {"title": "Gear", "of": "army gear", "note": "", "claims": claims}


def make_passage(claim, verdict, conditions=()):
    passage = {"text": "", "claim": claim, "verdict": verdict}
    return passage | {"conditions": list(conditions)}


@given(WORDS)
def test_headline_is_true_under_any_verdicts(words):
    topic = make_topic(len(words))
    found = dict(zip(topic["claims"], words, strict=True))
    (headline,) = front.write_headline([topic], found)
    rated = [word for word in words if word != "opinion"]
    if "holds up." in headline and "mostly" not in headline:
        assert set(rated) == {"confirmed"}
    if "mostly holds up" in headline:
        assert 2 * sum(word in HELD for word in rated) > len(rated)
        assert not REFUTED & set(rated)
    if "could not confirm" in headline:
        assert rated and not (HELD | REFUTED) & set(rated)
    assert ("contradicted" in headline) == bool(REFUTED & set(rated))
    assert ("holds up" in headline) == bool(HELD & set(rated))
    assert ("opinion" in headline) == (not rated)


@given(WORDS, st.sets(st.integers(0, 7)))
def test_headline_says_how_much_rests_on_one_source(words, places):
    """Only where a topic holds up: of what is in part confirmed, the rows say it."""
    topic = make_topic(len(words))
    found = dict(zip(topic["claims"], words, strict=True))
    lone = {f"A{place}" for place in places if place < len(words)}
    lone = {name for name in lone if found[name] == "confirmed"}
    plain = front.write_headline([topic], found)
    (headline,) = front.write_headline([topic], found, lone)
    if not lone or "mostly" in plain[0] or not plain[0].endswith(" holds up."):
        assert [headline] == plain
        return
    assert headline.startswith(plain[0].removesuffix("."))
    assert headline.endswith(" on one source.")
    confirmed = words.count("confirmed")
    is_partial = len(lone) < confirmed
    assert (f"{format_value(len(lone), 'word')} of " in headline) == is_partial


STRICT = re.compile(r"\b(\w+) of the (?:other )?(\w+)|of the other (\w+), (\w+) ")


def read_share(told, total):
    """Return how many of a total a clause of the headline calls confirmed."""
    numbers = {format_value(number, "word"): number for number in range(20)}
    numbers |= {"none": 0, "neither": 0}
    if f" the other {format_value(total, 'word')} are" in told or "the one" in told:
        return 0 if "is not" in told else total
    if "the other one" in told:
        return 0 if "is not" in told else 1
    if "both" in told or "all" in told:
        return total
    first, of, of_others, count = STRICT.search(told).groups()
    assert numbers[of or of_others] == total
    return numbers[first or count]


@given(WORDS, WORDS)
def test_headline_of_the_story_counts_what_is_confirmed(own, others):
    """Read back from its words, by a reader that knows no more than English."""
    topic = make_topic(len(own))
    passages = [make_passage(f"A{place}", word) for place, word in enumerate(own)]
    passages += [make_passage("Z9", word) for word in others]
    headline = front.count_confirmed(topic, [{"passages": passages}])
    rated = []
    for words in (own, others):
        rated.append([word for word in words if word != "opinion"])
    told = headline.removesuffix(".").split(";")
    assert len(told) == 1 + bool(rated[1])
    assert ("We rate no passage" in headline) == (not rated[0])
    assert headline.count("confirmed") == bool(rated[0] or rated[1])
    for words, clause in zip(rated, told, strict=False):
        if words:
            shown = f" {clause[:1].lower()}{clause[1:]} "
            assert read_share(shown, len(words)) == words.count("confirmed")


@given(WORDS, WORDS)
def test_below_the_headline_stands_what_the_rest_is(own, others):
    topic = make_topic(len(own))
    passages = [make_passage(f"A{place}", word) for place, word in enumerate(own)]
    passages += [make_passage("Z9", word) for word in others]
    told = front.tell_rest(topic, [{"passages": passages}]).lower()
    for word in set(verdicts.WORDS[1:7]):
        number = own.count(word)
        count = format_value(number, "word")
        verb = "is" if number == 1 else "are"
        clause = f" {count} {verb} {word}"
        if word == "no evidence found":
            clause = f"for {count} we found no evidence"
        assert (clause in told) == bool(number)


OTHER = st.sampled_from(["contradicted", "partly contradicted", "confirmed"])
PASSAGES = st.lists(st.tuples(st.sampled_from(verdicts.WORDS[:7]), st.sets(OTHER)))


@given(PASSAGES)
def test_the_story_says_what_is_otherwise_on_a_condition(drawn):
    """Of each word by itself: as many as have a condition of another word."""
    passages = []
    for place, (word, others) in enumerate(drawn):
        conditions = [f"{other} if it means January" for other in sorted(others)]
        passages.append(make_passage(f"A{place}", word, conditions))
    told = front.tell_unconfirmed(passages)
    pieces = re.split("[;,] ", told)
    for other in ("contradicted", "partly contradicted", "confirmed"):
        numbers = []
        for word in {word for word, _ in drawn} - {"confirmed"}:
            numbers.append(sum(other in each for name, each in drawn if name == word))
        shown = [piece for piece in pieces if piece.startswith("but ")]
        shown = [piece for piece in shown if re.search(rf"(?<!partly ){other} ", piece)]
        assert len(shown) == sum(number > 0 for number in numbers)
    assert bool(told) == any(word != "confirmed" for word, _ in drawn)


def test_every_counted_claim_has_one_topic():
    from dualuse.base.claims import read_claims

    listed = [
        name for topic in tables.read_story()["topics"] for name in topic["claims"]
    ]
    counted = [each["id"] for each in read_claims() if "not_counted" not in each]
    assert sorted(listed) == sorted(counted)


@pytest.mark.parametrize(
    ("sentence", "texts", "claims"),
    [
        ("They sold more. [A1]", ["They sold more."], ["A1"]),
        ("More was sold, [A1] and less bought. [A2b]", None, ["A1", "A2"]),
        ("A link to a film.", [], []),
    ],
)
def test_a_sentence_is_cut_at_its_marks(sentence, texts, claims):
    known = {}
    for name in ("A1", "A2b"):
        known[name] = {"claim": name[:2], "verdict": "possible", "conditions": []}
    passages = front.split_passages(sentence, known)
    assert [each["claim"] for each in passages] == claims
    if texts is not None:
        assert [each["text"] for each in passages] == texts


def make_claim(place, word, on_one_source=False):
    claim = {"id": f"A{place}", "verdict": word, "conditions": []}
    return claim | {"on_one_source": on_one_source}


@given(WORDS)
def test_each_claim_is_told_once_by_its_word(words):
    """Of every list of verdicts: the counts add up, and each claim is named once."""
    claims = [make_claim(place, word) for place, word in enumerate(words)]
    told = front.tell_by_word(claims, {"A0": "drones"})
    groups = front.group_by_word(claims)
    assert sum(len(listed) for listed in groups.values()) == len(words)
    assert told.count("**") == 2 * len(groups)
    for claim in claims:
        name = "drones (A0)" if claim["id"] == "A0" else f"claim {claim['id']}"
        assert told.count(name) == 1
    for word, listed in groups.items():
        number = format_value(len(listed), "word")
        starts = [f"{number.capitalize()} is ", f"{number.capitalize()} are "]
        starts.append(f"For {number} we found **no evidence**")
        assert any(start in told for start in starts), (word, told)


def test_every_claim_has_a_subject():
    from dualuse.base.claims import list_parts, read_claims

    named = set(tables.read_story()["subjects"])
    parts = set()
    for claim in read_claims():
        parts |= {part["id"] for part in list_parts(claim)} - {claim["id"]}
    assert named - parts == {each["id"] for each in read_claims()}


@given(st.lists(st.booleans(), min_size=1, max_size=5))
def test_what_the_first_page_only_shows_is_told_apart(counted):
    """The counts of a page add up to those of the first page by what stands there."""
    claims = [make_claim(place, "confirmed") for place in range(len(counted))]
    for claim, each in zip(claims, counted, strict=True):
        claim["counted"] = each
    told = front.tell_by_word(claims, {})
    assert ("first page" in told) == (not all(counted))
    if not all(counted) and len(counted) > 1:
        number = format_value(sum(counted), "word") if any(counted) else "none"
        assert f"(the first page counts {number} of them)" in told


NUMBERS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).map(
        lambda two: (max(two), min(two))
    ),
    min_size=1,
    max_size=6,
)


@given(NUMBERS)
def test_each_rule_is_told_with_what_it_changes(numbers):
    """Every rule that changes a verdict is named with its counts; the others are counted."""
    moved = {f"rule {chr(97 + place)}": each for place, each in enumerate(numbers)}
    told = front.tell_rules(moved)
    still = 0
    for rule, (number, in_word) in moved.items():
        piece = f"{rule} changes {format_value(number, 'word')}, "
        piece += front.tell_in_word(number, in_word)
        assert bool(re.search(rf"{piece}[;.]", told, re.IGNORECASE)) == (number > 0)
        still += not number
    ends = {
        0: "rules" not in told,
        1: told.endswith("The other rule changes none."),
        2: told.endswith("Neither of the other two rules changes one."),
    }
    many = f"None of the other {format_value(still, 'word')} rules changes one."
    assert still == len(moved) or ends.get(still, many in told)
