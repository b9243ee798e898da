"""The second path and the accepted verdicts say the same, word, side and sources."""

import csv
from pathlib import Path

import pytest
from second_path import verdicts

ACCEPTED = Path(__file__).resolve().parents[1] / "answer" / "expected_verdicts.csv"


def read_accepted():
    with ACCEPTED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["part"] or row["claim"]: row for row in rows}


@pytest.fixture(scope="module")
def judged(set_aside):
    """From the library one thing is taken: which figures are left out as wrong."""
    wrong = set_aside.sort_values("contradiction").groupby("contradiction")
    findings = [group.to_dict("records") for _, group in wrong]
    return verdicts.judge_all(findings)


def test_it_judges_every_claim_and_part(judged):
    assert set(judged) == set(read_accepted())


@pytest.mark.parametrize("name", sorted(read_accepted()))
def test_both_paths_agree(name, judged):
    row = read_accepted()[name]
    word, direction, sources, condition = judged[name]
    assert (word, direction) == (row["verdict"], row["direction"])
    assert str(sources) == row["sources"]
    # It counts sources, and knows no pages.
    assert condition == row["condition"].replace(" and one page", "")


def test_it_shares_no_code_with_the_library():
    text = Path(verdicts.__file__).read_text(encoding="utf-8")
    assert "dualuse" not in text
