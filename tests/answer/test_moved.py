"""Whatever moves a verdict stops the build, and each sentence that it makes untrue is named.

A figure that decides is doubled, or a judgement reversed, and the claims that rest on it
are judged anew. Few are drawn in a run, of all that there are.
"""

import math
import re

import pytest
from seeds import pick_few

from dualuse.answer import written
from dualuse.answer.findings import check_claim
from dualuse.base import tables
from dualuse.base.claims import list_parts, read_claims
from dualuse.desk.evidence import read_official
from dualuse.engine import contradictions
from dualuse.engine.evidence import Evidence

FINDINGS = written.read_findings()
CLAIMS = {claim["id"]: claim for claim in read_claims()}
PUBLISHED = {
    claim["id"]: claim for claim in tables.read_json(tables.REPORTS / "verdicts.json")
}
TURNED = {"supports": "against", "in part": "against", "against": "supports"}
NAMED = re.compile(r"found (.+?): ")


def list_deciding_figures():
    """Return the figures on which what counts for a claim rests."""
    figures = set()
    for claim in PUBLISHED.values():
        for part in claim["parts"]:
            for entry in part["figures"]:
                if entry["counts"]:
                    figures.update(entry["figures"])
    return sorted(figures)


def list_speaking_judgements():
    """Return the judgements that speak for a part or against it."""
    judgements = tables.read_judgements()
    return sorted({*judgements.loc[judgements["relation"].isin(TURNED), "judgement"]})


def judge(figures, judgements, names):
    """Return the claims as a build would find them, with what each hangs on as it was."""
    sources = tables.read_reference("sources")
    wrong = contradictions.find_contradictions(figures, sources)
    pages = tables.read_pages()
    evidence = Evidence(figures, sources, wrong, pages, judgements, read_official())
    found = [check_claim(CLAIMS[name], evidence) for name in names]
    for claim in found:
        claim["hangs"] = PUBLISHED[claim["id"]]["hangs"]
    return found


def list_written_of_the_verdict(name):
    """Return what was written of a claim's verdict: its line, finding, what it depends on."""
    finding = FINDINGS.get(name, {})
    told = []
    for key in ("line", "says", "depends"):
        told += written.as_list(finding.get(key, []))
    return told


def assert_all_is_named(found, figures):
    """Each sentence of a verdict that moved is a fault; each fault is of what moved."""
    rows = {row["id"]: row for row in figures}
    for claim in found:
        name, before = claim["id"], PUBLISHED[claim["id"]]
        faults = written.fill([claim], FINDINGS, figures)
        if claim["text"] != before["text"]:
            assert len(faults) >= len(list_written_of_the_verdict(name)), name
            assert claim["finding"] == []
        now = written.list_facts(claim) | written.list_figure_facts(rows)
        was = written.list_facts(before)
        for fault in faults:
            assert f"row {name}, " in str(fault)
            fact = NAMED.search(str(fault))
            if fact and fact[1] in now and fact[1] in was:
                assert now[fact[1]].value != was[fact[1]].value, fault


@pytest.mark.parametrize("figure", pick_few(2, list_deciding_figures()))
def test_a_figure_that_moved_names_what_it_makes_untrue(figure):
    figures = tables.read_figures()
    place = figures.index[figures["id"] == figure][0]
    for column in ("value", "growth"):
        number = figures.loc[place, column]
        if re.fullmatch(r"-?[\d.]+", number):
            half = float(number) / 2
            half = math.ceil(half) if number.isdigit() else half  # no half of a drone
            figures.loc[place, column] = f"{half:g}"
    names = [
        name
        for name, claim in PUBLISHED.items()
        if any(
            figure in each["figures"]
            for part in claim["parts"]
            for each in part["figures"]
        )
    ]
    assert names
    found = judge(figures, tables.read_judgements(), names)
    assert_all_is_named(found, figures.to_dict("records"))


@pytest.mark.parametrize("judgement", pick_few(2, list_speaking_judgements()))
def test_a_judgement_that_was_reversed_names_what_it_makes_untrue(judgement):
    judgements = tables.read_judgements()
    is_meant = judgements["judgement"] == judgement
    turned = judgements["relation"].map(TURNED)
    judgements["relation"] = judgements["relation"].mask(is_meant, turned)
    parts = {*judgements.loc[is_meant, "part"]}
    names = [
        name
        for name, claim in CLAIMS.items()
        if parts & {part["id"] for part in list_parts(claim)}
    ]
    figures = tables.read_figures()
    found = judge(figures, judgements, names)
    assert_all_is_named(found, figures.to_dict("records"))
