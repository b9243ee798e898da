"""The first page and the story's page: what they count, and that each headline is true."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualuse import front, tables, verdicts
from dualuse.wording import format_value

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


@given(WORDS, WORDS)
def test_headline_of_the_story_counts_what_is_confirmed(own, others):
    topic = make_topic(len(own))
    passages = [make_passage(f"A{place}", word) for place, word in enumerate(own)]
    passages += [make_passage("Z9", word) for word in others]
    headline = front.count_confirmed(topic, [{"passages": passages}])
    told = headline.split("Of the other")
    rated = []
    for words in (own, others):
        rated.append([word for word in words if word != "opinion"])
    assert len(told) == 1 + bool(rated[1])
    for words, sentence in zip(rated, told, strict=False):
        told_of = [make_passage("A0", word) for word in words]
        assert front.tell_number(told_of) in sentence
        assert ("none" in sentence) == (words.count("confirmed") == 0)


OTHER = st.sampled_from(["contradicted", "partly contradicted", "confirmed"])
PASSAGES = st.lists(st.tuples(st.sampled_from(verdicts.WORDS[:6]), st.sets(OTHER)))


@given(PASSAGES)
def test_headline_of_the_story_says_what_is_otherwise_on_a_condition(drawn):
    """Of each word by itself: as many as have a condition of another word."""
    passages = []
    for word, others in drawn:
        conditions = [f"{other} if it means January" for other in sorted(others)]
        passages.append(make_passage("A0", word, conditions))
    brackets = front.list_unconfirmed(passages)
    pieces = [piece for piece in re.split(r"[;,(] ?", brackets.strip(" )")) if piece]
    for other in ("contradicted", "partly contradicted", "confirmed"):
        numbers = []
        for word in {word for word, _ in drawn} - {"confirmed"}:
            numbers.append(sum(other in each for name, each in drawn if name == word))
        shown = [piece for piece in pieces if piece.startswith("but ")]
        shown = [piece for piece in shown if re.search(rf"(?<!partly ){other} ", piece)]
        assert len(shown) == sum(number > 0 for number in numbers)
    assert bool(brackets) == any(word != "confirmed" for word, _ in drawn)


def test_every_counted_claim_has_one_topic():
    from dualuse.claims import read_claims

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
    from dualuse.claims import read_claims

    assert set(tables.read_story()["subjects"]) == {
        each["id"] for each in read_claims()
    }
