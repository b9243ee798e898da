"""What people wrote is true, or the build stops and names each sentence that is not."""

import json

import pytest

from dualuse.answer import written
from dualuse.base import tables
from dualuse.base.claims import read_claims
from dualuse.base.errors import InputError

FIGURES = tables.read_figures().to_dict("records")
FINDINGS = written.read_findings()
NAMES = [claim["id"] for claim in read_claims()]
WRITTEN = ["line", "finding", "depends", "notes", "denial", "settles"]


@pytest.fixture(autouse=True)
def reckoned(monkeypatch):
    """What notebook 11 reckoned; a clean copy has run none, so numbers like its own."""
    built = written.list_reckoned_facts()
    numbers = {"odds of May least": 40, "odds of May most": 60, "all goods to May": 70}
    facts = {name: written.Fact(each, f"{each}%") for name, each in numbers.items()}
    monkeypatch.setattr(written, "list_reckoned_facts", lambda: built or facts)


def read_published():
    """The claims as they are published, without what people wrote of them."""
    claims = tables.read_json(tables.REPORTS / "verdicts.json")
    for claim in claims:
        claim["we_found"] = "what the word means"
    return claims


def fill(claims, findings=FINDINGS):
    return written.fill(claims, findings, FIGURES)


def list_texts(entry):
    """All texts of nested data."""
    if isinstance(entry, dict):
        return [text for value in entry.values() for text in list_texts(value)]
    if isinstance(entry, list):
        return [text for value in entry for text in list_texts(value)]
    return [entry]


def test_all_that_people_wrote_is_so():
    claims = read_published()
    assert fill(claims) == []
    for claim in claims:
        assert 1 <= len(claim["finding"]) <= 4, claim["id"]
        assert claim["settles"].endswith("."), claim["id"]
        assert claim["we_found"] == claim["finding"][0]


def test_no_brace_reaches_a_reader():
    claims = read_published()
    fill(claims)
    for claim in claims:
        for text in list_texts([claim[key] for key in WRITTEN]):
            assert "{" not in text


@pytest.mark.parametrize("name", NAMES)
def test_a_verdict_that_moved_names_each_sentence_of_it_and_leaves_it_out(name):
    (claim,) = [claim for claim in read_published() if claim["id"] == name]
    means = claim["we_found"]
    claim["text"] = "contradicted (by nobody)"
    faults = fill([claim])
    finding = FINDINGS[name]
    listed = [*finding["says"], *finding.get("depends", [])]
    listed += [finding["line"]] if "line" in finding else []
    assert len(faults) >= len(listed)
    assert all(f"row {name}, " in str(fault) for fault in faults)
    assert (claim["finding"], claim["depends"], claim["line"]) == ([], [], "")
    assert claim["we_found"] == means


def list_whiles(finding):
    """Return each fact that what was written of a claim rests on, and what it must be."""
    if isinstance(finding, list):
        return [each for entry in finding for each in list_whiles(entry)]
    if not isinstance(finding, dict):
        return []
    below = [value for key, value in finding.items() if key != "while"]
    return [*finding.get("while", {}).items(), *list_whiles(below)]


@pytest.mark.parametrize("name", NAMES)
def test_a_condition_that_does_not_hold_names_its_sentence(name, monkeypatch):
    """Each condition that was written of a claim, one by one."""
    facts = written.list_figure_facts({row["id"]: row for row in FIGURES})
    monkeypatch.setattr(written, "list_figure_facts", lambda rows: facts)
    (claim,) = [claim for claim in read_published() if claim["id"] == name]
    text = json.dumps(FINDINGS[name], ensure_ascii=False)
    for fact, expected in list_whiles(FINDINGS[name]):
        was = f"{json.dumps(fact, ensure_ascii=False)}: {json.dumps(expected)}"
        other = f'{json.dumps(fact, ensure_ascii=False)}: "nothing of the kind"'
        assert was in text
        faults = fill([claim], {name: json.loads(text.replace(was, other))})
        assert any(f"found {fact}: " in str(fault) for fault in faults)


def test_several_faults_are_told_in_one_go():
    claims = read_published()
    for claim in claims:
        claim["text"] = "contradicted (by nobody)"
    with pytest.raises(InputError) as error:
        written.refuse(fill(claims))
    for name in NAMES:
        assert f"row {name}, " in str(error.value)


def test_what_no_longer_changes_a_verdict_is_told_as_it_is():
    claims = {claim["id"]: claim for claim in read_published()}
    claim = claims["A8"]
    claim["hangs"] = []
    faults = [str(fault) for fault in fill([claim])]
    told = f"found without tass: {claim['text']}, as with it"
    assert any(told in fault for fault in faults)


def test_without_prose_a_claim_keeps_what_its_word_means():
    (claim, *_) = read_published()
    means = claim["we_found"]
    assert fill([claim], {}) == []
    assert (claim["we_found"], claim["finding"], claim["settles"]) == (means, [], "")


def test_no_query_stands_in_a_sentence():
    assert "comtradeapi" not in json.dumps(FINDINGS)
