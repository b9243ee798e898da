"""What pages say of words and of facts: the rules, on pages made here."""

import pandas as pd
import pytest

from dualuse.verdicts import records

CLAIM = {"id": "C9"}


def page(relation, own="yes", seen="reported", bears_on="said", claim="C9", **others):
    return {
        "claim_id": claim,
        "page_id": "S900",
        "relation": relation,
        "independent": own,
        "seen": seen,
        "bears_on": bears_on,
        "publisher": "synthetic",
        "speaker_or_source": "",
        "what_it_says": "",
        "quote": "",
        "url": "",
    } | others


def judged(rows, **part):
    part = {"id": "", "way": "said"} | part
    items = records.of_part(part, records.pages(CLAIM, pd.DataFrame(rows)))
    verdict, why = records.judged(part, items)
    assert why.endswith(".")
    return verdict


@pytest.mark.parametrize(
    "rows, verdict",
    [
        ([page("supports", own="no")], "not checkable"),
        ([page("supports")], "consistent"),
        ([page("supports", seen="primary")], "reproduced"),
        ([page("supports", seen="primary", own="no")], "not checkable"),
        ([page("contradicts")], "not reproduced"),
        ([page("contradicts", bears_on="so"), page("supports")], "consistent"),
        ([page("contradicts"), page("supports")], "sources disagree"),
        ([page("qualifies")], "consistent"),
        ([page("qualifies", seen="primary")], "consistent"),
        ([page("context")], "not checkable"),
        ([page("supports", claim="C8")], "not checkable"),
        ([page("supports", bears_on="pattern")], "not checkable"),
        # quoted: one outlet, the same outlet twice, two outlets
        ([page("supports", seen="quoted")], "consistent"),
        ([page("supports", seen="quoted"), page("supports", seen="quoted", page_id="S901")], "consistent"),
        (
            [page("supports", seen="quoted"), page("supports", seen="quoted", publisher="another")],
            "reproduced",
        ),
        (
            [page("supports", seen="quoted"), page("qualifies", seen="quoted", publisher="another")],
            "consistent",
        ),
    ],
)
def test_was_it_said(rows, verdict):
    assert judged(rows) == verdict


def test_words_spoken_to_one_newsroom_stand_in_its_own_report():
    rows = [page("qualifies"), page("supports", page_id="S901")]
    assert judged(rows) == "consistent"
    assert judged(rows, first="S900") == "reproduced"
    assert judged(rows, first="S999") == "consistent"


def test_a_fact_is_not_shown_by_quotations():
    rows = [page("supports", seen="quoted", bears_on="so", publisher=name) for name in ("one", "two")]
    assert judged(rows, way="so") == "consistent"
    assert judged([page("supports", seen="primary", bears_on="so")], way="so") == "reproduced"
    assert judged([page("supports", seen="primary")], way="so") == "not checkable"


def test_a_part_takes_the_pages_that_it_names_with_the_label_given_there():
    rows = [page("supports"), page("supports", page_id="S901")]
    assert judged(rows, pages={"S900": "contradicts"}) == "not reproduced"
    assert judged(rows, pages={}) == "not checkable"
    assert judged(rows, pages={"S900": "contradicts", "S901": "supports"}) == "sources disagree"
