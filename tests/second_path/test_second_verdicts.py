"""The second path and the accepted verdicts say the same, word, side and sources."""

from pathlib import Path

import pytest
from second_path import verdicts

from dualuse.builds import published

ACCEPTED = published.read_published(published.ACCEPTED)
NAMES = {
    row["of_part"] or row["claim"]
    for row in ACCEPTED
    if not row["piece"] and row["verdict"]
}


@pytest.fixture(scope="module")
def published_verdicts(judged_claims):
    """Return {id of a claim or a part: its verdict}, by the library."""
    parts = {part["id"]: part for claim in judged_claims for part in claim["parts"]}
    return parts | {claim["id"]: claim for claim in judged_claims}


@pytest.fixture(scope="module")
def judged(set_aside, ranges):
    """Of the library: which figures are left out, and ends that the checker accepts."""
    wrong = set_aside.sort_values("contradiction").groupby("contradiction")
    findings = [group.to_dict("records") for _, group in wrong]
    return verdicts.judge_all(findings, ranges)


def test_it_judges_every_claim_and_part(judged):
    assert set(judged) == set(NAMES)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_both_paths_agree(name, judged, published_verdicts):
    ours = published_verdicts[name]
    word, direction, sources, condition = judged[name]
    assert (word, direction) == (ours["verdict"], ours["direction"])
    assert sources == ours["sources"]
    # It counts sources, and knows no pages.
    assert condition == "; ".join(ours["conditions"]).replace(" and one page", "")


def test_it_shares_no_code_with_the_library():
    text = Path(verdicts.__file__).read_text(encoding="utf-8")
    assert "dualuse" not in text
