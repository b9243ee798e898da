"""The first page and the story's page: what they list and group of the claims."""

import pytest

from dualuse.base import tables
from dualuse.press import front


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
