import pandas as pd
import pytest

from dualuse.verdicts import records

CLAIM = {"id": "C9"}


def page(relation, own="yes", seen="reported", bears_on="said", claim="C9"):
    return {
        "claim_id": claim,
        "page_id": "S900",
        "relation": relation,
        "independent": own,
        "seen": seen,
        "bears_on": bears_on,
        "publisher": "synthetic",
        "url": "",
    }


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
        ([page("context")], "not checkable"),
        ([page("supports", claim="C8")], "not checkable"),
        ([page("supports", bears_on="pattern")], "not checkable"),
    ],
)
def test_was_it_said(rows, verdict):
    found, why = records.was_it_said(CLAIM, pd.DataFrame(rows))
    assert found == verdict
    assert why.endswith(".")
