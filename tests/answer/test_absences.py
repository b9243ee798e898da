"""What we say that we did not find names what would make it untrue, and nothing does."""

import absences
import pandas as pd
import pytest

from dualuse.base import tables

# They stood on the pages while the project held what makes them untrue (F234).
UNTRUE = [
    "We found no quantity from any other newsroom.",
    "The only quantities published are the stories' own.",
    "CNBC and French officials mention such goods but give no number.",
    "CNBC and French officials report such goods without quantities.",
]


@pytest.fixture
def read():
    figures, pages = tables.read_figures(), tables.read_pages()
    return figures, pages, tables.read_judgements()


def test_each_sentence_names_its_query_and_each_row_a_sentence():
    assert absences.list_unasked() == []


def test_no_sentence_is_untrue(read):
    assert absences.list_untrue(*read) == []


@pytest.mark.parametrize("sentence", UNTRUE)
def test_the_four_untrue_sentences_would_have_needed_a_query(sentence):
    assert absences.SAYS_NONE.search(sentence)


def test_a_count_of_vests_makes_sentences_untrue(read):
    figures, pages, judgements = read
    row = figures[figures["id"] == "F234"].iloc[0].to_dict()
    row |= {"id": "F999", "product": "vests", "outlet": "cnbc"}
    more = pd.concat([figures, pd.DataFrame([row])], ignore_index=True)
    told = absences.list_untrue(more, pages, judgements)
    assert "'Of protective gear we found one count' is untrue: F999" in told
    assert "'Neither gives a quantity' is untrue: F999" in told


def test_a_denial_makes_the_lack_of_a_reply_untrue(read):
    figures, pages, judgements = read
    row = {"part": "B2", "page": "S023", "relation": "against", "shows": "denial"}
    more = pd.concat([judgements, pd.DataFrame([row])], ignore_index=True)
    (told,) = absences.list_untrue(figures, pages, more)
    assert told == "'We found no reply.' is untrue: S023"


def test_a_query_without_a_reason_is_never_empty():
    for row in tables.read_table(absences.ABSENCES).to_dict("records"):
        assert row["untrue_if"] or row["why"], row["sentence"]
