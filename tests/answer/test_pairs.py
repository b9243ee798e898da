"""Evidence on the goods of a claim is used, judged, or listed as not bearing on it.

A page on 20,000 helmets stood beside two claims as background, while a third said that
no newsroom had printed a quantity. Here such a pair has a name.
"""

import re

import pandas as pd
import pytest
import yaml

from dualuse.base import pairs, tables
from dualuse.base.claims import list_parts, read_claims

# What a page or a product says of its goods, so that an empty cell hides nothing.
SPOKEN = {
    "drones": r"\bdrones?\b|quadcopter|\bUAVs?\b",
    "helmets": r"helmet|headgear",
    "vests": r"\bvests?\b|body armou?r|flak jacket",
    "sights": r"\bsights?\b|thermal|scope",
    "ceramics": r"ceramic|\btiles?\b",
    "oil": r"\boil\b",
    "weapon-parts": r"(foreign|Chinese) parts|parts found",
}


@pytest.fixture(scope="module")
def read():
    figures, pages = tables.read_figures(), tables.read_pages()
    return figures, pages, tables.read_judgements()


@pytest.fixture(scope="module")
def decided(read):
    return pairs.list_pairs(*read, read_claims())


def test_no_pair_is_undecided(decided):
    assert pairs.name_open(decided) == []
    assert len(decided) > 1500


def test_a_new_page_on_helmets_is_named_for_each_part_on_helmets(read):
    figures, pages, judgements = read
    row = pages[pages["id"] == "S023"].iloc[0].to_dict()
    row |= {"id": "N999", "url": "https://example.org/helmets"}
    more = pd.concat([pages, pd.DataFrame([row])])
    asked = pairs.list_pairs(figures, more, judgements, read_claims())
    (line,) = pairs.name_open(asked)
    assert line.startswith("N999 (helmets) is not asked of A5, A6, B1a, B1b, B2")


def test_a_new_figure_on_vests_is_named(read):
    figures, pages, judgements = read
    row = figures[figures["id"] == "F234"].iloc[0].to_dict()
    row |= {"id": "F999", "product": "vests", "page": "https://example.org/vests"}
    more = pd.concat([figures, pd.DataFrame([row])])
    asked = pairs.list_pairs(more, pages, judgements, read_claims())
    (line,) = pairs.name_open(asked)
    assert line.startswith("F999 (vests) is not asked of A6, B1a, B1c, B2")


def test_without_its_judgement_the_helmets_page_is_open_again(read):
    figures, pages, judgements = read
    judgements = judgements[judgements["part"] != "B1b"]
    asked = pairs.list_pairs(figures, pages, judgements, read_claims())
    opened = {pair.row for pair in asked if pair.decision == pairs.OPEN}
    assert "S023" in opened


def test_every_choice_decides_a_pair(decided):
    """Each part and each row that not_bearing.csv names is needed there."""
    apart = {}
    for pair in decided:
        if pair.decision == pairs.APART:
            apart.setdefault(pair.reason, set()).add((pair.part, pair.row))
    for choice in pairs.read_choices():
        settled = apart[choice["reason"]]
        assert set(choice["parts"].split()) <= {part for part, _ in settled}, choice
        assert set(choice["rows"].split()) <= {row for _, row in settled}, choice


def test_every_claim_says_on_which_goods_it_is():
    raw = yaml.safe_load((tables.DATA / "claims.yaml").read_text("utf-8"))["claims"]
    assert [claim["id"] for claim in raw if "about" not in claim] == []


def test_the_goods_of_claims_products_and_pages_are_the_same_words(read):
    asked = set()
    for claim in read_claims():
        for part in list_parts(claim):
            asked |= {*part["about"]}
    products = tables.read_reference("products")["goods"]
    named = set(" ".join([*products, *read[1]["goods"]]).split())
    assert named == asked


def test_goods_that_are_spoken_of_are_named(read):
    spoken = {}
    for row in read[1].query("independent == 'yes'").to_dict("records"):
        spoken[row["id"]] = f"{row['says']} {row['quote']}", row["goods"]
    for row in tables.read_reference("products").to_dict("records"):
        spoken[row["product"]] = row["label"], row["goods"]
    for name, (words, goods) in spoken.items():
        for good, pattern in SPOKEN.items():
            if re.search(pattern, words, re.IGNORECASE):
                assert good in goods.split(), f"{name} speaks of {good}"
