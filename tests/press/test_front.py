"""The first page and the story's page: what they list and group of the claims."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualuse.base import tables
from dualuse.engine import verdicts
from dualuse.press import front

WORDS = st.lists(st.sampled_from(verdicts.WORDS), min_size=1, max_size=8)


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
        known[name]["on_one_source"] = False
    passages = front.split_passages(sentence, known)
    assert [each["claim"] for each in passages] == claims
    if texts is not None:
        assert [each["text"] for each in passages] == texts


def make_claim(place, word, on_one_source=False):
    claim = {"id": f"A{place}", "verdict": word, "conditions": []}
    return claim | {"on_one_source": on_one_source}


@given(WORDS, st.lists(st.booleans(), min_size=8, max_size=8))
def test_each_claim_is_listed_once_by_its_word(words, lone):
    """Of every list of verdicts: and "on one source" stands where it is so."""
    claims = [
        make_claim(place, word, is_lone)
        for place, (word, is_lone) in enumerate(zip(words, lone, strict=False))
    ]
    told = front.list_by_word(claims, {"A0": "drones"})
    groups = front.group_by_word(claims)
    assert sum(len(listed) for listed in groups.values()) == len(words)
    assert told.count("**") == 2 * len(groups)
    assert told.count("on one source") == sum(
        claim["on_one_source"] for claim in claims
    )
    for claim in claims:
        name = "drones (A0" if claim["id"] == "A0" else f"claim {claim['id']}"
        assert told.count(name) == 1


def test_every_claim_has_a_subject():
    from dualuse.base.claims import list_parts, read_claims

    named = set(tables.read_story()["subjects"])
    parts = set()
    for claim in read_claims():
        parts |= {part["id"] for part in list_parts(claim)} - {claim["id"]}
    assert named - parts == {each["id"] for each in read_claims()}
