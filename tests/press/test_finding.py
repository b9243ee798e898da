"""Sentences that a person writes of all claims: true, or the build stops and names them."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualuse.answer.written import FACT
from dualuse.base import tables, wording
from dualuse.base.claims import read_claims
from dualuse.base.errors import InputError
from dualuse.engine import verdicts
from dualuse.press import finding, pages

ROWS = st.lists(
    st.fixed_dictionaries(
        {"verdict": st.sampled_from(verdicts.WORDS), "on_one_source": st.booleans()}
    ),
    max_size=12,
)


@given(ROWS, st.sampled_from(verdicts.WORDS), st.integers(0, 12))
def test_a_count_that_moved_stops_the_build_by_name(rows, word, expected):
    says = "So many rest on one source."
    counts = finding.count_verdicts("gear", rows)
    written = [{"says": says, "while": {f"gear {word}": expected}}]
    found = sum(row["verdict"] == word for row in rows)
    if found == expected:
        assert finding.write_findings("finding", written, counts) == [says]
    else:
        with pytest.raises(
            InputError, match=f"finding, sentence 1: found gear {word}: {found};"
        ):
            finding.write_findings("finding", written, counts)


@given(ROWS, st.sampled_from(finding.STRONG), st.booleans())
def test_who_counts_what_rests_on_one_source_says_so(rows, word, says_so):
    """ "One of its claims is contradicted" is no sentence of ours: on one source."""
    counts = finding.count_verdicts("gear", rows)
    says = f"Here {{gear {word}}}" + ", on one source." * says_so
    alike = [row for row in rows if row["verdict"] == word]
    hides = any(row["on_one_source"] for row in alike) and not says_so
    if not hides:
        assert finding.write_findings("finding", [{"says": says}], counts)
        return
    with pytest.raises(InputError, match="expected “one source”"):
        finding.write_findings("finding", [{"says": says}], counts)


def test_a_count_that_nobody_knows_is_refused_with_those_near_it():
    counts = finding.count_verdicts("gear", [])
    with pytest.raises(InputError, match="gear confirmed"):
        finding.write_findings("finding", [{"says": "{gear confirmd}"}], counts)


def test_each_sentence_of_the_story_asserts_or_shows_a_count():
    """Else nothing would stop it from standing over other verdicts."""
    story = tables.read_story()
    written = [*story["finding"]["headline"], *story["finding"]["below"]]
    for sentence in [*written, *story["passages"]]:
        assert sentence.get("while") or FACT.search(sentence["says"])


def test_passages_are_counted_by_topic_and_without_opinions():
    topic = {"id": "gear", "claims": ["A1"]}
    gear = {"claim": "A1", "verdict": "possible", "on_one_source": False}
    trade = gear | {"claim": "A7", "verdict": "confirmed", "on_one_source": True}
    view = gear | {"claim": "C9", "verdict": "opinion"}
    sentences = [{"passages": [gear, trade]}, {"passages": [view, gear]}]
    counts = finding.count_passages(topic, sentences)
    assert (counts["all"], counts["gear"], counts["other"]) == (3, 2, 1)
    assert counts["gear possible"] == 2
    assert counts["other confirmed on one source"] == 1


def test_a_figure_is_quoted_as_it_was_printed_and_an_unknown_one_is_refused():
    for row in tables.read_figures().sample(20, random_state=1).to_dict("records"):
        written = [{"says": f"They counted {{{row['id']}}}."}]
        (says,) = finding.write_findings("finding", written, {}, [row])
        assert says == f"They counted {wording.format_figure(row)}."
        with pytest.raises(InputError, match=row["id"]):
            finding.write_findings("finding", written, {"gear": 1})


def test_a_question_of_another_claim_is_named():
    """A claim was changed and its question forgotten: it stood beside "confirmed"."""
    claims, story = read_claims(), pages.read_story_facts()
    assert finding.list_old_questions(claims, story) == []
    assert story["asked_of"].keys() == story["questions"].keys()
    first = copy.deepcopy(claims[0])
    first["tests"][0]["value"] = "200"
    (old,) = finding.list_old_questions([first, *claims[1:]], story)
    assert str(old).startswith(f"story.yml, row {first['id']}: found Did Russia import")
