"""The check before a build reads what it does not know; a table is known with the words that it may use."""

import pytest

from dualuse import check
from dualuse.data import load

STATEMENTS = "published/statements.csv"


@pytest.mark.parametrize(
    "changed, again", [(STATEMENTS, True), ("reference/", True), ("published/figures.csv", False)]
)
def test_a_table_is_read_again_with_itself_and_with_the_words_it_may_use(changed, again, monkeypatch):
    asked, ours = set(), load.source
    monkeypatch.setattr(load, "source", lambda name: asked.add(name) or ours(name))
    found = check.everything(lambda folder: folder != changed)
    assert (STATEMENTS in asked) == again
    assert ("official rows" in found) == (changed == "reference/")
