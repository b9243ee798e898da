"""A notebook that judges claims reads the figures that bear on them, and needs no other."""

import pytest

from dualuse.answer.findings import check_claim
from dualuse.base import tables
from dualuse.base.bearing import find_bearing_of_all
from dualuse.base.claims import read_claims
from dualuse.base.errors import InputError
from dualuse.engine.contradictions import find_contradictions
from dualuse.engine.evidence import Evidence

CLAIMS = read_claims()
FIGURES = tables.read_figures()
SOURCES = tables.read_reference("sources")
BEARING = tables.read_figures(bears_on="claims")


def judge(figures):
    """What is said on each claim, with figures that cannot be true left out."""
    evidence = Evidence(
        figures,
        SOURCES,
        find_contradictions(figures, SOURCES),
        tables.read_pages(),
        tables.read_judgements(),
    )
    return {claim["id"]: check_claim(claim, evidence) for claim in CLAIMS}


def test_without_the_others_every_answer_is_the_same():
    others = FIGURES[~FIGURES["id"].isin(BEARING["id"])]
    assert len(others) > 100
    assert judge(BEARING) == judge(FIGURES)


def test_a_figure_bears_on_a_claim_by_its_goods_its_id_or_what_it_repeats():
    spec = {"source": "GACC", "series": "CHN-RUS-export-drones-GACC"}
    part = {
        "id": "X1a",
        "evidence": [{"source": "C4ADS", "figures": "F2", "over": "F3"}],
    }
    claim = {"id": "X1", "evidence": [spec], "parts": [part]}
    claim |= {"context": ["F5"], "goods": ["vests"]}
    bearing = find_bearing_of_all([claim])
    blank = {"id": "", "product": "", "same_fact": ""}
    for name in ("F2", "F3", "F5"):
        assert bearing.holds(blank | {"id": name})
        assert bearing.holds(blank | {"id": "F9", "same_fact": name})
    for product in ("drones", "vests"):
        assert bearing.holds(blank | {"product": product})
    assert not bearing.holds(blank | {"id": "F9", "product": "helmets"})


@pytest.mark.parametrize(
    "words", ["A", "B", "C", "B C", "A B C", "A1", "A1 B5", "B A1"]
)
def test_what_bears_on_groups_or_claims_is_what_bears_on_each(words):
    names = words.split()
    claims = [each for each in CLAIMS if each["group"] in names or each["id"] in names]
    bearing = find_bearing_of_all(claims)
    bears = [row["id"] for row in BEARING.to_dict("records") if bearing.holds(row)]
    assert tables.read_figures(bears_on=words)["id"].tolist() == bears


def test_figures_bear_on_claims_and_on_nothing_else():
    with pytest.raises(InputError, match="bears_on: found 'pages'; expected one"):
        tables.read_figures(bears_on="pages")
